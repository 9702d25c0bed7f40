/* Lists whose rows are put in order by hand: by dragging, by Alt with an arrow key, or by the buttons below the list.
   The new order travels to the server as the grid's eventData: {order: [ids of the rows, top first]}. */
(() => {
  const order = (api) => {
    const rows = [];
    api.forEachNodeAfterFilterAndSort((node) => rows.push(node.data));
    return rows;
  };

  function moved(api, index, by) {
    const rows = order(api), to = index + by;
    if (index < 0 || to < 0 || to >= rows.length) return null;
    rows.splice(to, 0, ...rows.splice(index, 1));
    api.setGridOption("rowData", rows);
    api.ensureIndexVisible(to);
    api.setFocusedCell(to, "label");
    const node = api.getDisplayedRowAtIndex(to);
    if (node) node.setSelected(true, true);
    return { order: rows.map((row) => row.id) };
  }

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    rowsDragged: (params, setEventData) => setEventData({ order: order(params.api).map((row) => row.id) }),
    rowKeyed: (params, setEventData) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[params.event.key];
      if (!by || !params.event.altKey) return;
      const event = moved(params.api, params.node.rowIndex, by);
      if (event) setEventData(event);
    },
    /* Asked at once, while listeners are called later, when the browser has begun to scroll the list by the key. */
    withAlt: ({ event }) => {
      if (event.altKey && event.key.startsWith("Arrow")) event.preventDefault();
      return event.altKey;
    },
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const grid = button && window.dash_ag_grid.getApi(button.dataset.grid);
    if (!grid) return;
    const chosen = grid.getSelectedNodes()[0], focused = grid.getFocusedCell();
    const event_data = moved(grid, chosen ? chosen.rowIndex : focused ? focused.rowIndex : -1, Number(button.dataset.move));
    if (event_data) window.dash_clientside.set_props(button.dataset.grid, { eventData: { data: event_data, timestamp: Date.now() } });
  });
})();

/* The start page's search button, and the rows behind a panel as a table: the text alternative of every figure, read from the panel's own API query. */
(function () {
  "use strict";

  const API = "/api/v1/tables";
  const LONG = 40;
  const columns = new Map();

  /* Names and kinds of all columns of a release, fetched once. */
  function describe(release) {
    if (!columns.has(release)) {
      const answer = fetch(API + "?release=" + encodeURIComponent(release)).then((response) => response.json());
      columns.set(release, answer.then((found) => new Map(found.tables.map((table) => [table.name, table.columns]))));
    }
    return columns.get(release);
  }

  function written(column, value) {
    const format = window.dashAgGridFunctions;
    if (value === null || value === undefined || value === "") return "–";
    if (Array.isArray(value)) return value.join(", ");
    if (typeof value === "boolean") return format.formatYesNo(value);
    if (typeof value !== "number") return /tissues?$|trait_class$/.test(column.name) ? value.replace(/_/g, " ").replace(/;/g, ", ") : String(value);
    if (/^(pval|qval|p_|padj)/.test(column.name)) return format.formatP(value);
    return column.type === "integer" ? format.formatCount(value) : format.formatNumber(value);
  }

  function element(kind, text, className) {
    const made = document.createElement(kind);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function table(rows, known) {
    const made = element("table", "", "plain-table");
    const head = made.createTHead().insertRow();
    const names = rows.length ? Object.keys(rows[0]) : [];
    const shown = names.map((name) => known.find((column) => column.name === name) || { name: name, title: name, help: "", type: "text" })
      .filter((column) => rows.some((row) => row[column.name] !== null));
    shown.forEach((column) => {
      const cell = element("th", column.title + (column.unit ? " (" + column.unit + ")" : ""), typeof rows[0][column.name] === "number" ? "number" : "");
      cell.scope = "col";
      cell.title = column.help;
      head.appendChild(cell);
    });
    const body = made.createTBody();
    rows.forEach((row) => {
      const line = body.insertRow();
      shown.forEach((column) => {
        const text = written(column, row[column.name]);
        const cell = element("td", text, typeof row[column.name] === "number" ? "number" : "");
        if (text.length > LONG) cell.title = text;
        line.appendChild(cell);
      });
    });
    return made;
  }

  function open(button) {
    const panel = button.closest(".panel");
    const title = panel.querySelector(".panel-title").textContent;
    const dialog = element("dialog", "", "rows-dialog");
    const close = element("button", "Close", "btn btn-sm rows-close");
    close.type = "button";
    const note = element("p", "Reading the rows …", "panel-note");
    const place = element("div", "", "scroll-x");
    place.tabIndex = 0;
    dialog.setAttribute("aria-label", "Rows behind: " + title);
    dialog.append(close, element("h2", title, "panel-title"), note, place);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); panel.querySelector("[data-menu=data]").focus(); });
    document.body.appendChild(dialog);
    dialog.showModal();
    fetch(button.dataset.rows).then((response) => response.json()).then((answer) => {
      if (answer.error) { note.textContent = answer.error; return; }
      const shown = answer.rows.length < answer.total ? "the first " + answer.rows.length + " of " + answer.total.toLocaleString("en-US") + " rows; Data has them all" : answer.total.toLocaleString("en-US") + " rows";
      describe(answer.release).then((known) => {
        note.textContent = shown + " · " + panel.querySelector(".panel-footer").textContent;
        place.appendChild(table(answer.rows, known.get(answer.table) || []));
      });
    }).catch(() => { note.textContent = "The rows could not be read; try again in a moment."; });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-rows]");
    if (button) open(button);
    if (event.target.closest && event.target.closest("[data-search]")) {
      const search = document.getElementById("search-input");
      search.focus();
      window.scrollTo({ top: 0 });
    }
  });
})();

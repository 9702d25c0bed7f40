/* How a page's state, its address, its panels and its grids follow one another. */
(function () {
  "use strict";

  const noUpdate = () => window.dash_clientside.no_update;

  /* Another address is shown, by Back or by a link: the page that was here is left, until the new one's is. Pages write their state to
     the address without telling Dash's router, which would see no change where the query is the one it opened the page with. */
  let left = null;
  function leave() {
    const page = document.querySelector("[data-token]");
    left = page && page.dataset.token;
    const router = window.dash_component_api.getLayout("_pages_location").props;
    const { pathname, search } = window.location;
    if (router.pathname === pathname && router.search === search) window.dash_clientside.set_props("_pages_location", { search: search });
  }
  window.addEventListener("popstate", leave);
  window.addEventListener("_dashprivate_pushstate", leave);

  /* The page on screen: its token, its state, light or dark, and what each of its panels was last told of that. */
  let shown = { token: null, theme: null, state: "", told: new Map() };

  /* Panels that are out of sight are drawn once all that is in sight stands: what waits, by the panel's id. */
  const waiting = new Map();

  /* Pixels below the window: after a change, what was just out of sight comes into it where a panel above gets less high, and what is
     below a panel that is higher than the window. */
  const NEAR = 150;

  /* Milliseconds that figures near wait, for the server to begin with what is in sight; tables take it little time, and the browser
     has none for them once it draws. */
  const AFTER = 40;

  function reachBelow(panels) {
    const heights = panels.filter((panel) => inSight(panel)).map((panel) => panel.offsetHeight);
    return NEAR + Math.max(0, ...heights.filter((height) => height > window.innerHeight));
  }

  /* A panel that is not shown may be about to: it counts as in sight with what it stands in. */
  function inSight(panel, below = 0) {
    const box = (panel.offsetParent ? panel : panel.parentElement).getBoundingClientRect();
    return box.height > 0 && box.top < window.innerHeight + below && box.bottom > 0;
  }

  function drawSoon() {
    window.clearTimeout(drawSoon.timer);
    drawSoon.timer = window.setTimeout(drawNext, 30);
  }

  function drawNext() {
    for (const id of waiting.keys()) if (!document.getElementById(id)) waiting.delete(id);
    if (!waiting.size) return;
    if (!document.querySelector("#content :is([data-dash-is-loading], .dash-graph--pending)")) {
      // Two, so that the server works on one while the browser draws the other; those that came into sight first.
      const seen = (id) => Number(inSight(document.getElementById(id)));
      [...waiting.keys()].sort((one, other) => seen(other) - seen(one)).slice(0, 2).forEach(draw);
    }
    drawSoon();
  }

  function draw(id) {
    const { store, part } = waiting.get(id);
    waiting.delete(id);
    window.dash_clientside.set_props(store, { data: part });
  }

  /* Tell the panels what they draw from, each the part of the state that it needs: where that is another than it was told, or for all
     with `again`. One script does it for all: a callback for each panel would take longer than the drawing. */
  function tellPanels(again) {
    const panels = [...document.querySelectorAll(".panel[data-part]")];
    const below = shown.told.size ? reachBelow(panels) : 0;
    for (const panel of panels) {
      const { id } = panel;
      const { needs, part: store } = panel.dataset;
      const wanted = needs === undefined ? null : ["release", ...needs.split(",")];
      const part = "?" + new URLSearchParams([...new URLSearchParams(shown.state)].filter(([name]) => !wanted || wanted.includes(name)));
      if (!again && !waiting.has(id) && shown.told.get(id) === part) continue;
      shown.told.set(id, part);
      waiting.set(id, { store: store, part: part });
      const hasFigure = panel.querySelector(".dash-graph");
      if (inSight(panel, hasFigure ? 0 : below)) draw(id);
      else if (inSight(panel, below)) window.setTimeout(() => { if (waiting.has(id) && panel.isConnected) draw(id); }, AFTER);
    }
    if (waiting.size) drawSoon();
  }

  /* Dash tells of a page before React has put it on screen; another may be opened before that. */
  let opening = null;

  function drawPage(token, theme) {
    opening = token;
    const page = document.querySelector("[data-token]");
    if (!page || page.dataset.token !== token) {
      window.requestAnimationFrame(() => { if (opening === token) drawPage(token, theme); });
      return;
    }
    shown = { token: token, theme: theme, state: page.dataset.state, told: new Map() };
    tellPanels(false);
  }

  window.addEventListener("beforeprint", () => [...waiting.keys()].forEach(draw));

  /* What each grid showed last: the token of the page it is on, and the order that its columns brought. */
  const filled = new Map();

  /* It asks by itself when its page is opened, and when its columns bring another order. What is selected is a place for the grid, not a
     row: where others come, it would be another row. */
  function askAgain(id, order) {
    const { token } = document.querySelector("[data-token]").dataset;
    const before = filled.get(id);
    filled.set(id, { token: token, order: order });
    if (before && before.token === token && before.order === order) {
      window.dash_ag_grid.getApiAsync(id).then((api) => {
        api.deselectAll();
        api.refreshInfiniteCache();
      }).catch(() => undefined);
    }
  }

  const orderOf = (columns) => JSON.stringify(columns.filter(({ sort }) => sort).map(({ field, sort, sortIndex }) => [field, sort, sortIndex]));

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    state: {
      /* State and address, as the page's callback asks; nothing where that page was left since. */
      writeState: (write, token) => {
        if (!write || write.token !== token || token === left) return [noUpdate(), noUpdate()];
        shown.state = write.search;
        tellPanels(false);
        return [write.search, write.search];
      },

      /* A page was opened, or is to be drawn light instead of dark. */
      drawPage: (token, theme) => {
        drawPage(token, theme);
        return token;
      },
      recolorPage: (theme) => {
        if (!shown.token || theme === shown.theme) return;
        shown.theme = theme;
        tellPanels(true);
      },

      /* A grid whose rows come from the server asks for them again when the part of the state that they depend on changes. */
      refreshGrid: (part, id) => {
        askAgain(id, "");
        return noUpdate();
      },

      /* One whose columns change too, once these are there. */
      refreshSortedGrid: (note, columns, id) => {
        askAgain(id, orderOf(columns));
        return noUpdate();
      },
    },
  });
})();

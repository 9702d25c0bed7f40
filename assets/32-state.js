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

  /* Panels that are out of sight are drawn once all that is in sight stands: what waits, by the panel's id. */
  const waiting = new Map();

  function inSight(panel) {
    const box = panel.getBoundingClientRect();
    return box.height > 0 && box.top < window.innerHeight && box.bottom > 0;
  }

  function drawSoon() {
    window.clearTimeout(drawSoon.timer);
    drawSoon.timer = window.setTimeout(drawNext, 30);
  }

  function drawNext() {
    for (const id of waiting.keys()) if (!document.getElementById(id)) waiting.delete(id);
    if (!waiting.size) return;
    if (!document.querySelector("#content [data-dash-is-loading]")) {
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

  window.addEventListener("beforeprint", () => [...waiting.keys()].forEach(draw));

  /* Grids that have rows, with the token of the page they were opened on. */
  const filled = new Map();

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    state: {
      /* State and address, as the page's callback asks; nothing where that page was left since. */
      writeState: (write, token) => (
        write && write.token === token && token !== left ? [write.search, write.search] : [noUpdate(), noUpdate()]
      ),

      /* What a panel draws from: the part of the page's state that it needs. Told when that or the theme changes, at once where the
         panel is in sight. */
      tellPanel: (state, theme, known, store, id) => {
        const panel = document.getElementById(id);
        if (!theme || !panel) return noUpdate();
        const { needs } = panel.dataset;
        const wanted = needs === undefined ? null : ["release", ...needs.split(",")];
        const part = "?" + new URLSearchParams([...new URLSearchParams(state)].filter(([name]) => !wanted || wanted.includes(name)));
        const recolored = window.dash_clientside.callback_context.triggered.some((event) => event.prop_id === "theme.data");
        if (waiting.delete(id) || part !== known || recolored) {
          if (inSight(panel)) return part;
          waiting.set(id, { store: store, part: part });
          drawSoon();
        }
        return noUpdate();
      },

      /* A grid whose rows come from the server asks for them again when the part of the state that they depend on changes; it has
         asked by itself when its page was opened. */
      refreshGrid: (part, id) => {
        const { token } = document.querySelector("[data-token]").dataset;
        if (filled.get(id) === token) {
          window.dash_ag_grid.getApiAsync(id).then((api) => api.purgeInfiniteCache()).catch(() => undefined);
        }
        filled.set(id, token);
        return noUpdate();
      },
    },
  });
})();

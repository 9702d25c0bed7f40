/* Small behaviours of the page itself: theme, drawers, links, figure export. No state is kept here but the theme. */
(function () {
  "use strict";

  const THEME_KEY = "theme";

  function storedTheme() {
    try {
      const kept = window.localStorage.getItem(THEME_KEY);
      if (kept === "light" || kept === "dark") return kept;
    } catch (error) { /* storage can be forbidden; the system's preference is used then */ }
    return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function applyTheme(theme) {
    document.documentElement.setAttribute("data-bs-theme", theme);
    try { window.localStorage.setItem(THEME_KEY, theme); } catch (error) { /* as above */ }
    return theme;
  }

  document.documentElement.setAttribute("data-bs-theme", storedTheme());

  function say(sentence) {
    const place = document.getElementById("announcement");
    if (!place) return;
    place.textContent = sentence;
    place.classList.add("shown");
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(() => place.classList.remove("shown"), 2500);
  }

  function copy(text) {
    const done = () => say("Link copied");
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, () => window.prompt("Copy this link", text));
    } else {
      window.prompt("Copy this link", text);
    }
  }

  function download(url, name) {
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  /* The exported figure carries what the page around it says: title, note, filters, source, release and version. */
  function exportFigure(button) {
    const panel = button.closest(".panel");
    const graph = panel && panel.querySelector(".js-plotly-plot");
    if (!graph || !window.Plotly) return;
    const meta = graph.layout.meta || {};
    const styles = window.getComputedStyle(document.documentElement);
    const width = Math.max(graph.offsetWidth, 640);
    const full = graph._fullLayout;
    const above = 46;
    const lines = [meta.filters, meta.footer].filter(Boolean);
    const below = 18 * lines.length + 10;
    const layout = JSON.parse(JSON.stringify(graph.layout));
    layout.paper_bgcolor = styles.getPropertyValue("--card").trim();
    layout.plot_bgcolor = layout.paper_bgcolor;
    layout.width = width;
    layout.height = full.height + above + below;
    layout.margin = { l: full._size.l, r: full._size.r, t: full._size.t + above, b: full._size.b + below, autoexpand: false };
    const plotHeight = layout.height - layout.margin.t - layout.margin.b;
    const text = { xref: "paper", yref: "paper", showarrow: false, xanchor: "left", align: "left", x: 0, xshift: 8 - full._size.l };
    const faint = styles.getPropertyValue("--faint").trim();
    const annotations = (layout.annotations || []).slice();
    annotations.push({ ...text, text: "<b>" + (meta.title || "") + "</b><br>" + (meta.note || ""), y: 1, yanchor: "top", yshift: layout.margin.t - 6, font: { size: 13 } });
    lines.forEach((line, i) => annotations.push({
      ...text, text: line, y: 0, yanchor: "bottom", yshift: 8 + 16 * (lines.length - 1 - i) - layout.margin.b, font: { size: 10, color: faint },
    }));
    if (!plotHeight) return;
    layout.annotations = annotations;
    const format = button.dataset.export;
    window.Plotly.toImage({ data: graph.data, layout: layout }, { format: format, width: width, height: layout.height, scale: format === "png" ? 2 : 1 })
      .then((url) => download(url, (meta.file || panel.id) + "." + format))
      .catch(() => say("The figure could not be exported"));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-export], [data-link], [data-drawer]");
    if (!target) {
      const open = document.querySelector(".filters.open");
      if (open && !open.contains(event.target)) open.classList.remove("open");
      return;
    }
    if (target.dataset.export) exportFigure(target);
    else if (target.dataset.link) copy(window.location.href.split("#")[0] + "#" + target.dataset.link);
    else if (target.dataset.drawer) document.getElementById(target.dataset.drawer).classList.toggle("open");
  });

  document.addEventListener("input", (event) => {
    if (!event.target.classList.contains("tissue-search")) return;
    const wanted = event.target.value.trim().toLowerCase();
    event.target.closest(".tissue-picker").querySelectorAll(".tissue-group").forEach((group) => {
      let any = false;
      group.querySelectorAll(".form-check").forEach((row) => {
        const shown = row.textContent.toLowerCase().includes(wanted);
        row.hidden = !shown;
        any = any || shown;
      });
      group.hidden = !any;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".filters.open").forEach((drawer) => drawer.classList.remove("open"));
  });

  const noUpdate = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    app: {
      /* Theme: the first call tells the server which is shown, a click changes it. */
      theme: (clicks) => (clicks ? applyTheme(storedTheme() === "dark" ? "light" : "dark") : applyTheme(storedTheme())),

      /* Buttons of the tissue filter: all, none, or all of one organ system. */
      toggleTissues: (clicks, options, values, ids) => {
        const context = window.dash_clientside.callback_context;
        if (!context.triggered.length || !clicks.some(Boolean)) return ids.map(noUpdate);
        const index = JSON.parse(context.triggered[0].prop_id.split(".n_clicks")[0]).index;
        const every = options.map((group) => group.map((option) => option.value));
        if (index === "none") return every.map(() => []);
        if (index === "all") return every;
        return ids.map((id, i) => {
          if ("system:" + id.index !== index) return values[i];
          return (values[i] || []).length === every[i].length ? [] : every[i];
        });
      },
    },
  });
})();

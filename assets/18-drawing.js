/* How figures are drawn: once, in the box they have, with room for names, and not again where they stand; and what is put right after that. */
(function () {
  "use strict";

  const sizeOf = (graph) => ({ width: graph.clientWidth, height: graph.clientHeight });

  function isDrawnIn({ width, height }, graph) {
    const drawn = graph._fullLayout;
    return Math.abs(drawn.width - width) < 1 && Math.abs(drawn.height - height) < 1;
  }

  /* Where Plotly draws a figure for the first time, it forgets a selection in another that it was about to tell; and a click is lost
     whose figure is drawn between press and release. Figures wait until the mouse is let go, and a little, for Plotly tells by a timer. */
  const TOLD = 150;
  let gesture = null;

  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest(".js-plotly-plot")) return;
    const listening = new AbortController();
    gesture = new Promise((resolve) => {
      const end = () => {
        listening.abort();
        window.setTimeout(resolve, TOLD);
      };
      for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, end, { capture: true, signal: listening.signal });
    });
  }, true);

  /* Dash draws while React still reads what else an answer changes, as the width of the figure's card: a microtask later all of it is
     on the page. Plotly would take the width of the last drawing, and draw again when Dash has the figure resized. */
  function drawOnce(plotly) {
    const { react } = plotly;
    plotly.react = async (graph, figure, ...rest) => {
      await gesture;
      if (!graph.isConnected || stands(graph, figure)) return graph;
      if (isBlank(graph, figure)) return listenLater(graph);
      const listeners = listensNow(graph);
      const isNew = !graph.on;
      // What axes of the last figure took would count until those of this one are drawn, and have it drawn again where it needs less.
      if (!isNew && graph._fullLayout) graph._fullLayout._pushmargin = {};
      const drawn = react(graph, fitted(graph, figure), ...rest);
      if (isNew && graph.on) {
        graph.on("plotly_afterplot", () => putRight(plotly, graph));
        for (const event of CHANGES) graph.on(event, () => standing.delete(graph));
        for (const [event, listener] of listeners) graph.on(event, listener);
      }
      standing.set(graph, figure);
      return drawn;
    };
  }

  /* A panel opens with a figure that has nothing in it. Plotly would take 7 ms for each to draw that nothing; Dash wants to listen to
     it all the same, and does once there is something. */
  const later = new WeakMap();
  const isBlank = (graph, { data, layout }) => (!graph.on || later.has(graph)) && !(data || []).length && !(layout && layout.template);

  function listenLater(graph) {
    const listeners = [];
    later.set(graph, listeners);
    graph.on = (...listener) => listeners.push(listener);
    graph.removeAllListeners = () => (listeners.length = 0);
    return graph;
  }

  function listensNow(graph) {
    const listeners = later.get(graph) || [];
    if (later.delete(graph)) {
      delete graph.on;
      delete graph.removeAllListeners;
    }
    return listeners;
  }

  /* The figure that each graph shows, until it is zoomed, or a trace hidden, or points selected. What a panel depends on may change and
     its figure not: a map of samples is the same for another assay, unless it is coloured or filtered by that. */
  const CHANGES = ["plotly_relayout", "plotly_restyle", "plotly_selected", "plotly_deselect"];
  const standing = new WeakMap();

  function stands(graph, figure) {
    return standing.has(graph) && graph._fullLayout && isDrawnIn(sizeOf(graph), graph) && isEqual(standing.get(graph), figure);
  }

  /* Plotly notes beside packed numbers what it unpacked them to. */
  const namesIn = (thing) => Object.keys(thing).filter((name) => name !== "_inputArray");

  function isEqual(one, other) {
    if (Object.is(one, other)) return true;
    if (!one || !other || typeof one !== "object" || typeof other !== "object") return false;
    const names = namesIn(one);
    return names.length === namesIn(other).length && names.every((name) => isEqual(one[name], other[name]));
  }

  /* A figure that has its size already is left alone; while a window is dragged, figures wait for it to rest. */
  function resizeAtRest(plotly) {
    const waiting = new WeakMap();
    plotly.Plots.resize = (graph) => {
      window.clearTimeout(waiting.get(graph));
      return new Promise((resolve) => {
        const size = sizeOf(graph);
        if (!size.width || !graph._fullLayout || isDrawnIn(size, graph)) resolve(graph);
        else waiting.set(graph, window.setTimeout(() => resolve(graph.isConnected ? plotly.relayout(graph, sizeOf(graph)) : graph), 100));
      });
    };
  }

  /* Pixels of a WebGL canvas for one of the page, as the screen has them; Plotly would take two in each direction, four times as many. */
  const screenPixels = () => Math.min(Math.max(window.devicePixelRatio, 1), 4);

  function fitted(graph, figure) {
    if (!figure.layout || !figure.layout.template) return figure;
    const layout = { ...figure.layout, ...withRoom(figure) };
    if (graph.clientWidth) layout.width = graph.clientWidth;
    return { ...figure, layout: layout, config: { ...figure.config, plotGlPixelRatio: screenPixels() } };
  }

  /* Plotly draws a figure, sees that the names along an axis need more than its margin, and draws it again. How wide names are is
     known before; what it adds to them was read from what it takes (4.1), and errs on the side of room. */
  const AROUND = 14;
  const BELOW = 18;
  const TICKS = 7;
  const TITLE = 17;
  const STANDOFF = 8;
  const pen = document.createElement("canvas").getContext("2d");

  /* The margin and the axes. Plotly measures each name or number along an axis up to three times: to turn what would overlap, to put
     a title beside it, even where there is none, and to see what margin it needs; and each time the browser lays out the page. Numbers are
     never turned. */
  function withRoom({ data, layout }) {
    const house = layout.template.layout;
    const margin = { ...house.margin, ...layout.margin };
    const axes = {};
    for (const key of new Set(["xaxis", "yaxis", ...Object.keys(layout)])) {
      const letter = (/^([xy])axis\d*$/.exec(key) || [])[1];
      if (!letter) continue;
      const axis = { ...house[`${letter}axis`], ...layout[key] };
      const names = namesAlong(axis, letter, key.replace("axis", ""), data);
      const isTitled = Boolean(axis.title && axis.title.text);
      axes[key] = { ...(letter === "x" && !names.length && { tickangle: 0 }), ...layout[key] };
      if (isTitled) axes[key].title = { standoff: STANDOFF, ...axis.title };
      if (!names.length || axis.visible === false || axis.showticklabels === false || axis.automargin === false || axis.side === "right" || axis.side === "top") continue;
      const more = (axis.ticks === "outside" ? TICKS : 0) + (isTitled ? TITLE : 0);
      const size = (axis.tickfont && axis.tickfont.size) || house[`${letter}axis`].tickfont.size;
      const width = widest(names, size, (layout.font && layout.font.family) || house.font.family);
      if (letter === "y" && startsAtTheEdge(axis, layout)) margin.l = Math.max(margin.l, Math.ceil(width + AROUND + more + (axis.ticklabelstandoff || 0)));
      else if (letter === "x" && axis.tickangle) margin.b = Math.max(margin.b, Math.ceil(turned(width, size, axis.tickangle) + BELOW + more));
      else continue;
      axes[key].automargin = false;
    }
    return { ...axes, margin: margin };
  }

  function namesAlong(axis, letter, reference, data) {
    if (axis.ticktext) return axis.ticktext;
    const along = data.filter((trace) => (trace[`${letter}axis`] || letter) === reference && Array.isArray(trace[letter]));
    return [...new Set(along.flatMap((trace) => trace[letter].filter((value) => typeof value === "string")))];
  }

  function startsAtTheEdge(axis, layout) {
    const across = layout[(axis.anchor || "x").replace("x", "xaxis")];
    return !(across && across.domain && across.domain[0] > 0.01);
  }

  function widest(names, size, family) {
    const lines = names.flatMap((name) => String(name).split("<br>"));
    return Math.max(...lines.map((line) => {
      const own = /font-size: ?(\d+)px/.exec(line);
      pen.font = `${line.includes("<b>") ? "bold " : ""}${own ? own[1] : size}px ${family}`;
      return pen.measureText(line.replace(/<[^>]*>/g, "")).width;
    }));
  }

  function turned(width, height, angle) {
    const radians = (Math.abs(angle) * Math.PI) / 180;
    return width * Math.sin(radians) + height * Math.cos(radians);
  }

  const narrow = window.matchMedia("(max-width: 575.98px)");
  const lifting = new WeakSet();

  function putRight(plotly, graph) {
    if (narrow.matches) shiftTitles(graph);
    if (lifting.has(graph) || !isLegendMisplaced(graph)) return;
    lifting.add(graph);
    plotly.relayout(graph, { "legend.y": 1 }).finally(() => lifting.delete(graph));
  }

  /* Plotly centres the title of an axis below it; where names at the left take half of a phone, its end would be cut off. */
  function shiftTitles(graph) {
    const card = graph.getBoundingClientRect();
    for (const title of graph.querySelectorAll('[class^="g-x"][class$="title"] text')) {
      title.style.translate = "";
      const { left, right } = title.getBoundingClientRect();
      const shift = Math.min(right - card.right, left - card.left);
      if (shift > 0) title.style.translate = `${-shift}px`;
    }
  }

  /* A legend above the figure is placed twice while the margin is found; where its lines break anew after that, it stays where it was. */
  function isLegendMisplaced(graph) {
    const { legend, _size: size } = graph._fullLayout;
    const placed = /translate\([^,]+, ?([-\d.]+)\)/.exec((graph.querySelector(".legend") || graph).getAttribute("transform"));
    if (!placed || legend.y !== 1 || legend.yanchor !== "bottom" || legend.yref !== "paper") return false;
    return Math.abs(Number(placed[1]) + legend._height - size.t) >= 2;
  }

  window.adaptPlotly = (plotly) => {
    drawOnce(plotly);
    resizeAtRest(plotly);
    return plotly;
  };
})();

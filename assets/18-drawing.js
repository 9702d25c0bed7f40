/* When figures are drawn: once, in the box they have, and not again where they stand; and what is put right after that. */
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
      if (!isNew && graph._fullLayout) forgetAxes(graph._fullLayout._pushmargin);
      const drawn = react(graph, fitted(graph, figure), ...rest);
      styleOnce(graph._fullLayout);
      if (isNew && graph.on) {
        graph.on("plotly_afterplot", () => putRight(plotly, graph));
        for (const event of CHANGES) graph.on(event, () => standing.delete(graph));
        for (const [event, listener] of listeners) graph.on(event, listener);
      }
      standing.set(graph, figure);
      return drawn;
    };
  }

  /* What axes of the last figure took would count until those of this one are drawn, and have it drawn again where it needs less. What
     its legend took is what this one's will, most often, and is drawn again where it is not. */
  function forgetAxes(taken) {
    for (const name of Object.keys(taken || {})) if (name.endsWith("automargin")) delete taken[name];
  }

  /* Plotly gives points and their names colours and sizes as it draws them, and again with all that is styled after drawing: a sixth of
     the time of a figure of 400 points. What it does not find it does not style. Its modules are known once it has drawn something. */
  let isStyledOnce = false;

  function styleOnce({ _basePlotModules: kinds, _visibleModules: traces }) {
    const cartesian = kinds.find(({ name }) => name === "cartesian");
    const scatter = traces.find(({ name }) => name === "scatter");
    if (isStyledOnce || !cartesian || !scatter) return;
    isStyledOnce = true;
    const { plot } = cartesian;
    const { style } = scatter;
    const drawn = new WeakSet();
    cartesian.plot = (graph, some, ...rest) => {
      plot(graph, some, ...rest);
      if (some) return;
      drawn.add(graph);
      queueMicrotask(() => drawn.delete(graph));
    };
    scatter.style = (graph) => {
      const styled = drawn.has(graph) ? [...graph.querySelectorAll("g.trace.scatter > :is(g.points, g.text)")] : [];
      const names = styled.map((part) => part.getAttribute("class"));
      styled.forEach((part) => part.removeAttribute("class"));
      style(graph);
      styled.forEach((part, i) => part.setAttribute("class", names[i]));
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
    const layout = { ...figure.layout, ...window.withRoom(figure) };
    if (graph.clientWidth) layout.width = graph.clientWidth;
    return { ...figure, layout: layout, config: { ...figure.config, plotGlPixelRatio: screenPixels() } };
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

/* Plotly as Dash's graphs find it: asked for early, not drawing again what it just drew, with axes' titles inside narrow cards. */
(function () {
  "use strict";

  /* Dash's graphs wait for what they find in Plotly's place. It was asked for first of all where the page has figures; on a page
     without, it is loaded when the first graph waits for it. */
  const source = document.documentElement.dataset.plotly;
  let loading = null;

  function loadPlotly() {
    loading = loading || new Promise((resolve, reject) => {
      let script = document.querySelector(`script[src="${source}"]`);
      if (!script) {
        script = document.createElement("script");
        script.src = source;
        document.head.append(script);
      }
      script.addEventListener("load", () => resolve(adapted(window.Plotly)));
      script.addEventListener("error", () => reject(new Error("Plotly could not be loaded")));
    });
    return loading;
  }

  function adapted(plotly) {
    inTheirBoxes(plotly);
    givingNamesRoom(plotly);
    tidying(plotly);
    onceThePageStands(plotly);
    return plotly;
  }

  /* A figure is drawn in the size of its box: Plotly itself would take that of its last drawing, and draw again when Dash has it resized.
     One that has its size already is left alone; while a window is dragged, figures wait for it to rest. */
  function inTheirBoxes(plotly) {
    const resting = new WeakMap();
    plotly.Plots.resize = (graph) => {
      window.clearTimeout(resting.get(graph));
      return new Promise((resolve) => {
        const { width, height } = sizeOf(graph);
        const drawn = graph._fullLayout;
        if (!width || !drawn || (Math.abs(drawn.width - width) < 1 && Math.abs(drawn.height - height) < 1)) resolve(graph);
        else resting.set(graph, window.setTimeout(() => resolve(graph.isConnected ? plotly.relayout(graph, sizeOf(graph)) : graph), 100));
      });
    };
  }

  const sizeOf = (graph) => ({ width: graph.clientWidth, height: graph.clientHeight });

  /* Dash draws while React still reads what else an answer changes, as the width of the figure's card; a microtask later all of it is
     on the page, and the figure is not drawn a second time. */
  function onceThePageStands(plotly) {
    const { react } = plotly;
    plotly.react = (graph, ...figure) => Promise.resolve().then(() => (graph.isConnected ? react(graph, ...figure) : graph));
  }

  /* Plotly draws a figure, sees that the names along an axis need more than its margin, and draws it again. How wide names are is
     known before; what it adds to them was read from what it takes (4.1), and errs on the side of room. */
  const AROUND = 14;
  const BELOW = 18;
  const TICKS = 7;
  const TITLE = 17;
  const pen = document.createElement("canvas").getContext("2d");

  function givingNamesRoom(plotly) {
    const { react } = plotly;
    plotly.react = (graph, figure, ...rest) => {
      // What axes of the last figure took would count until those of this one are drawn, and have it drawn again where it needs less.
      if (graph._fullLayout) graph._fullLayout._pushmargin = {};
      return react(graph, figure.layout && figure.layout.template ? { ...figure, layout: { ...figure.layout, ...widthOf(graph), margin: roomFor(figure) } } : figure, ...rest);
    };
  }

  const widthOf = (graph) => (graph.clientWidth ? { width: graph.clientWidth } : {});

  function roomFor({ data, layout }) {
    const house = layout.template.layout;
    const margin = { ...house.margin, ...layout.margin };
    for (const key of new Set(["xaxis", "yaxis", ...Object.keys(layout)])) {
      const letter = (/^([xy])axis\d*$/.exec(key) || [])[1];
      if (!letter) continue;
      const axis = { ...house[`${letter}axis`], ...layout[key] };
      const names = namesAlong(axis, letter, key.replace("axis", ""), data);
      if (!names.length || axis.visible === false || axis.showticklabels === false || axis.automargin === false || axis.side === "right" || axis.side === "top") continue;
      const more = (axis.ticks === "outside" ? TICKS : 0) + (axis.title && axis.title.text ? TITLE : 0);
      const size = (axis.tickfont && axis.tickfont.size) || house[`${letter}axis`].tickfont.size;
      const width = widest(names, size, (layout.font && layout.font.family) || house.font.family);
      if (letter === "y" && startsAtTheEdge(axis, layout)) margin.l = Math.max(margin.l, Math.ceil(width + AROUND + more + (axis.ticklabelstandoff || 0)));
      if (letter === "x" && axis.tickangle) margin.b = Math.max(margin.b, Math.ceil(turned(width, size, axis.tickangle) + BELOW + more));
    }
    return margin;
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

  /* What Plotly leaves where it must not be, once a figure is drawn. */
  function tidying(plotly) {
    const { react } = plotly;
    plotly.react = (graph, ...figure) => {
      const isNew = !graph.on;
      const drawn = react(graph, ...figure);
      if (isNew && graph.on) graph.on("plotly_afterplot", () => tidy(plotly, graph));
      return drawn;
    };
  }

  const narrow = window.matchMedia("(max-width: 575.98px)");

  function tidy(plotly, graph) {
    if (narrow.matches) shiftTitles(graph);
    if (!liftLegend.busy.has(graph)) liftLegend(plotly, graph);
  }

  /* A legend above the figure takes the room it needs twice; the third time its lines break anew, it stays where it was. */
  function liftLegend(plotly, graph) {
    const { legend, _size: size } = graph._fullLayout;
    const placed = /translate\([^,]+, ?([-\d.]+)\)/.exec((graph.querySelector(".legend") || graph).getAttribute("transform"));
    if (!placed || legend.y !== 1 || legend.yanchor !== "bottom" || legend.yref !== "paper") return;
    if (Math.abs(Number(placed[1]) + legend._height - size.t) < 2) return;
    liftLegend.busy.add(graph);
    plotly.relayout(graph, { "legend.y": 1 }).finally(() => liftLegend.busy.delete(graph));
  }
  liftLegend.busy = new WeakSet();

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

  if (window.Plotly) adapted(window.Plotly);
  else {
    window.Plotly = { then: (...waiting) => loadPlotly().then(...waiting) };
    if (document.querySelector(`script[src="${source}"]`)) loadPlotly();
  }
})();

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
    onlyWhenResized(plotly);
    keepingTitlesInside(plotly);
    return plotly;
  }

  /* A graph whose figure comes with another height was drawn in it; Dash would have it drawn once more, because its box changed. */
  function onlyWhenResized(plotly) {
    const { resize } = plotly.Plots;
    plotly.Plots.resize = (graph) => {
      const { width, height } = window.getComputedStyle(graph);
      const drawn = graph._fullLayout || {};
      const same = Math.abs(drawn.width - parseFloat(width)) < 1 && Math.abs(drawn.height - parseFloat(height)) < 1;
      return same ? Promise.resolve(graph) : resize(graph);
    };
  }

  /* Plotly centres the title of an axis below it; where names at the left take half of a phone, its end would be cut off. */
  const narrow = window.matchMedia("(max-width: 575.98px)");

  function keepingTitlesInside(plotly) {
    const { react } = plotly;
    plotly.react = (graph, ...figure) => {
      const isNew = !graph.on;
      const drawn = react(graph, ...figure);
      if (isNew && graph.on) graph.on("plotly_afterplot", () => { if (narrow.matches) shiftTitles(graph); });
      return drawn;
    };
  }

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

/* Plotly as Dash's graphs find it: asked for early, and not drawing again what it just drew. */
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
      script.addEventListener("load", () => resolve(onlyWhenResized(window.Plotly)));
      script.addEventListener("error", () => reject(new Error("Plotly could not be loaded")));
    });
    return loading;
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
    return plotly;
  }

  if (window.Plotly) onlyWhenResized(window.Plotly);
  else {
    window.Plotly = { then: (...waiting) => loadPlotly().then(...waiting) };
    if (document.querySelector(`script[src="${source}"]`)) loadPlotly();
  }
})();

/* Plotly as Dash's graphs find it: asked for early, and drawing as `18-drawing.js` has it. */
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
      script.addEventListener("load", () => resolve(window.adaptPlotly(window.Plotly)));
      script.addEventListener("error", () => reject(new Error("Plotly could not be loaded")));
    });
    return loading;
  }

  if (window.Plotly) window.adaptPlotly(window.Plotly);
  else {
    window.Plotly = { then: (...waiting) => loadPlotly().then(...waiting) };
    if (document.querySelector(`script[src="${source}"]`)) loadPlotly();
  }
})();

/* Plotly as Dash's graphs find it: asked for early, and drawing as `18-drawing.js` has it. */
(function () {
  "use strict";

  /* Dash's graphs wait for what they find in Plotly's place. It was asked for first of all where the page has figures; on a page
     without, it is loaded when the first graph waits for it. */
  const { plotly: source, plotlyLater: sourceOfMore } = document.documentElement.dataset;
  let loading = null;

  function loadPlotly() {
    loading = loading || new Promise((resolve, reject) => {
      let script = document.querySelector(`script[src="${source}"]`);
      if (!script) {
        script = document.createElement("script");
        script.src = source;
        document.head.append(script);
      }
      script.addEventListener("load", () => resolve(adapt(window.Plotly)));
      script.addEventListener("error", () => reject(new Error("Plotly could not be loaded")));
    });
    return loading;
  }

  /* What draws the figures that no page opens with is not in the script until there is one. */
  function completeWhenNeeded(plotly) {
    const { react, complete, lacks = [] } = plotly;
    let completing = null;
    plotly.react = async (graph, figure, ...rest) => {
      if (figure.data.some(({ type }) => lacks.includes(type))) {
        completing = completing || loadMore().then(complete);
        await completing.catch((error) => {
          completing = null;
          throw error;
        });
      }
      return react(graph, figure, ...rest);
    };
  }

  async function loadMore() {
    const answer = await fetch(sourceOfMore);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.text();
  }

  function adapt(plotly) {
    window.adaptPlotly(plotly);
    completeWhenNeeded(plotly);
    return plotly;
  }

  if (window.Plotly) adapt(window.Plotly);
  else {
    window.Plotly = { then: (...waiting) => loadPlotly().then(...waiting) };
    if (document.querySelector(`script[src="${source}"]`)) loadPlotly();
  }
})();

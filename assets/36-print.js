/* Print: pages are laid out at one width whatever the window's, and figures follow before paper is measured. */
(function () {
  "use strict";

  const figures = () => (window.Plotly ? [...document.querySelectorAll(".js-plotly-plot")].filter((graph) => graph.offsetParent && graph._fullLayout) : []);

  window.addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    figures().forEach((graph) => window.Plotly.relayout(graph, { width: graph.parentElement.clientWidth, height: graph.parentElement.clientHeight }));
  });

  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    figures().forEach((graph) => window.Plotly.relayout(graph, { width: null, height: null, autosize: true }));
  });
})();

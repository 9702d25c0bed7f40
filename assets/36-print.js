/* Print: pages are laid out at one width whatever the window's, and figures follow before paper is measured. */
(function () {
  "use strict";

  function layOut(printing) {
    document.documentElement.classList.toggle("printing", printing);
    const figures = window.Plotly ? [...document.querySelectorAll(".js-plotly-plot")].filter((graph) => graph.offsetParent && graph._fullLayout) : [];
    figures.forEach((graph) => window.Plotly.relayout(graph, { width: graph.parentElement.clientWidth, height: graph.parentElement.clientHeight }));
  }

  window.addEventListener("beforeprint", () => layOut(true));
  window.addEventListener("afterprint", () => layOut(false));
})();

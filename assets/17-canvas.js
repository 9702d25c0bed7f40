/* What the canvases that Plotly draws on are like. */
(function () {
  "use strict";

  /* The labels of 3D axes are drawn on one hidden canvas of this width, which is read back each time; browsers warn unless told. */
  const LABEL_CANVAS = 8192;
  const getContext = HTMLCanvasElement.prototype.getContext;

  function suited(canvas, type, options) {
    if (type === "2d" && !options && canvas.width === LABEL_CANVAS) return { willReadFrequently: true };
    // Points of a flat figure have smooth edges of their own; smoothing all of its canvas again takes as long as drawing it.
    if (type.startsWith("webgl") && canvas.classList.contains("gl-canvas")) return { ...options, antialias: false };
    return options;
  }

  HTMLCanvasElement.prototype.getContext = function (type, options) {
    return getContext.call(this, type, suited(this, type, options));
  };
})();

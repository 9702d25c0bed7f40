/* Linked hover of the locus page: a variant under the pointer is ringed wherever else it is drawn. */
(function () {
  "use strict";

  const known = new WeakMap();

  /* Variant → the places where a figure draws it, made once per figure. */
  function placesOf(graph) {
    if (known.has(graph.data)) return known.get(graph.data);
    const places = new Map();
    graph._fullData.forEach((trace) => {
      if (trace.meta !== "points" || !trace.customdata) return;
      const ids = trace.customdata;
      for (let i = 0; i < ids.length; i += 1) {
        const list = places.get(ids[i]) || [];
        list.push({ x: trace.x[i], y: trace.y[i], yaxis: trace.yaxis || "y" });
        places.set(ids[i], list);
      }
    });
    known.set(graph.data, places);
    return places;
  }

  function ring(holder, variant) {
    const graph = holder && holder.querySelector(".js-plotly-plot");
    const rings = holder && holder.parentElement.querySelector(".rings");
    if (!graph || !rings || !graph._fullLayout) return;
    rings.replaceChildren();
    if (!variant) return;
    const layout = graph._fullLayout;
    const xaxis = layout.xaxis;
    (placesOf(graph).get(variant) || []).forEach((place) => {
      const yaxis = layout["yaxis" + place.yaxis.slice(1)];
      const x = xaxis._offset + xaxis.l2p(place.x);
      const y = yaxis._offset + yaxis.l2p(place.y);
      if (x < xaxis._offset || x > xaxis._offset + xaxis._length) return;
      const mark = document.createElement("div");
      mark.className = "ring";
      mark.style.left = x + "px";
      mark.style.top = y + "px";
      rings.appendChild(mark);
    });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    locus: {
      /* A resize is a relayout too: only what the reader did to the axis counts. */
      zoomed: (relayout) => (Object.keys(relayout || {}).some((key) => key.startsWith("xaxis")) ? relayout : window.dash_clientside.no_update),

      link: (stack, compare, stackId, compareId) => {
        const event = window.dash_clientside.callback_context.triggered[0];
        const points = event && event.value && event.value.points;
        const data = points && points.length ? points[0].customdata : null;
        const variant = Array.isArray(data) ? data[0] : data;
        [stackId, compareId].forEach((id) => ring(document.getElementById(id), variant));
        return window.dash_clientside.no_update;
      },
    },
  });
})();

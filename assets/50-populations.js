/* What is done in the projections, made small before it travels: an outline instead of its points, a group instead of a trace. */
(function () {
  "use strict";

  const noUpdate = () => window.dash_clientside.no_update;

  function triggered() {
    const context = window.dash_clientside.callback_context;
    return context.triggered.length ? context.triggered[0] : null;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    populations: {
      /* Groups shown or hidden by clicks in a legend: {hide: [...], show: [...]}. */
      legend: (first, second, firstFigure, secondFigure, id) => {
        const event = triggered();
        if (!event || !event.value || !event.value[0].visible) return noUpdate();
        const figure = event.prop_id.split(".")[0] === id ? firstFigure : secondFigure;
        const [update, traces] = event.value;
        const groups = { hide: [], show: [], stamp: Date.now() };
        traces.forEach((trace, i) => {
          const key = figure.data[trace] && figure.data[trace].legendgroup;
          const visible = Array.isArray(update.visible) ? update.visible[i % update.visible.length] : update.visible;
          const list = visible === true ? groups.show : groups.hide;
          if (key && !list.includes(key)) list.push(key);
        });
        return groups;
      },

      /* A box or an outline drawn in the first or second projection: {panel, box | lasso: {x, y}}; {panel} alone when it was let go. */
      area: (first, second, id) => {
        const event = triggered();
        if (!event) return noUpdate();
        const panel = event.prop_id.split(".")[0] === id ? 0 : 1;
        const value = event.value;
        if (!value) return { panel: panel, stamp: Date.now() };
        if (value.range) return { panel: panel, box: { x: value.range.x, y: value.range.y }, stamp: Date.now() };
        if (value.lassoPoints) return { panel: panel, lasso: { x: value.lassoPoints.x, y: value.lassoPoints.y }, stamp: Date.now() };
        return noUpdate();
      },
    },
  });
})();

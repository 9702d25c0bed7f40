/* How much room the names along a figure's axes need: known before Plotly draws it. */
(function () {
  "use strict";

  /* Plotly draws a figure, sees that the names along an axis need more than its margin, and draws it again. What it adds to the names was
     read from what it takes (4.1), and errs on the side of room. */
  const AROUND = 14;
  const BELOW = 18;
  const TICKS = 7;
  const TITLE = 17;
  const STANDOFF = 8;
  const pen = document.createElement("canvas").getContext("2d");

  /* The margin and the axes. Plotly measures each name or number along an axis up to three times: to turn what would overlap, to put
     a title beside it, even where there is none, and to see what margin it needs; and each time the browser lays out the page. Numbers are
     never turned. */
  window.withRoom = ({ data, layout }) => {
    const house = layout.template.layout;
    const margin = { ...house.margin, ...layout.margin };
    const axes = {};
    for (const key of new Set(["xaxis", "yaxis", ...Object.keys(layout)])) {
      const letter = (/^([xy])axis\d*$/.exec(key) || [])[1];
      if (!letter) continue;
      const usual = house[`${letter}axis`];
      const axis = { ...usual, ...layout[key], tickfont: { ...usual.tickfont, ...(layout[key] && layout[key].tickfont) } };
      const names = namesAlong(axis, letter, key.replace("axis", ""), data);
      const side = names.length ? sideOf(axis, letter, layout) : null;
      if (side) margin[side] = Math.max(margin[side], Math.ceil(roomFor(axis, side, widest(names, axis.tickfont.size, (layout.font && layout.font.family) || house.font.family))));
      axes[key] = {
        ...(letter === "x" && !names.length && { tickangle: 0 }), ...layout[key],
        ...(isTitled(axis) && { title: { standoff: STANDOFF, ...axis.title } }), ...(side && { automargin: false }),
      };
    }
    return { ...axes, margin: margin };
  };

  const isTitled = ({ title }) => Boolean(title && title.text);

  /* The margin that the names of an axis stand in; none where Plotly is to find it, or they stand in the figure. */
  function sideOf(axis, letter, layout) {
    if (axis.visible === false || axis.showticklabels === false || axis.automargin === false || axis.side === "right" || axis.side === "top") return null;
    if (letter === "y") return startsAtTheEdge(axis, layout) ? "l" : null;
    return axis.tickangle ? "b" : null;
  }

  function roomFor(axis, side, width) {
    const more = (axis.ticks === "outside" ? TICKS : 0) + (isTitled(axis) ? TITLE : 0);
    return more + (side === "l" ? width + AROUND + (axis.ticklabelstandoff || 0) : turned(width, axis.tickfont.size, axis.tickangle) + BELOW);
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
})();

/* Grids of colocalizations: a locus links to its view, effects are compared by their signs. */
(function () {
  "use strict";

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, {
    LocusLink: (props) => {
      if (!props.value) return null;
      const query = new URLSearchParams({ region: props.value });
      const pinned = new URLSearchParams(window.location.search).get("release");
      if (pinned) query.set("release", pinned);
      return window.React.createElement("a", { href: "/locus?" + query.toString(), className: "cell-link" }, props.value);
    },
  });

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    /* With different hits two variants are compared, which says less; effect alleles are not published. */
    effectSigns: (row) => {
      if (!row || typeof row.gwas_beta !== "number" || typeof row.qtl_beta !== "number") return "";
      const signs = row.gwas_beta * row.qtl_beta > 0 ? "same sign" : "opposite signs";
      return row.gwas_hit === row.qtl_hit ? signs : signs + ", of two variants";
    },
  });
})();

/* Grids of genes that switch isoforms: a gene links to its isoforms. */
(function () {
  "use strict";

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, {
    IsoformLink: (props) => {
      if (!props.data || !props.data.gene_id) return null;
      const pinned = new URLSearchParams(window.location.search).get("release");
      const query = pinned ? "?release=" + encodeURIComponent(pinned) : "";
      return window.React.createElement("a", { href: "/isoforms/" + encodeURIComponent(props.data.gene_id) + query, className: "cell-link" }, props.value);
    },
  });
})();

/* How grids write numbers and links; named in the column definitions. */
(function () {
  "use strict";

  const THIN = "\u2009";
  const MINUS = "\u2212";
  const SUPERSCRIPT = { "-": "\u207b", "0": "\u2070", "1": "\u00b9", "2": "\u00b2", "3": "\u00b3", "4": "\u2074", "5": "\u2075", "6": "\u2076", "7": "\u2077", "8": "\u2078", "9": "\u2079" };
  const absent = (value) => value === null || value === undefined || value === "";
  /* An integer; not by `Intl`, whose first format takes 10 to 60 ms of a page's opening. */
  const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

  function scientific(size) {
    const [mantissa, exponent] = size.toExponential(1).split("e");
    const raised = String(Number(exponent)).split("").map((digit) => SUPERSCRIPT[digit]).join("");
    return mantissa + THIN + "\u00d7" + THIN + "10" + raised;
  }

  function number(value, signed) {
    if (absent(value)) return "";
    if (value === 0) return "0";
    const size = Math.abs(value);
    const text = size >= 1e6 || size < 1e-3 ? scientific(size) : size < 100 ? size.toPrecision(3) : grouped(Math.round(size));
    return (value < 0 ? MINUS : signed ? "+" : "") + text;
  }

  const functions = {
    formatCount: (value) => (absent(value) ? "" : (value < 0 ? MINUS : "") + grouped(Math.round(Math.abs(value)))),
    formatNumber: (value) => number(value, false),
    formatSigned: (value) => (Number.isInteger(value) && Math.abs(value) > 999 ? (value < 0 ? MINUS : "+") + grouped(Math.abs(value)) : number(value, true)),
    formatP: (value) => (absent(value) ? "" : value === 0 ? "<" + THIN + "5" + THIN + "\u00d7" + THIN + "10\u207b\u00b3\u00b2\u2074" : value >= 1e-3 ? String(Number(value.toPrecision(2))) : scientific(value)),
    formatPercent: (value) => (absent(value) ? "" : (100 * value).toFixed(1).replace("-", MINUS) + THIN + "%"),
    formatInterval: (lower, upper) => (absent(lower) || absent(upper) ? "–" : [lower, upper].map((value) => (100 * value).toFixed(0).replace("-", MINUS)).join(" to ") + THIN + "%"),
    formatPosition: (value) => (absent(value) ? "" : grouped(value)),
    formatList: (value) => (absent(value) ? "" : value.join(", ")),
    houseTheme: (base) => base.withParams({
      fontFamily: "inherit", fontSize: 13, backgroundColor: "var(--card)", foregroundColor: "var(--text)", headerBackgroundColor: "var(--card)",
      headerTextColor: "var(--secondary)", headerFontWeight: 500, borderColor: "var(--border)", rowBorder: { color: "var(--grid-line)" },
      oddRowBackgroundColor: "var(--card)", rowHoverColor: "var(--accent-soft)", selectedRowBackgroundColor: "var(--accent-soft)",
      accentColor: "var(--accent)", chromeBackgroundColor: "var(--card)", wrapperBorder: false, headerColumnBorder: false, columnBorder: false,
      browserColorScheme: "inherit", spacing: 6, iconSize: 13, wrapperBorderRadius: 0, menuBackgroundColor: "var(--card)", tooltipBackgroundColor: "var(--card)",
    }),
    formatTissue: (params) => (absent(params.value) ? "" : (params.context && params.context.tissues[params.value]) || params.value.replace(/_/g, " ")),
    formatWords: (value) => (absent(value) ? "" : value.replace(/_/g, " ")),
    formatYesNo: (value) => (absent(value) ? "" : value ? "yes" : "no"),
  };
  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, functions);

  function link(path) {
    return (props) => {
      if (absent(props.value)) return null;
      const target = path(props);
      return target ? window.React.createElement("a", { href: target, className: "cell-link" }, props.value) : props.value;
    };
  }

  const release = () => {
    const pinned = new URLSearchParams(window.location.search).get("release");
    return pinned ? "?release=" + encodeURIComponent(pinned) : "";
  };

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, {
    GeneLink: link((props) => {
      const gene = props.data && (props.data.gene_id || props.value);
      return gene ? "/gene/" + encodeURIComponent(gene) + release() : null;
    }),
    VariantLink: link((props) => "/variant/" + encodeURIComponent(props.value) + release()),
  });
})();

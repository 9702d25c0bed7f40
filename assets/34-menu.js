/* The menus of a panel's tools. They are made when they are opened: most never are, and what is on the page costs time with every click. */
(function () {
  "use strict";

  const FORMATS = { figure: { PNG: "png", SVG: "svg" }, data: { CSV: "csv", TSV: "tsv", Parquet: "parquet", Arrow: "arrow" } };
  let open = null;

  function item(kind, label, attributes) {
    const made = document.createElement(kind);
    made.className = "dropdown-item";
    made.textContent = label;
    made.tabIndex = -1;
    Object.entries({ role: "menuitem", ...attributes }).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  }

  /* All rows in another format than that of the link to the first ones. */
  function href(rows, format) {
    const url = new URL(rows, window.location.origin);
    url.searchParams.set("format", format);
    url.searchParams.delete("limit");
    return url.pathname + url.search;
  }

  function items(button) {
    const formats = Object.entries(FORMATS[button.dataset.menu]);
    if (button.dataset.menu === "figure") return formats.map(([label, format]) => item("button", label, { type: "button", "data-export": format }));
    const rows = button.closest(".panel-tools").querySelector("a").href;
    const table = item("button", "Read as a table", { type: "button", "data-rows": rows });
    return [table, ...formats.map(([label, format]) => item("a", label, { href: href(rows, format), download: "" }))];
  }

  function close(refocus) {
    if (!open) return;
    const { menu } = open;
    menu.classList.remove("show");
    // Whoever else hears of a click on one of its items looks for the panel around it.
    window.setTimeout(() => menu.remove());
    open.button.setAttribute("aria-expanded", "false");
    if (refocus) open.button.focus();
    open = null;
  }

  function show(button) {
    const menu = document.createElement("div");
    menu.className = "dropdown-menu panel-menu show";
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", button.textContent);
    menu.append(...items(button));
    const head = button.closest(".panel-head");
    head.append(menu);
    menu.style.right = head.getBoundingClientRect().right - button.getBoundingClientRect().right + "px";
    button.setAttribute("aria-expanded", "true");
    open = { menu: menu, button: button };
    menu.firstChild.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-menu]");
    const again = open && button === open.button;
    close(false);
    if (button && !again) show(button);
  });

  document.addEventListener("keydown", (event) => {
    if (!open) return;
    const all = [...open.menu.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close(event.key === "Escape");
    else if (to !== undefined) { event.preventDefault(); all[to].focus(); }
  });
})();

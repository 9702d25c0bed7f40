/* The search box by keyboard: / and Ctrl-K lead to it, arrows move through what was found, Enter opens it, Escape leaves. */
(function () {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    const search = document.getElementById("search-input");
    if (search && ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)))) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest(".search");
    if (!box) return;
    const hits = [...box.querySelectorAll(".search-hit")];
    const at = hits.indexOf(document.activeElement);
    const input = box.querySelector("input");
    if (event.key === "ArrowDown" && hits.length) { event.preventDefault(); hits[Math.min(at + 1, hits.length - 1)].focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? hits[at - 1] : input).focus(); }
    else if (event.key === "Enter" && event.target === input && hits.length) { event.preventDefault(); openWhenCurrent(input, box); }
    else if (event.key === "Escape") { document.activeElement.blur(); }
  });

  /* The list may be written anew under a chosen result, by the answer to the last letters: the same result stays chosen, or the first. */
  document.addEventListener("focusout", (event) => {
    const chosen = event.target.closest && event.target.closest(".search-hit");
    if (!chosen) return;
    window.setTimeout(() => {
      if (chosen.isConnected || document.activeElement !== document.body) return;
      const hits = [...document.querySelectorAll(".search .search-hit")];
      const next = hits.find((hit) => hit.getAttribute("href") === chosen.getAttribute("href")) || hits[0];
      document.getElementById("search-input").focus();  // shows the list, which is hidden with nothing in it chosen
      if (next) next.focus();
    }, 0);
  });

  /* Enter may come before the answer to the last letters: wait until the list stands still. */
  function openWhenCurrent(input, box) {
    window.setTimeout(() => {
      const hit = box.querySelector(".search-hit");
      if (hit) { hit.click(); input.blur(); }
    }, 350);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest(".search-hit")) window.setTimeout(() => document.activeElement.blur(), 0);
  });
})();

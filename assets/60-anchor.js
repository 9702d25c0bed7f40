/* A link to a panel scrolls to it: panels are drawn after the page is there, so the browser itself finds none. */
(function () {
  "use strict";

  const GIVE_UP_MS = 6000;

  function follow() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (!id) return;
    const reach = () => {
      const target = document.getElementById(id);
      if (target) target.scrollIntoView();
      return Boolean(target);
    };
    const watcher = new MutationObserver(() => reach());
    const stop = () => watcher.disconnect();
    reach();
    watcher.observe(document.body, { childList: true, subtree: true });
    ["wheel", "touchstart", "keydown", "pointerdown"].forEach((kind) => window.addEventListener(kind, stop, { once: true, passive: true }));
    window.setTimeout(stop, GIVE_UP_MS);
  }

  window.addEventListener("DOMContentLoaded", follow);
})();

/* How often React looks whether something changed: once for all the steps that Dash takes in a row, not at each of them. */
(function () {
  "use strict";

  /* Dash takes each callback through a dozen steps, and after each of them every component on the page compares what it shows with
     the store: a millisecond on a page of 500 components, 250 times for a click. Here they look once, when the scripts and promises
     that are at work have come to an end. */
  const { useSyncExternalStore } = window.React;
  const lookers = new Set();
  const turn = new MessageChannel();

  /* What a user types or ticks is different: React puts back what the field held before, unless it hears of the change at once. To ask
     the browser which event is on takes longer than all else here, so it is asked only shortly after there was one. */
  let isUserActive = false;
  const isOfUser = () => isUserActive && window.event && window.event.target instanceof Element;
  for (const kind of ["input", "change", "click", "keydown", "paste"]) window.addEventListener(kind, () => (isUserActive = true), true);

  function look() {
    isUserActive = false;
    const all = [...lookers];
    lookers.clear();
    for (const looker of all) looker();
  }

  function tell(looker) {
    if (isOfUser()) {
      lookers.delete(looker);
      looker();
      return;
    }
    if (!lookers.size) turn.port2.postMessage(null);
    lookers.add(looker);
  }

  turn.port1.addEventListener("message", look);
  turn.port1.start();

  /* React subscribes anew where it is given another function, so each has one for good. */
  const gathered = new WeakMap();

  function gather(subscribe) {
    if (!gathered.has(subscribe)) {
      gathered.set(subscribe, (looker) => {
        const leave = subscribe(() => tell(looker));
        return () => {
          lookers.delete(looker);
          leave();
        };
      });
    }
    return gathered.get(subscribe);
  }

  window.React.useSyncExternalStore = (subscribe, ...snapshots) => useSyncExternalStore(gather(subscribe), ...snapshots);
})();

"""Every page in headless Chromium: the first load, and the time from the change of a control until all that is in sight is drawn.

Each is visited twice: as the first one who asks for it, and as one who asks for what somebody saw before.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import chromium
from benchmarks.page_urls import page_urls
from benchmarks.result import Result, Setting, percentile
from benchmarks.servers import Request, gunicorn
from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.store.catalogue import Catalogue

CHANGES = 6
QUIET = 300
"""Milliseconds without a drawing or a request after which a page is taken to have come to rest."""
FRAMEWORK = ("/_dash-component-suites/", "/vendor/")
"""Where the bundles of Dash, Plotly, AG Grid and Bootstrap come from, the same for every app."""
WATCH = """() => {
  const seen = window.__drawn = {last: 0, any: 0, asking: 0, shown: 0, pressed: 0};
  const changed = new Set();
  const inSight = (element) => {
    const box = element.getBoundingClientRect();
    return box.top < window.innerHeight && box.bottom > 0 && box.left < window.innerWidth && box.right > 0;
  };
  /* Two frames later it is on the screen; what changed in one frame is looked at together, so that looking costs little. */
  const drawn = (element) => {
    if (!changed.size) requestAnimationFrame(() => {
      const some = [...changed];
      changed.clear();
      requestAnimationFrame(() => {
        seen.any = performance.now();
        if (some.some(inSight)) seen.last = seen.any;
      });
    });
    changed.add(element);
  };
  const ask = window.fetch;
  window.fetch = (...given) => {
    seen.asking += 1;
    return ask(...given).finally(() => { seen.asking -= 1; seen.shown = performance.now(); });
  };
  const hear = (plot) => {
    if (!plot.__heard && plot.on) { plot.__heard = true; plot.on("plotly_afterplot", () => drawn(plot)); drawn(plot); }
  };
  /* Within a figure Plotly says when it is drawn; what it measures texts by, beside the page, is never seen, and neither is the mark
     that Dash sets at the root while it waits. */
  const hidden = ".js-plotly-plot, #js-plotly-tester, head";
  const root = (element) => element === document.body || element.id === "react-entry-point";
  new MutationObserver((records) => {
    for (const { target } of records) if (target instanceof Element && !root(target) && !target.closest(hidden)) drawn(target);
    document.querySelectorAll(".js-plotly-plot").forEach(hear);
  }).observe(document, {childList: true, subtree: true});
}"""
LAST = "() => window.__drawn.last"
RECEIVED = """(framework) => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ name }) => !framework.some((part) => name.includes(part))).reduce((sum, { transferSize }) => sum + transferSize, 0)"""
AT_REST = """(quiet) => {
  if (!window.__drawn || !document.querySelector("#_pages_content > *")) return false;
  const { asking, any, shown, pressed } = window.__drawn;
  if (asking || !(any || pressed) || document.querySelector("[data-dash-is-loading], .dash-graph--pending")) return false;
  return performance.now() - Math.max(any, shown, pressed) > quiet;
}"""
CHOICES = "#_pages_content input[type=radio], #_pages_content .form-check-input[type=checkbox]"
REACH = """([choices, turn]) => {
  const open = [...document.querySelectorAll(choices)].filter((one) => one.offsetParent && !one.disabled && !(one.type === "radio" && one.checked));
  window.__next = open[turn % Math.min(open.length, 4)];
  window.__next.scrollIntoView({block: "center"});
}"""
PRESS = """() => {
  const began = performance.now();
  Object.assign(window.__drawn, {last: 0, any: 0, pressed: began});
  window.__next.click();
  return began;
}"""


@dataclass(frozen=True)
class Opened:
    """One visit: seconds and kilobytes of the first load, and seconds of each change; none where it has nothing to choose."""

    seconds: float
    kilobytes: float
    changes: list[float]


def run(setting: Setting) -> Iterator[Result]:
    """RuntimeError where Chromium is missing."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise RuntimeError("pages are measured in Chromium, which is not installed; scripts/install-chromium brings it")
    create_app(Settings(data_dir=setting.data_dir, cache_mb=0))
    urls = page_urls(Catalogue(setting.data_dir / "releases").open())
    with tempfile.TemporaryDirectory() as keep, gunicorn(setting.data_dir, Request("/readyz"), keep=Path(keep)) as server, chromium.start(program) as browser:
        for path, url in urls.items():
            first, again = (_open(browser, f"http://127.0.0.1:{server.port}{url}") for _ in range(2))
            yield Result(f"{path}: first load, empty browser cache, all in sight drawn", first.seconds, 2, "s")
            yield Result(f"{path}: the same, asked before", again.seconds, 2, "s")
            yield Result(f"{path}: beyond the framework's bundles", first.kilobytes, 600, "kB")
            if first.changes:
                yield Result(f"{path}: click to pixels, p95 of {len(first.changes)}", percentile(first.changes, 0.95) * 1000, 300, "ms")
                yield Result(f"{path}: the same, asked before", percentile(again.changes, 0.95) * 1000, 300, "ms")


def _open(browser: chromium.Browser, url: str) -> Opened:
    tab = chromium.Tab(browser, 1280, 1000)
    tab.open(url, script=f"({WATCH})()")
    tab.wait_for(AT_REST, QUIET)
    seconds = tab.evaluate(LAST) / 1000
    kilobytes = tab.evaluate(RECEIVED, FRAMEWORK) / 1000
    changes = []
    for turn in range(CHANGES if tab.evaluate("(choices) => document.querySelectorAll(choices).length", CHOICES) else 0):
        tab.evaluate(REACH, [CHOICES, turn])
        time.sleep(QUIET / 1000)
        tab.wait_for(AT_REST, QUIET)
        began = tab.evaluate(PRESS)
        tab.wait_for(AT_REST, QUIET)
        drawn = tab.evaluate(LAST)
        if drawn:
            changes.append((drawn - began) / 1000)
    tab.close()
    return Opened(seconds, kilobytes, changes)

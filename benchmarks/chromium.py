"""Chromium through its debugging pipe, with nothing switched on that a user's browser has not.

Drivers such as Playwright listen to everything a page says. V8 then notes a stack with every exception and every promise, which
costs half a second as Plotly starts, and would be measured with the page.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)
WAITING = 60
"""Seconds until a page that does not come to rest is given up."""
SETTLING = 2
"""Seconds that a new window has for itself, as a browser has that is open when someone goes to a page."""


class Tab:
    """One page with an empty cache, in a context of its own."""

    def __init__(self, browser: Browser, width: int, height: int) -> None:
        self._browser = browser
        self._context = browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        # The window that comes with a context loads pages of Chromium's own, which take as long as a page does.
        time.sleep(SETTLING)

    def open(self, url: str, *, script: str) -> None:
        """Go to `url`; `script` runs before the page's own."""
        self._ask("Page.enable")
        self._ask("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._ask("Page.navigate", url=url)

    def evaluate(self, function: str, *given: Any) -> Any:
        """What a function of the page returns; RuntimeError where it throws."""
        words = ", ".join(json.dumps(one) for one in given)
        answer = self._ask("Runtime.evaluate", expression=f"({function})({words})", returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "The page threw an exception."))
        return answer["result"].get("value")

    def wait_for(self, function: str, *given: Any) -> None:
        """Until the function returns true twice in a row, for what a long task held up to be seen; TimeoutError after a minute."""
        until = time.monotonic() + WAITING
        found = 0
        while found < 2:
            found = found + 1 if self.evaluate(function, *given) else 0
            if time.monotonic() > until:
                raise TimeoutError(f"After {WAITING} s the page was still drawing or asking.")
            time.sleep(0.1)

    def close(self) -> None:
        self._browser.ask("Target.disposeBrowserContext", browserContextId=self._context)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.ask(method, session=self._session, **parameters)


class Browser:
    """Commands to a running Chromium, one at a time; its events are not listened to."""

    def __init__(self, to: int, answers: int) -> None:
        self._to, self._answers = os.fdopen(to, "wb", buffering=0), os.fdopen(answers, "rb")
        self._numbers, self._rest = count(1), b""

    def ask(self, method: str, *, session: str = "", **parameters: Any) -> dict[str, Any]:
        """The result of a command of the DevTools protocol; RuntimeError with Chromium's words where it refuses."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        self._to.write(json.dumps(command).encode() + b"\0")
        while True:
            message = json.loads(self._read())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                result: dict[str, Any] = message["result"]
                return result

    def close(self) -> None:
        self._to.close()
        self._answers.close()

    def _read(self) -> bytes:
        while b"\0" not in self._rest:
            piece = self._answers.read1(1 << 16)
            if not piece:
                raise RuntimeError("Chromium ended.")
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        return message


@contextmanager
def start(program: str) -> Iterator[Browser]:
    """A headless Chromium with a profile of its own, ended with the block."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()

    def hand_over() -> None:  # Chromium reads commands from 3 and answers on 4
        read, written = os.dup(theirs_in), os.dup(theirs_out)
        os.dup2(read, 3)
        os.dup2(written, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([program, *FLAGS, f"--user-data-dir={profile}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=hand_over, close_fds=False)  # noqa: PLW1509
        os.close(theirs_in)
        os.close(theirs_out)
        browser = Browser(ours_out, ours_in)
        try:
            yield browser
        finally:
            browser.close()
            process.terminate()
            process.wait(timeout=10)

"""A real browser, driven through its debugging protocol: Chromium without a window."""
import base64
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-extensions", "--window-size=1600,900", "--remote-debugging-port=0", "--remote-allow-origins=*")
START_SECONDS, TIMEOUT = 30, 30


class Browser:
    """One page of one browser process."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True)
        self._log = Path(self._folder.name, "log")
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [find_program(), *SWITCHES, f"--user-data-dir={self._folder.name}/profile", "about:blank"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        self._numbers = itertools.count(1)
        self._socket = websocket.create_connection(self._find_address(), timeout=TIMEOUT)
        target = self.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self.send("Page.enable", {})

    def _find_address(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = re.search(r"DevTools listening on (ws://\S+)", self._log.read_text(errors="replace"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise RuntimeError(f"the browser did not start: {self._log.read_text(errors='replace')[-500:]}")

    def send(self, method, params):
        """One command of the protocol; its result. Events in between are passed over."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if hasattr(self, "_session") else {}
        self._socket.send(json.dumps({"id": number, "method": method, "params": params, **session}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, url):
        self.send("Page.navigate", {"url": url})

    def set_cookie(self, name, value, port):
        self.send("Network.setCookie", {"name": name, "value": value, "url": f"http://127.0.0.1:{port}/"})

    def take_picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.send("Page.captureScreenshot", {"format": "png"})["data"]))

    def close(self):
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def find_program():
    """The first browser of this machine.

    :raise RuntimeError: if there is none
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        raise RuntimeError("no Chromium on this machine")
    return found

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A browser that is used: by the W3C's WebDriver, which chromedriver speaks."""
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request

# Where the standard wants its key, and the keys that the tests press (WebDriver, "Keyboard actions").
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
SECONDS = 60


class Driver:
    """A session of a headless browser: `with Driver(browser) as page`."""

    def __init__(self, browser):
        self.profile = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            env=dict(os.environ, HOME=self.profile), text=True)
        self.top = None
        try:
            self.top = "http://127.0.0.1:%d/session" % self.port()
            options = {"binary": browser, "args": ["--headless", "--no-sandbox", "--disable-gpu",
                                                   "--disable-dev-shm-usage", "--window-size=1400,900",
                                                   "--user-data-dir=" + self.profile]}
            session = self.ask("POST", "", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
            self.top += "/" + session["sessionId"]
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ask("DELETE", "")
        self.end()

    def port(self):
        """The one that it was given."""
        for line in self.process.stdout:
            words = line.split()
            if "port" in words and line.startswith("ChromeDriver was started"):
                return int(words[-1].rstrip("."))
        raise AssertionError("chromedriver does not start")

    def end(self):
        """Leave nothing behind."""
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def ask(self, method, path, body=None):
        """A command, and the value of its answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.top + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return json.load(answer)["value"]

    def open(self, address):
        """Go there."""
        self.ask("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        """What a function body returns in the page."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": arguments})

    def find(self, css):
        """The first element of a selector."""
        return self.ask("POST", "/element", {"using": "css selector", "value": css})

    def is_shown(self, css):
        """Whether somebody sees it."""
        return self.ask("GET", "/element/%s/displayed" % self.find(css)[ELEMENT])

    def text(self, css):
        """What somebody sees of it."""
        return self.ask("GET", "/element/%s/text" % self.find(css)[ELEMENT])

    def act(self, kind, name, *actions):
        """What a device does."""
        self.ask("POST", "/actions", {"actions": [{"type": kind, "id": name, "actions": list(actions)}]})

    def hover(self, css):
        """Move the mouse to the middle of an element."""
        self.run("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", self.find(css))
        self.act("pointer", "mouse", {"type": "pointerMove", "duration": 0, "x": 0, "y": 0,
                                      "origin": self.find(css)})

    def click(self, css):
        """Move there, press and release."""
        self.hover(css)
        self.act("pointer", "mouse", {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def press(self, *keys):
        """One key after the other."""
        self.act("key", "keyboard", *({"type": kind, "value": key} for key in keys
                                      for kind in ("keyDown", "keyUp")))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files that somebody edits while a kubelet runs: what is told then, and once it is restarted.

A kubelet reads its files once. So what an edited one says is not known of it any more, which is an error of each rule
that the file can decide, and drift; an edited unit is drift alone, since the kernel has the arguments.
"""
import live
import scan
from live import (ALONE, CONFIG, CONFIG_DIR, DROP_IN, ENVIRONMENT, HEADER, UNIT, Failure, Kubelet)

RULES = ["kubelet_pod_pids_limit", "kubelet_anonymous_auth", "kubelet_configure_event_creation"]
DRIFT = "kubelet_drift"
LIMIT = "podPidsLimit: %d\n"
VARIABLE = "[Service]\nEnvironment=SITE_ARGS=--pod-max-pids=%d\n"


class Case:
    """An edit.

    args     of the kubelet
    files    before
    edit     files that are written while it runs
    is_error whether no rule can be judged then
    drift    the result of the rule of that name
    limit    podPidsLimit, before and after the restart
    """

    def __init__(self, name, args, files, edit, is_error, drift, limit, more="", since=20):
        self.name = name
        self.args = args
        self.files = files
        self.edit = edit
        self.is_error = is_error
        self.drift = drift
        self.limit = limit
        self.more = more
        self.since = since

    def check(self):
        """Edit it, then restart it."""
        files = dict(self.files)
        files[UNIT] = live.unit(*self.args, more=self.more)
        with Kubelet(files) as kubelet:
            self.expect(kubelet, "before", False, "pass", self.limit[0])
            pid = kubelet.pid()
            kubelet.write({path: text() if callable(text) else text for path, text in self.edit.items()})
            self.expect(kubelet, "edited", self.is_error, self.drift, self.limit[0])
            if kubelet.pid() != pid:
                raise Failure("the kubelet did not stay the same")
            kubelet.restart()
            self.expect(kubelet, "restarted", False, "pass", self.limit[1])
        return "%s, drift %s; right once it was restarted" % (
            "errors" if self.is_error else "no error", self.drift)

    @staticmethod
    def expect(kubelet, when, is_error, drift, limit):
        """What is shown and judged."""
        shown = kubelet.ask().get("podPidsLimit")
        if shown != limit:
            raise Failure("%s: the kubelet shows podPidsLimit %r, not %r" % (when, shown, limit))
        results, messages = kubelet.scan("--profile", scan.profile_id("effective"), *[
            word for rule in RULES for word in ("--rule", scan.rule_id(rule))])
        errors = sorted(rule for rule, result in results.items() if result == "error")
        if errors != (sorted(RULES) if is_error else []):
            raise Failure("%s: %r, %r" % (when, results, messages))
        if is_error and not [text for text in messages if "after the kubelet started" in (text or "")]:
            raise Failure("%s: no reason in %r" % (when, messages))
        results, messages = kubelet.scan("--profile", scan.profile_id("drift"))
        if results[DRIFT] != drift:
            raise Failure("%s: drift: %r, %r" % (when, results, messages))


def alone(limit):
    """A file for a kubelet without an API server."""
    return HEADER + ALONE + LIMIT % limit


CASES = [
    Case("the file of --config", [live.CONFIG_FLAG], {CONFIG: alone(100)}, {CONFIG: alone(200)}, True, "error",
         (100, 200)),
    Case("the same bytes once more", [live.CONFIG_FLAG], {CONFIG: alone(100)}, {CONFIG: alone(100)}, True, "error",
         (100, 100)),
    Case("a drop-in file of the kubelet", [live.CONFIG_FLAG, "--config-dir=" + CONFIG_DIR],
         {CONFIG: alone(100), CONFIG_DIR + "/a.conf": HEADER + LIMIT % 300},
         {CONFIG_DIR + "/a.conf": HEADER + LIMIT % 400}, True, "error", (300, 400), since=28),
    Case("a new drop-in file of the kubelet", [live.CONFIG_FLAG, "--config-dir=" + CONFIG_DIR],
         {CONFIG: alone(100)}, {CONFIG_DIR + "/a.conf": HEADER + LIMIT % 400}, True, "error", (100, 400), since=28),
    Case("the unit", ["--pod-max-pids=100"], {}, {UNIT: lambda: live.unit("--pod-max-pids=200")}, False, "fail",
         (100, 200)),
    Case("a drop-in of the unit", ["$SITE_ARGS"], {DROP_IN: VARIABLE % 100}, {DROP_IN: VARIABLE % 200}, False, "fail",
         (100, 200)),
    Case("an environment file", ["$SITE_ARGS"], {ENVIRONMENT: "SITE_ARGS=--pod-max-pids=100\n"},
         {ENVIRONMENT: "SITE_ARGS='--pod-max-pids=200'\n"}, False, "fail", (100, 200),
         more="EnvironmentFile=-%s\n" % ENVIRONMENT),
    Case("an argument more than the file", [live.CONFIG_FLAG], {CONFIG: alone(100)},
         {UNIT: lambda: live.unit(live.CONFIG_FLAG, "--pod-max-pids=200")}, False, "fail", (100, 200)),
]


def cases():
    """The cases that this version can have."""
    return [case for case in CASES if live.minor() >= case.since]

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A node on which everything is against the scan: never a wrong pass, a crash, a hang or a leak.

Each row of a table is a node, what its kubelets do in truth, and what oscap has to say of it.
"""
import os
import resource
import subprocess
import time

import actor
import node
import ovaldoc
import scan
import suite
from node import CONFIG, KUBELET_DIR, Kubelet, config

FLAG = "--authorization-mode="
WEBHOOK, ALLOW = "Webhook", "AlwaysAllow"
# What is true of a node beside a mode: that nobody can know it, or that it has no kubelet.
UNKNOWN, NO_KUBELET = "unknown", "no kubelet"
# The same of the worst kube-proxy: where it serves its metrics.
LOOPBACK, EVERYWHERE, NO_PROXY = "127.0.0.1", "0.0.0.0", "no kube-proxy"
# The same of the next start: whether it changes something.
SAME, DIFFERS = "no drift", "drift"
MAY_SAY = {
    SAME: {"pass", "error"},
    DIFFERS: {"fail", "error"},
    WEBHOOK: {"pass", "fail", "error"},
    ALLOW: {"fail", "error"},
    UNKNOWN: {"fail", "error", "unknown"},
    NO_KUBELET: {"notapplicable", "error"},
    LOOPBACK: {"pass", "fail", "error"},
    EVERYWHERE: {"fail", "error"},
    NO_PROXY: {"notapplicable", "error"},
}
EXIT_CODES = {"pass": 0, "notapplicable": 0, "fail": 2, "error": 2, "unknown": 2}
PROFILES = ("cis_node_level1", "effective")

NOBODY, OTHER = 65534, 65533
DROP_INS = KUBELET_DIR + "/config.d"
DIR_FLAG = "--config-dir=" + DROP_INS
FILE_LIMIT = 4 << 20

TOKEN = "s3cr3tT0ken"
MARKUP = "]]><script>alert(1)</script>"

# Of rows: a truth and what is expected, a reason, files.
ERROR = UNKNOWN, "error"
NOT_THERE = ["No such file or directory"]
GOOD_OUTSIDE = {CONFIG: config(WEBHOOK)}

# A sanitizer makes all slower, and takes memory of its own.
SANITIZED = bool(scan.PRELOAD["LD_PRELOAD"])
SLOWER = 6 if SANITIZED else 1
MEMORY_KIB = (6 if SANITIZED else 1.5) * (1 << 20)


class Row:
    """A node and what is expected of its scan.

    truth      the mode in force in the worst kubelet of the node; UNKNOWN; NO_KUBELET
    expected   the result of the rule, or a set of results if chance has a part in it
    make       builds the node: a function of a Box
    effective  the result in the profile `effective`; None: the same
    reason     texts that one message contains, all of them
    files      a table of files that are there before `make` is called
    seconds    in which each run of oscap has to end
    text       also evaluate objects and make a report, and look for markup and secrets in all of it
    uid        the user that oscap runs as
    hidden     how much /proc hides from that user (hidepid)
    env        environment variables of oscap
    values     Values of the profiles, as a tailoring sets them
    group      a control group that `make` may put processes into
    told       texts that one message or item contains, all of them, whatever the result
    rule       the name of the rule; None: that of the mode
    profiles   by which it is judged
    """

    def __init__(self, name, truth, expected, make, effective=None, reason=(), files=None,
                 seconds=10, text=False, uid=None, hidden=0, env=None, values=None,
                 group="other.service", told=(), rule=None, profiles=PROFILES):
        def as_set(results):
            return {results} if isinstance(results, str) else set(results)
        self.name = name
        self.truth = truth
        self.results = {profile: as_set(profile == "effective" and effective or expected)
                        for profile in profiles}
        self.make = make
        self.reason = reason
        self.files = files
        self.seconds = seconds * SLOWER
        self.text = text
        self.uid = uid
        self.hidden = hidden
        self.env = env or {}
        self.values = values or {}
        self.group = group
        self.told = told
        self.rule = scan.rule_id(rule) if rule else scan.RULE


class Box:
    """What the functions that build a node may use."""

    def __init__(self, test, this_node, actors, group):
        self.test = test
        self.group = group
        self.node = this_node
        self.act = actors.start
        self.path = this_node.path
        self.write = this_node.write
        self._mounts = []

    def start(self, *args, **kwargs):
        """Start a stand-in."""
        return self.node.start(Kubelet(*args, **kwargs))

    def start_with(self, path, *args, **kwargs):
        """Start a stand-in with a path in the work directory as --config."""
        return self.start("--config=" + self.path(path), *args, **kwargs)

    def put(self, name, content):
        """Write a file into the work directory; return its path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def mount(self, *args, **kwargs):
        """mount(2), till the end of the test."""
        node.mount(*args, **kwargs)
        self._mounts.append(args[1])

    def done(self):
        """Undo the mounts."""
        for target in reversed(self._mounts):
            subprocess.run(["umount", "--lazy", target], check=True)


class Hostile:
    """The checks of a row."""

    def check(self, row):
        """Build the node, scan it with each profile, look at everything."""
        if row.uid is not None and not suite.has_user(row.uid):
            self.skipTest("only root can run something as another user")
        with node.Group(row.group) as group, node.Node(row.files) as this_node, \
                actor.Actors() as actors:
            box = Box(self, this_node, actors, group)
            try:
                row.make(box)
                for profile in row.results:
                    self.scan(row, this_node, profile)
                if row.text:
                    self.look_for_leaks(row, this_node)
            finally:
                box.done()

    def scan(self, row, this_node, profile):
        """Run the rule."""
        start = time.monotonic()
        options = ["--report", this_node.path("report.html")] if row.text else []
        if row.values:
            options += ["--tailoring-file", this_node.path("tailoring.xml")]
            scan.tailor(options[-1], profile, row.values)
        run, arf = scan.evaluate(
            this_node, "tailored" if row.values else profile, options, rule=row.rule, uid=row.uid,
            hidden=row.hidden, env=row.env, timeout=row.seconds)
        took = time.monotonic() - start
        self.assertIsNotNone(arf, run)
        whole = "%s\nmessages: %r" % (run, arf.messages())
        self.assertLess(took, row.seconds, whole)
        self.assertEqual(run.unexpected_stderr(), [], whole)
        self.assertEqual(list(arf.rules), [row.rule], whole)
        result = arf.rules[row.rule]
        self.assertIn(result, MAY_SAY[row.truth], whole)
        self.assertIn(result, row.results[profile], whole)
        self.assertEqual(run.code, EXIT_CODES[result], whole)
        if result in ("error", "unknown") and row.reason:
            self.assertTrue(any(all(text in message for text in row.reason)
                                for message in arf.messages()), whole)
        if result in ("error", "unknown"):
            self.assertTrue(arf.messages(), "an error without a reason: " + whole)
        carriers = arf.messages() | {repr(item) for item in arf.items("kubelet_item")}
        self.assertTrue(not row.told or any(all(text in carrier for text in row.told)
                                            for carrier in carriers), "%s\n%s" % (whole, carriers))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(memory, MEMORY_KIB, "memory in KiB")
        if row.text:
            self.check_no_leak(run, this_node, "arf.xml", "report.html")
        os.unlink(this_node.path("arf.xml"))

    def look_for_leaks(self, row, this_node):
        """Ask for every setting and for the kubelets."""
        document = ovaldoc.both_objects()
        document.add_object(3, "kubeletsetting", ovaldoc.PROCESS +
                            '<linux:setting operation="pattern match">.*</linux:setting>')
        document.add_test(3, "kubeletsetting")
        document.add_object(4, "kubeproxysetting", ovaldoc.PROCESS +
                            '<linux:setting operation="pattern match">.*</linux:setting>')
        document.add_test(4, "kubeproxysetting", existence="any_exist")
        run, oval = ovaldoc.evaluate(this_node, document,
                                     ["--report", this_node.path("oval.html")])
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        self.assertTrue(oval.items, run)
        self.check_no_leak(run, this_node, "results.xml", "oval.html")

    def check_no_leak(self, run, this_node, *names):
        """Neither markup nor a secret nor a control character is in anything that was written."""
        written = {"stdout": run.out.encode(), "stderr": run.err.encode()}
        for name in names:
            with open(this_node.path(name), "rb") as file:
                written[name] = file.read()
        for name, content in written.items():
            content.decode("utf-8")
            self.assertNotIn(TOKEN.encode(), content, name)
            self.assertNotIn(b"<script>alert(1)", content, name)
            if name != "stdout":  # where oscap itself writes \r
                self.assertNotRegex(content, b"[\x00-\x08\x0b-\x1f\x7f]", name)


def kubelet(*args, **kwargs):
    """A node with one stand-in."""
    return lambda box: box.start(*args, **kwargs)


def reading(path):
    """A node with one stand-in that has this --config."""
    return kubelet("--config=" + path)


def node_file(content):
    """Files of a node: its config file."""
    return {CONFIG: content}


def linked_to(target):
    def make(box):
        os.symlink(target, box.path("link"))
        box.start_with("link")
    return make


def laughs(levels, width):
    """Lists of aliases of lists of aliases."""
    lines = ["a0: &a0 [x]"]
    for level in range(1, levels):
        lines.append("a%d: &a%d [%s]" % (level, level, ", ".join(["*a%d" % (level - 1)] * width)))
    return "\n".join(lines) + "\n"


def raw_arguments(*args, **kwargs):
    """A process that has made its own arguments, which execve(2) would not take."""
    raw = actor.packed("kubelet", *args) if args else kwargs["raw"]
    return lambda box: box.act(actor.pretend, raw)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A node on which everything is against the scan: never a wrong pass, a crash, a hang or a leak.

Each row of the table is a node, what its kubelets do in truth, and what oscap has to say of it.
"""
import os
import resource
import socket
import stat
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oscap"))

import actor
import node
import ovaldoc
import scan
import suite
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Directory, Kubelet, Link, config

FLAG = "--authorization-mode="
WEBHOOK, ALLOW = "Webhook", "AlwaysAllow"
# What is true of a node beside a mode: that nobody can know it, or that it has no kubelet.
UNKNOWN, NO_KUBELET = "unknown", "no kubelet"
MAY_SAY = {
    WEBHOOK: {"pass", "fail", "error"},
    ALLOW: {"fail", "error"},
    UNKNOWN: {"fail", "error"},
    NO_KUBELET: {"notapplicable", "error"},
}
EXIT_CODES = {"pass": 0, "notapplicable": 0, "fail": 2, "error": 2}
PROFILES = ("cis_node_level1", "effective")

NOBODY, OTHER = 65534, 65533
DROP_INS = KUBELET_DIR + "/config.d"
DIR_FLAG = "--config-dir=" + DROP_INS
FILE_LIMIT = 4 << 20

TOKEN = "s3cr3tT0ken"
MARKUP = "]]><script>alert(1)</script>"

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
    """

    def __init__(self, name, truth, expected, make, effective=None, reason=(), files=None,
                 seconds=10, text=False, uid=None, hidden=0, env=None):
        def as_set(results):
            return {results} if isinstance(results, str) else set(results)
        self.name = name
        self.truth = truth
        self.results = {"cis_node_level1": as_set(expected),
                        "effective": as_set(effective or expected)}
        self.make = make
        self.reason = reason
        self.files = files
        self.seconds = seconds * SLOWER
        self.text = text
        self.uid = uid
        self.hidden = hidden
        self.env = env or {}


class Box:
    """What the functions that build a node may use."""

    def __init__(self, test, this_node, actors):
        self.test = test
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
        with node.Node(row.files) as this_node, actor.Actors() as actors:
            box = Box(self, this_node, actors)
            try:
                row.make(box)
                for profile in PROFILES:
                    self.scan(row, this_node, profile)
                if row.text:
                    self.look_for_leaks(row, this_node)
            finally:
                box.done()

    def scan(self, row, this_node, profile):
        """Run the rule."""
        start = time.monotonic()
        run, arf = scan.evaluate(
            this_node, profile, ["--report", this_node.path("report.html")] if row.text else [],
            uid=row.uid, hidden=row.hidden, env=row.env, timeout=row.seconds)
        took = time.monotonic() - start
        self.assertIsNotNone(arf, run)
        whole = "%s\nmessages: %r" % (run, arf.messages())
        self.assertLess(took, row.seconds, whole)
        self.assertEqual(run.unexpected_stderr(), [], whole)
        self.assertEqual(list(arf.rules), [scan.RULE], whole)
        result = arf.rules[scan.RULE]
        self.assertIn(result, MAY_SAY[row.truth], whole)
        self.assertIn(result, row.results[profile], whole)
        self.assertEqual(run.code, EXIT_CODES[result], whole)
        if result == "error" and row.reason:
            self.assertTrue(any(all(text in message for text in row.reason)
                                for message in arf.messages()), whole)
        if result == "error":
            self.assertTrue(arf.messages(), "an error without a reason: " + whole)
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


# Files that are none.

def fifo(box):
    os.mkfifo(box.path("fifo"))
    box.start_with("fifo")


def fifo_with_writer(box):
    os.mkfifo(box.path("fifo"))
    file = os.open(box.path("fifo"), os.O_RDWR)
    box.test.addCleanup(os.close, file)
    os.write(file, config(WEBHOOK).encode())
    box.start_with("fifo")


def device(kind, number):
    def make(box):
        try:
            os.mknod(box.path("device"), kind | 0o600, number)
        except PermissionError:
            box.test.skipTest("only root can make a device")
        box.start_with("device")
    return make


def unix_socket(box):
    listener = socket.socket(socket.AF_UNIX)
    box.test.addCleanup(listener.close)
    listener.bind(box.path("socket"))
    listener.listen()
    box.start_with("socket")


def linked_to(target):
    def make(box):
        os.symlink(target, box.path("link"))
        box.start_with("link")
    return make


def sparse(size, *head):
    """A file that is this long, with a content first."""
    def make(box):
        path = box.put("config", "".join(head))
        os.truncate(path, size)
        node.wait_a_tick()
        box.start_with("config")
    return make


def padded(mode, size):
    """A config file of exactly that size."""
    text = config(mode)
    return text + "#" + "x" * (size - len(text) - 2) + "\n"


def under_lease(box):
    path = box.put("config", config(WEBHOOK))
    box.start_with("config")
    box.act(actor.hold_lease, path)


ERROR = UNKNOWN, "error"
SHORT = {"OSCAP_KUBELET_TIMEOUT": "1"}
TOO_LATE = ["limit of 1 seconds", "OSCAP_KUBELET_TIMEOUT"]

FILES = [
    Row("FIFO without a writer", *ERROR, fifo, reason=["fifo is a FIFO, not a regular file"]),
    Row("FIFO that has a config in it", *ERROR, fifo_with_writer, reason=["fifo is a FIFO"]),
    Row("dev null", *ERROR, reading("/dev/null"), reason=["/dev/null is a device"]),
    Row("dev zero", *ERROR, reading("/dev/zero"), reason=["/dev/zero is a device"]),
    Row("dev tty", *ERROR, reading("/dev/tty"), reason=["/dev/tty is a device"]),
    Row("dev stdin", *ERROR, reading("/dev/stdin"), reason=["/dev/stdin"]),
    Row("dev fd of an open file", *ERROR, reading("/dev/fd/3"), reason=["/dev/fd/3"]),
    Row("character device that does not exist", *ERROR,
        device(stat.S_IFCHR, os.makedev(240, 240)), reason=["is a device"]),
    Row("block device", *ERROR, device(stat.S_IFBLK, os.makedev(7, 0)), reason=["is a device"]),
    Row("socket", *ERROR, unix_socket, reason=["is a socket"]),
    Row("directory", *ERROR, reading("/usr"), reason=["/usr is a directory"]),
    Row("root directory", *ERROR, reading("/"), reason=["/ is a directory"]),
    Row("proc kmsg", *ERROR, reading("/proc/kmsg"), reason=["/proc/kmsg", "of the kernel"]),
    Row("proc self environ", *ERROR, reading("/proc/self/environ"),
        reason=["/proc/self/environ"]),
    Row("proc self fd", *ERROR, reading("/proc/self/fd/0"), reason=["/proc/self/fd/0"]),
    Row("proc self exe", *ERROR, reading("/proc/self/exe"), reason=["/proc/self/exe"]),
    Row("proc of init as a way to a good file", *ERROR,
        reading("/proc/1/root" + CONFIG), files=node_file(config(WEBHOOK)),
        reason=["/proc/1/root", "symbolic links"]),
    Row("link to a proc file", *ERROR, linked_to("/proc/version"), reason=["of the kernel"]),
    Row("sys file", *ERROR, reading("/sys/kernel/uevent_seqnum"), reason=["of the kernel"]),
    Row("cgroup file", *ERROR, reading("/sys/fs/cgroup/cgroup.procs"), reason=["cgroup.procs"]),
    Row("1 GB of nothing", *ERROR, sparse(1 << 30), reason=["limit of 4194304 bytes"]),
    Row("1 TB behind a good config", *ERROR, sparse(1 << 40, config(WEBHOOK)),
        reason=["limit of 4194304 bytes"]),
    Row("one byte above the limit", *ERROR, reading(CONFIG),
        files=node_file(padded(WEBHOOK, FILE_LIMIT + 1)), reason=["limit of 4194304 bytes"]),
    Row("exactly at the limit", ALLOW, "fail", reading(CONFIG),
        files=node_file(padded(ALLOW, FILE_LIMIT))),
    Row("zeros only", *ERROR, sparse(1 << 20), reason=["config"]),
    Row("lease on the file", *ERROR, under_lease, reason=["config", "unavailable"]),
    Row("more to read than time", *ERROR,
        lambda box: box.act(actor.multiply, actor.packed("kubelet", CONFIG_FLAG), 300),
        files=node_file(padded(WEBHOOK, FILE_LIMIT)), reason=TOO_LATE, env=SHORT, seconds=30),
]


# Ways out of a root directory.

OUTSIDE = "/outside.yaml"


def in_root(*args, inside, **kwargs):
    """A kubelet in a root of its own, while files that say Webhook are everywhere outside."""
    def make(box):
        box.put(OUTSIDE.lstrip("/"), config(WEBHOOK))
        outside = box.path(OUTSIDE.lstrip("/"))
        files = {path: Link(content.target.replace("OUTSIDE", outside))
                 if isinstance(content, Link) else content for path, content in inside.items()}
        args_here = [argument.replace("OUTSIDE", outside) for argument in args]
        box.start(*args_here, root=files, **kwargs)
    return make


def link_chain(count):
    def make(box):
        box.put("link0", config(WEBHOOK))
        for number in range(count):
            os.symlink("link%d" % number, box.path("link%d" % (number + 1)))
        node.wait_a_tick()
        box.start_with("link%d" % count)
    return make


def link_circle(box):
    os.symlink("b", box.path("a"))
    os.symlink("a/x", box.path("b"))
    box.start_with("a")


def bound_over(content):
    """A file of another content is mounted over the config file before the kubelet starts."""
    def make(box):
        box.mount(box.put("other", content), CONFIG, flags=node.MS_BIND)
        node.wait_a_tick()
        box.start(CONFIG_FLAG)
    return make


def link_swapped(box):
    """A link goes to and fro between a good file and one outside, as fast as can be."""
    box.put("good", config(ALLOW))
    box.start_with("link")
    box.act(swap_link, box.path("link"), box.path("good"), "/etc/hostname")


def swap_link(ready, path, *targets):
    """The process that does it."""
    os.symlink(targets[0], path)
    ready()
    while True:
        for target in targets:
            os.symlink(target, path + ".new")
            os.rename(path + ".new", path)


NOT_THERE = ["No such file or directory"]
UP = "../" * 40
GOOD_OUTSIDE = node_file(config(WEBHOOK))

LINKS = [
    Row("link to itself", *ERROR, linked_to("link"), reason=["symbolic links"]),
    Row("circle of links", *ERROR, link_circle, reason=["symbolic links"]),
    Row("chain of 41 links", *ERROR, link_chain(41), reason=["symbolic links"]),
    Row("absolute link out of the root", *ERROR,
        in_root(CONFIG_FLAG, inside={CONFIG: Link("OUTSIDE")}), reason=NOT_THERE),
    Row("relative link out of the root", *ERROR,
        in_root(CONFIG_FLAG, inside={CONFIG: Link(UP + "OUTSIDE")}), reason=NOT_THERE),
    Row("directory link out of the root", *ERROR,
        in_root("--config=/up/var/lib/kubelet/config.yaml", inside={"/up": Link(UP)}),
        files=GOOD_OUTSIDE, reason=NOT_THERE),
    Row("link out of the root to a file of the same name inside", ALLOW, "fail",
        in_root("--config=/link", inside={"/link": Link(UP + CONFIG[1:]), CONFIG: config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("two dots beyond the root", *ERROR,
        in_root("--config=/" + UP + "OUTSIDE", inside={"/x": "x"}), reason=NOT_THERE),
    Row("two dots beyond the root to a file inside", ALLOW, "fail",
        in_root("--config=/" + UP + CONFIG[1:], inside={CONFIG: config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("two dots beyond the root from the working directory", *ERROR,
        in_root("--config=" + UP + "OUTSIDE", inside={"/d": Directory()}, cwd="/d"),
        reason=NOT_THERE),
    Row("drop-in that is a link out of the root", *ERROR,
        in_root(CONFIG_FLAG, DIR_FLAG,
                inside={CONFIG: config(ALLOW), DROP_INS + "/a.conf": Link("OUTSIDE")}),
        reason=NOT_THERE + ["a.conf"]),
    Row("drop-in directory that is a link out of the root", ALLOW, {"fail", "error"},
        in_root(CONFIG_FLAG, DIR_FLAG + "/",
                inside={CONFIG: config(ALLOW), DROP_INS: Link(UP + "var/lib/kubelet/good.d")}),
        files={KUBELET_DIR + "/good.d/a.conf": config(WEBHOOK)}),
    Row("file in the root, another outside", ALLOW, "fail",
        in_root(CONFIG_FLAG, inside={CONFIG: config(ALLOW)}), files=GOOD_OUTSIDE),
    Row("nothing in the root, a file outside", *ERROR,
        in_root(CONFIG_FLAG, inside={"/x": "x"}), files=GOOD_OUTSIDE, reason=NOT_THERE),
    Row("proc self root in a root without proc", *ERROR,
        in_root("--config=/proc/self/root" + CONFIG, inside={CONFIG: config(WEBHOOK)}),
        reason=NOT_THERE),
    Row("AlwaysAllow mounted over a good file", ALLOW, "fail", bound_over(config(ALLOW)),
        files=GOOD_OUTSIDE),
    Row("FIFO mounted view", ALLOW, "fail",
        kubelet(CONFIG_FLAG, view={"config.yaml": Link("real"), "real": config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("link that is swapped during the scan", *ERROR, link_swapped, text=True),
]


# Changes after the start.

def changed(change, *args):
    """Started, then changed by a function of the box."""
    def make(box):
        older = box.put("older", config(WEBHOOK))
        os.utime(older, (1, 1))
        node.wait_a_tick()
        box.start(CONFIG_FLAG, *args)
        node.wait_a_tick()
        change(box)
    return make


def replaced(box):
    box.write({CONFIG + ".new": config(WEBHOOK)})
    os.rename(CONFIG + ".new", CONFIG)


def back_dated(box):
    before = os.stat(CONFIG)
    box.write({CONFIG: config(WEBHOOK)})
    os.utime(CONFIG, ns=(before.st_atime_ns, before.st_mtime_ns))


def bring_older(box):
    """A file of the same file system that was there before the kubelet."""
    os.rename(KUBELET_DIR + "/older", CONFIG)


def link_older(box):
    os.unlink(CONFIG)
    os.link(KUBELET_DIR + "/older", CONFIG)


def repoint(path, target):
    def change(box):
        os.symlink(target, path + ".new")
        os.rename(path + ".new", path)
    return change


def being_written(box):
    box.start(CONFIG_FLAG)
    box.act(actor.write_on, CONFIG, config(WEBHOOK), config(ALLOW))


CHANGED = ["was changed", "after the kubelet started"]
BAD_FILE = node_file(config(ALLOW))
WITH_OLDER = dict(BAD_FILE, **{KUBELET_DIR + "/older": config(WEBHOOK)})
LINKED = {CONFIG: Link("..data/config.yaml"), KUBELET_DIR + "/..data": Link("..1"),
          KUBELET_DIR + "/..1/config.yaml": config(ALLOW),
          KUBELET_DIR + "/..2/config.yaml": config(WEBHOOK)}
BAD_DROP_IN = {CONFIG: config(WEBHOOK), DROP_INS + "/a.conf": config(ALLOW),
               DROP_INS + "/sub/b.conf": HEADER}

CHANGES = [
    Row("overwritten", *ERROR, changed(lambda box: box.write(GOOD_OUTSIDE)), files=BAD_FILE,
        reason=CHANGED),
    Row("overwritten, and the date set back", *ERROR, changed(back_dated), files=BAD_FILE,
        reason=CHANGED),
    Row("replaced by a new file", *ERROR, changed(replaced), files=BAD_FILE, reason=CHANGED),
    Row("replaced by an older file", *ERROR, changed(bring_older), files=WITH_OLDER,
        reason=CHANGED),
    Row("replaced by a link to an older file", *ERROR, changed(repoint(CONFIG, "older")),
        files=WITH_OLDER, reason=CHANGED),
    Row("replaced by a hard link to an older file", *ERROR, changed(link_older), files=WITH_OLDER,
        reason=CHANGED),
    Row("link on the way repointed", *ERROR, changed(repoint(KUBELET_DIR + "/..data", "..2")),
        files=LINKED, reason=CHANGED),
    Row("removed", *ERROR, changed(lambda box: os.unlink(CONFIG)), files=BAD_FILE,
        reason=NOT_THERE),
    Row("only its mode changed", *ERROR, changed(lambda box: os.chmod(CONFIG, 0o600)),
        files=BAD_FILE, reason=CHANGED),
    Row("drop-in added", *ERROR,
        changed(lambda box: box.write({DROP_INS + "/z.conf": config(WEBHOOK)}), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in removed", *ERROR,
        changed(lambda box: os.unlink(DROP_INS + "/a.conf"), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in added to a directory below", *ERROR,
        changed(lambda box: box.write({DROP_INS + "/sub/z.conf": config(WEBHOOK)}), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in renamed so that it counts no more", *ERROR,
        changed(lambda box: os.rename(DROP_INS + "/a.conf", DROP_INS + "/a.old"), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("all drop-ins removed with their directory", *ERROR,
        changed(lambda box: os.rename(DROP_INS, DROP_INS + ".old"), DIR_FLAG),
        files=BAD_DROP_IN, reason=NOT_THERE),
    Row("written during the scan", *ERROR, being_written, files=GOOD_OUTSIDE),
    Row("AlwaysAllow flag over a changed file", ALLOW, "fail",
        changed(lambda box: box.write(GOOD_OUTSIDE), FLAG + ALLOW), files=BAD_FILE),
]


# Documents.

def document(text, head=HEADER):
    """The files of a node whose config file says AlwaysAllow, and then something hostile."""
    raw = text if isinstance(text, bytes) else text.encode()
    return node_file((head + "authorization:\n  mode: AlwaysAllow\n").encode() + raw)


def laughs(levels, width):
    """Lists of aliases of lists of aliases."""
    lines = ["a0: &a0 [x]"]
    for level in range(1, levels):
        lines.append("a%d: &a%d [%s]" % (level, level, ", ".join(["*a%d" % (level - 1)] * width)))
    return "\n".join(lines) + "\n"


def json_document(inner):
    """A config file in JSON."""
    return node_file('{"kind":"KubeletConfiguration",'
                     '"apiVersion":"kubelet.config.k8s.io/v1beta1",%s}' % inner)


BAD_JSON = '"authorization":{"mode":"AlwaysAllow"}'
GOOD_JSON = '"authorization":{"mode":"Webhook"}'
NEVER_GOOD = ALLOW, {"fail", "error"}


def doc_row(name, files, expected="error", reason=(), truth=UNKNOWN, seconds=10, text=False,
            effective=None):
    """A row of one kubelet with a config file."""
    return Row(name, truth, expected, reading(CONFIG), files=files, reason=reason,
               seconds=seconds, text=text, effective=effective)


DOCUMENTS = [
    doc_row("alias to itself", document("x: &a [*a]\n"), reason=["line 5"]),
    doc_row("alias to its own map", document("x: &a\n  y: *a\n"), reason=["line 6"]),
    doc_row("alias to nothing", document("x: *nothing\n"), reason=["line 5"]),
    doc_row("billion laughs", document(laughs(10, 10)), reason=["limit", "1048576"]),
    doc_row("laughs of two", document(laughs(64, 2)), reason=["limit", "1048576"]),
    doc_row("quadratic laughs", document("a: &a [%s]\n" % ("x," * 20000) +
                                         "b: [%s]\n" % ("*a," * 20000)),
            reason=["limit", "1048576"]),
    doc_row("laughs in merge keys", document(
        "m0: &m0 {a: 1}\n" + "".join("m%d: &m%d {<<: [*m%d, *m%d], k%d: 1}\n" % (
            n, n, n - 1, n - 1, n) for n in range(1, 60))), truth=ALLOW, expected={"fail", "error"}),
    doc_row("257 anchors", document("".join("a%d: &a%d x\n" % (n, n) for n in range(257))),
            reason=["limit of 256 anchors"]),
    doc_row("YAML lists 100,000 deep", document("x: " + "[" * 100000 + "]" * 100000 + "\n"),
            reason=["line 5"]),
    doc_row("YAML lists 100,000 deep without an end", document("x: " + "[" * 100000),
            reason=["line 5"]),
    doc_row("YAML lists 101 deep", document("x: " + "[" * 101 + "]" * 101 + "\n"),
            reason=["limit of 100"]),
    doc_row("YAML block lists deep", document("x:\n" + "- " * 20000 + "x\n"), reason=["line"]),
    doc_row("YAML maps deep", document("x:\n" + "".join(
        " " * n + "k:\n" for n in range(1, 1000))), reason=["limit of 100"]),
    doc_row("JSON lists 1,000,000 deep", json_document(BAD_JSON + ',"x":' + "[" * 1000000),
            reason=["limit of 100"]),
    doc_row("JSON maps 100,000 deep", json_document(
        BAD_JSON + ',"x":' + '{"a":' * 100000 + "1" + "}" * 100000), reason=["limit of 100"]),
    doc_row("JSON map repeated, the last is bad",
            json_document(",".join([GOOD_JSON] * 20000 + [BAD_JSON])), "fail", truth=ALLOW),
    doc_row("JSON map repeated, empty after bad",
            json_document(BAD_JSON + ',"authorization":{}' * 20000), {"fail", "error"},
            truth=ALLOW),
    doc_row("JSON key in another case last",
            json_document(GOOD_JSON + "," + BAD_JSON.replace("auth", "AUTH")), {"pass", "error"},
            truth=WEBHOOK),
    doc_row("JSON feature gates repeated", json_document(
        BAD_JSON + ',"featureGates":{%s}' % ",".join('"a%d":true' % n for n in range(100000))),
            {"fail", "error"}, truth=ALLOW),
    doc_row("YAML key twice", document("authorization:\n  mode: Webhook\n"), {"pass", "error"},
            truth=WEBHOOK),
    doc_row("YAML key 200,000 times", document("x: 1\n" * 200000), {"fail", "error"},
            truth=ALLOW),
    doc_row("200,000 different keys", document("".join("k%d: 1\n" % n for n in range(200000))),
            {"fail", "error"}, truth=ALLOW),
    doc_row("scalar of 3 MB", document("x: " + "y" * 3000000 + "\n"), {"fail", "error"},
            truth=ALLOW),
    doc_row("key of 3 MB", document("? " + "y" * 3000000 + "\n: 1\n"), {"fail", "error"},
            truth=ALLOW),
    doc_row("second document is good", document("---\n" + config(WEBHOOK)), {"fail", "error"},
            truth=ALLOW),
    doc_row("end of the document, then a good one", document("...\n" + config(WEBHOOK)),
            {"fail", "error"}, truth=ALLOW),
    doc_row("NUL in the file", document(b"x: a\0b\n"), reason=["line"]),
    doc_row("invalid UTF-8 value", document(b"clusterDomain: \xff\xfe\x80\n"), reason=["config"],
            text=True),
    doc_row("UTF-16", node_file(config(ALLOW).encode("utf-16")), {"fail", "error"}, truth=ALLOW),
    doc_row("tags of other languages",
            document("clusterDomain: !!python/object/apply:os.system [id]\n"), reason=["line"]),
    doc_row("good mode as binary",
            node_file(HEADER + "authorization:\n  mode: !!binary V2ViaG9vaw==\n"), "pass", truth=WEBHOOK),
    doc_row("bad mode as binary",
            node_file(HEADER + "authorization:\n  mode: !!binary QWx3YXlzQWxsb3c=\n"), "fail", truth=ALLOW),
    doc_row("markup as the mode", node_file(config('"' + MARKUP + '"')), reason=["script"],
            text=True),
    doc_row("markup as a key", document('"%s": 1\n' % MARKUP), {"fail"}, truth=ALLOW, text=True),
    doc_row("markup as a feature gate", document('featureGates:\n  "%s": true\n' % MARKUP),
            {"fail", "error"}, truth=ALLOW, text=True),
    doc_row("markup as a value", document('clusterDomain: "%s"\n' % MARKUP), {"fail", "error"},
            truth=ALLOW, text=True),
    doc_row("control characters as the mode", node_file(config('"\\x01\\e[31m\\u202e"')),
            reason=[CONFIG + ":4"], text=True),
    doc_row("mode that looks good", node_file(config('"Webhook\\u200b"')),
            reason=[CONFIG + ":4"], text=True),
    doc_row("mode with a newline", node_file(config('"AlwaysAllow\\nWebhook"')),
            reason=[CONFIG + ":4"], text=True),
]


# Arguments.

def raw_arguments(*args, **kwargs):
    """A process that has made its own arguments, which execve(2) would not take."""
    raw = actor.packed("kubelet", *args) if args else kwargs["raw"]
    return lambda box: box.act(actor.pretend, raw)


TEXT_ARGUMENTS = [
    ("markup", MARKUP), ("invalid UTF-8", os.fsdecode(b"\xff\xc0\x80\xed\xa0\x80")),
    ("control characters", os.fsdecode(bytes(range(1, 32)) + b"\x7f\xc2\x85")),
    ("terminal escapes", "\x1b]0;x\x07\x1b[2J"),
    ("line breaks", "a\n" + FLAG + WEBHOOK + "\r\n\u2028b"),
    ("format", "%s%n%x%s%s"),
]

ARGUMENTS = [
    Row("5,000 arguments", *ERROR, kubelet(*["--v=1"] * 5000, FLAG + WEBHOOK),
        reason=["limit of 4096 arguments"]),
    Row("100,000 arguments", *ERROR, kubelet(*["--v=1"] * 100000, FLAG + WEBHOOK),
        reason=["limit of 4096 arguments"]),
    Row("4,096 arguments", ALLOW, "fail", kubelet(*["--v=1"] * 4094, FLAG + ALLOW)),
    Row("100,000 empty arguments", *ERROR, kubelet(*[""] * 100000),
        reason=["limit of 4096 arguments"]),
    Row("argument of 3 MB", ALLOW, "fail",
        raw_arguments("--hostname-override=" + "x" * 3000000, FLAG + ALLOW), seconds=20),
    Row("3 MB of arguments", ALLOW, "fail",
        kubelet(*["--hostname-override=" + "x" * 100000] * 20, FLAG + ALLOW), seconds=20),
    Row("5 MB of arguments", *ERROR,
        raw_arguments("--hostname-override=" + "x" * 5000000, FLAG + WEBHOOK),
        reason=["limit of 4194304 bytes"]),
    Row("no argument at all", *ERROR, lambda box: box.act(actor.pretend, b"kubelet")
        if box.start(FLAG + "x") else None),
    Row("last argument without an end", ALLOW, {"fail", "error"},
        raw_arguments(raw=b"kubelet\0--authorization-mode=AlwaysAllow")),
    Row("last value of 10,000", ALLOW, "fail", kubelet(*[FLAG + WEBHOOK] * 4000, FLAG + ALLOW)),
] + [
    Row(name + " in an argument", ALLOW, "fail", kubelet("--hostname-override=" + text,
                                                         FLAG + ALLOW), text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in an unknown flag", *ERROR, kubelet("--" + text, FLAG + WEBHOOK),
        reason=["argv[1]"], text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in the path", *ERROR, reading("/" + text + "/config.yaml"),
        reason=NOT_THERE, text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in the path of a bad file", ALLOW, "fail", reading(KUBELET_DIR + "/" + text),
        files={KUBELET_DIR + "/" + text: config(ALLOW)}, text=True)
    for name, text in TEXT_ARGUMENTS if "/" not in text
] + [
    Row(name + " in argv 0", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0=text + "/kubelet"),
        text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row("credential in a flag of its own", ALLOW, "fail",
        kubelet("--storage-driver-password=" + TOKEN, "--storage_driver_password", TOKEN,
                FLAG + ALLOW), text=True),
    Row("credential in a foreign flag", *ERROR, kubelet("--bootstrap-token=" + TOKEN),
        reason=["bootstrap-token"], text=True),
    Row("credential in a foreign flag with blank", *ERROR, kubelet("--bootstrap-token", TOKEN),
        reason=["bootstrap-token"], text=True),
]


# Drop-ins.

def tree(count, content, name="%04d.conf", base=DROP_INS):
    """Files of a node: many of one content."""
    return dict({CONFIG: config(WEBHOOK)},
                **{base + "/" + name % number: content for number in range(count)})


def deep(depth, content):
    """Directories in each other, and a drop-in file in the innermost."""
    return {CONFIG: config(WEBHOOK), DROP_INS + "/d" * depth + "/a.conf": content}


def drop_in(name, content):
    """A good config file and one more entry of the directory."""
    return {CONFIG: config(WEBHOOK), DROP_INS + "/" + name: content}


def drop_in_is(make_entry):
    """A directory in which something is a.conf."""
    def make(box):
        os.mkdir(box.path("d"))
        make_entry(box.path("d/a.conf"))
        node.wait_a_tick()
        box.start(CONFIG_FLAG, "--config-dir=" + box.path("d"))
    return make


WITH_DIR = kubelet(CONFIG_FLAG, DIR_FLAG)

DROPINS = [
    Row("directory with 5,000 entries", *ERROR, WITH_DIR, files=tree(5000, "", name="%d.txt"),
        reason=["limit of 4096 entries"]),
    Row("directory with 257 drop-ins", *ERROR, WITH_DIR, files=tree(257, HEADER),
        reason=["limit of 256 drop-in files"]),
    Row("256 drop-ins, the last is bad", ALLOW, "fail", WITH_DIR,
        files=dict(tree(255, config(WEBHOOK)), **drop_in("z.conf", config(ALLOW))), seconds=20),
    Row("3,000 directories", ALLOW, "fail", WITH_DIR,
        files=dict(drop_in("z.conf", config(ALLOW)),
                   **{DROP_INS + "/d%d" % number: Directory() for number in range(3000)}),
        seconds=20),
    Row("5,000 entries in many directories", *ERROR, WITH_DIR,
        files={CONFIG: config(WEBHOOK), **{DROP_INS + "/%d/%d.txt" % (a, b): ""
                                           for a in range(50) for b in range(100)}},
        reason=["limit of 4096 entries"]),
    Row("directories 40 deep", *ERROR, WITH_DIR, files=deep(40, config(ALLOW)),
        reason=["limit of 16 directories"]),
    Row("directories 15 deep", ALLOW, "fail", WITH_DIR, files=deep(15, config(ALLOW))),
    Row("dangling link", *ERROR, WITH_DIR, files=drop_in("a.conf", Link("nowhere")),
        reason=["a.conf"] + NOT_THERE),
    Row("link to itself as a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf", Link("a.conf")),
        reason=["a.conf", "symbolic links"]),
    Row("link to its own directory", *ERROR, WITH_DIR, files=drop_in("a.conf", Link(".")),
        reason=["a.conf", "directory"]),
    Row("FIFO as a drop-in", *ERROR, drop_in_is(os.mkfifo), files=GOOD_OUTSIDE,
        reason=["a.conf is a FIFO"]),
    Row("link to a device as a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf",
                                                                         Link("/dev/zero")),
        reason=["a.conf is a device"]),
    Row("drop-in directory is proc", *ERROR, kubelet(CONFIG_FLAG, "--config-dir=/proc"),
        files=GOOD_OUTSIDE),
    Row("laughs in a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf", HEADER + laughs(10, 10)),
        reason=["a.conf", "limit"]),
    Row("many drop-ins of many values", *ERROR, WITH_DIR,
        files=tree(12, HEADER + laughs(6, 14)), reason=["limit"], seconds=30),
    Row("markup in the name of a drop-in", ALLOW, "fail", WITH_DIR,
        files=drop_in("<script>alert(1)<\n\x01]]>.conf", config(ALLOW)), text=True),
]


# Processes.

GOOD_ARGV, BAD_ARGV = (actor.packed("kubelet", FLAG + mode) for mode in (WEBHOOK, ALLOW))


def beside_bad(act, *args):
    """An actor beside a kubelet that is bad."""
    def make(box):
        box.act(act, *args)
        box.start(FLAG + ALLOW)
    return make


def beside_good(act, *args):
    """An actor beside a kubelet that is good."""
    def make(box):
        box.start(FLAG + WEBHOOK)
        box.act(act, *args)
    return make


def zombies(*others):
    def make(box):
        for _ in range(20):
            box.start(FLAG + WEBHOOK, zombie=True)
        for argument in others:
            box.start(argument)
    return make


SELF_CHANGED = raw_arguments(FLAG + ALLOW)

PROCESSES = [
    Row("3,000 idle processes", ALLOW, "fail", beside_bad(actor.multiply, None, 3000), seconds=30),
    Row("3,000 idle processes and no kubelet", NO_KUBELET, "notapplicable",
        lambda box: box.act(actor.multiply, None, 3000), seconds=30),
    Row("300 good kubelets and a bad one", ALLOW, "fail",
        beside_bad(actor.multiply, GOOD_ARGV, 300), seconds=60),
    Row("2,001 kubelets", *ERROR, lambda box: box.act(actor.multiply, GOOD_ARGV, 2001),
        reason=["limit of 2000 kubelets"], seconds=60),
    Row("restarts in a loop", ALLOW, {"fail", "error"},
        lambda box: box.act(actor.restart, FLAG + ALLOW)),
    Row("restarts in a loop beside a good one", ALLOW, {"fail", "error"},
        beside_good(actor.restart, FLAG + ALLOW)),
    Row("good ones vanish beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.vanish, 30, FLAG + WEBHOOK)),
    Row("executed again and again beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.exec_in_turn, FLAG + WEBHOOK)),
    Row("arguments flicker beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.flicker, actor.packed("kubelet", FLAG + WEBHOOK + "    "),
                   actor.packed("kubelet", FLAG + ALLOW))),
    Row("name flickers beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.flicker, GOOD_ARGV, GOOD_ARGV.replace(b"kube", b"cube"))),
    Row("arguments rewritten to be bad", ALLOW, "fail", SELF_CHANGED),
    Row("first thread has ended", ALLOW, {"fail", "error"},
        lambda box: box.act(actor.lose_leader, BAD_ARGV)),
    Row("zombies only", NO_KUBELET, "notapplicable", zombies()),
    Row("zombies beside a bad one", ALLOW, "fail", zombies(FLAG + ALLOW)),
    Row("executable with a hostile name", ALLOW, "fail",
        kubelet(FLAG + ALLOW, exe="x) R 1 1 (\n<b>"), text=True),
    Row("executable removed", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0="x", delete=True)),
    Row("argv 0 of 5,000 bytes", ALLOW, {"fail", "error"},
        kubelet(FLAG + ALLOW, argv0="/x" * 2500 + "/kubelet", exe="agent")),
    Row("argv 0 that is a kubelet when cut off", NO_KUBELET, {"notapplicable", "error"},
        kubelet(FLAG + ALLOW, argv0="/" * (4095 - 7) + "kubelet-not", exe="agent")),
    Row("argv 0 of nothing", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0="")),
]


# Users.

def as_user(*args, good_beside=None, **kwargs):
    """A user's process that is named as a kubelet, perhaps beside a real one."""
    def make(box):
        if not suite.has_user(NOBODY):
            box.test.skipTest("only root can run something as another user")
        if good_beside:
            box.start(good_beside)
        box.start(*args, uid=NOBODY, **kwargs)
    return make


def shadow(as_drop_in):
    """A process of a user that names a file which only root may read."""
    secret = "root:$6$%s:20000:0:99999:7:::\nkind: %s\n%s: [\n" % (TOKEN, TOKEN, TOKEN)

    def make(box):
        path = box.put("shadow", secret)
        os.chmod(path, 0o600)
        if as_drop_in:
            os.mkdir(box.path("d"))
            os.symlink(path, box.path("d/a.conf"))
            node.wait_a_tick()
            as_user(CONFIG_FLAG, "--config-dir=" + box.path("d"))(box)
        else:
            as_user("--config=" + path)(box)
    return make


def secret_config(text):
    """The same of a file that is YAML."""
    def make(box):
        os.chmod(box.put("secret", text), 0o600)
        node.wait_a_tick()
        as_user("--config=" + box.path("secret"))(box)
    return make


def unreadable(box):
    os.chmod(box.put("config", config(WEBHOOK)), 0)
    node.wait_a_tick()
    as_user("--config=" + box.path("config"))(box)


MISSING = ["kubelets may be missing", "run the scan as root"]

USERS = [
    Row("user's good kubelet beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, good_beside=FLAG + ALLOW)),
    Row("user's bad kubelet beside a good one", ALLOW, "fail",
        as_user(FLAG + ALLOW, good_beside=FLAG + WEBHOOK)),
    Row("user's broken kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("--nonsense", good_beside=FLAG + ALLOW)),
    Row("user's program that contains a kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("agent", exe="k3s", argv0="k3s agent", good_beside=FLAG + ALLOW)),
    Row("user's zombie beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, zombie=True, good_beside=FLAG + ALLOW)),
    Row("user's kubelet reads the shadow file", *ERROR, shadow(False), text=True),
    Row("user's drop-in is the shadow file", *ERROR, shadow(True), text=True,
        files=GOOD_OUTSIDE),
    Row("user's kubelet reads a map of secrets", *ERROR, secret_config(
        "apiVersion: v1\nkind: Secret\ndata:\n  %s: %s\n" % (TOKEN, TOKEN)), text=True),
    Row("user's kubelet reads secrets in JSON", *ERROR, secret_config(
        '{"kind":"Secret","x":"%s",}' % TOKEN), text=True),
    Row("user's kubelet reads a key", *ERROR, secret_config(
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" % TOKEN), text=True),
    Row("user's kubelet reads one word", *ERROR, secret_config(TOKEN), text=True),
    Row("user's kubelet reads an assignment", *ERROR, secret_config("PASSWORD=%s\n" % TOKEN),
        text=True),
    Row("scan by a user, no kubelet", *ERROR, lambda box: None, reason=MISSING, uid=NOBODY),
    Row("scan by a user, kubelet of root", *ERROR, kubelet(CONFIG_FLAG), files=GOOD_OUTSIDE,
        reason=["Permission denied"], uid=NOBODY),
    Row("scan by a user, bad kubelet of root", ALLOW, {"fail", "error"}, kubelet(FLAG + ALLOW),
        uid=NOBODY),
    Row("scan by a user, executable unreadable", *ERROR, kubelet(FLAG + ALLOW, argv0="agent"),
        reason=MISSING, uid=NOBODY),
    Row("scan by a user, hidepid 1", *ERROR, kubelet(FLAG + ALLOW), reason=["cannot be seen"],
        uid=NOBODY, hidden=1),
    Row("scan by a user, hidepid 2", *ERROR, kubelet(FLAG + ALLOW), reason=["hidepid"],
        uid=NOBODY, hidden=2),
    Row("scan by a user, hidepid 2 and a good kubelet of their own", *ERROR,
        as_user(FLAG + WEBHOOK, good_beside=FLAG + ALLOW), reason=["hidepid"], uid=NOBODY,
        hidden=2),
    Row("scan by a user, config unreadable", *ERROR, unreadable, reason=["Permission denied"],
        uid=NOBODY),
]


# What the operator says.

BAD_VERSIONS = ["2.31", "latest", "1.31; id", "-1.31", "1.", ".", MARKUP,
                "9" * 400, "\x1b[31m", os.fsdecode(b"1.\xff")]
BAD_TIMEOUTS = ["0", "-1", "1e3", "5s", "99999999999999999999", MARKUP, os.fsdecode(b"\xff"), " 5"]

ENVIRONMENT = [
    Row("version %d that is none" % number, UNKNOWN, "error", kubelet(FLAG + WEBHOOK),
        env={"OSCAP_KUBELET_VERSION": version}, reason=["OSCAP_KUBELET_VERSION"], text=number in (6, 8, 9))
    for number, version in enumerate(BAD_VERSIONS)
] + [
    Row("timeout %d that is none" % number, UNKNOWN, "error", kubelet(FLAG + WEBHOOK),
        env={"OSCAP_KUBELET_TIMEOUT": seconds}, reason=["OSCAP_KUBELET_TIMEOUT"], text=number in (5, 6))
    for number, seconds in enumerate(BAD_TIMEOUTS)
] + [
    Row("version that is one beside a bad kubelet", ALLOW, "fail", kubelet(FLAG + ALLOW),
        env={"OSCAP_KUBELET_VERSION": "1.31"}),
    Row("longest timeout", ALLOW, "fail", kubelet(FLAG + ALLOW),
        env={"OSCAP_KUBELET_TIMEOUT": "2147483647"}),
]

ROWS = (FILES + LINKS + CHANGES + DOCUMENTS + ARGUMENTS + DROPINS + PROCESSES + USERS +
        ENVIRONMENT)


class Table(unittest.TestCase):
    """The table itself."""

    def test_size(self):
        """There are enough rows, each with a name of its own."""
        self.assertGreaterEqual(len(ROWS), 40)
        self.assertEqual(len({row.name for row in ROWS}), len(ROWS))

    def test_never_good(self):
        """No row expects more than may be said of its truth."""
        for row in ROWS:
            for results in row.results.values():
                self.assertLessEqual(results, MAY_SAY[row.truth], row.name)


@suite.table(FILES)
class Files(Hostile, unittest.TestCase):
    """Config files that are no files, too large, or never read to their end"""


@suite.table(LINKS)
class Links(Hostile, unittest.TestCase):
    """Ways out of the root of a kubelet"""


@suite.table(CHANGES)
class Changes(Hostile, unittest.TestCase):
    """Files that are not what the kubelet read"""


@suite.table(DOCUMENTS)
class Documents(Hostile, unittest.TestCase):
    """YAML and JSON"""


@suite.table(ARGUMENTS)
class Arguments(Hostile, unittest.TestCase):
    """Command lines"""


@suite.table(DROPINS)
class DropIns(Hostile, unittest.TestCase):
    """Directories of drop-in files"""


@suite.table(PROCESSES)
class Processes(Hostile, unittest.TestCase):
    """Many processes, and processes that do not stand still"""


@suite.table(USERS)
class Users(Hostile, unittest.TestCase):
    """Other users: as the owner of a process, and as the one who scans"""


@suite.table(ENVIRONMENT)
class Environment(Hostile, unittest.TestCase):
    """Environment variables of the scan"""


if __name__ == "__main__":
    suite.main()

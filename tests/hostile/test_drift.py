# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the next start would change, with the units, the files and the processes against it.

Each row is there twice, of a kubelet and of a kube-proxy. `%s` in an argument is the flag that matters: its good value
is what runs.
"""
import os
import unittest

from hostile import DIFFERS, Hostile, MARKUP, NOBODY, Row, SAME, TOKEN, UNKNOWN, laughs
import actor
import node
import suite
from files import File, Link
from node import HEADER

UNITS = "/etc/systemd/system"
ENVIRONMENT = "/etc/default/x"
FILE = "/etc/x.yaml"
FILE_FLAG = "--config=" + FILE


class Component:
    """A component: its program, its rule, a flag with a good and a bad value, and what its file begins with."""

    def __init__(self, name, rule, flag, good, bad, header):
        self.name = name
        self.rule = rule
        self.good, self.bad = flag + good, flag + bad
        self.flag = flag
        self.header = header
        self.service = name + ".service"
        self.unit = "%s/%s.service" % (UNITS, name)

    def text(self, *args, more=""):
        """A unit, the command in line 2."""
        return "[Service]\nExecStart=/usr/bin/%s %s\n%s" % (self.name, " ".join(args), more)

    def start(self, box, *args, **kwargs):
        """Start one in the row's group."""
        box.group.take(box.start(*args, **dict({"argv0": self.name, "exe": self.name}, **kwargs)))

    def start_node(self, box):
        """Start what makes it a node: without a kubelet no rule applies."""
        if self.name != "kubelet":
            box.start("--authorization-mode=Webhook")


COMPONENTS = (
    Component("kubelet", "kubelet_drift", "--authorization-mode=", "Webhook", "AlwaysAllow", HEADER),
    Component("kube-proxy", "kube_proxy_drift", "--metrics-bind-address=", "127.0.0.1", "0.0.0.0",
              "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"))


def running(files, *args, change=None, **kwargs):
    """One with a root directory of its own, of which something is changed by a function of its path."""
    def make(it):
        def build(box):
            it.start_node(box)
            root = box.path("root%d" % len(box.node.processes))
            it.start(box, *(args or (it.good,)), root=dict(files(it) if callable(files) else files), **kwargs)
            node.wait_a_tick()
            if change:
                change(it, root)
        return build
    return make


def unit_is(create):
    """A unit that is something else, which `create` makes at a path."""
    return running({}, change=lambda it, root: create(in_root(root, it.unit)))


def in_root(root, path):
    """The path of a file of a root directory, whose directory is there."""
    os.makedirs(os.path.dirname(root + path), exist_ok=True)
    return root + path


def unit_says(content, **kwargs):
    """A unit with this content: a function of the component."""
    return running(lambda it: {it.unit: content(it)}, **kwargs)


def names(path, create, more=""):
    """A good unit that names a file as well, which `create` makes at a path."""
    return running(lambda it: {it.unit: it.text(it.good, "$ARGS", more=more)},
                   change=lambda it, root: create(in_root(root, path)))


def reads(content):
    """A unit that names a file with this content, of one that runs by flags alone."""
    return running(lambda it: {it.unit: it.text(FILE_FLAG), FILE: it.header.encode() + content})


def reads_what(create):
    """The same of a file that is something else."""
    return running(lambda it: {it.unit: it.text(FILE_FLAG)}, change=lambda it, root: create(in_root(root, FILE)))


def loop(path):
    os.symlink(os.path.basename(path), path)


def secret(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("root:$6$%s:20000:0:99999:7:::\nARGS=\nX=%s\n" % (TOKEN, TOKEN))
    os.chmod(path, 0o600)


def many(directory, count):
    """As many drop-ins."""
    os.makedirs(directory)
    for i in range(count):
        with open("%s/%d.conf" % (directory, i), "w", encoding="ascii") as file:
            file.write("[Service]\n")


def drop_in(create):
    """Something among the drop-ins of a good unit."""
    return running(lambda it: {it.unit: it.text(it.good)},
                   change=lambda it, root: create(in_root(root, it.unit + ".d/a.conf")))


def on_node(build):
    """With the unit of the node itself: what `build` starts is no file of a root directory."""
    def make(it):
        def there(box):
            if not suite.has_user(NOBODY):
                box.test.skipTest("only root can put another directory in the place of one")
            node.shadow(UNITS)
            with open(it.unit, "w", encoding="ascii") as file:
                file.write(it.text(it.good))
            it.start_node(box)
            build(it, box)
        return there
    return make


def acts(act, *raws, beside=None):
    """An actor in the unit, by what its arguments are, and perhaps another one there."""
    def build(it, box):
        if beside:
            it.start(box, getattr(it, beside))
        box.group.take(box.act(act, *[raw(it) for raw in raws]))
    return on_node(build)


def packed(flag):
    """The arguments with a good or a bad flag, as long as each other."""
    return lambda it: actor.packed(it.name, getattr(it, flag)) + b" " * (len(it.bad) - len(getattr(it, flag)))


def two(first, second):
    """Two in one unit."""
    def build(it, box):
        for flag in (first, second):
            it.start(box, getattr(it, flag))
    return on_node(build)


def users(it, box):
    """One of the unit, and a user's beside it that is in no unit."""
    it.start(box, it.good)
    box.start(it.bad, argv0=it.name, exe=it.name, uid=NOBODY)


def users_in_unit(it, box):
    """A user's in the unit, with other arguments than those."""
    it.start(box, it.bad, uid=NOBODY)


def swapped(it, root):
    """The unit is a link that leads out of the root directory, where a good one is."""
    path = in_root(root, it.unit)
    outside = os.path.dirname(root) + "/outside"
    with open(outside, "w", encoding="ascii") as file:
        file.write(it.text(it.good))
    os.symlink("../" * 20 + outside.lstrip("/"), path)


ERRORS = {
    "unit is a FIFO": unit_is(os.mkfifo),
    "unit is a directory": unit_is(os.mkdir),
    "unit leads to itself": unit_is(loop),
    "unit leads out of the root": running({}, change=swapped),
    "unit leads to a process's": unit_is(lambda path: os.symlink("/proc/1/root" + UNITS, path)),
    "unit is endless": unit_is(lambda path: os.mknod(path, 0o20600, os.makedev(1, 5))),
    "unit of 5 MiB": unit_says(lambda it: it.text(it.good) + "#" * (5 << 20)),
    "a command of 100,000 arguments": unit_says(lambda it: it.text(it.good, *["--v=2"] * 100000)),
    "a quote that does not end": unit_says(lambda it: it.text(it.good, '"--v=2')),
    "a specifier of the machine": unit_says(lambda it: it.text(it.flag + "%H")),
    "a shell": unit_says(lambda it: "[Service]\nExecStart=/bin/sh -c 'exec %s %s'\n" % (it.name, it.good)),
    "two commands": unit_says(lambda it: it.text(it.good, more="ExecStart=/usr/bin/%s %s\n" % (it.name, it.bad))),
    "a drop-in is a FIFO": drop_in(os.mkfifo),
    "40,000 drop-ins": running(lambda it: {it.unit: it.text(it.good)},
                               change=lambda it, root: many(root + it.unit + ".d", 40000)),
    "an environment file is a FIFO": names(ENVIRONMENT, os.mkfifo, "EnvironmentFile=%s\n" % ENVIRONMENT),
    "an environment file leads to itself": names(ENVIRONMENT, loop, "EnvironmentFile=%s\n" % ENVIRONMENT),
    "the file is a FIFO": reads_what(os.mkfifo),
    "the file is a directory": reads_what(os.mkdir),
    "the file leads to itself": reads_what(loop),
    "the file is endless": reads_what(lambda path: os.mknod(path, 0o20600, os.makedev(1, 5))),
    "the file: billion laughs": reads(laughs(10, 10).encode()),
    "the file: lists 100,000 deep": reads(b"x: " + b"[" * 100000),
    "the file: not UTF-8": reads(b"x: \xff\xfe\n"),
    "the file: an alias to itself": reads(b"x: &a [*a]\n"),
    "the file: 5 MiB": reads(b"#" * (5 << 20)),
    "arguments of 1 MB": running(lambda it: {it.unit: it.text(it.good)}, *["--v=2" + " " * 100000] * 10),
    "first thread has ended": acts(actor.lose_leader, packed("good")),
}


def rows_of(it):
    """The rows of a component."""
    def row(name, truth, expected, make, **others):
        return Row("drift of %s: %s" % (it.name, name), truth, expected, make(it), rule=it.rule, profiles=("drift",),
                   **dict({"group": it.service}, **others))

    rows = [row(name, UNKNOWN, "error", make) for name, make in ERRORS.items()]
    return rows + [
        row("the same", SAME, "pass", unit_says(lambda it: it.text(it.good))),
        # systemd leaves out what it cannot stat (conf_files_list_strv()).
        row("a drop-in leads to itself", SAME, {"pass", "error"}, drop_in(loop)),
        row("another flag", DIFFERS, "fail", unit_says(lambda it: it.text(it.bad))),
        row("a value with markup and a secret", UNKNOWN, "error", unit_says(
            lambda it: it.text(it.flag + MARKUP, TOKEN)), text=True),
        row("a file with markup and a secret", UNKNOWN, "error",
            reads(("%s: [%s\n" % (MARKUP, TOKEN)).encode()), text=True),
        row("an environment file of secrets", SAME, {"pass", "error"},
            names(ENVIRONMENT, secret, "EnvironmentFile=%s\n" % ENVIRONMENT), text=True),
        row("a unit that is named in markup", UNKNOWN, "error", unit_says(lambda it: it.text(it.good)),
            group="]]><script>alert(1).service", text=True),
        row("a unit with a name of 250 bytes", UNKNOWN, "error", unit_says(lambda it: it.text(it.good)),
            group="x" * 242 + ".service"),
        row("a user's unit of that name", UNKNOWN, "error", unit_says(lambda it: it.text(it.good)),
            group="user.slice/user-1.slice/user@1.service/app.slice/" + it.service),
        row("a unit of a container of that name", UNKNOWN, {"error", "fail"},
            unit_says(lambda it: it.text(it.bad)), group="docker-%s.scope/%s" % ("0123456789abcdef" * 4, it.service)),
        row("arguments flicker beside one that differs", DIFFERS, {"fail", "error"},
            acts(actor.flicker, packed("good"), packed("bad"), beside="bad")),
        row("two in a unit, one of which differs", DIFFERS, "fail", two("good", "bad")),
        row("a user's in no unit beside it", SAME, "pass", on_node(users)),
        row("a user's in the unit", DIFFERS, {"fail", "error"}, on_node(users_in_unit)),
    ]


DRIFT = [row for component in COMPONENTS for row in rows_of(component)]


@suite.table(DRIFT)
class Drift(Hostile, unittest.TestCase):
    """The running one against its unit"""


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The text trees of this directory: what a node runs, has on disk, and has to be said of it.

A tree is a text file. Comment lines start with `#`, the header is `key: value`, and then come
sections. Their lines that start with `| ` are text as it is, a line `|` is an empty one:

    title: what it is                   title, versions, source (one or more)
    versions: of the distribution and of Kubernetes
    source: where that can be looked up

    [process /usr/bin/kubelet]          the executable. The text is argv, one argument a line, as
    cwd: /                              /proc shows it; optional: cwd, comm, env (several), and
    root: /                             the root directory of its container, in which all that is
    | /usr/bin/kubelet
    | --config=/var/lib/kubelet/config.yaml
                                        The last one is, or contains, the kubelet.

    [file /var/lib/kubelet/config.yaml 0644]
    | kind: KubeletConfiguration        `unended` behind the mode: no newline at the end

    [link /lib usr/lib]
    [directory /etc/kubernetes/manifests 0755]

    [live]                              what is said of the running kubelet, origin `process`
    verdict: cis_node_level1 pass       of CIS 4.2.2, for both profiles
    verdict: effective pass
    item: authorization.mode | Webhook | config file | /var/lib/kubelet/config.yaml:11

    [service]                           the same of the tree alone, origin `service`
    error: text of the message          instead of items: why it cannot be told
    unit_file: /usr/lib/systemd/...     what says how the service is started, in order; none: not asked

    [proxy]                             the same of the running kube-proxy, and of that of the tree
    [proxy service]                     alone: items or an error. Without them there is none

An item is setting, value (`-`: none), source and location.
"""
import os
import re

from files import Directory, File, Link, write_files

HERE = os.path.dirname(os.path.abspath(__file__))
MODE = "authorization.mode"
PROFILES = ("cis_node_level1", "effective")
REQUIRED = ("title", "versions", "source")
EXPECTED = (["live"], ["service"], ["proxy"], ["proxy", "service"])


class Process:
    """A process of the node."""

    def __init__(self, exe):
        self.exe = exe
        self.cwd = "/"
        self.root = "/"
        self.comm = None
        self.env = []
        self.argv = []

    def set(self, key, value):
        """A line `key: value`."""
        if key == "env":
            self.env.append(value)
        elif key in ("cwd", "comm", "root"):
            setattr(self, key, value)
        else:
            raise ValueError("a process has no " + key)

    def add_text(self, line):
        """A line of text."""
        self.argv.append(line)

    def path(self, path):
        """Where the node has what the process sees at a path."""
        return os.path.join(self.root, path.lstrip("/"))


class Text:
    """Takes the lines of a file of the node."""

    def __init__(self, file, unended=None):
        if unended not in (None, "unended"):
            raise ValueError("a file is unended or not: " + unended)
        self.file = file
        self.end = "" if unended else "\n"
        self.lines = []

    def add_text(self, line):
        """A line of text."""
        self.lines.append(line)
        self.file.content = "\n".join(self.lines) + self.end


class Item:
    """An expected kubeletsetting_item."""

    def __init__(self, setting, value, source, location):
        self.setting = setting
        self.value = None if value == "-" else value
        self.source = source
        self.location = location

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return " | ".join([self.setting, "-" if self.value is None else self.value, self.source,
                           self.location])


class Expected:
    """What is said of one origin."""

    def __init__(self):
        self.verdicts = {}
        self.items = []
        self.unit_files = []
        self.error = None

    @property
    def settings(self):
        """The names of the settings that something is expected of."""
        return {item.setting for item in self.items}

    def follows(self, profile):
        """The verdict that follows from the item of the mode, by the rule's text."""
        modes = [item for item in self.items if item.setting == MODE]
        if self.error or len(modes) != 1:
            return "error"
        said = modes[0].source != "built-in default" or profile == "effective"
        return "pass" if said and modes[0].value == "Webhook" else "fail"

    def set(self, key, value):
        """A line `key: value`."""
        if key == "verdict":
            profile, result = value.split()
            self.verdicts[profile] = result
        elif key == "item":
            self.items.append(Item(*value.split(" | ")))
        elif key == "unit_file":
            self.unit_files.append(value)
        elif key == "error":
            self.error = value
        else:
            raise ValueError("an expectation has no " + key)


class Node:
    """A text tree."""

    def __init__(self, name):
        self.name = name
        self.header = {}
        self.processes = []
        self.files = {}
        self.live = Expected()
        self.service = Expected()
        self.proxy = Expected()
        self.proxy_service = Expected()

    def set(self, key, value):
        """A line `key: value` of the header."""
        self.header.setdefault(key, []).append(value)

    @property
    def kubelet(self):
        """The process that is, or contains, the kubelet."""
        return self.processes[-1]

    @property
    def kube_proxy(self):
        """The process that is the kube-proxy, or, if there is none, may contain it."""
        return next((process for process in self.processes
                     if os.path.basename(process.exe) == "kube-proxy"), self.kubelet)

    @property
    def settings(self):
        """The names of all settings that something is expected of."""
        return self.live.settings | self.service.settings

    def find(self, path):
        """What it has at a path, behind its links; None if there is nothing."""
        for link, entry in self.files.items():
            if isinstance(entry, Link) and (path + "/").startswith(link + "/"):
                target = os.path.join(os.path.dirname(link), entry.target)
                return self.find(target + path[len(link):])
        return self.files.get(path)

    def line(self, path, number):
        """A line of one of its files, and those that continue it; empty if there is no such line."""
        entry = self.find(path)
        lines = entry.content.split("\n")[number - 1:] if isinstance(entry, File) else []
        count = 1
        while count < len(lines) and lines[count - 1].endswith("\\"):
            count += 1
        return " ".join(lines[:count])

    def write(self, root):
        """Write the tree into an empty directory, with empty files as the executables."""
        links = {path: entry for path, entry in self.files.items() if isinstance(entry, Link)}
        executables = {process.path(process.exe): File(mode=0o755) for process in self.processes}
        # As dpkg does: first what a package brings, then the list of it.
        lists = {path: file for path, file in self.files.items()
                 if path.startswith("/var/lib/dpkg/info/")}
        others = {path: file for path, file in self.files.items() if path not in lists}
        write_files(root, {**links, **others, **executables, **lists})


def _section(node, words):
    """Begin a section; return what its lines belong to."""
    kind = words[0]
    if kind == "process":
        node.processes.append(Process(*words[1:]))
        return node.processes[-1]
    if words in EXPECTED:
        return getattr(node, "_".join(words))
    path, words = words[1], words[2:]
    if path in node.files:
        raise ValueError("there is one of that name")
    if kind == "file":
        node.files[path] = File(mode=int(words[0], 8))
        return Text(node.files[path], *words[1:])
    word, = words
    node.files[path] = {"link": Link, "directory": lambda mode: Directory(int(mode, 8))}[kind](word)
    return node.files[path]


def parse(name, text):
    """Read a text tree."""
    node = Node(name)
    section = node
    for number, line in enumerate(text.split("\n"), 1):
        try:
            if line.startswith("|"):
                if line[1:2] not in ("", " "):
                    raise ValueError("a blank is missing")
                section.add_text(line[2:])
            elif line.startswith("["):
                section = _section(node, line[1:-1].split() if line.endswith("]") else [])
            elif line and not line.startswith("#"):
                key, value = line.split(": ", 1)
                section.set(key, value)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise ValueError("%s.node:%d: %r: %s" % (name, number, line, error)) from error
    return node


def load_all():
    """All text trees, by name."""
    nodes = []
    for file_name in sorted(os.listdir(HERE)):
        name, ending = os.path.splitext(file_name)
        if ending == ".node":
            with open(os.path.join(HERE, file_name), encoding="utf-8") as file:
                nodes.append(parse(name, file.read()))
    return nodes


def check(node):
    """What is wrong with a tree itself, before anyone judges it: a list of texts."""
    wrong = ["no " + key for key in REQUIRED if key not in node.header]
    if not node.processes:
        wrong.append("no process")
    for expected in (node.live, node.service):
        if expected.verdicts != {profile: expected.follows(profile) for profile in PROFILES}:
            wrong.append("verdicts of the profiles: %r" % expected.verdicts)
        if bool(expected.items) == bool(expected.error):
            wrong.append("either items or an error is expected")
    for expected, process in ((node.live, node.kubelet), (node.service, node.kubelet),
                              (node.proxy, node.kube_proxy), (node.proxy_service, node.kube_proxy)):
        wrong += ["its location does not say it: %r" % item for item in expected.items
                  if not says(node, process, item)]
    for expected in (node.proxy, node.proxy_service):
        if expected.verdicts or expected.unit_files or (expected.items and expected.error):
            wrong.append("of a kube-proxy either items or an error is expected")
    wrong += ["no file " + path for path in node.service.unit_files
              if not isinstance(node.files.get(path), File)]
    return wrong


def plain(text):
    """A value of a file or an argument as the kubelet writes it: unquoted, durations as in Go."""
    text = text.strip().rstrip(",").strip("\"'").replace("${SNAP_DATA}", "/var/snap/microk8s/7731")
    match = re.fullmatch(r"([1-9]\d*)([hm])", text)
    if match:
        return match.group(1) + {"h": "h0m0s", "m": "m0s"}[match.group(2)]
    return text.lower() if text in ("True", "False") else text


def says(node, process, item):
    """Whether the place that an item names says what the item of a process says."""
    place = item.location.split(", overrides ")[0]
    if item.source == "built-in default":
        return place in ("default with --config", "default without --config",
                         "flag not given") or place.startswith("no setting of Kubernetes 1.")
    if place.startswith("argv["):
        index = int(place[len("argv["):-1])
        line = " ".join((process.argv + [""])[index:index + 2])
    else:
        path, _, number = place.rpartition(":")
        line = node.line(process.path(path), int(number)) or node.line(path, int(number))
    if item.source == "command line":
        said = re.findall(r"--[a-z-]+[= ]([^\s\"']*)", line)
    else:
        said = re.findall(r'^\s*"?%s"?\s*:(.*)' % item.setting.split(".")[-1], line)
    return item.value in [plain(value) for value in said]

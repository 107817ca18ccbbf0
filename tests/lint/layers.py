# SPDX-License-Identifier: LGPL-2.1-or-later
"""The folders below a root: which may use which by its list, and what they do use.

The list has a line for each folder, from the ground up, `#` begins a comment:

    base:
    files: base

A folder may use its own files and those of the folders behind the colon, each of which stands on an
earlier line. A folder of the list need not be there yet. What is in a folder without a line belongs
to the one around it. A module is NAME.c with NAME.h.

All functions below return what is wrong as lines that begin with a place, `probe/base/text.c:7: `.
"""
import collections
import json
import os
import re
import shlex
import subprocess

NAME = r"[a-z0-9_]+(?:/[a-z0-9_]+)*"
LIST_LINE = re.compile(r"(%s)[ \t]*:((?:[ \t]+%s)*)$" % (NAME, NAME))
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include\b[ \t]*(.*?)[ \t]*$', re.MULTILINE)
TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'|/\*.*?\*/", re.DOTALL)
MAIN = re.compile(r"^int main\(", re.MULTILINE)

# One file needs another: at a line of it, 0 if none shows it, for a reason.
Use = collections.namedtuple("Use", "path line target reason")


def module_of(path):
    """A file without its ending."""
    return os.path.splitext(path)[0]


class List:
    """A list of layers: `below` has the folders that each may use, `lines` where each is said."""

    def __init__(self, path, name):
        self.name = name
        self.below = {}
        self.lines = {}
        self.wrong = []
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                line = line.split("#", 1)[0].strip()
                if line:
                    self._take(number, line)

    def _take(self, number, line):
        match = LIST_LINE.match(line)
        if not match:
            self._refuse(number, "expected `folder: folders that it may use`, not `%s`" % line)
            return
        folder, others = match.group(1), match.group(2).split()
        if folder in self.below:
            self._refuse(number, "%s has line %d already" % (folder, self.lines[folder]))
            return
        for other in others:
            if other not in self.below:
                self._refuse(number, "%s may not use %s, which has no line above" % (folder, other))
            elif others.count(other) > 1:
                self._refuse(number, "%s has %s more than once" % (folder, other))
                break
        self.below[folder] = set(others)
        self.lines[folder] = number

    def _refuse(self, number, text):
        self.wrong.append("%s:%d: %s" % (self.name, number, text))

    def folder_of(self, path):
        """The innermost folder of the list that a path is in; None if it is in none."""
        folder = os.path.dirname(path)
        while folder and folder not in self.below:
            folder = os.path.dirname(folder)
        return folder or None

    def allows(self, path, target):
        """Whether a file may use another; yes if one is in no folder: check_places()."""
        mine, other = self.folder_of(path), self.folder_of(target)
        return None in (mine, other) or other == mine or other in self.below[mine]


def _without_comment(match):
    """A token as it is, or blanks of the same shape for a comment: strings may look like one."""
    text = match.group(0)
    return re.sub(r"[^\n]", " ", text) if text.startswith("/*") else text


class Tree:
    """The C files below a root, as {path relative to it: text without comments}."""

    def __init__(self, root):
        self.root = root
        self.name = os.path.basename(root)
        self.files = {}
        for directory, _, names in os.walk(root):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(directory, name)
                    self.files[os.path.relpath(path, root)] = self._read(path)

    @staticmethod
    def _read(path):
        with open(path, encoding="utf-8") as file:
            return TOKEN.sub(_without_comment, file.read())

    def at(self, path, line=0):
        """How a message begins that is about a file, and a line of it."""
        return "%s/%s%s: " % (self.name, path, ":%d" % line if line else "")

    def resolve(self, path, written):
        """The file that what an #include says means, with its quotes; None if none of the tree."""
        name = written[1:-1]
        places = [name, os.path.join(os.path.dirname(path), name)]
        if written.startswith("<"):
            del places[1]
        return next((place for place in map(os.path.normpath, places) if place in self.files), None)

    def line_of(self, path, word):
        """The first line of a file with a word; 0 if none has it."""
        match = re.search(r"\b%s\b" % re.escape(word), self.files.get(path, ""))
        return self.files[path].count("\n", 0, match.start()) + 1 if match else 0


def read_includes(tree):
    """@return the uses that #include lines are, and what is wrong with these lines"""
    uses, wrong = [], []
    for path, text in sorted(tree.files.items()):
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            written = match.group(1)
            target = tree.resolve(path, written)
            if target is None:
                if not re.fullmatch("<[^>]+>", written):
                    wrong.append("%sincludes %s, which is not there"
                                 % (tree.at(path, line), written))
                continue
            if written != '"%s"' % target:
                wrong.append('%sincludes %s: write it "%s", as seen from %s/'
                             % (tree.at(path, line), written, target, tree.name))
            uses.append(Use(path, line, target, "includes %s" % target))
    return uses, wrong


def find_objects(database, built, tree):
    """
    The object files of a tree.
    @param database compile_commands.json
    @param built the directory below which the objects for the product are, not those of tests
    @return {path of the source: object}; a source that the build makes has the path of its header
    """
    objects = {}
    with open(database, encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        words = shlex.split(entry["command"])
        output = os.path.normpath(os.path.join(entry["directory"], words[words.index("-o") + 1]))
        if not output.startswith(built + os.sep):
            continue
        path = os.path.relpath(entry["file"], tree.root)
        if path not in tree.files:
            base = os.path.basename(module_of(path))
            path = next((module_of(each) + ".c" for each in tree.files
                         if os.path.basename(each) == base + ".h"), None)
        if path is not None:
            objects[path] = output
    return objects


def read_symbols(objects):
    """@return {symbol: path that defines it}, [(path, symbol that it needs)]"""
    defined, needed = {}, []
    paths = {output: path for path, output in objects.items()}
    listing = subprocess.check_output(["nm", "-A", "-P", "-g"] + sorted(paths),
                                      universal_newlines=True)
    for line in listing.splitlines():
        output, _, symbol = line.partition(": ")
        name, kind = symbol.split()[:2]
        if kind in "Uwv":
            needed.append((paths[output], name))
        else:
            defined[name] = paths[output]
    return defined, needed


def read_calls(tree, objects):
    """@return the uses that undefined symbols are, and what is wrong with objects and symbols"""
    missing = sorted(path for path in tree.files
                     if path.endswith(".c") and not os.path.exists(objects.get(path, "")))
    if missing:
        return [], ["%swas not built" % tree.at(path) for path in missing]
    uses, wrong = [], []
    defined, needed = read_symbols(objects)
    for path, name in needed:
        line = tree.line_of(path, name)
        if name in defined:
            uses.append(Use(path, line, defined[name],
                            "needs %s of %s" % (name, defined[name])))
        elif name.startswith("kp_"):
            wrong.append("%sneeds %s, which no file defines" % (tree.at(path, line), name))
    return uses, wrong


def check_uses(layers, tree, uses):
    """Hold uses against the list."""
    wrong = []
    for use in uses:
        if not layers.allows(use.path, use.target):
            mine = layers.folder_of(use.path)
            wrong.append("%s%s: %s may not use %s (%s:%d)"
                         % (tree.at(use.path, use.line), use.reason, mine,
                            layers.folder_of(use.target), layers.name, layers.lines[mine]))
    return wrong


def _shortest_circle(graph, start):
    """The nodes of a shortest way from one back to it, as it first, or []."""
    before = {start: None}
    nodes = [start]
    for node in nodes:
        for other in sorted(graph.get(node, ())):
            if other == start:
                way = []
                while node is not None:
                    way.append(node)
                    node = before[node]
                return way[::-1]
            if other not in before:
                before[other] = node
                nodes.append(other)
    return []


def find_circles(tree, uses, part_of, what):
    """
    Find parts that need each other. Of circles with a step in common a shortest one is told.
    @param part_of a function: the part that a path belongs to, None for one that does not count
    @param what such parts are
    """
    graph = {}
    for use in uses:
        mine, other = part_of(use.path), part_of(use.target)
        if None not in (mine, other) and mine != other:
            graph.setdefault(mine, {}).setdefault(other, use)
    circles = filter(None, (_shortest_circle(graph, start) for start in graph))
    wrong, told = [], set()
    for circle in sorted(circles, key=lambda circle: (len(circle), circle)):
        steps = list(zip(circle, circle[1:] + circle[:1]))
        if told.isdisjoint(steps):
            told.update(steps)
            found = [graph[mine][other] for mine, other in steps]
            wrong.append("%sa circle of %s: %s" % (
                tree.at(found[0].path, found[0].line), what,
                "; ".join(tree.at(use.path, use.line) + use.reason for use in found)))
    return wrong


def check_circles(layers, tree, uses):
    """Neither modules nor folders need each other."""
    return (find_circles(tree, uses, module_of, "modules") +
            find_circles(tree, uses, layers.folder_of, "folders"))


def check_places(layers, tree):
    """Each file is in a folder of the list."""
    return ["%sis in no folder of %s" % (tree.at(path), layers.name)
            for path in sorted(tree.files) if layers.folder_of(path) is None]


def check_headers(tree):
    """Each C file has, and includes, a header of its name, unless it is a program."""
    wrong = []
    for path, text in sorted(tree.files.items()):
        header = module_of(path) + ".h"
        if not path.endswith(".c") or MAIN.search(text):
            continue
        if header not in tree.files:
            wrong.append("%shas no header %s" % (tree.at(path), header))
        elif header not in [tree.resolve(path, each) for each in INCLUDE.findall(text)]:
            wrong.append("%sdoes not include its header %s" % (tree.at(path), header))
    return wrong


def check_guards(tree):
    """Each header is guarded by its path."""
    wrong = []
    for path, text in sorted(tree.files.items()):
        guard = "KP_" + re.sub(r"\W", "_", path).upper()
        if path.endswith(".h") and "#ifndef %s\n#define %s\n" % (guard, guard) not in text:
            wrong.append("%sis not guarded by %s" % (tree.at(path), guard))
    return wrong


def check_names(tree):
    """
    No name says again which folder it is in: in files/ there is no file_glob, in fix/edit/ neither
    a fix_value nor an edit_value. The main module of a folder may have its name, and a program one
    that its users need.
    """
    wrong = []
    for path, text in sorted(tree.files.items()):
        directory, name = os.path.split(module_of(path))
        words = name.split("_")
        for folder in directory.split("/"):
            named = {folder, re.sub("s$", "", folder)} & set(words)
            if len(words) > 1 and named and not MAIN.search(text):
                wrong.append("%srepeats the name of its folder %s" % (tree.at(path), folder))
    return wrong

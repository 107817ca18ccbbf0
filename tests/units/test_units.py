# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the core makes of units, and what systemd makes of them: each file in cases/ is both."""
import os
import re
import subprocess
import unittest

import booted
from files import Directory, Link, write_files
from project import BUILD

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(BUILD, "tests", "units")

# What cannot stand in a case, or could not be seen there.
ODD_BYTES = {b"<CR>": b"\r", b"<NUL>": b"\0", b"<E4>": b"\xE4", b"<BOM>": "\ufeff".encode(),
             b"<U+FFFF>": "\uffff".encode(), b"<U+FDD0>": "\ufdd0".encode()}


class Case:
    """A case: files, what the core should make of them, and what systemd should.

    The text begins with what it shows. `--- PATH` begins a file, `--- PATH -> TARGET` is a link,
    `--- PATH/` a directory. `=== unit NAME` is the unit if that is not kubelet.service;
    `=== variables A B` are compared, too. `=== starts EXE in CWD` is followed by a line for each
    argument: where it was said, a blank, and the argument, whose odd bytes are escaped as in C.
    `=== masked`, or `=== error STATUS: PART OF THE MESSAGE`, are what else it can be; if systemd
    starts the service all the same, `=== systemd starts it: WHY` says why that is right.

    What a later systemd does otherwise comes behind `=== since VERSION`, whole: where that one is at
    least so new, it stands instead of all that was wanted above. Later versions come later.
    """

    def __init__(self, path, systemd):
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.files = []
        self.unit = "kubelet.service"
        self.variables = []
        self.want_nothing()
        target, applies, since = None, True, 0
        with open(path, encoding="utf-8", newline="\n") as file:
            for line in file.read().split("\n")[:-1]:
                if line.startswith("--- "):
                    target = []
                    self.files.append((line[4:], target))
                elif line.startswith("=== since "):
                    target, before, since = None, since, int(line[len("=== since "):])
                    if since <= before:
                        raise ValueError(path + ": " + line)
                    applies = since <= systemd
                    if applies:
                        self.want_nothing()
                elif line.startswith("=== "):
                    target = self.read_wanted(line[4:]) if applies else None
                elif target is not None:
                    target.append(line)

    def want_nothing(self):
        """Forget what is wanted."""
        self.starts = self.arguments = self.error = self.masked = self.departs = None

    def read_wanted(self, line):
        """Understand what a line wants. @return where the lines behind it belong"""
        word, _, rest = line.partition(" ")
        if word == "unit":
            self.unit = rest
        elif word == "variables":
            self.variables = rest.split()
        elif word == "starts":
            self.starts = tuple(rest.split(" in "))
            self.arguments = []
            return self.arguments
        elif word == "masked":
            self.masked = True
        elif word == "error":
            self.error = tuple(rest.split(": ", 1))
        elif line.startswith("systemd starts it: "):
            self.departs = line
        else:
            raise ValueError(line)
        return None

    def build(self, tree):
        """Make the files."""
        for path, lines in self.files:
            path, _, target = path.partition(" -> ")
            text = "".join(line + "\n" for line in lines)
            entry = text.encode()
            for name, odd in ODD_BYTES.items():
                entry = entry.replace(name, odd)
            if target:
                entry = Link(target)
            elif path.endswith("/"):
                entry = Directory()
            write_files(tree, {path: entry})


def escape(text):
    """Arguments as they stand in the cases."""
    return re.sub(r"[\\\x00-\x1f\x7f-\xff]", lambda match: "\\x%02x" % ord(match.group(0)), text)


def read_pairs(path):
    """Read what the tools write."""
    with open(path, "rb") as file:
        texts = file.read().decode("latin-1").split("\0")[:-1]
    return list(zip(texts[::2], texts[1::2]))


def values(pairs, key):
    """All values of a key."""
    return [value for each, value in pairs if each == key]


def variables(pairs):
    """The variables and their values."""
    return dict(zip(values(pairs, "variable"), values(pairs, "value")))


class Units(unittest.TestCase):
    """One test for each case."""
    maxDiff = None

    def run_judge(self, case):
        """@return what the core said, and what systemd started, or None; and its own words"""
        tree, out = booted.directories(self, "kubelet-units-")
        case.build(tree)
        done, words = booted.boot(tree, out, os.path.join(TOOLS, "show_unit"),
                                  os.path.join(TOOLS, "print_exec"), case.unit, *case.variables)
        self.assertTrue(done, "no judge: " + words)
        started = os.path.join(out, "started")
        with open(os.path.join(out, "show"), errors="replace") as file:
            words += "".join(line for line in file if re.match(
                "ExecStart=|Result=|LoadState=|LoadError=|ExecMainStatus=", line))
        return (read_pairs(os.path.join(out, "ours")),
                read_pairs(started) if os.path.exists(started) else None, words)

    def check(self, case):
        """Compare."""
        ours, started, words = self.run_judge(case)
        if case.starts is None:
            self.assertEqual(bool(case.masked), values(ours, "masked") == ["yes"], ours)
            if case.error:
                self.assertEqual(values(ours, "status"), [case.error[0]], ours)
                self.assertIn(case.error[1], values(ours, "message")[0])
            self.assertEqual(started is not None, case.departs is not None, words)
            return
        arguments = [(location, escape(text)) for location, text in
                     zip(values(ours, "location"), values(ours, "argument"))]
        self.assertEqual(["%s %s" % each for each in arguments], case.arguments, ours)
        self.assertEqual((values(ours, "exe") + values(ours, "cwd")), list(case.starts))
        self.assertIsNotNone(started, "systemd does not start it: " + words)
        self.assertEqual(values(ours, "argument"), values(started, "argument"))
        self.assertEqual(values(ours, "exe"), values(started, "exe"))
        self.assertEqual(values(ours, "cwd"), values(started, "cwd"))
        theirs = variables(started)
        self.assertEqual(variables(ours),
                         {name: theirs[name] for name in case.variables if name in theirs})


def systemd_version():
    """The version of the systemd that is asked, a number."""
    text = subprocess.check_output(["chroot", booted.ROOT or "/", "/lib/systemd/systemd", "--version"],
                                   universal_newlines=True)
    return int(re.match(r"systemd (\d+)", text).group(1))


def add_cases():
    """Make the tests."""
    systemd = systemd_version()
    for name in sorted(os.listdir(os.path.join(HERE, "cases"))):
        case = Case(os.path.join(HERE, "cases", name), systemd)
        setattr(Units, "test_" + case.name.replace("-", "_"),
                lambda self, case=case: self.check(case))


def main():
    """Run the cases, on a machine that can."""
    booted.require()
    add_cases()
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The folders of the probe use each other as probe/layers.txt says, and no other way."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import layers
from project import BUILD, SOURCE

INCLUDES = [path for path in os.environ["LINT_INCLUDES"].split(":") if path]


def read_list(tree):
    """The list of a tree."""
    return layers.List(os.path.join(tree.root, "layers.txt"), tree.name + "/layers.txt")


def complaints(tree, objects=None):
    """All that is wrong with a tree, in lines; what calls tell only with objects."""
    rules = read_list(tree)
    uses, wrong = layers.read_includes(tree)
    if objects is not None:
        calls, strange = layers.read_calls(tree, objects)
        uses += calls
        wrong += strange
    return (rules.wrong + wrong + layers.check_uses(rules, tree, uses) +
            layers.check_circles(rules, tree, uses) + layers.check_places(rules, tree) +
            layers.check_headers(tree) + layers.check_guards(tree) + layers.check_names(tree))


def compile_into(directory, tree, path):
    """@return the object of a C file of a tree"""
    output = os.path.join(directory, path.replace("/", "-") + ".o")
    command = [os.environ["LINT_CC"], "-std=c11", "-D_GNU_SOURCE", "-I" + tree.root]
    for each in INCLUDES:
        command += ["-isystem", each]
    subprocess.run(command + ["-c", os.path.join(tree.root, path), "-o", output], check=True)
    return output


def header(path, *lines):
    """The text of a header, whose guard is what it shall be."""
    guard = "KP_" + path.upper().replace("/", "_").replace(".", "_")
    return "\n".join(["#ifndef " + guard, "#define " + guard] + list(lines) + ["#endif", ""])


def source(path, *lines):
    """The text of a C file that includes its header."""
    return "\n".join(['#include "%s.h"' % layers.module_of(path)] + list(lines) + [""])


# A tree that is as it shall be, in which each row below changes files.
GOOD = {
    "layers.txt": "# A comment.\nlow:\nlow/deep: low # may\nhigh: low low/deep\nlater: high low\n",
    "low/low.h": header("low/low.h", "int kp_low(void);"),
    "low/low.c": source("low/low.c", "int kp_low(void) { return 1; }"),
    "low/thing.h": header("low/thing.h", '#include "low/low.h"', "int kp_thing(void);"),
    "low/thing.c": source("low/thing.c", "#include <stdlib.h>", '/* #include "no.h" */',
                          "int kp_thing(void) { return kp_low(); }"),
    "low/deep/well.h": header("low/deep/well.h", "int kp_well(void);"),
    "low/deep/well.c": source("low/deep/well.c", '#include "low/thing.h"',
                              "int kp_well(void) { return kp_thing(); }"),
    "high/use.h": header("high/use.h", "int kp_use(void);"),
    "high/use.c": source("high/use.c", '#include "low/thing.h"', '#include "low/deep/well.h"',
                         "int kp_use(void) { return kp_thing() + kp_well(); }"),
    "high/bodies.h": header("high/bodies.h", "struct body;"),
    "high/program/high_use.c": '#include "high/use.h"\nint main(void) { return kp_use(); }\n',
}

# What to change, and all that is to be said then, with places below probe/.
ROWS = [
    ("nothing", {}, []),
    ("an include of a higher folder",
     {"low/thing.c": source("low/thing.c", '#include "high/use.h"')},
     ["low/thing.c:2: includes high/use.h: low may not use high (probe/layers.txt:2)",
      "high/use.c:2: a circle of modules: probe/high/use.c:2: includes low/thing.h; "
      "probe/low/thing.c:2: includes high/use.h",
      "high/use.c:2: a circle of folders: probe/high/use.c:2: includes low/thing.h; "
      "probe/low/thing.c:2: includes high/use.h"]),
    ("one in a header, of a higher folder that is in the same one",
     {"low/low.h": header("low/low.h", "# include <low/deep/well.h> /* from below */")},
     ['low/low.h:3: includes <low/deep/well.h>: write it "low/deep/well.h", as seen from probe/',
      "low/low.h:3: includes low/deep/well.h: low may not use low/deep (probe/layers.txt:2)",
      "low/deep/well.c:2: a circle of modules: probe/low/deep/well.c:2: includes low/thing.h; "
      "probe/low/thing.h:3: includes low/low.h; probe/low/low.h:3: includes low/deep/well.h",
      "low/low.h:3: a circle of folders: probe/low/low.h:3: includes low/deep/well.h; "
      "probe/low/deep/well.c:2: includes low/thing.h"]),
    ("one of a folder that stands on an earlier line, but is not among those that may be used",
     {"layers.txt": "low:\nlow/deep: low\nhigh: low\n"},
     ["high/use.c:3: includes low/deep/well.h: high may not use low/deep (probe/layers.txt:3)"]),
    ("a circle of modules",
     {"low/low.c": source("low/low.c", '#include "low/thing.h"')},
     ["low/low.c:2: a circle of modules: probe/low/low.c:2: includes low/thing.h; "
      "probe/low/thing.h:3: includes low/low.h"]),
    ("includes that are not written from the root",
     {"high/use.c": source("high/use.c", '#include "bodies.h"', '#include "../low/low.h"')},
     ['high/use.c:2: includes "bodies.h": write it "high/bodies.h", as seen from probe/',
      'high/use.c:3: includes "../low/low.h": write it "low/low.h", as seen from probe/']),
    ("includes of what is not there",
     {"low/low.c": source("low/low.c", '#include "low/none.h"', "#include NONE_H")},
     ['low/low.c:2: includes "low/none.h", which is not there',
      "low/low.c:3: includes NONE_H, which is not there"]),
    ("a comment that begins in a string",
     {"low/low.c": source("low/low.c", 'const char *kp_all = "/*";', '#include "high/use.h"',
                          'const char *kp_end = "*/";')},
     ["low/low.c:3: includes high/use.h: low may not use high (probe/layers.txt:2)",
      "high/use.c:2: a circle of modules: probe/high/use.c:2: includes low/thing.h; "
      "probe/low/thing.h:3: includes low/low.h; probe/low/low.c:3: includes high/use.h",
      "high/use.c:2: a circle of folders: probe/high/use.c:2: includes low/thing.h; "
      "probe/low/low.c:3: includes high/use.h"]),
    ("a file without a header", {"low/lone.c": "int kp_lone;\n"},
     ["low/lone.c: has no header low/lone.h"]),
    ("a file that does not include its header", {"low/low.c": '#include "low/thing.h"\n'},
     ["low/low.c:1: a circle of modules: probe/low/low.c:1: includes low/thing.h; "
      "probe/low/thing.h:3: includes low/low.h",
      "low/low.c: does not include its header low/low.h"]),
    ("a guard without the folder", {"high/bodies.h": header("bodies.h")},
     ["high/bodies.h: is not guarded by KP_HIGH_BODIES_H"]),
    ("names with their folder",
     {path: header(path) for path in ("low/low_one.h", "low/deep/a_low.h", "low/deep/deep_a.h")},
     ["low/deep/a_low.h: repeats the name of its folder low",
      "low/deep/deep_a.h: repeats the name of its folder deep",
      "low/low_one.h: repeats the name of its folder low"]),
    ("names with one of what their folder has many",
     {"layers.txt": GOOD["layers.txt"] + "things:\n",
      "things/thing_one.h": header("things/thing_one.h")},
     ["things/thing_one.h: repeats the name of its folder things"]),
    ("files in no folder of the list",
     {"here.h": header("here.h"), "none/there.h": header("none/there.h")},
     ["here.h: is in no folder of probe/layers.txt",
      "none/there.h: is in no folder of probe/layers.txt"]),
]

# Lists, and what is said of them.
LISTS = [
    ("base:\nfiles: base\n\n  # a comment\nfix/edit: base  files # both\n", []),
    ("base\nfiles:base\nno folder: base\nbase: , files\n",
     ["1: expected `folder: folders that it may use`, not `base`",
      "2: expected `folder: folders that it may use`, not `files:base`",
      "3: expected `folder: folders that it may use`, not `no folder: base`",
      "4: expected `folder: folders that it may use`, not `base: , files`"]),
    ("base:\nfiles: base\nbase: files\n", ["3: base has line 1 already"]),
    ("low: high\nhigh: low\n", ["1: low may not use high, which has no line above"]),
    ("low: low\n", ["1: low may not use low, which has no line above"]),
    ("low:\n# deep:\nhigh: low deep\n", ["3: high may not use deep, which has no line above"]),
    ("low:\nhigh: low low\n", ["2: high has low more than once"]),
]


class Probe(unittest.TestCase):
    """The probe, as it is and with what it must not have."""

    @classmethod
    def setUpClass(cls):
        cls.tree = layers.Tree(os.path.join(SOURCE, "probe"))
        cls.objects = layers.find_objects(os.path.join(BUILD, "compile_commands.json"),
                                          os.path.join(BUILD, "probe"), cls.tree)

    def setUp(self):
        self.work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.work)
        self.rules = read_list(self.tree)
        used = [folder for folder in self.rules.below if self.files(folder, ".c")]
        self.bottom, self.top = used[0], used[-1]

    def files(self, folder, end):
        """The files of a folder that end so."""
        return sorted(path for path in self.tree.files
                      if path.endswith(end) and self.rules.folder_of(path) == folder)

    def plant(self, path, *lines):
        """
        Put lines behind the last one of a file of a copy of the probe.
        @return the copy, and the number of the first of the lines
        """
        copy = os.path.join(self.work, "probe")
        shutil.copytree(self.tree.root, copy)
        with open(os.path.join(copy, path), "r+", encoding="utf-8") as file:
            count = file.read().count("\n")
            file.write("\n".join(lines) + "\n")
        return layers.Tree(copy), count + 1

    def test_as_it_is(self):
        """Nothing is wrong."""
        found = complaints(self.tree, self.objects)
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_planted_include(self):
        """An include of the highest folder in the lowest one is found."""
        path, target = self.files(self.bottom, ".c")[0], self.files(self.top, ".h")[0]
        tree, line = self.plant(path, '#include "%s"' % target)
        self.assertIn("probe/%s:%d: includes %s: %s may not use %s (probe/layers.txt:%d)"
                      % (path, line, target, self.bottom, self.top, self.rules.lines[self.bottom]),
                      complaints(tree, self.objects))

    def test_planted_call(self):
        """A call of the highest folder in the lowest one is found without an include."""
        path = self.files(self.bottom, ".c")[0]
        defined, _ = layers.read_symbols(self.objects)
        symbol = next(name for name in sorted(defined) if name.startswith("kp_") and
                      self.rules.folder_of(defined[name]) == self.top)
        tree, line = self.plant(path, "int %s(void);" % symbol, "int kp_planted(void);",
                                "int kp_planted(void)", "{", "\treturn %s();" % symbol, "}")
        objects = dict(self.objects)
        objects[path] = compile_into(self.work, tree, path)
        self.assertIn("probe/%s:%d: needs %s of %s: %s may not use %s (probe/layers.txt:%d)"
                      % (path, line, symbol, defined[symbol], self.bottom, self.top,
                         self.rules.lines[self.bottom]), complaints(tree, objects))

    def test_planted_circle(self):
        """A circle of two modules of one folder is found."""
        uses, _ = layers.read_includes(self.tree)
        use = next(use for use in uses if use.target.endswith(".h") and
                   os.path.dirname(use.path) == os.path.dirname(use.target) and
                   layers.module_of(use.path) != layers.module_of(use.target) and
                   layers.module_of(use.path) + ".h" in self.tree.files)
        back = layers.module_of(use.path) + ".h"
        tree, line = self.plant(use.target, '#include "%s"' % back)
        steps = ["probe/%s:%d: includes %s" % (use.path, use.line, use.target),
                 "probe/%s:%d: includes %s" % (use.target, line, back)]
        found = [each for each in complaints(tree, self.objects) if "circle of modules" in each]
        self.assertTrue([each for each in found if all(step in each for step in steps)], found)


class Rules(unittest.TestCase):
    """What is said of small trees."""

    maxDiff = None

    def make(self, changes):
        """Write the good tree with changes. @return it"""
        work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, work)
        root = os.path.join(work, "probe")
        for path, text in {**GOOD, **changes}.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return layers.Tree(root)

    def compile(self, tree):
        """@return the objects of a tree"""
        work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, work)
        return {path: compile_into(work, tree, path) for path in tree.files if path.endswith(".c")}

    def test_rows(self):
        """Each change is found, and nothing else."""
        for what, changes, wanted in ROWS:
            with self.subTest(what):
                self.assertEqual(complaints(self.make(changes)),
                                 ["probe/" + each for each in wanted])

    def test_lists(self):
        """What is wrong with a list, with the line."""
        for text, wanted in LISTS:
            with self.subTest(text):
                tree = self.make({"layers.txt": text})
                self.assertEqual(read_list(tree).wrong,
                                 ["probe/layers.txt:" + each for each in wanted])

    def test_calls(self):
        """What only objects tell: calls past the includes, circles of them, and of nothing."""
        tree = self.make({})
        self.assertEqual(complaints(tree, self.compile(tree)), [])
        tree = self.make({
            "low/low.c": source("low/low.c", "int kp_use(void);", "int kp_thing(void);",
                                "int kp_none(void);",
                                "int kp_low(void) { return kp_use() + kp_thing() + kp_none(); }")})
        self.assertEqual(complaints(tree, self.compile(tree)), ["probe/" + each for each in (
            "low/low.c:4: needs kp_none, which no file defines",
            "low/low.c:2: needs kp_use of high/use.c: low may not use high (probe/layers.txt:2)",
            "low/low.c:3: a circle of modules: probe/low/low.c:3: needs kp_thing of low/thing.c; "
            "probe/low/thing.h:3: includes low/low.h",
            "high/use.c:2: a circle of folders: probe/high/use.c:2: includes low/thing.h; "
            "probe/low/low.c:2: needs kp_use of high/use.c")])

    def test_objects(self):
        """A file that was not built is told, not passed over."""
        tree = self.make({})
        objects = self.compile(tree)
        del objects["low/low.c"]
        self.assertEqual(complaints(tree, objects), ["probe/low/low.c: was not built"])


if __name__ == "__main__":
    if shutil.which("nm") is None:
        sys.exit("nm was not found: install binutils (Debian, Fedora)")
    unittest.main(verbosity=2)

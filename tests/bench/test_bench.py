# SPDX-License-Identifier: LGPL-2.1-or-later
"""The benchmark works; and what the probe does is counted, which no other load on the machine changes.

Times are not tested here: `run` tells them.
"""
import json
import os
import subprocess
import sys
import unittest

import bench
import content
import measure
import node
import scan
import suite

KEPT_SECONDS = 2
CONFIG_OPENED = r"^open(?!.*O_PATH).* = \d+<%s>" % node.CONFIG
# Differences, which may be less than nothing: by chance with one round, and where the plugin saves.
ADDED = {"ours", "process58", "process58+yaml", "process58 once+yaml", "added by ours"}
PARTS = {"walks", "settings", "whole", "load", "instructions", "against_stock", "profile",
         "stream", "growth", "against", "ssg"}


def trace(*args):
    """The system calls of oscap with the plugin."""
    return measure.Trace(["oscap"] + list(args), env=bench.PRELOAD, allowed=bench.EVALUATED)


def looks(calls, pid):
    """How often a process was looked at."""
    return len(calls.matching(r'^readlinkat\(\d+</proc>, "%d/exe"' % pid))


def expired(calls):
    """How often what a probe keeps can have become too old (kept.h): a busy machine is slow."""
    return int(calls.seconds // KEPT_SECONDS)


class Counts(unittest.TestCase):
    """System calls, walks and opened files."""

    @classmethod
    def setUpClass(cls):
        if not measure.have("strace"):
            raise AssertionError("strace is not installed") if suite.in_ci() else \
                unittest.SkipTest("strace is not installed")

    def test_foreign_process(self):
        """Four system calls for each process that is no kubelet, but for directories."""
        with bench.kubelets(1):
            counts = []
            for count in (10, 60):
                with bench.idle(count):
                    counts.append(measure.Trace([measure.program("walk"), "look", "1"]).count())
        more = {name: (counts[1][name] - counts[0][name]) / 50 for name in counts[1]
                if counts[1][name] - counts[0][name] >= 50}
        self.assertEqual(more, {"readlinkat": 1, "openat": 1, "read": 1, "close": 1})

    def test_kernel_threads(self):
        """Two for a process that has neither memory nor arguments."""
        with bench.kubelets(1), node.Node() as this_node:
            pid = this_node.start(node.Kubelet(argv0="x", exe="x", zombie=True))
            calls = measure.Trace([measure.program("walk"), "look", "1"])
        self.assertEqual(len(calls.matching(r'"%d/' % pid)), 2)

    def test_session(self):
        """One walk for any number of settings, and the configuration file is opened once."""
        with bench.kubelets(1) as this_node, bench.idle(3):
            for rules in (1, 30):
                bench.write(this_node, content.ours, rules)
                calls = trace("oval", "eval", this_node.path("ours-%d-oval.xml" % rules))
                with self.subTest(rules=rules):
                    walks = looks(calls, os.getpid())
                    self.assertIn(walks, range(1, 2 + expired(calls)))
                    self.assertEqual(len(calls.matching(CONFIG_OPENED)), walks)

    def test_data_stream(self):
        """One walk for whether rules apply and for all types, however many rules there are."""
        with bench.kubelets(1):
            calls = trace("xccdf", "eval", "--profile", scan.profile_id("cis_node_level1"),
                          scan.DATA_STREAM)
        self.assertIn(looks(calls, os.getpid()), range(1, 2 + expired(calls)))

    def test_kept(self):
        """Whether a kubelet that is kept still runs is asked in one call, of each object."""
        with bench.kubelets(1) as this_node:
            bench.write(this_node, content.ours, 30)
            calls = trace("oval", "eval", this_node.path("ours-30-oval.xml"))
        again = 1 + expired(calls)
        # Read, read once more to see that it is the same one, and once before it is watched.
        self.assertLessEqual(len(calls.matching(r'^openat\(\d+</proc/\d+>, "stat"')), 4 * again)
        self.assertGreaterEqual(len(calls.matching(r"^pread64\(\d+</proc/\d+/cmdline>")), 28 - again)

    def test_heaps(self):
        """Threads have heaps of their own. By its source libopenscap 1.3.7 frees a mutex that a thread of it may
        still unlock; with one heap for all glibc ended one scan of some thousands at a mutex."""
        with bench.kubelets(1):
            calls = measure.Trace([scan.WRAPPER, "xccdf", "eval", "--profile", scan.profile_id("cis_node_level1"),
                                   scan.DATA_STREAM], allowed=bench.EVALUATED)
        self.assertNotEqual(calls.matching(r"^mmap\(NULL, 134217728, PROT_NONE"), [])

    def test_linear(self):
        """libopenscap's checks of S-expressions, whose cost is the square of the items, are off."""
        if not measure.have("valgrind"):
            self.skipTest("valgrind is not installed")
        counts = {}
        with bench.kubelets(1) as this_node:
            bench.write(this_node, content.ours, 1)
            argv = ["oscap", "oval", "eval", "--skip-validation",
                    this_node.path("ours-1-oval.xml")]
            for wanted in ("", "1"):
                counts[wanted] = measure.instructions(
                    argv, dict(bench.PRELOAD, OSCAP_KUBELET_SEXP_VALIDATE=wanted), bench.EVALUATED)
        self.assertLess(counts[""], counts["1"] - 500000)

    def test_inert(self):
        """In a process without libopenscap the plugin does nothing but be loaded."""
        calls = measure.Trace(["/bin/true"], env=bench.PRELOAD)
        self.assertEqual(calls.matching(r"^(write|readlink\w*|clone\w*|socket)\("), [])


class Bench(unittest.TestCase):
    """The benchmark, at tiny sizes."""

    def test_quick(self):
        """It ends well, and what it writes is what it measured."""
        with node.Node() as this_node:
            path = this_node.path("bench.json")
            subprocess.run([sys.executable, bench.__file__, "--quick", "--json", path],
                           check=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
            with open(path) as file:
                result = json.load(file)
        self.assertTrue(result["quick"])
        self.assertEqual(set(result["seconds"]), PARTS)
        self.assertEqual(set(result["machine"]), {"cpu", "cpus", "kernel", "oscap", "load"})
        for row in result["rows"]:
            with self.subTest(**row):
                self.assertLessEqual({"case", "what", "figure", "unit"}, set(row))
                self.assertIn(row["unit"], ("us", "KiB", "instr", "calls"))
                self.assertEqual("ratio" in row, "than" in row)
                if row["what"] not in ADDED and not row["case"].startswith("added to"):
                    self.assertGreater(row["figure"], 0)
        cases = {row["case"] for row in result["rows"]}
        for case in ("20 processes", "60 processes", "20 processes, 3 rules", "whole run",
                     "3 kubelets, 16 KiB", "added to oscap", "/bin/true", "the data stream"):
            self.assertIn(case, cases)
        self.assertEqual({part.__name__ for part in bench.PARTS}, PARTS)


if __name__ == "__main__":
    suite.main()

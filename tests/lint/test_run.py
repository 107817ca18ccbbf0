# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests/run says before and after the tests."""
import os
import shutil
import subprocess
import tempfile
import unittest

from project import SOURCE

SUPPORT = os.path.join(SOURCE, "tests", "support")
# How a system is made to lack something, and what is said then.
UNMET = [
    ("hierarchies=(/nowhere)", "no control group can be made in any of /nowhere: "),
    ("export TMPDIR=/nowhere", "programs in /nowhere cannot be executed: "),
    ("unshare() { false; }", "nobody may make namespaces here "),
    ("setpriv() { false; }", " is below a directory that only its owner may search: "),
]

SUMMARY = """
50% tests passed, 1 tests failed out of 2

Total Test time (real) =  1.00 sec
"""


class Preconditions(unittest.TestCase):
    """preconditions.sh"""

    def unmet(self, change):
        """The lines after a change to the system."""
        script = '. "$1/preconditions.sh"; %s; unmet_preconditions "$2"' % change
        return subprocess.check_output(
            [shutil.which("bash"), "-euo", "pipefail", "-c", script, "bash", SUPPORT, SOURCE],
            universal_newlines=True).splitlines()

    def test_each(self):
        """One line more than without the change."""
        before = self.unmet(":")
        for change, said in UNMET:
            if "setpriv" in change and os.geteuid() != 0:
                continue
            with self.subTest(change=change):
                more = [line for line in self.unmet(change) if line not in before]
                self.assertEqual(len(more), 1, more)
                self.assertIn(said, more[0])

    def test_closed_home(self):
        """Root without its rights does not reach what is in the home of another."""
        if os.geteuid() != 0:
            self.skipTest("only root can give a directory away")
        with tempfile.TemporaryDirectory() as home:
            os.makedirs(os.path.join(home, "checkout", "tests"))
            shutil.copy(os.path.join(SOURCE, "tests", "run"), os.path.join(home, "checkout", "tests"))
            script = '. "$1/preconditions.sh"; is_reachable "$2"'
            command = ["bash", "-c", script, "bash", SUPPORT, os.path.join(home, "checkout")]
            for mode, code in ((0o755, 0), (0o700, 1)):
                os.chown(home, 1000, 1000)
                os.chmod(home, mode)
                self.assertEqual(subprocess.call(command), code, oct(mode))


class Slowest(unittest.TestCase):
    """tests/support/ctest"""

    def run_ctest(self, times):
        """Run it where ctest tells of tests of these names and times, and fails."""
        told = "".join("%2d/%d Test %s: %s ....***Failed  %5.2f sec\n" % (
            number, len(times), "#%d" % number, name, seconds)
                       for number, (name, seconds) in enumerate(times, 1))
        with tempfile.TemporaryDirectory() as directory:
            program = os.path.join(directory, "ctest")
            with open(program, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\ncat <<'END'\n%sEND\nexit 8\n" % (told + SUMMARY))
            os.chmod(program, 0o755)
            done = subprocess.run([os.path.join(SUPPORT, "ctest")], stdout=subprocess.PIPE,
                                  env=dict(os.environ, PATH=directory + ":" + os.environ["PATH"]),
                                  universal_newlines=True)
        self.assertEqual(done.returncode, 8)
        self.assertTrue(done.stdout.startswith(told), done.stdout)
        self.assertTrue(done.stdout.endswith(SUMMARY[1:]), done.stdout)
        return done.stdout[len(told):-len(SUMMARY) + 1].split()

    def test_few(self):
        """What is few already is not told again."""
        self.assertEqual(self.run_ctest([("unit.a", 1.5)] * 10), [])

    def test_many(self):
        """The ten slowest, by their numbers and not by their digits; the summary stays last."""
        times = [("unit.t%d" % number, number * 1.25) for number in range(1, 13)]
        told = self.run_ctest(times)
        self.assertEqual(told[:4], ["The", "10", "slowest", "tests:"])
        self.assertEqual(told[4:], [word for name, seconds in reversed(times[2:])
                                    for word in ("%.2f" % seconds, "s", name)])


if __name__ == "__main__":
    unittest.main(verbosity=2)

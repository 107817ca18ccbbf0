# SPDX-License-Identifier: LGPL-2.1-or-later
"""What content/scan builds, in its own way: whole folders at once, without a word from the compiler."""
import filecmp
import os
import re
import shlex
import subprocess
import tempfile
import unittest

from project import BUILD, SOURCE


def options():
    """Of cmake, as content/scan gives them."""
    with open(os.path.join(SOURCE, "content", "scan"), encoding="utf-8") as script:
        call = re.search(r"as_owner cmake -S (?:.*\\\n)*.*\|\|", script.read()).group()
    return [word for word in shlex.split(call.replace("\\\n", " ")) if word.startswith("-D")]


def exported(plugin):
    """The names that others find in it."""
    symbols = subprocess.check_output(["readelf", "--wide", "--dyn-syms", plugin], universal_newlines=True)
    return set(re.findall(r" (?:GLOBAL|WEAK) +DEFAULT +\d+ (\S+)$", symbols, re.MULTILINE))


class Build(unittest.TestCase):
    """Done once, for --example."""

    def run_quietly(self, *command):
        """It succeeds, and tells nothing but what it does."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_as_content_scan_does(self):
        """The programs are there, and the plugin and the stream are those of any other build."""
        self.assertIn("-DCMAKE_UNITY_BUILD=ON", options())
        with tempfile.TemporaryDirectory() as build:
            self.run_quietly("cmake", "-S", SOURCE, "-B", build, *options())
            self.run_quietly("cmake", "--build", build, "--target", "kubelet_scan_example")
            for name in ("oscap-kubelet", "probe/oscap-kubelet-command", "tests/standin/kubelet"):
                self.assertTrue(os.access(os.path.join(build, name), os.X_OK), name)
            plugin = os.path.join("probe", "oscap-kubelet.so")
            self.assertEqual(exported(os.path.join(build, plugin)), exported(os.path.join(BUILD, plugin)))
            stream = os.path.join("content", "oscap-kubelet-ds.xml")
            self.assertTrue(filecmp.cmp(os.path.join(build, stream), os.path.join(BUILD, stream)))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The example nodes of content/scan, really scanned, and the verdicts as they are printed."""
import os
import subprocess
import tempfile
import unittest

import suite
from node import STANDIN
from project import PROGRAMS, SOURCE

CONTENT = os.path.join(SOURCE, "content")
EXAMPLES = os.path.join(CONTENT, "examples")
OSCAP = os.path.join(PROGRAMS, "oscap-kubelet")
ALONE = ["unshare", "--fork", "--pid", "--cgroup", "--mount-proc", "--kill-child"]


class Scan(unittest.TestCase):
    """In namespaces of its own, so that no other kubelet is seen, nor a service that runs this."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.alone = ALONE if os.geteuid() == 0 else ALONE + ["--user", "--map-root-user"]
        if subprocess.call(self.alone + ["true"], stderr=subprocess.DEVNULL) and not suite.in_ci():
            self.skipTest("no pid namespace of our own")

    def scan(self, profile, node=None):
        """Scan an example node, or nothing; return the exit status and the verdicts."""
        started = []
        if node:
            started = [os.path.join(EXAMPLES, "run"), STANDIN, os.path.join(EXAMPLES, node)]
        run = subprocess.run(
            self.alone + started +
            [OSCAP, "scan", "--profile", profile, "--output", self.directory],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(run.stderr, b"")
        verdicts, files = run.stdout.decode().split("\n\nReport: ")
        self.assertEqual(files.count("\n"), 3)
        return run.returncode, verdicts.splitlines()

    @staticmethod
    def results(verdicts):
        """The verdicts alone, each by the number of its rule."""
        lines = [line.split() for line in verdicts if line and not line.startswith(" ")]
        return [(words[0], words[1]) for words in lines if words[1].startswith("4.")]

    def test_good(self):
        for profile in ("cis_node_level1", "cis_node_level2", "effective"):
            code, verdicts = self.scan(profile, "good")
            results = self.results(verdicts)
            self.assertEqual((code, {result for result, _ in results}),
                             (0, {"pass", "notapplicable"}))
            self.assertEqual({number for result, number in results if result == "notapplicable"},
                             {"4.1.1", "4.1.2", "4.1.3", "4.1.4", "4.3.1"})
            self.assertIn(("pass", "4.1.5"), results)
            self.assertIn(("pass", "4.2.2"), results)
            self.assertEqual([line for line in verdicts if line.startswith(" ")], [])

    def test_bad(self):
        failed = {"cis_node_level1": [], "effective": ["4.2.11"]}
        for profile, more in failed.items():
            code, verdicts = self.scan(profile, "bad")
            results = self.results(verdicts)
            self.assertEqual(code, 2)
            self.assertEqual({number for result, number in results if result == "fail"}, set(
                ["4.1.5", "4.2.2", "4.2.3", "4.2.4", "4.2.9", "4.2.12", "4.2.13", "4.2.14"] + more))
            self.assertEqual({result for result, _ in results},
                             {"pass", "fail", "notapplicable"})
            details = [line for line in verdicts if line.startswith(" ")]
            for setting in ("serverTLSBootstrap", "tlsMinVersion"):
                self.assertEqual(setting in " ".join(details), profile == "effective", setting)
            self.assertRegex(details[0],
                             r" /tmp/.*/kubeconfig has mode 644, owner 0, group 0$")
            self.assertRegex(details[1], r"kubelet \d+: authorization.mode is AlwaysAllow, "
                             r"source: command line, location: argv\[3\], "
                             r"overrides .*/config\.yaml:\d+ \(Webhook\)$")

    def test_no_kubelet(self):
        code, verdicts = self.scan("cis_node_level1")
        self.assertEqual((code, {result for result, _ in self.results(verdicts)}),
                         (0, {"notapplicable"}))
        self.assertIn("There is no kubelet here", " ".join(verdicts))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The example nodes of content/scan, really scanned, and the verdicts as they are printed."""
import os
import subprocess
import tempfile
import unittest

import parts

CONTENT = os.path.join(parts.SOURCE, "content")
EXAMPLES = os.path.join(CONTENT, "examples")
OSCAP = os.path.join(parts.BUILD, "oscap-kubelet")
STANDIN = os.path.join(parts.BUILD, "tests", "standin", "kubelet")
ALONE = ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child"]


def in_ci():
    """Whether a test that cannot run is a failure."""
    return os.environ.get("CI", "") not in ("", "0", "false")


class Scan(unittest.TestCase):
    """In a pid namespace of its own, so that no other kubelet is seen."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.alone = ALONE if os.geteuid() == 0 else ALONE + ["--user", "--map-root-user"]
        if subprocess.call(self.alone + ["true"], stderr=subprocess.DEVNULL) and not in_ci():
            self.skipTest("no pid namespace of our own")

    def scan(self, profile, node=None):
        """Scan an example node, or nothing; return the exit status and the verdicts."""
        arf = os.path.join(self.directory, "arf.xml")
        started = []
        if node:
            started = [os.path.join(EXAMPLES, "run"), STANDIN, os.path.join(EXAMPLES, node)]
        run = subprocess.run(
            self.alone + started +
            [OSCAP, "xccdf", "eval", "--profile", "xccdf_%s_profile_%s" % (parts.NAME, profile),
             "--results-arf", arf, parts.STREAM],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(run.stderr, b"")
        verdicts = subprocess.check_output(
            ["xsltproc", "--nonet", os.path.join(CONTENT, "verdicts.xsl"), arf])
        return run.returncode, verdicts.decode().splitlines()

    def test_good(self):
        for profile in ("cis_node_level1", "effective"):
            code, verdicts = self.scan(profile, "good")
            self.assertEqual((code, [line.split()[0] for line in verdicts]), (0, ["pass"]))

    def test_bad(self):
        for profile in ("cis_node_level1", "effective"):
            code, verdicts = self.scan(profile, "bad")
            self.assertEqual((code, verdicts[0].split()[0]), (2, "fail"))
            self.assertRegex(verdicts[1], r"kubelet \d+: authorization.mode is AlwaysAllow, "
                             r"source: command line, location: argv\[2\], "
                             r"overrides .*/examples/bad/config\.yaml:\d+ \(Webhook\)$")
            self.assertEqual(len(verdicts), 2)

    def test_no_kubelet(self):
        code, verdicts = self.scan("cis_node_level1")
        self.assertEqual((code, verdicts[0].split()[0]), (0, "notapplicable"))
        self.assertIn("No kubelet runs on this machine", " ".join(verdicts))


if __name__ == "__main__":
    unittest.main()

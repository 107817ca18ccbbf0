# SPDX-License-Identifier: LGPL-2.1-or-later
"""`oscap-kubelet doctor`: what keeps scans of this machine from working."""
import json
import os
import tempfile
import unittest

import node
import scan
import suite
from node import Kubelet, Node

FAKES = os.path.join(node.BUILD, "tests", "loader")
SCANNER = os.path.join(node.BUILD, "probe", "bin")


def doctor(*arguments, env=None, **kwargs):
    """Run it."""
    return scan.run([scan.WRAPPER, "doctor"] + list(arguments), env=dict(scan.PRELOAD, **(env or {})),
                    **kwargs)


def checks(code=0, **kwargs):
    """Run it, and read its JSON: {check: row}."""
    result = doctor("--format=json", **kwargs)
    if (result.code, result.err) != (code, ""):
        raise AssertionError(str(result))
    return {row["check"]: row for row in json.loads(result.out)["checks"]}


def fake(name):
    """An environment where an imitation is the configured oscap."""
    return {"OSCAP_KUBELET_OSCAP": os.path.join(FAKES, name, "oscap")}


class Healthy(unittest.TestCase):
    """A node where a scan works."""

    def test_rows(self):
        """No check finds a problem; text and JSON say the same."""
        with Node() as this:
            pid = this.start(Kubelet())
            rows = checks()
            text = doctor()
        self.assertEqual([row for row in rows.values() if row["health"] == "problem"], [])
        for name, part in (("scanner", "OpenSCAP command line tool (oscap) "),
                           ("libopenscap", "/libopenscap.so"), ("plugin", "is effective"),
                           ("schemas", "the plugin adds ours"), ("kubelets", "1 seen"),
                           ("data stream", "oscap-kubelet-ds.xml")):
            self.assertEqual(rows[name]["health"], "ok", name)
            self.assertIn(part, rows[name]["text"])
        self.assertIn("process %d does not show its version" % pid, rows["kubelets"]["text"])
        self.assertIn("set OSCAP_KUBELET_VERSION, such as 1.31", rows["kubelets"]["to_do"])
        self.assertEqual((text.code, text.err), (0, ""), str(text))
        for name, row in rows.items():
            self.assertIn("%-8s%s: %s\n" % (row["health"], name, row["text"]), text.out)

    def test_version(self):
        """What tells the version of a kubelet is named."""
        with Node() as this:
            this.start(Kubelet())
            rows = checks(env={"OSCAP_KUBELET_VERSION": "1.31"})
        self.assertIn(" is of 1.31 (OSCAP_KUBELET_VERSION)", rows["kubelets"]["text"])

    def test_tools(self):
        """The tools of OpenSCAP that are here, by what it takes to give them the plugin."""
        rows = checks()
        self.assertEqual(rows["oscap-chroot"]["health"], "warning")
        self.assertEqual(rows["oscap-chroot"]["to_do"],
                         "PATH=%s:$PATH oscap-chroot ..." % SCANNER)
        self.assertEqual(rows["oscap-podman"]["to_do"],
                         "oscap-podman --oscap=%s ..." % scan.WRAPPER)
        self.assertEqual(rows["autotailor"]["health"], "ok")
        self.assertIn("PATH=%s:$PATH" % SCANNER, rows["the word oscap"]["to_do"])
        named = checks(env={"PATH": SCANNER + ":" + os.environ["PATH"]})
        self.assertEqual(named["oscap-chroot"]["health"], "ok")
        self.assertIn("is oscap-kubelet by this PATH", named["the word oscap"]["text"])


@suite.table([
    # tool, what is told, what to do; also if the word oscap is ours, unless that is all it takes
    ("oscap-vm", "starts the word oscap, or what --oscap= says", "oscap-vm --oscap=%s ..." % scan.WRAPPER, True),
    ("oscap-docker", "starts the word oscap, or what --oscap= says", "oscap-docker --oscap=", True),
    ("oscap-ssh", "of the other machine, by the PATH that its sshd gives", "ln -s ", False),
    ("oscap-im", "starts /usr/bin/oscap, whatever PATH says: without the plugin", "use %s scan" % scan.WRAPPER,
     False),
    ("oscap-bootc", "starts /usr/bin/oscap, whatever PATH says: without the plugin", "use ", False),
    ("scap-workbench", "starts the oscap that it was built with", "use ", False),
    ("oscap-remediate-offline", "from a service at the next boot", "/usr/local/bin/oscap", False),
])
class Tools(unittest.TestCase):
    """Programs of OpenSCAP's that no package of Debian brings, or that are not here."""

    def setUp(self):
        self.path = tempfile.TemporaryDirectory()
        self.addCleanup(self.path.cleanup)

    def check(self, text, to_do, is_served):
        name = self._testMethodName[len("test_"):].replace("_", "-")
        os.symlink("/bin/true", os.path.join(self.path.name, name))
        for directories, health in (([self.path.name], "warning"),
                                    ([self.path.name, SCANNER], "ok" if is_served else "warning")):
            row = checks(env={"PATH": ":".join(directories + [os.environ["PATH"]])})[name]
            self.assertEqual(row["health"], health, str(row))
            self.assertIn(text, row["text"])
            if health == "warning":
                self.assertIn(to_do, row["to_do"])


@suite.table([
    # name, environment, check, part of what is told
    ("hooks that are bound inside", fake("symbolic"), "plugin", "is bound internally"),
    ("a hook that is missing", fake("hookless"), "plugin", "has no probe_table_at_index"),
    ("imports that are missing", fake("bare"), "plugin", "does not bring "),
    ("no oscap", {"PATH": "/nowhere"}, "scanner", "there is no oscap in /nowhere"),
    ("an oscap that is none", {"OSCAP_KUBELET_OSCAP": "/etc/passwd"}, "scanner", "is no program"),
    ("no schemas", {"OSCAP_SCHEMA_PATH": "/nowhere"}, "schemas", "/nowhere has no schemas"),
    ("a version that is none", {"OSCAP_KUBELET_VERSION": "x"}, "kubelets", "is no version"),
])
class Problems(unittest.TestCase):
    """What keeps a scan from working: told with its check, and exit code 1."""

    def check(self, env, name, part):
        rows = checks(code=1, env=env)
        self.assertEqual(rows[name]["health"], "problem", str(rows))
        self.assertIn(part, rows[name]["text"])

    def test_rights(self):
        """Which capability is missing, and what for."""
        for capabilities, name, part in (
                ((node.CAPABILITIES["SYS_PTRACE"],), "processes", "CAP_SYS_PTRACE"),
                ((node.CAPABILITIES["DAC_READ_SEARCH"], node.CAPABILITIES["DAC_OVERRIDE"]),
                 "files", "CAP_DAC_READ_SEARCH")):
            row = checks(code=1, lacking=capabilities)[name]
            self.assertEqual(row["health"], "problem")
            self.assertIn(part, row["to_do"])


class Arguments(unittest.TestCase):
    """What it can be asked."""

    def test_unknown(self):
        """One line for what it does not know."""
        for arguments in (["x"], ["--format", "xml"], ["--format=json", "x"]):
            result = doctor(*arguments)
            self.assertEqual((result.code, result.out, result.err.count("\n")), (1, "", 1),
                             str(result))

    def test_help(self):
        """Help."""
        result = doctor("--help")
        self.assertEqual((result.code, result.err), (0, ""), str(result))
        self.assertTrue(result.out.startswith("Usage: oscap-kubelet doctor"))


if __name__ == "__main__":
    suite.main()

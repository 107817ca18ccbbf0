# SPDX-License-Identifier: LGPL-2.1-or-later
"""The life of the .deb on a release of Debian: see test_bookworm.py and test_trixie.py."""
import json
import os
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

import debian
import packages
from elements import every, local

DEBS = "/opt/debs"
LINK = "/usr/local/bin/oscap"
WANTS = "/etc/systemd/system/timers.target.wants/oscap-kubelet-scan.timer"
# An image of a node: its one unit, which starts a kubelet.
UNIT = "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow\n"


class Life(unittest.TestCase):
    """A base class; RELEASE, and the VERSION of its oscap."""

    maxDiff = None

    def setUp(self):
        self.root = debian.Root(self, self.RELEASE)
        os.makedirs(self.root.file(DEBS))
        self.old, self.new = (os.path.join(DEBS, name) for name in ("old.deb", "new.deb"))
        shutil.copy(packages.made("deb", earlier=True), self.root.file(self.old))
        shutil.copy(packages.made("deb"), self.root.file(self.new))
        packages.put_node(self.root)

    def query(self, field):
        """What dpkg knows of the package."""
        return self.root.run("dpkg-query", "--show", "--showformat", "${%s}" % field, packages.NAME)

    def added(self, before):
        """The files that there are more than before; those that were there are the same."""
        after = self.root.files()
        self.assertEqual({path: after.get(path) for path in before if self.is_kept(path)},
                         {path: entry for path, entry in before.items() if self.is_kept(path)})
        return set(after) - set(before)

    @staticmethod
    def is_kept(path):
        """All but directories of the administrator's that scripts of other packages look after."""
        return not path.startswith("/var/lib/systemd")

    def owned(self):
        """The files and directories that dpkg says to be of the package alone."""
        paths = self.root.run("dpkg-query", "--listfiles", packages.NAME).split("\n")
        return {path for path in paths if path not in ("", "/.")}

    def scan(self, *options, node="bad", code=2):
        """`oscap-kubelet scan` beside the kubelet of an example node."""
        return self.root.run(*packages.on_node(node), "oscap-kubelet", "scan", *options, code=code)

    def test_life(self):
        """From nothing to nothing, by way of an upgrade"""
        planned = self.root.apt("--simulate", "install", self.new)
        self.assertIn("\nInst openscap-scanner ", planned)
        self.root.apt("install", "openscap-scanner", "libyaml-0-2", "libjson-c5")
        before = self.root.files()
        self.install(before)
        self.use()
        self.remove(before)

    def install(self, before):
        """Install the version before, upgrade and install it again: the files are the package's, all else is
        as it was.
        """
        for path, version in ((self.old, packages.EARLIER), (self.new, None), (self.new, None)):
            self.root.apt("--reinstall", "install", path)
            self.assertEqual(self.query("Version") == packages.EARLIER, version is not None)
            self.assertEqual(self.added(before), self.owned() - set(before))
        self.assertEqual(self.root.run("dpkg", "--verify", packages.NAME), "")
        self.assertFalse(os.path.lexists(self.root.file(WANTS)))

    def use(self):
        """The commands, by their names and from the installed paths."""
        self.assertIn(self.VERSION, self.root.run("oscap", "--version"))
        self.assertIn("probe_kubeletsetting", self.root.run("oscap-kubelet", "--version"))
        self.root.run("oscap-kubelet", "ds", "sds-validate", packages.STREAM)
        self.root.run("oscap-kubelet-fix", "--help")
        self.use_scan()
        self.use_tailoring()
        self.use_root()
        self.use_overlay()

    def use_scan(self):
        """Each format, and the files."""
        self.assertRegex(self.scan("--output", "/opt/out"), r"(?m)^fail +4\.2\.4 ")
        for name, element in (("arf.xml", "asset-report-collection"), ("results.xml", "Benchmark")):
            tree = ElementTree.parse(self.root.file("/opt/out/" + name)).getroot()
            self.assertEqual(local(tree), element)
        self.assertGreater(os.path.getsize(self.root.file("/opt/out/report.html")), 10000)
        self.assertIn("4.2.4", self.scan("--format", "text", "--output", "/opt/out"))
        json.loads(self.scan("--format", "json", "--output", "/opt/out"))
        self.assertEqual(json.loads(self.scan("--format", "sarif", "--output", "/opt/out"))["version"], "2.1.0")
        junit = ElementTree.fromstring(self.scan("--format", "junit", "--output", "/opt/out"))
        self.assertTrue(list(every(junit, "failure")))
        self.scan("--output", "/opt/out", node="good", code=0)

    def use_tailoring(self):
        """The example of the package"""
        text = self.scan("--tailoring-file", packages.TAILORING, "--profile", "site", "--output", "/opt/out")
        self.assertRegex(text, r"(?m)^fail +4\.2\.4 ")
        self.assertNotRegex(text, r"(?m)^(pass|fail) +4\.2\.7 ")

    def use_root(self):
        """An image"""
        unit = self.root.file("/opt/image/etc/systemd/system/kubelet.service")
        os.makedirs(os.path.dirname(unit))
        os.makedirs(self.root.file("/opt/image/usr/lib"))
        with open(unit, "w", encoding="ascii") as file:
            file.write(UNIT)
        text = self.root.run("oscap-kubelet", "scan", "--root", "/opt/image", "--output", "/opt/out", code=2)
        self.assertRegex(text, r"(?m)^fail +4\.2\.2 ")

    def use_overlay(self):
        """Plain oscap, with the schemas that the generator makes"""
        self.root.run("/usr/share/xml/scap/kubelet/schema/overlay", "/opt/schemas")
        self.root.run("oscap", "ds", "sds-validate", packages.STREAM,
                      environment={"OSCAP_SCHEMA_PATH": "/opt/schemas"})

    def remove(self, before):
        """Nothing stays but the state, and what the administrator made; a purge removes the state."""
        os.makedirs(self.root.file(packages.STATE + "/results"))
        for path, target in ((LINK, "../../lib/oscap-kubelet/bin/oscap"),
                             (WANTS, "/usr/lib/systemd/system/oscap-kubelet-scan.timer")):
            os.makedirs(os.path.dirname(self.root.file(path)), exist_ok=True)
            os.symlink(target, self.root.file(path))
        self.root.run("dpkg", "--remove", packages.NAME)
        left = self.added(before)
        state = {path for path in left if path.startswith(packages.STATE)}
        self.assertEqual(state, {packages.STATE, packages.STATE + "/results"})
        # Directories of systemd's that the administrator's switch brought.
        self.assertEqual({path for path in left - state if not os.path.isdir(self.root.file(path))}, set())
        self.root.run("dpkg", "--purge", packages.NAME)
        self.assertEqual({path for path in self.added(before) if not path.startswith("/etc/systemd")}, set())

    def test_a_link_of_others(self):
        """What leads elsewhere stays: no removal takes it away."""
        self.root.apt("install", self.new)
        os.symlink("/bin/true", self.root.file(LINK))
        self.root.run("dpkg", "--purge", packages.NAME)
        self.assertEqual(os.readlink(self.root.file(LINK)), "/bin/true")

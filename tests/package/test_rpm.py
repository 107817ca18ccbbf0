# SPDX-License-Identifier: LGPL-2.1-or-later
"""The .rpm in an empty database of rpm, beside an OpenSCAP that lies as on RHEL.

It is installed into a root of Debian whose libopenscap was moved to /usr/lib64.
"""
import glob
import os
import shutil

import unittest

import debian
import packages

LIB64 = "/usr/lib64"


class Rpm(unittest.TestCase):
    """rpm --root"""

    def setUp(self):
        self.root = debian.Root(self, "bookworm")
        self.root.apt("install", "openscap-scanner", "libyaml-0-2", "libjson-c5")
        packages.put_node(self.root)

    def move_openscap(self):
        """To where RHEL has it."""
        os.makedirs(self.root.file(LIB64), exist_ok=True)
        found = glob.glob(self.root.file("/usr/lib/*-linux-gnu*/libopenscap*.so*"))
        self.assertTrue(found)
        for path in found:
            shutil.move(path, self.root.file(LIB64))
        with open(self.root.file("/etc/ld.so.conf.d/lib64.conf"), "w", encoding="ascii") as file:
            file.write(LIB64 + "\n")
        self.root.run("ldconfig")

    def rpm(self, *options):
        """What rpm says that works on the root; nothing of Debian is in its database."""
        return packages.output("rpm", "--root", self.root.path, "--dbpath", "/var/lib/rpm", *options)

    def test_life(self):
        """Installed, used, and removed: what is left is what was there."""
        self.move_openscap()
        before = self.root.files()
        self.rpm("--initdb")
        self.rpm("--install", "--nodeps", packages.made("rpm"))
        self.assertEqual(self.rpm("--query", "--all", "--queryformat", "%{NAME}\n"), packages.NAME + "\n")
        self.assertEqual(self.rpm("--verify", "--nodeps", packages.NAME), "")
        self.use()
        link = self.root.file("/usr/local/bin/oscap")
        os.symlink("/usr/bin/oscap-kubelet", link)
        self.rpm("--erase", packages.NAME)
        self.assertFalse(os.path.lexists(link))
        after = self.root.files()
        # What RHEL's package "filesystem" has.
        self.assertEqual({path for path in set(after) - set(before)
                          if not path.startswith("/var/lib/rpm")} - {"/usr/share/licenses", "/usr/share/xml"},
                         set())
        # A directory's time is another one when something was in it.
        self.assertEqual({path: after.get(path) for path in before}, before)

    def use(self):
        """The wrapper finds its plugin, and libopenscap where it is now."""
        listed = self.root.run("sh", "-c", "LD_TRACE_LOADED_OBJECTS=1 /usr/bin/oscap-kubelet --version; "
                                           "ldd /usr/bin/oscap")
        self.assertIn(LIB64 + "/libopenscap.so", listed)
        self.assertIn("probe_kubeletsetting", self.root.run("oscap-kubelet", "--version"))
        text = self.root.run(*packages.on_node("bad"), "oscap-kubelet", "scan", "--output", "/opt/out", code=2)
        self.assertRegex(text, r"(?m)^fail +4\.2\.4 ")


if __name__ == "__main__":
    packages.main()

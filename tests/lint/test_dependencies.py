# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is missing to build is named in one line, with the packages that bring it."""
import os
import shutil
import subprocess
import tempfile
import unittest

from sources import SOURCE

# module, Debian, Fedora
MODULES = [
    ("libopenscap", "libopenscap-dev", "openscap-devel"),
    ("libxml-2.0", "libxml2-dev", "libxml2-devel"),
    ("yaml-0.1", "libyaml-dev", "libyaml-devel"),
    ("cmocka", "libcmocka-dev", "libcmocka-devel"),
]


class Dependencies(unittest.TestCase):
    """CMake on a machine that lacks something."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name
        os.mkdir(os.path.join(self.work, "modules"))

    def configure(self, missing, *options):
        """Configure where all modules but the missing ones are. @return exit code and output"""
        for name, _, _ in MODULES:
            if name not in missing:
                with open(os.path.join(self.work, "modules", name + ".pc"), "w") as file:
                    file.write("Name: %s\nDescription: stub\nVersion: 9\n" % name)
        environment = dict(os.environ, PKG_CONFIG_PATH="",
                           PKG_CONFIG_LIBDIR=os.path.join(self.work, "modules"))
        result = subprocess.run(
            ["cmake", "-S", SOURCE, "-B", os.path.join(self.work, "build")] + list(options),
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            universal_newlines=True)
        return result.returncode, [line.strip() for line in result.stdout.splitlines()]

    def assert_named(self, missing, *options):
        """Exactly the missing things are named, each in a line of its own."""
        code, lines = self.configure([name for name, _, _ in missing], *options)
        expected = ["%s was not found: install %s (Debian) or %s (Fedora)" % row for row in missing]
        self.assertNotEqual(code, 0)
        self.assertEqual([line for line in lines if "was not found" in line], expected)

    def test_each(self):
        """One module is missing."""
        for row in MODULES:
            with self.subTest(module=row[0]):
                self.assert_named([row])
                shutil.rmtree(self.work)
                os.makedirs(os.path.join(self.work, "modules"))

    def test_all(self):
        """All modules are missing."""
        self.assert_named(MODULES)

    def test_xsltproc(self):
        """xsltproc is missing, and no module."""
        self.assert_named([("xsltproc", "xsltproc", "libxslt")],
                          "-DBUILD_TESTING=OFF", "-DXSLTPROC=XSLTPROC-NOTFOUND",
                          "-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF",
                          "-DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF",
                          "-DCMAKE_C_COMPILER=" + shutil.which(os.environ["LINT_CC"]),
                          "-DPKG_CONFIG_EXECUTABLE=" + shutil.which("pkg-config"),
                          "-DCMAKE_MAKE_PROGRAM=" + shutil.which("make"))

    def test_without_tests(self):
        """What only tests need is not asked for without them."""
        self.assert_named([MODULES[0]], "-DBUILD_TESTING=OFF")
        code, lines = self.configure(["libopenscap", "cmocka"], "-DBUILD_TESTING=OFF")
        self.assertEqual([line for line in lines if "cmocka" in line], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)

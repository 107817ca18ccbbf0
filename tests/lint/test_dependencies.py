# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is missing to build is named in one line, with the packages that bring it."""
import os
import shutil
import subprocess
import tempfile
import unittest

from project import SOURCE

CMAKE = os.path.join(SOURCE, "probe", "cmake")
PURPOSES = ("build", "scan", "test", "lint", "package")
KINDS = ("command", "file", "header", "library", "module", "python")


def read_packages():
    """The lines of packages.txt: purpose, kind, names, Debian, Fedora."""
    with open(os.path.join(CMAKE, "packages.txt"), encoding="utf-8") as file:
        return [line.split() for line in file if line.strip() and not line.startswith("#")]


PACKAGES = read_packages()
# name, Debian, Fedora
MODULES = [tuple(row[2:]) for row in PACKAGES if row[1] == "module"]
LEAVE_OUT = "-DBUILD_TESTING=OFF leaves out the tests, and what only they need"


class Packages(unittest.TestCase):
    """packages.txt, and what packages.sh makes of it."""

    def missing(self, manager, *purposes, path):
        """The packages that are missing where only the programs of a directory are."""
        script = '. "$0" && PATH=$1 && shift && missing_packages "$@"'
        return subprocess.check_output(
            [shutil.which("bash"), "-euo", "pipefail", "-c", script,
             os.path.join(CMAKE, "packages.sh"), path, manager] + list(purposes),
            universal_newlines=True).splitlines()

    def test_lines(self):
        """Each says all that it has to, and of each kind there is one."""
        for row in PACKAGES:
            self.assertEqual(len(row), 5, row)
            self.assertIn(row[0], PURPOSES, row)
        self.assertEqual({row[1] for row in PACKAGES}, set(KINDS))

    def test_nothing_is_here(self):
        """All packages are missing, each is told once, in the order of the lines."""
        for manager, column in (("apt-get", 3), ("dnf", 4)):
            for purposes in (PURPOSES, ("build", "scan"), ("lint",)):
                wanted = [row[column] for row in PACKAGES if row[0] in purposes and
                          not row[2].startswith("/")]
                self.assertEqual(self.missing(manager, *purposes, path="/nowhere"),
                                 list(dict.fromkeys(wanted)))

    def test_names(self):
        """One of several names will do; what was built was built with what is here."""
        with tempfile.TemporaryDirectory() as path:
            for name in ("clang-format-14", "clang-tidy", "cppcheck", "mandoc", "ansible-lint", "yamllint"):
                os.symlink("/bin/true", os.path.join(path, name))
            self.assertEqual(self.missing("dnf", "lint", path=path), ["binutils"])
        self.assertEqual(self.missing("apt-get", "build", path=os.environ["PATH"]), [])


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
        """Exactly the missing things are named, each in a line of its own, and the switch."""
        code, lines = self.configure([name for name, _, _ in missing], *options)
        expected = ["%s was not found: install %s (Debian) or %s (Fedora)" % row for row in missing]
        self.assertNotEqual(code, 0)
        self.assertEqual([line for line in lines if "was not found" in line], expected)
        for_tests = {row[2] for row in PACKAGES if row[0] == "test"} & {row[0] for row in missing}
        self.assertEqual([line for line in lines if "BUILD_TESTING" in line],
                         [LEAVE_OUT] if for_tests else [])

    def test_each(self):
        """One module is missing."""
        for row in MODULES:
            with self.subTest(module=row[0]):
                self.assert_named([row], "-DBUILD_TESTING=ON")
                shutil.rmtree(self.work)
                os.makedirs(os.path.join(self.work, "modules"))

    def test_all(self):
        """All modules are missing."""
        self.assert_named(MODULES, "-DBUILD_TESTING=ON")

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

    def test_left_out(self):
        """Nobody asked for tests: without what they need there are none, which one line tells."""
        code, lines = self.configure(["cmocka"], "-DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON")
        self.assertEqual(code, 0, lines)
        self.assertEqual([line for line in lines if "cmocka" in line], [
            "-- The tests are left out for want of cmocka, python3: install libcmocka-dev python3 "
            "(Debian) or libcmocka-devel python3 (Fedora)"])
        self.assertFalse(os.path.exists(os.path.join(self.work, "build", "tests", "unit")))


if __name__ == "__main__":
    unittest.main(verbosity=2)

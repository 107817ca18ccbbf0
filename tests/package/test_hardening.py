# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each program and library of the package is hardened as the distributions build theirs."""
import os
import re
import subprocess
import tempfile
import unittest

import packages

# What no compiler can check, since it is the caller's to give a size, or that has no variant.
FORTIFIED = re.compile(r" UND __(\w+)_chk\b")


class Hardening(unittest.TestCase):
    """What readelf tells"""

    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory()
        packages.unpack_deb(cls.work.name)
        cls.files = []
        for base, _, names in os.walk(cls.work.name):
            for path in (os.path.join(base, name) for name in names):
                if not os.path.islink(path) and cls.is_elf(path):
                    cls.files.append(path)

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    @staticmethod
    def is_elf(path):
        """Whether it is a program or library."""
        with open(path, "rb") as file:
            return file.read(4) == b"\x7fELF"

    @staticmethod
    def read(path, *options):
        """What readelf says."""
        return packages.output("readelf", "--wide", *options, path)

    def each(self):
        """Each file, as a sub-test."""
        names = [os.path.basename(path) for path in self.files]
        for name in ("oscap-kubelet", "oscap-kubelet-ask", "oscap-kubelet-command", "oscap-kubelet-fix",
                     "oscap-kubelet.so"):
            self.assertIn(name, names)
        for path in self.files:
            with self.subTest(path=path[len(self.work.name):]):
                yield path

    def test_position(self):
        """Loaded anywhere; a program says so. Nothing is looked for in a directory of the build."""
        for path in self.each():
            self.assertRegex(self.read(path, "--file-header"), r"Type: +DYN ")
            dynamic = self.read(path, "--dynamic")
            self.assertEqual("FLAGS_1" in dynamic and " PIE" in dynamic, not path.endswith(".so"))
            self.assertNotRegex(dynamic, r"\((RPATH|RUNPATH|TEXTREL)\)")

    def test_segments(self):
        """Relocated once, at the start, and read-only then; no stack to execute, nothing to write and execute."""
        for path in self.each():
            self.assertRegex(self.read(path, "--dynamic"), r"BIND_NOW|FLAGS_1.* NOW")
            segments = self.read(path, "--program-headers")
            self.assertIn("GNU_RELRO", segments)
            self.assertRegex(segments, r"GNU_STACK .* RW +0x")
            self.assertNotRegex(segments, r" RWE ")

    def test_checks(self):
        """The stack is protected, and functions of libc are those that check sizes."""
        for path in self.each():
            symbols = self.read(path, "--dyn-syms")
            self.assertIn("__stack_chk_fail", symbols)
            self.assertNotEqual(set(FORTIFIED.findall(symbols)) - {"stack"}, set())

    def test_control_flow(self):
        """Branches and returns are checked by the processor, where the compiler and the libc can."""
        marks = {"x86-64": ("IBT", "SHSTK"), "AArch64": ("BTI", "PAC")}
        for path in self.each():
            machine = re.search(r"Machine: +.*(x86-64|AArch64)", self.read(path, "--file-header"))
            if machine is None:
                continue
            notes = self.read(path, "--notes")
            code = subprocess.run(["objdump", "--disassemble", path], stdout=subprocess.PIPE, check=True,
                                  universal_newlines=True).stdout
            landing = {"x86-64": "endbr64", "AArch64": "paciasp|bti"}[machine.group(1)]
            self.assertGreater(len(re.findall(landing, code)), 50 if path.endswith(".so") else 5)
            # The mark of the whole file needs one in the start files of libc, too.
            if path.endswith(".so"):
                self.assertTrue(all(mark in notes for mark in marks[machine.group(1)]), notes)

    def test_stripped(self):
        """Without the names of debuggers and the paths of the build."""
        for path in self.each():
            self.assertNotIn(".debug_info", self.read(path, "--sections"))
            with open(path, "rb") as file:
                self.assertNotIn(packages.SOURCE.encode(), file.read())


if __name__ == "__main__":
    packages.run_tests()

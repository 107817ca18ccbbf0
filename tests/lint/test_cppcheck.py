# SPDX-License-Identifier: LGPL-2.1-or-later
"""cppcheck finds nothing, but for what it gets wrong."""
import unittest

from analysed import complaint, files, needed, run

# What is not to be reported, in which folder, and why.
WRONG = [
    ("normalCheckLevelMaxBranches", "*", "says that it looked at less, in version 2.11 and later"),
    ("readdirCalled", "*", "readdir_r() is deprecated; glibc's readdir() is safe, one DIR a thread"),
    ("varFuncNullUB", "*", "NULL is a pointer in POSIX"),
    ("resourceLeak", "probe/files/*", "the attribute cleanup is not known to it"),
    ("resourceLeak", "probe/fix/system/*", "the same"),
    ("resourceLeak", "probe/command/*", "the same"),
    ("getpwuidCalled", "probe/command/*", "a process of one thread"),
    ("memleak", "probe/fix/system/*", "the same"),
    ("memleak", "probe/component/*", "kp_steal() hands the pointer over"),
    ("memleak", "probe/base/*", "memcpy() hands the pointer over"),
    ("zerodiv", "probe/base/*", "a remainder of 1 is 0, so that there is no loop"),
    ("zerodivcond", "probe/base/*", "the same"),
    ("nullPointerOutOfMemory", "probe/wrapper/*", "mmap() never gives NULL"),
]


def cppcheck(paths, options):
    """The command for files that are compiled with the same options."""
    known = [option for option in options if option.startswith(("-D", "-I"))]
    return ([needed("cppcheck (Debian, Fedora)", "cppcheck"), "--quiet", "--std=c11",
             "--library=posix,gnu", "--enable=warning,performance,portability", "--inline-suppr",
             "--error-exitcode=1", "--template={file}:{line}: {message} [{id}]",
             "-DElfW(type)=Elf64_##type"] +
            ["--suppress=%s:%s" % (rule, place) for rule, place, _ in WRONG] + known + paths)


class Cppcheck(unittest.TestCase):
    """The C files of the probe."""

    def test_cppcheck(self):
        """All files; those of one directory are compiled alike."""
        self.maxDiff = None
        alike = {}
        for path, options in files().items():
            alike.setdefault(tuple(options), []).append(path)
        for options, paths in sorted(alike.items()):
            with self.subTest(paths=paths):
                self.assertEqual(run(cppcheck(paths, options)), (0, ""))

    def test_control(self):
        """It does complain."""
        text = "int f(void);\nint f(void)\n{\n\tint a[2] = { 0 };\n\n\treturn a[2];\n}\n"
        self.assertIn("arrayIndexOutOfBounds",
                      complaint(text, lambda path, options: cppcheck([path], options)))


if __name__ == "__main__":
    unittest.main(verbosity=2)

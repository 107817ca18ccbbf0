# SPDX-License-Identifier: LGPL-2.1-or-later
"""gcc -fanalyzer finds nothing."""
import fnmatch
import unittest

from analysed import complaint, complaints, files, modelled, needed

# Without optimisation there are no values that only the optimiser left out.
FLAGS = ["-fanalyzer", "-O0", "-Werror", "-c", "-o", "/dev/null"]

EXTRA = {
    # kp_array_reserve() copies a pointer that realloc() gave: gcc 12 sees a memcpy() of that size as
    # the assignment of a long, which it then takes for uninitialized.
    "probe/base/*": ["-fno-builtin-memcpy"],
    # gcc 14 does not know that the ends of a pipe are not negative, and so takes kp_closep() for one
    # that may leave them open.
    "probe/command/oscap.c": ["-Wno-analyzer-fd-leak"],
    "probe/fix/system/run.c": ["-Wno-analyzer-fd-leak"],
}

CONTROLS = [
    ("-Wanalyzer-malloc-leak", "KP_CLEANUP(kp_freep) char *q = malloc(5);\n\tchar *p = malloc(4);\n"
     "\tif (n || p == NULL || q == NULL) {\n\t\treturn 1;\n\t}\n\tfree(p);\n\treturn 0;"),
    ("-Wanalyzer-double-free", "KP_CLEANUP(kp_freep) char *p = malloc(4);\n\tfree(p);\n\treturn n;"),
    ("-Wanalyzer-use-of-uninitialized-value", "int p;\n\tif (n) {\n\t\tp = 1;\n\t}\n\treturn p;"),
    ("-Wanalyzer-null-dereference", "int *p = NULL;\n\tif (n) {\n\t\tp = &n;\n\t}\n\treturn *p;"),
]


def extra(path):
    """More options for a file, by its folder."""
    return [option for pattern, options in EXTRA.items() if fnmatch.fnmatch(path, pattern)
            for option in options]


def analyzer(path, options):
    """The command for one file."""
    return [needed("gcc", "gcc")] + FLAGS + options + [path]


class Analyzer(unittest.TestCase):
    """The C files of the probe."""

    def test_analyzer(self):
        """All files."""
        self.maxDiff = None
        self.assertEqual(complaints(
            [analyzer(path, options + modelled(path) + extra(path))
             for path, options in files().items()]), "")

    def test_control(self):
        """It does complain, about the variables that free themselves too."""
        for warning, body in CONTROLS:
            with self.subTest(warning=warning):
                text = ('#include "base/cleanup.h"\nint f(int n);\nint f(int n)\n{\n\t%s\n}\n' % body)
                self.assertIn(warning.replace("-W", "-Werror=", 1), complaint(text, analyzer))


if __name__ == "__main__":
    unittest.main(verbosity=2)

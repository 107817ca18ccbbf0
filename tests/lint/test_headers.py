# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each header compiles alone: it includes what it uses."""
import os
import subprocess
import unittest

from project import SOURCE
from sources import find

INCLUDES = [path for path in os.environ["LINT_INCLUDES"].split(":") if path]


def complaints(text):
    """What the compiler says about a C file."""
    options = ["-std=c11", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic",
               "-Wstrict-prototypes", "-Werror", "-I" + os.path.join(SOURCE, "probe")]
    for path in INCLUDES:
        options += ["-isystem", path]
    result = subprocess.run([os.environ["LINT_CC"]] + options + ["-x", "c", "-"], input=text,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            universal_newlines=True)
    return result.stdout if result.returncode != 0 else ""


class Headers(unittest.TestCase):
    """The headers of the probe, one by one, and each twice for its guard."""

    def test_alone(self):
        """A file that includes nothing but the header."""
        for path in find("probe", ends=(".h",)):
            with self.subTest(header=path):
                name = os.path.relpath(path, "probe")
                line = '#include "%s"\n' % name
                self.assertEqual(complaints(line + line), "")

    def test_control(self):
        """The compiler does complain about a type that it does not know."""
        self.assertIn("size_t", complaints("size_t no_such_header(void);\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The C code is laid out as .clang-format says."""
import shutil
import subprocess
import unittest

from sources import SOURCE, find

# The version that .clang-format was made for comes first: others differ in details.
TOOLS = ("clang-format-14", "clang-format")


class Format(unittest.TestCase):
    """clang-format has nothing to change."""

    def test_format(self):
        """All C files of the project."""
        tool = next((name for name in TOOLS if shutil.which(name)), None)
        self.assertIsNotNone(tool, "clang-format was not found: install clang-format-14 (Debian) or "
                                   "clang-tools-extra (Fedora)")
        result = subprocess.run(
            [tool, "--dry-run", "--Werror", "--style=file"] +
            find("probe", "tests", ends=(".c", ".h")),
            cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        wrong = sorted({line.partition(":")[0] for line in result.stdout.splitlines()
                        if "clang-format-violations" in line})
        self.assertEqual((result.returncode, wrong), (0, []),
                         "to mend it: cd %s && %s -i %s" % (SOURCE, tool, " ".join(wrong)))


if __name__ == "__main__":
    unittest.main(verbosity=2)

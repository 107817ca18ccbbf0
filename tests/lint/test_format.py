# SPDX-License-Identifier: LGPL-2.1-or-later
"""The C code is laid out as .clang-format says."""
import shutil
import subprocess
import unittest

from analysed import needed
from project import SOURCE
from sources import find

# The versions of Debian 12 and 13, which .clang-format was made for: both have to agree, and both are
# asked where both are. Others differ in details.
VERSIONS = ("clang-format-14", "clang-format-19")


def tools():
    """The versions that are here, or else any."""
    found = [name for name in VERSIONS if shutil.which(name)]
    return found or [needed("clang-format (Debian) or clang-tools-extra (Fedora)", "clang-format")]


class Format(unittest.TestCase):
    """clang-format has nothing to change."""

    def test_format(self):
        """All C files of the project."""
        for tool in tools():
            with self.subTest(tool=tool):
                result = subprocess.run(
                    [tool, "--dry-run", "--Werror", "--style=file"] +
                    find("probe", "tests", ends=(".c", ".h")), cwd=SOURCE,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
                wrong = sorted({line.partition(":")[0] for line in result.stdout.splitlines()
                                if "clang-format-violations" in line})
                self.assertEqual((result.returncode, wrong), (0, []), "to mend it: cd %s && %s -i %s"
                                 % (SOURCE, tool, " ".join(wrong)))


if __name__ == "__main__":
    unittest.main(verbosity=2)

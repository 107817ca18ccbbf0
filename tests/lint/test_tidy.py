# SPDX-License-Identifier: LGPL-2.1-or-later
"""clang-tidy finds nothing; .clang-tidy says what it looks for."""
import os
import unittest

from analysed import complaint, complaints, files, modelled, needed
from project import SOURCE


def tidy(path, options):
    """The command for one file: clang-tidy 14 mixes up what it knows of several."""
    # The version that .clang-tidy was made for comes first: others look for more.
    tool = needed("clang-tidy (Debian) or clang-tools-extra (Fedora)", "clang-tidy-14", "clang-tidy")
    return [tool, "--quiet", "--config-file=" + os.path.join(SOURCE, ".clang-tidy"), path,
            "--"] + options


class Tidy(unittest.TestCase):
    """The C files of the probe, with the headers of ours that they include."""

    def test_tidy(self):
        """All files."""
        self.maxDiff = None
        self.assertEqual(complaints([tidy(path, options + modelled(path))
                                     for path, options in files().items()]), "")

    def test_control(self):
        """It does complain."""
        text = ("int f(int n);\nint f(int n)\n{\n\tint *p = 0;\n\n"
                "\tif (n == n) {\n\t\tp = &n;\n\t}\n\treturn *p;\n}\n")
        self.assertIn("misc-redundant-expression", complaint(text, tidy))


if __name__ == "__main__":
    unittest.main(verbosity=2)

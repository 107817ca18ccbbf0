# SPDX-License-Identifier: LGPL-2.1-or-later
"""clang-tidy finds nothing; .clang-tidy says what it looks for."""
import os
import unittest

from analysed import complaint, complaints, files, modelled, needed
from project import SOURCE


# clang's analyzer does not follow as many ways through a function, nor calls into larger ones than those of
# analysed.h. All of them take nine tenths of the time.
SHALLOW = [word for option in ("mode=shallow", "max-inlinable-size=6")
           for word in ("-Xclang", "-analyzer-config", "-Xclang", option)]

CONTROLS = [
    ("misc-redundant-expression", "\tif (n == n) {\n\t\tp = &n;\n\t}\n"),
    ("clang-analyzer-core.NullDereference", "\tif (n) {\n\t\tp = &n;\n\t}\n"),
]


def tidy(path, options):
    """The command for one file: clang-tidy 14 mixes up what it knows of several."""
    # The version that .clang-tidy was made for comes first: others look for more.
    tool = needed("clang-tidy (Debian) or clang-tools-extra (Fedora)", "clang-tidy-14", "clang-tidy")
    return [tool, "--quiet", "--config-file=" + os.path.join(SOURCE, ".clang-tidy"), path,
            "--"] + options


class Depth:
    """The C files of the probe, with the headers of ours that they include."""

    DEPTH = []

    def tidy(self, path, options):
        """The command for one file, as deep as the class says."""
        return tidy(path, options + self.DEPTH)

    def test_tidy(self):
        """All files."""
        self.maxDiff = None
        self.assertEqual(complaints([self.tidy(path, options + modelled(path))
                                     for path, options in files().items()]), "")

    def test_control(self):
        """It does complain, of what the analyzer finds, too."""
        for check, body in CONTROLS:
            with self.subTest(check):
                text = "int f(int n);\nint f(int n)\n{\n\tint *p = 0;\n\n%s\treturn *p;\n}\n" % body
                self.assertIn(check, complaint(text, self.tidy))


class Shallow(Depth, unittest.TestCase):
    """What is asked each time"""

    DEPTH = SHALLOW


class Deep(Depth, unittest.TestCase):
    """What takes too long for that"""


if __name__ == "__main__":
    unittest.main(verbosity=2)

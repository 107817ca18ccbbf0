# SPDX-License-Identifier: LGPL-2.1-or-later
"""The packages can be made: what the other tests of this directory are about."""
import os
import shutil
import unittest

import packages
from project import BUILD


class Make(unittest.TestCase):
    """cpack"""

    def test_make(self):
        """One of each kind, and one .deb that can be upgraded."""
        shutil.rmtree(packages.MADE, ignore_errors=True)
        packages.make(BUILD, packages.MADE, "DEB", "RPM")
        packages.make(BUILD, packages.MADE, "DEB", version=packages.EARLIER)
        for path in (packages.made("deb"), packages.made("rpm"), packages.made("deb", earlier=True)):
            self.assertGreater(os.path.getsize(path), 100000, path)


if __name__ == "__main__":
    packages.run_tests()

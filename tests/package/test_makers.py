# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the packages cannot be made their tests say so, and what to install."""
import os
import subprocess
import sys
import tempfile
import unittest

import packages
import suite

HERE = os.path.dirname(os.path.abspath(__file__))
# One that runs its tests itself, and one in namespaces of its own.
PROGRAMS = ("test_files.py", "test_rpm.py")


@suite.table([
    # name, what is there, what is missing
    ("nothing is there", (), ("cpack", "dpkg-shlibdeps", "rpmbuild")),
    ("as on Fedora", ("cpack", "rpmbuild"), ("dpkg-shlibdeps",)),
    ("as on Debian", ("cpack", "dpkg-shlibdeps"), ("rpmbuild",)),
])
class Missing(unittest.TestCase):
    """A PATH without some of what makes packages"""

    def check(self, there, missing):
        """One line for each; skipped, and a failure in CI."""
        with tempfile.TemporaryDirectory() as path:
            for name in there:
                os.symlink("/bin/true", os.path.join(path, name))
            for program in PROGRAMS:
                for in_ci, code in (("", suite.SKIPPED), ("true", 1)):
                    done = subprocess.run(
                        [sys.executable, os.path.join(HERE, program)], stdout=subprocess.PIPE,
                        universal_newlines=True, env=dict(os.environ, PATH=path, CI=in_ci))
                    self.assertEqual(done.returncode, code, done.stdout)
                    self.assertEqual(done.stdout.splitlines(), [
                        "SKIP: the packages cannot be made without %s: install %s"
                        % (name, packages.MAKERS[name]) for name in missing])


if __name__ == "__main__":
    unittest.main(verbosity=2)

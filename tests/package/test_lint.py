# SPDX-License-Identifier: LGPL-2.1-or-later
"""lintian and rpmlint find nothing in the packages but what is overridden, with its reason."""
import os
import subprocess
import unittest

import packages
from project import SOURCE

PACKAGING = os.path.join(SOURCE, "probe", "packaging")


def said(*command):
    """The exit code and output of a program."""
    done = subprocess.run(list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    return done.returncode, done.stdout


class Lint(unittest.TestCase):
    """The programs of the distributions"""

    def test_lintian(self):
        """No error or warning, nor an override that nothing needs any more."""
        code, text = said("lintian", "--allow-root", "--info", "--display-level", ">=warning",
                          "--display-info", "--fail-on", "error,warning", packages.made("deb"))
        self.assertEqual((code, text), (0, ""))

    def test_rpmlint(self):
        """No error or warning."""
        code, text = said("rpmlint", "--config", os.path.join(PACKAGING, "rpmlint.toml"),
                          packages.made("rpm"))
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"\b0 errors, 0 warnings\b", text)

    def test_reasons(self):
        """Each override stands below a reason."""
        for name in ("debian/oscap-kubelet.lintian-overrides", "rpmlint.toml"):
            with open(os.path.join(PACKAGING, name), encoding="utf-8") as file:
                lines = file.read().splitlines()
            for before, line in zip([""] + lines, lines):
                if line.startswith(("oscap-kubelet:", "    \"")):
                    self.assertRegex(before, r"^ *# ", line)


if __name__ == "__main__":
    packages.run_tests()

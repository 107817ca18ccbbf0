# SPDX-License-Identifier: LGPL-2.1-or-later
"""What valgrind finds does not go unnoticed."""
import subprocess
import sys
import unittest

from memcheck import FOUND, memcheck

CONTROL = sys.argv.pop()


class Control(unittest.TestCase):
    """A program that does wrong what it is told to."""

    def test_control(self):
        """Each wrong, and none."""
        for wrong, code in (("nothing", 0), ("uninitialized", FOUND), ("overflow", FOUND),
                            ("leak", FOUND)):
            with self.subTest(wrong=wrong):
                result = subprocess.run(memcheck("--quiet") + [CONTROL, wrong],
                                        stderr=subprocess.PIPE, universal_newlines=True)
                self.assertEqual(result.returncode, code, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cost of the core grows no faster than what a node has: counted, in images that are made for it.

    test_curves.py files|units    # which rows

Instructions and system calls of a program on the same input are the same on every machine, but for its
library, which the growth does not see.
"""
import sys
import unittest

import curves
import measure
import suite

# How much faster than the number the instructions may grow: sorting takes a logarithm.
GROWTH_MAX = 1.2
UNITS = ("unit files", "drop-ins of a unit", "services with a kubelet", "environment variables")


def rows(units):
    """Those about units, or the others."""
    return [row for row in curves.ROWS if (row[0] in UNITS) == units]


class Growth(unittest.TestCase):
    """Instructions."""

    def check(self, make, _, sizes, names):
        self.assertLessEqual(curves.growth(make, sizes, names), GROWTH_MAX)


class Calls(unittest.TestCase):
    """System calls, where directories are read."""

    def test_unit(self):
        """A unit is looked at, and read, in no more than its own directory."""
        more = curves.calls(curves.units, (20, 60), curves.FEW)
        for name, number in more.items():
            self.assertLessEqual(number, 8, name)
        self.assertLessEqual(sum(more.values()), UNIT_CALLS_MAX, more)


# Open, look at and close: the entry, what it leads to, the text. Without openat2 each directory on the
# way is opened.
UNIT_CALLS_MAX = 60


if __name__ == "__main__":
    wanted = rows(sys.argv.pop(1) == "units")
    suite.table(wanted)(Growth)
    if not measure.have("valgrind", "strace"):
        sys.exit("missing: valgrind or strace")
    suite.run_tests()

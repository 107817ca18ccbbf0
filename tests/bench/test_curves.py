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
UNITS = ("unit files", "drop-ins of a unit", "dashes of an instance", "services with a kubelet",
         "mentions in a script", "environment variables")


def rows(units):
    """Those about units, or the others."""
    return [row for row in curves.ROWS if (row[0] in UNITS) == units]


class Growth(unittest.TestCase):
    """Instructions."""

    def check(self, make, _, sizes, names):
        self.assertLessEqual(curves.growth(make, sizes, names), GROWTH_MAX)


class Calls(unittest.TestCase):
    """System calls, where directories are read."""

    def check(self, make, name, names):
        """However many there are, each directory is listed once, and no drop-ins are looked for."""
        few, many = (curves.trace(make, number, names) for number in (20, 60))
        self.assertGreaterEqual(len(many.matching(name)), 60)
        self.assertEqual(many.matching(name + r"\.d"), [])
        self.assertEqual(few.count()["getdents64"], many.count()["getdents64"])


CALLS = (
    ("units", curves.units, r"other-\d+\.service", curves.FEW),
)


if __name__ == "__main__":
    of_units = sys.argv.pop(1) == "units"
    suite.table(rows(of_units))(Growth)
    suite.table(CALLS if of_units else ())(Calls)
    if not measure.have("valgrind", "strace"):
        sys.exit("missing: valgrind or strace")
    suite.run_tests()

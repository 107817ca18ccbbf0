# SPDX-License-Identifier: LGPL-2.1-or-later
"""The package on Debian 13."""
import packages
from life import Life


class Trixie(Life):
    """Its oscap is 1.4.2."""

    RELEASE = "trixie"
    VERSION = " 1.4.2"


del Life

if __name__ == "__main__":
    packages.main()

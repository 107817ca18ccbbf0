# SPDX-License-Identifier: LGPL-2.1-or-later
"""The package on Debian 12."""
import packages
from life import Life


class Bookworm(Life):
    """Its oscap is 1.3.7."""

    RELEASE = "bookworm"
    VERSION = " 1.3.7"


del Life

if __name__ == "__main__":
    packages.main()

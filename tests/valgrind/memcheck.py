# SPDX-License-Identifier: LGPL-2.1-or-later
"""How valgrind is called."""
import shutil
import sys

FOUND = 99
MEMCHECK = ["valgrind", "--error-exitcode=%d" % FOUND, "--leak-check=full",
            "--errors-for-leak-kinds=definite", "--show-leak-kinds=definite", "--num-callers=50"]


def memcheck(*options):
    """The words that come before the command to watch; the program ends if there is no valgrind."""
    if shutil.which(MEMCHECK[0]) is None:
        sys.exit("valgrind was not found: install valgrind (Debian, Fedora)")
    return MEMCHECK + list(options)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program of the unit tests under valgrind."""
import os
import sys

from memcheck import memcheck

if __name__ == "__main__":
    command = memcheck("--quiet") + sys.argv[1:]
    os.execvp(command[0], command)

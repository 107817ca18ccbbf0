# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program of the unit tests under valgrind."""
import os
import sys

from memcheck import memcheck

# Of the allocations that a test lets fail in turn, one of so many: the same program without valgrind,
# and with AddressSanitizer, has each. A prime, so that they are no pattern of a loop.
MEMORY_STEP = "23"

if __name__ == "__main__":
    os.environ["OSCAP_KUBELET_TEST_MEMORY_STEP"] = MEMORY_STEP
    command = memcheck("--quiet") + sys.argv[1:]
    os.execvp(command[0], command)

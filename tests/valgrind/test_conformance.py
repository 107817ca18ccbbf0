# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program of the conformance tests, with the core under valgrind."""
import os
import sys

from memcheck import memcheck

CONFORMANCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance")

if __name__ == "__main__":
    os.environ["OSCAP_KUBELET_TEST_UNDER"] = " ".join(memcheck("--quiet"))
    os.execvp(sys.executable, [sys.executable, os.path.join(CONFORMANCE, sys.argv[1])] + sys.argv[2:])

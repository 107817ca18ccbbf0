# SPDX-License-Identifier: LGPL-2.1-or-later
"""What test programs do around their tests."""
import os
import re
import shutil
import subprocess
import sys
import unittest

import node

SKIPPED = 77
INSIDE = "OSCAP_KUBELET_TEST_INSIDE"
UNSHARE = ["unshare", "--fork", "--pid", "--kill-child", "--mount", "--mount-proc"]


def in_ci():
    """Whether a test that cannot run is a failure."""
    return os.environ.get("CI", "") not in ("", "0", "false")


def table(rows):
    """Class decorator: one test method per row, named after it, that calls self.check(row).

    Of a row that is a tuple the first member is the name; self.check() gets the others.
    """
    def decorate(cls):
        for row in rows:
            title, arguments = (row[0], row[1:]) if isinstance(row, tuple) else (row.name, (row,))
            name = "test_" + re.sub(r"\W+", "_", title).strip("_")
            if hasattr(cls, name):
                raise ValueError("two rows are named " + title)

            def method(self, arguments=arguments):
                self.check(*arguments)
            method.__doc__ = title
            setattr(cls, name, method)
        return cls
    return decorate


class _Result(unittest.TextTestResult):
    """Keeps the work directories of a test that fails, and names them."""

    def stopTest(self, test):
        super().stopTest(test)
        bad = [case for case, _ in self.failures + self.errors]
        failed = any(case is test or getattr(case, "test_case", None) is test for case in bad)
        for work in node.WORK_DIRECTORIES:
            if failed:
                self.stream.writeln("kept: " + work)
            else:
                shutil.rmtree(work)
        del node.WORK_DIRECTORIES[:]


def run_tests():
    """Run the tests of the program, and end it. In CI none may be skipped whose reason is not
    "optional".
    """
    runner = unittest.TextTestRunner(resultclass=_Result, verbosity=2, stream=sys.stdout)
    result = unittest.main(testRunner=runner, exit=False).result
    for case, reason in result.skipped:
        print("SKIP: %s: %s" % (case, reason))
    must_run = [reason for _, reason in result.skipped if not reason.startswith("optional")]
    if not result.wasSuccessful() or result.testsRun == 0 or (must_run and in_ci()):
        sys.exit(1)
    sys.exit(SKIPPED if len(result.skipped) == result.testsRun else 0)


def _enter():
    """Start this program again in namespaces of its own; returns only if that cannot be done."""
    command = UNSHARE if os.geteuid() == 0 else UNSHARE + ["--user", "--map-root-user"]
    probe = subprocess.run(command + ["true"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           universal_newlines=True)
    if probe.returncode != 0:
        print("SKIP: no namespaces of our own: " + probe.stdout.strip())
        sys.exit(1 if in_ci() else SKIPPED)
    os.environ[INSIDE] = "yes"
    os.execvp(command[0], command + [sys.executable] + sys.argv)


def has_user(uid):
    """Whether that user exists in this user namespace."""
    with open("/proc/self/uid_map") as file:
        ranges = [[int(number) for number in line.split()] for line in file]
    return any(first <= uid < first + count for first, _, count in ranges)


def main():
    """Run the tests of the program in a node of their own."""
    if INSIDE not in os.environ:
        _enter()
    for tool in (node.STANDIN, os.path.join(node.BUILD, "oscap-kubelet")):
        if not os.access(tool, os.X_OK):
            sys.exit("missing: " + tool)
    if shutil.which("oscap") is None:
        sys.exit("missing: oscap")
    node.shadow(node.KUBELET_DIR)
    node.shadow(node.PUBLIC_BUILD)
    node.mount(node.BUILD, node.PUBLIC_BUILD, flags=node.MS_BIND)
    run_tests()

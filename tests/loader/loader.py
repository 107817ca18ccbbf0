# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the loader share: where things are, and how they are run."""
import os
import re
import subprocess
import sys
import unittest

BUILD = os.environ["OSCAP_KUBELET_BUILD"]
SOURCE = os.environ["OSCAP_KUBELET_SOURCE"]
HERE = os.path.dirname(os.path.abspath(__file__))
WRAPPER = os.path.join(BUILD, "oscap-kubelet")
PLUGIN = os.path.join(BUILD, "probe", "oscap-kubelet.so")
FAKES = os.path.join(BUILD, "tests", "loader")
BYSTANDER = os.path.join(FAKES, "bystander.so")

# The runtime of the sanitizers, which has to be loaded before a sanitized plugin; usually empty.
SANITIZER = os.environ.get("OSCAP_KUBELET_TEST_PRELOAD", "")
SKIPPED = 77

HOOKS = {
    "probe_table_get_main_function", "probe_table_get_init_function",
    "probe_table_get_fini_function", "probe_table_get_offline_mode_function",
    "probe_table_exists", "probe_table_size", "probe_table_at_index", "probe_table_list",
    "oval_subtype_get_text", "oval_subtype_to_str", "oval_subtype_from_str",
    "oval_definition_model_import_source",
}


class Run:
    """A finished command."""

    def __init__(self, argv, process, out, err):
        self.argv = argv
        self.code = process.returncode
        self.raw = out
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    def __str__(self):
        return "%s\nexit code %s\nstdout:\n%s\nstderr:\n%s" % (
            " ".join(self.argv), self.code, self.out, self.err)


def environment(**changes):
    """The environment of this process, as a user has it, with changes; None removes a name."""
    result = {name: value for name, value in os.environ.items()
              if not name.startswith("OSCAP_KUBELET_")}
    result.pop("LD_PRELOAD", None)
    if SANITIZER:
        result["LD_PRELOAD"] = SANITIZER
        # What leaks is oscap's.
        result["ASAN_OPTIONS"] = "detect_leaks=0"
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def preload(*libraries):
    """A value of LD_PRELOAD."""
    return ":".join([SANITIZER] * bool(SANITIZER) + list(libraries))


def run(argv, env=None, cwd=None, stdin=b""):
    """Run a command to its end."""
    process = subprocess.Popen(argv, env=environment() if env is None else env, cwd=cwd,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        out, err = process.communicate(stdin, timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError("still running after a minute: %s" % Run(argv, process, out, err))
    return Run(argv, process, out, err)


def oscap(*args, **kwargs):
    """Run the real oscap with the plugin, through the wrapper."""
    return run([WRAPPER] + list(args), **kwargs)


def fake(name):
    """The path of an imitation of oscap."""
    return os.path.join(FAKES, name, "oscap")


def real_oscap():
    """The path of the oscap of this machine."""
    for directory in os.environ["PATH"].split(":"):
        path = os.path.join(directory, "oscap")
        if os.access(path, os.X_OK):
            return path
    raise AssertionError("there is no oscap on this machine")


def loaded_libraries(program):
    """The shared objects of a program, by their names, as ld.so resolves them."""
    listing = run(["ldd", program]).out
    return dict(re.findall(r"(\S+) => (\S+) ", listing))


def real_libopenscap():
    """The path of the libopenscap of this machine's oscap."""
    for name, path in loaded_libraries(real_oscap()).items():
        if name.startswith("libopenscap.so"):
            return path
    raise AssertionError("oscap has no libopenscap")


def table(rows):
    """Class decorator: one test method per row, a tuple named by its first member."""
    def decorate(cls):
        for row in rows:
            name = "test_" + re.sub(r"\W+", "_", row[0]).strip("_")
            if hasattr(cls, name):
                raise ValueError("two rows are named " + row[0])

            def method(self, row=row):
                self.check(*row[1:])
            method.__doc__ = row[0]
            setattr(cls, name, method)
        return cls
    return decorate


class Case(unittest.TestCase):
    """A test that shows the whole run where an assertion about it fails."""

    def assert_run(self, result, code, out=None, err=None):
        """A run ended with a code and, where given, wrote exactly that."""
        self.assertEqual(result.code, code, str(result))
        if out is not None:
            self.assertEqual(result.out, out, str(result))
        if err is not None:
            self.assertEqual(result.err, err, str(result))

    def assert_refused(self, result, *parts):
        """The wrapper refused, with one line that has these parts."""
        self.assertEqual(result.code, 1, str(result))
        self.assertEqual(result.out, "", str(result))
        self.assertEqual(result.err.count("\n"), 1, str(result))
        self.assertTrue(result.err.startswith("oscap-kubelet: "), str(result))
        for part in parts:
            self.assertIn(part, result.err, str(result))


def main():
    """Run the tests of the program. In CI none may be skipped whose reason is not "optional"."""
    runner = unittest.TextTestRunner(verbosity=2, stream=sys.stdout)
    result = unittest.main(testRunner=runner, exit=False).result
    for case, reason in result.skipped:
        print("SKIP: %s: %s" % (case, reason))
    in_ci = os.environ.get("CI", "") not in ("", "0", "false")
    must_run = [reason for _, reason in result.skipped if not reason.startswith("optional")]
    if not result.wasSuccessful() or result.testsRun == 0 or (must_run and in_ci):
        sys.exit(1)
    sys.exit(SKIPPED if len(result.skipped) == result.testsRun else 0)

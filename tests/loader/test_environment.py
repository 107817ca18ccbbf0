# SPDX-License-Identifier: LGPL-2.1-or-later
"""What of the environment reaches oscap, and what oscap starts."""
import os
import tempfile

from loader import (BYSTANDER, PLUGIN, SANITIZER, WRAPPER, Case, environment, fake, oscap, preload,
                    real_oscap, run)
from suite import run_tests, table


def seen_by(command, env):
    """The environment that the imitation of oscap has, as a dictionary."""
    result = run(command + ["environment"], env=env)
    if result.code != 0 or result.err:
        raise AssertionError(str(result))
    return dict(entry.partition("=")[::2] for entry in result.out.split("\0")[:-1])


def alias(directory, name):
    """A symbolic link to the plugin."""
    path = os.path.join(directory, name)
    os.symlink(PLUGIN, path)
    return path


@table([
    # name, LD_PRELOAD (@ is the plugin, = a link to it), what oscap sees of it
    ("alone", "@", None),
    ("first", "@:" + BYSTANDER, BYSTANDER),
    ("last", BYSTANDER + ":@", BYSTANDER),
    ("separated by a blank", BYSTANDER + " @", BYSTANDER),
    ("twice", "@:@", None),
    ("under another name", "=:" + BYSTANDER, BYSTANDER),
    ("empty entries", ":@::" + BYSTANDER + ":", BYSTANDER),
])
class Preload(Case):
    """The plugin takes itself out of LD_PRELOAD, and nothing else."""

    def check(self, value, expected):
        with tempfile.TemporaryDirectory() as work:
            value = value.replace("@", PLUGIN).replace("=", alias(work, "alias.so"))
            seen = seen_by([fake("whole")], environment(LD_PRELOAD=preload(value)))
        rest = [part for part in (SANITIZER, expected) if part]
        self.assertEqual(seen.get("LD_PRELOAD"), ":".join(rest) or None)

    def test_ineffective_plugin_leaves_too(self):
        """Also where the plugin has switched itself off."""
        result = run([fake("symbolic"), "child", "echo \"[$LD_PRELOAD]\""],
                     env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(result, 0, "[%s]\n" % preload())


SEXP = "SEXP_VALIDATE_DISABLE"


@table([
    # name, imitation, variables, what oscap sees of libopenscap's own switch
    ("off", "whole", {}, "1"),
    ("wanted", "whole", {"OSCAP_KUBELET_SEXP_VALIDATE": "1"}, None),
    ("an empty variable is none", "whole", {"OSCAP_KUBELET_SEXP_VALIDATE": ""}, "1"),
    ("the user's own value", "whole", {SEXP: "x"}, "x"),
    ("the plugin is not effective", "symbolic", {}, None),
])
class SexpValidate(Case):
    """libopenscap's checks of its S-expressions are turned off, unless they are wanted."""

    def check(self, name, variables, expected):
        changes = dict({SEXP: None, "OSCAP_KUBELET_SEXP_VALIDATE": None}, **variables)
        result = run([fake(name), "environment"],
                     env=environment(LD_PRELOAD=preload(PLUGIN), **changes))
        seen = dict(entry.partition("=")[::2] for entry in result.out.split("\0")[:-1])
        self.assertEqual(seen.get(SEXP), expected, str(result))


class Wrapper(Case):
    """The wrapper leaves the environment as it is."""

    # Of what the plugin sets where it is missing.
    SET = {"OSCAP_CPE_PATH": "/", SEXP: "1"}

    def test_exact(self):
        """Every variable arrives, those with odd names and values too; none is new."""
        env = environment(OSCAP_KUBELET_OSCAP=fake("whole"), EMPTY="", ODD="a\nb = c", **self.SET)
        env["odd.name-%"] = "x"
        self.assertEqual(seen_by([WRAPPER], env), env)

    def test_other_preloads_stay(self):
        """A library that the user preloads is loaded, and stays in LD_PRELOAD."""
        env = environment(OSCAP_KUBELET_OSCAP=fake("whole"), LD_PRELOAD=preload(BYSTANDER),
                          **self.SET)
        self.assertEqual(seen_by([WRAPPER], env), env)
        result = run([WRAPPER, "child", "grep -c bystander /proc/self/maps"], env=env)
        self.assertEqual(result.code, 0, str(result))

    def test_empty_preload(self):
        """An empty LD_PRELOAD is none."""
        env = environment(OSCAP_KUBELET_OSCAP=fake("whole"))
        if not SANITIZER:
            env["LD_PRELOAD"] = ""
        seen = seen_by([WRAPPER], env)
        self.assertEqual(seen.get("LD_PRELOAD", ""), SANITIZER)

    def test_no_environment(self):
        """With no environment at all, the real oscap is found."""
        env = {name: value for name, value in environment().items()
               if name in ("LD_PRELOAD", "ASAN_OPTIONS")}
        result = oscap("--version", env=env)
        self.assert_run(result, 0, err="")
        self.assertIn("probe_kubeletsetting", result.out)


class Dictionary(Case):
    """OpenSCAP's CPE dictionary, which some distributions do not install."""

    def listed(self, **changes):
        """The directory that oscap --version names."""
        result = run([real_oscap(), "--version"],
                     env=environment(LD_PRELOAD=preload(PLUGIN), **changes))
        self.assert_run(result, 0, err="")
        return result.out.partition("Default CPE files: ")[2].partition("\n")[0]

    def test_default(self):
        """The installed one is used; where it is missing, an empty one of ours."""
        stock = run([real_oscap(), "--version"]).out
        stock = stock.partition("Default CPE files: ")[2].partition("\n")[0]
        if os.path.exists(os.path.join(stock, "openscap-cpe-dict.xml")):
            self.assertEqual(self.listed(), stock)
        else:
            self.assertEqual(self.listed(), os.path.join(os.path.dirname(PLUGIN), "cpe"))

    def test_chosen(self):
        """A directory that the user has chosen stays, even if there is no dictionary in it."""
        with tempfile.TemporaryDirectory() as work:
            result = run([fake("whole"), "environment"],
                         env=environment(LD_PRELOAD=preload(PLUGIN), OSCAP_CPE_PATH=work))
            self.assertIn("OSCAP_CPE_PATH=%s\0" % work, result.out)

    def test_missing(self):
        """An imitation without dictionary is given ours."""
        seen = seen_by([fake("whole")], environment(LD_PRELOAD=preload(PLUGIN)))
        directory = seen["OSCAP_CPE_PATH"]
        self.assertTrue(os.path.exists(os.path.join(directory, "openscap-cpe-dict.xml")))


if __name__ == "__main__":
    run_tests()

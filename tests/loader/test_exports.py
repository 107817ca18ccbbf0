# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the plugin exports and imports."""
import ctypes
import os
import re
import shutil
import unittest

from loader import HOOKS, PLUGIN, SANITIZER, Case, loaded_libraries, real_libopenscap, run
from project import SOURCE
from suite import run_tests

HEADER = os.path.join(SOURCE, "probe", "oval", "openscap_abi.h")


def symbols(library, *options):
    """The dynamic symbols of a library: name to type letter, versions cut off."""
    result = run(["nm", "--dynamic"] + list(options) + [library])
    if result.code != 0:
        raise AssertionError(str(result))
    rows = [line.split()[-2:] for line in result.out.splitlines() if line.strip()]
    return {name.partition("@")[0]: letter for letter, name in rows}


def declared():
    """The imports that the header declares."""
    with open(HEADER) as file:
        return set(re.findall(r"^KP_WEAK [^(]*?(\w+)\(", file.read(), re.MULTILINE))


@unittest.skipUnless(shutil.which("nm"), "there is no nm")
class Symbols(Case):
    """The dynamic symbols, as nm lists them."""

    def test_exports(self):
        """The hooks and nothing else."""
        self.assertEqual(set(symbols(PLUGIN, "--defined-only")), HOOKS)

    def test_local_symbol_is_not_exported(self):
        """The check above would see a symbol that is not a hook."""
        table = run(["nm", PLUGIN]).out
        if table:
            self.assertRegex(table, r"(?m) t kp_selfcheck$")
        self.assertNotIn("kp_selfcheck", symbols(PLUGIN))

    def test_imports_are_weak(self):
        """No strong import comes from a library that the plugin does not name itself."""
        libraries = [path for path in loaded_libraries(PLUGIN).values()]
        libraries += re.findall(r"^\s*(/\S+) \(", run(["ldd", PLUGIN]).out, re.MULTILINE)
        provided = set()
        for library in libraries:
            provided |= set(symbols(library, "--defined-only"))
        strong = {name for name, letter in symbols(PLUGIN, "--undefined-only").items()
                  if letter == "U"}
        self.assertGreater(len(strong), 10)
        self.assertEqual(strong - provided, set())

    def test_libraries(self):
        """libopenscap and libxml2 are not among the libraries that the plugin names."""
        needed = set(re.findall(r"NEEDED\s+(\S+)", run(["objdump", "-p", PLUGIN]).out))
        self.assertIn("libyaml-0.so.2", needed)
        for name in needed:
            self.assertNotRegex(name, r"openscap|xml")
        if not SANITIZER:
            self.assertLessEqual(needed, {"libyaml-0.so.2", "libc.so.6",
                                          "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"})

    def test_weak_imports_are_declared(self):
        """The ABI header declares every weak import of the plugin."""
        weak = {name for name, letter in symbols(PLUGIN, "--undefined-only").items()
                if letter == "w" and not name.startswith("_")}
        self.assertGreater(len(weak), 10)
        self.assertEqual(weak - declared(), set())


class Imports(Case):
    """What this machine's libopenscap has, it and the libraries that it names."""

    def test_declared_imports_exist(self):
        """libopenscap and libxml2 export everything that the header declares, and every hook."""
        library = ctypes.CDLL(real_libopenscap())
        names = declared()
        self.assertGreater(len(names), 50)
        self.assertEqual({name for name in names | HOOKS if not hasattr(library, name)}, set())
        self.assertFalse(hasattr(library, "probe_entobj_cmp"), "a hidden function was found")


if __name__ == "__main__":
    run_tests()

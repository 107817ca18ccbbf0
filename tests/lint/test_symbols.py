# SPDX-License-Identifier: LGPL-2.1-or-later
"""The host calls probes from several threads: there is no data that changes but what is listed."""
import os
import re
import shutil
import subprocess
import sys
import unittest

from sources import find

# Written by the constructor, before there are threads.
ALLOWED = {("probe/loader", "active"), ("probe/loader", "trusts_sexp")}
# Behind a mutex of its own.
ALLOWED |= {("probe/oval", "shared")}
# Of one thread, and of one call in it.
ALLOWED |= {("probe/loader", "current"), ("probe/loader", "is_wanted"), ("probe/loader", "wanted"),
            ("probe/loader", "is_exporting"), ("probe/loader", "latest"), ("probe/loader", "put_off")}
# Of one thread, for all its calls: which version, or which form of a name, a text is, the same whoever reads it.
ALLOWED |= {("probe/loader", "known"), ("probe/loader", "oldest")}
# Atomic, and once true always so: nobody reads it along with other data.
ALLOWED |= {("probe/loader", "any_is_wanted"), ("probe/loader", "oval_is_wanted"), ("probe/loader", "arf_is_wanted")}
# Atomic: the address of a function of libopenscap, the same whoever looks it up.
ALLOWED |= {("probe/loader", "found"), ("probe/loader", "resizes"), ("probe/loader", "releases")}

# A line of objdump -t: address, flags, section, size, name.
SYMBOL = re.compile(r"^[0-9a-f]+ (.{7}) (\S+)\t[0-9a-f]+ (?:0x\w+ |\.\w+ )?(.+)$")


def is_mutable(section):
    """Whether a section has data that can change once the program is loaded."""
    if section.startswith(".data.rel.ro"):
        return False
    return section == "*COM*" or section.startswith((".data", ".bss", ".tdata", ".tbss"))


def mutable_symbols(path):
    """The names of the objects in such sections of an object file."""
    listing = subprocess.check_output(["objdump", "-t", path], universal_newlines=True)
    for line in listing.splitlines():
        match = SYMBOL.match(line)
        # Of what belongs to a thread objdump does not say that it is an object.
        is_object = match and ("O" in match.group(1) or
                               (match.group(2).startswith(".t") and "d" not in match.group(1)))
        if is_object and is_mutable(match.group(2)):
            yield match.group(3)


def objects():
    """The object files of the plugin and of what changes a node."""
    with open(os.environ["LINT_OBJECTS"]) as file:
        return [path for path in file.read().split(";") if path.endswith((".o", ".obj"))]


class Symbols(unittest.TestCase):
    """The objects of all folders but of the programs."""

    def test_no_mutable_data(self):
        """Only the loader has some, and only what is listed here."""
        found = set()
        for path in objects():
            part = re.search(r"\.dir/(.+)/[^/]+$", path)
            place = "probe/" + part.group(1) if part else "probe"
            found |= {(place, re.sub(r"\.\d+$", "", name)) for name in mutable_symbols(path)}
        self.assertEqual(found, ALLOWED)

    def test_all_parts_are_there(self):
        """The check above has looked at all parts."""
        parts = {os.path.dirname(path) for path in find("probe", ends=(".c",))}
        for part in parts - {"probe/wrapper"} - {"probe/%s/program" % name
                                                 for name in ("command", "configz", "fix")}:
            self.assertTrue([path for path in objects()
                             if ".dir/%s/" % os.path.relpath(part, "probe") in path], part)


if __name__ == "__main__":
    if os.environ["LINT_SANITIZED"] == "ON":
        print("SKIP: the sanitizers add data of their own")
        sys.exit(77)
    if shutil.which("objdump") is None:
        sys.exit("objdump was not found: install binutils (Debian, Fedora)")
    unittest.main(verbosity=2)

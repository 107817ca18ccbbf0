# SPDX-License-Identifier: LGPL-2.1-or-later
"""The host calls probes from several threads: there is no data that changes but for one flag."""
import os
import re
import shutil
import subprocess
import sys
import unittest

# Written by the constructor, before there are threads.
ALLOWED = {("probe/loader", "active")}

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
        if match and "O" in match.group(1) and is_mutable(match.group(2)):
            yield match.group(3)


def objects():
    """The object files of the plugin and of what changes a node."""
    with open(os.environ["LINT_OBJECTS"]) as file:
        return [path for path in file.read().split(";") if path.endswith((".o", ".obj"))]


class Symbols(unittest.TestCase):
    """The objects of core, fix, probes and loader."""

    def test_no_mutable_data(self):
        """Only the loader has some, and only what is listed here."""
        found = set()
        for path in objects():
            part = re.search(r"/(core|fix|oval|loader)/[^/]+$", path)
            place = "probe/" + part.group(1) if part else "probe"
            found |= {(place, re.sub(r"\.\d+$", "", name)) for name in mutable_symbols(path)}
        self.assertEqual(found, ALLOWED)

    def test_all_parts_are_there(self):
        """The check above has looked at all parts."""
        for part in ("core", "fix", "oval", "loader"):
            self.assertTrue([path for path in objects() if "/%s/" % part in path], part)


if __name__ == "__main__":
    if os.environ["LINT_SANITIZED"] == "ON":
        print("SKIP: the sanitizers add data of their own")
        sys.exit(77)
    if shutil.which("objdump") is None:
        sys.exit("objdump was not found: install binutils (Debian, Fedora)")
    unittest.main(verbosity=2)

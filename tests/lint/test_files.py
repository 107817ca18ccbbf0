# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a look at the text of the sources can tell."""
import os
import re
import unittest

from sources import code, find, read

SPDX = "SPDX-License-Identifier: LGPL-2.1-or-later"

# What only some folders of the probe may do, a pattern of it, and which do. What is in a folder below
# is not in the folder.
MAY_ONLY = [
    ("open files", r"\b(?:f?open(?:at2?)?|f?opendir|creat|fdopen)\s*\(|\bSYS_openat2?\b",
     ("files", "programs", "loader", "command", "wrapper", "fix/system", "fix/program")),
    ("read the environment", r"\b(?:secure_)?getenv\s*\(|\benviron\b",
     ("oval", "loader", "command", "wrapper", "fix/system", "fix/program")),
    ("print or end the process", r"\b(?:v?d?f?printf|puts|fputs|perror|v?syslog|_?exit|abort)\s*\(",
     ("programs", "loader", "command", "command/program", "wrapper", "fix", "fix/program")),
    ("parse a number carelessly", r"\b(?:ato[ifl]+|strto[a-z]+|[fs]?scanf)\s*\(", ()),
]

# Headers of other libraries, a pattern of their names, and the folders that may include them; what
# OpenSCAP and libxml2 declare comes through one header of ours.
ABI = "probe/oval/openscap_abi.h"
FOREIGN = [
    (r"oscap|oval_|xccdf|ds_|libxslt", ()),
    (r"libxml", ("command",)),
    (r"json-c", ("command",)),
    (r"dlfcn", ("base", "files", "loader", "net")),
    (r"link\.h|elf\.h", ("loader",)),
    (r"yaml\.h", ("document",)),
    (r"pthread|threads\.h", ("oval",)),
]
TOO_LONG = 600


def includes(path):
    """The lines of a C file that include something, as (number, name)."""
    for number, line in code(path):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
        if match:
            yield number, match.group(1)


def folder(path):
    """The folder of the probe that a file is in."""
    return os.path.relpath(os.path.dirname(path), "probe")


def c_files():
    """The C files of the probe, and their headers."""
    return find("probe", ends=(".c", ".h"))


class Files(unittest.TestCase):
    """Each test collects everything that is wrong, so that it can be mended at once."""

    def test_licence(self):
        """The first line names the licence; or the one after a line that has to be the first."""
        wrong = []
        for path in find("probe", "tests", "content",
                         ends=(".c", ".h", ".py", ".cmake", "CMakeLists.txt", ".xsd", ".xsl")):
            lines = read(path).split("\n", 2) + ["", ""]
            if lines[0].startswith(("#!", "<?xml")):
                lines.pop(0)
            if SPDX not in lines[0]:
                wrong.append(path)
        self.assertEqual(wrong, [])

    def test_length(self):
        """No file of the probe has more lines than one can keep in mind."""
        wrong = [path for path in find("probe") if read(path).count("\n") > TOO_LONG]
        self.assertEqual(wrong, [])

    def test_foreign(self):
        """Other libraries are known in some folders only."""
        wrong, used = [], set()
        for path in c_files():
            for number, name in includes(path):
                for pattern, folders in FOREIGN:
                    if not re.match(pattern, name):
                        continue
                    used.add(pattern)
                    if folder(path) not in folders and path != ABI:
                        wrong.append("%s:%d: %s" % (path, number, name))
        self.assertEqual(wrong, [])
        self.assertEqual({pattern for pattern, _ in FOREIGN} - used, set())

    def test_may_only(self):
        """Some things are done in some folders only, and in all of these."""
        wrong = []
        for what, pattern, folders in MAY_ONLY:
            done = set()
            for path in c_files():
                lines = [(number, line) for number, line in code(path) if re.search(pattern, line)]
                if lines and folder(path) in folders:
                    done.add(folder(path))
                else:
                    wrong += ["%s:%d: may not %s: %s" % (path, number, what, line.strip())
                              for number, line in lines]
            wrong += ["%s: does not %s" % (each, what) for each in folders if each not in done]
        self.assertEqual(wrong, [])

    def test_patterns(self):
        """The patterns above find what they are made for."""
        samples = ["\tfd = open(path, flags);", "\tvalue = getenv(NAME);",
                   "\tfprintf(stderr, text);", "\tn = atoi(text);"]
        for (what, pattern, _), sample in zip(MAY_ONLY, samples):
            self.assertRegex(sample, pattern, what)
            self.assertNotRegex("\tkp_reopen_x(a); snprintf(b); kp_exits(c);", pattern, what)

    def test_file_sentences(self):
        """Each header says what its module is for."""
        wrong = [path for path in find("probe", ends=(".h",))
                 if not re.search(r"/\*\*\n \* @file\n \* \w", read(path))]
        self.assertEqual(wrong, [])

    def test_line_comments(self):
        """C comments are the ones of C89."""
        wrong = []
        for path in find("probe", "tests", ends=(".c", ".h")):
            wrong += ["%s:%d" % (path, number) for number, line in code(path)
                      if re.search(r"(?<!:)//", line)]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a look at the text of the sources can tell."""
import re
import unittest

from sources import code, find, read

SPDX = "SPDX-License-Identifier: LGPL-2.1-or-later"

# Of the programs that the plugin is made of, those that may do something, and a pattern of it.
MAY_ONLY = [
    ("open files", r"\b(?:f?open(?:at2?)?|f?opendir|creat|fdopen)\s*\(|\bSYS_openat2?\b",
     ("probe/core/root.c", "probe/core/beneath.c", "probe/loader/schema.c",
      "probe/wrapper/oscap-kubelet.c", "probe/fix/spot.c", "probe/fix/scratch.c",
      "probe/fix/backup.c", "probe/fix/program/")),
    ("read the environment", r"\b(?:secure_)?getenv\s*\(|\benviron\b",
     ("probe/oval/", "probe/loader/", "probe/wrapper/", "probe/fix/run.c", "probe/fix/program/")),
    ("print or end the process", r"\b(?:v?d?f?printf|puts|fputs|perror|v?syslog|_?exit|abort)\s*\(",
     ("probe/loader/loader.c", "probe/loader/hooks.c", "probe/wrapper/", "probe/fix/fix.c",
      "probe/fix/file_access.c", "probe/fix/program/")),
    ("parse a number carelessly", r"\b(?:ato[ifl]+|strto[a-z]+|[fs]?scanf)\s*\(", ()),
]

# Who may include whom: of each part, what it may not include.
FOREIGN = r"|oscap|oval_|xccdf|ds_|libxml|libxslt|dlfcn|link\.h"
MAY_NOT_INCLUDE = [
    ("probe/core/", r"fix/|oval/|loader/|wrapper/" + FOREIGN),
    ("probe/fix/", r"oval/|loader/|wrapper/" + FOREIGN),
    ("probe/oval/", r"loader/|wrapper/|fix/"),
    ("probe/loader/", r"fix/"),
]
TOO_LONG = 600


def includes(path):
    """The lines of a C file that include something, as (number, name)."""
    for number, line in code(path):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
        if match:
            yield number, match.group(1)


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

    def test_layers(self):
        """The core knows neither OpenSCAP nor the other parts; the probes do not know the loader."""
        wrong = []
        for part, pattern in MAY_NOT_INCLUDE:
            for path in find(part, ends=(".c", ".h")):
                wrong += ["%s:%d: %s" % (path, number, name) for number, name in includes(path)
                          if re.match(pattern, name) or "/../" in name or name.startswith("../")]
        self.assertEqual(wrong, [])

    def test_headers_of_abi(self):
        """What OpenSCAP and libxml2 declare comes through one header."""
        wrong = []
        for path in find("probe/oval", "probe/loader", ends=(".c", ".h")):
            if path != "probe/oval/openscap_abi.h":
                wrong += ["%s:%d: %s" % (path, number, name) for number, name in includes(path)
                          if re.match(r"oscap|oval_|libxml", name)]
        self.assertEqual(wrong, [])

    def test_may_only(self):
        """Some things are done in some places only."""
        wrong = []
        for what, pattern, places in MAY_ONLY:
            for path in find("probe", ends=(".c", ".h")):
                if path.startswith(places):
                    continue
                wrong += ["%s:%d: may not %s: %s" % (path, number, what, line.strip())
                          for number, line in code(path) if re.search(pattern, line)]
        self.assertEqual(wrong, [])

    def test_patterns(self):
        """The patterns above find what they are made for."""
        samples = ["\tfd = open(path, flags);", "\tvalue = getenv(NAME);",
                   "\tfprintf(stderr, text);", "\tn = atoi(text);"]
        for (what, pattern, _), sample in zip(MAY_ONLY, samples):
            self.assertRegex(sample, pattern, what)
            self.assertNotRegex("\tkp_reopen_x(a); snprintf(b); kp_exits(c);", pattern, what)

    def test_guards(self):
        """Each header is guarded by its own name."""
        wrong = []
        for path in find("probe", ends=(".h",)):
            stem = re.sub(r"\W", "_", path.split("/")[-1]).upper()
            text = read(path)
            if "#ifndef KP_%s\n#define KP_%s\n" % (stem, stem) not in text:
                wrong.append(path)
        self.assertEqual(wrong, [])

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

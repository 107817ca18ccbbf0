# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manuals are well formed, and say of the commands what these say of themselves."""
import os
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from project import BUILD, SOURCE

MADE = os.path.join(BUILD, "probe", "man")
SCHEMA = os.path.join(SOURCE, "content", "schema", "linux-kubelet-%s-schema.xsd")
XSD = "{http://www.w3.org/2001/XMLSchema}"
MANUALS = ("oscap-kubelet.8", "oscap-kubelet-fix.8", "oscap-kubelet-summary.8", "oscap-kubelet-tests.7")


def text(name):
    """The source of a manual."""
    with open(os.path.join(MADE, name), encoding="utf-8") as file:
        return file.read()


def rendered(name):
    """A manual as a reader sees it, without bold, in one line with no word broken."""
    pages = subprocess.check_output(["mandoc", "-Tutf8", os.path.join(MADE, name)],
                                    universal_newlines=True)
    return " ".join(re.sub(r"(?<=\w-)\n\s+", "", re.sub(".\b", "", pages)).split())


def output(*command):
    """What a command that was built writes."""
    return subprocess.check_output([os.path.join(BUILD, command[0])] + list(command[1:]),
                                   universal_newlines=True)


def verbs():
    """The verbs of oscap-kubelet."""
    with open(os.path.join(SOURCE, "probe", "command", "verbs.h"), encoding="utf-8") as file:
        return re.findall(r'VERB\("([a-z]+)"', file.read())


def told(help_text):
    """The options that a program's help tells of, by what stands before them: "the file of --config" is about
    a kubelet."""
    return set(re.findall(r"(?:^ +|[\[{|]|, |\] )--([a-z][a-z-]*)", help_text, re.M))


def documented(manual):
    """The options that a part of a manual documents."""
    tags = " ".join(re.findall(r"^\.It (Fl .*)$", manual, re.M))
    return set(re.findall(r"\bFl -([a-z-]+)", tags))


class Manuals(unittest.TestCase):
    """Each of them."""

    def test_lint(self):
        """mandoc has nothing against it. Whether other manuals are installed is not asked."""
        for name in MANUALS:
            with self.subTest(name=name):
                result = subprocess.run(["mandoc", "-Tlint", "-Wwarning", os.path.join(MADE, name)],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        universal_newlines=True)
                self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_rendered(self):
        """A reader sees what it is about, its version, and no macro or variable."""
        version = output("oscap-kubelet-fix", "--version").split()[-1]
        for name in MANUALS:
            with self.subTest(name=name):
                page = rendered(name)
                command, section = name.split(".")
                self.assertIn("NAME %s – " % command, page)
                self.assertTrue(page.startswith("%s(%s)" % (command.upper(), section)), page[:80])
                self.assertIn("oscap-kubelet %s" % version, page)
                self.assertNotRegex(page, r"@\w+@|(?<!\w)\.[A-Z][a-z](?!\w)|\\[&ef]")

    def test_references(self):
        """Our manuals name each other, and none that is not there."""
        for name in MANUALS:
            named = set(re.findall(r"^\.Xr (?:\( )?(oscap-kubelet[a-z-]*) (\d)", text(name), re.M))
            self.assertEqual({"%s.%s" % each for each in named} - set(MANUALS), set(), name)
            self.assertNotEqual(named, set(), name)


class Options(unittest.TestCase):
    """The options of a command's help are those of its manual."""

    def test_fix(self):
        """oscap-kubelet-fix has one table of options."""
        self.assertEqual(documented(text("oscap-kubelet-fix.8")),
                         told(output("oscap-kubelet-fix", "--help")))

    def test_verbs(self):
        """The verbs have a subsection each, which may name a manual of their own."""
        parts = re.split(r"^\.S[sh] (.*)\n", text("oscap-kubelet.8"), flags=re.M)
        sections = dict(zip(parts[1::2], parts[2::2]))
        self.assertNotEqual(verbs(), [])
        for verb in verbs():
            with self.subTest(verb=verb):
                own = "oscap-kubelet-%s.8" % verb
                manual = text(own) if own in MANUALS else sections[verb]
                self.assertEqual(documented(manual),
                                 told(output("oscap-kubelet", verb, "--help")))
                self.assertRegex(sections["SYNOPSIS"], r"(?m)^\.Cm %s$" % verb)
        known = re.findall(r"^\.Cm ([a-z]+)$", sections["SYNOPSIS"], re.M)
        self.assertEqual(sorted(known), sorted(verbs()))

    def test_environment(self):
        """Each variable for users that our sources read is in a manual."""
        read = set()
        for directory, _, files in os.walk(os.path.join(SOURCE, "probe")):
            for name in files:
                if name.endswith((".c", ".h")):
                    with open(os.path.join(directory, name), encoding="utf-8") as file:
                        read |= set(re.findall(r'(?:getenv\(|_ENV |\{ )"([A-Z_]+)"', file.read()))
        # The others are everyone's; these are what the plugin, the wrapper and doctor tell each other.
        read = {name for name in read if name.startswith(("OSCAP_", "NO_"))}
        read -= {"OSCAP_KUBELET_REQUIRED", "OSCAP_KUBELET_SELFTEST", "OSCAP_KUBELET_WHICH"}
        self.assertIn("OSCAP_KUBELET_VERSION", read)
        manuals = text("oscap-kubelet.8") + text("oscap-kubelet-fix.8")
        self.assertEqual({name for name in read if name not in manuals}, set())


class Tests(unittest.TestCase):
    """oscap-kubelet-tests(7) has what the schemas have."""

    def test_names(self):
        """Each test, object, state, item, entity and behavior, and of each what the schema says."""
        page = rendered("oscap-kubelet-tests.7")
        root = ElementTree.parse(SCHEMA % "definitions").getroot()
        names = {each.get("name") for each in root.iter(XSD + "element") if each.get("name")}
        names |= {each.get("name") for each in root.iter(XSD + "attribute")}
        names |= {each.get("name") for each in
                  ElementTree.parse(SCHEMA % "system-characteristics").iter(XSD + "element")
                  if each.get("name")}
        # These connect a test with its object and states.
        for name in names - {"object", "state"}:
            self.assertRegex(page, r"\b%s\b" % name)
        said = 0
        for element in root.iter(XSD + "element"):
            words = element.findtext("%sannotation/%sdocumentation" % (XSD, XSD))
            if words and element.get("name", "").islower() and "entity" in words:
                self.assertIn(" ".join(words.split()), page)
                said += 1
        self.assertGreater(said, 30)

    def test_example(self):
        """The example is valid."""
        example = re.search(r"<\?xml.*</oval_definitions>", text("oscap-kubelet-tests.7"), re.S)
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(example.group())
            file.flush()
            result = subprocess.run(
                [os.path.join(BUILD, "oscap-kubelet"), "oval", "validate", file.name],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
                env=dict(os.environ, LD_PRELOAD=os.environ["OSCAP_KUBELET_TEST_PRELOAD"]))
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)

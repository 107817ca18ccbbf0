# SPDX-License-Identifier: LGPL-2.1-or-later
"""What oscap itself says of the content: it is valid, and every command that reads it works.

No kubelet is looked at here; the verdicts are tested in tests/oscap.
"""
import os
import subprocess
import tempfile
import unittest

import parts
from elements import children, every, text
from project import NAME, PROGRAMS

OSCAP = os.path.join(PROGRAMS, "oscap-kubelet")

# What the Schematrons would like to see and we do not have: an address for updates, a CCE
# identifier for each rule, and a platform of the whole benchmark (ours hangs on a group).
ALLOWED_SCHEMATRON = ("Warning: SRC-341-1|", "Warning: SRC-251-1|", "Warning: SRC-207-1|",
                      "Warning: The @name attribute of an XHTML 'a' element should be prefixed")

TAILORING = """<?xml version="1.0" encoding="UTF-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2"
    id="xccdf_{name}_tailoring_test">
  <version time="2026-11-24T00:00:00">1</version>
  <Profile id="xccdf_{name}_profile_tailored" extends="xccdf_{name}_profile_cis_node_level1">
    <title>Tailored</title>
    <set-value idref="xccdf_{name}_value_accept_builtin_default">true</set-value>
  </Profile>
</Tailoring>
""".format(name=NAME)


def oscap(*arguments):
    """Run oscap with the plugin; return exit status, stdout and stderr."""
    run = subprocess.run([OSCAP] + list(arguments), stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


class Oscap(unittest.TestCase):
    """Base of the tests below."""

    def works(self, *arguments):
        """Run oscap, expect success and silence on stderr, return stdout."""
        code, out, err = oscap(*arguments)
        self.assertEqual((code, err), (0, ""), "oscap %s\n%s" % (" ".join(arguments), out))
        return out

    def temporary(self, name, content=None):
        """A path in a temporary directory, with that content if any."""
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = os.path.join(directory.name, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        return path


class Validation(Oscap):
    """Against the schemas of the installed openscap, extended by ours."""

    def test_parts(self):
        self.works("xccdf", "validate", "--skip-schematron", parts.path(parts.XCCDF))
        self.works("oval", "validate", parts.path(parts.OVAL))
        self.works("oval", "validate", parts.path(parts.CPE_OVAL))
        self.works("cpe", "validate", parts.path(parts.CPE_DICTIONARY))

    def test_stream(self):
        self.works("ds", "sds-validate", parts.STREAM)

    def test_stream_with_the_schematron_of_scap_1_3(self):
        code, out, err = oscap("xccdf", "validate", parts.STREAM)
        self.assertEqual(code, 0, err)
        complaints = [line for line in (out + "\n" + err).splitlines()
                      if "Warning" in line or "Error" in line]
        unexpected = [line for line in complaints
                      if not line.startswith(ALLOWED_SCHEMATRON)]
        self.assertEqual(unexpected, [])

    def test_validation_is_on(self):
        """A wrong document is refused: the tests above mean something."""
        with open(parts.path(parts.OVAL), encoding="utf-8") as file:
            content = file.read()
        wrong = content.replace("linux:setting", "linux:seting")
        self.assertNotEqual(wrong, content)
        code, _, err = oscap("oval", "validate", self.temporary("wrong.xml", wrong))
        self.assertEqual(code, 2)
        self.assertIn("seting", err)


class Commands(Oscap):
    """The commands that a user of content knows."""

    def setUp(self):
        benchmark = parts.read(parts.XCCDF)
        self.rules = {rule.get("id"): text(children(rule, "title")[0])
                      for rule in every(benchmark, "Rule")}
        self.profiles = {profile.get("id"): text(children(profile, "title")[0])
                         for profile in every(benchmark, "Profile")}
        self.selected = {profile.get("id"): parts.profile_rules(profile)
                         for profile in every(benchmark, "Profile")}

    def test_info(self):
        for document in (parts.STREAM, parts.path(parts.XCCDF)):
            out = self.works("info", document)
            for identifier, title in self.profiles.items():
                self.assertIn("Id: " + identifier + "\n", out)
                self.assertIn("Title: " + title + "\n", out)
        for part in (parts.OVAL, parts.CPE_OVAL, parts.CPE_DICTIONARY):
            self.works("info", parts.path(part))

    def test_info_profile(self):
        for identifier, title in self.profiles.items():
            self.assertIn("Title: " + title + "\n",
                          self.works("info", "--profile", identifier, parts.STREAM))

    def test_guide(self):
        for identifier in self.profiles:
            path = self.temporary("guide.html")
            self.works("xccdf", "generate", "guide", "--profile", identifier,
                       "--output", path, parts.STREAM)
            with open(path, encoding="utf-8") as file:
                guide = " ".join(file.read().split())
            self.assertEqual([(rule, 'id="%s"' % rule in guide) for rule in self.rules],
                             [(rule, rule in self.selected[identifier]) for rule in self.rules])
            for rule in self.selected[identifier]:
                self.assertTrue(self.rules[rule] in guide, self.rules[rule])

    def test_tailoring(self):
        path = self.temporary("tailoring.xml", TAILORING)
        self.works("xccdf", "validate", "--skip-schematron", path)
        self.assertIn("profile_tailored", self.works("info", path))
        guide = self.temporary("guide.html")
        self.works("xccdf", "generate", "guide", "--tailoring-file", path, "--profile",
                   "xccdf_%s_profile_tailored" % NAME, "--output", guide, parts.STREAM)
        self.assertTrue(os.path.getsize(guide))


if __name__ == "__main__":
    unittest.main()

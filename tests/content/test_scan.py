# SPDX-License-Identifier: LGPL-2.1-or-later
"""content/scan: what it says of its arguments, and how it prints verdicts.

Nothing is installed, built or scanned here.
"""
import os
import subprocess
import tempfile
import unittest

import parts
from elements import every
from project import BUILD, SOURCE

SCAN = os.path.join(SOURCE, "content", "scan")
VERDICTS = os.path.join(BUILD, "tests", "content", "print_verdicts")
EXAMPLES = os.path.join(SOURCE, "content", "examples")


def scan(*arguments):
    """Run content/scan where it can do nothing; return exit status, stdout and stderr."""
    with tempfile.TemporaryDirectory() as nothing:
        run = subprocess.run([SCAN] + list(arguments), cwd=nothing, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             universal_newlines=True)
        left = os.listdir(nothing)
    return run.returncode, run.stdout, run.stderr, left


class Arguments(unittest.TestCase):
    """Before anything is done, all arguments are looked at."""

    def refused(self, arguments, *said):
        """It ends with 1 and one line on stderr that says all of that."""
        code, out, err, left = scan(*arguments)
        self.assertEqual((code, out, left), (1, "", []), err)
        self.assertEqual(len(err.splitlines()), 1, err)
        for word in said:
            self.assertIn(word, err)

    def test_help(self):
        for arguments in (["--help"], ["-h"], ["--example", "--help"]):
            code, out, err, left = scan(*arguments)
            self.assertEqual((code, err, left), (0, "", []))
            for option in ("--profile", "--tailoring-file", "--output", "--root", "--example",
                           "--help"):
                self.assertIn(option, out)
            for profile in every(parts.read(parts.XCCDF), "Profile"):
                self.assertIn(profile.get("id").rpartition("_profile_")[2], out)

    def test_unknown_arguments(self):
        for argument in ("--rot", "--exampel", "node", "-H", "", "--example=yes", "--prof"):
            self.refused([argument], "unknown argument '%s'" % argument, "--help")
            self.refused(["--example", argument], "unknown argument '%s'" % argument)

    def test_value_is_missing(self):
        self.refused(["--profile"], "--profile needs a value")
        self.refused(["--example", "--output"], "--output needs a value")
        self.refused(["--root"], "--root needs a value")

    def test_root(self):
        self.refused(["--root="], "--root", "empty")
        self.refused(["--example", "--root", "/proc"], "--root", "--example")
        for name in ("/nowhere", "/dev/null"):
            self.refused(["--root", name], "--root", "'%s'" % name)

    def test_profile(self):
        for name in ("cis", "", "cis_node_level1 ", ".*", "-v"):
            for arguments in (["--profile", name], ["--profile=" + name]):
                self.refused(arguments, "--profile", "'%s'" % name, "cis_node_level1",
                             "cis_node_level2", "effective")

    def test_tailoring_file(self):
        self.refused(["--tailoring-file"], "--tailoring-file needs a value")
        for profile in ([], ["--profile", "any"]):
            self.refused(["--tailoring-file", "/nowhere"] + profile, "--tailoring-file",
                         "'/nowhere'")

    def test_output(self):
        self.refused(["--output", ""], "--output")
        if os.geteuid() == 0:
            self.refused(["--output", "/dev/null/x"], "--output", "/dev/null/x")

    @unittest.skipIf(os.geteuid() == 0, "root may scan")
    def test_not_root(self):
        self.refused([], "root", "sudo")


ARF = """<?xml version="1.0"?>
<arf xmlns="http://checklists.nist.gov/xccdf/1.2">
 <Rule id="R">
  <title>Mode
   of it</title>
  <reference href="https://www.cisecurity.org/benchmark/kubernetes/">4.2.2</reference>
  <reference href="https://www.cisecurity.org/controls/v7">14.6</reference>
  <check>{exports}</check>
 </Rule>
 <TestResult>
  <rule-result idref="unselected"><result>notselected</result></rule-result>
  <rule-result idref="R"><result>{verdict}</result>
   <check system="S"><check-content-ref name="d1"/></check>
  </rule-result>
 </TestResult>
 {applicability}
 {rule}
</arf>
"""

OVAL = """<oval_results xmlns="http://oval.mitre.org/XMLSchema/oval-results-5">
 <oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5">
  <tests>
   <kubeletsetting_test id="t{number}"><object object_ref="o{number}"/></kubeletsetting_test>
   <variable_test id="u" comment="All were looked at"/>
  </tests>
 </oval_definitions>
 <results><system>
  <definitions><definition definition_id="d{number}">
   <criteria>
    <criterion test_ref="t{number}"/><criterion test_ref="v"/>{criteria}
   </criteria>
  </definition></definitions>
  <tests><test test_id="t{number}" result="{result}">{tested}</test>
   <test test_id="v" result="{result}">{tested_too}</test>
   <test test_id="u" result="error"/>
  </tests>
  <oval_system_characteristics xmlns="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5"
    xmlns:l="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#linux">
   <collected_objects><object id="o{number}">{message}</object></collected_objects>
   <system_data>{items}</system_data>
  </oval_system_characteristics>
 </system></results>
</oval_results>
"""


class Item:
    """An item of an ARF and the result of its comparison."""

    def __init__(self, result, pid, value, source, location, message=None):
        self.result = result
        self.entities = [("pid", pid), ("setting", "authorization.mode"), ("value", value),
                         ("source", source), ("location", location)]
        self.message = message

    def element(self, number):
        """It as XML."""
        status = ' status="error"' if self.message else ""
        inner = "<message>%s</message>" % self.message if self.message else ""
        for name, value in self.entities:
            inner += ('<l:%s status="does not exist"/>' % name if value is None
                      else "<l:%s>%s</l:%s>" % (name, value, name))
        return '<l:kubeletsetting_item id="%d"%s>%s</l:kubeletsetting_item>' % (
            number, status, inner)


class Other:
    """An item that is no setting."""

    def __init__(self, result, kind, xmlns, **entities):
        self.result = result
        self.kind = kind
        self.xmlns = "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#" + xmlns
        self.entities = entities

    def element(self, number):
        """It as XML."""
        return '<%s xmlns="%s" id="%d">%s</%s>' % (
            self.kind, self.xmlns, number, "".join(
                "<%s>%s</%s>" % (name, value, name) for name, value in self.entities.items()),
            self.kind)


def tested(items, first=0):
    """References to items and the results of their comparison."""
    return "".join('<tested_item item_id="%d" result="%s"/>' % (index, item.result)
                   for index, item in enumerate(items, first))


def oval(number, result, items, message="", too=(), criteria=""):
    """An OVAL results document; the second test has `too`."""
    return OVAL.format(
        number=number, result=result, criteria=criteria,
        tested=tested(items), tested_too=tested(too, len(items)),
        items="".join(item.element(index) for index, item in enumerate(list(items) + list(too))),
        message="<message>%s</message>" % message if message else "")


GOOD = Item("true", 1, "Webhook", "config file", "/f:4")
BAD = Item("false", 2, "AlwaysAllow", "command line", "argv[3]")
UNSET = Item("false", 3, None, "built-in default", "none")
BROKEN = Item("not evaluated", 4, None, None, None, message="/f:3: no\n key")


class Verdicts(unittest.TestCase):
    """What is printed of an ARF. The applicability check has the same item numbers."""

    INDENT = " " * 23

    MUST_BE_SAID = ('<check-export value-id="xccdf_io.github.oscap-kubelet_value_'
                    'accept_builtin_default"/>')

    def printed(self, verdict, result, items, message="", exports="", **kwargs):
        """The lines for an ARF with that verdict."""
        arf = ARF.format(verdict=verdict, rule=oval(1, result, items, message, **kwargs),
                         exports=exports,
                         applicability=oval(9, "false", [Item("false", 99, "x", "y", "z")]))
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(arf)
            file.flush()
            return subprocess.check_output([VERDICTS, "text", file.name],
                                           universal_newlines=True).splitlines()

    def expect(self, printed, verdict, *details):
        """One line for the rule, and these below it."""
        self.assertEqual(printed, ["%-15s4.2.2   Mode of it" % verdict] +
                         [self.INDENT + line for line in details])

    def test_pass(self):
        self.expect(self.printed("pass", "true", [GOOD]), "pass")

    def test_fail_names_what_failed(self):
        self.expect(self.printed("fail", "false", [GOOD, BAD]), "fail",
                    "kubelet 2: authorization.mode is AlwaysAllow, source: command line, "
                    "location: argv[3]")

    def test_fail_without_value(self):
        said = ("kubelet 3: authorization.mode is not set, source: built-in default, "
                "location: none")
        self.expect(self.printed("fail", "false", [UNSET]), "fail", said)
        self.expect(self.printed("fail", "false", [UNSET], exports=self.MUST_BE_SAID), "fail",
                    said + " (in this profile a built-in default does not count)")

    def test_fail_of_a_file(self):
        rights = {right: "false" for right in (
            "suid", "sgid", "sticky", "uread", "uwrite", "uexec", "gread", "gwrite", "gexec",
            "oread", "owrite", "oexec")}
        for changed, mode in (({}, "000"), ({"uread": "true", "uwrite": "true"}, "600"),
                              ({"uexec": "true", "gwrite": "true", "oread": "true"}, "124"),
                              ({"gread": "true", "gexec": "true", "owrite": "true",
                                "oexec": "true"}, "053"),
                              ({"suid": "true", "sticky": "true", "sgid": "true"}, "7000")):
            file = Other("false", "file_item", "unix", filepath="/f", path="/", filename="f",
                         user_id=1, group_id=2, **dict(rights, **changed))
            self.expect(self.printed("fail", "false", [], too=[file]), "fail",
                        "/f has mode %s, owner 1, group 2" % mode)

    def test_fail_of_a_number_names_the_setting(self):
        number = Other("false", "variable_item", "independent", var_ref="v", value=-1)
        self.expect(self.printed("fail", "false", [GOOD], too=[number]), "fail",
                    "kubelet 1: authorization.mode is Webhook, source: config file, "
                    "location: /f:4")

    def test_error_of_what_was_not_looked_at(self):
        self.expect(self.printed("error", "true", [GOOD, UNSET],
                                 criteria='<criterion test_ref="u"/>'), "error",
                    "kubelet 1: authorization.mode is Webhook, source: config file, "
                    "location: /f:4", "not so: All were looked at")

    def test_what_oscap_says_of_variables_is_no_reason(self):
        for message in ("Referenced variable has no values (oval:x:var:1).",
                        "There was a problem processing referenced variable (oval:x:var:1)."):
            self.expect(self.printed("error", "error", [BROKEN], message), "error",
                        "kubelet 4: /f:3: no key")

    def test_not_checked(self):
        lines = self.printed("notchecked", "true", [])
        self.expect(lines[:1], "notchecked")
        self.assertIn("question for a person", lines[-1])

    def test_fail_without_item(self):
        self.expect(self.printed("fail", "false", []), "fail",
                    "nothing of the kind was found on this machine")

    def test_error_tells_the_reason(self):
        self.expect(self.printed("error", "error", [GOOD, BROKEN]), "error",
                    "kubelet 4: /f:3: no key")

    def test_error_of_the_object(self):
        self.expect(self.printed("error", "error", [], "cannot read /proc"), "error",
                    "cannot read /proc")

    def test_no_reason_is_known(self):
        for verdict in ("unknown", "error"):
            for items in ([], [GOOD, BAD]):
                self.expect(self.printed(verdict, verdict, items), verdict,
                            "the check could not be carried out: see what oscap wrote above")

    def test_not_applicable(self):
        lines = self.printed("notapplicable", "true", [])
        self.expect(lines[:1], "notapplicable")
        self.assertIn("content/scan --example", lines[-1])

    def test_nothing_selected(self):
        self.assertIn("selects no rule", self.printed("notselected", "true", [])[0])


class Examples(unittest.TestCase):
    """The example nodes."""

    def test_each_is_a_node(self):
        for name in ("good", "bad"):
            directory = os.path.join(EXAMPLES, name)
            with open(os.path.join(directory, "argv"), encoding="ascii") as file:
                argv = file.read().splitlines()
            self.assertEqual(argv[0], "/usr/bin/kubelet")
            for argument in argv[1:]:
                self.assertTrue(argument.startswith("--"), argument)
                if argument.startswith("--config="):
                    self.assertTrue(os.path.isfile(os.path.join(directory, argument[9:])))


if __name__ == "__main__":
    unittest.main()

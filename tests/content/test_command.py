# SPDX-License-Identifier: LGPL-2.1-or-later
"""oscap-kubelet scan: arguments, formats, messages in results, where files go, how it ends."""
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import jsonschema

import suite
from elements import children, every, local, text
from node import STANDIN
from project import BUILD, NAME, SOURCE
from test_examples import ALONE, EXAMPLES
from test_scan import ARF, BAD, BROKEN, GOOD, Item, oval

import xml.etree.ElementTree as ElementTree

WRAPPER = os.path.join(BUILD, "oscap-kubelet")
COMMAND = os.path.join(BUILD, "probe", "oscap-kubelet-command")
PRINT = os.path.join(BUILD, "tests", "content", "print_verdicts")
SCHEMA = os.path.join(SOURCE, "content", "schema", "scan.schema.json")
JUNIT = os.path.join(SOURCE, "tests", "content", "consumers", "junit.js")
MODULES = os.path.join(BUILD, "consumers", "node_modules")
SARIF_SCHEMA = os.path.join(MODULES, "@microsoft", "jest-sarif", "lib", "schemas",
                            "sarif-2.1.0-rtm.5.json")
BEGIN = "oscap-kubelet: "
MESSAGE = re.compile(rb'\n *<(?:[\w-]+:)?message severity="(?:info|error)">oscap-kubelet: '
                     rb'[^<]*</(?:[\w-]+:)?message>')
NOBODY = 65534
FILES = ["arf.xml", "report.html", "results.xml"]

# What stands in for oscap-kubelet: evaluates by copying what is beside it, and says what it is told to.
FAKE = """#!/bin/sh
here=${0%/*}
case "$1 $2" in
"xccdf eval")
	while [ $# -gt 0 ]; do
		case $1 in
		--results-arf) cp "$here/arf" "$2" ;;
		--results) cp "$here/results" "$2" ;;
		--report) echo report >"$2" ;;
		esac
		shift
	done
	. "$here/act"
	;;
*) exit "$(cat "$here/valid")" ;;
esac
"""


def json_schema(path):
    """A validator by a schema."""
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def printed(form, arf):
    """What is printed of an ARF, in a format."""
    return subprocess.check_output([PRINT, form, arf]).decode()


def messages(root):
    """Our messages of each rule-result, as {rule: [element]}."""
    return {result.get("idref"): [child for child in children(result, "message")
                                  if child.text.startswith(BEGIN)]
            for result in every(root, "rule-result")}


class Real(unittest.TestCase):
    """A bad example node, scanned once."""

    @classmethod
    def setUpClass(cls):
        alone = ALONE if os.geteuid() == 0 else ALONE + ["--user", "--map-root-user"]
        if subprocess.call(alone + ["true"], stderr=subprocess.DEVNULL) and not suite.in_ci():
            raise unittest.SkipTest("no pid namespace of our own")
        work = tempfile.TemporaryDirectory()
        cls.addClassCleanup(work.cleanup)
        cls.output, temporary = (os.path.join(work.name, name) for name in ("a b/c", "tmp"))
        os.mkdir(temporary)
        cls.done = subprocess.run(
            alone + [os.path.join(EXAMPLES, "run"), STANDIN, os.path.join(EXAMPLES, "bad"),
                     WRAPPER, "scan", "--format=json", "--output", cls.output],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=dict(os.environ, TMPDIR=temporary, TERM="xterm"))
        cls.left = os.listdir(temporary)
        cls.paths = {name: os.path.join(cls.output, name) for name in FILES}

    def test_run(self):
        self.assertEqual((self.done.returncode, self.done.stderr, self.left), (2, b"", []))
        self.assertEqual(sorted(os.listdir(self.output)), FILES)

    def test_json(self):
        found = json.loads(self.done.stdout.decode())
        json_schema(SCHEMA).validate(found)
        root = ElementTree.parse(self.paths["results.xml"])
        results = {result.get("idref"): text(children(result, "result")[0])
                   for result in every(root.getroot(), "rule-result")}
        results = {rule: result for rule, result in results.items() if result != "notselected"}
        self.assertEqual({rule["rule"]: rule["result"] for rule in found["rules"]}, results)
        self.assertEqual(sum(found["counts"].values()), len(results))
        self.assertEqual(sorted(found["files"].values()), sorted(self.paths.values()))
        rule = next(rule for rule in found["rules"] if rule["name"] == "kubelet_authorization_mode")
        finding, = rule["findings"]
        self.assertEqual((rule["number"], rule["result"]), ("4.2.2", "fail"))
        self.assertEqual({name: finding[name] for name in ("setting", "value", "source", "reason")},
                         {"setting": "authorization.mode", "value": "AlwaysAllow",
                          "source": "command line", "reason": True})
        self.assertRegex(finding["location"], r"^argv\[3\], overrides /.*:9 \(Webhook\)$")
        passed = next(rule for rule in found["rules"] if rule["name"] == "kubelet_anonymous_auth")
        self.assertEqual([(each["value"], each["reason"]) for each in passed["findings"]],
                         [("false", False)])

    def test_json_schema_refuses(self):
        """A validator that could not fail would tell nothing."""
        for change in ({"format": 2}, {"rules": [{}]}, {"counts": {"passed": 1}}):
            with self.assertRaises(jsonschema.ValidationError):
                json_schema(SCHEMA).validate({**json.loads(self.done.stdout.decode()), **change})

    def test_messages(self):
        """Where they stand, and that nothing else has changed."""
        found = {rule["rule"]: rule for rule in json.loads(self.done.stdout.decode())["rules"]}
        for name in ("arf.xml", "results.xml"):
            root = ElementTree.parse(self.paths[name]).getroot()
            for rule, own in messages(root).items():
                with self.subTest(file=name, rule=rule):
                    findings = found.get(rule, {"findings": []})["findings"]
                    self.assertEqual(len(own), 1 if findings else 0)
                    reasons = [each for each in findings if each["reason"]] or findings
                    for finding in reasons if own else ():
                        self.assertIn(finding["text"], own[0].text)
                        self.assertEqual(own[0].get("severity"), "info")
            for result in every(root, "rule-result"):
                order = [("result", "override", "ident", "message", "instance", "fix", "check")
                         .index(local(child)) for child in result]
                self.assertEqual(order, sorted(order))
            with open(self.paths[name], "rb") as file:
                whole = file.read()
            self.assertGreater(len(MESSAGE.findall(whole)), 15)
            with tempfile.NamedTemporaryFile() as plain:
                plain.write(MESSAGE.sub(b"", whole))
                plain.flush()
                self.assertEqual(subprocess.check_output(
                    [PRINT, "messages", self.paths["arf.xml"], plain.name]), whole)

    def test_oscap(self):
        """oscap finds them valid, and its report shows them."""
        for command in (["ds", "rds-validate", self.paths["arf.xml"]],
                        ["xccdf", "validate", "--skip-schematron", self.paths["results.xml"]]):
            run = subprocess.run([WRAPPER] + command, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
            self.assertEqual((run.returncode, run.stdout), (0, b""))
        for name in ("arf.xml", "results.xml"):
            report = subprocess.check_output(["oscap", "xccdf", "generate", "report",
                                              self.paths[name]]).decode()
            self.assertIn("Evaluation messages", report)
            self.assertRegex(report, r"oscap-kubelet: kubelet \d+: authorization\.mode is AlwaysAllow")

    def test_junit(self):
        found = json.loads(self.done.stdout.decode())
        whole = printed("junit", self.paths["arf.xml"])
        root = ElementTree.fromstring(whole.encode())
        one, = root
        self.assertEqual((root.tag, one.tag), ("testsuites", "testsuite"))
        count = found["counts"].get
        self.assertEqual({name: one.get(name) for name in (
            "name", "tests", "failures", "errors", "skipped")}, {
                "name": "cis_node_level1", "tests": str(len(found["rules"])),
                "failures": str(count("fail", 0)), "errors": "0",
                "skipped": str(count("notapplicable", 0) + count("notchecked", 0))})
        kinds = {"pass": [], "fail": ["failure"], "notchecked": ["skipped"],
                 "notapplicable": ["skipped"]}
        self.assertEqual(len(one), len(found["rules"]))
        for case, rule in zip(one, found["rules"]):
            self.assertEqual((case.get("classname"), case.get("name")),
                             (rule["name"], "%s %s" % (rule["number"], rule["title"])))
            self.assertEqual([each.tag for each in case], kinds[rule["result"]])
            for each in case if rule["result"] == "fail" else ():
                self.assertEqual(each.text.count("\n") + 1,
                                 len([each for each in rule["findings"] if each["reason"]]))

    @unittest.skipUnless(shutil.which("node") and os.path.isdir(os.path.join(MODULES, "junit2json")),
                         "optional: without node and npm tests/run installs no reader of JUnit")
    def test_junit_reader(self):
        found = json.loads(subprocess.check_output(
            ["node", JUNIT], input=printed("junit", self.paths["arf.xml"]).encode(),
            env=dict(os.environ, NODE_PATH=MODULES)))
        one, = found["testsuite"]
        failed = [case for case in one["testcase"] if "failure" in case]
        self.assertEqual((one["failures"], one["tests"]), (len(failed), len(one["testcase"])))
        self.assertIn("authorization.mode is AlwaysAllow", json.dumps(failed))

    def test_sarif(self):
        found = json.loads(self.done.stdout.decode())
        run, = json.loads(printed("sarif", self.paths["arf.xml"]))["runs"]
        kinds = {"pass": ("pass", "none"), "notchecked": ("review", "none"),
                 "notapplicable": ("notApplicable", "none")}
        levels = {"high": "error", "medium": "warning", "low": "note"}
        for result, rule in zip(run["results"], found["rules"]):
            self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"],
                             result["ruleId"])
            self.assertEqual((result["ruleId"], result["kind"], result["level"]), (rule["name"],) + (
                kinds.get(rule["result"]) or ("fail", levels[rule["severity"]])))
        location = next(result["locations"][0]["physicalLocation"] for result in run["results"]
                        if result["ruleId"] == "kubelet_pod_pids_limit")
        self.assertRegex(location["artifactLocation"]["uri"], r"^file:///tmp/.*/config\.yaml$")
        self.assertEqual(location["region"], {"startLine": 11})

    @unittest.skipUnless(os.path.isfile(SARIF_SCHEMA),
                         "optional: without node and npm tests/run installs no schema of SARIF")
    def test_sarif_schema(self):
        whole = json.loads(printed("sarif", self.paths["arf.xml"]))
        json_schema(SARIF_SCHEMA).validate(whole)
        whole["runs"][0]["results"][0]["kind"] = "passed"
        with self.assertRaises(jsonschema.ValidationError):
            json_schema(SARIF_SCHEMA).validate(whole)


def arf_of(verdict="fail", result="false", items=(BAD,), **changes):
    """An ARF with one rule."""
    document = ARF.format(verdict=verdict, exports="", applicability="",
                          rule=oval(1, result, items, changes.pop("message", "")))
    for old, new in changes.get("replace", ()):
        if old not in document:
            raise ValueError(old)
        document = document.replace(old, new)
    return document


class Documents(unittest.TestCase):
    """Documents that nobody should have to expect."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name

    def write(self, name, document):
        """Write a file. @return its path"""
        path = os.path.join(self.work, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(document)
        return path

    def add(self, document, arf=None):
        """Add messages. @return exit code, the document, stderr"""
        path = self.write("document", document)
        run = subprocess.run([PRINT, "messages", self.write("arf", arf or document), path],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return run.returncode, run.stdout.decode(), run.stderr.decode()

    def test_left_alone(self):
        signature = '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/>'
        for what, document, said in (
                ("signed", arf_of(replace=[("</arf>", signature + "</arf>")]), "signed"),
                ("explained", self.add(arf_of())[1], "messages already"),
                ("other encoding", arf_of(replace=[
                    ('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>')]),
                 "ISO-8859-1"),
                ("document type", arf_of(replace=[
                    ('<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE arf>')]),
                 "document type"),
                ("cut off", arf_of()[:-8], "no XML document")):
            with self.subTest(what):
                code, out, err = self.add(document, arf_of())
                self.assertEqual((code, out), (1, ""))
                self.assertIn(said, err)

    def test_markup(self):
        """What looks like a rule-result, and other ways to write one."""
        lure = ("<rule-result idref='R'><result>fail</result></rule-result>", )
        place = "<result>fail</result>"
        for what, replace, wanted in (
                ("plain", [], 1),
                ("comment", [("</TestResult>", "<!--%s--></TestResult>" % lure)], 1),
                ("CDATA", [("</TestResult>", "<remark><![CDATA[%s]]></remark></TestResult>" % lure)], 1),
                ("instruction", [("</TestResult>", "<?pi %s?></TestResult>" % lure)], 1),
                ("quotes", [("</TestResult>", "<remark a='>' b=\"/>\" c='\"'/></TestResult>")], 1),
                ("twice", [("</TestResult>", "%s</TestResult>" % lure)], 2),
                ("elsewhere", [("</arf>", "%s</arf>" % lure)], 1),
                ("behind ident", [(place, place + "<ident system='s'>i</ident>")], 1),
                ("behind a message", [(place, place + "<message>m</message>")], 1),
                ("line ends", [("\n", "\r\n")], 1),
                ("tabs", [("  <rule-result idref=\"R\"><result>", "\t<rule-result idref=\"R\"\n><result>")], 1),
                ("another result", [(place, "<result>pass</result>")], 0)):
            with self.subTest(what):
                document = arf_of(replace=replace)
                code, out, err = self.add(document, arf_of(
                    replace=[each for each in replace if what != "another result"]))
                self.assertEqual((code, err), (0, ""))
                found = re.findall(r"\s*<message severity=\"info\">oscap-kubelet: [^<]*</message>", out)
                self.assertEqual(len(found), wanted)
                for each in found:
                    out = out.replace(each, "", 1)
                self.assertEqual(out, document)

    def test_prefix(self):
        """A message has the prefix of its parent."""
        document = ('<?xml version="1.0"?>\n<x:TestResult xmlns:x="http://checklists.nist.gov/xccdf/1.2">'
                    '\n  <x:rule-result idref="R">\n    <x:result>fail</x:result>\n    <x:check/>'
                    '</x:rule-result></x:TestResult>')
        code, out, err = self.add(document, arf_of())
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out, document.replace(
            "</x:result>", "</x:result>\n    <x:message severity=\"info\">oscap-kubelet: kubelet 2: "
            "authorization.mode is AlwaysAllow, source: command line, location: argv[3]</x:message>"))

    def test_texts(self):
        """No control characters, no markup, at most 1,000 characters, whatever a process is named."""
        for what, value, wanted in (
                ("markup", "&lt;b&gt;&amp;amp;&quot;']]&gt;", "<b>&amp;\"']]>"),
                ("CSI", "a&#x9b;31mb", "a\\302\\23331mb"),
                ("direction", "a&#x202e;b", "a\\342\\200\\256b"),
                ("line end", "a&#13;&#10;b", "a b"),
                ("long", "\u00e4" * 5000, None),
                ("long, of four bytes", "\U0001f600" * 5000, None)):
            with self.subTest(what):
                arf = arf_of(items=[Item("false", 1, value, "s", "l")])
                code, out, err = self.add(arf)
                self.assertEqual((code, err), (0, ""))
                message, = messages(ElementTree.fromstring(out))["R"]
                self.assertLessEqual(len(message.text), 1000)
                if wanted is None:
                    self.assertEqual(len(message.text), 1000)
                    self.assertEqual(message.text[-4:], value[0] + "...")
                else:
                    self.assertIn(" is %s, source" % wanted, message.text)
                path = self.write("arf", arf)
                lines = printed("text", path)
                self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", lines), [])
                json.loads(printed("json", path))
                json.loads(printed("sarif", path))
                ElementTree.fromstring(printed("junit", path))

    def test_cut_is_not_needed(self):
        """Exactly 1,000 characters stay."""
        empty, = messages(ElementTree.fromstring(self.add(arf_of(
            items=[Item("false", 1, "", "s", "l")]))[1]))["R"]
        for more, end in ((0, "location: l"), (1, "...")):
            value = "v" * (1000 - len(empty.text) + more)
            message, = messages(ElementTree.fromstring(self.add(arf_of(
                items=[Item("false", 1, value, "s", "l")]))[1]))["R"]
            self.assertEqual(len(message.text), 1000)
            self.assertTrue(message.text.endswith(end), message.text[-20:])

    def test_undecided(self):
        """What nobody knows is an error in every format."""
        arf = self.write("arf", arf_of("error", "error", [GOOD, BROKEN]))
        found = messages(ElementTree.fromstring(self.add(arf_of("error", "error", [GOOD, BROKEN]))[1]))
        self.assertEqual([(each.get("severity"), each.text) for each in found["R"]],
                         [("error", "oscap-kubelet: kubelet 4: /f:3: no key")])
        run, = json.loads(printed("sarif", arf))["runs"]
        self.assertEqual([result["kind"] for result in run["results"]], ["open"])
        invocation, = run["invocations"]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertIn("no key", invocation["toolExecutionNotifications"][0]["message"]["text"])
        one, = ElementTree.fromstring(printed("junit", arf).encode())
        self.assertEqual((one.get("errors"), one.get("failures")), ("1", "0"))
        self.assertEqual([each.tag for each in one[0]], ["error"])
        rule, = json.loads(printed("json", arf))["rules"]
        self.assertEqual([(each.get("pid"), each.get("message"), each["reason"])
                          for each in rule["findings"]],
                         [(4, "/f:3: no key", True), (1, None, False)])

    def test_no_results(self):
        run = subprocess.run([PRINT, "text", self.write("arf", "<arf/>")], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        self.assertEqual((run.returncode, run.stdout, run.stderr),
                         (1, b"", b"there are no results in what oscap wrote\n"))


class Command(unittest.TestCase):
    """The command beside an imitation of oscap-kubelet."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name
        os.chmod(self.work, 0o755)
        self.output, self.temporary = (os.path.join(self.work, name) for name in ("out", "tmp"))
        os.mkdir(self.output)
        os.mkdir(self.temporary)
        os.symlink(os.path.join(BUILD, "content"), os.path.join(self.work, "content"))
        self.write("oscap-kubelet", FAKE)
        os.chmod(os.path.join(self.work, "oscap-kubelet"), 0o755)
        for name, content in (("arf", arf_of()), ("results", arf_of()), ("act", "exit 2\n"),
                              ("valid", "0\n")):
            self.write(name, content)

    def write(self, name, content):
        """Write a file beside the imitation."""
        with open(os.path.join(self.work, name), "w", encoding="utf-8") as file:
            file.write(content)

    def read(self, name):
        """Read a file that the scan wrote."""
        with open(os.path.join(self.output, name), encoding="utf-8") as file:
            return file.read()

    def command(self, *arguments):
        """The words of a call."""
        return [os.path.join(self.work, "oscap-kubelet"), "scan", "--root", self.work, "--output",
                self.output] + list(arguments)

    def environment(self, **changes):
        """The environment of a call."""
        return dict(os.environ, TMPDIR=self.temporary, **changes)

    def scan(self, *arguments, **changes):
        """Run it. @return exit code, stdout, stderr; nothing is left in the temporary directory"""
        run = subprocess.run(self.command(*arguments), executable=COMMAND,
                             env=self.environment(**changes), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(os.listdir(self.temporary), [])
        return run.returncode, run.stdout, run.stderr

    def refused(self, arguments, *said):
        """It ends with 1 and one line that says all of that; no file is written."""
        code, out, err = self.scan(*arguments)
        self.assertEqual((code, out, err.count("\n")), (1, "", 1), err)
        self.assertTrue(err.startswith("oscap-kubelet scan: "), err)
        self.assertEqual(os.listdir(self.output), [])
        for word in said:
            self.assertIn(word, err)

    def test_arguments(self):
        for argument in ("--rot", "node", "", "--prof", "--profil=x", "--help=x", "-x", "--"):
            self.refused([argument], "unknown argument '%s'" % argument)
        for option in ("--evidence", "--format", "--output", "--profile", "--root", "--rule",
                       "--suffix", "--tailoring-file"):
            self.refused([option], option + " needs a value")
        for option, value, said in (
                ("--evidence", "files", "'files'"), ("--format", "xml", "'xml'"),
                ("--output", "", "empty"), ("--root", "", "empty"),
                ("--root", "/nowhere", "'/nowhere'"), ("--root", "/dev/null", "'/dev/null'"),
                ("--suffix", "/x", "'/x'"), ("--suffix", "x" * 101, "letters"),
                ("--profile", "cis", "cis_node_level1"), ("--profile", "", "cis_node_level1"),
                ("--rule", "x", "file_permissions_worker_service"),
                ("--output", "/dev/null/x", "'/dev/null/x'"),
                ("--tailoring-file", "", "empty"), ("--tailoring-file", "/nowhere", "/nowhere"),
                ("--tailoring-file", "/dev/null", "/dev/null")):
            self.refused([option, value], option, said)

    def test_help(self):
        for argument in ("-h", "--help"):
            code, out, err = self.scan(argument, "--nonsense")
            self.assertEqual((code, err), (0, ""))
            for word in ("--tailoring-file", "sarif", "cis_node_level1", "Exit status"):
                self.assertIn(word, out)

    def test_calls(self):
        """What oscap-kubelet is called with: ids for short names."""
        prefix = "xccdf_%s_" % NAME
        self.write("tailoring", '<Tailoring><Profile id="xccdf_org.site_profile_own"/></Tailoring>')
        self.write("two", '<T><Profile id="a"/><Profile id="b"/></T>')
        tailoring = os.path.join(self.work, "tailoring")
        self.write("oscap-kubelet", FAKE.replace("while", 'echo "$*" >>"$here/calls"\n\twhile', 1))
        for arguments, wanted in (
                ([], "--profile %sprofile_cis_node_level1 --report" % prefix),
                (["--profile", "drift"], "--profile %sprofile_drift --" % prefix),
                (["--profile=%sprofile_drift" % prefix], "--profile %sprofile_drift --" % prefix),
                (["--rule", "kubelet_anonymous_auth", "--rule=%srule_kubelet_authorization_mode" % prefix],
                 "--rule {0}rule_kubelet_anonymous_auth --rule {0}rule_kubelet_authorization_mode --"
                 .format(prefix)),
                (["--tailoring-file", tailoring],
                 "--profile xccdf_org.site_profile_own --tailoring-file " + tailoring),
                (["--tailoring-file", tailoring, "--profile", "own"],
                 "--profile xccdf_org.site_profile_own --tailoring-file " + tailoring),
                (["--tailoring-file", tailoring, "--profile", "drift"],
                 "--profile %sprofile_drift --tailoring-file %s" % (prefix, tailoring))):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.scan(*arguments)[0], 2)
                with open(os.path.join(self.work, "calls"), encoding="utf-8") as file:
                    self.assertIn(wanted, file.read())
                os.unlink(os.path.join(self.work, "calls"))
        self.assertIn("several profiles", self.scan(
            "--tailoring-file", os.path.join(self.work, "two"))[2])

    def test_root(self):
        """What oscap-chroot(8) sets is set, and only for another root."""
        self.write("act", 'printf "%s\\n" "$OSCAP_PROBE_ROOT" "$OSCAP_EVALUATION_TARGET" >&2\nexit 0\n')
        root = os.path.realpath(self.work)
        self.assertEqual(self.scan()[2], "%s\nchroot://%s\n" % (root, root))
        if os.geteuid() == 0:
            self.assertEqual(self.scan("--root", "/")[2], "\n\n")

    def test_ends(self):
        """Its exit status is oscap's where there are results."""
        for act, code, said in (("exit 0", 0, ""), ("exit 2", 2, ""), ("exit 1", 1, "exit status 1"),
                                ("exit 101", 1, "exit status 101"),
                                ("kill -9 $$", 1, "signal 9"),
                                (": >\"$(echo '%s'/*)/arf.xml\"; exit 0" % self.temporary, 1,
                                 "exit status 0")):
            with self.subTest(act=act):
                self.write("act", act + "\n")
                result = self.scan()
                self.assertEqual(result[0], code, result)
                self.assertIn(said, result[2])
                self.assertEqual(result[1] == "", code == 1)

    def test_what_oscap_says(self):
        """Warnings are left out, the rest is said on, without what a terminal obeys."""
        self.write("act", "printf 'W: a\\nb\\033[2J\\nc' >&2\nexit 2\n")
        code, out, err = self.scan()
        self.assertEqual((code, err), (2, "b\\033[2J\nc\n"))
        self.assertIn("\nReport: %s/report.html\nARF:    %s/arf.xml\nXCCDF:  %s/results.xml\n" % (
            (self.output,) * 3), out)

    def test_messages(self):
        """They are there, unless the file would not be valid, or is signed."""
        signed = arf_of(replace=[("</arf>", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
                                  "</arf>")])
        for valid, results, own, said in (("0", arf_of(), 1, []), ("1", arf_of(), 0, [
                "the ARF: it would not be valid", "the results: it would not be valid"]),
                                          ("0", signed, 0, ["the results: it is signed"])):
            self.write("valid", valid)
            self.write("results", results)
            code, _, err = self.scan()
            self.assertEqual(code, 2)
            self.assertEqual(self.read("results.xml").count(BEGIN), own)
            self.assertEqual(self.read("arf.xml").count(BEGIN), 1 if valid == "0" else 0)
            if not own:
                self.assertEqual(self.read("results.xml"), results)
            self.assertEqual(len(err.splitlines()), len(said), err)
            for line, word in zip(err.splitlines(), said):
                self.assertIn(word, line)

    def test_suffix(self):
        self.assertEqual(self.scan("--suffix=-a.b_1")[0], 2)
        self.assertEqual(sorted(os.listdir(self.output)),
                         ["arf-a.b_1.xml", "report-a.b_1.html", "results-a.b_1.xml"])

    def test_formats(self):
        """Of other formats than text nothing else is printed."""
        for form, parse in (("json", json.loads), ("sarif", json.loads),
                            ("junit", lambda out: ElementTree.fromstring(out.encode()))):
            code, out, err = self.scan("--format", form)
            self.assertEqual((code, err), (2, ""))
            parse(out)

    def on_terminal(self, **changes):
        """What a terminal gets of a scan."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(COMMAND, self.command(), self.environment(**changes))
        seen = b""
        try:
            while True:
                block = os.read(terminal, 65536)
                if not block:
                    break
                seen += block
        except OSError:
            pass  # how a terminal ends
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 2, seen)
        return seen.decode()

    def test_terminal(self):
        """Progress and colours, as far as they are wanted."""
        self.write("act", "echo xccdf_a_rule_b:pass\necho xccdf_a_rule_c:fail\nexit 2\n")
        fail = "\033[31mfail           \033[0m4.2.2"
        for changes, has_progress, has_colours in (
                ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
                ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
                ({"TERM": "dumb", "NO_COLOR": ""}, False, False)):
            with self.subTest(**changes):
                seen = self.on_terminal(**changes)
                self.assertEqual("\r\033[K2  c\r\033[K" in seen, has_progress, seen)
                self.assertEqual(fail in seen, has_colours, seen)
                self.assertEqual("\033" in seen, has_progress or has_colours)
        code, out, err = self.scan(TERM="xterm")
        self.assertEqual((code, err), (2, ""))
        self.assertNotIn("\033", out)

    def test_signals(self):
        """A signal ends oscap, too, and nothing is left."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number):
                ready, told = os.pipe()
                self.write("act", "echo ready >&%d\nexec sleep 600 %d>&-\n" % (told, told))
                process = subprocess.Popen(
                    self.command(), executable=COMMAND, env=self.environment(), pass_fds=(told,),
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                os.close(told)
                self.assertEqual(os.read(ready, 6), b"ready\n")
                os.close(ready)
                process.send_signal(number)
                out, err = process.communicate()
                self.assertEqual((process.returncode, out, err), (-number, b"", b""))
                self.assertEqual((os.listdir(self.temporary), os.listdir(self.output)), ([], []))

    @unittest.skipIf(os.geteuid() != 0, "only root can write where others may")
    def test_hand_over(self):
        """Results are put into the caller's directory, whatever is there under their names."""
        victim, path = os.path.join(self.work, "victim"), os.path.join(self.output, "arf.xml")
        with open(victim, "w", encoding="ascii") as file:
            file.write("old")
        for what, make in (
                ("nothing", lambda: None),
                ("a file", lambda: open(path, "w", encoding="ascii").close()),
                ("a link", lambda: os.symlink(victim, path)),
                ("a link to nothing", lambda: os.symlink("/nowhere/x", path)),
                ("another name of a file", lambda: os.link(victim, path)),
                ("a pipe", lambda: os.mkfifo(path))):
            # Where the caller may not write, the file stays root's.
            for owner, caller in ((NOBODY, NOBODY), (0, NOBODY), (0, 0)):
                with self.subTest(what, owner=owner, caller=caller):
                    os.chown(self.output, owner, owner)
                    make()
                    code, _, err = self.scan(SUDO_UID=str(caller), SUDO_GID=str(caller))
                    self.assertEqual((code, err), (2, ""))
                    self.assertEqual(sorted(os.listdir(self.output)), FILES)
                    for name in FILES:
                        status = os.lstat(os.path.join(self.output, name))
                        self.assertEqual((status.st_uid, status.st_mode, status.st_nlink),
                                         (owner, 0o100644, 1))
                        os.unlink(os.path.join(self.output, name))
                    with open(victim, encoding="ascii") as file:
                        self.assertEqual(file.read(), "old")
                    self.assertEqual(os.stat(victim).st_uid, 0)

    @unittest.skipIf(os.geteuid() != 0, "only root can become somebody else")
    def test_a_directory_in_the_way(self):
        os.chown(self.output, NOBODY, NOBODY)
        os.mkdir(os.path.join(self.output, "report.html"))
        code, out, err = self.scan(SUDO_UID=str(NOBODY), SUDO_GID=str(NOBODY))
        self.assertEqual((code, out), (1, ""))
        self.assertIn("report.html", err)
        self.assertEqual(os.listdir(self.output), ["report.html"])

    @unittest.skipIf(os.geteuid() != 0, "only root can become somebody else")
    def test_new_directory(self):
        """It belongs to the caller where they may make it."""
        os.chown(self.output, NOBODY, NOBODY)
        new = os.path.join(self.output, "a", "b")
        self.assertEqual(self.scan("--output", new, SUDO_UID=str(NOBODY), SUDO_GID=str(NOBODY))[0], 2)
        self.assertEqual([os.stat(path).st_uid for path in (new, os.path.dirname(new))],
                         [NOBODY, NOBODY])
        other = os.path.join(self.work, "other")
        self.assertEqual(self.scan("--output", other, SUDO_UID=str(NOBODY), SUDO_GID=str(NOBODY))[0], 2)
        self.assertEqual(os.stat(other).st_uid, 0)

    @unittest.skipIf(os.geteuid() != 0, "only root can become somebody else")
    def test_not_root(self):
        """It is said once, by a line; a directory of one's own is scanned all the same."""
        os.chown(self.output, NOBODY, NOBODY)
        os.chmod(self.temporary, 0o777)
        for arguments, code in (([], 2), (["--root", "/"], 1)):
            command = self.command(*arguments)
            run = subprocess.run(command, executable=COMMAND, env=self.environment(),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 user=NOBODY, group=NOBODY, extra_groups=[])
            self.assertEqual(run.returncode, code, run.stderr)
        command = [word for word in command if word not in ("--root", self.work, "/")]
        run = subprocess.run(command, executable=COMMAND, env=self.environment(),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, "oscap-kubelet scan: run this as root or with sudo: it reads the "
                         "kubelet's process and files\n")


if __name__ == "__main__":
    unittest.main()

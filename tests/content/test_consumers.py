# SPDX-License-Identifier: LGPL-2.1-or-later
"""What other programs read of the stream and of results: of a good, a bad, an error and an empty node.

Programs that are no package of a distribution stand in consumers/package.json, and tests/run installs
them; those that cannot run in a test are asked as they ask: by prefixes as they are written.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.parsers.expat

import parts
import suite
from elements import children, every, text
from project import BUILD, NAME, PROGRAMS, SOURCE

OSCAP = os.path.join(PROGRAMS, "oscap-kubelet")
STANDIN = os.path.join(BUILD, "tests", "standin", "kubelet")
EXAMPLES = os.path.join(SOURCE, "content", "examples")
CONSUMERS = os.path.join(BUILD, "consumers")
PRINT = os.path.join(BUILD, "tests", "content", "print_verdicts")
HDF = os.path.join(SOURCE, "tests", "content", "consumers", "hdf.js")

STATUS = {"pass": "passed", "fail": "failed", "error": "error", "unknown": "error",
          "notapplicable": "skipped", "notchecked": "skipped", "notselected": "skipped"}
IMPACT = {"high": 0.7, "medium": 0.5, "low": 0.3}
# Every verdict that a rule can have is that of some node.
NODES = {"good": {"pass", "notapplicable"},
         "bad": {"pass", "fail", "notapplicable"},
         "error": {"error", "notapplicable"},
         "empty": {"notapplicable"}}


class Literal:
    """A document as whoever compares prefixes sees it: paths of names as they are written."""

    def __init__(self, path):
        self.stack = []
        self.found = {}
        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self.stack.pop()
        with open(path, "rb") as file:
            parser.ParseFile(file)

    def _start(self, name, _):
        self.stack.append(name)
        for depth in range(1, 4):
            path = "/".join(self.stack[-depth:])
            self.found[path] = self.found.get(path, 0) + 1

    def count(self, path):
        """How many elements are at the end of such a path."""
        return self.found.get(path, 0)


def scan(directory, name):
    """Evaluate a node; return the paths of its results and its ARF."""
    results, arf = (os.path.join(directory, name + end) for end in (".xml", "-arf.xml"))
    command = [OSCAP, "xccdf", "eval", "--profile", "cis_node_level2", "--results", results,
               "--results-arf", arf, parts.STREAM]
    if name != "empty":
        files = os.path.join(directory, name)
        shutil.copytree(os.path.join(EXAMPLES, "good" if name == "error" else name), files)
        if name == "error":
            with open(os.path.join(files, "argv"), "a", encoding="ascii") as argv:
                argv.write("--no-such-flag\n")
        command = [os.path.join(EXAMPLES, "run"), STANDIN, files] + command
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return results, arf


class Base(unittest.TestCase):
    """The four nodes, scanned once."""

    RESULTS = {}

    @classmethod
    def setUpClass(cls):
        if not Base.RESULTS:
            Base.DIRECTORY = tempfile.TemporaryDirectory()
            for name in NODES:
                Base.RESULTS[name] = scan(Base.DIRECTORY.name, name)

    def verdicts(self, name):
        """The result of each rule."""
        root = parts.read(self.RESULTS[name][0])
        return {result.get("idref"): text(children(result, "result")[0])
                for result in every(root, "rule-result")}

    def test_each_node_has_its_verdicts(self):
        for name, expected in NODES.items():
            with self.subTest(node=name):
                self.assertEqual(set(self.verdicts(name).values()) - {"notselected"}, expected)


class Converters(Base):
    """hdf-converters, by which heimdall and saf read results."""

    @unittest.skipUnless(shutil.which("node") and os.path.isdir(CONSUMERS + "/node_modules"),
                         "optional: without node and npm tests/run installs no consumer")
    def test_every_rule_of_every_node(self):
        paths = [self.RESULTS[name][0] for name in NODES]
        converted = json.loads(subprocess.check_output(
            ["node", HDF] + paths, env=dict(os.environ, NODE_PATH=CONSUMERS + "/node_modules")))
        rules = {rule.get("id"): rule for rule in every(parts.read(parts.XCCDF), "Rule")}
        for name, hdf in zip(NODES, converted):
            profile = hdf["profiles"][0]
            self.assertEqual(profile["license"], "LGPL-2.1-or-later")
            verdicts = self.verdicts(name)
            self.assertEqual({control["id"] for control in profile["controls"]}, set(rules))
            for control in profile["controls"]:
                with self.subTest(node=name, rule=control["id"]):
                    self.check(control, rules[control["id"]], verdicts[control["id"]])

    def check(self, control, rule, verdict):
        """One rule: title, severity, controls, texts, result."""
        ccis = [ident.text for ident in children(rule, "ident") if ident.text.startswith("CCI-")]
        nist = [reference.text for reference in children(rule, "reference")
                if "NIST.SP.800-53" in reference.get("href")]
        self.assertEqual(control["title"], text(children(rule, "title")[0]))
        self.assertEqual(control["tags"]["cci"], ccis)
        self.assertEqual([re.match(r"\S+", tag).group() for tag in control["tags"]["nist"]], nist)
        texts = {description["label"]: description["data"] for description in control["descriptions"]}
        for label in ("fix", "rationale", "warning"):
            self.assertTrue(texts[label].strip(), label)
            self.assertNotRegex(texts[label], r"\n {2,}\S+ \S+ \S+ \S+", label)
        self.assertEqual(control["results"][0]["status"], STATUS[verdict])
        self.assertEqual(control["impact"], 0 if verdict in ("notapplicable", "notselected")
                         else IMPACT[rule.get("severity")])


    @unittest.skipUnless(shutil.which("node") and os.path.isdir(CONSUMERS + "/node_modules"),
                         "optional: without node and npm tests/run installs no consumer")
    def test_messages(self):
        """The reasons that `oscap-kubelet scan` adds arrive, and change nothing else."""
        results, arf = self.RESULTS["bad"]
        explained = os.path.join(self.DIRECTORY.name, "explained.xml")
        with open(explained, "wb") as file:
            subprocess.check_call([PRINT, "messages", arf, results], stdout=file)
        plain, other = json.loads(subprocess.check_output(
            ["node", HDF, results, explained],
            env=dict(os.environ, NODE_PATH=CONSUMERS + "/node_modules")))
        for before, after in zip(plain["profiles"][0]["controls"], other["profiles"][0]["controls"]):
            self.assertEqual((before["id"], before["results"][0]["status"]),
                             (after["id"], after["results"][0]["status"]))
        reason = "oscap-kubelet: kubelet %s: authorization.mode is AlwaysAllow"
        self.assertRegex(json.dumps(other), reason % r"\d+")
        self.assertNotRegex(json.dumps(plain), reason % r"\d+")


class Prefixes(Base):
    """compliance-operator (profileparser.go, parse_arf_result.go) and openscap-report."""

    def test_stream(self):
        literal = Literal(parts.STREAM)
        benchmark = parts.read(parts.XCCDF)
        for path, count in (("xccdf-1.2:Benchmark", 1), ("xccdf-1.2:Benchmark/xccdf-1.2:Profile",
                                                         len(every(benchmark, "Profile"))),
                            ("xccdf-1.2:Rule", len(every(benchmark, "Rule"))),
                            ("xccdf-1.2:Value", len(every(benchmark, "Value"))),
                            ("ds:component/ocil:ocil", 1), ("oval-def:oval_definitions/oval-def:tests", 2),
                            ("html:code", len(every(benchmark, "code")))):
            self.assertEqual(literal.count(path), count, path)
        for path in ("ind:variable_object", "unix:file_object", "ocil:boolean_question", "html:pre"):
            self.assertGreater(literal.count(path), 0, path)

    def test_what_an_operator_applies(self):
        """The first fix of a rule that is for the API server, by its text."""
        for rule in every(parts.read(parts.XCCDF), "Rule"):
            fixes = [fix for fix in children(rule, "fix")
                     if fix.get("system").rpartition(":")[2] in ("kubernetes", "ignition")]
            if fixes:
                words = "".join(fixes[0].itertext())
                self.assertRegex(words, r"(?m)^kind: KubeletConfig$")
                self.assertNotRegex(words, r"(?m)^    +\S+: *$(?!\n +\S)", rule.get("id"))

    def test_results(self):
        for name, (_, arf) in self.RESULTS.items():
            with self.subTest(node=name), open(arf, encoding="utf-8") as file:
                whole = file.read()
                self.assertNotIn("<!--", whole)
                self.assertNotIn("unknown_test", whole)


class Commands(Base):
    """oscap's own commands on results, and autotailor."""

    def works(self, *command):
        """Run a command to its end."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, universal_newlines=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def path(self, name):
        """A path for what a command writes."""
        return os.path.join(self.DIRECTORY.name, name)

    def test_report(self):
        """The reason of a failure is in it, and the number of the rule in its title."""
        report = self.path("report.html")
        self.works("oscap", "xccdf", "generate", "report", "--output", report, self.RESULTS["bad"][1])
        with open(report, encoding="utf-8") as file:
            whole = file.read()
        self.assertIn("4.2.2 The kubelet&#39;s authorization mode".replace("&#39;", "'"), whole)
        self.assertIn("overrides", whole)
        self.assertIn(">#kubelet_node</span>", whole)
        self.assertEqual(whole.count(">Element<"), 0, "a column for each member of a list")

    def test_split_results(self):
        """As compliance-operator does; oscap has it up to 1.3."""
        out = subprocess.run(["oscap", "ds", "rds-split", "--help"], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, universal_newlines=True).stdout
        if "No such module" in out:
            self.skipTest("optional: this oscap has no ds rds-split")
        directory = self.path("split")
        os.mkdir(directory)
        self.works("oscap", "ds", "rds-split", "--skip-valid", self.RESULTS["bad"][1], directory)
        self.assertTrue(os.listdir(directory))

    def test_print(self):
        """All settings of kubelets that a script would set, as one document: a kubelet reads the first alone.

        The scripts of oscap 1.4 run each fix in a subshell, which has a document of its own.
        """
        script = self.path("fix.sh")
        self.works(OSCAP, "xccdf", "generate", "fix", "--fix-type", "bash", "--profile",
                   "cis_node_level1", "--output", script, parts.STREAM)
        document = self.works("env", "OSCAP_KUBELET_FIX=--print", "PATH=%s:%s" % (
            BUILD, os.environ["PATH"]), "bash", script)
        head = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
        found = document[document.index(head):]
        with open(script, encoding="utf-8") as file:
            subshells = file.read().count("); (\n")
        self.assertEqual(document.count("kind: KubeletConfiguration") > 1, subshells > 1)
        self.assertEqual(document.count("kind: KubeProxyConfiguration"), 1)
        for lines in ("authorization:\n  mode: Webhook\n", "readOnlyPort: 0\n", "\nauthentication:\n",
                      "rotateCertificates: true\n", "\n- TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n"):
            self.assertIn(lines, found)
        for arguments, code, says in ((["--print"], 2, "no SETTING=VALUE"),
                                      (["--print", "--remove", "hostname-override"], 2, "--print"),
                                      (["--print", "authorization.mode"], 2, "authorization.mode"),
                                      (["--print", "maxPods=many"], 1, "maxPods=many: no value"),
                                      (["--print", "authorization.mode=x"], 0, "")):
            run = subprocess.run([os.path.join(PROGRAMS, "oscap-kubelet-fix")] + arguments,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            self.assertEqual(run.returncode, code, arguments)
            self.assertIn(says, run.stderr)

    def test_autotailor(self):
        tailoring = self.path("tailoring.xml")
        self.works("autotailor", "--id-namespace", NAME, "--output", tailoring, "--new-profile-id",
                   "site", "--var-value", "worker_service_mode=644", parts.STREAM, "cis_node_level1")
        with open(tailoring, encoding="utf-8") as file:
            self.assertIn("worker_service_mode", file.read())


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""oscap-kubelet summary: its arguments, what it writes and prints, and how it ends."""
import ast
import csv
import glob
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import jsonschema

import fleetof
import real
import suite

import tables

WORK = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
FORMULA = "=HYPERLINK(1)"


def setUpModule():
    """Scan both example nodes."""
    for node in ("good", "bad"):
        real.scan(os.path.join(WORK, node), node)


def tearDownModule():
    """Remove what was written."""
    shutil.rmtree(WORK)


def documents():
    """Their results."""
    return [real.read(WORK, node, "results.xml") for node in ("good", "bad")]


class Case(unittest.TestCase):
    """A folder of results, and one for what is written."""

    def setUp(self):
        self.top = tempfile.mkdtemp(dir=WORK)
        self.output = tempfile.mkdtemp(dir=WORK)
        self.pieces = fleetof.Pieces(documents())

    def put(self, name, choice, top=None, change=None, **kwargs):
        """Write the results of a node: of each rule those of the good node (0) or the bad one (1)."""
        data = self.pieces.document(name, choice if callable(choice) else lambda rule: choice, **kwargs)
        fleetof.write_node(top or self.top, name, change(data) if change else data)

    def run_summary(self, code, *arguments):
        """Run it. @return its output, what is in summary.json, and the rows of summary.csv"""
        result, out, err = real.summary("--output", self.output, *arguments, self.top)
        self.assertEqual((result, err), (code, ""), out)
        self.assertEqual(sorted(os.listdir(self.output)), ["summary.csv", "summary.html", "summary.json"])
        with open(os.path.join(self.output, "summary.json"), encoding="utf-8") as file:
            told = json.load(file)
        with open(real.SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        kind(schema, format_checker=jsonschema.FormatChecker()).validate(told)
        with open(os.path.join(self.output, "summary.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return out, told, rows


class Written(Case):
    """summary.json and summary.csv"""

    def test_three(self):
        """Nodes that passed, failed and could not be decided, as scan told them."""
        self.put("worker-a", 0)
        self.put("worker-b", 1)
        self.put("worker-c", 0, change=lambda data: data.replace(b"<result>pass<", b"<result>error<", 1))
        shutil.copy(os.path.join(WORK, "bad", "report.html"), os.path.join(self.top, "worker-b"))
        out, told, rows = self.run_summary(2)
        self.assertEqual([(node["node"], node["state"]) for node in told["nodes"]],
                         [("worker-c", "undecided"), ("worker-b", "failed"), ("worker-a", "passed")])
        self.assertEqual(told["counts"], {"nodes": 3, "missing": 0, "errored": 0, "undecided": 1, "failed": 1,
                                          "passed": 1})
        self.assertTrue(out.startswith("3 nodes: 1 undecided, 1 failed, 1 passed\n"), out)
        node = told["nodes"][1]
        with open(os.path.join(WORK, "bad", "scan.json"), encoding="utf-8") as file:
            scan = json.load(file)
        self.assertEqual(node["results"], {rule["name"]: rule["result"] for rule in scan["rules"]})
        self.assertEqual((node["counts"], node["report"], node["profile_name"]),
                         (scan["counts"], "worker-b/report.html", "cis_node_level1"))
        finding, = node["findings"]["kubelet_authorization_mode"]
        self.assertEqual((finding["value"], finding["source"]), ("AlwaysAllow", "command line"))
        self.assertEqual([rule["numbers"] for rule in told["rules"] if rule["name"] == "kubelet_authorization_mode"],
                         [["4.2.2"]])
        numbers = [rule["numbers"][0] for rule in told["rules"]]
        self.assertEqual(numbers, sorted(numbers, key=lambda number: [int(part) for part in number.split(".")]))
        self.assertEqual(len(rows), 3 * len(scan["rules"]))
        row, = [row for row in rows if (row["node"], row["rule"]) == ("worker-b", "kubelet_authorization_mode")]
        self.assertEqual((row["number"], row["result"], row["value"], row["source"], row["severity"]),
                         ("4.2.2", "fail", "AlwaysAllow", "command line", "high"))

    def test_good(self):
        """All passed or not applicable: 0."""
        self.put("worker-a", 0)
        out, _, _ = self.run_summary(0)
        self.assertTrue(out.startswith("1 node: 1 passed\nPage: "), out)

    def test_missing(self):
        """Nodes that were expected, those that were not, and one whose results are broken: first."""
        self.put("worker-10", 0)
        self.put("worker-9", 0)
        real.write(documents()[0][:100000], self.top, "worker-8", "results.xml")
        names = real.write(b"# ours\nworker-9\n\nworker-7 # gone\n worker-8\n", WORK, "names")
        out, told, rows = self.run_summary(2, "--nodes", names)
        self.assertEqual([(node["node"], node["state"], node["expected"]) for node in told["nodes"]], [
            ("worker-7", "missing", True), ("worker-8", "errored", True), ("worker-9", "passed", True),
            ("worker-10", "passed", False)])
        self.assertEqual(told["nodes"][1]["file"], "worker-8/results.xml")
        self.assertIn("no element found", told["nodes"][1]["error"])
        self.assertEqual([(row["node"], row["state"], row["result"]) for row in rows[:2]],
                         [("worker-7", "missing", ""), ("worker-8", "errored", "")])
        lines = out.splitlines()
        self.assertEqual(lines[:2], ["4 nodes: 1 missing, 1 errored, 2 passed", "missing    worker-7"])
        self.assertTrue(lines[2].startswith("errored    worker-8: worker-8/results.xml: "), out)
        self.assertIn("not expected: worker-10", lines)

    def test_all_missing(self):
        """A folder with broken results alone is no success."""
        real.write(b"", self.top, "a", "arf.xml")
        self.run_summary(2)

    def test_since(self):
        """New failures and what was mended, new nodes and those without newer results."""
        old = tempfile.mkdtemp(dir=WORK)
        self.put("same", 1)
        self.put("same", 1, top=old, day="2026-11-01")
        self.put("worse", 1)
        self.put("worse", 0, top=old, day="2026-11-01")
        self.put("better", 0)
        self.put("better", 1, top=old, day="2026-11-01")
        self.put("new", 0)
        self.put("gone", 0, top=old)
        open_results = lambda data: data.replace(b"<result>pass<", b"<result>unknown<", 1)
        self.put("open", 0, change=open_results)
        self.put("open", 0, top=old)
        out, told, rows = self.run_summary(2, "--since", old)
        good, bad = [{rule["name"]: rule["result"] for rule in json.loads(
            real.read(WORK, node, "scan.json").decode())["rules"]} for node in ("good", "bad")]
        worse = {(rule, good[rule], bad[rule]) for rule in good if bad[rule] == "fail" != good[rule]}
        changes = told["changes"]["verdicts"]

        def of(kind, node):
            return {(change["rule"], change["was"], change["is"]) for change in changes
                    if (change["change"], change["node"]) == (kind, node)}
        self.assertGreater(len(worse), 5)
        self.assertEqual(of("new failure", "worse"), worse)
        self.assertEqual(of("mended", "better"), {(rule, was, now) for rule, now, was in worse})
        self.assertEqual([(change["was"], change["is"]) for change in changes if change["node"] == "open"],
                         [("pass", "unknown")])
        self.assertEqual({change["node"] for change in changes}, {"worse", "better", "open"})
        self.assertEqual({(change["was"], change["is"]) for change in changes
                          if change["change"] == "changed otherwise"}, {("notapplicable", "pass"), ("pass", "notapplicable")})
        self.assertEqual((told["changes"]["new"], told["changes"]["gone"], told["since"]), (["new"], ["gone"], old))
        self.assertIn("Since then: new failure: %d, newly undecided: 1, mended: %d, " % (len(worse), len(worse)), out)
        self.assertEqual(len([row for row in rows if row["change"] == "new failure"]), len(worse))

    def test_profiles(self):
        """Nodes of other profiles: all rules, each with the numbers that it has for them."""
        real.scan(os.path.join(self.top, "one"), "bad", "--profile", "cis_eks_node")
        for name in ("results.xml", "arf.xml", "scan.json"):
            path = os.path.join(self.top, "one", name)
            data = real.read(path)
            target = json.loads(real.read(WORK, "bad", "scan.json").decode())["target"].encode()
            real.write(data.replace(b"<target>" + target, b"<target>eks").replace(
                b'"target":"' + target, b'"target":"eks'), path)
        self.put("worker-a", 1)
        _, told, _ = self.run_summary(2)
        self.assertEqual([(node["node"], node["profile_name"]) for node in told["nodes"]],
                         [("eks", "cis_eks_node"), ("worker-a", "cis_node_level1")])
        rules = {rule["name"]: rule for rule in told["rules"]}
        self.assertEqual(rules["kubelet_authorization_mode"]["numbers"], ["3.2.2", "4.2.2"])
        self.assertEqual(set(rules), set(told["nodes"][0]["results"]) | set(told["nodes"][1]["results"]))
        self.assertNotEqual(set(told["nodes"][0]["results"]), set(told["nodes"][1]["results"]))

    def test_formulas(self):
        """What a spreadsheet would compute stands behind an apostrophe; numbers stay."""
        self.put(FORMULA, 1, change=lambda data: data.replace(b"AlwaysAllow", b"=cmd|' /C calc'!A0"))
        _, told, rows = self.run_summary(2)
        self.assertEqual(told["nodes"][0]["node"], FORMULA)
        self.assertEqual({row["node"] for row in rows}, {"'" + FORMULA})
        values = {row["rule"]: row["value"] for row in rows}
        self.assertEqual(values["kubelet_authorization_mode"], "'=cmd|' /C calc'!A0")
        self.assertEqual(values["kubelet_pod_pids_limit"], "-1")
        for text, wanted in (("=1", "'=1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("\ta", "'\ta"),
                             ("+1", "+1"), ("-1.5", "-1.5"), ("-1+1", "'-1+1"), ("a=1", "a=1"), ("", "")):
            self.assertEqual(tables.guarded(text), wanted)

    def test_again(self):
        """A summary beside the results is none of them; files are replaced in one step."""
        self.put("worker-a", 0)
        self.output = self.top
        os.symlink("/etc/passwd", os.path.join(self.top, "summary.csv"))
        for _ in range(2):
            code, out, err = real.summary("--output", self.top, self.top)
            self.assertEqual((code, err), (0, ""))
        self.assertIn("3 files are no results", out)
        status = os.lstat(os.path.join(self.top, "summary.csv"))
        self.assertTrue(stat.S_ISREG(status.st_mode))
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o666 & ~_umask())
        self.assertEqual(len(os.listdir(self.top)), 4)

    def test_working_directory(self):
        """Without --output they are written there; a link to a report leads out of it."""
        self.put("worker-a", 1)
        real.write(b"<html>", self.top, "worker-a", "report.html")
        code, out, _ = real.summary(self.top, cwd=self.output)
        self.assertEqual(code, 2)
        self.assertIn("Page: %s/summary.html\n" % self.output, out)
        page = real.read(self.output, "summary.html").decode()
        link = re.search(r'<th scope="row"><a href="([^"]*)">worker-a<', page).group(1)
        self.assertTrue(os.path.samefile(os.path.join(self.output, link),
                                         os.path.join(self.top, "worker-a", "report.html")))


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Ends(Case):
    """What is wrong is told in a line, with 1, and nothing is written."""

    def refused(self, *arguments, said, env=None):
        """It ends so."""
        code, out, err = real.summary("--output", self.output, *arguments, env=env)
        self.assertEqual((code, out, err.count("\n")), (1, "", 1), err)
        self.assertTrue(err.startswith("oscap-kubelet summary: "), err)
        self.assertIn(said, err)
        self.assertEqual(os.listdir(self.output), [])

    def test_arguments(self):
        """Arguments, and files that they name."""
        self.put("worker-a", 0)
        two = real.write(b"a\nb c\n", WORK, "two")
        none = real.write(b"# nothing\n", WORK, "none")
        latin = real.write(b"\xff\n", WORK, "latin")
        empty = tempfile.mkdtemp(dir=WORK)
        for arguments, said in (
                ([], "say a directory"), ([self.top, "x"], "x"), (["--x", self.top], "--x"),
                (["--nod", two, self.top], "--nod"), ([self.top, "--nodes"], "--nodes"),
                (["--since", "", self.top], "--since: an empty name"),
                (["/nowhere"], "'/nowhere': No such file"), ([two], "'%s': Not a directory" % two),
                (["--nodes", "/nowhere", self.top], "--nodes: cannot read '/nowhere'"),
                (["--nodes", two, self.top], two + ":2: a line has one name, not 2"),
                (["--nodes", none, self.top], "names no node"), (["--nodes", latin, self.top], "is not UTF-8"),
                (["--since", "/nowhere", self.top], "--since: cannot read"),
                (["--since", empty, self.top], "--since: there are no results below"),
                ([empty], "there are no results below '%s'" % empty)):
            with self.subTest(arguments):
                self.refused(*arguments, said=said)

    def test_output(self):
        """A directory that cannot be made."""
        self.put("worker-a", 0)
        code, out, err = real.summary("--output", "/dev/null/x", self.top)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("--output: cannot make the directory '/dev/null/x': Not a directory", err)

    def test_help(self):
        """Help tells of each option."""
        for argument in ("-h", "--help"):
            code, out, err = real.summary(argument)
            self.assertEqual((code, err), (0, ""))
            for word in ("--output DIR", "--nodes FILE", "--since DIR", "Exit status"):
                self.assertIn(word, out)

    def test_without_python(self):
        """No python3 in PATH."""
        self.put("worker-a", 0)
        self.refused(self.top, said="there is no python3 in PATH: install python3", env={"PATH": self.output})

    def test_without_jinja(self):
        """A python3 that finds no Jinja2: one without the packages of its site."""
        self.put("worker-a", 0)
        directory = tempfile.mkdtemp(dir=WORK)
        path = real.write(b'#!/bin/sh\nexec "%s" -S "$@"\n' % sys.executable.encode(), directory, "python3")
        os.chmod(path, 0o755)
        self.refused(self.top, said="the page needs jinja2, which is not here: install python3-jinja2",
                     env={"PATH": directory + ":" + os.environ["PATH"]})

    def test_environment(self):
        """No variable brings in modules of others."""
        self.put("worker-a", 0)
        directory = tempfile.mkdtemp(dir=WORK)
        real.write(b"raise SystemExit(77)\n", directory, "jinja2.py")
        real.write(b"raise SystemExit(77)\n", directory, "json.py")
        code, _, err = real.summary("--output", self.output, self.top, env={"PYTHONPATH": directory}, cwd=directory)
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(glob.glob(os.path.join(real.SUMMARY, "**", "*.pyc"), recursive=True), [])

    def test_closed_pipe(self):
        """Who reads only the first line leaves no trace of it."""
        self.put("worker-a", 1)
        done = subprocess.run('"%s" summary --output "%s" "%s" | true' % (real.WRAPPER, self.output, self.top),
                              shell=True, stderr=subprocess.PIPE)
        self.assertEqual(done.stderr, b"")

    def test_syntax(self):
        """It is parsed by the Python of RHEL 9, too."""
        for path in glob.glob(os.path.join(real.SUMMARY, "*.py")):
            ast.parse(real.read(path), path, feature_version=(3, 9))


if __name__ == "__main__":
    suite.run_tests()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is around a verdict: valid results, mistakes that are found, tailoring, the HTML report."""
import glob
import os
import shutil
import unittest
from html.parser import HTMLParser

import node
import ovaldoc
import scan
import suite
from node import CONFIG, CONFIG_FLAG, HEADER, Kubelet
from ovaldoc import PROCESS, SETTING

FULL = {"OSCAP_FULL_VALIDATION": "1"}


def part(name):
    """A file of the content."""
    return os.path.join(scan.CONTENT, name)


def pages(this_node):
    """Options that make xccdf eval write everything that it can; and where."""
    paths = {name: this_node.path(name) for name in ("xccdf.xml", "arf.xml", "report.html")}
    return paths, ["--results", paths["xccdf.xml"], "--results-arf", paths["arf.xml"],
                   "--report", paths["report.html"], "--oval-results"]


class Validation(unittest.TestCase):
    """What oscap writes is valid, by its own full validation and by its validators."""

    FILES = {CONFIG: node.config("AlwaysAllow")}
    KUBELETS = [Kubelet("--authorization-mode=Webhook"), Kubelet(CONFIG_FLAG),
                Kubelet("--no-such-flag", "\x01\udcff]]>")]

    def succeeds(self, *args, code=0, **kwargs):
        """Run oscap with full validation."""
        with self.subTest(command=" ".join(args[:3])):
            run = scan.oscap(*args, env=FULL, **kwargs)
            self.assertEqual((run.code, run.unexpected_stderr()), (code, []), run)

    def test_xccdf(self):
        """xccdf eval, of the data stream and of the single files."""
        for source, more in ((scan.DATA_STREAM, []),
                             (part("kubelet-xccdf.xml"),
                              ["--cpe", part("kubelet-cpe-dictionary.xml")])):
            with self.subTest(source=source), node.Node(self.FILES) as this_node:
                for kubelet in self.KUBELETS:
                    this_node.start(kubelet)
                paths, options = pages(this_node)
                self.succeeds("xccdf", "eval", "--profile", scan.profile_id("cis_node_level1"),
                              *(options + more + [source]), code=2, cwd=this_node.work)
                self.assertEqual(scan.Arf(paths["arf.xml"]).rules[scan.RULE], "fail")
                self.succeeds("xccdf", "validate", paths["xccdf.xml"])
                self.succeeds("ds", "rds-validate", paths["arf.xml"])
                results = glob.glob(this_node.path("*oval*.result.xml"))
                self.assertNotEqual(results, [])
                for path in results:
                    self.succeeds("oval", "validate", "--results", path)

    def test_oval(self):
        """oval eval and oval collect."""
        with node.Node(self.FILES) as this_node:
            for kubelet in self.KUBELETS:
                this_node.start(kubelet)
            source = ovaldoc.write(this_node, ovaldoc.both_objects())
            results, syschar = this_node.path("results.xml"), this_node.path("syschar.xml")
            self.succeeds("oval", "validate", "--definitions", source)
            self.succeeds("oval", "eval", "--results", results, "--report",
                          this_node.path("report.html"), source)
            self.succeeds("oval", "validate", "--results", results)
            self.succeeds("oval", "collect", "--syschar", syschar, source)
            self.succeeds("oval", "validate", "--syschar", syschar)
            evaluated, collected = (scan.Oval(scan.parse(path)) for path in (results, syschar))
            self.assertEqual(sorted(map(repr, evaluated.items.values())),
                             sorted(map(repr, collected.items.values())))
            self.assertEqual(len(collected.items), 2 * len(self.KUBELETS))


class Mistake:
    """A document with a mistake, and what the complaint names."""

    def __init__(self, name, complaint, kind="kubeletsetting", body=PROCESS + SETTING, state="",
                 test=None):
        self.name = name
        self.complaint = complaint
        self.kind = kind
        self.body = body
        self.state = state
        self.test = test or kind

    def document(self):
        """The document."""
        document = ovaldoc.Document()
        document.add_object(1, self.kind, self.body)
        document.add_test(1, self.test, state=1 if self.state else None)
        if self.state:
            document.add_state(1, self.test, self.state)
        return document


MISTAKES = [
    Mistake("unknown entity of an object", "mode", body=PROCESS + SETTING + "<linux:mode/>"),
    Mistake("missing entity of an object", "kubeletsetting_object", body=PROCESS),
    Mistake("entities of an object in another order", "setting", body=SETTING + PROCESS),
    Mistake("unknown operation", "operation",
            body=PROCESS + SETTING.replace(">", ' operation="resembles">', 1)),
    Mistake("operation that text does not have", "greater than",
            body=PROCESS + SETTING.replace(">", ' operation="greater than">', 1)),
    Mistake("unknown entity of a state", "mode", state="<linux:mode>Webhook</linux:mode>"),
    Mistake("wrong datatype in a state", "pid",
            state='<linux:pid datatype="string">1</linux:pid>'),
    Mistake("test of another object", "kubelet_object", test="kubelet"),
    Mistake("stock test of a kubelet object", "partition_test", test="partition"),
    Mistake("unknown test", "kubelets_test", test="kubelets"),
]


@suite.table(MISTAKES)
class Rejected(unittest.TestCase):
    """Validation that stays on: mistakes are found."""

    def check(self, row):
        """oval validate says no."""
        with node.Node() as this_node:
            run = scan.oscap("oval", "validate", ovaldoc.write(this_node, row.document()))
        self.assertEqual(run.code, 2, run)
        self.assertIn(row.complaint, run.out + run.err)


TAILORING = """<?xml version="1.0" encoding="UTF-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2"
    id="xccdf_%(name)s_tailoring_test">
  <benchmark href="%(stream)s"/>
  <version time="2026-01-01T00:00:00">1</version>
  <Profile id="xccdf_%(name)s_profile_tailored" extends="%(base)s">
    <title>tailored</title>
    <set-value idref="%(value)s">%(accept)s</set-value>
  </Profile>
</Tailoring>
"""


class Tailored:
    """A profile, the Value as it is tailored, and the result for a kubelet with a good default."""

    def __init__(self, base, accept, result):
        self.name = "%s %s" % (base, accept)
        self.base = base
        self.accept = accept
        self.result = result


@suite.table([Tailored("cis_node_level1", "true", "pass"),
              Tailored("cis_node_level1", "false", "fail"),
              Tailored("cis_node_level2", "true", "pass"),
              Tailored("effective", "false", "fail"),
              Tailored("effective", "true", "pass")])
class Tailoring(unittest.TestCase):
    """The Value accept_builtin_default changes the verdict, and only of a good default."""

    def check(self, row):
        """By a file written by hand, and by autotailor."""
        for make in (self.by_hand, self.by_autotailor):
            for files, args, result in (({CONFIG: HEADER}, [CONFIG_FLAG], row.result),
                                        (None, [], "fail")):
                with self.subTest(make=make.__name__, args=args), node.Node(files) as this_node:
                    this_node.start(Kubelet(*args))
                    tailoring = make(this_node, row)
                    run, arf = scan.evaluate(this_node, "tailored",
                                             ["--tailoring-file", tailoring])
                    self.assertEqual(run.unexpected_stderr(), [], run)
                    self.assertEqual(arf.rules, {scan.RULE: result}, run)

    def by_hand(self, this_node, row):
        """A tailoring file."""
        path = this_node.path("tailoring.xml")
        with open(path, "w") as file:
            file.write(TAILORING % {
                "name": scan.NAME, "stream": scan.DATA_STREAM, "value": scan.VALUE,
                "base": scan.profile_id(row.base), "accept": row.accept})
        run = scan.oscap("xccdf", "validate", "--skip-schematron", path)
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        return path

    def by_autotailor(self, this_node, row):
        """The same by OpenSCAP's own tool."""
        if shutil.which("autotailor") is None:
            self.skipTest("autotailor is not installed")
        path = this_node.path("tailoring.xml")
        run = scan.run(["autotailor", "--id-namespace", scan.NAME, "--new-profile-id", "tailored",
                        "--var-value", "accept_builtin_default=" + row.accept, "--output", path,
                        scan.DATA_STREAM, row.base])
        self.assertEqual((run.code, run.err), (0, ""), run)
        return path


class Tables(HTMLParser):
    """The tables of a page: lists of rows, each a list of texts; the first row is the head."""

    def __init__(self, path):
        super().__init__()
        self.tables = []
        self._open = []
        self._cell = False
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self._open.append([])
        elif tag == "tr":
            self._open[-1].append([])
        elif tag in ("td", "th"):
            self._open[-1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag):
        if tag == "table":
            self.tables.append(self._open.pop())
        elif tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data):
        if self._cell:
            self._open[-1][-1][-1] += data

    def with_head(self, name):
        """The tables that have a column of that name, each as (head, other rows)."""
        return [(table[0], table[1:]) for table in self.tables if table and name in table[0]]


class Report(unittest.TestCase):
    """The HTML report: value, source, location and command line, each in its column."""

    def tables(self, files, *kubelets):
        """The tables of the report of a node, and the pids."""
        with node.Node(files) as this_node:
            pids = [str(this_node.start(kubelet)) for kubelet in kubelets]
            report = this_node.path("report.html")
            run, _ = scan.evaluate(this_node, "cis_node_level1", ["--report", report])
            self.assertEqual((run.code, run.unexpected_stderr()), (2, []), run)
            return Tables(report), pids

    def column_aligned(self, head, rows):
        """Each row as a dictionary; rows and head have as many cells."""
        for row in rows:
            self.assertEqual(len(row), len(head), (head, row))
        return [dict(zip(head, (cell.strip() for cell in row))) for row in rows]

    def test_failing_kubelets(self):
        """A bad kubelet by flag, one by file, and a good one."""
        page, pids = self.tables(
            {CONFIG: node.config("AlwaysAllow")}, Kubelet("--authorization-mode=AlwaysAllow"),
            Kubelet(CONFIG_FLAG, "--cloud-provider", ""),
            Kubelet(*["--authorization-mode=Webhook"] * 31))
        settings = page.with_head("Source")
        self.assertEqual(len(settings), 1)
        rows = {row["Pid"]: row for row in self.column_aligned(*settings[0])}
        self.assertEqual({pid: (row["Setting"], row["Value"], row["Source"], row["Location"])
                          for pid, row in rows.items()}, {
            pids[0]: ("authorization.mode", "AlwaysAllow", "command line", "argv[1]"),
            pids[1]: ("authorization.mode", "AlwaysAllow", "config file", CONFIG + ":4"),
            pids[2]: ("authorization.mode", "Webhook", "command line", "argv[31], overrides " +
                      "".join("argv[%d] (Webhook), " % i for i in range(30, 22, -1)) + "and more")})
        # No column is always empty.
        self.assertTrue(all(any(row[name] for row in rows.values()) for name in settings[0][0]))
        kubelets = page.with_head("Command line")
        self.assertEqual(len(kubelets), 1)
        head, rows = kubelets[0]
        self.column_aligned(head, rows)
        lines = {row[head.index("Pid")].strip(): row[head.index("Command line")].strip()
                 for row in rows}
        self.assertEqual(sorted(lines), sorted(pids))
        self.assertEqual(scan.shell_words(lines[pids[1]]),
                         Kubelet(CONFIG_FLAG, "--cloud-provider", "").argv)

    def test_error(self):
        """The reason of an error."""
        page, pids = self.tables(None, Kubelet(CONFIG_FLAG))
        settings = page.with_head("Source")
        self.assertEqual(len(settings), 1)
        row, = self.column_aligned(*settings[0])
        self.assertIn(CONFIG, row["Message"])
        self.assertIn("No such file or directory", row["Message"])
        self.assertEqual((row["Setting"], row["Pid"], row["Value"]),
                         ("authorization.mode", pids[0], ""))


if __name__ == "__main__":
    suite.main()

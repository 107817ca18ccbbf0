# SPDX-License-Identifier: LGPL-2.1-or-later
"""The HTML report is the same, byte for byte, as without the plugin: of any result data stream."""
import os
import re
import tempfile

from loader import PLUGIN, Case, environment, oscap, preload, real_oscap, run
from scan import DATA_STREAM, profile_id
from suite import run_tests, table
from test_export import OVAL, XCCDF

# One of the stylesheets: libxml2 opens it for what it parses, the plugin for what it may rewrite.
SHEET = "xccdf-share.xsl"
LEAN, WHOLE = 1, 2
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)?")
# libxslt makes them of addresses.
GENERATED = re.compile(r"\bid[mp]?\d{5,}\b")
SECOND = ('<cdf:TestResult xmlns:cdf="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_testresult_2" '
          'end-time="%s" version="1"><cdf:benchmark id="xccdf_x_benchmark_2" href="x"/>'
          '<cdf:title>t</cdf:title></cdf:TestResult>')
# libopenscap's, of the process.
ITEM = re.compile(r'\b(id|item_id|item_ref)="\d+"')


def evaluate(work, program, *options):
    """Evaluate in a directory of files. @return what each file there holds then"""
    result = program("xccdf", "eval", "--skip-validation", "--results-arf", "arf.xml", "--report",
                     "report.html", *options, cwd=work)
    if result.code not in (0, 2):
        raise AssertionError(str(result))
    found = {}
    for name in ("arf.xml", "report.html"):
        with open(os.path.join(work, name)) as file:
            found[name] = file.read()
    return found


def normal(text):
    """A result without what differs from run to run."""
    names = {}
    text = GENERATED.sub(lambda found: names.setdefault(found.group(), "id%d" % len(names)), text)
    text = ITEM.sub(lambda found: names.setdefault(found.group().partition("=")[2],
                                                   "item%d" % len(names)), text)
    return TIME.sub("TIME", text)


def tag(name):
    """The tags of elements of a name, whatever their prefix."""
    return r"(</?(?:[\w.-]+:)?)%s\b" % name


def renamed(name):
    """Elements of that name have another one."""
    return lambda text: re.sub(tag(name), r"\1x-" + name, text)


def inserted(what, before):
    """Something before the first match of a pattern."""
    return lambda text: re.sub(before, lambda found: what + found.group(), text, count=1)


def again(pattern, count=1):
    """The first match of a pattern is there twice; or so many times."""
    return lambda text: re.sub(pattern, lambda found: found.group() * (count + 1), text, count=1)


def second(text):
    """There is another result beside the first, of the same time."""
    time = re.search(r'end-time="([^"]*)"', text).group(1)
    return re.sub(r"</(?:[\w.-]+:)?TestResult>", lambda found: found.group() + SECOND % time, text)


FACT = '<fact xmlns="http://checklists.nist.gov/xccdf/1.2" name="urn:xccdf:fact:ethernet:MAC">%s</fact>'
MAC = FACT % "02:00:00:00:00:01"
ADDRESS = '<target-address xmlns="http://checklists.nist.gov/xccdf/1.2">192.0.2.9</target-address>'
REFERENCE = r'<(?:[\w.-]+:)?reference href="[^"]*">[^<]*</(?:[\w.-]+:)?reference>'
CLOSE_FACTS = r"</(?:[\w.-]+:)?target-facts>"


def same(text):
    """Nothing is changed."""
    return text


ROWS = [
    # name, a change of an ARF, options, how often a stylesheet is opened
    ("as oscap writes it", same, [], LEAN),
    ("a result that is named", second, ["--result-id", "xccdf_x_testresult_2"], LEAN),
    ("two results of one time", second, [], LEAN),
    ("files of results", same, ["--oval-template", "%.result.xml"], WHOLE),
    ("no files of results", same, ["--oval-template", ""], LEAN),
    ("tests elsewhere", renamed("tests"), [], WHOLE),
    ("objects elsewhere", renamed("objects"), [], WHOLE),
    ("collected objects elsewhere", renamed("collected_objects"), [], WHOLE),
    ("states elsewhere", renamed("states"), [], LEAN),
    ("items elsewhere", renamed("system_data"), [], LEAN),
    ("a fact twice", inserted(MAC * 2, CLOSE_FACTS), [], LEAN),
    ("facts of another target", inserted("<x>" + MAC + "</x>", r"<(?:[\w.-]+:)?report-requests"), [],
     WHOLE),
    ("an address twice", inserted(ADDRESS * 2, r"<(?:[\w.-]+:)?target-facts>"), [], LEAN),
    ("addresses of another target", inserted("<x>" + ADDRESS + "</x>", CLOSE_FACTS), [], WHOLE),
    ("a reference twice", again(REFERENCE), [], LEAN),
    ("a reference three times", again(REFERENCE, 2), [], LEAN),
    ("references to nothing", inserted('<reference xmlns="http://checklists.nist.gov/xccdf/1.2">a'
                                       '</reference>', REFERENCE), [], LEAN),
    ("references to an empty place",
     inserted('<reference xmlns="http://checklists.nist.gov/xccdf/1.2" href="">a</reference>' * 2,
              REFERENCE), [], LEAN),
    ("the benchmark twice", again(r"(?s)<((?:[\w.-]+:)?Benchmark) .*?</\1>"), [], LEAN),
    ("no benchmark", renamed("Benchmark"), [], LEAN),
    ("no result", renamed("TestResult"), [], LEAN),
    ("a document type", inserted("<!DOCTYPE x>", r"<(?:[\w.-]+:)?asset-report-collection"), [], WHOLE),
]
CHANGES = [row[1] for row in ROWS if row[1] is not same]


@table(ROWS)
class Generated(Case):
    """oscap xccdf generate report, of one ARF in many shapes."""

    arf = ""

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as work:
            cls.arf = evaluate(work, oscap, "--profile", profile_id("cis_node_level1"),
                               DATA_STREAM)["arf.xml"]

    def generate(self, work, options, env):
        """@return the run, the report, and how often a stylesheet was opened"""
        report, trace = os.path.join(work, "report.html"), os.path.join(work, "trace")
        if os.path.exists(report):
            os.unlink(report)
        result = run(["strace", "-f", "-qq", "-e", "trace=openat", "-o", trace, real_oscap(), "xccdf",
                      "generate", "report", *options, "--output", report,
                      os.path.join(work, "arf.xml")], env=env, cwd=work)
        text = None
        if os.path.exists(report):
            with open(report) as file:
                text = normal(file.read())
        with open(trace, errors="replace") as file:
            opened = sum(SHEET + '"' in line for line in file)
        return result, text, opened

    def has(self, *option):
        """Whether this oscap has an option: 1.4 has fewer."""
        return all(each in run([real_oscap(), "xccdf", "generate", "report", "--help"]).out for each in option)

    def check(self, change, options, opened):
        with tempfile.TemporaryDirectory() as work:
            with open(os.path.join(work, "arf.xml"), "w") as file:
                file.write(change(self.arf))
            plain, wanted, once = self.generate(work, options, environment())
            result, report, times = self.generate(
                work, options, environment(LD_PRELOAD=preload(PLUGIN)))
        self.assertEqual((once, times), (1, opened) if self.has(*options[:1]) else (0, 0))
        self.assert_run(result, plain.code, plain.out, plain.err)
        self.assertEqual(report, wanted)

    def test_changes(self):
        """Each change but that of nothing changes the ARF."""
        for change in CHANGES:
            self.assertNotEqual(change(self.arf), self.arf)


class Evaluated(Case):
    """oscap xccdf eval: the ARF and the report, and which files there are meanwhile."""

    def evaluate(self, env, *options):
        """@return the results, and how often a file of OVAL results was written"""
        with tempfile.TemporaryDirectory() as work:
            for name, text in (("oval.xml", OVAL), ("xccdf.xml", XCCDF)):
                with open(os.path.join(work, name), "w") as file:
                    file.write(text)
            trace = os.path.join(work, "trace")

            def traced(*args, **more):
                return run(["strace", "-f", "-qq", "-e", "trace=openat", "-o", trace, real_oscap(),
                            *args], env=env, **more)
            found = evaluate(work, traced, *options, "xccdf.xml")
            with open(trace, errors="replace") as file:
                return found, sum(".result.xml" in line and "O_CREAT" in line for line in file)

    def both(self, *options):
        """@return how often such a file was written without the plugin, and with it"""
        plain, stock_files = self.evaluate(environment(), *options)
        found, files = self.evaluate(environment(LD_PRELOAD=preload(PLUGIN)), *options)
        self.assertEqual({name: normal(text) for name, text in found.items()},
                         {name: normal(text) for name, text in plain.items()})
        self.assertIn("oval:x:tst:1", plain["arf.xml"])
        return stock_files, files

    def test_scratch(self):
        """What is for nobody is not written."""
        self.assertEqual(self.both(), (1, 0))

    def test_wanted(self):
        """What is asked for is."""
        self.assertEqual(self.both("--oval-results"), (1, 1))
        self.assertEqual(self.both("--export-variables"), (1, 1))


if __name__ == "__main__":
    run_tests()

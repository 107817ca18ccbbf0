# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is read of a node: real results in each format, and documents that are broken or hostile."""
import json
import os
import re
import shutil
import tempfile
import unittest

import real
import suite

import gather
import model
import scanjson
import texts
import xccdf

RULE = "xccdf_io.github.oscap-kubelet_rule_kubelet_authorization_mode"
WORK = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
BAD = os.path.join(WORK, "bad")


def setUpModule():
    """Scan the bad example node."""
    real.scan(BAD, "bad")


def tearDownModule():
    """Remove what was written."""
    shutil.rmtree(WORK)


def document(name="results.xml"):
    """Its results."""
    return real.read(BAD, name)


def pasted(data, old, new):
    """With something else in the place of what is there once or more."""
    if old not in data:
        raise AssertionError("%s is not there" % old)
    return data.replace(old, new)


class Formats(unittest.TestCase):
    """The same scan in three formats."""

    def scans(self):
        """By the names of the files."""
        parser = xccdf.Parser()
        return {"results.xml": parser.read(document()), "arf.xml": parser.read(document("arf.xml")),
                "scan.json": scanjson.read(document("scan.json"))}

    def test_same(self):
        """Each tells the node, the profile, the rules and the verdicts that scan itself told."""
        told = json.loads(document("scan.json").decode())
        wanted = [(rule["rule"], rule["name"], rule.get("number", ""), rule["title"], rule["severity"])
                  for rule in told["rules"]]
        for name, scan in self.scans().items():
            with self.subTest(name):
                self.assertEqual((scan.node, scan.profile, scan.benchmark, scan.version, scan.start, scan.end),
                                 tuple(told[each] for each in ("target", "profile", "benchmark",
                                                               "benchmark_version", "start", "end")))
                self.assertEqual([tuple(rule) for rule in scan.rules.values()], wanted)
                self.assertEqual({rule: verdict.result for rule, verdict in scan.verdicts.items()},
                                 {rule["rule"]: rule["result"] for rule in told["rules"]})
                self.assertEqual((scan.state, dict(scan.counts())), ("failed", told["counts"]))

    def test_reasons(self):
        """Of what failed the value, its source and location; of what passed nothing."""
        scans = self.scans()
        for name, scan in scans.items():
            with self.subTest(name):
                finding, = scan.verdicts[RULE].findings
                self.assertEqual((finding.setting, finding.value, finding.source),
                                 ("authorization.mode", "AlwaysAllow", "command line"))
                self.assertRegex(finding.location, r"^argv\[3\], overrides /.*/config\.yaml:\d+ \(Webhook\)$")
                self.assertRegex(finding.text, r"^kubelet \d+: authorization.mode is AlwaysAllow, source")
                for verdict in scan.verdicts.values():
                    self.assertEqual(verdict.findings == (), verdict.result != "fail")
                self.assertEqual(scan.verdicts, scans["scan.json"].verdicts)

    def test_parts(self):
        """What is read by parts is what is read of the whole, also where a document is not plain."""
        for name in ("results.xml", "arf.xml"):
            data = document(name)
            wanted = xccdf.Parser().read(data)
            reader = xccdf.Reader()
            reader.parse(data)
            whole = xccdf._make([reader.benchmark], reader.runs[-1])
            latin = pasted(data, b'encoding="UTF-8"', b'encoding="utf-16"').decode().encode("utf-16")
            for other in (whole, xccdf.Parser().read(data + b"<!-- <TestResult> -->\n"),
                          xccdf.Parser().read(pasted(data, b"<TestResult ", b"<!-- <TestResult --><TestResult ")),
                          xccdf.Parser().read(latin)):
                for member in model.Scan.__slots__:
                    self.assertEqual(getattr(other, member), getattr(wanted, member), (name, member))

    def test_known(self):
        """A benchmark that was read before is known again, and never one that only begins like it."""
        parser = xccdf.Parser()
        data = document()
        begin, run = data.index(b"<status"), data.index(b"<TestResult")
        empty = parser.read(data[:begin] + data[run:])
        self.assertEqual({rule.title for rule in empty.rules.values()}, {""})
        self.assertEqual(parser.read(data).rules[RULE].number, "4.2.2")
        self.assertEqual(parser.read(data[:begin] + data[run:]).rules[RULE].number, "")
        renamed = pasted(data, b">4.2.2 The kubelet", b">4.2.2 Another kubelet")
        self.assertTrue(parser.read(renamed).rules[RULE].title.startswith("Another"))
        self.assertTrue(parser.read(data).rules[RULE].title.startswith("The"))

    def test_last_run(self):
        """Of several runs in a document the last one counts, as for scan itself."""
        data = document()
        begin = data.index(b"<TestResult")
        end = data.index(b"</TestResult>") + len(b"</TestResult>")
        later = re.sub(rb"<target>[^<]*", b"<target>later", data[begin:end])
        self.assertEqual(xccdf.Parser().read(data[:end] + later + data[end:]).node, "later")

    def test_twice(self):
        """Of a rule with several verdicts (a check of many instances) the worst one counts."""
        for name, read, verdict, end in (
                ("results.xml", xccdf.Parser().read, b"<rule-result idref='%s'><result>%s</result></rule-result>",
                 b"</TestResult>"),
                ("scan.json", scanjson.read,
                 b'{"rule":"%s","name":"","title":"","severity":"","result":"%s"},', b'"rules":[')):
            data = document(name)
            at = data.index(end) + (len(end) if name == "scan.json" else 0)
            for rule, others, wanted in ((RULE, (b"pass", b"error", b"notapplicable"), "fail"),
                                         ("a", (b"notapplicable", b"pass"), "pass"),
                                         ("a", (b"pass", b"fail", b"error", b"pass"), "fail"),
                                         ("a", (b"fixed", b"unknown", b"pass"), "unknown")):
                with self.subTest("%s: %s" % (name, others)):
                    more = b"".join(verdict % (rule.encode(), other) for other in others)
                    scan = read(data[:at] + more + data[at:])
                    self.assertEqual(scan.verdicts[rule].result, wanted)


@suite.table([
    # name, what is changed in the results, part of the reason that is told
    ("cut off", lambda data: data[:-3000], "it is no well-formed XML"),
    ("empty", lambda data: b"", "it is empty"),
    ("blanks", lambda data: b"\n \n", "it is empty"),
    ("no XML", lambda data: b"oscap: out of memory\n", "it is no well-formed XML"),
    ("a DOCTYPE", lambda data: pasted(data, b"<Benchmark", b"<!DOCTYPE Benchmark><Benchmark"),
     "it has a DOCTYPE"),
    ("a DOCTYPE and an entity", lambda data: pasted(
        data, b"<Benchmark", b'<!DOCTYPE Benchmark [<!ENTITY a "b">]><Benchmark'), "it has a DOCTYPE"),
    ("an unknown encoding", lambda data: pasted(data, b'encoding="UTF-8"', b'encoding="x-none"'),
     "unknown encoding"),
    ("bytes that are no UTF-8", lambda data: pasted(data, b"<target>", b"<target>\xff"),
     "it is no well-formed XML"),
    ("no target", lambda data: re.sub(rb"<target>[^<]*</target>", b"", data), "its results have no target"),
    ("no rule that was judged", lambda data: re.sub(rb"<result>[^<]*", b"<result>notselected", data),
     "no rule of it was judged"),
    ("an unknown result", lambda data: pasted(data, b"<result>fail<", b"<result>perhaps<"),
     "the result 'perhaps'"),
    ("deep", lambda data: pasted(data, b"<target-facts>", b"<a>" * 300 + b"</a>" * 300 + b"<target-facts>"),
     "nested deeper than 200"),
    ("many rules", lambda data: pasted(
        data, b"</TestResult>", b"<rule-result idref='a'><result>pass</result></rule-result>" * 10001 +
        b"</TestResult>"), "more than 10000 rules"),
])
class Broken(unittest.TestCase):
    """Files of results that cannot be read: an errored node, with the reason."""

    def check(self, change, reason):
        top = tempfile.mkdtemp(dir=WORK)
        real.write(change(document()), top, "worker-7", "results.xml")
        found = gather.gather(top)
        self.assertEqual((found.scans, found.files, found.others), ({}, 0, 0))
        broken, = found.broken
        self.assertEqual((broken.node, broken.file), ("worker-7", "worker-7/results.xml"))
        self.assertIn(reason, broken.why)


@suite.table([
    # name, what is changed in the JSON, part of the reason that is told; None if it is something else
    ("cut off", lambda data: data[:-30], "it is no JSON"),
    ("another format", lambda data: pasted(data, b'"format":1', b'"format":2'), "it has format 2"),
    ("a number as the target", lambda data: re.sub(rb'"target":"[^"]*"', b'"target":7', data), None),
    ("a target of a wrong type", lambda data: re.sub(rb'"target":"[^"]*"', b'"target":[]', data),
     "its member target is of a wrong type"),
    ("a rule that is none", lambda data: re.sub(rb'"rules":\[', b'"rules":[null,', data),
     "its member rule is missing"),
    ("no rule that was judged", lambda data: re.sub(rb'"result":"[^"]*"', b'"result":"notselected"', data),
     "no rule of it was judged"),
    ("no rule", lambda data: b'{"format":"1","target":"a","profile":"","start":"","rules":[]}',
     "no rule of it was judged"),
    ("deep", lambda data: b"[" * 200000, "it is no JSON"),
    ("a list", lambda data: b"[1, 2]", None),
    ("something else", lambda data: b'{"kind": "oscap-kubelet summary"}', None),
])
class BrokenJson(unittest.TestCase):
    """The same of JSON."""

    def check(self, change, reason):
        top = tempfile.mkdtemp(dir=WORK)
        real.write(change(document("scan.json")), top, "worker-7", "scan.json")
        found = gather.gather(top)
        if reason is None:
            self.assertEqual(found.broken, [])
        else:
            self.assertEqual([each.node for each in found.broken], ["worker-7"])
            self.assertIn(reason, found.broken[0].why)

    def test_many_digits(self):
        """A number is not computed."""
        data = pasted(document("scan.json"), b'"format":1', b'"format":1,"x":' + b"9" * 1000000)
        self.assertEqual(scanjson.read(data).state, "failed")


class Folder(unittest.TestCase):
    """What a folder has."""

    def setUp(self):
        self.top = tempfile.mkdtemp(dir=WORK)

    def put(self, name, *path, day=None):
        """Write the results of a node."""
        data = re.sub(rb"<target>[^<]*", b"<target>" + name.encode(), document())
        if day is not None:
            data = re.sub(rb'((start|end)-time=")[^"]*', rb"\g<1>" + day.encode() + b"T06:00:00+00:00", data)
        return real.write(data, self.top, *path)

    def test_beside(self):
        """An ARF beside results is not read; the report is not told as something else."""
        shutil.copytree(BAD, os.path.join(self.top, "n"))
        real.write(b"<html>", self.top, "n", "index.html")
        found = gather.gather(self.top)
        scan, = found.scans.values()
        self.assertEqual((found.files, found.same, found.others), (2, 2, 1))
        self.assertEqual((scan.file, scan.report), ("n/scan.json", "n/report.html"))

    def test_newest(self):
        """Of a node the newest results count, whatever the order; the others are told."""
        self.put("a", "1", "results.xml", day="2026-03-01")
        self.put("a", "2", "results.xml", day="2026-03-03")
        self.put("a", "3", "results.xml", day="2026-03-02")
        found = gather.gather(self.top)
        self.assertEqual(found.scans["a"].file, "2/results.xml")
        self.assertEqual(found.older, {"a": ["1/results.xml", "3/results.xml"]})

    def test_arf_for_broken_results(self):
        """Where results are broken the ARF beside them counts, and that is told."""
        real.write(document("arf.xml"), self.top, "n", "arf.xml")
        real.write(b"<Benchmark>", self.top, "n", "results.xml")
        found = gather.gather(self.top)
        self.assertEqual([scan.file for scan in found.scans.values()], ["n/arf.xml"])
        self.assertEqual(([], ["n/results.xml"]), (found.broken, [each.file for each in found.spare]))

    def test_flat(self):
        """Files of many nodes in one folder, by --suffix."""
        self.put("a", "results-a.xml")
        self.put("b", "results-b.xml")
        real.write(b"", self.top, "results-c.xml")
        real.write(b"", self.top, "report-a.html")
        found = gather.gather(self.top)
        self.assertEqual(sorted(found.scans), ["a", "b"])
        self.assertEqual(found.scans["a"].report, "report-a.html")
        self.assertIsNone(found.scans["b"].report)
        self.assertEqual([each.node for each in found.broken], ["c"])

    def test_newer_broken(self):
        """A broken file that is newer than the results of its node counts, an older one does not."""
        for name, broken, results in (("a", 2, 1), ("b", 1, 2)):
            path = self.put(name, name, "2026-03-01T060000Z", "results.xml")
            os.utime(path, (results, results))
            path = real.write(b"<TestResult>", self.top, name, "2026-03-02T060000Z", "results.xml")
            os.utime(path, (broken, broken))
        found = gather.gather(self.top)
        self.assertEqual(([each.node for each in found.broken], [each.node for each in found.spare]),
                         (["a"], ["b"]))

    def test_no_links(self):
        """Links, pipes and too large files are not read."""
        self.put("a", "a", "results.xml")
        os.symlink("a", os.path.join(self.top, "latest"))
        os.symlink("/etc/passwd", os.path.join(self.top, "results.xml"))
        os.mkfifo(os.path.join(self.top, "arf.xml"))
        with open(os.path.join(self.top, "a", "results-large.xml"), "wb") as file:
            file.write(b"<TestResult>")
            file.truncate(gather.FILE_MAX + 1)
        found = gather.gather(self.top)
        self.assertEqual((found.files, found.others, list(found.scans)), (1, 2, ["a"]))
        self.assertEqual([each.why for each in found.broken], ["it has more than 64 MiB"])

    def test_others(self):
        """Other documents are left out: content, OVAL, HTML, anything."""
        data = document()
        for name, other in (("xccdf.xml", data[:data.index(b"<TestResult")] + b"</Benchmark>"),
                            ("oval.xml", b"<oval_results xmlns='x'><a></b>"), ("a.xml", b"<a/>"),
                            ("a.html", b"<!DOCTYPE html><p>"), ("a.txt", b"pass 4.1.1"), ("a.tar", b"\0" * 9000)):
            real.write(other, self.top, name)
        found = gather.gather(self.top)
        self.assertEqual((found.others, found.broken, found.scans), (6, [], {}))

    def test_hostile_texts(self):
        """What a terminal or reader obeys is spelt out, and nothing is longer than it may be."""
        long = b"x" * 100000
        data = pasted(document(), b"AlwaysAllow", b"\xe2\x80\xaeAlways\xc2\x9b31m\n" + long)
        data = re.sub(rb"<target>[^<]*", b"<target> a\xe2\x80\xaeb\n\xc2\x85 ", data)
        scan = xccdf.Parser().read(data)
        self.assertEqual(scan.node, "a\\u202eb")
        text = scan.verdicts[RULE].findings[0].text
        self.assertIn("\\u202eAlways\\u009b31m x", text)
        self.assertLessEqual(len(text), texts.TEXT_MAX)


@suite.table([
    # name, the time, its seconds
    ("UTC", "2026-01-02T03:04:05+00:00", 1767323045),
    ("Z", "2026-01-02T03:04:05Z", 1767323045),
    ("no zone", "2026-01-02T03:04:05", 1767323045),
    ("east", "2026-01-02T04:34:05+01:30", 1767323045),
    ("west", "2026-01-02T02:04:05.5-01:00", 1767323045),
    ("no month", "2026-13-02T03:04:05Z", None),
    ("no time", "today", None),
    ("empty", "", None),
])
class Times(unittest.TestCase):
    """Times of XCCDF."""

    def check(self, time, wanted):
        self.assertEqual(texts.seconds(time), wanted)


class Order(unittest.TestCase):
    """natural()"""

    def test_order(self):
        names = ["4.1.10", "4.1.9", "node10", "node9", "node\u0663", "", "V-242392"]
        self.assertEqual(sorted(names, key=texts.natural),
                         ["", "4.1.9", "4.1.10", "V-242392", "node9", "node10", "node\u0663"])


if __name__ == "__main__":
    suite.run_tests()

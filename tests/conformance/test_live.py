# SPDX-License-Identifier: LGPL-2.1-or-later
"""The recorded cases through the whole chain: a live stand-in for each, all at once, and oscap."""
import os
import subprocess
import tempfile
import time
import unittest

import corpus
import node
import ovaldoc
import scan
import suite

# The operator's word for the version of all kubelets, and how many cases have a record of it.
VERSIONS = {"1.20": 610, "1.28": 183, "1.30": 183, "1.36": 634}
# One run of oscap for each group, in it one object for each setting: oscap takes time by the square
# of all items of a run.
IN_ALL_CASES = (
    ("authorization.mode", "readOnlyPort", "authentication.x509.clientCAFile", "eventRecordQPS"),
    ("authentication.anonymous.enabled", "streamingConnectionIdleTimeout", "podPidsLimit"),
)
IN_RECORDED = (
    ("featureGates", "tlsCipherSuites", "hostname-override", "cert-dir"),
)

VARIABLE = "KUBELET_CONFIG_DROPIN_DIR_ALPHA"


class StandIns:
    """A stand-in for each case, in the directory with its files."""

    def __init__(self, cases, directory):
        self.cases = {}
        self.roots = {}
        self._processes = []
        self._leash = None
        for number, case in enumerate(cases):
            root = os.path.join(directory, str(number))
            os.mkdir(root)
            case.write(root, root)
            self.roots[case] = root
        # The start of a process is known to a clock tick: let it be later than the files.
        time.sleep(0.1)

    def start(self):
        """Start them all; the pids are the keys of `cases` then."""
        leash, self._leash = os.pipe()
        told, tell = os.pipe()
        for case, root in self.roots.items():
            process = subprocess.Popen(
                ["kubelet"] + case.argv_in(root), executable=node.STANDIN, cwd=root,
                env={VARIABLE: "yes"} if case.alpha else {}, stdin=leash, stdout=tell)
            self._processes.append(process)
            self.cases[process.pid] = case
        os.close(leash)
        os.close(tell)
        with os.fdopen(told, "rb") as lines:
            for _ in self._processes:
                if lines.readline() != b"ready\n":
                    raise RuntimeError("a stand-in did not start")

    def stop(self):
        """End them all."""
        os.close(self._leash)
        for process in self._processes:
            process.wait()


class Live(unittest.TestCase):
    """One run of oscap for each version."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="oscap-kubelet-live.")
        cls.standins = StandIns(corpus.recorded() + corpus.kubelet_cases(), cls.directory.name)
        cls.standins.start()

    @classmethod
    def tearDownClass(cls):
        cls.standins.stop()
        cls.directory.cleanup()

    def collect(self, version, settings):
        """Run oscap; return the items by pid and setting."""
        document = ovaldoc.Document()
        for number, name in enumerate(settings, 1):
            document.add_object(number, "kubeletsetting", ovaldoc.PROCESS +
                                "<linux:setting>%s</linux:setting>" % name)
            document.add_test(number, "kubeletsetting")
        source, results = (os.path.join(self.directory.name, name)
                           for name in ("oval.xml", "results.xml"))
        with open(source, "w", encoding="utf-8") as file:
            file.write(str(document))
        start = time.time()
        run = scan.oscap("oval", "eval", "--results", results, source,
                         env={"OSCAP_KUBELET_VERSION": version}, timeout=600)
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        items = {}
        for item in scan.Oval(scan.parse(results)).items.values():
            key = int(item["pid"]), item["setting"]
            self.assertNotIn(key, items, "two items of one setting")
            items[key] = item
        self.assertEqual(set(items), {(pid, name) for pid in self.standins.cases
                                      for name in settings})
        print("\n%d items of %d stand-ins in %.1f s" % (
            len(items), len(self.standins.cases), time.time() - start), end="")
        return items

    def compare(self, case, expected, item):
        """What is wrong with an item; None if nothing is."""
        if expected.refuses:
            # A kubelet that runs has started: a file that is not there has been removed since, and what
            # flags alone say is certain.
            if case.lacks_file() and item.status == "exists" and (
                    item["source"] == "command line" or item["location"] == "flag not given"):
                return None
            if item.status != "error" or len(item.messages) != 1 or item["value"] is not None:
                return "expected an error, got %r" % item
            return None
        if item["setting"] not in expected.settings:
            return None
        recorded = expected.settings[item["setting"]]
        value = corpus.as_text(recorded)
        value = value and value.replace(corpus.ROOT, self.standins.roots[case])
        if item.status != "exists" or item.messages or item["value"] != value or \
                item["element"] != corpus.as_elements(recorded):
            return "expected %r, got %r" % (value, item)
        return None

    def check_version(self, version, *groups):
        """Compare the items of every case that has a record of a version."""
        items = {}
        for settings in groups:
            items.update(self.collect(version, settings))
        agreed, refusals, wrong = 0, 0, []
        for pid, case in self.standins.cases.items():
            for recorded, expected in case.expected.items():
                if corpus.minor_of(recorded) != corpus.minor_of(version):
                    continue
                problems = ["%s: %s" % (case.name, problem)
                            for settings in groups for name in settings
                            for problem in [self.compare(case, expected, items[pid, name])]
                            if problem is not None]
                wrong += problems
                agreed += not problems
                refusals += expected.refuses
        print("\nOSCAP_KUBELET_VERSION=%s: %d cases, %d agreed, %d disagreed; %d refusals" % (
            version, VERSIONS[version], agreed, VERSIONS[version] - agreed, refusals))
        self.assertEqual(wrong, [])
        self.assertEqual(agreed, VERSIONS[version])

    def test_1_20(self):
        """1.20"""
        self.check_version("1.20", *IN_ALL_CASES + IN_RECORDED)

    def test_1_28(self):
        """1.28"""
        self.check_version("1.28", *IN_ALL_CASES)

    def test_1_30(self):
        """1.30"""
        self.check_version("1.30", *IN_ALL_CASES)

    def test_1_36(self):
        """1.36"""
        self.check_version("1.36", *IN_ALL_CASES + IN_RECORDED)


if __name__ == "__main__":
    suite.main()

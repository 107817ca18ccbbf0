# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a session keeps from one object to the next is never older than what happened in between.

The rules have fixes. `oscap xccdf eval --remediate` runs the fix of each rule that failed and then
evaluates that rule again, all in one session after the first evaluation.
"""
import concurrent.futures as futures
import os
import time
import unittest

import node
import ovaldoc
import scan
import suite
from node import CONFIG, CONFIG_FLAG, Kubelet, config

_XCCDF = """<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_test_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>t</title>
  <version>1</version>
%s</Benchmark>
"""
_RULE = """  <Rule id="xccdf_test_rule_%(number)d" selected="true">
    <title>%(setting)s</title>
    <fix system="urn:xccdf:fix:script:sh">: &gt; %(work)s/ask%(number)d
until test -e %(work)s/done%(number)d; do :; done</fix>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:test:def:%(number)d"/>
    </check>
  </Rule>
"""

# Rules on settings that good kubelets have all.
GOOD = {"authorization.mode": "Webhook", "readOnlyPort": "0", "maxPods": "50"}
BAD = ("--authorization-mode=AlwaysAllow", "--read-only-port=10255", "--max-pods=9")
MENDED = ("--authorization-mode=Webhook", "--read-only-port=0", "--max-pods=50")



def nothing(_node, _pid):
    """A fix that mends nothing."""


def edit(this_node, _pid):
    """A fix that edits the configuration file, and does not restart the kubelet."""
    node.wait_a_tick()
    with open(CONFIG, "w") as file:
        file.write(config("Webhook") + "readOnlyPort: 0\n")


def start(*args):
    """A fix that starts one more kubelet."""
    return lambda this_node, pid: this_node.start(Kubelet(*args))


def restart(*args):
    """A fix that ends the kubelets and starts one with other arguments."""
    def fix(this_node, pid):
        for process in this_node.processes:
            process.kill()
            process.wait()
        this_node.start(Kubelet(*args))
    return fix


class Row:
    """A kubelet, the fixes of the three rules, and what becomes of the rules.

    oscap says `error` of a rule that still fails after its fix.
    """

    def __init__(self, name, args, fixes, results, files=None):
        self.name = name
        self.args = args
        self.fixes = fixes
        self.results = results
        self.files = files


ROWS = [
    Row("nothing to fix", MENDED, [nothing, nothing, nothing], ["pass", "pass", "pass"]),
    Row("nothing mended", BAD, [nothing, nothing, nothing], ["error", "error", "error"]),
    Row("the first fix mends all", BAD, [restart(*MENDED), nothing, nothing],
        ["fixed", "fixed", "fixed"]),
    Row("the last fix mends all", BAD, [nothing, nothing, restart(*MENDED)],
        ["error", "error", "fixed"]),
    Row("the second fix mends its own", BAD, [nothing, restart(*MENDED[:2], BAD[2]), nothing],
        ["error", "fixed", "error"]),
    Row("the second fix undoes what the first has mended for the third", BAD,
        [restart(*MENDED), restart(BAD[0], MENDED[1], BAD[2]), nothing],
        ["fixed", "fixed", "error"]),
    Row("the second fix adds a bad kubelet", BAD, [restart(*MENDED), start(*BAD), nothing],
        ["fixed", "error", "error"]),
    Row("the last fix edits the file without a restart", (CONFIG_FLAG,) + BAD[1:],
        [nothing, nothing, edit], ["error", "error", "error"],
        files={CONFIG: config("AlwaysAllow")}),
    Row("a file is edited, and then read by a new kubelet", (CONFIG_FLAG,) + BAD[2:],
        [edit, restart(CONFIG_FLAG, BAD[2]), restart(CONFIG_FLAG, MENDED[2])],
        ["error", "fixed", "fixed"], files={CONFIG: config("AlwaysAllow") + "readOnlyPort: 1\n"}),
]


def write_content(this_node):
    """The rules, with an object for each, and fixes that wait till the test has done something."""
    document = ovaldoc.Document()
    rules = ""
    for number, (setting, value) in enumerate(GOOD.items(), 1):
        document.add_object(number, "kubeletsetting", ovaldoc.PROCESS +
                            "<linux:setting>%s</linux:setting>" % setting)
        document.add_state(number, "kubeletsetting", "<linux:value>%s</linux:value>" % value)
        document.add_test(number, "kubeletsetting", state=number)
        rules += _RULE % {"number": number, "setting": setting, "work": this_node.work}
    for name, text in (("oval.xml", document), ("xccdf.xml", _XCCDF % rules)):
        with open(this_node.path(name), "w") as file:
            file.write(str(text))


def serve(this_node, pid, fixes, until):
    """Do what fixes ask for. Here, since a stand-in ends with the thread that started it."""
    while not until():
        for number, fix in enumerate(fixes, 1):
            asked = this_node.path("ask%d" % number)
            if os.path.exists(asked):
                os.unlink(asked)
                fix(this_node, pid)
                open(this_node.path("done%d" % number), "w").close()
        time.sleep(0.002)


@suite.table(ROWS)
class Remediate(unittest.TestCase):
    """One evaluation with fixes for each row."""

    def check(self, row):
        """Evaluate, fix, evaluate again."""
        with node.Node(row.files) as this_node, futures.ThreadPoolExecutor() as executor:
            pid = this_node.start(Kubelet(*row.args))
            write_content(this_node)
            results = this_node.path("results.xml")
            running = executor.submit(scan.oscap, "xccdf", "eval", "--remediate", "--results",
                                      results, this_node.path("xccdf.xml"))
            serve(this_node, pid, row.fixes, running.done)
            run = running.result()
            last = scan.every(scan.parse(results), "TestResult")[-1]
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual([scan.every(each, "result")[0].text
                          for each in scan.every(last, "rule-result")], row.results, run)


if __name__ == "__main__":
    suite.main()

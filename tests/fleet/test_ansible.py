# SPDX-License-Identifier: LGPL-2.1-or-later
"""The collection for Ansible: a fleet is scanned and put right by the installed playbooks.

The plays follow each other on the same nodes, which are made once: each is run before the tests that look at it.
"""
import json
import os
import shutil
import subprocess
import sys
import unittest

import jsonschema

import hosts
from controller import Controller
from elements import every, local
from hosts import BAD, BROKEN, CONFIG, GOOD, Fleet, kubelet
from project import SOURCE
from scan import parse

sys.path.insert(1, os.path.join(SOURCE, "tests", "package"))
import packages

TAILORING = os.path.join(SOURCE, "content", "examples", "tailoring.xml")
SCHEMA = os.path.join(SOURCE, "content", "schema", "scan.schema.json")
DIRECTORY = "/var/lib/oscap-kubelet/ansible"
FILES = ["arf.xml", "report.html", "results.xml", "scan.json"]
# What a value of an inventory must not be able to do.
HARMFUL = "a'b\" $(touch /harm) ; touch /harm"
# A fix that ends the connection it was called by, and what takes new ones.
CUT = """#!/bin/sh
pid=$$
while [ "$pid" != 1 ]; do
	parent=$(sed -n 's/^PPid:[[:blank:]]*//p' "/proc/$pid/status")
	case $(cat "/proc/$pid/comm") in sshd*) kill -KILL "$pid" ;; esac
	pid=$parent
done
"""


class Collection(unittest.TestCase):
    """A base class: the nodes."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.fleet = Fleet(cls)
        cls.tree = cls.fleet.path("installed")
        hosts.install_tree(cls.tree)
        cls.make_nodes()
        cls.controller = Controller(cls.fleet, cls.tree)
        cls.run_plays()

    @classmethod
    def add(cls, name, config):
        """A node with the program, and with a kubelet."""
        return cls.fleet.add(name, cls.tree, files=kubelet(config))

    def states(self):
        """Of the summary: {node: (state, passed, failed, not decided)}"""
        return {name: (node["state"], *(node["counts"].get(each, 0) for each in ("pass", "fail", "error")))
                for name, node in self.controller.json("summary.json")["nodes"].items()}

    def assert_recap(self, play, **numbers):
        """The recap has these numbers of all nodes, by which those that are not told have 0."""
        for name, told in numbers.items():
            self.assertEqual(play.numbers(name), {each: told.get(each, 0) for each in play.recap},
                             "%s: %r" % (name, play))


class Scan(Collection):
    """The playbook `scan`, three times: in check mode, and twice."""

    @classmethod
    def make_nodes(cls):
        for name, config in (("good", GOOD), ("bad", BAD), ("later", GOOD), ("broken", BROKEN)):
            cls.add(name, config)
        cls.fleet.add("empty", cls.tree)
        cls.fleet.add("naked")
        cls.fleet.absent("gone")

    @classmethod
    def run_plays(cls):
        names = list(cls.fleet.nodes)
        shutil.copy(TAILORING, cls.controller.path("site.xml"))
        site = {"good": {"oscap_kubelet_tailoring_file": "site.xml"}}
        cls.check = cls.controller.play("scan", ["good", "naked"], "--check", each=site, oscap_kubelet_remediate=True)
        cls.untouched = {name: cls.fleet.nodes[name].changed() for name in ("good", "naked")}
        cls.left = os.path.exists(cls.controller.results())
        cls.first = cls.controller.play("scan", names, each=site)
        cls.fetched = cls.fleet.path("first")
        shutil.copytree(cls.controller.results(), cls.fetched)
        cls.second = cls.controller.play("scan", names, each={
            "good": {"oscap_kubelet_tailoring_file": "site.xml", "oscap_kubelet_fail_on": "fail"},
            "bad": {"oscap_kubelet_fail_on": "fail"}, "broken": {"oscap_kubelet_fail_on": "error"},
            "later": {"oscap_kubelet_profile": HARMFUL}})

    def test_check(self):
        """It tells what would be done, and neither node nor controller is another one afterwards."""
        self.assertEqual(self.check.code, 0, self.check)
        self.assert_recap(self.check, failed={}, unreachable={}, changed={"good": 2, "naked": 1})
        self.assertIn("would run: /usr/bin/oscap-kubelet scan --format json --output %s/results "
                      "--tailoring-file %s/tailoring.xml\"" % (DIRECTORY, DIRECTORY), self.check.out)
        self.assertIn("would fix what fails", self.check.out)
        self.assertEqual((self.untouched, self.left), ({"good": [], "naked": []}, False))

    def test_recap(self):
        """What could not be scanned is failed or unreachable, verdicts are neither; nodes were only prepared."""
        self.assert_recap(
            self.first, failed={"naked": 1}, unreachable={"gone": 1}, rescued={"naked": 1},
            changed={"good": 2, "bad": 1, "later": 1, "broken": 1, "empty": 1, "naked": 1})
        self.assertEqual(self.first.code, 4, self.first)
        for path in self.fleet.nodes["bad"].changed():
            self.assertTrue(path.startswith(DIRECTORY), path)

    def test_summary(self):
        """Each node is told, by what is known of it."""
        summary = self.controller.json(self.fetched, "summary.json")
        states = {name: node["state"] for name, node in summary["nodes"].items()}
        self.assertEqual(states, {"good": "pass", "bad": "fail", "later": "pass", "broken": "error",
                                  "empty": "no kubelet", "naked": "failed", "gone": "unreachable"}, self.first)
        self.assertEqual(summary["missing"], ["gone", "naked"])
        self.assertEqual(summary["nodes"]["good"]["profile"], "site")
        self.assertEqual(summary["nodes"]["later"]["profile"], "cis_node_level1")
        self.assertEqual(summary["nodes"]["bad"]["counts"]["fail"], 2)
        self.assertRegex(summary["nodes"]["gone"]["reason"], "Network is unreachable")
        self.assertRegex(summary["nodes"]["naked"]["reason"],
                         "there is no /usr/bin/oscap-kubelet: oscap_kubelet_package says what to install")
        for line in ("fail        bad: pass ", "no kubelet  empty: ", "unreachable gone: ",
                     "7 nodes, without results: gone, naked"):
            self.assertIn('"' + line, self.first.out)

    def test_files(self):
        """Of each node that was scanned all files are there as the node has them, and of no other any."""
        for name, host in self.fleet.nodes.items():
            directory = os.path.join(self.fetched, name)
            if name in ("gone", "naked"):
                self.assertFalse(os.path.exists(directory), name)
                continue
            self.assertEqual(sorted(os.listdir(directory)), FILES)
            self.assertEqual(local(parse(os.path.join(directory, "arf.xml"))), "asset-report-collection")
            # The last scan of these has other files on the node.
            if name in ("empty", "later"):
                continue
            for file in FILES[:3]:
                with open(self.controller.results(name, file), "rb") as mine, \
                     open(host.file(DIRECTORY + "/results/" + file), "rb") as its:
                    self.assertEqual(mine.read(), its.read(), (name, file))

    def test_private(self):
        """Results are for who scanned alone, on the controller and on the node."""
        for path in (self.controller.results(), self.controller.results(".previous"),
                     self.fleet.nodes["bad"].file(DIRECTORY)):
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o700, path)

    def test_json(self):
        """The document is what the program printed, as its schema says."""
        with open(SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        for name in ("good", "bad", "broken", "empty"):
            path = os.path.join(self.fetched, name, "scan.json")
            with open(path, encoding="utf-8") as file:
                text = file.read()
            document = json.loads(text)
            jsonschema.validate(document, schema)
            self.assertEqual(document["target"], name)
            self.assertRegex(text, r'^\{\n  "format":1,\n')
            self.assertEqual(document["counts"],
                             self.controller.json(self.fetched, "summary.json")["nodes"][name]["counts"])
        results = {element.get("idref"): next(iter(every(element, "result"))).text for element in
                   every(parse(os.path.join(self.fetched, "bad", "arf.xml")), "rule-result")}
        self.assertEqual(results["xccdf_io.github.oscap-kubelet_rule_kubelet_authorization_mode"], "fail")

    def test_second(self):
        """Nothing is changed any more; verdicts are failures where it was said so."""
        self.assert_recap(self.second, changed={}, unreachable={"gone": 1},
                          failed={"bad": 1, "broken": 1, "later": 1, "naked": 1})
        self.assertIn("2 rules failed, 0 could not be decided, and oscap_kubelet_fail_on is fail", self.second.out)
        self.assertRegex(self.second.out, r"0 rules failed, \d+ could not be decided, and oscap_kubelet_fail_on is error")

    def test_own_words(self):
        """A scan that fails is told in the program's own words; what it was given no shell has read."""
        reason = self.controller.json("summary.json")["nodes"]["later"]["reason"]
        self.assertIn("oscap-kubelet scan: --profile: there is no profile '%s', but: " % HARMFUL, reason)
        self.assertFalse(os.path.exists(self.fleet.nodes["later"].file("/harm")))
        self.assertFalse(os.path.exists(self.controller.path("harm")))

    def test_aside(self):
        """Where nothing could be scanned are no results; what was there before is put aside."""
        self.assertFalse(os.path.exists(self.controller.results("later")))
        for name in ("good", "later"):
            for file in FILES:
                with open(os.path.join(self.fetched, name, file), "rb") as before, \
                     open(self.controller.results(".previous", name, file), "rb") as aside:
                    self.assertEqual(before.read(), aside.read(), (name, file))
        self.assertGreater(self.controller.json("good", "scan.json")["start"],
                           self.controller.json(".previous", "good", "scan.json")["start"])


class Remediate(Collection):
    """The playbook `remediate`: batch after batch, until one fails."""

    @classmethod
    def make_nodes(cls):
        for name in ("bad", "stubborn", "other", "lost", "last"):
            cls.add(name, BAD)
        hosts.write_files(cls.fleet.nodes["stubborn"].root, {hosts.MEMORY + "/refuse": "mode: Webhook"})
        hosts.write_files(cls.fleet.nodes["lost"].root, {"/usr/bin/oscap-kubelet-fix": hosts.File(CUT, mode=0o755)})

    @classmethod
    def run_plays(cls):
        cls.seen = []
        shutil.copy(TAILORING, cls.controller.path("site.xml"))
        site = {"bad": {"oscap_kubelet_tailoring_file": "site.xml"}}
        for serial, names in ((1, ["bad", "stubborn", "last"]), (2, ["stubborn", "other", "last"]),
                              (2, ["bad", "lost", "last"])):
            play = cls.controller.play("remediate", names, "--extra-vars", "oscap_kubelet_serial=%d" % serial,
                                       each=site)
            cls.seen.append((play, cls.controller.json("summary.json")["nodes"]))

    def assert_states(self, number, **states):
        """What the summary of a play says of its nodes."""
        play, nodes = self.seen[number]
        self.assertEqual({name: node["state"] for name, node in nodes.items()}, states, play)

    def read(self, name):
        """The configuration file of a node's kubelet."""
        return self.fleet.nodes[name].read(CONFIG)

    def test_fixed(self):
        """What failed is fixed with one restart, and scanned again; the results of both are there."""
        play, nodes = self.seen[0]
        self.assertEqual((nodes["bad"]["before"]["fail"], nodes["bad"]["counts"].get("fail")), (2, None), play)
        self.assertEqual(play.numbers("changed")["bad"], 4, play)
        self.assertEqual(nodes["bad"]["profile"], "site")
        self.assertEqual(self.read("bad"), GOOD)
        fixes = self.fleet.nodes["bad"].read(hosts.STAND_INS + "/fixes").splitlines()
        self.assertEqual(len(fixes), 1, fixes)
        with open(self.controller.results(".previous", "bad", "fix.txt"), encoding="utf-8") as file:
            self.assertRegex(file.read(), r"(?m)^changed: .* authorization\.mode becomes Webhook$")
        for where, fail in (((), 0), (("before",), 2)):
            counts = self.controller.json(".previous", "bad", *where, "scan.json")["counts"]
            self.assertEqual(counts.get("fail", 0), fail, where)

    def test_stopped(self):
        """After one whose fix failed no other is come to; it is as it was, and told with its verdicts."""
        play, nodes = self.seen[0]
        self.assert_states(0, bad="pass", stubborn="failed", last="not done")
        self.assertEqual((play.code, list(play.recap)), (2, ["bad", "stubborn"]), play)
        self.assert_recap(play, failed={"stubborn": 1})
        self.assertIn("the old files are back", nodes["stubborn"]["reason"])
        self.assertEqual(nodes["stubborn"]["counts"]["fail"], 1)
        self.assertIn("AlwaysAllow", self.read("stubborn"))
        self.assertEqual((self.read("last"), self.fleet.nodes["last"].changed()), (BAD, []))

    def test_batch(self):
        """Who is in one batch with it is finished first."""
        play, _ = self.seen[1]
        self.assert_states(1, stubborn="failed", other="pass", last="not done")
        self.assert_recap(play, failed={"stubborn": 1}, changed={"stubborn": 1, "other": 3})
        self.assertEqual(self.read("other"), GOOD)

    def test_again(self):
        """Of one that is right nothing is changed."""
        play, nodes = self.seen[2]
        self.assertEqual(play.numbers("changed")["bad"], 0, play)
        self.assertNotIn("before", nodes["bad"])
        self.assertEqual(sorted(os.listdir(self.controller.results("bad"))), FILES)

    def test_lost(self):
        """One that cannot be reached any more after its fix ends it, too."""
        play, _ = self.seen[2]
        self.assert_states(2, bad="pass", lost="lost", last="not done")
        self.assertEqual(play.numbers("unreachable")["lost"], 1, play)
        self.assertIn("lost on the way: lost", play.out)
        self.assertNotIn("last", play.recap)
        self.assertEqual(self.fleet.nodes["last"].changed(), [])


class Install(Collection):
    """The package, from a file on the controller, on a node that does not have it."""

    @classmethod
    def make_nodes(cls):
        cls.fleet.add("naked")

    @classmethod
    def run_plays(cls):
        shutil.copy(packages.made("deb"), cls.controller.path("new.deb"))
        cls.plays, cls.changed, cls.known = [], [], []
        for package, options in (("new.deb", ["--check"]), ("new.deb", []), ("new.deb", []), (packages.NAME, [])):
            cls.plays.append(cls.controller.play("scan", ["naked"], *options, oscap_kubelet_package=package))
            cls.changed.append(cls.fleet.nodes["naked"].changed())
            cls.known.append(subprocess.run(
                ["chroot", cls.fleet.nodes["naked"].root, "dpkg-query", "--show", packages.NAME],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True).stdout)

    def test_check(self):
        """It tells that it would, and does not."""
        self.assert_recap(self.plays[0], failed={}, changed={"naked": 2})
        self.assertIn("would install new.deb", self.plays[0].out)
        self.assertEqual(self.changed[0], [])
        self.assertIn("no packages found", self.known[0])

    def test_installed(self):
        """It is, and is used."""
        self.assert_recap(self.plays[1], failed={}, changed={"naked": 3})
        self.assertRegex(self.known[1], r"^oscap-kubelet\t\d")
        self.assertIn("no kubelet  naked: ", self.plays[1].out)

    def test_again(self):
        """Nothing is left to do, also if it is named as a package of a repository."""
        for play in self.plays[2:]:
            self.assert_recap(play, failed={}, changed={})
            self.assertEqual(play.code, 0, play)


del Collection

if __name__ == "__main__":
    packages.main()

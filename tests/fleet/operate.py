# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program of tests/fleet/operator."""
import os
import shutil
import stat
import sys
import tempfile
import unittest

import yaml

import fleet
import node
import pod
import scan
import suite
from elements import children, every, text
from node import CONFIG, CONFIG_FLAG, KUBELET_DIR, Kubelet, config
from project import NAME

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = "/etc/systemd/system"
SERVICE = "kubelet.service"
# What the operator's script does with these variables: evaluate, split what came of it, and put that and the exit
# status where another container looks for it.
SCRIPT = """#!/bin/bash
export OSCAP_PROBE_ROOT="$HOSTROOT"
echo "$(cat /app/scap_version)"
oscap xccdf eval --verbose $VERBOSITY --fetch-remote-resources --profile $PROFILE \\
	--results-arf /tmp/report-arf.xml $CONTENT &>$REPORT_DIR/cmd_output
status=$?
oscap ds rds-split --skip-valid /tmp/report-arf.xml /tmp/split
echo "rds-split: $?"
for file in /tmp/split/report.xml /tmp/report-arf.xml; do
	sed -i "s/\\\\(<target>\\\\)[^<>]*\\\\(<\\\\/target\\\\)/\\\\1$OVERRIDE_TARGET\\\\2/" $file
	mv $file $REPORT_DIR
done
echo $status >$REPORT_DIR/exit_code
"""
# {name: (the mode, more arguments)} of the kubelet of a node
NODES = {"good": ("Webhook", ("--read-only-port=0", "--anonymous-auth=false")),
         "bad": ("AlwaysAllow", ("--read-only-port=10255", "--hostname-override=x"))}
# Where no kube-proxy runs, none can be ruled out without CAP_SYS_PTRACE: an error, told by the README there.
KNOWN = {"file_permissions_proxy_kubeconfig", "file_owner_proxy_kubeconfig", "file_groupowner_proxy_kubeconfig",
         "kube_proxy_metrics_bind_address"}
PROFILES = ("cis_node_level2", "cis_openshift_node", "effective")


def verdicts(path):
    """{rule: result} of XCCDF results"""
    return {result.get("idref"): text(children(result, "result")[0])
            for result in every(scan.parse(path), "rule-result")
            if text(children(result, "result")[0]) != "notselected"}


class Operator(unittest.TestCase):
    """A node of each kind, by each profile"""

    @classmethod
    def setUpClass(cls):
        class Cleanups:
            """Makes what a whole class has look like a test's."""
            addCleanup = cls.addClassCleanup
        node.shadow(UNITS)
        where = os.path.join(fleet.FLEET, "compliance-operator")
        cls.scanner = fleet.Image(Cleanups, os.path.join(where, "Containerfile.scanner"), fleet.put_package)
        cls.content = fleet.Image(Cleanups, os.path.join(where, "Containerfile.content"),
                                  lambda directory: shutil.copy(scan.CONTENT + "/oscap-kubelet-ds.xml", directory))

    def by_operator(self, this_node, pods, profile):
        """What the operator's next container finds: (verdicts, exit status)"""
        work = tempfile.mkdtemp(dir=this_node.work)
        script = os.path.join(work, "map", "scan")
        os.mkdir(os.path.dirname(script))
        with open(script, "w", encoding="ascii") as file:
            file.write(SCRIPT)
        os.chmod(script, stat.S_IRWXU)
        with open(os.path.join(HERE, "operator.yaml"), encoding="utf-8") as file:
            spec = yaml.safe_load(file)
        spec["containers"][0]["env"].append({"name": "PROFILE", "value": scan.profile_id(profile)})
        for name, image in (("content-container", self.content), ("scanner", self.scanner)):
            one = pod.Pod(spec, image.path, "node-1", work, None, maps={"script": os.path.dirname(script)})
            done = one.run(name, group=pods)
            self.assertEqual(done.returncode, 0, done)
        reports = one.source("report-dir")
        self.assertIn("rds-split: 0", done.stdout, done)
        with open(os.path.join(reports, "exit_code"), encoding="ascii") as file:
            code = int(file.read())
        with open(os.path.join(reports, "report.xml"), encoding="utf-8") as file:
            self.assertIn("<target>node-1</target>", file.read())
        return verdicts(os.path.join(reports, "report.xml")), code

    def by_root(self, this_node, profile):
        """What root on the node says."""
        results = this_node.path("results.xml")
        done = scan.oscap("xccdf", "eval", "--profile", profile, "--results", results, scan.DATA_STREAM)
        return verdicts(results), done.code

    def check(self, name, profile):
        """Both"""
        mode, arguments = NODES[name]
        arguments = (CONFIG_FLAG, "--kubeconfig=" + KUBELET_DIR + "/kubeconfig") + arguments
        with open(UNITS + "/" + SERVICE, "w", encoding="ascii") as file:
            file.write("[Service]\nExecStart=/usr/bin/kubelet %s\n" % " ".join(arguments))
        files = {CONFIG: config(mode), KUBELET_DIR + "/kubeconfig": ""}
        with node.Group(SERVICE) as group, pod.pods_group() as pods, node.Node(files) as this_node:
            node.wait_a_tick()
            group.take(this_node.start(Kubelet(*arguments)))
            truth, code = self.by_root(this_node, profile)
            said, code_said = self.by_operator(this_node, pods, profile)
        print("\n%s node, %s: exit status %d of root, %d of the operator" % (name, profile, code, code_said))
        different = set()
        for rule in sorted(set(truth) | set(said)):
            pair, short = (truth.get(rule, "-"), said.get(rule, "-")), rule.replace("xccdf_%s_rule_" % NAME, "")
            known = short in KNOWN and pair == ("notapplicable", "error")
            print("%s %-14s %-14s %s" % (" " if pair[0] == pair[1] else "=" if known else "!", *pair, short))
            if pair[0] != pair[1] and not known:
                different.add(short)
        sys.stdout.flush()
        self.assertEqual((different, code_said), (set(), code))


for _name in NODES:
    for _profile in PROFILES:
        setattr(Operator, "test_%s_%s" % (_name, _profile),
                lambda self, name=_name, profile=_profile: self.check(name, profile))

if __name__ == "__main__":
    suite.main()

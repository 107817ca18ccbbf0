# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real oscap with the plugin under valgrind."""
import glob
import os
import re
import unittest

import node
import scan
import suite
from memcheck import memcheck
from node import CONFIG, CONFIG_FLAG, KUBELET_DIR, Kubelet, config

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPRESSIONS = os.path.join(HERE, "openscap.supp")
DROP_IN = KUBELET_DIR + "/config.d/10-mode.conf"
DROP_INS = "--config-dir=" + os.path.dirname(DROP_IN)
NOT_YAML = "authorization: {\n"
PROXY_FILE = KUBELET_DIR + "/proxy"
PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n" \
    "clientConnection:\n  kubeconfig: %s\nmetricsBindAddress: \"::1\"\n" % CONFIG

FLAG = "--authorization-mode="

# What a report of valgrind begins with, and nothing else.
HEADER_ONLY = re.compile(r"(==\d+== ((Memcheck|Copyright|Using|Command:|Parent PID:).*)?\n)*\Z")


def kube_proxy(*args):
    """A kube-proxy."""
    return Kubelet(*args, argv0="kube-proxy", exe="kube-proxy")


class Row:
    """A node, the profile to scan it with, and the result of a rule.

    proxies  kube-proxies that run beside the kubelets
    rule     the rule; None: that of the mode
    """

    def __init__(self, name, profile, expected, files, *kubelets, proxies=(), rule=None):
        self.name = name
        self.profile = profile
        self.expected = expected
        self.files = files
        self.kubelets = kubelets
        self.proxies = proxies
        self.rule = scan.rule_id(rule) if rule else scan.RULE


@suite.table([
    Row("values from everywhere", "cis_node_level1", "fail",
        {CONFIG: config("Webhook"), DROP_IN: config("AlwaysAllow")},
        Kubelet(CONFIG_FLAG), Kubelet(CONFIG_FLAG, DROP_INS),
        Kubelet(FLAG + "Webhook", "--node-labels=a=b,c=d")),
    Row("errors", "cis_node_level2", "error", {CONFIG: NOT_YAML},
        Kubelet(CONFIG_FLAG), Kubelet("--config=/nonexistent"), Kubelet("--token=secret"),
        Kubelet(FLAG + "\udcff]]>")),
    Row("effective settings", "effective", "pass", {CONFIG: config("Webhook")},
        Kubelet(CONFIG_FLAG)),
    Row("kube-proxies, and one that is broken", "cis_node_level1", "error",
        {CONFIG: config("Webhook"), PROXY_FILE: PROXY}, Kubelet(CONFIG_FLAG),
        proxies=(kube_proxy("--config=" + PROXY_FILE), kube_proxy("--metrics-bind-address=\udcff"),
                 kube_proxy("--config=" + CONFIG)),
        rule="kube_proxy_metrics_bind_address"),
])
class Memory(unittest.TestCase):
    """Evaluations of the data stream."""

    def evaluate(self, row, this_node):
        """Evaluate, and return the results and the reports of all processes."""
        log = this_node.path("memcheck.%p")
        command = memcheck("--trace-children=yes", "--log-file=" + log,
                           "--suppressions=" + SUPPRESSIONS)

        def watched(*args, **kwargs):
            return scan.run(command + [scan.WRAPPER] + list(args), timeout=250, **kwargs)

        done, arf = scan.evaluate(this_node, row.profile, command=watched, rule=row.rule)
        logs = []
        for path in glob.glob(this_node.path("memcheck.*")):
            with open(path, encoding="utf-8", errors="replace") as file:
                logs.append(file.read())
        return done, arf, logs

    def check(self, row):
        """Nothing is reported, and the plugin was there."""
        with node.Node(row.files) as this_node:
            for process in row.kubelets + row.proxies:
                this_node.start(process)
            done, arf, logs = self.evaluate(row, this_node)
            self.assertIsNotNone(arf, done)
            self.assertEqual(done.unexpected_stderr(), [])
            self.assertEqual(arf.rules[row.rule], row.expected)
            self.assertEqual(len(arf.items("kubelet_item")), len(row.kubelets))
            self.assertEqual(len(arf.items("kubeproxysetting_item")), len(row.proxies))
            self.assertTrue([log for log in logs if " xccdf eval " in log], "not under valgrind")
            # The child in which the wrapper has the dynamic linker list what it loads ends there.
            reports = [log for log in logs if not HEADER_ONLY.match(log)]
            self.assertLessEqual(len(logs) - len(reports), 1)
            for log in reports:
                self.assertTrue("ERROR SUMMARY: 0 errors" in log, log)


class Suppressions(unittest.TestCase):
    """The reports that are not to be told."""

    def test_none_is_ours(self):
        """A stack is spelt out from its top to a frame of oscap itself, below which we never are."""
        with open(SUPPRESSIONS, encoding="utf-8") as file:
            blocks = re.findall(r"^\{\n(.*?)^\}", file.read(), re.DOTALL | re.MULTILINE)
        self.assertTrue(blocks)
        for block in blocks:
            frames = [line.strip() for line in block.splitlines()
                      if line.strip().startswith(("fun:", "obj:", "src:", "..."))]
            self.assertEqual(frames[-1], "obj:*/bin/oscap", block)
            for frame in frames[:-1]:
                self.assertRegex(frame, r"^(fun:[a-z]\w+|obj:\*/lib(openscap|xml2|xslt)\.so\*)$")
                self.assertNotRegex(frame, r"kp_|kubelet")


if __name__ == "__main__":
    suite.main()

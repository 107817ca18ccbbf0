# SPDX-License-Identifier: LGPL-2.1-or-later
"""Settings of a kube-proxy that is a service: put right where they are said, or not at all."""
import os
import re
import unittest

import machine
from machine import PROXY_SERVICE, UNIT, Machine

import scan
import suite
from files import File
from node import CONFIG, CONFIG_FLAG, HEADER

RULE = "kube_proxy_metrics_bind_address"
PROXY_UNIT = os.path.join(os.path.dirname(UNIT), PROXY_SERVICE)
DROP_IN = PROXY_UNIT + ".d/20-site.conf"
ENVIRONMENT = "/etc/default/kube-proxy"
CONF = "/etc/kubernetes/kube-proxy.conf"
PROXY_HEADER = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
GOOD = "127.0.0.1:10249"
CALL = ("oscap-kubelet-fix", "--component", "kube-proxy", "metricsBindAddress=" + GOOD)
BACK = "the old files are back, and kube-proxy.service runs on them"


def unit(*args, more=""):
    """The text of a unit that starts a kube-proxy, an argument on each line."""
    return machine.unit(*args, more=more, program=machine.KUBE_PROXY)


def start(files):
    """A machine with a kubelet that needs nothing, and a kube-proxy."""
    return Machine(dict({UNIT: machine.unit(CONFIG_FLAG), CONFIG: HEADER}, **files),
                   services=(machine.SERVICE, PROXY_SERVICE))


class Row:
    """A kube-proxy, and the one file that changes: its path, its text then."""

    def __init__(self, name, files, path, now):
        self.name = name
        self.files = files
        self.path = path
        self.now = now


FLAG = "--metrics-bind-address="
OPEN = unit(FLAG + "0.0.0.0", "--v=2")
IN_FILE = PROXY_HEADER + "# of the site\nmetricsBindAddress: 0.0.0.0:10249 # open\nmode: iptables\n"
ROWS = [
    Row("a file", {PROXY_UNIT: unit("--config=" + CONF), CONF: IN_FILE}, CONF,
        IN_FILE.replace("0.0.0.0:10249", GOOD)),
    Row("a file without a port", {PROXY_UNIT: unit("--config=" + CONF),
                                  CONF: PROXY_HEADER + "metricsBindAddress: 0.0.0.0\n"}, CONF,
        PROXY_HEADER + "metricsBindAddress: %s\n" % GOOD),
    Row("a file in JSON", {
        PROXY_UNIT: unit("--config=" + CONF),
        CONF: '{"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",\n'
              ' "metricsBindAddress": "0.0.0.0"}\n'}, CONF,
        '{"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",\n'
        ' "metricsBindAddress": "%s"}\n' % GOOD),
    Row("a file, and flags that count for nothing beside it", {
        PROXY_UNIT: unit("--config=" + CONF, FLAG + "127.0.0.1", "--hostname-override=n"),
        CONF: IN_FILE}, CONF, IN_FILE.replace("0.0.0.0:10249", GOOD)),
    Row("an argument", {PROXY_UNIT: OPEN}, PROXY_UNIT, OPEN.replace("0.0.0.0", GOOD)),
    Row("the last of several", {PROXY_UNIT: unit(FLAG + "127.0.0.1", FLAG + "0.0.0.0:10249")}, PROXY_UNIT,
        unit(FLAG + "127.0.0.1", FLAG + GOOD)),
    Row("an argument and its port", {PROXY_UNIT: unit(FLAG + "0.0.0.0", "--metrics-port=5001")},
        PROXY_UNIT, unit(FLAG + GOOD, "--metrics-port=5001")),
    Row("a drop-in", {PROXY_UNIT: unit("--v=2"),
                      DROP_IN: "[Service]\nExecStart=\nExecStart=%s %s0.0.0.0\n" % (
                          machine.KUBE_PROXY, FLAG)}, DROP_IN,
        "[Service]\nExecStart=\nExecStart=%s %s%s\n" % (machine.KUBE_PROXY, FLAG, GOOD)),
    Row("an environment file", {
        PROXY_UNIT: unit("$ARGS", more="EnvironmentFile=%s\n" % ENVIRONMENT),
        ENVIRONMENT: "ARGS='--v=2 %s0.0.0.0:10249'\n" % FLAG}, ENVIRONMENT,
        "ARGS='--v=2 %s%s'\n" % (FLAG, GOOD)),
]


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


@suite.table(ROWS)
class Places(unittest.TestCase):
    """A row: fail, fixed by oscap, pass"""

    def check(self, row):
        """Nothing but that file changes, only kube-proxy is restarted, and a dry run does neither."""
        with start(row.files) as host:
            before, kubelet, old = host.snapshot(), host.pid(), host.pid(PROXY_SERVICE)
            done = host.run(*CALL, "--dry-run")
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertIn("would change: %s:" % row.path, done.out)
            self.assertIn("would restart: kube-proxy.service\n", done.out)
            self.assertEqual((host.snapshot(), host.pid(PROXY_SERVICE)), (before, old))
            done, results = host.evaluate("--remediate", "--rule", scan.rule_id(RULE))
            self.assertEqual(results, {RULE: "fixed"}, done)
            after = host.snapshot()
            self.assertEqual([path for path in before if after[path] != before[path]], [row.path])
            self.assertEqual(set(after), set(before))
            self.assertEqual(read(row.path), row.now)
            self.assertEqual(after[row.path].what, before[row.path].what)
            self.assertEqual([read(path) for path in host.backups()],
                             [before[row.path].content.decode()])
            self.assertEqual(host.pid(), kubelet)
            self.assertNotEqual(host.pid(PROXY_SERVICE), old)
            done = host.run(*CALL)
            self.assertIn("unchanged: kube-proxy %d: metricsBindAddress is %s" % (
                host.pid(PROXY_SERVICE), GOOD), done.out)


class Left(unittest.TestCase):
    """What is left alone, and what is put back."""

    FILES = {PROXY_UNIT: unit("--config=" + CONF), CONF: IN_FILE}

    def fails(self, files, says, before=None, after=None, call=CALL):
        """A fix changes nothing in the end, and says why."""
        with start(files) as host:
            host.behave(("", before or {}), (GOOD, dict(before or {}, **(after or {}))))
            host.systemctl("restart", PROXY_SERVICE)
            was = host.snapshot()
            done = host.run(*call)
            self.assertEqual((done.code, host.snapshot() == was), (1, True), done)
            self.assertIn(says, done.err, done)
            return done

    def test_way_back(self):
        """One that does not come up gets everything back."""
        for after, says in (
                ({"ends": 0.5}, "the kube-proxy of kube-proxy.service ended within"),
                ({"healthz": None}, "is not healthy after 4 seconds: healthz: "
                                    "http://127.0.0.1:10256/healthz"),
                ({"code": 503}, "healthz: http://127.0.0.1:10256/healthz answers 503"),
                ({"metrics": None}, "no metrics as before: http://127.0.0.1:10249/healthz")):
            with self.subTest(says):
                done = self.fails(self.FILES, says, after=after)
                self.assertIn(BACK, done.err)
                self.assertIn("rolled back: " + CONF, done.out)

    def test_without_metrics(self):
        """Metrics are not demanded of one that has none."""
        with start(self.FILES) as host:
            host.behave(("", {"metrics": None}))
            host.systemctl("restart", PROXY_SERVICE)
            done = host.run(*CALL)
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertIn("metrics are not asked for: kube-proxy has none now: ", done.out)

    def test_good(self):
        """What is good by default or in another spelling is no change of the rule's."""
        for text in ("", "metricsBindAddress: 127.0.0.7\n", 'metricsBindAddress: "[::1]:9"\n'):
            files = dict(self.FILES, **{CONF: PROXY_HEADER + text})
            with self.subTest(text), start(files) as host:
                before, pid = host.snapshot(), host.pid(PROXY_SERVICE)
                path = host.path("arf-fix.xml")
                done = scan.oscap("xccdf", "generate", "fix", "--fix-type", "bash", "--output", path,
                                  "--profile", scan.profile_id("cis_node_level1"), scan.DATA_STREAM)
                self.assertEqual(done.code, 0, done)
                words = re.search(r'"--component" "kube-proxy".*', read(path)).group(0)
                call = re.findall(r'"([^"]*)"', words)
                done = host.run("oscap-kubelet-fix", *call)
                self.assertEqual((done.code, done.err), (0, ""), done)
                self.assertIn("unchanged: kube-proxy %d: metricsBindAddress is " % pid, done.out)
                self.assertEqual((host.snapshot(), host.pid(PROXY_SERVICE)), (before, pid))

    def test_shared_file(self):
        """An environment file that the kubelet has, too, is not for kube-proxy alone."""
        with start({UNIT: machine.unit(CONFIG_FLAG, more="EnvironmentFile=%s\n" % ENVIRONMENT),
                    PROXY_UNIT: unit("$ARGS", more="EnvironmentFile=%s\n" % ENVIRONMENT),
                    ENVIRONMENT: "ARGS=%s0.0.0.0\n" % FLAG}) as host:
            before = host.snapshot()
            done = host.run(*CALL)
            self.assertEqual((done.code, host.snapshot() == before), (1, True), done)
            self.assertIn("kubelet.service reads %s too" % ENVIRONMENT, done.err)

    def test_container(self):
        """One in a container has its file from elsewhere."""
        with Machine({UNIT: machine.unit(CONFIG_FLAG), CONFIG: HEADER,
                      CONF: File(IN_FILE, mode=0o600)}) as host, machine.Neighbour(
                          host, "--config=" + CONF, program=machine.KUBE_PROXY):
            before = host.snapshot()
            done = host.run(*CALL)
            self.assertEqual((done.code, host.snapshot() == before), (1, True), done)
            self.assertRegex(done.err, r"kube-proxy \d+: it runs in the container c0ffee\w+: fix it there")

    def test_none(self):
        """Where none runs, nothing is to be done; of both components each has its own."""
        with Machine({UNIT: machine.unit(CONFIG_FLAG), CONFIG: HEADER}) as host:
            done = host.run("oscap-kubelet-fix", "--rule", "a", *CALL[1:], "--rule", "b",
                            "podPidsLimit=4096")
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertIn("unchanged: no kube-proxy runs on this machine\n", done.out)
            self.assertIn("done: a\n", done.out)
            self.assertIn("done: b\n", done.out)
            self.assertIn("podPidsLimit: 4096\n", read(CONFIG))


class CommandLine(unittest.TestCase):
    """What is said of a component."""

    ROWS = [
        (["--component", "etcd", "a=b"], "--component is kubelet or kube-proxy, not 'etcd'"),
        (["readOnlyPort=0", "--component", "kube-proxy"],
         "--component stands before the settings that are of it"),
        (["--component", "kube-proxy", "readOnlyPort=0"],
         "readOnlyPort is no field of KubeProxyConfiguration that is known"),
        (["metricsBindAddress=" + GOOD],
         "metricsBindAddress is no field of KubeletConfiguration that is known"),
        (["--component", "kube-proxy", "--files", "proxy_kubeconfig", "--mode", "600"],
         "--files and settings exclude each other"),
    ]

    def test_refused(self):
        for words, says in self.ROWS:
            with self.subTest(words):
                done = scan.run([machine.PROGRAM] + words)
                self.assertEqual((done.code, done.out), (2, ""), done)
                self.assertIn(says, done.err)

    def test_print(self):
        """Each component has a document, the kubelet's first."""
        done = scan.run([machine.PROGRAM, "--print"] + list(CALL[1:]))
        self.assertEqual((done.code, done.out), (
            0, PROXY_HEADER + "metricsBindAddress: %s\n" % GOOD), done)
        done = scan.run([machine.PROGRAM, "--print", "--rule", "a"] + list(CALL[1:]) +
                        ["--rule", "b", "podPidsLimit=1"])
        self.assertEqual((done.code, done.out), (
            0, HEADER + "podPidsLimit: 1\n---\n" + PROXY_HEADER + "metricsBindAddress: %s\n" % GOOD), done)


def setUpModule():
    """The directories are of this program alone."""
    machine.prepare()


if __name__ == "__main__":
    suite.main()

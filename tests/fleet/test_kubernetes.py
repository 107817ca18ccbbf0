# SPDX-License-Identifier: LGPL-2.1-or-later
"""The pod of content/fleet/kubernetes on a node: its image as the Containerfile makes it, its container as
the manifest says it, run by crun. It says what root on the node says; and the table of the README, what is
lost without a capability, is true.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

import fleet
import node
import pod
import scan
import seccomp
import suite
from files import File
from node import CONFIG, CONFIG_FLAG, KUBELET_DIR, Kubelet, config
from project import NAME

UNITS = "/etc/systemd/system"
SERVICE = "kubelet.service"
NODE = "node-1"
NOBODY = 65534
KUBECONFIG = KUBELET_DIR + "/kubeconfig"
ARGUMENTS = (CONFIG_FLAG, "--kubeconfig=" + KUBECONFIG, "--hostname-override=x")
OUR_RULE = "xccdf_%s_rule_" % NAME
RESULTS = {"report.html", "arf.xml", "results.xml"}

# A node of each row of the table in the README: how its kubelet is started, and its files.
ROWS = {
    "a service, files of root's": {},
    "no service: a container, another program starts it": {"service": "x.scope"},
    "a service with other arguments than its unit": {"unit": ("--v=2",)},
    "mounts of its own": {"view": {"/config.yaml": config("AlwaysAllow"), "/kubeconfig": ""}},
    "a configuration file of another user's, mode 600": {"owner": NOBODY},
    "no kubelet on the node": {"args": None},
}
COLUMNS = {"both": (), "without SYS_PTRACE": ("SYS_PTRACE",), "without DAC_READ_SEARCH": ("DAC_READ_SEARCH",)}


def table():
    """[(row, {column: cell})] of the README"""
    with open(os.path.join(fleet.KUBERNETES, "README.md"), encoding="utf-8") as file:
        lines = re.findall(r"(?m)^\| (.*) \|$", file.read())
    head, *rows = [line.split(" | ") for line in lines if line.count(" | ") == len(COLUMNS)]
    return [(row[0], dict(zip(head[1:], row[1:]))) for row in rows]


def called(lost):
    """How the table calls it."""
    if not lost:
        return "the same"
    return "kube-proxy's: errors" if all("proxy" in rule for rule in lost) else "errors"


def verdicts(text):
    """{rule: (result, findings)} of the JSON of a scan, the paths of files as they are on the node"""
    text = re.sub(r"/proc/\d+/root(?=/)", "", text)
    return {rule["rule"]: (rule["result"], rule["findings"]) for rule in json.loads(text)["rules"]}


class Pods(unittest.TestCase):
    """The image, and the manifests"""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not suite.has_user(NOBODY):
            raise unittest.SkipTest("roots of other systems are mounted by root alone")

        class Cleanups:
            """Makes what a whole class has look like a test's."""
            addCleanup = cls.addClassCleanup
        node.shadow(UNITS)
        image = fleet.Image(Cleanups, os.path.join(fleet.KUBERNETES, "Containerfile"), fleet.put_package,
                            ("kustomize", seccomp.PACKAGE))
        cls.root = image.path
        profile = image.root.unpack(seccomp.PACKAGE)
        cls.seccomp = staticmethod(lambda capabilities: seccomp.profile(profile, capabilities))
        cls.kustomize = image.root.unpack("kustomize")

    def pod(self, this_node, directory, claims=None):
        """A pod of a directory of manifests."""
        spec = fleet.pod_of(fleet.render(self.kustomize, directory))
        return pod.Pod(spec, self.root, NODE, tempfile.mkdtemp(dir=this_node.work), self.seccomp, claims)

    def on(self, check, args=ARGUMENTS, service=SERVICE, unit=None, view=None, owner=0):
        """Start a kubelet on a node, and call a function with the node and the control group of a pod."""
        shutil.rmtree(UNITS + "/" + SERVICE, ignore_errors=True)
        if args is not None:
            with open(UNITS + "/" + SERVICE, "w", encoding="ascii") as file:
                file.write("[Service]\nExecStart=/usr/bin/kubelet %s\n" % " ".join(args if unit is None else unit))
        files = {CONFIG: File(config("AlwaysAllow"), uid=owner, gid=owner), KUBECONFIG: File("", 0o644)}
        with node.Group(service) as group, pod.pods_group() as pods, node.Node(files) as this_node:
            node.wait_a_tick()
            if args is not None:
                group.take(this_node.start(Kubelet(*args, view=view)))
            check(this_node, pods)
        if args is not None:
            os.unlink(UNITS + "/" + SERVICE)

    def by_root(self, this_node):
        """What root on the node says, of what was built here."""
        done = scan.oscap("scan", "--format", "json", "--output", this_node.work)
        self.assertIn(done.code, (0, 2), done)
        return verdicts(done.out)

    def by_pod(self, one, pods, lacking=()):
        """What the container says on standard output."""
        done = one.run("scan", lacking=lacking, group=pods)
        self.assertEqual((done.returncode, done.stderr.strip()), (0, ""), done)
        return done.stdout

    def test_table(self):
        """Each node with each set of capabilities; without them nothing but errors, never a pass"""
        told = table()
        self.assertEqual([row for row, _ in told], list(ROWS))
        for title, cells in told:
            self.assertEqual(list(cells), list(COLUMNS))
            with self.subTest(row=title):
                self.on(lambda this_node, pods, cells=cells: self.check_row(this_node, pods, cells),
                        **ROWS[title])

    def check_row(self, this_node, pods, cells):
        """A row"""
        truth = self.by_root(this_node)
        one = self.pod(this_node, "overlays/log")
        for column, lacking in COLUMNS.items():
            with self.subTest(column=column):
                text = self.by_pod(one, pods, lacking)
                said = verdicts(text)
                self.assertEqual(set(said), set(truth))
                lost = {rule: said[rule][0] for rule in truth if said[rule][0] != truth[rule][0]}
                self.assertLessEqual(set(lost.values()), {"error", "unknown"}, lost)
                self.assertEqual(called(lost), cells[column], (lost, text))
                if not lacking:
                    self.assertEqual(said, truth)

    def test_text(self):
        """The base prints verdicts; its files are fetched from the container that stays."""
        def check(this_node, pods):
            one = self.pod(this_node, "base")
            self.assertRegex(self.by_pod(one, pods), r"(?m)^fail +4\.2\.2 ")
            self.assertEqual(set(os.listdir(one.source("results"))), RESULTS)
            fetched = one.run("results", argv=["cat", "/results/results.xml"])
            self.assertEqual(fetched.returncode, 0, fetched.stderr)
            self.assertRegex(fetched.stdout, '<fact name="urn:xccdf:fact:identifier"[^>]*>%s<' % NODE)
        self.on(check)

    def test_line(self):
        """A line for each node, with its name"""
        def check(this_node, pods):
            text = self.by_pod(self.pod(this_node, "overlays/log"), pods)
            self.assertEqual(text.count("\n"), 1)
            self.assertEqual(json.loads(text)["target"], NODE)
        self.on(check)

    def test_history(self):
        """On the node's disk, and on a volume that all nodes share: as oscap-kubelet-scan.service keeps them"""
        def check(this_node, pods):
            node.shadow("/var/lib/oscap-kubelet")
            claim = this_node.path("claim")
            os.mkdir(claim)
            for directory, results in (("overlays/host-path", "/var/lib/oscap-kubelet/results"),
                                       ("overlays/volume", os.path.join(claim, NODE))):
                one = self.pod(this_node, directory, {"oscap-kubelet-results": claim})
                for _ in range(2):
                    self.by_pod(one, pods)
                    time.sleep(1)
                names = sorted(os.listdir(results))
                self.assertEqual(names[-1], "latest")
                self.assertEqual(len(names), 3, names)
                with open(os.path.join(results, "latest", "verdicts.txt"), encoding="utf-8") as file:
                    self.assertRegex(file.read(), r"(?m)^fail +4\.2\.2 ")
        self.on(check)

    def test_nothing_is_written(self):
        """Neither into the image nor into the node, mounts of the node that can be written to included"""
        def check(this_node, pods):
            one = self.pod(this_node, "base")
            for path in ("/x", "/etc/x", "/host/x", "/host/etc/x", "/host" + KUBELET_DIR + "/x",
                         "/host/dev/shm/x", "/host/proc/sys/kernel/hostname"):
                done = one.run("scan", group=pods, argv=["/bin/sh", "-c", 'echo x >"$0"', path])
                self.assertRegex(done.stderr, "(Read-only file system|Permission denied)", path)
            self.assertEqual(done.returncode, 2)
        self.on(check)

    def test_failure(self):
        """A scan that fails is tried again by the kubelet, since the container fails."""
        def check(this_node, pods):
            for directory in ("base", "overlays/log"):
                one = self.pod(this_node, directory)
                words = one.container("scan")["args"]
                words[words.index("cis_node_level1")] = "there_is_none"
                done = one.run("scan", group=pods)
                self.assertEqual(done.returncode, 1, done)
                self.assertIn("there_is_none", done.stderr)
        self.on(check)

    def test_size(self):
        """What a scan takes of memory is far from the limit."""
        def check(this_node, _):
            limit = self.pod(this_node, "base").container("scan")["resources"]["limits"]["memory"]
            self.assertEqual(limit, "512Mi")
            script = "import resource, subprocess; subprocess.call(%r); " \
                     "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
            command = [scan.WRAPPER, "xccdf", "eval", "--profile", "cis_node_level1", "--results-arf",
                       this_node.path("arf.xml"), scan.DATA_STREAM]
            out = subprocess.check_output(["python3", "-c", script % command], universal_newlines=True)
            self.assertLess(int(out.split()[-1]), 256 << 10)
        self.on(check)


if __name__ == "__main__":
    suite.main()

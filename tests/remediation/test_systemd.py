# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same under a real systemd, which is process 1 of a root directory of its own (tests/units/judge).

What was built is installed into that root, as a package would be.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import machine  # noqa: F401  it finds tests/oscap
import node
import scan

sys.path.insert(0, os.path.join(machine.HERE, "..", "units"))

from test_units import JUDGE, NAMESPACES, PATIENCE, SYSTEMD  # noqa: E402  pylint: disable=C0413

SHARE = "/usr/local/share/xml/scap/kubelet/content/kubelet-ds.xml"
CONFIG = "/etc/kubernetes/kubelet.yaml"
UNIT = "/etc/systemd/system/kubelet.service"
DROP_IN = UNIT + ".d/10-args.conf"

# Runs in the root once the kubelet is up; /judge is where results go.
REMEDY = """
cd /judge
exec >log 2>&1
scan() {{
	name=$1
	shift
	/usr/local/bin/oscap-kubelet xccdf eval --profile {profile} {rules} --results-arf "$name.xml" "$@" {stream}
}}
keep() {{
	mkdir "$1"
	cp -a /etc/systemd /etc/kubernetes "$1"
	systemctl show -P MainPID kubelet.service >"$1/pid"
}}
scan before
keep first
scan fixed --remediate
keep second
scan after
oscap-kubelet-fix --settle 1 --said=true authorization.mode=Webhook readOnlyPort=0
keep third
touch done
"""


class Systemd(unittest.TestCase):
    """A machine that systemd has booted"""

    maxDiff = None
    RULES = ("kubelet_authorization_mode", "kubelet_read_only_port_secured",
             "kubelet_pod_pids_limit")

    def boot(self, files, more=""):
        """Boot a root with these files; return the directory of the results."""
        work = tempfile.mkdtemp(prefix="kubelet-remediation-")
        self.addCleanup(shutil.rmtree, work)
        tree, out = os.path.join(work, "tree"), os.path.join(work, "out")
        os.makedirs(tree)
        os.mkdir(out)
        subprocess.check_call(["cmake", "--install", node.BUILD], stdout=subprocess.DEVNULL,
                              env=dict(os.environ, DESTDIR=tree))
        script = more + REMEDY.format(
            profile=scan.profile_id("cis_node_level1"), stream=SHARE,
            rules=" ".join("--rule " + scan.rule_id(rule) for rule in self.RULES))
        node.write_files(tree, dict(files, **{
            "/usr/local/remedy": script,
            "/etc/systemd/system/judge-done.service.d/remedy.conf":
                "[Service]\nTimeoutStartSec=600\nExecStart=\nExecStart=/bin/sh /usr/local/remedy\n"
                "Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"}))
        with open(os.path.join(out, "judge.log"), "wb") as log:
            process = subprocess.Popen(
                NAMESPACES + [JUDGE, tree, out, "/bin/true", node.STANDIN, "kubelet.service"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 2 * PATIENCE
        while (not os.path.exists(os.path.join(out, "done")) and process.poll() is None and
               time.monotonic() < end):
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.call(["unshare", "--mount", JUDGE, "--clean", os.path.basename(work)])
        said = ""
        for name in ("judge.log", "log"):
            if os.path.exists(os.path.join(out, name)):
                with open(os.path.join(out, name), errors="replace") as file:
                    said += file.read()
        self.assertTrue(os.path.exists(os.path.join(out, "done")), said)
        return out, said

    def results(self, out, name):
        """The results of the rules."""
        rules = scan.Arf(os.path.join(out, name + ".xml")).rules
        return [rules[scan.rule_id(rule)] for rule in self.RULES]

    def read(self, out, path):
        """A file of the results."""
        with open(os.path.join(out, path), encoding="utf-8") as file:
            return file.read()

    def test_round_trip(self):
        """An argument, a variable in a drop-in, and a file."""
        files = {
            UNIT: "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/usr/local/bin/kubelet "
                  "--config=%s \\\n  --authorization-mode=AlwaysAllow $SITE\nRestart=always\n" % CONFIG,
            DROP_IN: "# of this site\n[Service]\nEnvironment=SITE=--read-only-port=10255\n",
            CONFIG: node.HEADER + "podPidsLimit: -1 # none\n"}
        out, said = self.boot(files)
        self.assertEqual([self.results(out, name) for name in ("before", "fixed", "after")],
                         [["fail"] * 3, ["fixed"] * 3, ["pass"] * 3], said)
        for path, bad, good in ((UNIT, "AlwaysAllow", "Webhook"), (DROP_IN, "10255", "0"),
                                (CONFIG, "-1", "4096")):
            self.assertEqual(self.read(out, "second" + path[4:]), files[path].replace(bad, good))
        self.assertNotEqual(self.read(out, "first/pid"), self.read(out, "second/pid"))
        self.assertEqual(self.read(out, "second/pid"), self.read(out, "third/pid"))

    def test_a_kubelet_that_does_not_start(self):
        """systemd says so, and all is put back."""
        files = {
            UNIT: "[Unit]\nDefaultDependencies=no\n[Service]\n"
                  "ExecStartPre=/bin/sh -c '! grep Webhook %s'\n"
                  "ExecStart=/usr/local/bin/kubelet --config=%s --read-only-port=0 --pod-max-pids=9\n"
                  "Restart=always\nRestartSec=1\n" % (CONFIG, CONFIG),
            CONFIG: node.config("AlwaysAllow")}
        out, said = self.boot(files)
        self.assertEqual(self.results(out, "before")[0], "fail", said)
        self.assertNotIn(self.results(out, "fixed")[0], ("pass", "fixed"))
        self.assertEqual(self.results(out, "after")[0], "fail")
        for path, content in files.items():
            self.assertEqual(self.read(out, "third" + path[4:]), content)
        self.assertIn("rolled back: " + CONFIG, said)
        self.assertIn("the old files are back, and kubelet.service runs on them", said)


def main():
    """Boot, on a machine that can."""
    if os.geteuid() != 0 or not os.access(SYSTEMD, os.X_OK):
        print("SKIP: this test needs root, and systemd installed as " + SYSTEMD)
        sys.exit(1 if os.environ.get("CI", "") not in ("", "0", "false") else 77)
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()

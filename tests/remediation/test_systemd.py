# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same under a real systemd, which is process 1 of a root directory of its own (tests/support/booted.py).

What was built is installed into that root, as a package would be.
"""
import os
import unittest

import booted
import node
import scan
from files import write_files

SHARE = "/usr/local/share/xml/scap/kubelet/content/kubelet-ds.xml"
CONFIG = "/etc/kubernetes/kubelet.yaml"
UNIT = "/etc/systemd/system/kubelet.service"
DROP_IN = UNIT + ".d/10-args.conf"
# How a unit begins whose kubelet is healthy.
UNIT_BEGIN = "[Unit]\nDefaultDependencies=no\n[Service]\nEnvironment=STANDIN_HEALTHZ=yes\n"

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
# A kubelet that crashes, as long as it takes until systemd gives up.
cp /bin/false /usr/local/bin/false
rm /usr/local/bin/kubelet
mv /usr/local/bin/false /usr/local/bin/kubelet
systemctl restart kubelet.service
i=0
while [ $i -lt 100 ] && systemctl is-active --quiet kubelet.service; do sleep 0.1; i=$((i + 1)); done
oscap-kubelet-fix --settle 1 authorization.mode=Webhook
echo "between two crashes: status $?"
touch done
"""


class Systemd(unittest.TestCase):
    """A machine that systemd has booted"""

    maxDiff = None
    RULES = ("kubelet_authorization_mode", "kubelet_read_only_port_secured",
             "kubelet_pod_pids_limit")

    def boot(self, files, more=""):
        """Boot a root with these files; return the directory of the results."""
        tree, out = booted.directories(self, "kubelet-remediation-")
        booted.install(tree)
        write_files(tree, files)
        done, said = booted.boot_script(tree, out, more + REMEDY.format(
            profile=scan.profile_id("cis_node_level1"), stream=SHARE,
            rules=" ".join("--rule " + scan.rule_id(rule) for rule in self.RULES)),
                                        node.STANDIN, 600)
        self.assertTrue(done, said)
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
            UNIT: UNIT_BEGIN + "ExecStart=/usr/local/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf "
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
        self.assertRegex(said, r"kubelet\.service should run a kubelet, and none runs now: it is \w+ "
                         r"\([\w-]+\); its last process ended with exit status 1, Result=\S+\n"
                         r"between two crashes: status 1\n")

    def test_a_kubelet_that_does_not_start(self):
        """systemd says so, and all is put back."""
        files = {
            UNIT: UNIT_BEGIN + "ExecStartPre=/bin/sh -c '! grep Webhook %s'\n"
                  "ExecStart=/usr/local/bin/kubelet --config=%s --read-only-port=0 --pod-max-pids=9 "
                  "--kubeconfig=/etc/kubernetes/kubelet.conf\n"
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
    booted.require()
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()

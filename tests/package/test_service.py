# SPDX-License-Identifier: LGPL-2.1-or-later
"""The periodic scan, and a fix from the installed paths, under a real systemd.

The package is installed on a copy of Debian 12 whose systemd is process 1 of a root of its own
(tests/support/booted.py).
"""
import os
import re
import shutil
import unittest

import debian
import packages

UNITS = "/usr/lib/systemd/system"
RULE = "xccdf_io.github.oscap-kubelet_rule_kubelet_authorization_mode"
KUBELET = """[Unit]
DefaultDependencies=no
[Service]
Environment=STANDIN_HEALTHZ=yes
ExecStart=/usr/local/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf --config=/etc/kubernetes/kubelet.yaml
Restart=always
"""
CONFIG = """apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization:
  mode: AlwaysAllow
"""
# There is no journal; what the service says is told where a test fails.
SAID = """[Service]
StandardOutput=append:/judge/log
StandardError=append:/judge/log
"""
# Each step says what its status was; what the scan left is listed after each.
SCRIPT = """
cd /judge
exec >>log 2>&1
results=/var/lib/oscap-kubelet/results
step() {{
	name=$1
	shift
	status=0
	"$@" || status=$?
	echo "$name: $status"
	mkdir -p "lists/$name"
	(cd $results && ls -A) >"lists/$name/results"
	readlink $results/latest >"lists/$name/latest"
	systemctl show -P Result oscap-kubelet-scan.service >"lists/$name/result"
}}
start() {{
	# Results have the second in their name.
	now=$(date +%s)
	while [ "$(date +%s)" = "$now" ]; do sleep 0.05; done
	systemctl start oscap-kubelet-scan.service
}}
settings() {{
	mkdir -p /etc/default
	printf '%s\\n' "$@" >/etc/default/oscap-kubelet-scan
}}
systemd-analyze --no-pager security --threshold 50 oscap-kubelet-scan.service >security
echo "security: $?"
step first start
cp -a $results kept
settings OSCAP_KUBELET_SCAN_PROFILE=there_is_none
step failed start
settings OSCAP_KUBELET_SCAN_KEEP=2
step second start
step third start
/usr/bin/oscap-kubelet xccdf eval --remediate --rule {rule} \\
	--profile xccdf_io.github.oscap-kubelet_profile_cis_node_level1 {stream}
cp /etc/kubernetes/kubelet.yaml fixed.yaml
step fixed start
cp -a $results/latest/verdicts.txt fixed.txt
ls -lR $results >modes
systemctl enable --now oscap-kubelet-scan.timer
echo "timer: $(systemctl is-active oscap-kubelet-scan.timer)"
touch done
"""


class Service(unittest.TestCase):
    """oscap-kubelet-scan.service"""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # booted looks for this when it is imported.
        cls.root = debian.Root(_Cleanups(cls), "bookworm")
        cls.root.apt("install", "systemd")
        shutil.copy(packages.made("deb"), cls.root.file("/opt/new.deb"))
        cls.root.apt("install", "/opt/new.deb")
        os.environ["OSCAP_KUBELET_TEST_ROOT"] = cls.root.path
        cls.out, cls.said = cls.boot()

    @classmethod
    def boot(cls):
        """Boot, and run the script. @return the directory of the results, and what was said"""
        import booted
        from files import write_files
        tree, out = booted.directories(_Cleanups(cls), "kubelet-package-")
        write_files(tree, {"/etc/systemd/system/kubelet.service": KUBELET,
                           "/etc/systemd/system/oscap-kubelet-scan.service.d/said.conf": SAID,
                           "/etc/kubernetes/kubelet.yaml": CONFIG})
        os.makedirs(tree + UNITS)
        for name in ("oscap-kubelet-scan.service", "oscap-kubelet-scan.timer"):
            shutil.copy(cls.root.file(os.path.join(UNITS, name)), tree + UNITS)
        done, said = booted.boot_script(
            tree, out, SCRIPT.format(rule=RULE, stream=packages.STREAM), packages.STANDIN, 600)
        if not done:
            raise AssertionError(said)
        return out, said

    def read(self, name):
        """A file that the script left."""
        with open(os.path.join(self.out, name), encoding="utf-8") as file:
            return file.read()

    def listed(self, step):
        """The results after a step, the link, and what systemd says of the service."""
        names = self.read("lists/%s/results" % step).split()
        return (sorted(name for name in names if name != "latest"),
                self.read("lists/%s/latest" % step).strip(), self.read("lists/%s/result" % step).strip())

    def test_hardened(self):
        """As far as it goes."""
        self.assertIn("security: 0\n", self.said)
        level = re.search(r"Overall exposure level for oscap-kubelet-scan.service: ([0-9.]+)",
                          self.read("security"))
        self.assertLess(float(level.group(1)), 5.0)
        self.assertIn("timer: active", self.said)

    def test_results(self):
        """Each scan has a directory, the newest is the latest; a failed one changes nothing."""
        first, latest, result = self.listed("first")
        self.assertEqual((first, result), ([latest], "success"), self.said)
        self.assertRegex(latest, r"^\d{4}-\d\d-\d\dT\d{6}Z$")
        for name in ("report.html", "arf.xml", "results.xml", "verdicts.txt"):
            self.assertGreater(os.path.getsize(os.path.join(self.out, "kept", latest, name)), 100)
        self.assertRegex(self.read("kept/%s/verdicts.txt" % latest), r"(?m)^fail +4\.2\.2 ")
        self.assertEqual(self.listed("failed"), (first, latest, "exit-code"), self.said)

    def test_pruned(self):
        """As many as are to be kept, the oldest go."""
        first = self.listed("first")[0]
        second, latest, result = self.listed("second")
        self.assertEqual((second, result), (first + [latest], "success"), self.said)
        third, last, _ = self.listed("third")
        self.assertEqual(third, [latest, last])

    def test_fixed(self):
        """oscap remedies with what the package installed, and the next scan sees it."""
        self.assertIn("mode: Webhook", self.read("fixed.yaml"), self.said)
        self.assertRegex(self.read("fixed.txt"), r"(?m)^pass +4\.2\.2 ")

    def test_private(self):
        """What was found out is for root alone: nobody else enters a directory of results."""
        modes = {line.split()[0][4:10] for line in self.read("modes").splitlines()
                 if line.startswith("d")}
        self.assertEqual(modes - {"------"}, set(), self.read("modes"))


class _Cleanups:
    """Makes what a whole class has look like a test's."""

    def __init__(self, case):
        self.addCleanup = case.addClassCleanup


if __name__ == "__main__":
    packages.main()

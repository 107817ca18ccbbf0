# SPDX-License-Identifier: LGPL-2.1-or-later
"""The machines of test_places.py again, each booted by a real systemd: see run.

Each is scanned, put right by `oscap xccdf eval --remediate`, scanned, and put right once more.
"""
import os
import shutil
import unittest

import booted
import machine
import node
import scan
import suite
from files import File, write_files
from test_places import ROWS

SHARE = "/usr/local/share/xml/scap/kubelet/content/kubelet-ds.xml"
PROGRAM = "/usr/local/bin/oscap-kubelet-fix"
# What no machine says of its unit, and systemd has to be told here; and that the kubelet is healthy.
HERE_TOO = ("[Unit]\nDefaultDependencies=no\n[Service]\nEnvironment=STANDIN_HEALTHZ=yes\n"
            "StartLimitIntervalSec=0\n")
HERE_TOO_PATH = machine.UNIT + ".d/00-here.conf"

# Runs in the root once the kubelet is up; /judge is where results go.
SCRIPT = """
cd /judge
exec >log 2>&1
keep() {{
	mkdir "$1"
	cp -a --parents /etc/systemd /etc/default /etc/kubernetes /var/lib/kubelet "$1"
	systemctl show -P MainPID kubelet.service >"$1/pid"
}}
mkdir -p /etc/default /etc/kubernetes /var/lib/kubelet
for name in before fixed after again; do
	case $name in
		fixed | again) option=--remediate ;;
		*) option=--progress ;;
	esac
	/usr/local/bin/oscap-kubelet xccdf eval --tailoring-file /usr/local/tailoring.xml --profile {profile} \\
		--results-arf "$name.xml" $option {stream}
	keep "$name.files"
done
touch done
"""

def results(out, name):
    """{rule: result} of a scan"""
    prefix = scan.rule_id("")
    rules = scan.Arf(os.path.join(out, name + ".xml")).rules
    return {rule[len(prefix):]: result for rule, result in rules.items()}


def files(out, name):
    """{path: content} of a machine"""
    found = {}
    top = os.path.join(out, name + ".files")
    for base, _, names in os.walk(top):
        for path in [os.path.join(base, each) for each in names]:
            if os.path.isfile(path) and os.path.dirname(path) != top:
                with open(path, "rb") as file:
                    found[path[len(top):]] = file.read()
    return found


def pid(out, name):
    """The kubelet's."""
    with open(os.path.join(out, name + ".files", "pid"), encoding="ascii") as file:
        return file.read()


@suite.table(ROWS)
class RoundTrip(unittest.TestCase):
    """A row: fail, fixed, pass; only what has to be is changed; a second time nothing is"""

    maxDiff = None

    def boot(self, row):
        """Boot the machine; return the directory of the results, and what was said."""
        tree, out = booted.directories(self, "kubelet-remediation-")
        booted.install(tree)
        os.rename(tree + PROGRAM, tree + PROGRAM + "-itself")
        kubelet = tree + machine.KUBELET
        os.makedirs(os.path.dirname(kubelet))
        shutil.copy(node.STANDIN, kubelet)
        own = {path: content if isinstance(content, File) else File(content, mode=0o600)
               for path, content in row.files.items() if not isinstance(content, str) or content}
        write_files(tree, dict(own, **{
            HERE_TOO_PATH: File(HERE_TOO, mode=0o600),
            # A kubelet settles sooner here.
            PROGRAM: File("#!/bin/sh\nexec %s-itself \"$@\" --settle 1 --health 10\n" % PROGRAM, mode=0o755),
            "/usr/local/tailoring.xml": machine.TAILORING}))
        done, said = booted.boot_script(
            tree, out, SCRIPT.format(profile=scan.profile_id("limited"), stream=SHARE),
            node.STANDIN, 900)
        self.assertTrue(done, said)
        return out, said

    def check(self, row):
        """Put it right."""
        out, said = self.boot(row)
        before, fixed, after = [results(out, name) for name in ("before", "fixed", "after")]
        self.assertEqual(sorted(rule for rule, result in before.items() if result == "fail"),
                         sorted(row.rules), said)
        self.assertEqual({rule: fixed[rule] for rule in row.rules},
                         {rule: "fixed" for rule in row.rules}, said)
        self.assertLessEqual(set(after.values()), {"pass", "notchecked", "notapplicable"}, after)
        was, then = files(out, "before"), files(out, "fixed")
        self.assertEqual({path for path in was if was[path] != then.get(path)}, set(row.changes))
        self.assertEqual(set(was), set(then))
        self.assertNotEqual(pid(out, "before"), pid(out, "fixed"))
        self.assertEqual(files(out, "again"), then)
        self.assertEqual(pid(out, "again"), pid(out, "fixed"))


if __name__ == "__main__":
    booted.require()
    unittest.main(verbosity=2)

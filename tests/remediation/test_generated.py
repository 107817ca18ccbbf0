# SPDX-License-Identifier: LGPL-2.1-or-later
"""What `oscap xccdf generate fix` makes, run on a machine: scripts of a profile and of results, and
playbooks by the real ansible-playbook.
"""
import os
import re
import shutil
import unittest

import machine
from machine import UNIT, Machine, unit
from test_places import CONFIG_FLAG, FILES, KUBECONFIG_FLAG, PKI, SETTINGS, SUITES, yaml_file

import scan
import suite
from files import File
from node import CONFIG

# Some of it by arguments, some by a file, some not said; and some is good.
BY_ARGUMENT = SETTINGS[:3]
BY_FILE = [SETTINGS[4]] + SETTINGS[6:8]
GOOD = ["--pod-max-pids=1000", "--tls-cipher-suites=" + SUITES.split(",")[1],
        "--tls-cert-file=%skubelet.crt" % PKI, "--tls-private-key-file=%skubelet.key" % PKI]
MIXED = dict(FILES, **{
    UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, *[setting.bad for setting in BY_ARGUMENT], *GOOD),
    CONFIG: yaml_file(BY_FILE) + "eventRecordQPS: 50\n"})
FAILING = sorted([setting.rule for setting in BY_ARGUMENT + BY_FILE] +
                 ["kubelet_configure_client_ca", "kubelet_seccomp_default"])


LEVEL1 = ["--profile", scan.profile_id("cis_node_level1")]


def failing(host):
    """The rules that fail."""
    return sorted(rule for rule, result in host.evaluate()[1].items() if result == "fail")


def restarts(host):
    """How often the kubelet was restarted since the last time."""
    return sum("restart" in call for call in host.calls())


class Script(unittest.TestCase):
    """--fix-type bash"""

    def test_of_results(self):
        """Of what failed, and of nothing else."""
        with Machine(MIXED) as host:
            # oscap does not find a tailored profile in results.
            host.profile = LEVEL1
            self.assertEqual(failing(host), FAILING)
            script = host.generate("bash", "--result-id", "", host.path("arf.xml"))
            with open(script, encoding="utf-8") as file:
                rules = re.findall(r"BEGIN fix \(\d+ / \d+\) for '(\S+)'", file.read())
            self.assertEqual(sorted(rules), [scan.rule_id(rule) for rule in FAILING])
            done = host.run("bash", script)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(failing(host), [])
            arguments = host.arguments()
            self.assertEqual([flag for flag in GOOD if flag not in arguments], [])

    def test_of_the_profile(self):
        """It runs the fix of every rule, and those that pass stay as they are."""
        with Machine(MIXED) as host:
            script = host.generate("bash")
            host.calls()
            done = host.run("bash", script)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(restarts(host), 1, done)
            told = re.findall("^done: (.*)", done.out, re.M)
            self.assertEqual([rule for rule in FAILING if rule not in told], [])
            self.assertEqual(failing(host), [])
            after, arguments = host.snapshot(), host.arguments()
            self.assertEqual([flag for flag in GOOD if flag not in arguments], [])
            host.calls()
            done = host.run("bash", script)
            self.assertEqual((done.code, re.findall("^changed: .*", done.out, re.M)), (0, []), done)
            self.assertEqual((host.snapshot(), host.calls()), (after, []))

    def test_files_too(self):
        """What is restricted of configuration files costs no restart of its own."""
        files = dict(MIXED, **{CONFIG: File(MIXED[CONFIG], mode=0o666)})
        with Machine(files) as host:
            script = host.generate("bash")
            host.calls()
            done = host.run("bash", script)
            self.assertEqual((done.code, restarts(host)), (0, 1), done)
            self.assertEqual(os.stat(CONFIG).st_mode & 0o777, 0o600)
            self.assertEqual(failing(host), [])
            # And alone one.
            os.chmod(CONFIG, 0o644)
            done = host.run("bash", script)
            self.assertEqual((done.code, restarts(host)), (0, 1), done)
            self.assertEqual(failing(host), [])

    def test_one_that_does_harm(self):
        """A setting that the kubelet does not bear is put back; what is refused is not tried; all
        others are done."""
        with Machine(MIXED) as host:
            host.refuse("seccompDefault: true")
            done = host.run("bash", host.generate("bash"))
            self.assertEqual(done.code, 1, done)
            self.assertRegex(done.err, "(?m)^oscap-kubelet-fix: kubelet_seccomp_default: kubelet .*; "
                             "the old files are back, and kubelet.service runs on them$")
            told = re.findall("^done: (.*)", done.out, re.M)
            self.assertEqual([rule for rule in FAILING if rule not in told],
                             ["kubelet_seccomp_default"])
            self.assertEqual(failing(host), ["kubelet_seccomp_default"])

    def test_one_that_is_refused(self):
        """It costs no restart."""
        files = {path: content for path, content in MIXED.items() if path != PKI + "ca.crt"}
        with Machine(files) as host:
            script = host.generate("bash")
            host.calls()
            done = host.run("bash", script)
            self.assertEqual((done.code, restarts(host)), (1, 1), done)
            self.assertRegex(done.err, "(?m)^oscap-kubelet-fix: kubelet_configure_client_ca: ")
            self.assertEqual(failing(host), ["kubelet_configure_client_ca"])

    def test_every_kind(self):
        """Results give a fix of each kind."""
        with Machine(MIXED) as host:
            host.profile = LEVEL1
            host.evaluate()
            for kind, word in (("bash", "readOnlyPort=0"), ("ansible", "readOnlyPort=0"),
                               ("kubernetes", "  kubeletConfig:\n    readOnlyPort: 0"),
                               ("ignition", "  kubeletConfig:\n    readOnlyPort: 0")):
                with open(host.generate(kind, "--result-id", "", host.path("arf.xml")),
                          encoding="utf-8") as file:
                    text = file.read()
                self.assertIn(word, text, kind)
                self.assertNotIn("podPidsLimit", text, kind)


@unittest.skipIf(shutil.which("ansible-playbook") is None, "ansible-playbook is not installed")
class Playbook(unittest.TestCase):
    """--fix-type ansible"""

    def play(self, host, *options):
        """Play the profile; return {what: how many} of its end."""
        os.environ.update(HOME=host.work, ANSIBLE_NOCOLOR="true", LC_ALL="C.UTF-8")
        done = host.run("ansible-playbook", "-i", "localhost,", "-c", "local", "-e",
                        "ansible_python_interpreter=/usr/bin/python3", *options,
                        host.generate("ansible"))
        self.assertEqual(done.code, 0, done)
        return {word: int(number) for word, number in
                re.findall(r"(\w+)=(\d+)", done.out.rpartition("PLAY RECAP")[2])}

    def test_round_trip(self):
        """What check mode tells is then changed, and only once."""
        with Machine(MIXED) as host:
            before, pid = host.snapshot(), host.pid()
            host.calls()
            told = self.play(host, "--check")
            self.assertEqual((host.snapshot(), host.pid(), host.calls()), (before, pid, []))
            played = self.play(host)
            self.assertEqual((played["changed"], played["failed"]), (told["changed"], 0))
            self.assertEqual((played["changed"], restarts(host)), (1, 1))
            self.assertEqual(failing(host), [])
            after = host.snapshot()
            host.calls()
            again = self.play(host)
            self.assertEqual((again["changed"], again["failed"]), (0, 0))
            self.assertEqual((host.snapshot(), host.calls()), (after, []))


def setUpModule():
    """The directories are of this program alone."""
    machine.prepare()


if __name__ == "__main__":
    suite.main()

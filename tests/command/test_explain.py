# SPDX-License-Identifier: LGPL-2.1-or-later
"""`oscap-kubelet explain`: where a setting was said, what that overrides, what has no effect."""
import json
import os
import tempfile
import unittest

import node
import scan
import suite
from files import Link, write_files
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Group, Kubelet, Node

UNIT = "/usr/lib/systemd/system/kubelet.service"
DROPIN = "/etc/systemd/system/kubelet.service.d/10.conf"
ENVIRONMENT = "/etc/default/kubelet"
DROPINS = KUBELET_DIR + "/conf.d"
START = "ExecStart=/usr/bin/kubelet --kubeconfig=/etc/k "
SYSTEMD = {"/usr/lib/systemd/libsystemd-shared-252.so": "", "/etc/k": ""}


def explain(*arguments, **kwargs):
    """Run it."""
    return scan.run([scan.WRAPPER, "explain"] + list(arguments), **kwargs)


def explained(*arguments, code=0, **kwargs):
    """Run it, and read its JSON."""
    result = explain("--format", "json", *arguments, **kwargs)
    if result.code != code:
        raise AssertionError(str(result))
    return json.loads(result.out)


def lost(item):
    """What has no effect, as a list of (kind, path, line)."""
    return [(found["kind"], found["path"], found["line"]) for found in item["without_effect"]]


@suite.table([
    # name, what follows the header of the file from line 3 on, what has no effect
    ("nothing", "readOnlyPort: 0\n", []),
    ("another case", "ReadOnlyPort: 1\n", [("key-case", 3)]),
    ("another case of a key above", "Authentication: {anonymous: {enabled: true}}\n",
     [("key-case", 3)]),
    ("a path as one key", "authentication.anonymous.enabled: false\n", [("dotted-key", 3)]),
    ("the name of the flag", "read-only-port: 1\nread_only_port: 2\n",
     [("flag-as-key", 3), ("flag-as-key", 4)]),
    ("in another map", "authentication:\n  readOnlyPort: 1\n", [("misplaced-key", 4)]),
    ("without the maps around", "anonymous:\n  enabled: false\n", [("misplaced-key", 4)]),
    ("misspelt", "readOnyPort: 1\nredaOnlyPort: 2\n", [("misspelt-key", 3), ("misspelt-key", 4)]),
    ("repeated", "readOnlyPort: 1\nreadOnlyPort: 0\n", [("repeated-key", 3)]),
    ("null", "readOnlyPort:\n", [("empty-value", 3)]),
    ("the key of another setting", "port: 1\nhealthzPort: 2\n", []),
    ("in a list", "tlsCipherSuites: [readOnlyPort]\n", []),
])
class Keys(unittest.TestCase):
    """Keys of the file that decoding drops."""

    def check(self, text, wanted):
        setting = "authentication.anonymous.enabled" if "nonymous" in text else "readOnlyPort"
        with Node({CONFIG: HEADER + text}) as this:
            this.start(Kubelet(CONFIG_FLAG))
            item, = explained(setting)["kubelets"]
        self.assertEqual(lost(item), [(kind, CONFIG, line) for kind, line in wanted])


@suite.table([
    # name, files beside the unit, the lines of [Service] from line 2 on, what has no effect
    ("an argument", {}, [START + "--read-only-port=1"], []),
    ("a variable", {}, ["Environment=A=--read-only-port=1", START + "$A"], []),
    ("another section", {}, [START, "[Unit]", "Environment=A=--read-only-port=1"],
     [("other-section", UNIT, 4)]),
    ("another key", {}, [START, "Enviroment=A=--read-only-port=1"], [("other-key", UNIT, 3)]),
    ("no setting", {}, [START, "KUBELET_ARGS --read-only-port 1"], [("no-setting", UNIT, 3)]),
    ("a comment", {}, [START, "# --read-only-port=1", " ; --read-only-port=1"], []),
    ("a blank ends the variable", {}, ["Environment=A=--v=2 --read-only-port=1", START + "$A"],
     [("loose-word", UNIT, 2)]),
    ("a variable that nobody uses", {}, ["Environment=A=--read-only-port=1", START],
     [("unused-variable", UNIT, 2)]),
    ("a command that another one follows", {}, [START + "--read-only-port=1", "ExecStart=", START],
     [("other-command", UNIT, 2)]),
    ("a value of another flag", {}, [START + "--node-ip=--read-only-port=1"], []),
    ("an empty variable in a later file", {ENVIRONMENT: "B=\nA=\n"},
     ["Environment=A=--read-only-port=1", "EnvironmentFile=" + ENVIRONMENT, START + "$A"],
     [("variable-set-again", UNIT, 2)]),
    ("a variable twice in a file", {ENVIRONMENT: "A=--read-only-port=1\nA=--v=2\n"},
     ["EnvironmentFile=" + ENVIRONMENT, START + "$A"], [("variable-set-again", ENVIRONMENT, 1)]),
    ("a shell's export", {ENVIRONMENT: "export A=--read-only-port=1\n"},
     ["EnvironmentFile=" + ENVIRONMENT, START + "$A"], [("no-variable", ENVIRONMENT, 1)]),
    ("a file that no unit names", {"/etc/sysconfig/kubelet": "A=--read-only-port=1\n"},
     [START + "$A"], [("unnamed-file", "/etc/sysconfig/kubelet", 1)]),
    ("a drop-in file of another name", {DROPIN + ".bak": "[Service]\nExecStart=--read-only-port=1"},
     [START], [("unit-dropin-name", DROPIN + ".bak", 2)]),
    ("a drop-in file that another one hides",
     {DROPIN: "[Service]\n", UNIT + ".d/10.conf": "[Service]\n\nExecStart=--read-only-port=1\n"},
     [START], [("hidden-dropin", UNIT + ".d/10.conf", 3)]),
    ("a unit that another one hides",
     {"/etc/systemd/system/kubelet.service": "[Service]\n" + START + "\n"}, [START + "--read-only-port=1"], [("hidden-unit", UNIT, 2)]),
])
class Units(unittest.TestCase):
    """Lines of the unit, and of what it reads, that give the command nothing."""

    def check(self, files, lines, wanted):
        with tempfile.TemporaryDirectory() as root:
            write_files(root, dict(SYSTEMD, **files, **{
                UNIT: "[Service]\n" + "\n".join(lines) + "\n"}))
            item, = explained("--root", root, "--", "read-only-port")["kubelets"]
        self.assertEqual((item["origin"], item["unit"]), ("service", "kubelet.service"))
        self.assertEqual(lost(item), wanted)


class Running(unittest.TestCase):
    """What is told of kubelets that run."""

    def test_overridden(self):
        """A flag beats the file, which is told in text and JSON."""
        with Node({CONFIG: HEADER + "readOnlyPort: 10255\n"}) as this:
            pid = this.start(Kubelet(CONFIG_FLAG, "--read-only-port=0"))
            item, = explained("readOnlyPort")["kubelets"]
            text = explain("readOnlyPort")
        self.assertEqual((item["pid"], item["value"], item["source"], item["location"]),
                         (pid, "0", "command line", "argv[2]"))
        self.assertEqual(item["overrides"], [{"location": CONFIG + ":3", "value": "10255"}])
        self.assertEqual((text.code, text.err), (0, ""), str(text))
        self.assertEqual(text.out.splitlines()[:4], [
            "readOnlyPort of the kubelet with the process ID %d" % pid, "  value: 0",
            "  said by: command line, argv[2]", "  overrides: %s:3 (10255)" % CONFIG])

    def test_files_of_the_directory(self):
        """A file that does not end in .conf, or a directory that is a link, says nothing."""
        files = {CONFIG: HEADER, DROPINS + "/10.yaml": HEADER + "readOnlyPort: 1\n",
                 DROPINS + "/20.conf": HEADER + "ReadOnlyPort: 2\n", DROPINS + "/x": "}",
                 KUBELET_DIR + "/link": Link("conf.d")}
        with Node(files) as this:
            env = {"OSCAP_KUBELET_VERSION": "1.31"}
            first = this.start(Kubelet(CONFIG_FLAG, "--config-dir=" + DROPINS))
            second = this.start(Kubelet(CONFIG_FLAG, "--config-dir=" + KUBELET_DIR + "/link"))
            of_first, = explained("--pid", str(first), "readOnlyPort", env=env)["kubelets"]
            of_second, = explained("--pid", str(second), "readOnlyPort", env=env)["kubelets"]
        self.assertEqual((of_first["value"], of_first["location"]), ("2", DROPINS + "/20.conf:3"))
        self.assertEqual(lost(of_first), [("dropin-name", DROPINS + "/10.yaml", 3)])
        self.assertEqual(lost(of_second), [("dropin-link", KUBELET_DIR + "/link", 0)])

    def test_versions(self):
        """Ranges of versions cover all of them, and agree on nothing that is beside each other."""
        with Node() as this:
            this.start(Kubelet())
            item, = explained("eventRecordQPS", code=1)["kubelets"]
            text = explain("eventRecordQPS")
        self.assertIn("set OSCAP_KUBELET_VERSION, such as 1.31", item["error"])
        ranges = item["versions"]
        self.assertEqual((ranges[0]["since"], ranges[-1]["until"]), (20, 37))
        for before, after in zip(ranges, ranges[1:]):
            self.assertEqual(before["until"] + 1, after["since"])
            self.assertNotEqual(before["value"], after["value"])
        self.assertEqual(text.code, 1)
        self.assertIn("  by version of Kubernetes:\n    1.20 to 1.", text.out)
        self.assertIn(" and later: ", text.out)

    def test_secret(self):
        """A credential stands in no part of the answer, wherever it was written."""
        with Node({CONFIG: HEADER + "staticPodURLHeader: {A: [s3cret]}\n"
                   "StaticPodURLHeader: {A: [s3cret]}\n"}) as this:
            this.start(Kubelet(CONFIG_FLAG))
            for form in ("text", "json"):
                result = explain("--format", form, "staticPodURLHeader")
                self.assertEqual(result.code, 0, str(result))
                self.assertNotIn("s3cret", result.out)
                self.assertIn("(hidden)", result.out)

    def test_unit(self):
        """The unit of a process is that of its control group; its own files are looked at."""
        with Node({CONFIG: HEADER}) as this, Group("no-such-thing.service") as group:
            group.take(this.start(Kubelet(CONFIG_FLAG)))
            item, = explained("readOnlyPort")["kubelets"]
            this.processes[0].kill()
            this.processes[0].wait()
        self.assertEqual((item["unit"], lost(item)), ("no-such-thing.service", []))


@suite.table([
    ("nothing", [], "say one setting"),
    ("two", ["a", "b"], "say one setting"),
    ("an unknown option", ["--nope", "a"], "unknown option --nope"),
    ("a value is missing", ["a", "--pid"], "--pid needs a value"),
    ("no process ID", ["--pid", "1x", "a"], "--pid 1x is no process ID"),
    ("another kubelet", ["--pid", "1", "readOnlyPort"], "no kubelet has the process ID 1"),
    ("no format", ["--format", "xml", "a"], "--format xml is none of text, json"),
    ("no directory", ["--root", "/nowhere", "readOnlyPort"], "/nowhere"),
    ("no setting", ["readOnlPort"], "no setting is named readOnlPort; there is readOnlyPort"),
    ("a last key", ["anonymous.enabled"], "there is authentication.anonymous.enabled"),
    ("nothing like it", ["zzzzzzzzzzzz"], "no setting is named zzzzzzzzzzzz\n"),
    ("both", ["--root", "/", "--pid", "1", "a"], "--pid and --root exclude each other"),
])
class Refused(unittest.TestCase):
    """What cannot be answered: one line, exit code 1."""

    def check(self, arguments, part):
        with Node() as this:
            this.start(Kubelet())
            result = explain(*arguments)
        self.assertEqual((result.code, result.out, result.err.count("\n")), (1, "", 1),
                         str(result))
        self.assertTrue(result.err.startswith("oscap-kubelet explain: "), str(result))
        self.assertIn(part, result.err)


class WithoutKubelet(unittest.TestCase):
    """A node without any."""

    def test_none(self):
        """That is told."""
        result = explain("readOnlyPort")
        self.assertEqual((result.code, result.out), (1, ""), str(result))
        self.assertIn("there is no kubelet on this node", result.err)

    def test_help(self):
        """Help needs none."""
        result = explain("--help")
        self.assertEqual((result.code, result.err), (0, ""), str(result))
        self.assertTrue(result.out.startswith("Usage: oscap-kubelet explain "))


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What systemd would start: against what runs, and in place of it on an image."""
import os
import unittest

import node
import scan
import suite
from files import Link, write_files
from node import CONFIG, CONFIG_FLAG, Group, Kubelet, config

RULE = "xccdf_%s_rule_kubelet_drift" % scan.NAME
# A node of these tests has no kube-proxy.
PROXY = [scan.rule_id(name) for name in (
    "file_permissions_proxy_kubeconfig", "file_owner_proxy_kubeconfig",
    "file_groupowner_proxy_kubeconfig", "kube_proxy_metrics_bind_address", "kube_proxy_drift")]
UNIT = "/etc/systemd/system/kubelet.service"
DROP_IN = UNIT + ".d/10-args.conf"
ENVIRONMENT = "/etc/default/kubelet"
FLAG = "--authorization-mode="

def unit(*args, more=""):
    """The text of a unit that starts a kubelet; the command is in line 2."""
    return "[Service]\nExecStart=/usr/bin/kubelet %s\n%s" % (" ".join(args), more)


class Row:
    """A running kubelet, and what is on disk.

    files     of its root directory
    args      it was started with
    result    of the rule
    differs   the settings that differ: {name: (value, location, service value, service location)}
    reason    a part of an error's message
    group     the unit that the process belongs to; None: to none
    change    done after the start
    """

    def __init__(self, name, files, args, result, differs=None, reason=None,
                 group="kubelet.service", change=None):
        self.name = name
        self.files = files
        self.args = args
        self.result = result
        self.differs = differs or {}
        self.reason = reason
        self.group = group
        self.change = change


def rewrite(path, content):
    """A change of a file."""
    def change(root):
        with open(root + path, "w", encoding="ascii") as file:
            file.write(content)
    return change


MODE = "authorization.mode"
WEBHOOK = FLAG + "Webhook"

ROWS = [
    Row("the same flags", {UNIT: unit(WEBHOOK)}, [WEBHOOK], "pass"),
    Row("the same by other ways", {
        UNIT: unit("$ARGS", more="EnvironmentFile=-/etc/default/no\nEnvironmentFile=%s\n" % ENVIRONMENT),
        ENVIRONMENT: "ARGS='%s'\n" % WEBHOOK}, [WEBHOOK], "pass"),
    Row("the same file", {UNIT: unit(CONFIG_FLAG), CONFIG: config("Webhook")}, [CONFIG_FLAG],
        "pass"),
    Row("a flag that was added", {
        UNIT: unit(CONFIG_FLAG), CONFIG: config("Webhook"),
        DROP_IN: "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet %s %sAlwaysAllow\n" % (
            CONFIG_FLAG, FLAG)}, [CONFIG_FLAG], "fail",
        {MODE: ("Webhook", CONFIG + ":4", "AlwaysAllow",
                DROP_IN + ":3, overrides " + CONFIG + ":4 (Webhook)")}),
    Row("an environment file that was changed", {
        UNIT: unit("$ARGS", more="EnvironmentFile=%s\n" % ENVIRONMENT),
        ENVIRONMENT: "# site\nARGS=--authorization-mode=Webhook --read-only-port=0\n"},
        [WEBHOOK], "fail",
        {"readOnlyPort": ("10255", "default without --config", "0", ENVIRONMENT + ":2")}),
    Row("a configuration file that was taken away", {UNIT: unit()}, [WEBHOOK], "fail",
        {MODE: ("Webhook", "argv[1]", "AlwaysAllow", "default without --config")}),
    Row("a flag beats a file that was changed", {
        UNIT: unit(WEBHOOK), CONFIG: config("Webhook")}, [WEBHOOK], "pass",
        change=rewrite(CONFIG, config("AlwaysAllow"))),
    Row("a file that was changed", {UNIT: unit(CONFIG_FLAG), CONFIG: config("Webhook")},
        [CONFIG_FLAG], "error", reason="was changed",
        change=rewrite(CONFIG, config("AlwaysAllow"))),
    Row("a file that the unit names and that is not there", {
        UNIT: unit(CONFIG_FLAG)}, [WEBHOOK], "error",
        reason="after a restart: failed to load kubelet config file"),
    Row("a unit that starts a shell", {
        UNIT: "[Service]\nExecStart=/bin/sh -c 'exec kubelet'\n"}, [WEBHOOK], "error",
        reason="may start a kubelet"),
    Row("a unit that starts something else", {
        "/etc/systemd/system/other.service": "[Service]\nExecStart=/usr/bin/other\n"}, [WEBHOOK],
        "error", reason="other.service", group="other.service"),
    Row("a masked unit", {UNIT: Link("/dev/null")}, [WEBHOOK], "error", reason="masked"),
    Row("a unit that is not there", {}, [WEBHOOK], "error", reason="gone.service",
        group="gone.service"),
    Row("no unit", {UNIT: unit(WEBHOOK)}, [WEBHOOK], "error", reason="belongs to no service",
        group=None),
]


@suite.table(ROWS)
class Drift(unittest.TestCase):
    """The running kubelet against its unit"""

    def check(self, row):
        """Start it in its unit's control group, and evaluate the profile."""
        with Group(row.group or "session-1.scope") as group, node.Node() as this_node:
            pid = this_node.start(Kubelet(*row.args, root=row.files))
            group.take(pid)
            if row.change:
                node.wait_a_tick()
                row.change(this_node.path("root0"))
            run, arf = scan.evaluate(this_node, "drift", rule=RULE)
            self.assertIsNotNone(arf, run)
            self.assertEqual(run.unexpected_stderr(), [], run)
            items = arf.items("kubeletdrift_item")
            printed = ""
            if row.result == "fail":
                printed = scan.oscap("scan", "--profile", "drift", "--output",
                                     this_node.path("scanned")).out
        self.assertEqual(arf.rules[RULE], row.result, "%s\n%r" % (run, items))
        self.assertEqual({item["pid"] for item in items}, {str(pid)})
        if row.result == "error":
            messages = [message for item in items for message in item.messages]
            self.assertTrue(any(row.reason in message for message in messages), messages)
            return
        self.assertEqual({item.status for item in items}, {"exists"})
        found = {item["setting"]: tuple(item[name] for name in (
            "value", "location", "service_value", "service_location"))
                 for item in items if item["differs"] == "true"}
        self.assertEqual({name: found.get(name) for name in row.differs}, row.differs)
        self.assertEqual(bool(found), row.result == "fail")
        for name, texts in row.differs.items():
            self.assertIn("kubelet %d: %s is %s (%s), and after a restart it is %s (%s)\n" % (
                (pid, name) + texts), printed)


class Stopped(unittest.TestCase):
    """A node on which no kubelet runs at the moment"""

    WANTED = "/etc/systemd/system/multi-user.target.wants/kubelet.service"
    FILES = {UNIT: unit(FLAG + "AlwaysAllow")}
    ROWS = (
        ("enabled", "error", dict(FILES, **{WANTED: Link("../kubelet.service")})),
        ("starting", "error", dict(FILES, **{
            "/run/systemd/units/invocation:kubelet.service": Link("0" * 32)})),
        ("disabled", "notapplicable", FILES),
        ("masked", "notapplicable", {UNIT: Link("/dev/null"), WANTED: Link(UNIT)}),
    )

    def test_rules(self):
        """Its service is named, where it is to run; what is only installed is not applicable"""
        for name, result, files in self.ROWS:
            for path in ("/run/systemd/system", "/run/systemd/units", "/etc/systemd/system"):
                node.shadow(path)
            write_files("/", files)
            for profile in ("cis_node_level1", "effective", "drift"):
                with self.subTest(name, profile=profile), node.Node() as this_node:
                    run, arf = scan.evaluate(this_node, profile, rule=None)
                self.assertIsNotNone(arf, run)
                self.assertEqual(run.unexpected_stderr(), [], run)
                results = {rule: result for rule, result in arf.rules.items()
                           if result != "notselected"}
                self.assertEqual({results.pop(rule, "notapplicable") for rule in PROXY},
                                 {"notapplicable"}, run)
                self.assertEqual(set(results.values()), {result}, run)
                self.assertEqual(any("kubelet.service is not running now" in message
                                     for message in arf.messages()), result == "error")


class Image(unittest.TestCase):
    """A root directory without processes"""

    CLIENT = "--kubeconfig=/etc/kubernetes/kubelet.conf"
    FILES = {UNIT: unit(CONFIG_FLAG + " " + CLIENT), CONFIG: config("AlwaysAllow")}

    def evaluate(self, this_node, profile, command=scan.oscap, rule=None, **kwargs):
        """The results of a profile."""
        run, arf = scan.evaluate(this_node, profile, command=command, rule=rule, **kwargs)
        self.assertIsNotNone(arf, run)
        self.assertEqual(run.unexpected_stderr(), [], run)
        os.unlink(this_node.path("arf.xml"))
        return arf

    def image(self, this_node, files):
        """Make one; return its path."""
        root = this_node.path("image")
        os.mkdir(root)
        write_files(root, files)
        return root

    def test_nothing_there(self):
        """No trace of a kubelet: not applicable"""
        with node.Node() as this_node:
            root = self.image(this_node, {"/etc/os-release": "ID=debian\n"})
            for profile in ("cis_node_level1", "effective", "drift"):
                arf = self.evaluate(this_node, profile, env={"OSCAP_PROBE_ROOT": root})
                self.assertEqual({result for result in arf.rules.values()} - {"notselected"},
                                 {"notapplicable"}, profile)

    def test_drift_is_not_applicable(self):
        """Nothing runs that could differ"""
        with node.Node() as this_node:
            arf = self.evaluate(this_node, "drift", env={
                "OSCAP_PROBE_ROOT": self.image(this_node, self.FILES)})
            self.assertEqual(arf.rules[RULE], "notapplicable")

    def test_as_the_node_it_was_made_from(self):
        """oscap-chroot says of a root directory what oscap says of the kubelet that runs in it"""
        with node.Node() as this_node:
            bin_directory = this_node.path("bin")
            os.mkdir(bin_directory)
            os.symlink(scan.WRAPPER, bin_directory + "/oscap")
            path = {"PATH": bin_directory + ":" + os.environ["PATH"]}
            for number, mode in enumerate(("Webhook", "AlwaysAllow")):
                files = dict(self.FILES, **{CONFIG: config(mode)})
                this_node.start(Kubelet(CONFIG_FLAG, self.CLIENT, root=files))
                root = this_node.path("root%d" % number)
                live = self.evaluate(this_node, "cis_node_level1")
                this_node.processes[-1].kill()
                this_node.processes[-1].wait()
                image = self.evaluate(
                    this_node, "cis_node_level1", env=dict(scan.PRELOAD, **path),
                    command=lambda *args, root=root, **kwargs: scan.run(
                        ["oscap-chroot", root] + list(args), **kwargs))
                self.assertEqual(live.rules[scan.RULE], image.rules[scan.RULE])
                self.assertEqual(live.rules[scan.RULE], "pass" if mode == "Webhook" else "fail")
                for arf, origin in ((live, "process"), (image, "service")):
                    kubelets = arf.items("kubelet_item")
                    self.assertEqual({item["origin"] for item in kubelets}, {origin})
                    # One item for each kind of files that is asked for, and one without any.
                    self.assertEqual(
                        sorted([name for name in ("configuration_file", "unit_file")
                                if name in str(item)] for item in kubelets),
                        [[], ["configuration_file"], ["unit_file"]])


if __name__ == "__main__":
    suite.main()

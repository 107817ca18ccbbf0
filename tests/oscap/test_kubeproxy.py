# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of kube-proxy: on live stand-ins, most in a root directory of their own, and on images."""
import os
import unittest

import node
import ovaldoc
import scan
import suite
from files import File, Link, write_files
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Kubelet

KUBECONFIG = ["%s_proxy_kubeconfig" % kind
              for kind in ("file_permissions", "file_owner", "file_groupowner")]
METRICS = "kube_proxy_metrics_bind_address"
RULES = KUBECONFIG + [METRICS]
PROFILES = ("cis_node_level2", "effective")

PROXY_HEADER = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
WITH_KUBECONFIG = PROXY_HEADER + "clientConnection:\n  kubeconfig: /var/lib/kube-proxy/k.conf\n"

POD = "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0a1b.slice/" \
    "cri-containerd-%s.scope" % ("0123456789abcdef" * 4)
# The kubelet of the node, without which no rule is applicable.
KUBELET = Kubelet(CONFIG_FLAG)
KUBELET_FILES = {CONFIG: HEADER}


def proxy(*args, **changed):
    """A kube-proxy."""
    return Kubelet(*args, argv0=changed.pop("argv0", "/usr/local/bin/kube-proxy"),
                   exe=changed.pop("exe", "kube-proxy"), **changed)


def in_pod(config, *args, kubeconfig=File(), **changed):
    """One as kubeadm runs it: its files are those of a ConfigMap, behind a link that moves."""
    root = {"/var/lib/kube-proxy/..data": Link("..2026"),
            "/var/lib/kube-proxy/..2026/config.conf": File(config),
            "/var/lib/kube-proxy/config.conf": Link("..data/config.conf"),
            "/var/lib/kube-proxy/k.conf": Link("..data/k.conf")}
    if kubeconfig is not None:
        root["/var/lib/kube-proxy/..2026/k.conf"] = kubeconfig
    return proxy("--config=/var/lib/kube-proxy/config.conf", "--hostname-override=n", *args,
                 root=root, **changed)


def verdicts(kubeconfig, metrics, **others):
    """What the rules say."""
    expected = {rule: kubeconfig for rule in KUBECONFIG}
    expected[METRICS] = metrics
    names = dict(zip(("mode", "owner", "group"), KUBECONFIG))
    expected.update({names[name]: result for name, result in others.items()})
    return expected


class Live:
    """Processes, and what the rules say of them.

    effective  whether the other profile is asked too, which says the same: the default is a good
               value, and the benchmark itself says so
    """

    def __init__(self, name, expected, *proxies, files=None, later=None, group="session-1.scope",
                 effective=False):
        self.name = name
        self.expected = expected
        self.proxies = proxies
        self.files = files or {}
        self.later = later
        self.group = group
        self.profiles = PROFILES if effective else PROFILES[:1]


NONE = verdicts("notapplicable", "notapplicable")
GOOD = verdicts("pass", "pass")


def bound(address, *args):
    """One in a pod with that address in its file."""
    return in_pod(WITH_KUBECONFIG + "metricsBindAddress: %s\n" % address, *args)


LIVE = [
    Live("none", NONE),
    Live("in a pod", GOOD, in_pod(WITH_KUBECONFIG), group=POD, effective=True),
    Live("in a pod with the mode that a ConfigMap gives", verdicts("pass", "pass", mode="fail"),
         in_pod(WITH_KUBECONFIG, kubeconfig=File(mode=0o644)), group=POD),
    Live("in a pod, another's file", verdicts("pass", "pass", owner="fail", group="fail"),
         in_pod(WITH_KUBECONFIG, kubeconfig=File(uid=1, gid=1)), group=POD),
    Live("in a pod with the account of that", verdicts("notapplicable", "pass"),
         in_pod(PROXY_HEADER), group=POD),
    Live("in a pod with a network of its own", NONE, in_pod(
        WITH_KUBECONFIG + "metricsBindAddress: 0.0.0.0\n", network=True), group=POD),
    Live("in a pod with a network of its own, beside the node's", GOOD, in_pod(
        WITH_KUBECONFIG + "metricsBindAddress: 0.0.0.0\n", network=True),
         in_pod(WITH_KUBECONFIG), group=POD),
    Live("a kubeconfig that is not there", verdicts("error", "pass"),
         in_pod(WITH_KUBECONFIG, kubeconfig=None)),
    Live("a kubeconfig by a flag", GOOD, proxy("--kubeconfig=" + KUBELET_DIR + "/k"),
         files={KUBELET_DIR + "/k": File()}),
    Live("a relative kubeconfig", verdicts("pass", "pass", mode="fail"),
         proxy("--kubeconfig=k", cwd=KUBELET_DIR), files={KUBELET_DIR + "/k": File(mode=0o640)}),
    Live("all addresses", verdicts("pass", "fail"), bound("0.0.0.0"), effective=True),
    Live("an unknown flag", verdicts("error", "error"), proxy("--nope")),
    Live("a file that changed", verdicts("error", "error"),
         proxy("--config=" + KUBELET_DIR + "/c"), files={KUBELET_DIR + "/c": PROXY_HEADER},
         later={KUBELET_DIR + "/c": PROXY_HEADER}),
    Live("two, one of which is bad", verdicts("pass", "fail"), in_pod(WITH_KUBECONFIG),
         bound("0.0.0.0")),
    Live("one unknown hides no failure", verdicts("error", "fail"), proxy("--nope"),
         bound("0.0.0.0")),
    Live("another program", NONE, proxy(exe="kube-proxy-exporter", argv0="kube-proxy-exporter")),
    Live("inside k3s", verdicts("error", "error"), proxy("server", exe="k3s", argv0="/usr/bin/k3s")),
    Live("inside kubelite", verdicts("pass", "fail"), proxy(
        "--kubelet-args-file=/kubelet", "--proxy-args-file=/proxy", exe="kubelite", argv0="/kubelite",
        root={"/kubelet": "--v=2\n", "/proxy": "--kubeconfig=/k\n--metrics-bind-address=0.0.0.0\n",
              "/k": File()})),
]


@suite.table(LIVE)
class Processes(unittest.TestCase):
    """The four rules, of what runs."""

    def check(self, row):
        """One profile, or both, on the same node."""
        with node.Group(row.group) as group, node.Node(dict(KUBELET_FILES, **row.files)) as this_node:
            this_node.start(KUBELET)
            for process in row.proxies:
                group.take(this_node.start(process))
            if row.later:
                node.wait_a_tick()
                for path in row.later:
                    os.unlink(path)
                this_node.write(row.later)
            for profile in row.profiles:
                with self.subTest(profile=profile):
                    options = [option for rule in RULES for option in ("--rule", scan.rule_id(rule))]
                    run, arf = scan.evaluate(this_node, profile, options, rule=None)
                    self.assertEqual(run.unexpected_stderr(), [], run)
                    self.assertEqual(arf.rules, {scan.rule_id(rule): result
                                                 for rule, result in row.expected.items()},
                                     (run, arf.messages()))


class Coverage(unittest.TestCase):
    """No rule without a node of each kind."""

    def test_every_rule_has_every_verdict(self):
        for rule in RULES:
            self.assertEqual({row.expected[rule] for row in LIVE},
                             {"pass", "fail", "error", "notapplicable"}, rule)


NAMED = "/var/lib/kube-proxy/k.conf"
# What each says: a kube-proxy; whether its address is good; its kubeconfig.
SAID = [
    ("a flag counts for nothing beside a file", in_pod(
        PROXY_HEADER, "--kubeconfig=/no", "--metrics-bind-address=0.0.0.0"), "true", None),
    ("a master alone", proxy("--master=https://a:6443"), "true", None),
    ("all addresses", bound("0.0.0.0"), "false", NAMED),
    ("all addresses, with a port", bound("0.0.0.0:10249"), "false", NAMED),
    ("all addresses of version 6", bound('"::"'), "false", NAMED),
    ("an address of the node", bound("192.0.2.1"), "false", NAMED),
    ("another one of 127.0.0.0/8", bound("127.1.2.3:1"), "true", NAMED),
    ("loopback of version 6", bound('"::1"'), "true", NAMED),
    ("loopback of version 6 in full", bound('"[0:0:0:0:0:0:0:1]:9"'), "true", NAMED),
    ("loopback of version 4 in version 6", bound('"[::ffff:127.0.0.1]:9"'), "true", NAMED),
    ("an address that ends as that of loopback does", bound('"[fe80::1]:9"'), "false", NAMED),
    ("an address that looks like loopback and a port", bound('"::1:9999"'), "false", NAMED),
    ("an empty address", bound('""'), "true", NAMED),
    ("a bindAddress of version 6", in_pod(WITH_KUBECONFIG + 'bindAddress: "::"\n'), "true", NAMED),
    ("a name", bound("localhost"), "error", "error"),
    ("a flag, all addresses", proxy("--metrics-bind-address=0.0.0.0", "--metrics-port=5001"),
     "false", None),
    ("a flag, loopback", proxy("--metrics-bind-address=::1"), "true", None),
    ("the last flag counts", proxy("--metrics-bind-address=127.0.0.1",
                                   "--metrics-bind-address=0.0.0.0"), "false", None),
    ("an empty flag changes nothing", proxy("--metrics-bind-address=0.0.0.0",
                                            "--metrics-bind-address="), "false", None),
    ("an underscore", proxy("--metrics_bind_address=127.0.0.1"), "error", "error"),
    ("a broken file", in_pod("{"), "error", "error"),
    ("by its argv[0]", proxy("--metrics-bind-address=0.0.0.0", exe="agent"), "false", None),
    ("a copy under another name", proxy("--metrics-bind-address=0.0.0.0",
                                        exe="kube-proxy-v1.31.2", argv0="x"), "false", None),
]


class Said(unittest.TestCase):
    """What is made of each of many kube-proxies, in one scan."""

    def test_each(self):
        with node.Node(KUBELET_FILES) as this_node:
            this_node.start(KUBELET)
            names = {str(this_node.start(row[1])): row[0] for row in SAID}
            options = [option for rule in RULES for option in ("--rule", scan.rule_id(rule))]
            run, arf = scan.evaluate(this_node, PROFILES[0], options, rule=None)
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules, {scan.rule_id(rule): result for rule, result in
                                     verdicts("error", "fail").items()}, run)
        judged, named = {}, {}
        for oval in arf.oval:
            tested = oval.tested.get("oval:%s:tst:40301" % scan.NAME, {})
            judged.update({names[oval.items[item]["pid"]]: result for item, result in tested.items()})
            for item in oval.items.values():
                if (item.name, item.name == "kubeproxysetting_item" and item["setting"]) == (
                        "kubeproxysetting_item", "clientConnection.kubeconfig"):
                    named[names[item["pid"]]] = item["value"] if item.status == "exists" else \
                        item.status
        self.assertEqual(judged, {name: result for name, _, result, _ in SAID})
        self.assertEqual(named, {name: kubeconfig for name, _, _, kubeconfig in SAID})


DRIFT = "kube_proxy_drift"
SERVICE = "/etc/systemd/system/kube-proxy.service"
CONF = "/etc/kube-proxy.conf"


def unit(*args, more=""):
    """The text of a unit that starts a kube-proxy; the command is in line 2."""
    return "[Service]\nExecStart=/usr/local/bin/kube-proxy %s\n%s" % (" ".join(args), more)


def rewrite(path, content):
    """A change of a file."""
    def change(root):
        with open(root + path, "w", encoding="ascii") as file:
            file.write(content)
    return change


def move_link(root):
    """What a kubelet does with the files of a ConfigMap that was edited."""
    write_files(root, {"/var/lib/kube-proxy/..2027/config.conf":
                       File(WITH_KUBECONFIG + "metricsBindAddress: 0.0.0.0\n"),
                       "/var/lib/kube-proxy/..2027/k.conf": File(),
                       "/var/lib/kube-proxy/..new": Link("..2027")})
    os.rename(root + "/var/lib/kube-proxy/..new", root + "/var/lib/kube-proxy/..data")


class Start:
    """Running kube-proxies, the first of which is in a group, and what the next start would change.

    differs  {setting: (value, location, service value, service location)}
    reason   a part of a message
    change   done to the root directory of the first
    """

    def __init__(self, name, expected, *proxies, group="kube-proxy.service", differs=None,
                 reason=None, change=None):
        self.name = name
        self.expected = expected
        self.proxies = proxies
        self.group = group
        self.differs = differs or {}
        self.reason = reason
        self.change = change


def in_service(args, files):
    """One with a root directory of its own, where its unit is."""
    return proxy(*args, root=files)


OPEN = PROXY_HEADER + "metricsBindAddress: 0.0.0.0\n"
STARTS = [
    Start("none", "notapplicable"),
    Start("the same flags", "pass", in_service(["--v=2", "--metrics-bind-address=127.0.0.1"], {
        SERVICE: unit("--metrics-bind-address=127.0.0.1", "--v=4")})),
    Start("the same file, and a flag that counts for nothing beside it", "pass", in_service(
        ["--config=" + CONF], {SERVICE: unit("--config=" + CONF, "--metrics-bind-address=0.0.0.0"),
                               CONF: PROXY_HEADER})),
    Start("a flag that was added", "fail", in_service(["--v=2"], {
        SERVICE: unit("--v=2", "--metrics-bind-address=0.0.0.0", "--profiling")}), differs={
            "metricsBindAddress": ("127.0.0.1:10249", "default without --config", "0.0.0.0:10249",
                                   SERVICE + ":2"),
            "enableProfiling": ("false", "default without --config", "true", SERVICE + ":2")}),
    Start("a file that the unit names instead of flags", "fail", in_service(
        ["--metrics-bind-address=127.0.0.1"], {SERVICE: unit("--config=" + CONF), CONF: OPEN}),
          differs={"metricsBindAddress": ("127.0.0.1:10249", "argv[1]", "0.0.0.0:10249",
                                          CONF + ":3")}),
    Start("a file that was changed", "error", in_service(
        ["--config=" + CONF], {SERVICE: unit("--config=" + CONF), CONF: PROXY_HEADER}),
          change=rewrite(CONF, OPEN), reason=CONF + " was changed"),
    Start("a unit that starts a shell", "error", in_service(
        ["--v=2"], {SERVICE: "[Service]\nExecStart=/bin/sh -c 'exec kube-proxy'\n"}),
          reason="may start a kube-proxy"),
    Start("no unit", "error", in_service(["--v=2"], {SERVICE: unit("--v=2")}),
          group="session-1.scope", reason="belongs to no service"),
    Start("in a pod", "notapplicable", in_pod(WITH_KUBECONFIG), group=POD,
          reason="runs in a pod, of which the node does not have what the next start is made of"),
    Start("in a pod, and its ConfigMap was edited", "error", in_pod(WITH_KUBECONFIG), group=POD,
          change=move_link, reason="was changed"),
    Start("in a pod that says what none takes", "error", in_pod(WITH_KUBECONFIG, "--nope"),
          group=POD, reason="--nope"),
    Start("in a pod with a network of its own", "notapplicable",
          in_pod(WITH_KUBECONFIG, network=True), group=POD, reason="is set aside"),
    Start("in a pod, beside one in no unit", "error", in_pod(WITH_KUBECONFIG), proxy("--v=2"),
          group=POD, reason="belongs to no service"),
]


@suite.table(STARTS)
class Drift(unittest.TestCase):
    """What the next start would change."""

    def check(self, row):
        """The verdict, what differs, and why it cannot be told."""
        with node.Group(row.group) as group, node.Node(KUBELET_FILES) as this_node:
            this_node.start(KUBELET)
            pids = [this_node.start(process) for process in row.proxies]
            if pids:
                group.take(pids[0])
            if row.change:
                node.wait_a_tick()
                row.change(this_node.path("root1"))
            run, arf = scan.evaluate(this_node, "drift", rule=scan.rule_id(DRIFT))
        self.assertIsNotNone(arf, run)
        self.assertEqual(run.unexpected_stderr(), [], run)
        items = arf.items("kubeproxydrift_item")
        self.assertEqual(arf.rules[scan.rule_id(DRIFT)], row.expected, (run, items))
        if row.reason:
            self.assertTrue([text for text in arf.messages() if row.reason in text], arf.messages())
        self.assertEqual(bool(items), row.expected != "notapplicable")
        found = {item["setting"]: tuple(item[name] for name in (
            "value", "location", "service_value", "service_location"))
                 for item in items if item["differs"] == "true"}
        self.assertEqual(found, row.differs)

    def test_image(self):
        """Nothing runs that could differ."""
        with node.Node(KUBELET_FILES) as this_node:
            root = this_node.path("image")
            os.mkdir(root)
            write_files(root, dict(IMAGE, **{SERVICE: unit("--v=2")}))
            run, arf = scan.evaluate(this_node, "drift", rule=scan.rule_id(DRIFT),
                                     env={"OSCAP_PROBE_ROOT": root})
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules, {scan.rule_id(DRIFT): "notapplicable"}, run)


class Told(unittest.TestCase):
    """What stands beside the verdict."""

    def test_place(self):
        """The item tells the value with its port, the line of the file, and the flag that lost."""
        with node.Node(KUBELET_FILES) as this_node:
            pid = this_node.start(bound("0.0.0.0", "--metrics-bind-address=127.0.0.1"))
            oval = self._ask(this_node)
        item, = oval.items.values()
        self.assertEqual((item["setting"], item["value"], item["source"], item["location"],
                          item["origin"], item["pid"]), (
            "metricsBindAddress", "0.0.0.0:10249", "config file",
            "/var/lib/kube-proxy/config.conf:5, overrides argv[3] (127.0.0.1)", "process", str(pid)))

    def test_set_aside(self):
        """A pod's own program is no item, and is told."""
        with node.Group(POD) as group, node.Node(KUBELET_FILES) as this_node:
            pid = this_node.start(in_pod(WITH_KUBECONFIG, network=True))
            group.take(pid)
            oval = self._ask(this_node)
        self.assertEqual(oval.items, {})
        self.assertIn("process %d is set aside, since it runs in a pod with a network of its own" % pid,
                      " ".join(oval.objects[ovaldoc.identifier("obj", 1)].messages))

    @staticmethod
    def _ask(this_node):
        document = ovaldoc.Document()
        document.add_object(1, "kubeproxysetting", ovaldoc.PROCESS +
                            "<linux:setting>metricsBindAddress</linux:setting>")
        document.add_test(1, "kubeproxysetting", existence="any_exist")
        path, results = this_node.path("oval.xml"), this_node.path("results.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(str(document))
        scan.oscap("oval", "eval", "--results", results, path)
        return scan.Oval(scan.parse(results))


class Image:
    """A root directory without processes, and what the rules say of it."""

    def __init__(self, name, expected, **files):
        self.name = name
        self.expected = expected
        self.files = dict(IMAGE, **{IMAGE_NAMES[key]: file for key, file in files.items()})


IMAGE = {"/usr/lib/systemd/system/kubelet.service": "[Service]\nExecStart=/usr/bin/kubelet\n"}
IMAGE_NAMES = {"unit": "/usr/lib/systemd/system/kube-proxy.service",
               "config": "/var/lib/kube-proxy/config.conf", "kubeconfig": "/var/lib/kube-proxy/k.conf",
               "manifest": "/etc/kubernetes/manifests/kube-proxy.yaml",
               "container": "/var/lib/kubelet/pods/0a1b/containers/kube-proxy/0a1b2c3d",
               "static": "/etc/kubernetes/manifests/etcd.yaml"}
UNIT = "[Service]\nExecStart=/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf\n"
IMAGES = [
    Image("none", NONE),
    Image("a static pod of something else", NONE, static="command: [etcd]\n"),
    Image("a service", GOOD, unit=UNIT, config=WITH_KUBECONFIG, kubeconfig=File()),
    Image("a bad service", verdicts("fail", "fail"), unit=UNIT,
          config=WITH_KUBECONFIG + "metricsBindAddress: 0.0.0.0\n",
          kubeconfig=File("", 0o666, 1, 1)),
    Image("a service that only cleans up", verdicts("error", "error"),
          unit="[Service]\nExecStart=/usr/local/bin/kube-proxy --cleanup\n"),
    Image("a static pod", verdicts("error", "error"), manifest="command: [kube-proxy]\n"),
    Image("a pod that ran", verdicts("error", "error"), container=""),
    Image("a file that no service uses", verdicts("error", "error"), config=PROXY_HEADER),
]


@suite.table(IMAGES)
class Images(unittest.TestCase):
    """The four rules, of what a service would start."""

    def check(self, row):
        """Of a kubelet beside."""
        with node.Node(KUBELET_FILES) as this_node:
            root = this_node.path("image")
            os.mkdir(root)
            write_files(root, row.files)
            options = [option for rule in RULES for option in ("--rule", scan.rule_id(rule))]
            run, arf = scan.evaluate(this_node, PROFILES[0], options, rule=None,
                                     env={"OSCAP_PROBE_ROOT": root})
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules, {scan.rule_id(rule): result
                                     for rule, result in row.expected.items()},
                         (run, arf.messages()))


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of the benchmark: whole nodes on which each has its verdict, and single settings."""
import os
import shutil
import unittest

import node
import scan
import suite
from files import Directory, File, Link, write_files
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Kubelet

PROFILES = ("cis_node_level2", "effective")
EXIT_CODES = {"pass": 0, "notapplicable": 0, "notchecked": 0, "fail": 2, "error": 2, "unknown": 2}


def rules_of(files):
    """The names of the rules of a set of files."""
    return ["%s_%s" % (kind, files)
            for kind in ("file_permissions", "file_owner", "file_groupowner")]


UNIT, KUBECONFIG, CA, CONF = map(rules_of, ("worker_service", "worker_kubeconfig", "worker_ca",
                                            "kubelet_conf"))
FILES = KUBECONFIG + CA + CONF
# No kube-proxy runs here: test_kubeproxy.py has those that do.
PROXY = rules_of("proxy_kubeconfig") + ["kube_proxy_metrics_bind_address"]

ANONYMOUS = "kubelet_anonymous_auth"
MODE = "kubelet_authorization_mode"
CLIENT_CA = "kubelet_configure_client_ca"
PORT = "kubelet_read_only_port_secured"
STREAMING = "kubelet_enable_streaming_connections"
CHAINS = "kubelet_enable_iptables_util_chains"
HOSTNAME = "kubelet_disable_hostname_override"
EVENTS = "kubelet_configure_event_creation"
CERT = "kubelet_configure_tls_cert"
KEY = "kubelet_configure_tls_key"
CLIENT_ROTATION = "kubelet_enable_client_cert_rotation"
SERVER_ROTATION = "kubelet_enable_server_cert_rotation"
CIPHERS = "kubelet_configure_tls_cipher_suites"
PIDS = "kubelet_pod_pids_limit"
SECCOMP = "kubelet_seccomp_default"
SETTINGS = [ANONYMOUS, MODE, CLIENT_CA, PORT, STREAMING, CHAINS, HOSTNAME, EVENTS, CERT, KEY,
            CLIENT_ROTATION, SERVER_ROTATION, CIPHERS, PIDS, SECCOMP]
ALL = UNIT + FILES + SETTINGS + PROXY

GOOD = HEADER + """authentication:
  anonymous: {enabled: false}
  x509: {clientCAFile: pki/ca.crt}
authorization: {mode: Webhook}
eventRecordQPS: 50
featureGates: {RotateKubeletServerCertificate: true}
makeIPTablesUtilChains: true
podPidsLimit: 4096
readOnlyPort: 0
rotateCertificates: true
seccompDefault: true
serverTLSBootstrap: true
streamingConnectionIdleTimeout: 5m
tlsCertFile: pki/tls.crt
tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
tlsPrivateKeyFile: pki/tls.key
"""

BAD = HEADER + """authentication:
  anonymous: {enabled: true}
authorization: {mode: AlwaysAllow}
eventRecordQPS: 50
featureGates: {RotateKubeletServerCertificate: false}
makeIPTablesUtilChains: false
podPidsLimit: 0
readOnlyPort: 10255
rotateCertificates: false
seccompDefault: false
tlsCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA]
"""

CA_FILE = KUBELET_DIR + "/pki/ca.crt"
KUBECONFIG_FILE = KUBELET_DIR + "/kubeconfig"
DROP_IN = KUBELET_DIR + "/conf.d/sub/.10.conf"


def good_files(**changed):
    """The files of a good node, some of them otherwise."""
    files = {CONFIG: File(GOOD), CA_FILE: File(mode=0o644), KUBECONFIG_FILE: File(),
             DROP_IN: File(HEADER), KUBELET_DIR + "/conf.d/notes.txt": File(mode=0o666)}
    names = {"config": CONFIG, "ca": CA_FILE, "kubeconfig": KUBECONFIG_FILE, "drop_in": DROP_IN}
    for name, file in changed.items():
        files[names[name]] = file
    return {path: file for path, file in files.items() if file is not None}


GOOD_KUBELET = Kubelet(CONFIG_FLAG, "--config-dir=" + KUBELET_DIR + "/conf.d",
                       "--kubeconfig=" + KUBECONFIG_FILE)
RELATIVE_KUBELET = Kubelet("--config=config.yaml", "--config-dir=conf.d",
                           "--kubeconfig=kubeconfig", cwd=KUBELET_DIR)


def verdicts(default, *others):
    """What each rule says: the default, and for some rules something else. No kubelet belongs to a
    service, if that can be told."""
    expected = {rule: default for rule in FILES + SETTINGS}
    expected.update({rule: "error" if default == "error" else "notapplicable" for rule in UNIT})
    expected.update({rule: "notapplicable" for rule in PROXY})
    for result, rules in others:
        expected.update({rule: result for rule in rules})
    return expected


def write_deep(directory, name, mode):
    """Write a drop-in file whose path is as long as one can be, 4,095 bytes from the root directory
    of which `directory` is `name`."""
    here = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    for _ in range(15):
        os.mkdir("d" * 255, dir_fd=here)
        below = os.open("d" * 255, os.O_PATH | os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = below
    last = "a" * (4095 - len(name) - 15 * 256 - len("/.conf")) + ".conf"
    file = os.open(last, os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(file, HEADER.encode())
    os.fchmod(file, mode)
    os.close(file)
    os.close(here)


class WholeNode:
    """A node, and what all rules say of it: in the cis profile, and where `effective` differs."""

    def __init__(self, name, expected, *kubelets, files=None, effective=None, later=None,
                 uid=None, group="session-1.scope"):
        self.name = name
        self.group = group
        self.results = {"cis_node_level2": expected,
                        "effective": dict(expected, **(effective or {}))}
        self.kubelets = kubelets
        self.files = files
        self.later = later
        self.uid = uid


FILE_NODES = [
    WholeNode("one file is wider than allowed: " + name,
              verdicts("pass", ("fail", [rule])), GOOD_KUBELET, files=good_files(**changed))
    for name, rule, changed in (
        ("group may read the kubeconfig", KUBECONFIG[0], {"kubeconfig": File(mode=0o640)}),
        ("others may read the kubeconfig", KUBECONFIG[0], {"kubeconfig": File(mode=0o604)}),
        ("owner may execute the kubeconfig", KUBECONFIG[0], {"kubeconfig": File(mode=0o700)}),
        ("setuid of the kubeconfig", KUBECONFIG[0], {"kubeconfig": File(mode=0o4600)}),
        ("group may write the CA", CA[0], {"ca": File(mode=0o664)}),
        ("others may write the CA", CA[0], {"ca": File(mode=0o646)}),
        ("others may read the config file", CONF[0], {"config": File(GOOD, mode=0o604)}),
        ("group may read a drop-in file", CONF[0], {"drop_in": File(HEADER, mode=0o640)}),
    )] + [
    WholeNode("one file is another's: " + name, verdicts("pass", ("fail", [rule])), GOOD_KUBELET,
              files=good_files(**changed))
    for name, rule, changed in (
        ("owner of the kubeconfig", KUBECONFIG[1], {"kubeconfig": File(uid=1)}),
        ("group of the kubeconfig", KUBECONFIG[2], {"kubeconfig": File(gid=1)}),
        ("owner of the CA", CA[1], {"ca": File(uid=65534)}),
        ("group of the CA", CA[2], {"ca": File(gid=1)}),
        ("owner of the config file", CONF[1], {"config": File(GOOD, uid=1)}),
        ("group of the config file", CONF[2], {"config": File(GOOD, gid=1)}),
        ("owner of a drop-in file", CONF[1], {"drop_in": File(HEADER, uid=1)}),
        ("group of a drop-in file", CONF[2], {"drop_in": File(HEADER, gid=1)}),
    )]

IN_ROOT = {"/etc/c.yaml": File(GOOD), "/etc/pki/ca.crt": File(), "/k": File(),
           "/etc/conf.d/a.conf": File(HEADER)}
ROOT_KUBELET = ("--config=/etc/c.yaml", "--config-dir=/etc/conf.d", "--kubeconfig=k")

# Absolute links, to where the scanner has other files in its own root.
LINKED = {"/etc/c.yaml": Link(CONFIG), "/etc/pki": Link(KUBELET_DIR + "/pki"),
          "/k": Link(KUBECONFIG_FILE), "/etc/conf.d/a.conf": Link(DROP_IN)}
GOOD_DECOYS = {CONFIG: File(GOOD), CA_FILE: File(), KUBECONFIG_FILE: File(), DROP_IN: File(HEADER)}
BAD_DECOYS = {CONFIG: File(GOOD, 0o666, 1, 1), CA_FILE: File("", 0o666, 1, 1),
              KUBECONFIG_FILE: File("", 0o666, 1, 1), DROP_IN: File(HEADER, 0o666, 1, 1)}
IN_LINKED_ROOT = dict(GOOD_DECOYS, **LINKED)

UNIT_TEXT = "[Service]\nEnvironmentFile=-/etc/default/no\nEnvironmentFile=/etc/default/kubelet\n" \
    "ExecStart=/usr/bin/kubelet $ARGS\n"
IN_SERVICE = dict(IN_ROOT, **{
    "/etc/systemd/system/kubelet.service": File(UNIT_TEXT),
    "/etc/systemd/system/kubelet.service.d/10.conf": File("[Service]\nRestart=always\n"),
    "/etc/default/kubelet": File("ARGS=\n")})
SERVICE = "kubelet.service"


def unit_node(name, expected, group=SERVICE, args=(), **changed):
    """A good kubelet of a service, and what the rules of the unit say."""
    return WholeNode("unit files: " + name, verdicts("pass", *expected),
                     Kubelet(*ROOT_KUBELET, *args, root=dict(IN_SERVICE, **changed.pop("root", {}))),
                     group=group, **changed)


UNIT_NODES = [
    unit_node("good", [("pass", UNIT)]),
    unit_node("the unit may be read", [("pass", UNIT), ("fail", UNIT[:1])], root={
        "/etc/systemd/system/kubelet.service": File(UNIT_TEXT, mode=0o644)}),
    unit_node("a drop-in may be read", [("pass", UNIT), ("fail", UNIT[:1])], root={
        "/run/systemd/system/service.d/x.conf": File("[Service]\n", mode=0o604)}),
    unit_node("an environment file may be read", [("pass", UNIT), ("fail", UNIT[:1])], root={
        "/etc/default/kubelet": File("ARGS=\n", mode=0o644)}),
    unit_node("an optional environment file is another's", [("pass", UNIT), ("fail", UNIT[1:])], root={
        "/etc/default/no": File("", 0o600, 1, 1)}),
    unit_node("an empty drop-in is another's", [("pass", UNIT), ("fail", UNIT[1:2])], root={
        "/etc/systemd/system/kubelet.service.d/20.conf": File("", 0o600, 1)}),
    unit_node("a masked drop-in", [("pass", UNIT)], root={
        "/etc/systemd/system/kubelet.service.d/20.conf": Link("/dev/null")}),
    unit_node("the unit is a link to a bad file", [("pass", UNIT), ("fail", UNIT)], root={
        "/etc/systemd/system/kubelet.service": Link("/opt/k.service"),
        "/opt/k.service": File(UNIT_TEXT, 0o666, 1, 1)}),
    unit_node("masked", [("error", UNIT)], root={
        "/etc/systemd/system/kubelet.service": Link("/dev/null")}),
    unit_node("not there", [("error", UNIT)], group="gone.service"),
    unit_node("of a unit that starts a shell", [("pass", UNIT)], root={
        "/etc/systemd/system/kubelet.service": File(
            "[Service]\nExecStart=/bin/sh -c 'exec kubelet'\n")}),
    WholeNode("unit files: the arguments file of kubelite",
              verdicts("pass", ("pass", UNIT), ("fail", UNIT[:1]), ("error", PROXY)),
              Kubelet("--kubelet-args-file=/args", exe="kubelite", argv0="/kubelite",
                      root=dict(IN_SERVICE, **{"/args": File("\n".join(ROOT_KUBELET), mode=0o660)})),
              group=SERVICE),
    unit_node("in a scope", [("notapplicable", UNIT)], group="session-1.scope"),
    unit_node("in a control group of its own", [("error", UNIT)], group="session-1.scope",
              args=("--kubelet-cgroups=/x",)),
]

# Names that cannot be handed to oscap as they are.
ODD_NAMES = [("a control character", "\x01"), ("a tab", "\t"), ("a line end", "\n"), ("DEL", "\x7f"),
             ("U+0085", "\x85"), ("U+FFFF", "\uffff"), ("U+202E", "\u202e"),
             ("invalid UTF-8", "\udcff")]
ODD_NODES = [
    node_of for name, odd in ODD_NAMES for node_of in (
        WholeNode("a drop-in file with %s in its name" % name, verdicts("pass", ("error", CONF)),
                  GOOD_KUBELET, files=dict(good_files(), **{
                      KUBELET_DIR + "/conf.d/10-%s.conf" % odd: File(HEADER, mode=0o666)})),
        unit_node("a drop-in with %s in its name" % name, [("error", UNIT)], root={
            "/etc/systemd/system/kubelet.service.d/20-%s.conf" % odd: File("", mode=0o666)}))
    ] + [
    WholeNode("a drop-in file with an odd name beside a bad one",
              verdicts("pass", ("error", CONF[1:]), ("fail", CONF[:1])), GOOD_KUBELET,
              files=dict(good_files(drop_in=File(HEADER, mode=0o640)), **{
                  KUBELET_DIR + "/conf.d/10-\x01.conf": File(HEADER, mode=0o666)})),
    unit_node("a drop-in with an odd name beside a bad file", [("error", UNIT[1:]), ("fail", UNIT[:1])],
              root={"/etc/systemd/system/kubelet.service.d/20-\x01.conf": File(""),
                    "/etc/default/kubelet": File("ARGS=\n", mode=0o644)}),
    WholeNode("a kubeconfig with an odd name", verdicts("pass", ("error", KUBECONFIG)),
              Kubelet(*GOOD_KUBELET.args[:2], "--kubeconfig=" + KUBELET_DIR + "/\x01"),
              files=dict(good_files(), **{KUBELET_DIR + "/\x01": File(mode=0o666)})),
    WholeNode("a kubeconfig with an odd name, and a bad one for the bootstrap",
              verdicts("pass", ("error", KUBECONFIG[1:]), ("fail", KUBECONFIG[:1])),
              Kubelet(*GOOD_KUBELET.args[:2], "--kubeconfig=" + KUBELET_DIR + "/\x01",
                      "--bootstrap-kubeconfig=" + KUBELET_DIR + "/b"),
              files=dict(good_files(), **{KUBELET_DIR + "/\x01": File(),
                                          KUBELET_DIR + "/b": File(mode=0o666)})),
    WholeNode("a client CA with an odd name", verdicts("pass", ("error", CA)),
              Kubelet(*GOOD_KUBELET.args, "--client-ca-file=" + KUBELET_DIR + "/\x01"),
              files=dict(good_files(), **{KUBELET_DIR + "/\x01": File(mode=0o666)})),
    WholeNode("a drop-in directory that is not there, and a bad file",
              verdicts("error", ("fail", CONF[:1]), ("pass", KUBECONFIG + [HOSTNAME])),
              Kubelet(CONFIG_FLAG, "--config-dir=/x", "--kubeconfig=" + KUBECONFIG_FILE),
              files=good_files(config=File(GOOD, mode=0o644))),
]

# One of which nothing is known, and a bad one.
BESIDE_ERROR = [
    WholeNode("one unknown hides no failure: " + name, verdicts("error", *expected), unknown,
              Kubelet("--authorization-mode=AlwaysAllow", CONFIG_FLAG,
                      "--kubeconfig=" + KUBECONFIG_FILE),
              files=good_files(config=File(BAD, 0o666, 1, 1), kubeconfig=File("", 0o644),
                               drop_in=None))
    for name, unknown, expected in (
        ("an unknown argument", Kubelet("--no-such-flag"),
         [("fail", [ANONYMOUS, MODE, CLIENT_CA, PORT, CHAINS, CERT, KEY, CLIENT_ROTATION, CIPHERS,
                    PIDS, SECCOMP, SERVER_ROTATION] + CONF + KUBECONFIG[:1])]),
        ("a file that is not there", Kubelet("--config=/nowhere"),
         [("fail", [ANONYMOUS, MODE, CLIENT_CA, PORT, CHAINS, CERT, KEY, CLIENT_ROTATION, CIPHERS,
                    PIDS, SECCOMP, SERVER_ROTATION] + CONF + KUBECONFIG[:1]),
          ("pass", KUBECONFIG[1:] + [HOSTNAME])]),
    )]

NODES = UNIT_NODES + ODD_NODES + BESIDE_ERROR + [
    WholeNode("good", verdicts("pass"), GOOD_KUBELET, files=good_files()),
    WholeNode("good, relative paths", verdicts("pass"), RELATIVE_KUBELET, files=good_files()),
    WholeNode("good, in a root of its own", verdicts("pass"), Kubelet(*ROOT_KUBELET, root=IN_ROOT)),
    WholeNode("two, each in a root of its own", verdicts("pass", ("fail", [KUBECONFIG[0]])),
              Kubelet(*ROOT_KUBELET, root=IN_ROOT),
              Kubelet(*ROOT_KUBELET, root=dict(IN_ROOT, **{"/k": File(mode=0o644)}))),
    WholeNode("seventeen", verdicts("pass"),
              *[Kubelet(*GOOD_KUBELET.args) for _ in range(17)], files=good_files()),
    WholeNode("seventeen, and one more with a bad drop-in file", verdicts("pass", ("fail", [CONF[0]])),
              *[Kubelet(*GOOD_KUBELET.args) for _ in range(17)],
              Kubelet(*ROOT_KUBELET, root=dict(IN_ROOT, **{
                  "/etc/conf.d/a.conf": File(HEADER, mode=0o644)})), files=good_files()),
    WholeNode("two kubelets with directories", verdicts("pass"), GOOD_KUBELET, RELATIVE_KUBELET,
              files=good_files()),
    WholeNode("directory that is too large", verdicts("error"),
              Kubelet(CONFIG_FLAG, "--config-dir=" + KUBELET_DIR + "/d"),
              files=dict({CONFIG: File(GOOD)}, **{
                  KUBELET_DIR + "/d/%d.txt" % number: File() for number in range(5000)})),
    WholeNode("bad", verdicts("fail", ("pass", [EVENTS])),
              Kubelet(CONFIG_FLAG, "--kubeconfig=" + KUBECONFIG_FILE,
                      "--client-ca-file=", "--hostname-override=x",
                      "--streaming-connection-idle-timeout=0"),
              Kubelet("--client-ca-file=" + CA_FILE, "--event-qps=1"),
              files={CONFIG: File(BAD, 0o666, 1, 1), CA_FILE: File("", 0o666, 1, 1),
                     KUBECONFIG_FILE: File("", 0o666, 1, 1)}),
    WholeNode("nothing is said",
              verdicts("fail", ("notapplicable", FILES), ("error", [EVENTS]),
                       ("pass", [STREAMING, CHAINS, HOSTNAME, CLIENT_ROTATION, SERVER_ROTATION])),
              Kubelet(), effective={CLIENT_ROTATION: "fail", SERVER_ROTATION: "fail"}),
    WholeNode("nothing is said to a kubelet that is older than settings of the rules",
              verdicts("fail", ("notapplicable", FILES), ("pass", [
                  EVENTS, STREAMING, CHAINS, HOSTNAME, CLIENT_ROTATION, SERVER_ROTATION])),
              Kubelet("--redirect-container-streaming"),
              effective={CLIENT_ROTATION: "fail", SERVER_ROTATION: "fail"}),
    WholeNode("nothing is said in the file of --config",
              verdicts("fail", ("notapplicable", KUBECONFIG + CA), ("error", [EVENTS]),
                       ("pass", CONF + [PORT, STREAMING, CHAINS, HOSTNAME, CLIENT_ROTATION,
                                        SERVER_ROTATION])),
              Kubelet(CONFIG_FLAG), files={CONFIG: File(HEADER)},
              effective={ANONYMOUS: "pass", MODE: "pass", CLIENT_ROTATION: "fail",
                         SERVER_ROTATION: "fail"}),
    WholeNode("unknown argument", verdicts("error"), Kubelet("--no-such-flag"), GOOD_KUBELET,
              files=good_files()),
    WholeNode("file changed since the start",
              verdicts("error", ("pass", CONF + KUBECONFIG + [HOSTNAME])),
              GOOD_KUBELET, files=good_files(), later={CONFIG: File(GOOD)}),
    WholeNode("files that are not there",
              verdicts("pass", ("error", KUBECONFIG + CA)), GOOD_KUBELET,
              files=good_files(kubeconfig=None, ca=None)),
    WholeNode("one of two kubeconfigs is not there", verdicts("pass", ("error", KUBECONFIG)),
              GOOD_KUBELET, Kubelet(CONFIG_FLAG, "--kubeconfig=" + KUBELET_DIR + "/no"),
              files=good_files()),
    WholeNode("bootstrap kubeconfig that was deleted", verdicts("pass"),
              Kubelet(*GOOD_KUBELET.args, "--bootstrap-kubeconfig=" + KUBELET_DIR + "/no"),
              files=good_files()),
    WholeNode("bootstrap kubeconfig that is there", verdicts("pass", ("fail", [KUBECONFIG[2]])),
              Kubelet(*GOOD_KUBELET.args, "--bootstrap-kubeconfig=" + KUBELET_DIR + "/b"),
              files=dict(good_files(), **{KUBELET_DIR + "/b": File(gid=1)})),
    WholeNode("a kubeconfig that is a directory",
              verdicts("pass", ("error", KUBECONFIG)),
              GOOD_KUBELET, files=dict(good_files(kubeconfig=None), **{
                  KUBECONFIG_FILE + "/x": File()})),
    WholeNode("a kubeconfig that is a device",
              verdicts("pass", ("fail", KUBECONFIG[:1]), ("error", KUBECONFIG[1:])),
              Kubelet(*GOOD_KUBELET.args[:2], "--kubeconfig=/dev/null"), files=good_files()),
    WholeNode("a kubeconfig that is a device, and a file for the bootstrap",
              verdicts("pass", ("fail", KUBECONFIG[:1]), ("error", KUBECONFIG[1:])),
              Kubelet(*GOOD_KUBELET.args[:2], "--kubeconfig=/dev/null",
                      "--bootstrap-kubeconfig=" + KUBELET_DIR + "/b"),
              files=dict(good_files(), **{KUBELET_DIR + "/b": File()})),
    WholeNode("files that are symbolic links", verdicts("pass"),
              GOOD_KUBELET, files=dict(good_files(kubeconfig=Link("config.yaml"),
                                                  ca=Link(CONFIG)))),
    WholeNode("a kubeconfig that is a link to itself", verdicts("pass", ("error", KUBECONFIG)),
              GOOD_KUBELET, files=good_files(kubeconfig=Link("kubeconfig"))),
    WholeNode("a kubeconfig that is a link to itself, and a bad one for the bootstrap",
              verdicts("pass", ("error", KUBECONFIG[1:]), ("fail", KUBECONFIG[:1])),
              Kubelet(*GOOD_KUBELET.args, "--bootstrap-kubeconfig=" + KUBELET_DIR + "/b"),
              files=dict(good_files(kubeconfig=Link("kubeconfig")),
                         **{KUBELET_DIR + "/b": File(mode=0o644)})),
    WholeNode("symbolic links to bad files",
              verdicts("pass", ("fail", [KUBECONFIG[0], CA[0], CONF[0]])), GOOD_KUBELET,
              files=dict(good_files(kubeconfig=Link("real"), ca=Link(KUBELET_DIR + "/real"),
                                    drop_in=Link("../../real")), **{
                                        KUBELET_DIR + "/real": File(HEADER, mode=0o666)})),
    WholeNode("a drop-in file five directories deep", verdicts("pass", ("fail", [CONF[0]])),
              GOOD_KUBELET, files=dict(good_files(), **{
                  KUBELET_DIR + "/conf.d/1/2/3/4/5/a.conf": File(HEADER, mode=0o640)})),
    WholeNode("absolute links in a root of its own", verdicts("pass"),
              Kubelet(*ROOT_KUBELET, root=IN_LINKED_ROOT), files=BAD_DECOYS),
    WholeNode("absolute links in a root of its own, to bad files",
              verdicts("pass", ("fail", KUBECONFIG + CA + CONF)),
              Kubelet(*ROOT_KUBELET, root=dict(IN_LINKED_ROOT, **BAD_DECOYS)),
              files=GOOD_DECOYS),
    WholeNode("bootstrap kubeconfig only", verdicts("pass", ("fail", [KUBECONFIG[0]])),
              Kubelet(CONFIG_FLAG, "--bootstrap-kubeconfig=" + KUBECONFIG_FILE),
              files=good_files(kubeconfig=File(mode=0o644))),
    WholeNode("unprivileged scan", verdicts("error", ("error", PROXY)), GOOD_KUBELET,
              files=good_files(), uid=65534),
    WholeNode("no kubelet", verdicts("notapplicable"), files=good_files()),
]


@suite.table(NODES + FILE_NODES)
class Nodes(unittest.TestCase):
    """All rules at once."""

    def check(self, row):
        """Both profiles, one after the other, on the same node."""
        owners = [owner for file in (row.files or {}).values() if isinstance(file, File)
                  for owner in (file.uid, file.gid)] + [row.uid or 0]
        if not all(map(suite.has_user, owners)):
            self.skipTest("only root can do something as another user")
        with node.Group(row.group) as group, node.Node(row.files) as this_node:
            for kubelet in row.kubelets:
                group.take(this_node.start(kubelet))
            if row.later:
                node.wait_a_tick()
                for path in row.later:
                    os.unlink(path)
                this_node.write(row.later)
            for profile in PROFILES:
                with self.subTest(profile=profile):
                    run, arf = scan.evaluate(this_node, profile, rule=None, uid=row.uid)
                    self.check_result(run, arf, row.results[profile])

    def test_path_that_is_too_long(self):
        """Behind /proc/PID/root, for the kubelet itself it is not."""
        for mode, other, expected in ((0o666, 0o600, "error"), (0o600, 0o644, "fail")):
            root = dict(IN_ROOT, **{"/etc/conf.d/a.conf": File(HEADER, mode=other)})
            with self.subTest(expected=expected), node.Node() as this_node:
                pid = this_node.start(Kubelet(*ROOT_KUBELET, root=root))
                write_deep("/proc/%d/root/etc/conf.d" % pid, "/etc/conf.d", mode)
                run, arf = scan.evaluate(this_node, PROFILES[0], rule=scan.rule_id(CONF[0]))
                self.assertEqual(run.unexpected_stderr(), [], run)
                self.assertEqual(arf.rules, {scan.rule_id(CONF[0]): expected},
                                 (run, arf.messages()))
                self.assertTrue(any("too long for oscap's file test" in message
                                    for message in arf.messages()), arf.messages())

    def check_result(self, run, arf, expected):
        """Every verdict, the exit code, and silence."""
        whole = "%s\nmessages: %s" % (run, arf and arf.messages())
        self.assertIsNotNone(arf, whole)
        self.assertEqual(run.unexpected_stderr(), [], whole)
        found = {rule[len(scan.rule_id("")):]: result for rule, result in arf.rules.items()}
        self.maxDiff = None
        self.assertEqual({rule: (found.get(rule), expected[rule]) for rule in expected
                          if found.get(rule) != expected[rule]}, {}, arf.messages())
        self.assertEqual(run.code, max(EXIT_CODES[result] for result in found.values()))


class HandedOver:
    """A further path of a set that oscap does not find, and what the rules of the set say."""

    def __init__(self, name, variable, rules, expected, **changed):
        self.name = name
        self.variable = variable
        self.rules = rules
        self.expected = dict(zip(map(scan.rule_id, rules), expected))
        self.changed = changed


NOT_LOOKED_AT = ["error"] * 3
HANDED_OVER = [
    HandedOver("unit files", 440, UNIT, NOT_LOOKED_AT),
    HandedOver("unit files, one of which is bad", 440, UNIT, ["fail", "error", "error"],
               unit=File(UNIT_TEXT, mode=0o644)),
    HandedOver("kubeconfigs", 410, KUBECONFIG, NOT_LOOKED_AT),
    HandedOver("kubeconfigs, one of which is bad", 410, KUBECONFIG, ["error", "error", "fail"],
               kubeconfig=File(gid=1)),
    HandedOver("client CA files", 420, CA, NOT_LOOKED_AT),
    HandedOver("client CA files, one of which is bad", 420, CA, ["error", "fail", "error"],
               ca=File(uid=1)),
    HandedOver("configuration files", 430, CONF, NOT_LOOKED_AT),
    HandedOver("configuration files, one of which is bad", 430, CONF,
               ["fail", "error", "error"], config=File(GOOD, mode=0o606)),
]


@suite.table(HANDED_OVER)
class PathsHandedOver(unittest.TestCase):
    """A path that oscap's file test finds nothing at, such as one that is gone since the probe looked
    or that OSCAP_PROBE_IGNORE_PATHS names, is no file that is good."""

    def check(self, row):
        """The stream, with a path more."""
        names = {"config": "/etc/c.yaml", "ca": "/etc/pki/ca.crt", "kubeconfig": "/k",
                 "unit": "/etc/systemd/system/kubelet.service"}
        root = dict(IN_SERVICE, **{names[name]: file for name, file in row.changed.items()})
        with open(scan.DATA_STREAM, encoding="utf-8") as file:
            stream = file.read()
        before, variable, after = stream.partition(
            'local_variable id="oval:%s:var:%d"' % (scan.NAME, row.variable))
        head, unique, tail = after.partition("<oval-def:unique>")
        self.assertTrue(variable and unique)
        with node.Group(SERVICE) as group, node.Node() as this_node:
            path = this_node.path("ds.xml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(before + variable + head + unique +
                           "<oval-def:literal_component>/gone</oval-def:literal_component>" + tail)
            group.take(this_node.start(Kubelet(*ROOT_KUBELET, root=root)))
            options = [option for rule in row.rules for option in ("--rule", scan.rule_id(rule))]
            run = scan.oscap("xccdf", "eval", "--profile", scan.profile_id(PROFILES[0]),
                             "--results-arf", this_node.path("arf.xml"), *options, path)
            arf = scan.Arf(this_node.path("arf.xml"))
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules, row.expected, (run, arf.messages()))


class Image:
    """A root directory without processes, and what all rules say of it."""

    def __init__(self, name, expected, **files):
        self.name = name
        self.expected = expected
        self.files = dict(IMAGE, **{IMAGE_NAMES[key]: file for key, file in files.items()})


IMAGE = dict(GOOD_DECOYS, **{
    "/usr/lib/systemd/system/kubelet.service": File(
        "[Service]\nEnvironmentFile=/etc/default/kubelet\nWorkingDirectory=%s\n"
        "ExecStart=/usr/bin/kubelet $ARGS\n" % KUBELET_DIR),
    "/etc/default/kubelet": File("ARGS=--config=config.yaml --config-dir=%s/conf.d "
                                 "--kubeconfig=kubeconfig\n" % KUBELET_DIR)})
IMAGE_NAMES = {"config": CONFIG, "ca": CA_FILE, "kubeconfig": KUBECONFIG_FILE, "drop_in": DROP_IN,
               "environment": "/etc/default/kubelet", "outside": "/opt/file",
               "unit": "/usr/lib/systemd/system/kubelet.service",
               "deep": KUBELET_DIR + "/conf.d/1/2/3/4/5/a.conf",
               "extension": "/var/lib/extensions/kubernetes.raw", "fstab": "/etc/fstab",
               "quadlet": "/etc/containers/systemd/node.container",
               "unit_drop_in": "/etc/systemd/system/kubelet.service.d/50.conf"}

IMAGES = [
    Image("good", verdicts("pass", ("pass", UNIT))),
    Image("all that can be bad", verdicts("pass", ("pass", UNIT), (
        "fail", [UNIT[0], KUBECONFIG[1], CA[2], CONF[0]])),
          environment=File(IMAGE["/etc/default/kubelet"].content, mode=0o644),
          kubeconfig=File(uid=1), ca=File(gid=1), deep=File(HEADER, mode=0o640)),
    Image("bad", verdicts("fail", ("fail", UNIT), ("pass", [EVENTS, CLIENT_CA])),
          environment=File(IMAGE["/etc/default/kubelet"].content.rstrip() + (
              " --client-ca-file=%s --hostname-override=x --streaming-connection-idle-timeout=0\n"
              % CA_FILE), 0o666, 1, 1),
          config=File(BAD, 0o666, 1, 1), ca=File("", 0o666, 1, 1),
          kubeconfig=File("", 0o666, 1, 1)),
    Image("nothing is said",
          verdicts("fail", ("notapplicable", FILES), ("error", [EVENTS]), ("pass", UNIT + [
              STREAMING, CHAINS, HOSTNAME, CLIENT_ROTATION, SERVER_ROTATION])),
          environment=File("ARGS=\n")),
    Image("nothing is said to a kubelet that is older than settings of the rules",
          verdicts("fail", ("notapplicable", FILES), ("pass", UNIT + [
              EVENTS, STREAMING, CHAINS, HOSTNAME, CLIENT_ROTATION, SERVER_ROTATION])),
          environment=File("ARGS=--redirect-container-streaming\n")),
    Image("absolute links to what is bad", verdicts("pass", ("pass", UNIT), (
        "fail", UNIT + KUBECONFIG)), unit=Link("/opt/file"), kubeconfig=Link("/opt/file"),
          outside=File(IMAGE["/usr/lib/systemd/system/kubelet.service"].content, 0o666, 1, 1)),
    Image("a kubeconfig that is not there", verdicts("pass", ("pass", UNIT), (
        "error", KUBECONFIG)), kubeconfig=Link("/opt/no")),
    Image("a service that makes up the arguments", verdicts("error", ("fail", UNIT)),
          unit=File("[Service]\nExecStart=/bin/sh -c 'exec kubelet $A'\n", 0o644, 1, 1)),
    Image("an extension that may change the kubelet", verdicts("unknown", ("unknown", UNIT),
                                                               ("error", PROXY)),
          extension=File("x")),
    Image("a quadlet with another kubelet, and a bad file", verdicts("unknown", (
        "unknown", UNIT), ("fail", CONF[:1])), quadlet=File("[Container]\nExec=kubelet\n"),
          deep=File(HEADER, mode=0o640)),
    Image("a command before that writes", verdicts("error", ("pass", UNIT)),
          unit_drop_in=File("[Service]\nExecStartPre=/bin/cp /etc/bad.yaml %s\n" % CONFIG)),
    Image("a command before that writes nothing", verdicts("pass", ("pass", UNIT)),
          unit_drop_in=File("[Service]\nExecStartPre=/bin/mkdir -p /var/lib/cni\n")),
    Image("an environment file below /run", verdicts("error", ("pass", UNIT)),
          unit_drop_in=File("[Service]\nEnvironmentFile=-/run/kubelet.env\n")),
    Image("a mount over the configuration", verdicts("error", ("pass", UNIT)),
          fstab=File("LABEL=var /var ext4 defaults 0 2\n")),
    Image("a mount elsewhere", verdicts("pass", ("pass", UNIT)),
          fstab=File("LABEL=home /home ext4 defaults 0 2\n")),
    Image("a service that cannot be told", verdicts("error"),
          unit=File("[Service]\nEnvironmentFile=/%H\nExecStart=/usr/bin/kubelet\n")),
]


@suite.table(IMAGES)
class Images(unittest.TestCase):
    """All rules at once, of what a service would start."""

    def check(self, row):
        """The scanner's own root has files of the same names, good where the image's are bad."""
        with node.Node(BAD_DECOYS if row.expected[CONF[0]] == "pass" else GOOD_DECOYS) as this_node:
            root = this_node.path("image")
            os.mkdir(root)
            write_files(root, row.files)
            run, arf = scan.evaluate(this_node, PROFILES[0], rule=None,
                                     env={"OSCAP_PROBE_ROOT": root})
            Nodes.check_result(self, run, arf, row.expected)


class WithoutService:
    """An image on which no unit starts a kubelet, and what the rules say."""

    def __init__(self, name, result, path, content=""):
        self.name = name
        self.result = result
        self.path = path
        self.content = content


WITHOUT_SERVICE = [
    WithoutService("another unit", "notapplicable", "/etc/systemd/system/x.service",
                   "[Service]\nExecStart=/usr/bin/x\n"),
    WithoutService("Flatcar's extension for docker", "notapplicable",
                   "/etc/extensions/docker-flatcar.raw"),
    WithoutService("extension with docker", "notapplicable",
                   "/var/lib/extensions/docker/usr/lib/systemd/system/docker.service",
                   "[Service]\nExecStart=/usr/bin/dockerd\n"),
    WithoutService("image of an extension", "error", "/var/lib/extensions/kubernetes.raw"),
    WithoutService("extension with a kubelet", "error",
                   "/etc/extensions/k/usr/lib/systemd/system/node.service",
                   "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow\n"),
    WithoutService("extension of the configuration", "error",
                   "/usr/lib/confexts/k/etc/systemd/system/kubelet.service"),
    WithoutService("quadlet", "error", "/etc/containers/systemd/k.container",
                   "[Container]\nExec=kubelet --authorization-mode=AlwaysAllow\n"),
    WithoutService("sysvinit", "error", "/etc/init.d/kubelet"),
    WithoutService("OpenRC", "error", "/etc/conf.d/kubelet"),
    WithoutService("runit", "error", "/etc/service/kubelet/run"),
    WithoutService("cron", "error", "/etc/cron.d/k", "@reboot root /srv/kubelet\n"),
    WithoutService("used directory of a kubelet", "error", "/var/lib/kubelet/pki/kubelet.crt"),
    WithoutService("flags of kubeadm", "error", "/var/lib/kubelet/kubeadm-flags.env"),
]


@suite.table(WITHOUT_SERVICE)
class ImagesWithoutService(unittest.TestCase):
    """What may start a kubelet, or was one, is named in an error."""

    def check(self, row):
        """One rule of settings."""
        with node.Node() as this_node:
            root = this_node.path("image")
            os.makedirs(os.path.join(root, "etc"))
            write_files(root, {row.path: File(row.content)})
            run, arf = scan.evaluate(this_node, PROFILES[0], rule=scan.rule_id(MODE),
                                     env={"OSCAP_PROBE_ROOT": root})
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules, {scan.rule_id(MODE): row.result}, (run, arf.messages()))
        if row.result == "error":
            self.assertTrue(any("cannot be told" in message for message in arf.messages()),
                            arf.messages())


class OwnUnit(unittest.TestCase):
    """A kubelet in the scanner's own root"""

    def test_paths(self):
        """The paths of its files are as they are; a bad one is found."""
        node.shadow("/etc/systemd/system")
        write_files("/etc/systemd/system", {"kubelet.service": File(
            UNIT_TEXT.replace("/etc/default", KUBELET_DIR))})
        for mode, result in ((0o600, "pass"), (0o640, "fail")):
            with node.Group(SERVICE) as group, node.Node(dict(good_files(), **{
                    KUBELET_DIR + "/kubelet": File("A=1\n", mode=mode)})) as this_node:
                group.take(this_node.start(GOOD_KUBELET))
                run, arf = scan.evaluate(this_node, PROFILES[0], rule=scan.rule_id(UNIT[0]))
            self.assertEqual(run.unexpected_stderr(), [], run)
            self.assertEqual(arf.rules, {scan.rule_id(UNIT[0]): result}, run)
            files = [item["unit_file"] for item in arf.items("kubelet_item") if item["unit_file"]]
            self.assertEqual(files, [["/etc/systemd/system/kubelet.service",
                                      KUBELET_DIR + "/kubelet"]])


class GroupNamespace(unittest.TestCase):
    """A scanner in the control group of the kubelet, with a control group namespace of its own"""

    def test_unit(self):
        """The unit is hidden, so that it cannot be told; what is not about it is judged."""
        with node.Group(SERVICE) as group, node.Node(good_files()) as this_node:
            group.take(this_node.start(GOOD_KUBELET))
            run, arf = scan.evaluate(this_node, PROFILES[0], rule=None, group=group)
        Nodes.check_result(self, run, arf, verdicts("pass", ("error", UNIT)))
        self.assertTrue(any("control group namespace" in message for message in arf.messages()),
                        arf.messages())


class Host(unittest.TestCase):
    """A node whose root directory is mounted elsewhere, as in a scanner's container"""

    def test_paths(self):
        """The files are found through /proc there."""
        files = good_files(drop_in=Link(KUBELET_DIR + "/real"), kubeconfig=File(mode=0o604))
        files[KUBELET_DIR + "/real"] = File(HEADER, mode=0o640)
        with node.Group("session-1.scope") as group, node.Node(files) as this_node:
            root = this_node.path("host")
            os.mkdir(root)
            node.mount("/", root, flags=node.MS_BIND | node.MS_REC)
            pid = this_node.start(GOOD_KUBELET)
            group.take(pid)
            run, arf = scan.evaluate(this_node, PROFILES[0], rule=None,
                                     env={"OSCAP_PROBE_ROOT": root})
            node.unmount(root)
        Nodes.check_result(self, run, arf, verdicts(
            "pass", ("fail", [CONF[0], KUBECONFIG[0]])))
        paths = {path for item in arf.items("kubelet_item") for path in item["configuration_file"]}
        self.assertEqual(paths, {"/proc/%d/root%s" % (pid, path)
                                 for path in (CONFIG, KUBELET_DIR + "/real")})


class WithoutPlugin(unittest.TestCase):
    """The oscap of the distribution alone knows nothing, of no rule."""

    def check(self, files, *kubelets):
        """Each profile on a node."""
        for profile in PROFILES:
            with self.subTest(profile=profile), node.Node(files) as this_node:
                for kubelet in kubelets:
                    this_node.start(kubelet)
                run, arf = scan.evaluate(this_node, profile, ["--skip-validation"],
                                         scan.stock_oscap, rule=None)
                self.assertEqual(run.code, 2, run)
                # The profile "effective" has rules of other benchmarks, too.
                self.assertLessEqual(set(arf.rules.values()), {"notchecked", "error", "unknown"})
                self.assertEqual({scan.rule_id(rule): arf.rules[scan.rule_id(rule)] for rule in ALL}, {
                    scan.rule_id(rule): "error" if rule.startswith("file_") else "unknown"
                    for rule in ALL}, run)

    def test_good(self):
        self.check(good_files(), GOOD_KUBELET)

    def test_no_kubelet(self):
        self.check({})


class Coverage(unittest.TestCase):
    """No rule without a node of each kind."""

    def test_every_rule_has_every_verdict(self):
        for rule in UNIT + FILES + SETTINGS:
            seen = {row.results[profile][rule] for row in NODES for profile in PROFILES}
            wanted = {"pass", "fail", "error", "notapplicable"}
            if rule == EVENTS:
                wanted.remove("fail")  # see Tailored
            self.assertEqual(wanted - seen, set(), rule)

    def test_every_rule_has_every_verdict_on_an_image(self):
        """No kubelet at all is shown by test_service.py."""
        for rule in UNIT + FILES + SETTINGS:
            wanted = {"pass", "fail", "error"} | ({"notapplicable"} if rule in FILES else set())
            if rule == EVENTS:
                wanted.remove("fail")
            self.assertEqual(wanted - {row.expected[rule] for row in IMAGES}, set(), rule)

    def test_the_table_has_every_rule(self):
        benchmark = scan.parse(os.path.join(scan.CONTENT, "kubelet-xccdf.xml"))
        # What a restart would change is shown by test_service.py.
        self.assertEqual({rule.get("id") for rule in scan.every(benchmark, "Rule")},
                         {scan.rule_id(name) for name in ALL + OTHERS + [
                             "kubelet_drift", "kube_proxy_drift"]})


PROTECT = "kubelet_enable_protect_kernel_defaults"
AUDITING = "kubelet_dynamic_auditing_gate"
TLS_MIN = "kubelet_configure_tls_min_version"
EVICTION = "kubelet_eviction_thresholds_set_hard"
KUBECTL = "kubectl_version"
SSHD = ["worker_sshd_not_running", "worker_sshd_not_enabled"]
STATIC = "kubelet_static_pod_path"
DYNAMIC = "kubelet_dynamic_config_gate"
POD_SECURITY = "kubelet_pod_security_gate"
TLS_KEY, AZURE, PODS = map(rules_of, ("kubelet_tls_key", "azure_json", "static_pods"))
PKI = ["file_permissions_pki_certificates", "file_permissions_pki_keys", "file_owner_pki",
       "file_groupowner_pki"]
OTHERS = [PROTECT, AUDITING, TLS_MIN, EVICTION, KUBECTL, STATIC, DYNAMIC, POD_SECURITY] + SSHD + TLS_KEY + AZURE + PODS + PKI

PKI_DIR = "/etc/kubernetes/pki/"
UNITS_DIR = "/run/systemd/units/"
WANTS = "/etc/systemd/system/multi-user.target.wants/"


class Other:
    """An image, what differs on it from a good one, and what rules of another benchmark say."""

    def __init__(self, name, profile, expected, **files):
        self.name = name
        self.profile = profile
        self.expected = {rule: result for result, rules in expected.items() for rule in rules}
        self.files = dict(OTHER_IMAGE, **{path: file for path, file in files.pop("more", {}).items()})
        self.files = {path: file for path, file in self.files.items() if file is not None}


OTHER_CONFIG = GOOD.replace("pki/tls.key", KUBELET_DIR + "/pki/tls.key") + (
    "protectKernelDefaults: true\ntlsMinVersion: VersionTLS12\n")
OTHER_IMAGE = dict(IMAGE, **{
    CONFIG: File(OTHER_CONFIG + "staticPodPath: /srv/pods\n"),
    "/srv/pods/a.yaml": File(mode=0o644), "/srv/pods/.b.yaml": File(mode=0o666),
    "/srv/pods/dir/c.yaml": File(mode=0o666), KUBELET_DIR + "/pki/tls.key": File(),
    UNITS_DIR + "invocation:kubelet.service": File(),
    PKI_DIR + "ca.crt": File(mode=0o644), PKI_DIR + "etcd/ca.crt": File(mode=0o600),
    PKI_DIR + "etcd/ca.key": File(mode=0o600), PKI_DIR + "etcd/ca.pub": File(mode=0o666),
    "/etc/kubernetes/azure.json": File("{}", mode=0o644)})
STIG_PLACES = [PROTECT, AUDITING] + SSHD + PKI + PODS
UNTOLD = File("[Service]\nEnvironmentFile=/%H\nExecStart=/usr/bin/kubelet\n")


def other(profile, name, result, rules, path, file):
    """An image that is good but for one file."""
    return Other(name, profile, {result: rules}, more={path: file})


OTHER_NODES = [
    Other("STIG, good", "stig_node", {"pass": STIG_PLACES, "notchecked": [KUBECTL]}),
    Other("AKS, good", "cis_aks_node", {"pass": AZURE}),
    Other("OpenShift, good", "cis_openshift_node", {"pass": [EVICTION]}),
    Other("effective, good", "effective", {"pass": TLS_KEY + [TLS_MIN]}),
    Other("STIG, nothing can be told", "stig_node", {"error": STIG_PLACES + [STATIC], "notchecked": [KUBECTL]},
          more={"/usr/lib/systemd/system/kubelet.service": UNTOLD}),
    Other("AKS, nothing can be told", "cis_aks_node", {"error": AZURE},
          more={"/usr/lib/systemd/system/kubelet.service": UNTOLD}),
    Other("OpenShift, nothing can be told", "cis_openshift_node", {"error": [EVICTION]},
          more={"/usr/lib/systemd/system/kubelet.service": UNTOLD}),
    Other("effective, nothing can be told", "effective", {"error": TLS_KEY + [TLS_MIN]},
          more={"/usr/lib/systemd/system/kubelet.service": UNTOLD}),
    Other("STIG, nothing of the kind", "stig_node",
          {"notapplicable": PKI + SSHD[:1], "pass": SSHD[1:]},
          more={path: None for path in OTHER_IMAGE
                if path.startswith((PKI_DIR, UNITS_DIR))}),
    other("cis_aks_node", "AKS, no azure.json", "notapplicable", AZURE,
          "/etc/kubernetes/azure.json", None),
    other("effective", "no private key", "notapplicable", TLS_KEY, CONFIG,
          File(OTHER_CONFIG.replace("tlsPrivateKeyFile", "# ").replace("tlsCertFile", "# "))),
    other("effective", "a private key that is not there", "error", TLS_KEY,
          KUBELET_DIR + "/pki/tls.key", None),
    other("effective", "a private key that may be read", "fail", TLS_KEY[:1],
          KUBELET_DIR + "/pki/tls.key", File(mode=0o640)),
    other("effective", "a private key of somebody else", "fail", TLS_KEY[1:],
          KUBELET_DIR + "/pki/tls.key", File("", 0o600, 1, 1)),
    other("cis_aks_node", "azure.json that may be written", "fail", AZURE[:1],
          "/etc/kubernetes/azure.json", File("{}", mode=0o664)),
    other("cis_aks_node", "azure.json of another owner", "fail", AZURE[1:2],
          "/etc/kubernetes/azure.json", File("{}", 0o600, 1)),
    other("cis_aks_node", "azure.json of another group", "fail", AZURE[2:],
          "/etc/kubernetes/azure.json", File("{}", 0o600, 0, 1)),
    other("stig_node", "a static pod", "fail", [STATIC], "/srv/pods/d.yaml", None),
    other("stig_node", "no static pods", "pass", [STATIC], CONFIG, File(OTHER_CONFIG)),
    other("stig_node", "no files of static pods", "notapplicable", PODS, CONFIG, File(OTHER_CONFIG)),
    other("stig_node", "static pods by a URL", "fail", [STATIC], CONFIG,
          File(OTHER_CONFIG + "staticPodURL: https://h/p\n")),
    other("stig_node", "static pods of the control plane", "notapplicable", [STATIC],
          "/etc/kubernetes/manifests/kube-apiserver.yaml", File()),
    other("stig_node", "a static pod that may be written", "fail", PODS[:1],
          "/srv/pods/a.yaml", File(mode=0o664)),
    other("stig_node", "a static pod of another owner", "fail", PODS[1:2],
          "/srv/pods/a.yaml", File("", 0o600, 1)),
    other("stig_node", "a static pod of another group", "fail", PODS[2:],
          "/srv/pods/a.yaml", File("", 0o600, 0, 1)),
    other("stig_node", "a directory of static pods that is not there", "pass", PODS, CONFIG,
          File(OTHER_CONFIG + "staticPodPath: /srv/no\n")),
    other("stig_node", "one static pod that may be written", "fail", PODS[:1], CONFIG,
          File(OTHER_CONFIG + "staticPodPath: /srv/pods/.b.yaml\n")),
    other("stig_node", "a certificate that may be written", "fail", PKI[:1],
          PKI_DIR + "etcd/ca.crt", File(mode=0o646)),
    other("stig_node", "a certificate that may be executed", "fail", PKI[:1],
          PKI_DIR + "ca.crt", File(mode=0o744)),
    other("stig_node", "a key that may be read", "fail", PKI[1:2],
          PKI_DIR + "etcd/ca.key", File(mode=0o604)),
    other("stig_node", "a link to a key that is good", "pass", PKI,
          PKI_DIR + "link.key", Link("etcd/ca.key")),
    other("stig_node", "a file of another owner", "fail", PKI[2:3],
          PKI_DIR + "etcd/ca.pub", File("", 0o600, 1)),
    other("stig_node", "a file of another group", "fail", PKI[3:],
          PKI_DIR + "etcd/ca.pub", File("", 0o600, 0, 1)),
] + [
    other("stig_node", unit + " runs", "fail", SSHD[:1], UNITS_DIR + "invocation:" + unit,
          Link("0123456789abcdef"))
    for unit in ("sshd.service", "ssh.socket")
] + [
    other("stig_node", path + unit, "fail", SSHD[1:], path + unit, Link("/usr/lib/" + unit))
    for unit, path in (("sshd.service", WANTS), ("ssh.service", WANTS),
                       ("ssh.socket", "/etc/systemd/system/sockets.target.wants/"),
                       ("sshd.service", "/run/systemd/system/x.target.requires/"))
] + [
    other("stig_node", "another unit runs and is enabled", "pass", SSHD, WANTS + "sshd-keygen.service",
          Link("/usr/lib/systemd/system/sshd-keygen.service")),
]


@suite.table(OTHER_NODES)
class Others(unittest.TestCase):
    """Rules that no level of CIS Kubernetes has, of files; those of settings are rows of Settings."""

    def check(self, row):
        """What some rules of a profile say."""
        with node.Node() as this_node:
            root = this_node.path("image")
            os.mkdir(root)
            write_files(root, row.files)
            run, arf = scan.evaluate(this_node, row.profile, rule=None,
                                     env={"OSCAP_PROBE_ROOT": root})
        self.assertIsNotNone(arf, run)
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual({rule: arf.rules.get(scan.rule_id(rule)) for rule in row.expected},
                         row.expected, (run, arf.messages()))

    def test_no_kubelet(self):
        """Nothing applies."""
        with node.Node() as this_node:
            root = this_node.path("image")
            os.mkdir(root)
            write_files(root, {PKI_DIR + "ca.crt": File(mode=0o666)})
            for profile in ("stig_node", "cis_aks_node", "cis_openshift_node", "effective"):
                _, arf = scan.evaluate(this_node, profile, rule=None,
                                       env={"OSCAP_PROBE_ROOT": root})
                self.assertEqual(set(arf.rules.values()), {"notapplicable"}, profile)

    def test_every_rule_has_every_verdict(self):
        seen = {(rule, result) for row in OTHER_NODES for rule, result in row.expected.items()}
        seen |= {(row.rule, result) for row in ASKED_ROWS for result in row.results.values()}
        seen |= {(rule, "notapplicable") for rule in OTHERS}
        for rule in OTHERS:
            for result in ("pass", "fail", "error") if rule != KUBECTL else ("notchecked",):
                self.assertIn((rule, result), seen)


class Setting:
    """Arguments and lines of the config file, and what one rule says of them.

    lines   None if there is no config file
    drop_in lines of a file of the config dir, or None
    """

    def __init__(self, name, rule, cis, *args, lines=None, drop_in=None, effective=None,
                 version=""):
        self.name = "%s: %s" % (rule.replace("kubelet_", ""), name)
        self.rule = rule
        self.results = {"cis_node_level2": cis, "effective": effective or cis}
        self.args = args
        self.lines = lines
        self.drop_in = drop_in
        self.version = version


def says(rule, flag, path, table):
    """Rows for values that a flag and a file say alike: (value, verdict)."""
    rows = []
    for value, verdict in table:
        name = value.replace("-", "minus ")
        rows.append(Setting("flag " + name, rule, verdict, "%s=%s" % (flag, value)))
        rows.append(Setting("file " + name, rule, verdict, lines=nested(path, value)))
    return rows


def nested(path, value):
    """The line of a file that says a setting."""
    names = path.split(".")
    return ": {".join(names) + ": " + value + "}" * (len(names) - 1) + "\n"


ECDHE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
CHACHA = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"
RSA = "TLS_RSA_WITH_AES_128_GCM_SHA256"

SETTING_ROWS = (
    says(ANONYMOUS, "--anonymous-auth", "authentication.anonymous.enabled",
         [("true", "fail"), ("false", "pass")]) +
    says(PORT, "--read-only-port", "readOnlyPort",
         [("10255", "fail"), ("1", "fail")]) +
    says(CHAINS, "--make-iptables-util-chains", "makeIPTablesUtilChains",
         [("true", "pass"), ("false", "fail")]) +
    says(STREAMING, "--streaming-connection-idle-timeout", "streamingConnectionIdleTimeout",
         [("5m", "pass"), ("1ns", "pass"), ("1.5h", "pass"), ("-1s", "fail")]) +
    says(PIDS, "--pod-max-pids", "podPidsLimit",
         [("1", "pass"), ("4096", "pass"), ("9223372036854775807", "pass"), ("0", "fail"),
          ("-1", "fail"), ("-7", "fail")]) +
    says(CLIENT_ROTATION, "--rotate-certificates", "rotateCertificates",
         [("true", "pass"), ("false", "fail")]) +
    says(EVENTS, "--event-qps", "eventRecordQPS",
         [("0", "pass"), ("5", "pass"), ("2147483647", "pass")]) + [
        Setting("flag over file", ANONYMOUS, "fail", "--anonymous-auth", lines=nested(
            "authentication.anonymous.enabled", "false")),
        Setting("last flag", ANONYMOUS, "pass", "--anonymous-auth=true", "--anonymous_auth=false"),
        Setting("drop-in over file", ANONYMOUS, "fail",
                lines=nested("authentication.anonymous.enabled", "false"),
                drop_in=nested("authentication.anonymous.enabled", "true"), version="1.36"),

        Setting("a byte order mark before what only looks like the mode", MODE, "error",
                lines="authorization:\n  mode: AlwaysAllow\n\ufeff mode: Webhook\n"),

        Setting("file", CLIENT_CA, "pass", lines=nested("authentication.x509.clientCAFile", "x")),
        Setting("emptied by a flag", CLIENT_CA, "fail", "--client-ca-file=",
                lines=nested("authentication.x509.clientCAFile", "x")),

        Setting("0 by flag over file", PORT, "pass", "--read-only-port=0",
                lines="readOnlyPort: 10255\n"),
        Setting("0 by flag", PORT, "pass", "--read-only-port=0"),
        Setting("0 in the file", PORT, "pass", lines="readOnlyPort: 0\n"),
        Setting("not in the file", PORT, "pass", lines=""),
        Setting("not said, without --config", PORT, "fail"),
        Setting("not said, with --config-dir alone", PORT, "fail", drop_in="maxPods: 5\n",
                version="1.36"),
        Setting("0 in a drop-in over the legacy default", PORT, "pass", drop_in="readOnlyPort: 0\n",
                version="1.36"),

        Setting("0 by flag", STREAMING, "fail", "--streaming-connection-idle-timeout=0"),
        Setting("0s by flag", STREAMING, "fail", "--streaming-connection-idle-timeout=0s",
                lines="streamingConnectionIdleTimeout: 5m\n"),
        Setting("0s in the file is 4h", STREAMING, "pass",
                lines="streamingConnectionIdleTimeout: 0s\n"),
        Setting("0s in a drop-in of 1.30 is 0", STREAMING, "fail", lines="", version="1.30",
                drop_in="streamingConnectionIdleTimeout: 0s\n"),
        Setting("0s in a drop-in of 1.36 is 4h", STREAMING, "pass", lines="", version="1.36",
                drop_in="streamingConnectionIdleTimeout: 0s\n"),

        Setting("not said", HOSTNAME, "pass", lines=""),
        Setting("flag", HOSTNAME, "fail", "--hostname-override=a"),
        Setting("empty flag", HOSTNAME, "fail", "--hostname-override=", effective="pass"),
        Setting("emptied by a second flag", HOSTNAME, "fail", "--hostname-override=a",
                "--hostname-override", "", effective="pass"),
        Setting("value of another flag", HOSTNAME, "pass", "--node-ip", "--hostname-override=a"),

        Setting("not said, 1.26", EVENTS, "pass", lines="", version="1.26"),
        Setting("not said, 1.36", EVENTS, "pass", lines="", version="1.36"),
        Setting("0, which is 5 before 1.37", EVENTS, "pass", lines="eventRecordQPS: 0\n",
                version="1.36"),
        Setting("not said, version not known", EVENTS, "error", lines=""),

        Setting("certificate without key", CERT, "pass", "--tls-cert-file=a"),
        Setting("certificate without key", KEY, "fail", "--tls-cert-file=a"),
        Setting("key", KEY, "pass", lines="tlsPrivateKeyFile: a\n"),
        Setting("issued by the cluster", CERT, "fail", effective="pass",
                lines="serverTLSBootstrap: true\n"),
        Setting("issued by the cluster", KEY, "fail", "--rotate-server-certificates",
                effective="pass"),

        Setting("not said", CLIENT_ROTATION, "pass", lines="", effective="fail"),
        Setting("bare flag", CLIENT_ROTATION, "pass", "--rotate-certificates"),

        Setting("not said", SERVER_ROTATION, "pass", lines="", effective="fail"),
        Setting("gate on, bootstrap off", SERVER_ROTATION, "pass",
                "--feature-gates=RotateKubeletServerCertificate=true", effective="fail"),
        Setting("gate off", SERVER_ROTATION, "fail",
                lines="featureGates: {RotateKubeletServerCertificate: false}\n"),
        Setting("gate off by flag", SERVER_ROTATION, "fail",
                "--feature-gates=RotateKubeletServerCertificate=false", lines=""),
        Setting("another gate", SERVER_ROTATION, "pass", "--feature-gates=RotateX=false",
                effective="pass", lines="serverTLSBootstrap: true\n"),
        Setting("bootstrap on, gate by default", SERVER_ROTATION, "pass",
                lines="serverTLSBootstrap: true\n"),

        Setting("not said", CIPHERS, "fail", lines=""),
        Setting("one", CIPHERS, "pass", lines="tlsCipherSuites: [%s]\n" % ECDHE),
        Setting("flag", CIPHERS, "pass", "--tls-cipher-suites=%s,%s" % (CHACHA, ECDHE)),
        Setting("both names of ChaCha20", CIPHERS, "pass",
                "--tls-cipher-suites=%s,%s_SHA256" % (CHACHA, CHACHA)),
        Setting("a weak one among strong ones", CIPHERS, "fail",
                lines="tlsCipherSuites: [%s, %s, %s]\n" % (ECDHE, RSA, ECDHE)),
        Setting("empty list", CIPHERS, "fail", "--tls-cipher-suites=",
                lines="tlsCipherSuites: [%s]\n" % ECDHE),
        Setting("only TLS 1.3", CIPHERS, "fail", "--tls-min-version=VersionTLS13",
                effective="pass"),
        Setting("a weak one that does not count", CIPHERS, "fail", effective="pass",
                lines="tlsMinVersion: VersionTLS13\ntlsCipherSuites: [%s]\n" % RSA),
        Setting("TLS 1.2 and later", CIPHERS, "fail", "--tls-min-version=VersionTLS12"),
        Setting("name of TLS 1.3", CIPHERS, "fail", effective="pass",
                lines="tlsCipherSuites: [%s, TLS_AES_128_GCM_SHA256]\n" % ECDHE),

        Setting("not said", PIDS, "fail", lines=""),

        Setting("flag", SECCOMP, "pass", "--seccomp-default", lines=""),
        Setting("file", SECCOMP, "pass", lines="seccompDefault: true\n"),
        Setting("flag false does not undo the file", SECCOMP, "pass", "--seccomp-default=false",
                lines="seccompDefault: true\n"),
        Setting("flag over file", SECCOMP, "pass", "--seccomp-default=true",
                lines="seccompDefault: false\n"),
        Setting("false", SECCOMP, "fail", lines="seccompDefault: false\n"),
        Setting("true before it was a setting", SECCOMP, "fail", lines="seccompDefault: true\n",
                version="1.21"),
        Setting("not said", SECCOMP, "fail", lines=""),
    ])


def setting_node(row):
    """The files and the kubelet of a row."""
    files, args = {}, list(row.args)
    if row.lines is not None:
        files[CONFIG] = HEADER + row.lines
        args.insert(0, CONFIG_FLAG)
    if row.drop_in is not None:
        files[KUBELET_DIR + "/conf.d/10.conf"] = HEADER + row.drop_in
        args.insert(0, "--config-dir=" + KUBELET_DIR + "/conf.d")
    return files, Kubelet(*args)


def asked(profile, name, rule, result, *args, **said):
    """A row of another benchmark's profile."""
    row = Setting(profile + ", " + name, rule, result, *args, **said)
    row.results = {profile: result}
    return row


EKS, AKS, OKE, OPENSHIFT, ACK, STIG = ("cis_eks_node", "cis_aks_node", "cis_oke_node",
                                       "cis_openshift_node", "cis_ack_node", "stig_node")
GATE = "featureGates: {RotateKubeletServerCertificate: true}\n"
ASKED_ROWS = [
    asked(EKS, "0 by default", PORT, "fail", lines=""),
    asked(EKS, "0 by flag", PORT, "pass", "--read-only-port=0", lines=""),
    asked(EKS, "0 in the file", PORT, "pass", lines="readOnlyPort: 0\n"),
    asked(EKS, "0 in a drop-in", PORT, "pass", lines="", drop_in="readOnlyPort: 0\n", version="1.36"),
    asked(EKS, "not 0, and said", PORT, "fail", "--read-only-port=10255",
          lines="readOnlyPort: 0\n"),
    asked(AKS, "0 by default", PORT, "fail", lines=""),
    asked(OKE, "0 by default", PORT, "fail", lines=""),
    asked(EKS, "gate by default", SERVER_ROTATION, "fail", lines=""),
    asked(EKS, "gate by flag", SERVER_ROTATION, "pass",
          "--feature-gates=RotateKubeletServerCertificate=true"),
    asked(EKS, "gate in the file", SERVER_ROTATION, "pass", lines=GATE),
    asked(EKS, "gate off", SERVER_ROTATION, "fail",
          "--feature-gates=RotateKubeletServerCertificate=false", lines=GATE),
    asked(AKS, "gate by default", SERVER_ROTATION, "fail", lines=""),
    asked(OKE, "gate by default", SERVER_ROTATION, "fail", lines=""),
] + [
    asked(profile, name, EVENTS, result, "--event-qps=" + name)
    for profile, table in ((AKS, {"0": "pass", "1": "fail", "50": "fail"}),
                           (OKE, {"0": "pass", "5": "fail"}), (ACK, {"0": "pass", "5": "fail"}),
                           (OPENSHIFT, {"50": "pass", "0": "fail", "51": "fail"}),
                           (EKS, {"0": "pass", "50": "pass"}))
    for name, result in table.items()
] + [
    asked(OKE, "by default", CHAINS, "fail", lines=""),
    asked(OKE, "said", CHAINS, "pass", lines="makeIPTablesUtilChains: true\n"),
    asked(EKS, "by default", CHAINS, "pass", lines=""),
    asked(OKE, "by default", STREAMING, "fail", lines=""),
    asked(OKE, "said", STREAMING, "pass", "--streaming-connection-idle-timeout=1m"),
    asked(EKS, "by default", STREAMING, "pass", lines=""),
    asked(OPENSHIFT, "by default", MODE, "pass", lines=""),
    asked(OPENSHIFT, "not renewed by default", CLIENT_ROTATION, "fail", lines=""),
    asked(OPENSHIFT, "bootstrap off", SERVER_ROTATION, "fail", lines=GATE),
    asked(OPENSHIFT, "bootstrap on", SERVER_ROTATION, "pass", lines="serverTLSBootstrap: true\n"),
    asked(ACK, "true", PROTECT, "pass", lines="protectKernelDefaults: true\n"),
    asked(ACK, "by flag", PROTECT, "pass", "--protect-kernel-defaults"),
    asked(ACK, "by default", PROTECT, "fail", lines=""),
    asked(ACK, "false", PROTECT, "fail", "--protect-kernel-defaults=false",
          lines="protectKernelDefaults: true\n"),
    asked(STIG, "good, but by flag", PROTECT, "fail", "--protect-kernel-defaults"),
    asked(STIG, "on", AUDITING, "fail", lines="featureGates: {DynamicAuditing: true}\n"),
    asked(STIG, "off", AUDITING, "pass", "--feature-gates=DynamicAuditing=false"),
    asked(STIG, "off, 1.25", DYNAMIC, "pass", lines="featureGates: {DynamicKubeletConfig: false}\n",
          version="1.25"),
    asked(STIG, "on, 1.21", DYNAMIC, "fail", lines="featureGates: {DynamicKubeletConfig: true}\n",
          version="1.21"),
    asked(STIG, "not said, 1.25", DYNAMIC, "fail", lines="", version="1.25"),
    asked(STIG, "off by flag, 1.25", DYNAMIC, "fail",
          "--feature-gates=DynamicKubeletConfig=false", version="1.25"),
    asked(STIG, "not said, 1.26", DYNAMIC, "notapplicable", lines="", version="1.26"),
    asked(STIG, "not said, version not known", DYNAMIC, "error", lines=""),
    asked(STIG, "on, 1.27", POD_SECURITY, "pass", lines="featureGates: {PodSecurity: true}\n",
          version="1.27"),
    asked(STIG, "not said, 1.27", POD_SECURITY, "fail", lines="", version="1.27"),
    asked(STIG, "off, 1.23", POD_SECURITY, "fail", lines="featureGates: {PodSecurity: false}\n",
          version="1.23"),
    asked(STIG, "not said, 1.28", POD_SECURITY, "notapplicable", lines="", version="1.28"),
    asked(STIG, "not said, 1.21", POD_SECURITY, "notapplicable", lines="", version="1.21"),
    asked(STIG, "not said, version not known", POD_SECURITY, "error", lines=""),
    asked("effective", "1.1", TLS_MIN, "fail", lines="tlsMinVersion: VersionTLS11\n"),
    asked("effective", "1.3", TLS_MIN, "pass", "--tls-min-version=VersionTLS13"),
    asked("effective", "by default", TLS_MIN, "pass", lines=""),
    asked(OPENSHIFT, "one said", EVICTION, "fail", lines="evictionHard: {memory.available: 1Gi}\n"),
    asked(OPENSHIFT, "one of none", EVICTION, "fail", "--eviction-hard=memory.available<1Gi,"
          "nodefs.available<0%,nodefs.inodesFree<1%,imagefs.available<1%"),
    asked(OPENSHIFT, "all said", EVICTION, "pass", "--eviction-hard=memory.available<1Gi,"
          "nodefs.available<10%,nodefs.inodesFree<1%,imagefs.available<1.5%"),
    asked(ACK, "a suite of old", CIPHERS, "pass", "--tls-cipher-suites=" + RSA),

    asked(STIG, "in the file", ANONYMOUS, "pass",
          lines=nested("authentication.anonymous.enabled", "false")),
    asked(STIG, "good, but by flag", ANONYMOUS, "fail", "--anonymous-auth=false", lines=nested(
        "authentication.anonymous.enabled", "false")),
    asked(STIG, "by default", ANONYMOUS, "fail", lines=""),
    asked(STIG, "by default", PORT, "pass", lines=""),
    asked(STIG, "good, but by flag", PORT, "fail", "--read_only_port=0", lines=""),
    asked(STIG, "in the file", CLIENT_CA, "pass",
          lines=nested("authentication.x509.clientCAFile", "x")),
    asked(STIG, "good, but by flag", CLIENT_CA, "fail", "--client-ca-file=x"),
    asked(STIG, "by flag", MODE, "pass", "--authorization-mode=Webhook",
          "--kubeconfig=" + KUBECONFIG_FILE),
    asked(STIG, "in the file", MODE, "pass", lines=nested("authorization.mode", "Webhook")),
    asked(STIG, "in the file", CERT, "pass", lines="tlsCertFile: a\n"),
    asked(STIG, "good, but by flag", CERT, "fail", "--tls-cert-file=a"),
    asked(STIG, "good, but by flag", KEY, "fail", "--tls-private-key-file=a"),
    asked(STIG, "by default", STREAMING, "fail", lines=""),
    asked(STIG, "good, but by flag", STREAMING, "fail", "--streaming-connection-idle-timeout=5m"),
] + [
    asked(STIG, value, STREAMING, result, lines="streamingConnectionIdleTimeout: %s\n" % value)
    for value, result in (("5m", "pass"), ("300s", "pass"), ("299s", "fail"), ("4m59.9s", "fail"),
                          ("1h", "pass"), ("10m0.1s", "pass"), ("72h3m0.5s", "pass"))]


@suite.table(SETTING_ROWS + ASKED_ROWS)
class Settings(unittest.TestCase):
    """One rule, one kubelet."""

    def check(self, row):
        """Each profile."""
        files, kubelet = setting_node(row)
        with node.Node(files) as this_node:
            this_node.start(kubelet)
            for profile in row.results:
                with self.subTest(profile=profile):
                    run, arf = scan.evaluate(this_node, profile, ["--skip-validation"],
                                             rule=scan.rule_id(row.rule),
                                             env={"OSCAP_KUBELET_VERSION": row.version})
                    whole = "%s\nmessages: %s" % (run, arf and arf.messages())
                    self.assertEqual(run.unexpected_stderr(), [], whole)
                    self.assertEqual(arf.rules, {scan.rule_id(row.rule): row.results[profile]},
                                     whole)


class Tailored:
    """A Value that is tailored, and what a rule says then."""

    def __init__(self, value, to, rule, result, kubelet, files=None, name=""):
        self.name = " ".join(filter(None, (value, to, result, name)))
        self.value = value
        self.to = to
        self.rule = rule
        self.result = result
        self.kubelet = kubelet
        self.files = files or {}


TAILORED = [
    Tailored("kubelet_hostname_override_of_cloud", "accepted", HOSTNAME, "pass",
             Kubelet("--hostname-override=ip-10-0-0-12.x", "--cloud-provider=external")),
    Tailored("kubelet_hostname_override_of_cloud", "accepted", HOSTNAME, "fail",
             Kubelet("--hostname-override=a")),
    Tailored("kubelet_hostname_override_of_cloud", "refused", HOSTNAME, "fail",
             Kubelet("--hostname-override=a", "--cloud-provider=external")),
    Tailored("kubelet_event_record_qps_min", "5", EVENTS, "pass", Kubelet("--event-qps=5")),
    Tailored("kubelet_event_record_qps_min", "5", EVENTS, "fail", Kubelet("--event-qps=4")),
    Tailored("kubelet_event_record_qps_min", "1", EVENTS, "fail", Kubelet("--event-qps=0")),
    Tailored("kubelet_event_record_qps_max", "100", EVENTS, "pass", Kubelet("--event-qps=100")),
    Tailored("kubelet_event_record_qps_max", "100", EVENTS, "fail", Kubelet("--event-qps=101")),
    Tailored("kubelet_pod_pids_limit_max", "100", PIDS, "pass", Kubelet("--pod-max-pids=100")),
    Tailored("kubelet_pod_pids_limit_max", "100", PIDS, "fail", Kubelet("--pod-max-pids=1000")),
    Tailored("kubelet_tls_cipher_suites", RSA, CIPHERS, "pass",
             Kubelet("--tls-cipher-suites=" + RSA)),
    Tailored("kubelet_tls_cipher_suites", RSA, CIPHERS, "fail",
             Kubelet("--tls-cipher-suites=" + ECDHE)),
    Tailored("follow", "value_in_force", CLIENT_ROTATION, "fail", Kubelet()),
    Tailored("accept_builtin_default", "true", CLIENT_ROTATION, "pass", Kubelet()),
    Tailored("kubelet_authorization_modes", "^Webhook$", MODE, "pass",
             Kubelet("--authorization-mode=Webhook")),
] + [
    Tailored("kubelet_conf_mode", mode, CONF[0], result, Kubelet(CONFIG_FLAG),
             {CONFIG: File(HEADER, mode=has)})
    for mode, has, result in (
        ("644", 0o644, "pass"), ("640", 0o644, "fail"), ("0640", 0o640, "pass"),
        ("400", 0o400, "pass"), ("400", 0o600, "fail"), ("777", 0o777, "pass"))
] + [
    Tailored("file_mode_in_private_directory", to, rule, result, Kubelet(
        "--config=a.b/c.yaml", "--config-dir=a-b", "--kubeconfig=k/kubeconfig", cwd=KUBELET_DIR), {
            KUBELET_DIR + path: file for path, file in (
                ("/a.b/c.yaml", File(HEADER, mode=one)), ("/a.b", Directory(*of_one)),
                ("/a-b/d.conf", File(HEADER, mode=other)), ("/a-b", Directory(*of_other)),
                ("/k/kubeconfig", File(mode=one)), ("/k", Directory(*of_one)))}, name)
    for name, to, rule, result, one, of_one, other, of_other in (
        ("both files", "accepted", CONF[0], "pass", 0o644, (0o700,), 0o640, (0o500,)),
        ("a kubeconfig", "accepted", KUBECONFIG[0], "pass", 0o644, (0o700,), 0o600, (0o700,)),
        ("not asked for", "refused", CONF[0], "fail", 0o644, (0o700,), 0o644, (0o700,)),
        ("one, the other strict", "accepted", CONF[0], "pass", 0o644, (0o700,), 0o600, (0o755,)),
        ("the other, whose directory is like it by pattern", "accepted", CONF[0], "fail",
         0o644, (0o700,), 0o644, (0o755,)),
        ("no private directory", "accepted", CONF[0], "fail", 0o644, (0o755,), 0o644, (0o755,)),
        ("all strict", "accepted", CONF[0], "pass", 0o600, (0o755,), 0o600, (0o755,)),
        ("others may search", "accepted", CONF[0], "fail", 0o644, (0o701,), 0o600, (0o700,)),
        ("its group may read", "accepted", CONF[0], "fail", 0o644, (0o740,), 0o600, (0o700,)),
        ("another owner", "accepted", CONF[0], "fail", 0o644, (0o700, 1), 0o600, (0o700,)),
        ("the group may write the file", "accepted", CONF[0], "fail", 0o664, (0o700,), 0o600, (0o700,)),
        ("it is executable", "accepted", CONF[0], "fail", 0o744, (0o700,), 0o600, (0o700,)))
] + [
    Tailored("file_mode_in_private_directory", "accepted", CONF[0], "error",
             Kubelet("--config=none.yaml", "--config-dir=d", cwd=KUBELET_DIR), {
                 KUBELET_DIR + "/d/d.conf": File(HEADER, mode=0o644),
                 KUBELET_DIR + "/d": Directory(0o700)}),
]


@suite.table(TAILORED)
class Tailoring(unittest.TestCase):
    """By a tailoring file that somebody wrote, and by one of autotailor."""

    def check(self, row):
        """The rule of the tailored profile."""
        for make in (self.by_hand, self.by_autotailor):
            with self.subTest(make=make.__name__), node.Node(row.files) as this_node:
                this_node.start(row.kubelet)
                tailoring = this_node.path("tailoring.xml")
                make(row, tailoring)
                run, arf = scan.evaluate(this_node, "tailored", ["--tailoring-file", tailoring],
                                         rule=scan.rule_id(row.rule))
                self.assertEqual(run.unexpected_stderr(), [], run)
                self.assertEqual(arf.rules, {scan.rule_id(row.rule): row.result}, run)

    @staticmethod
    def by_hand(row, path):
        """Write the file."""
        scan.tailor(path, "cis_node_level2", {row.value: row.to})

    def by_autotailor(self, row, path):
        """Let OpenSCAP's own tool write it."""
        if shutil.which("autotailor") is None:
            self.skipTest("autotailor is not installed")
        run = scan.run(["autotailor", "--id-namespace", scan.NAME, "--new-profile-id", "tailored",
                        "--var-value", row.value + "=" + row.to, "--output", path,
                        scan.DATA_STREAM, "cis_node_level2"])
        self.assertEqual((run.code, run.err), (0, ""), run)


if __name__ == "__main__":
    suite.main()

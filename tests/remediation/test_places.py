# SPDX-License-Identifier: LGPL-2.1-or-later
"""`oscap xccdf eval --remediate` on every setting, in every place that can say it.

Each row is a machine that says all of section 4.2 wrongly in one kind of place. One run of oscap
finds it and puts it right, rule by rule; a new one passes.
"""
import difflib
import json
import os
import re
import signal
import subprocess
import time
import unittest

import machine
from machine import CONFIG_DIR, DROP_IN, ENVIRONMENT, UNIT, Machine, Neighbour, unit

import node
import scan
import suite
from files import File, Link, write_files
from node import CONFIG, CONFIG_FLAG, HEADER

PKI = "/etc/kubernetes/pki/"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
KUBECONFIG_FLAG = "--kubeconfig=" + KUBECONFIG
# What the paths that fixes set lead to.
FILES = {PKI + name: File("of " + name, mode=0o600) for name in (
    "ca.crt", "kubelet.crt", "kubelet.key")}
FILES[KUBECONFIG] = File("of the node", mode=0o600)

SUITES = ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,"
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,"
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,"
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
WEAK = "TLS_RSA_WITH_AES_128_CBC_SHA"


class Setting:
    """A setting: its rule, its flag with a bad and the good value, and the same in a file."""

    def __init__(self, rule, flag, bad, good, path, file_bad, file_good):
        self.rule = rule
        self.bad = "--%s=%s" % (flag, bad)
        self.good = "--%s=%s" % (flag, good)
        self.path = path.split(".") if path else None
        self.file_bad = file_bad
        self.file_good = file_good


SETTINGS = [
    Setting("kubelet_anonymous_auth", "anonymous-auth", "true", "false",
            "authentication.anonymous.enabled", True, False),
    Setting("kubelet_authorization_mode", "authorization-mode", "AlwaysAllow", "Webhook",
            "authorization.mode", "AlwaysAllow", "Webhook"),
    Setting("kubelet_read_only_port_secured", "read-only-port", "10255", "0",
            "readOnlyPort", 10255, 0),
    # A zero is none in the file of --config.
    Setting("kubelet_enable_streaming_connections", "streaming-connection-idle-timeout", "0s",
            "4h0m0s", "streamingConnectionIdleTimeout", "-1m", "4h0m0s"),
    Setting("kubelet_enable_iptables_util_chains", "make-iptables-util-chains", "false", "true",
            "makeIPTablesUtilChains", False, True),
    Setting("kubelet_configure_event_creation", "event-qps", "0", "50", "eventRecordQPS", 0, 50),
    Setting("kubelet_enable_client_cert_rotation", "rotate-certificates", "false", "true",
            "rotateCertificates", False, True),
    Setting("kubelet_enable_server_cert_rotation", "feature-gates",
            "RotateKubeletServerCertificate=false", "RotateKubeletServerCertificate=true",
            "featureGates.RotateKubeletServerCertificate", False, True),
    Setting("kubelet_configure_tls_cipher_suites", "tls-cipher-suites", WEAK, SUITES,
            "tlsCipherSuites", [WEAK], SUITES.split(",")),
    Setting("kubelet_pod_pids_limit", "pod-max-pids", "-1", "4096", "podPidsLimit", -1, 4096),
    Setting("kubelet_seccomp_default", "seccomp-default", "false", "true",
            "seccompDefault", False, True),
    Setting("kubelet_configure_client_ca", "client-ca-file", "", PKI + "ca.crt",
            "authentication.x509.clientCAFile", "", PKI + "ca.crt"),
    Setting("kubelet_configure_tls_cert", "tls-cert-file", "", PKI + "kubelet.crt",
            "tlsCertFile", "", PKI + "kubelet.crt"),
    Setting("kubelet_configure_tls_key", "tls-private-key-file", "", PKI + "kubelet.key",
            "tlsPrivateKeyFile", "", PKI + "kubelet.key"),
]
HOSTNAME = "--hostname-override=another"
BAD_FLAGS = [setting.bad for setting in SETTINGS] + [HOSTNAME]


def tree(settings, good):
    """The settings as a document, without its header."""
    root = {}
    for setting in settings:
        inner = root
        for key in setting.path[:-1]:
            inner = inner.setdefault(key, {})
        inner[setting.path[-1]] = setting.file_good if good else setting.file_bad
    return root


def as_yaml(value, indent=""):
    """A document in YAML, with comments."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, dict):
            lines += ["%s%s:  # what is under it" % (indent, key), as_yaml(inner, indent + "  ")]
        elif isinstance(inner, list):
            lines += ["%s%s:" % (indent, key)] + ["%s- %s" % (indent, each) for each in inner]
        else:
            lines.append("%s%s: %s   # of this site" % (indent, key, json.dumps(inner)))
    return "\n".join(lines)


def yaml_file(settings):
    """A configuration file that says them wrongly."""
    return HEADER + "# Changed on Friday.\n" + as_yaml(tree(settings, False)) + "\nmaxPods: 42 # ok\n"


def json_file(settings):
    """The same in JSON."""
    return json.dumps(dict({"apiVersion": "kubelet.config.k8s.io/v1beta1",
                            "kind": "KubeletConfiguration"}, **tree(settings, False), maxPods=42),
                      indent=4) + "\n"


class Row:
    """A machine.

    files    of it
    changes  {path: words} a changed line has one of these words in it; other files stay
    rules    that fail before
    args     arguments that the kubelet has then
    """

    def __init__(self, name, files, changes, rules, args=()):
        self.name = name
        self.files = dict(FILES, **files)
        self.changes = changes
        self.rules = rules
        self.args = args


BY_FLAG = [setting.rule for setting in SETTINGS] + ["kubelet_disable_hostname_override"]
BY_FILE = [setting.rule for setting in SETTINGS]
# An argument that turns seccompDefault off does not keep a file from turning it on.
GOOD_FLAGS = [setting.good for setting in SETTINGS if setting.path != ["seccompDefault"]]
# What fails where nothing is said: with a file of --config, and without.
UNSAID = ["kubelet_anonymous_auth", "kubelet_authorization_mode", "kubelet_configure_client_ca",
          "kubelet_configure_tls_cert", "kubelet_configure_tls_key",
          "kubelet_configure_tls_cipher_suites", "kubelet_pod_pids_limit", "kubelet_seccomp_default"]
KEYS = ["authentication", "anonymous", "enabled", "authorization", "mode", "x509", "clientCAFile",
        "tls", "TLS_", "podPidsLimit", "seccompDefault"]
EMPTY = File(HEADER + "# nothing is said\n", mode=0o600)


def words(settings):
    """What stands in the lines of a file that are changed."""
    return [setting.path[-1] for setting in settings] + ["TLS_"]


ROWS = [
    Row("arguments in the unit",
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, *BAD_FLAGS), CONFIG: EMPTY},
        {UNIT: [flag.split("=")[0] for flag in BAD_FLAGS], CONFIG: ["seccompDefault"]}, BY_FLAG, GOOD_FLAGS),
    Row("a drop-in of the unit",
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "$SITE_ARGS", "--v=2"), CONFIG: EMPTY,
         DROP_IN: "# of this site\n[Service]\nEnvironment=A=b\nEnvironment=\"SITE_ARGS=%s\"\n" % (
             " ".join(BAD_FLAGS))},
        {DROP_IN: ["SITE_ARGS"], CONFIG: ["seccompDefault"]}, BY_FLAG, GOOD_FLAGS),
    Row("an environment file",
        {UNIT: unit("$SITE_ARGS", "$MORE", more="EnvironmentFile=-/etc/default/none\n"
                    "EnvironmentFile=-%s\n" % ENVIRONMENT), CONFIG: EMPTY,
         ENVIRONMENT: "# of this site\nMORE=--v=2\nSITE_ARGS='%s'\n# end\n" % " ".join(
             [CONFIG_FLAG, KUBECONFIG_FLAG] + BAD_FLAGS)},
        {ENVIRONMENT: ["SITE_ARGS"], CONFIG: ["seccompDefault"]}, BY_FLAG, GOOD_FLAGS),
    Row("arguments beat a file that is good",
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow"),
         CONFIG: File(HEADER + as_yaml(tree(SETTINGS, True)) + "\n", mode=0o600)},
        {UNIT: ["--authorization-mode"]}, ["kubelet_authorization_mode"],
        ["--authorization-mode=Webhook"]),
    Row("a file in YAML",
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG), CONFIG: File(yaml_file(SETTINGS), mode=0o600)},
        {CONFIG: words(SETTINGS)}, BY_FILE),
    Row("a file in JSON",
        {UNIT: unit("--config=/etc/kubernetes/kubelet.json", KUBECONFIG_FLAG),
         "/etc/kubernetes/kubelet.json": File(json_file(SETTINGS), mode=0o600)},
        {"/etc/kubernetes/kubelet.json": words(SETTINGS)}, BY_FILE),
    Row("a file under --config-dir",
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--config-dir=" + CONFIG_DIR),
         CONFIG: File(HEADER + as_yaml(tree(SETTINGS, True)) + "\n", mode=0o600),
         CONFIG_DIR + "/10-first.conf": File(HEADER + "maxPods: 7\n", mode=0o600),
         CONFIG_DIR + "/20-bad.conf": File(yaml_file(SETTINGS[:2] + SETTINGS[4:11]), mode=0o600)},
        {CONFIG_DIR + "/20-bad.conf": words(SETTINGS)},
        [setting.rule for setting in SETTINGS[:2] + SETTINGS[4:11]]),
    Row("nothing said, with a file of --config",
        # Which rate is the default depends on the version.
        {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG), CONFIG: HEADER + "eventRecordQPS: 50\n# so far\n"},
        {CONFIG: KEYS}, UNSAID),
    Row("nothing said, without a file of --config",
        {UNIT: unit(KUBECONFIG_FLAG, "--event-qps=50", "--seccomp-default=true")},
        {UNIT: ["--"]}, UNSAID[:-1] + ["kubelet_read_only_port_secured"],
        [KUBECONFIG_FLAG] + [setting.good for setting in SETTINGS if setting.rule in UNSAID]),
]


@suite.table(ROWS)
class Places(unittest.TestCase):
    """A row: fail, fixed, pass; and nothing else is changed"""

    maxDiff = None

    def check(self, row):
        """Put it right."""
        machine.settle(0)
        with Machine(row.files) as host:
            before = host.snapshot()
            self.assertEqual(self.failing(host), sorted(row.rules))
            host.calls()
            done, results = host.evaluate("--remediate")
            self.assertEqual({rule: results[rule] for rule in row.rules},
                             {rule: "fixed" for rule in row.rules}, done)
            self.check_calls(host.calls())
            after = host.snapshot()
            self.assertEqual(self.failing(host), [])
            self.check_files(row, before, after)
            arguments = host.arguments()
            self.assertEqual([flag for flag in row.args if flag not in arguments], [], arguments)
            self.assertNotIn(HOSTNAME, arguments)
            self.check_backups(host, before, row.changes)
            self.check_second_run(host, after)

    def failing(self, host):
        """The rules that fail."""
        done, results = host.evaluate()
        self.assertEqual(done.unexpected_stderr(), [], done)
        self.assertLessEqual(set(results.values()),
                             {"pass", "fail", "notchecked", "notapplicable"}, results)
        return sorted(rule for rule, result in results.items() if result == "fail")

    def check_calls(self, calls):
        """The manager reads the unit before it starts it."""
        verbs = [call[0] for call in calls]
        for number, verb in enumerate(verbs):
            if verb == "restart":
                self.assertEqual(calls[number], ["restart", machine.SERVICE])
                self.assertEqual(verbs[number - 2:number], ["daemon-reload", "reset-failed"])
        self.assertIn("restart", verbs)

    def check_files(self, row, before, after):
        """The same files, with the same owners, modes and attributes; the same lines but some."""
        self.assertEqual(set(before), set(after))
        for path, entry in before.items():
            self.assertEqual(entry.what, after[path].what, path)
            if path not in row.changes:
                self.assertEqual(entry.content, after[path].content, path)
                continue
            self.assertNotEqual(entry.content, after[path].content, path)
            diff = [line for line in difflib.ndiff(
                entry.content.decode().splitlines(True),
                after[path].content.decode().splitlines(True)) if line[0] in "+-"]
            odd = [line for line in diff if not any(word in line for word in row.changes[path])
                   and not re.fullmatch(r"\+\s*([][{}],?)?\s*", line)]
            self.assertEqual(odd, [], "".join(diff))

    def check_backups(self, host, before, changes):
        """Of each changed file there is a copy of what it was."""
        contents = []
        for path in host.backups():
            with open(path, "rb") as file:
                contents.append(file.read())
        for path in changes:
            self.assertIn(before[path].content, contents, path)

    def check_second_run(self, host, after):
        """The script of the profile does nothing any more.

        But for one setting: in the cis profiles its rule also passes where nothing is said, which is
        no good value.
        """
        script = host.generate("bash")
        done = host.run("bash", script)
        self.assertEqual(done.code, 0, done)
        changed = re.findall("^changed: .*", done.out, re.M)
        if changed:
            self.assertEqual(["otateCertificates" in line or "rotate-certificates" in line
                              for line in changed], [True], done)
            after = host.snapshot()
        self.assertEqual(host.snapshot(), after)
        pid = host.pid()
        host.calls()
        done = host.run("bash", script)
        self.assertEqual(done.code, 0, done)
        said = [line for line in done.out.splitlines() if not line.startswith(("unchanged: ", "done: "))]
        self.assertEqual(said, [], done)
        self.assertEqual(host.snapshot(), after)
        self.assertEqual((host.calls(), host.pid()), ([], pid))


class Refused(unittest.TestCase):
    """A kubelet that does not stay up with what was set"""

    ROWS = [
        ("argument", {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow"),
                      CONFIG: EMPTY},
         "--authorization-mode=Webhook"),
        ("environment file", {
            UNIT: unit(KUBECONFIG_FLAG, "$ARGS", more="EnvironmentFile=%s\n" % ENVIRONMENT),
            ENVIRONMENT: "ARGS=--authorization-mode=AlwaysAllow\n"}, "--authorization-mode=Webhook"),
        ("YAML", {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG),
                  CONFIG: File(node.config("AlwaysAllow"), mode=0o640)}, "mode: Webhook"),
        ("JSON", {UNIT: unit("--config=/etc/kubernetes/kubelet.json", KUBECONFIG_FLAG),
                  "/etc/kubernetes/kubelet.json": json_file(SETTINGS[1:2])}, '"Webhook"'),
        ("drop-in", {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--config-dir=" + CONFIG_DIR),
                     CONFIG: EMPTY, CONFIG_DIR + "/a.conf": node.config("AlwaysAllow")}, "mode: Webhook"),
        ("nothing said", {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG), CONFIG: EMPTY}, "Webhook"),
    ]

    def test_rolled_back(self):
        for name, files, text in self.ROWS:
            with self.subTest(name), Machine(dict(FILES, **files)) as host:
                before = host.snapshot()
                host.refuse(text)
                done, results = host.evaluate("--remediate", "--rule", scan.RULE)
                self.assertNotIn(results["kubelet_authorization_mode"], ("fixed", "pass"), done)
                self.assertEqual(host.snapshot(), before)
                _, results = host.evaluate("--rule", scan.RULE)
                self.assertEqual(results["kubelet_authorization_mode"], "fail")
                fixed = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
                self.assertEqual(fixed.code, 1, fixed)
                self.assertIn("rolled back: ", fixed.out)
                self.assertIn("the old files are back, and kubelet.service runs on them",
                              fixed.err)
                self.assertEqual(host.snapshot(), before)

    def test_file_that_is_not_there(self):
        """A path is not set if nothing is at it."""
        with Machine({UNIT: unit(CONFIG_FLAG), CONFIG: EMPTY}) as host:
            before, pid = host.snapshot(), host.pid()
            rule = "kubelet_configure_client_ca"
            done, results = host.evaluate("--remediate", "--rule", scan.rule_id(rule))
            self.assertNotIn(results[rule], ("fixed", "pass"), done)
            self.assertEqual((host.snapshot(), host.pid()), (before, pid))


class NotRun(unittest.TestCase):
    """What does not change anything"""

    FILES = dict(FILES, **{UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG),
                           CONFIG: File(node.config("AlwaysAllow"))})

    def test_dry_run(self):
        with Machine(self.FILES) as host:
            before, pid = host.snapshot(), host.pid()
            host.calls()
            done = host.run("oscap-kubelet-fix", "--dry-run", "authorization.mode=Webhook")
            self.assertEqual(done.code, 0, done)
            self.assertIn("would change: %s:4" % CONFIG, done.out)
            self.assertEqual((host.snapshot(), host.pid(), host.calls()), (before, pid, []))
            self.assertEqual(host.backups(), [])

    def test_openshift(self):
        """The Machine Config Operator would put it back."""
        node.shadow("/etc/machine-config-daemon")
        write_files("/", {"/etc/machine-config-daemon/currentconfig": "{}"})
        try:
            with Machine(self.FILES) as host:
                before = host.snapshot()
                done = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
                self.assertEqual(done.code, 1, done)
                self.assertIn("KubeletConfig", done.err)
                self.assertEqual(host.snapshot(), before)
        finally:
            os.unlink("/etc/machine-config-daemon/currentconfig")


class Neighbours(unittest.TestCase):
    """Kubelets in containers, whose units have the same name"""

    FILES = dict(FILES, **{UNIT: unit(KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow")})
    GOOD, BAD = "--authorization-mode=Webhook", "--authorization-mode=AlwaysAllow"

    def test_good_one(self):
        """It does not stand for ours, before the fix or after it."""
        with Machine(self.FILES) as host, Neighbour(host, self.GOOD):
            done = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
            self.assertEqual(done.code, 0, done)
            self.assertIn(self.GOOD, host.arguments())

    def test_bad_ones(self):
        """Those that are left alone do not keep ours from being fixed, whichever comes first."""
        with Machine(self.FILES) as host, Neighbour(host, self.BAD), Neighbour(host, self.BAD):
            host.systemctl("restart", machine.SERVICE)  # now it comes after them
            done = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
            self.assertEqual(done.code, 1, done)
            self.assertIn(self.GOOD, host.arguments())
            self.assertIn("restarted: ", done.out)
            self.assertIn("failed: kubelet ", done.out)
            self.assertIn("it runs in the container", done.err)

    def test_ours_ends(self):
        """Neither does it when ours does not stay up."""
        with Machine(self.FILES) as host, Neighbour(host, self.GOOD):
            before = host.snapshot()
            host.refuse(self.GOOD)
            done = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
            self.assertEqual((done.code, host.snapshot()), (1, before), done)
            self.assertIn(self.BAD, host.arguments())

    def test_bad_one(self):
        """It is seen, behind one that is good, and left alone."""
        good = dict(FILES, **{UNIT: unit(self.GOOD)})
        with Machine(good) as host, Neighbour(host, self.BAD):
            pid = host.pid()
            done = host.run("oscap-kubelet-fix", "authorization.mode=Webhook")
            self.assertEqual((done.code, host.pid()), (1, pid), done)
            self.assertIn("it runs in the container", done.err)


class Mounts(unittest.TestCase):
    """A kubelet that has mounts of its own"""

    REAL, OTHER, LINK = [CONFIG_DIR + name for name in ("/real", "/other", "/link")]
    FILES = dict(FILES, **{
        UNIT: unit("--config=" + LINK, KUBECONFIG_FLAG), LINK: Link(REAL),
        REAL: File(node.config("AlwaysAllow"), mode=0o644),
        OTHER: File(node.config("AlwaysAllow"), mode=0o644)})

    def run_there(self, source, *args):
        """Run the program while the kubelet has `source` where REAL is."""
        with Machine(self.FILES) as host:
            host.systemctl("stop", machine.SERVICE)

            def enter():
                with open("%s/%s/cgroup.procs" % (host.group, machine.SERVICE), "w",
                          encoding="ascii") as file:
                    file.write("0")
                node.unshare_mounts()
                node.mount(source, self.REAL, flags=node.MS_BIND)

            process = subprocess.Popen([machine.KUBELET, "--config=" + self.LINK, KUBECONFIG_FLAG],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       preexec_fn=enter)
            try:
                process.stdout.readline()
                return host.run("oscap-kubelet-fix", "--dry-run", *args)
            finally:
                process.kill()
                process.communicate()

    ARGS = (["authorization.mode=Webhook"], ["--files", "configuration", "--mode", "600"])

    def test_same_file(self):
        for args in self.ARGS:
            with self.subTest(args):
                done = self.run_there(self.REAL, *args)
                self.assertEqual((done.code, done.err), (0, ""), done)
                self.assertIn("would change: ", done.out)

    def test_other_file_behind_a_link(self):
        """The link is the same, what it leads to is not."""
        for args in self.ARGS:
            with self.subTest(args):
                done = self.run_there(self.OTHER, *args)
                self.assertEqual((done.code, done.out), (1, ""), done)
                self.assertIn("fix it where that process runs", done.err)


class Signals(unittest.TestCase):
    """What is sent to a fix that has begun does not leave a node between two states"""

    GOOD = "--authorization-mode=Webhook"

    def start(self, **options):
        """Start a fix of a kubelet that says AlwaysAllow."""
        process = subprocess.Popen(
            [machine.PROGRAM, "--settle", "1", "--health", "3", "authorization.mode=Webhook"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
            env=dict(os.environ, PATH=machine.search_path()), **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_end(self):
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), Machine(
                    dict(FILES, **{UNIT: unit(KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow")})) as host:
                before = host.snapshot()
                host.refuse(self.GOOD)
                process = self.start()
                while host.snapshot() == before and process.poll() is None:
                    time.sleep(0.01)
                process.send_signal(number)
                out, err = process.communicate(timeout=180)
                self.assertEqual((process.returncode, host.snapshot()), (1, before), err)
                self.assertIn("rolled back: ", out)

    def test_children_that_nobody_waits_for(self):
        """A parent that ignores them says so to its children, too."""
        with Machine(dict(FILES, **{UNIT: unit(KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow")})) as host:
            process = self.start(
                preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
            _, err = process.communicate(timeout=180)
            self.assertEqual(process.returncode, 0, err)
            self.assertIn(self.GOOD, host.arguments())


class Modes(unittest.TestCase):
    """Rules of section 4.1"""

    OPEN = {
        "worker_kubeconfig": KUBECONFIG, "worker_ca": PKI + "ca.crt", "kubelet_conf": CONFIG}
    UID = 7

    def test_files(self):
        files = {UNIT: unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--client-ca-file=%sca.crt" % PKI)}
        files.update({path: File(HEADER, mode=0o777, uid=self.UID, gid=self.UID)
                      for path in self.OPEN.values()})
        rules = ["file_%s_%s" % (kind, name) for kind in ("permissions", "owner", "groupowner")
                 for name in self.OPEN]
        with Machine(dict(FILES, **files)) as host:
            before = host.snapshot()
            options = [word for rule in rules for word in ("--rule", scan.rule_id(rule))]
            _, results = host.evaluate(*options)
            self.assertEqual(results, dict.fromkeys(rules, "fail"))
            done, results = host.evaluate("--remediate", *options)
            self.assertEqual(results, dict.fromkeys(rules, "fixed"), done)
            _, results = host.evaluate(*options)
            self.assertEqual(results, dict.fromkeys(rules, "pass"))
            after = host.snapshot()
            for path, entry in after.items():
                self.assertEqual(entry.content, before[path].content)
                if path in self.OPEN.values():
                    mode = "-rw-r--r--" if path.endswith("ca.crt") else "-rw-------"
                    self.assertEqual(entry.what[:3], (mode, 0, 0), path)
                else:
                    self.assertEqual(entry.what, before[path].what, path)
            # The configuration is read again: other rules take a file that was touched for changed.
            _, results = host.evaluate("--rule", scan.rule_id("kubelet_pod_pids_limit"))
            self.assertEqual(set(results.values()), {"fail"})


    def test_file_of_all_programs(self):
        """A unit can name one as its environment; what was done before it is put back."""
        path = "/etc/default/locale"
        more = "EnvironmentFile=%s\n" % path
        files = {UNIT: File(unit(CONFIG_FLAG, more=more), mode=0o644), CONFIG: EMPTY,
                 path: File("LANG=C\n", mode=0o644)}
        with Machine(dict(FILES, **files)) as host:
            before = host.snapshot()
            for options in (["--dry-run"], []):
                done = host.run("oscap-kubelet-fix", "--files", "unit", "--mode", "600", *options)
                self.assertEqual((done.code, host.snapshot()), (1, before), done)
                self.assertIn(path + " has to be readable for all", done.err)

    def test_setting_that_cannot_be_told(self):
        """The file that it names is not one that is as wanted."""
        path = PKI + "ca.crt"
        config = HEADER + "authentication: {x509: {clientCAFile: %s}}\n" % path
        files = {UNIT: unit(CONFIG_FLAG), CONFIG: config, path: File("of the CA", mode=0o666)}
        with Machine(dict(FILES, **files)) as host:
            node.wait_a_tick()
            os.utime(CONFIG)
            done = host.run("oscap-kubelet-fix", "--files", "client_ca", "--mode", "644")
            self.assertEqual((done.code, done.out), (1, ""), done)
            self.assertIn("after the kubelet started", done.err)


class OtherBenchmarks(unittest.TestCase):
    """What other benchmarks want than CIS Kubernetes: fail, fixed, pass"""

    def check(self, profile, wrong, more, said, **files):
        """Put a node right. @param wrong: rules that are fixed; said: lines of the file then"""
        files = dict(FILES, **{UNIT: unit(CONFIG_FLAG), CONFIG: HEADER + more}, **files)
        options = [option for rule in wrong for option in ("--rule", scan.rule_id(rule))]
        with Machine(files) as host:
            host.profile = ["--profile", scan.profile_id(profile)]
            _, results = host.evaluate(*options)
            self.assertEqual(results, {rule: "fail" for rule in wrong})
            done, results = host.evaluate("--remediate", *options)
            self.assertEqual(results, {rule: "fixed" for rule in wrong}, done)
            _, results = host.evaluate(*options)
            self.assertEqual(results, {rule: "pass" for rule in wrong})
            done = host.run("bash", host.generate("bash"))
            self.assertNotRegex(done.out, "(?m)^changed: .*(%s)" % "|".join(
                line.partition(":")[0] for line in said or ["\0"]))
            with open(CONFIG, encoding="utf-8") as file:
                text = file.read()
            for line in said:
                self.assertIn(line + "\n", text)

    def test_defaults_that_are_not_enough(self):
        self.check("cis_oke_node", ["kubelet_read_only_port_secured",
                                    "kubelet_enable_streaming_connections",
                                    "kubelet_enable_iptables_util_chains",
                                    "kubelet_configure_event_creation",
                                    "kubelet_enable_server_cert_rotation"], "eventRecordQPS: 50\n",
                   ["readOnlyPort: 0", "streamingConnectionIdleTimeout: 4h0m0s",
                    "makeIPTablesUtilChains: true", "eventRecordQPS: 0",
                    "  RotateKubeletServerCertificate: true"])

    def test_timeout_that_is_too_short(self):
        self.check("stig_node", ["kubelet_enable_streaming_connections"],
                   "streamingConnectionIdleTimeout: 4m59s\n",
                   ["streamingConnectionIdleTimeout: 4h0m0s"])

    def test_oldest_version_of_tls(self):
        self.check("effective", ["kubelet_configure_tls_min_version"], "tlsMinVersion: VersionTLS10\n",
                   ["tlsMinVersion: VersionTLS12"])

    def test_private_key(self):
        key = PKI + "own.key"
        self.check("effective", ["%s_kubelet_tls_key" % kind for kind in (
            "file_permissions", "file_owner", "file_groupowner")],
                   "tlsCertFile: %skubelet.crt\ntlsPrivateKeyFile: %s\n" % (PKI, key), [],
                   **{key: File("of the kubelet", 0o640, 1, 1)})


class InForce(unittest.TestCase):
    """The profile "effective": only the value that is in force counts"""

    CERTIFICATE = ("kubelet_configure_tls_cert", "kubelet_configure_tls_key")
    ROTATION = "kubelet_enable_server_cert_rotation"

    ASKED = machine.TAILORING.replace("cis_node_level2", "effective").replace(
        "kubelet_event_record_qps_min\">1<", "kubelet_server_tls_bootstrap_to_set\">true<")

    def remediate(self, more, left=(), tailoring=None):
        """Put a file right, but for rules that are left; return its text."""
        with Machine(dict(FILES, **{UNIT: unit(CONFIG_FLAG), CONFIG: HEADER + more})) as host:
            host.profile = ["--profile", scan.profile_id("effective")]
            if tailoring:
                with open(host.path("tailoring.xml"), "w", encoding="utf-8") as file:
                    file.write(tailoring)
                host.profile = ["--tailoring-file", host.path("tailoring.xml"),
                                "--profile", scan.profile_id("limited")]
            done, results = host.evaluate("--remediate")
            self.assertEqual({rule for rule, result in results.items() if result not in
                              ("pass", "fixed", "notchecked", "notapplicable", "notselected")},
                             set(left), done)
            for rule in ("kubelet_anonymous_auth", "kubelet_authorization_mode"):
                self.assertEqual(results[rule], "pass", "a good default")
            _, again = host.evaluate()
            self.assertEqual({rule for rule, result in again.items() if result not in
                              ("pass", "notchecked", "notapplicable", "notselected")},
                             set(left), again)
            done = host.run("bash", host.generate("bash"))
            self.assertEqual((done.code, re.findall("^changed: .*", done.out, re.M)), (0, []), done)
            self.assertEqual("serverTLSBootstrap is left as it is" in done.out, not tailoring)
            with open(CONFIG, encoding="utf-8") as file:
                return results, file.read()

    def test_nothing_said(self):
        """serverTLSBootstrap is not turned on; good defaults are not written down."""
        results, text = self.remediate("eventRecordQPS: 50\n", [self.ROTATION])
        self.assertEqual([results[rule] for rule in self.CERTIFICATE], ["fixed"] * 2)
        self.assertNotIn("serverTLSBootstrap", text)
        self.assertNotIn("authorization", text)

    def test_rotation_is_asked_for(self):
        """By a Value"""
        results, text = self.remediate("eventRecordQPS: 50\n", tailoring=self.ASKED)
        self.assertEqual(results[self.ROTATION], "fixed")
        self.assertIn("serverTLSBootstrap: true\n", text)

    def test_certificate_is_issued(self):
        """By the cluster: no file is named, also not by the script of the profile."""
        results, text = self.remediate("eventRecordQPS: 50\nserverTLSBootstrap: true\n")
        self.assertEqual([results[rule] for rule in self.CERTIFICATE + (self.ROTATION,)],
                         ["pass"] * 3)
        self.assertNotIn("tlsCertFile", text)


def setUpModule():
    """The directories are of this program alone."""
    machine.prepare()


if __name__ == "__main__":
    suite.main()

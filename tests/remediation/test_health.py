# SPDX-License-Identifier: LGPL-2.1-or-later
"""A kubelet that is up does its work: and what is known to keep it from that is not even tried."""
import os
import re
import subprocess
import unittest

import machine
from machine import CONFIG_DIR, ENVIRONMENT, UNIT, Machine, unit

import node
import scan
import suite
from files import File
from node import CONFIG, CONFIG_FLAG, HEADER

PKI = "/etc/kubernetes/pki/"
FILES = {PKI + name: File("of " + name, mode=0o600)
         for name in ("ca.crt", "kubelet.crt", "kubelet.key")}
KUBECONFIG = "--kubeconfig=/etc/kubernetes/kubelet.conf"
# The setting that is changed, and how its good value stands in the file.
WANTED = "podPidsLimit=4096"
NEW = "podPidsLimit: 4096"
BOOTSTRAP = "serverTLSBootstrap=true"
PAIR = "tlsCertFile: %skubelet.crt\ntlsPrivateKeyFile: %skubelet.key\n" % (PKI, PKI)
AES256 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
BACK = "the old files are back, and kubelet.service runs on them"


class Row:
    """A kubelet, what it does before and afterwards, and what comes of a fix.

    before, after   as machine.behave() has it
    good            whether the fix is kept
    says            texts in what is printed
    unsaid          texts that are not
    """

    def __init__(self, name, good, says=(), before=None, after=None, config="", wanted=WANTED,
                 unsaid=()):
        self.name = name
        self.good = good
        self.says = [says] if isinstance(says, str) else says
        self.unsaid = [unsaid] if isinstance(unsaid, str) else unsaid
        self.before = before or {}
        self.after = after or {}
        self.config = config
        self.wanted = wanted


NOT_ASKED = ("healthz is not asked", "no TLS handshake is demanded", "healthz and TLS are not asked")
NEVER = {"healthz": None}
NO_TLS = {"tls": None}
LATE = {"healthz": 2.5, "tls": 2.5}
ROWS = [
    Row("all is well", True, unsaid=NOT_ASKED),
    Row("healthz comes late", True, after={"healthz": 2.5}),
    Row("healthz never comes", False, ["is not healthy after 4 seconds: healthz: ", ":10248/healthz"],
        after=NEVER),
    Row("healthz comes too late", False, "healthz: ", after={"healthz": 8}),
    Row("healthz says that something is wrong", False, "healthz: http://127.0.0.1:10248/healthz answers 500",
        after={"code": 500}),
    Row("it ends after it has settled, before healthz comes", False, "ended within 3 seconds",
        after=dict(NEVER, ends=2.5)),
    Row("it ends as healthz comes", False, "ended within 3 seconds", after=dict(LATE, ends=2.8)),
    Row("it ends before it has settled", False, "ended within 1 seconds", after={"ends": 0.6}),
    Row("TLS comes late", True, after={"tls": 2.5}),
    Row("TLS never comes", False, "no TLS handshake as before: https://127.0.0.1:10250/", after=NO_TLS),
    Row("TLS never comes, and did not before", True,
        "no TLS handshake is demanded: the kubelet completes none now: https://127.0.0.1:10250/",
        before=NO_TLS, after=NO_TLS),
    Row("healthz did not answer before", True, before=NEVER, unsaid=NOT_ASKED),
    Row("healthz is off", True, "healthz is not asked: healthzPort is 0", config="healthzPort: 0\n"),
    Row("healthz is off, and it ends late", False, "ended within 2 seconds", config="healthzPort: 0\n",
        after={"ends": 1.5}),
    Row("healthz is off, TLS never comes", False, "no TLS handshake as before", config="healthzPort: 0\n",
        after=NO_TLS),
    Row("healthz is switched off", True, "healthz is not asked: healthzPort is 0", wanted="healthzPort=0"),
    Row("other ports", True, config="healthzPort: 20248\nport: 20250\n", unsaid=NOT_ASKED),
    Row("other ports, healthz never comes", False, "127.0.0.1:20248", after=NEVER,
        config="healthzPort: 20248\nport: 20250\n"),
    Row("healthz gets another port", True, wanted="healthzPort=20248", unsaid=NOT_ASKED),
    Row("the server gets another port", True, wanted="port=20250", unsaid=NOT_ASKED),
    Row("any address", True, config="healthzBindAddress: \"::\"\naddress: \"::\"\n", unsaid=NOT_ASKED),
    Row("an address of its own", True, config="healthzBindAddress: 127.0.0.2\n", unsaid=NOT_ASKED),
    Row("the server is switched off", True, "no TLS handshake is demanded: enableServer is false",
        wanted="enableServer=false", after=NO_TLS),
    Row("serverTLSBootstrap", True,
        ["warning: with serverTLSBootstrap", "is approved",
         "no TLS handshake is demanded: serverTLSBootstrap is new"], wanted=BOOTSTRAP, after=NO_TLS),
    Row("serverTLSBootstrap, and healthz never comes", False, "healthz: ", wanted=BOOTSTRAP, after=NEVER),
    Row("serverTLSBootstrap beside files", False, "no TLS handshake as before", wanted=BOOTSTRAP,
        after=NO_TLS, config=PAIR, unsaid="warning: "),
    Row("serverTLSBootstrap was there", False, "no TLS handshake as before", after=NO_TLS,
        config="serverTLSBootstrap: true\n", unsaid="warning: "),
    Row("a network of its own", True, "healthz and TLS are not asked: the kubelet has a network of its own",
        before={"network": True}, after={"network": True}),
]


def start(config="", args=()):
    """A machine whose kubelet has a file of --config."""
    return Machine(dict(FILES, **{
        UNIT: unit(CONFIG_FLAG, KUBECONFIG, *args), CONFIG: HEADER + "podPidsLimit: -1\n" + config}))


@suite.table(ROWS)
class Health(unittest.TestCase):
    """A row: the fix is kept, or everything is put back"""

    def check(self, row):
        """Fix it."""
        with start(row.config) as host:
            new = row.wanted.replace("=", ": ")
            host.behave(("", row.before), (new, row.after))
            host.systemctl("restart", machine.SERVICE)
            before = host.snapshot()
            done = host.run("oscap-kubelet-fix", row.wanted)
            said = done.out + done.err
            self.assertEqual(done.code, 0 if row.good else 1, done)
            self.assertEqual(host.snapshot() == before, not row.good, done)
            self.assertEqual(BACK in said, not row.good, done)
            self.assertEqual([text for text in row.says if text not in said], [], done)
            self.assertEqual([text for text in row.unsaid if text in said], [], done)

    def test_files(self):
        """A kubelet whose files were restricted has to be as healthy as before, too."""
        for after, good in (({}, True), (NEVER, False), (NO_TLS, False)):
            with self.subTest(after), start() as host:
                os.chmod(CONFIG, 0o644)
                node.wait_a_tick()
                host.systemctl("restart", machine.SERVICE)
                before = host.snapshot()
                host.behave(("", after))
                done = host.run("oscap-kubelet-fix", "--files", "configuration", "--mode", "600")
                self.assertEqual(done.code, 0 if good else 1, done)
                self.assertEqual(host.snapshot() == before, not good, done)
                self.assertEqual("the files are as they were" in done.err, not good, done)

    def test_without_libcurl(self):
        """What cannot be asked is judged by its presence, for twice the time."""
        listed = subprocess.check_output(["/sbin/ldconfig", "-p"], universal_newlines=True)
        libraries = set(re.findall(r"=> (\S*/libcurl\S*\.so\.4)$", listed, re.M))
        self.assertTrue(libraries)

        def hide():
            node.unshare_mounts()
            for path in libraries:
                node.mount("/dev/null", path, flags=node.MS_BIND)

        for ends, good in ((None, True), (1.5, False)):
            with self.subTest(ends), start() as host:
                host.behave((NEW, dict(NEVER, ends=ends)))
                before = host.snapshot()
                done = subprocess.run(
                    [machine.PROGRAM, "--settle", "1", WANTED], preexec_fn=hide, timeout=180,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
                    env=dict(os.environ, PATH=machine.search_path()))
                self.assertIn("healthz and TLS are not asked: libcurl is not installed", done.stdout)
                self.assertEqual((done.returncode == 0, host.snapshot() != before), (good, good), done)


REFUSED = [
    ("cipher suites", "", ["tlsCipherSuites=" + AES256], ["tlsCipherSuites (%s:" % CONFIG, "HTTP/2"]),
    ("half of a pair", "", ["tlsCertFile=%skubelet.crt" % PKI],
     ["tlsCertFile=%skubelet.crt" % PKI, "tlsPrivateKeyFile is not set"]),
    ("the other half", "", ["tlsPrivateKeyFile=%skubelet.key" % PKI], ["tlsCertFile is not set"]),
    ("a file that is not there", "",
     ["tlsCertFile=%skubelet.crt" % PKI, "tlsPrivateKeyFile=/none/kubelet.key"],
     ["tlsPrivateKeyFile=/none/kubelet.key", "there is no such file"]),
    ("a CA that is not there", "", ["authentication.x509.clientCAFile=/none/ca.crt"],
     ["authentication.x509.clientCAFile=/none/ca.crt", "there is no such file"]),
    ("what stands there already", "tlsCertFile: /none/kubelet.crt\ntlsPrivateKeyFile: /none/kubelet.key\n",
     [WANTED], ["tlsCertFile=/none/kubelet.crt (%s:4)" % CONFIG]),
    ("a comment in a list", "tlsCipherSuites: [%s, # for old clients\n  TLS_RSA_WITH_AES_128_CBC_SHA]\n" % AES256,
     ["tlsCipherSuites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
     ["%s: line 4: tlsCipherSuites cannot be set: a comment would be lost" % CONFIG]),
]


@suite.table(REFUSED)
class Foreseen(unittest.TestCase):
    """What is known to do harm is refused before anything is written"""

    def check(self, config, wanted, says):
        """Try it."""
        with start(config) as host:
            self.refuse(host, wanted, says)

    def refuse(self, host, wanted, says):
        """Nothing happens, and the message says why."""
        before, pid = host.snapshot(), host.pid()
        host.calls()
        for options in ([], ["--dry-run"]):
            done = host.run("oscap-kubelet-fix", *options, *wanted)
            self.assertEqual((done.code, done.out), (1, ""), done)
            self.assertEqual([text for text in says if text not in done.err], [], done)
        self.assertEqual((host.snapshot(), host.pid(), host.calls(), host.backups()),
                         (before, pid, [], []))

    def test_webhook_without_a_client(self):
        files = {UNIT: unit(CONFIG_FLAG), CONFIG: node.config("AlwaysAllow")}
        with Machine(dict(FILES, **files)) as host:
            self.refuse(host, ["authorization.mode=Webhook"],
                        ["authorization.mode=Webhook (%s:4)" % CONFIG, "--kubeconfig"])

    def test_authentication_without_a_client(self):
        files = {UNIT: unit(CONFIG_FLAG), CONFIG:
                 HEADER + "authentication: {webhook: {enabled: false}}\nauthorization: {mode: AlwaysAllow}\n"}
        with Machine(dict(FILES, **files)) as host:
            self.refuse(host, ["authentication.webhook.enabled=true"],
                        ["authentication.webhook.enabled=true (%s:3)" % CONFIG, "--kubeconfig"])

    def test_sysctls(self):
        """Those that do not hold are named; when they hold the fix is made."""
        good = {"vm/overcommit_memory": 1, "vm/panic_on_oom": 0, "kernel/panic": 10,
                "kernel/panic_on_oops": 1, "kernel/keys/root_maxkeys": 1000000,
                "kernel/keys/root_maxbytes": 25000000}
        with start() as host:
            for name, value in good.items():
                with open(host.path("value"), "w", encoding="ascii") as file:
                    file.write("%d\n" % (value + 1))
                os.rename(host.path("value"), host.path(name.replace("/", ".")))
                node.mount(host.path(name.replace("/", ".")), "/proc/sys/" + name, flags=node.MS_BIND)
            try:
                self.refuse(host, ["protectKernelDefaults=true"], [
                    "%s is %d, not %d" % (name.replace("/", "."), value + 1, value)
                    for name, value in good.items()])
                for name, value in good.items():
                    with open(host.path(name.replace("/", ".")), "w", encoding="ascii") as file:
                        file.write("%d\n" % value)
                host.profile = ["--profile", scan.profile_id("cis_ack_node")]
                rule = "kubelet_enable_protect_kernel_defaults"
                for options, result in (([], "fail"), (["--remediate"], "fixed"), ([], "pass")):
                    done, results = host.evaluate("--rule", scan.rule_id(rule), *options)
                    self.assertEqual(results, {rule: result}, done)
            finally:
                for name in good:
                    node.unmount("/proc/sys/" + name)


class Together(unittest.TestCase):
    """Settings of one call"""

    def test_one_restart(self):
        """In three places: all are written, and then the kubelet is restarted once."""
        drop_in = CONFIG_DIR + "/a.conf"
        files = {UNIT: unit(CONFIG_FLAG, KUBECONFIG, "--config-dir=" + CONFIG_DIR, "$ARGS",
                            more="EnvironmentFile=%s\n" % ENVIRONMENT),
                 ENVIRONMENT: "ARGS=--read-only-port=10255\n", CONFIG: HEADER + "podPidsLimit: -1\n",
                 drop_in: HEADER + "eventRecordQPS: 0\n"}
        wanted = ["readOnlyPort=0", "podPidsLimit=4096", "eventRecordQPS=50",
                  "tlsCertFile=%skubelet.crt" % PKI, "tlsPrivateKeyFile=%skubelet.key" % PKI]
        with Machine(dict(FILES, **files)) as host:
            host.calls()
            done = host.run("oscap-kubelet-fix", *wanted)
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertEqual([call[0] for call in host.calls()],
                             ["daemon-reload", "reset-failed", "restart"])
            self.assertEqual(len(re.findall("^changed: ", done.out, re.M)), len(wanted), done)
            self.assertEqual(len(host.backups()), 3)
            done = host.run("oscap-kubelet-fix", *wanted)
            self.assertEqual((done.code, host.calls()), (0, []), done)

    def test_all_or_nothing(self):
        """One that cannot be keeps the others from being set."""
        with start() as host:
            before = host.snapshot()
            done = host.run("oscap-kubelet-fix", WANTED, "tlsCipherSuites=" + AES256)
            self.assertEqual((done.code, host.snapshot()), (1, before), done)


def setUpModule():
    """The directories are of this program alone."""
    machine.prepare()


if __name__ == "__main__":
    suite.main()

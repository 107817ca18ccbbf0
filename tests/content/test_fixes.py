# SPDX-License-Identifier: LGPL-2.1-or-later
"""What `oscap xccdf generate fix` makes of each profile: which calls of oscap-kubelet-fix, for the
shell and for Ansible, and which documents. What the calls do on a node is tested in
tests/remediation.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import parts
from test_oscap import TAILORING, Oscap

try:
    import yaml
except ImportError:
    yaml = None

# Writes its arguments, and says what it is told to.
RECORDER = """#!/bin/sh
{
	for argument; do printf '%s\\n' "$argument"; done
	echo
} >>"$RECORD"
echo "$ANSWER"
exit "$CODE"
"""

SUITES = ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,"
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,"
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,"
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
TLS13 = SUITES + ",TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,TLS_CHACHA20_POLY1305_SHA256"


def suites(names):
    """The call that sets cipher suites, and leaves alone what has only such."""
    return ["--subset", "tlsCipherSuites=" + names]


CERTIFICATE = ["--unless", ".", "tlsCertFile=/etc/kubernetes/pki/kubelet.crt",
               "tlsPrivateKeyFile=/etc/kubernetes/pki/kubelet.key"]
GATE = "featureGates.RotateKubeletServerCertificate=true"
ISSUED = ["--dry-run", "serverTLSBootstrap=true"]

# What every profile does: a rule, its call.
CALLS = [
    ("file_permissions_worker_service", ["--files", "unit", "--mode", "600"]),
    ("file_owner_worker_service", ["--files", "unit", "--owner"]),
    ("file_groupowner_worker_service", ["--files", "unit", "--group"]),
    ("file_permissions_worker_kubeconfig", ["--files", "kubeconfig", "--mode", "600"]),
    ("file_owner_worker_kubeconfig", ["--files", "kubeconfig", "--owner"]),
    ("file_groupowner_worker_kubeconfig", ["--files", "kubeconfig", "--group"]),
    ("file_permissions_worker_ca", ["--files", "client_ca", "--mode", "644"]),
    ("file_owner_worker_ca", ["--files", "client_ca", "--owner"]),
    ("file_groupowner_worker_ca", ["--files", "client_ca", "--group"]),
    ("file_permissions_kubelet_conf", ["--files", "configuration", "--mode", "600"]),
    ("file_owner_kubelet_conf", ["--files", "configuration", "--owner"]),
    ("file_groupowner_kubelet_conf", ["--files", "configuration", "--group"]),
    ("kubelet_anonymous_auth", ["--said=true", "authentication.anonymous.enabled=false"]),
    ("kubelet_authorization_mode", ["--said=true", "authorization.mode=Webhook"]),
    ("kubelet_configure_client_ca",
     ["--unless", ".", "authentication.x509.clientCAFile=/etc/kubernetes/pki/ca.crt"]),
    ("kubelet_read_only_port_secured", ["--said=false", "readOnlyPort=0"]),
    ("kubelet_enable_streaming_connections",
     ["--said=false", "--unless", "^[^-]*[1-9]", "streamingConnectionIdleTimeout=4h0m0s"]),
    ("kubelet_enable_iptables_util_chains", ["--said=false", "makeIPTablesUtilChains=true"]),
    ("kubelet_disable_hostname_override", ["--remove", "hostname-override"]),
    ("kubelet_configure_event_creation",
     ["--said=false", "--between", "0:2147483647", "eventRecordQPS=50"]),
    ("kubelet_configure_tls_cert", CERTIFICATE),
    ("kubelet_configure_tls_key", CERTIFICATE),
    ("kubelet_enable_client_cert_rotation", ["rotateCertificates=true"]),
    ("kubelet_enable_server_cert_rotation", ["--said=false", "--unless", "^$", GATE]),
    ("kubelet_configure_tls_cipher_suites", suites(SUITES)),
    ("kubelet_pod_pids_limit",
     ["--said=false", "--between", "1:9223372036854775807", "podPidsLimit=4096"]),
    ("kubelet_seccomp_default", ["seccompDefault=true"]),
]
# What the profile "effective" does otherwise.
EFFECTIVE = {
    "kubelet_anonymous_auth": [["--said=false", "authentication.anonymous.enabled=false"]],
    "kubelet_authorization_mode": [["--said=false", "authorization.mode=Webhook"]],
    "kubelet_configure_tls_cert": [ISSUED, CERTIFICATE],
    "kubelet_configure_tls_key": [ISSUED, CERTIFICATE],
    "kubelet_configure_tls_cipher_suites": [suites(TLS13)],
    "kubelet_enable_server_cert_rotation": [["--said=false", "--unless", "^$", GATE, "serverTLSBootstrap=true"]],
}
# With a playbook it is two tasks.
PLAYED = [["--said=false", "--unless", "^$", word] for word in (GATE, "serverTLSBootstrap=true")]
LEVEL2 = "kubelet_configure_event_creation"


def calls_of(profile, among=None):
    """The calls of a profile, in the order of its rules."""
    found = []
    for rule, call in CALLS:
        if profile != "cis_node_level1" or rule != LEVEL2:
            found += (among or {}).get(rule) or (
                EFFECTIVE.get(rule) if profile == "effective" else None) or [call]
    return found


class Fixes(Oscap):
    """Base of the tests below."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.work = directory.name
        self.bin = os.path.join(self.work, "bin")
        os.mkdir(self.bin)
        program = os.path.join(self.bin, "oscap-kubelet-fix")
        with open(program, "w", encoding="ascii") as file:
            file.write(RECORDER)
        os.chmod(program, 0o755)

    def generate(self, kind, profile, *options):
        """The fix of a profile."""
        path = os.path.join(self.work, "fix." + kind)
        self.works("xccdf", "generate", "fix", "--fix-type", kind, "--profile",
                   "xccdf_%s_profile_%s" % (parts.NAME, profile), "--output", path, *options,
                   parts.STREAM)
        return path

    def run_fix(self, argv, path=None, answer="unchanged: it is", code=0):
        """Run a fix with the recorder; return what ran, and the calls."""
        record = os.path.join(self.work, "record")
        open(record, "w").close()
        home = dict(HOME=self.work, LC_ALL="C.UTF-8", ANSIBLE_LOCALHOST_WARNING="false",
                    ANSIBLE_NOCOLOR="true")
        done = subprocess.run(
            argv, env=dict(home, RECORD=record, ANSWER=answer, CODE=str(code),
                           PATH=path or self.bin + ":/usr/bin:/bin"),
            cwd=self.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True, timeout=250)
        with open(record, encoding="utf-8") as file:
            calls = [call.split("\n") for call in file.read().split("\n\n")[:-1]]
        return done, calls


class Shell(Fixes):
    """--fix-type bash"""

    def test_calls(self):
        for profile in ("cis_node_level1", "cis_node_level2", "effective"):
            with self.subTest(profile=profile):
                # Something is to be changed: else "effective" leaves certificates to the cluster.
                done, calls = self.run_fix(["bash", self.generate("bash", profile)],
                                           answer="would change: it")
                self.assertEqual(calls, calls_of(profile))
                said = [line for line in done.stderr.splitlines()
                        if not line.startswith("Remediating rule ")]
                self.assertTrue(all("MISSING" in line and "proxy" in line for line in said), said)

    def test_issued_certificates_are_left(self):
        """Where the cluster issues them, and the value in force counts."""
        done, calls = self.run_fix(["bash", self.generate("bash", "effective")])
        self.assertEqual([call for call in calls if call == ISSUED], [ISSUED, ISSUED])
        self.assertNotIn(CERTIFICATE, calls)
        self.assertEqual(done.stdout.count("the cluster issues the certificate"), 2)

    def test_not_certain_that_certificates_are_issued(self):
        """Of one kubelet they are, of another it cannot be told: no reason to leave both."""
        _, calls = self.run_fix(["bash", self.generate("bash", "effective")], code=1)
        self.assertEqual(calls, calls_of("effective"))

    def test_tailored(self):
        """accept_builtin_default alone"""
        path = self.temporary("tailoring.xml", TAILORING)
        _, calls = self.run_fix(["bash", self.generate(
            "bash", "tailored", "--tailoring-file", path)])
        self.assertIn(["--said=false", "authorization.mode=Webhook"], calls)
        self.assertIn(["--said=false", "--unless", "^$", GATE], calls)

    @unittest.skipIf(None in map(shutil.which, ("autotailor", "xmllint")), "a tool is not installed")
    def test_tailored_as_in_the_readme(self):
        """A rule that is left out and a Value that is set, by autotailor"""
        made = subprocess.check_output(
            ["autotailor", "--id-namespace", parts.NAME, "-p", "site", "-v", "worker_service_mode=644",
             "-u", "kubelet_disable_hostname_override", parts.STREAM, "cis_node_level1"])
        path = self.temporary("site.xml", subprocess.check_output(
            ["xmllint", "--format", "-"], input=made).decode())
        _, calls = self.run_fix(["bash", self.generate("bash", "site", "--tailoring-file", path)])
        self.assertEqual(calls[0], ["--files", "unit", "--mode", "644"])
        self.assertNotIn(["--remove", "hostname-override"], calls)

    def test_without_the_program(self):
        """One clear line for each rule, and it fails; it does not stop other fixes."""
        benchmark = parts.read(parts.XCCDF)
        found = 0
        for rule in parts.every(benchmark, "Rule"):
            for fix in parts.children(rule, "fix"):
                if not fix.get("system").endswith(":sh"):
                    continue
                found += 1
                name = rule.get("id").rpartition("_rule_")[2]
                script = "".join(fix.itertext()) + "echo $? done\n"
                empty = os.path.join(self.work, "empty")
                os.makedirs(empty, exist_ok=True)
                for shell in ("bash", "sh"):
                    done, _ = self.run_fix([shutil.which(shell), "-c", script], path=empty)
                    self.assertEqual((done.stdout, done.stderr), ("1 done\n", (
                        "%s: nothing was changed: oscap-kubelet-fix is not in PATH\n" % name)))
        self.assertEqual(found, len(CALLS))

    def test_no_pattern_in_a_fix(self):
        """A regular expression of a site is none of the shell."""
        for sub in parts.every(parts.read(parts.XCCDF), "sub"):
            self.assertNotIn("authorization_modes", sub.get("idref"))
            self.assertEqual(sub.get("use"), "legacy")


@unittest.skipIf(shutil.which("ansible-playbook") is None, "ansible-playbook is not installed")
class Ansible(Fixes):
    """--fix-type ansible"""

    def play(self, path, *options, **kwargs):
        """Play a playbook here."""
        return self.run_fix(["ansible-playbook", "-i", "localhost,", "-c", "local",
                             "-e", "ansible_python_interpreter=/usr/bin/python3",
                             "-e", "gather_facts=no", *options, path], **kwargs)

    def check(self, profile, among=None, answer="would change: it", options=(), first="--settle=10"):
        """Play a profile, and compare the calls with those of the shell."""
        done, calls = self.play(self.generate("ansible", profile), *options, answer=answer)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        wanted = [call if call == ISSUED else [first] + call for call in calls_of(profile, among)]
        self.assertEqual(calls, wanted)
        return {word: int(number) for word, number in
                re.findall(r"(\w+)=(\d+)", done.stdout.rpartition("PLAY RECAP")[2])}

    def test_level2(self):
        recap = self.check("cis_node_level2", answer="changed: /f:1: it")
        self.assertEqual((recap["changed"], recap["failed"]), (len(CALLS), 0))

    def test_check_mode(self):
        recap = self.check("cis_node_level1", options=["--check"], first="--dry-run")
        self.assertEqual(recap["changed"], len(CALLS) - 1)

    def test_effective(self):
        self.check("effective", {"kubelet_enable_server_cert_rotation": PLAYED})

    def test_issued_certificates_are_left(self):
        recap = self.check("effective", {
            "kubelet_enable_server_cert_rotation": PLAYED,
            "kubelet_configure_tls_cert": [ISSUED], "kubelet_configure_tls_key": [ISSUED]},
                           answer="unchanged: it is")
        self.assertEqual((recap["changed"], recap["failed"]), (0, 0))

    @unittest.skipIf(yaml is None, "python3-yaml is not installed")
    def test_path(self):
        """The program is looked for where it is installed by default, too."""
        with open(self.generate("ansible", "effective"), encoding="utf-8") as file:
            tasks = yaml.safe_load(file)[0]["tasks"]
        called = [task for task in tasks if "ansible.builtin.command" in task]
        self.assertGreater(len(called), len(CALLS))
        for task in called:
            self.assertRegex(task["environment"]["PATH"], r":/usr/local/bin$")

    def test_tags(self):
        """One rule can be chosen, and the Values come with it."""
        _, calls = self.play(self.generate("ansible", "cis_node_level1"), "--tags",
                             "kubelet_pod_pids_limit")
        self.assertEqual(calls, [["--settle=10"] + dict(CALLS)["kubelet_pod_pids_limit"]])


# What OpenShift does not let a KubeletConfig say (validateUserKubeletConfig of its Machine Config
# Operator), and what its nodes get from elsewhere.
NOT_ON_OPENSHIFT = {"cgroupDriver", "clusterDNS", "clusterDomain", "featureGates", "staticPodPath",
                    "failSwapOn", "tlsCertFile", "tlsPrivateKeyFile"}


@unittest.skipIf(yaml is None, "python3-yaml is not installed")
class Documents(Fixes):
    """--fix-type kubernetes, and ignition for OpenShift"""

    WANTED = {
        "authentication": {"anonymous": {"enabled": False},
                           "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"}},
        "authorization": {"mode": "Webhook"}, "readOnlyPort": 0,
        "streamingConnectionIdleTimeout": "4h0m0s", "makeIPTablesUtilChains": True,
        "eventRecordQPS": 50, "tlsCertFile": "/etc/kubernetes/pki/kubelet.crt",
        "tlsPrivateKeyFile": "/etc/kubernetes/pki/kubelet.key", "rotateCertificates": True,
        "featureGates": {"RotateKubeletServerCertificate": True}, "serverTLSBootstrap": True,
        "tlsCipherSuites": SUITES.split(","), "podPidsLimit": 4096, "seccompDefault": True}

    def documents(self, kind, profile="cis_node_level2"):
        """The documents of a stream, and what they are together."""
        path = self.generate(kind, profile)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.startswith("---\n"))
        found = list(yaml.safe_load_all(text))
        self.assertEqual(text.count("---\n"), len(found))
        merged = {}
        for document in found:
            merge(merged, document)
        return found, merged

    def test_kubernetes(self):
        found, merged = self.documents("kubernetes")
        self.assertEqual(len(found), 14)
        self.assertEqual(merged, dict(self.WANTED, apiVersion="kubelet.config.k8s.io/v1beta1",
                                      kind="KubeletConfiguration"))

    def test_openshift(self):
        found, merged = self.documents("ignition")
        self.assertEqual({document["kind"] for document in found}, {"KubeletConfig"})
        wanted = {key: value for key, value in self.WANTED.items() if key not in NOT_ON_OPENSHIFT}
        wanted["authentication"] = {"anonymous": {"enabled": False}}
        self.assertEqual(merged, {
            "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "KubeletConfig",
            "metadata": {"name": "oscap-kubelet"},
            "spec": {"machineConfigPoolSelector": {"matchLabels": {
                "pools.operator.machineconfiguration.openshift.io/worker": ""}},
                     "kubeletConfig": wanted}})

    def test_level1_and_effective(self):
        for profile in ("cis_node_level1", "effective"):
            for kind in ("kubernetes", "ignition"):
                self.documents(kind, profile)


def merge(into, other):
    """Merge maps."""
    for key, value in other.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


if __name__ == "__main__":
    unittest.main()

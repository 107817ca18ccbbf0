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
from xml.sax.saxutils import escape

import parts
from elements import children, every
from project import BUILD, NAME, PROGRAMS
from test_oscap import TAILORING, Oscap

try:
    import yaml
except ImportError:
    yaml = None

# Writes its arguments, and says what it is told to.
RECORDER = """#!/bin/sh
{
	for argument; do printf '%s\\0' "$argument"; done
	printf '\\036\\0'
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
ISSUED = CERTIFICATE + ["--instead", "serverTLSBootstrap=true"]

# As the rule has it.
LOOPBACK = ("^(127([.][0-9]{1,3}){3}|[[][0:]*:0{0,3}1[]]|[[][0:]*:[Ff]{4}:(127([.][0-9]{1,3}){3}|"
            "7[Ff][0-9A-Fa-f]{2}:[0-9A-Fa-f]{1,4})[]]):[0-9]+$")

# What every profile does: a rule, its call.
CALLS = [
    ("file_permissions_worker_service", ["--files", "unit", "--mode", "600"]),
    ("file_owner_worker_service", ["--files", "unit", "--owner"]),
    ("file_groupowner_worker_service", ["--files", "unit", "--group"]),
    ("file_permissions_proxy_kubeconfig", ["--files", "proxy_kubeconfig", "--mode", "600"]),
    ("file_owner_proxy_kubeconfig", ["--files", "proxy_kubeconfig", "--owner"]),
    ("file_groupowner_proxy_kubeconfig", ["--files", "proxy_kubeconfig", "--group"]),
    ("file_permissions_worker_kubeconfig", ["--files", "kubeconfig", "--mode", "600"]),
    ("file_owner_worker_kubeconfig", ["--files", "kubeconfig", "--owner"]),
    ("file_groupowner_worker_kubeconfig", ["--files", "kubeconfig", "--group"]),
    ("file_permissions_worker_ca", ["--files", "client_ca", "--mode", "644"]),
    ("file_owner_worker_ca", ["--files", "client_ca", "--owner"]),
    ("file_groupowner_worker_ca", ["--files", "client_ca", "--group"]),
    ("file_permissions_kubelet_conf", ["--files", "configuration", "--mode", "600"]),
    ("file_owner_kubelet_conf", ["--files", "configuration", "--owner"]),
    ("file_groupowner_kubelet_conf", ["--files", "configuration", "--group"]),
    ("file_permissions_kubelet_tls_key", ["--files", "tls_key", "--mode", "600"]),
    ("file_owner_kubelet_tls_key", ["--files", "tls_key", "--owner"]),
    ("file_groupowner_kubelet_tls_key", ["--files", "tls_key", "--group"]),
    ("kubelet_anonymous_auth", ["authentication.anonymous.enabled=false"]),
    ("kubelet_authorization_mode", ["authorization.mode=Webhook"]),
    ("kubelet_configure_client_ca",
     ["--unless", ".", "authentication.x509.clientCAFile=/etc/kubernetes/pki/ca.crt"]),
    ("kubelet_read_only_port_secured", ["readOnlyPort=0", "--said=false"]),
    ("kubelet_enable_streaming_connections",
     ["streamingConnectionIdleTimeout=4h0m0s", "--unless", "^[^-]*[1-9]", "--said=false"]),
    ("kubelet_enable_iptables_util_chains", ["makeIPTablesUtilChains=true", "--said=false"]),
    ("kubelet_disable_hostname_override", ["--remove", "hostname-override"]),
    ("kubelet_configure_event_creation",
     ["--said=false", "--between", "0:2147483647", "eventRecordQPS=50"]),
    ("kubelet_configure_tls_cert", CERTIFICATE),
    ("kubelet_configure_tls_key", CERTIFICATE),
    ("kubelet_enable_client_cert_rotation", ["rotateCertificates=true"]),
    ("kubelet_enable_server_cert_rotation", ["--unless", "^$", GATE, "--said=false"]),
    ("kubelet_configure_tls_cipher_suites", suites(SUITES)),
    ("kubelet_pod_pids_limit",
     ["--said=false", "--between", "1:9223372036854775807", "podPidsLimit=4096"]),
    ("kubelet_seccomp_default", ["seccompDefault=true"]),
    ("kubelet_enable_protect_kernel_defaults", ["protectKernelDefaults=true"]),
    ("kubelet_configure_tls_min_version",
     ["--unless", "^(VersionTLS1[23])?$", "tlsMinVersion=VersionTLS12"]),
    ("kube_proxy_metrics_bind_address",
     ["--component", "kube-proxy", "--said=false", "--unless", LOOPBACK,
      "metricsBindAddress=127.0.0.1:10249"]),
]
# What the profile "effective" does otherwise.
EFFECTIVE = {
    "kubelet_anonymous_auth": ["authentication.anonymous.enabled=false", "--said=false"],
    "kubelet_authorization_mode": ["authorization.mode=Webhook", "--said=false"],
    "kubelet_configure_tls_cert": ISSUED,
    "kubelet_configure_tls_key": ISSUED,
    "kubelet_configure_tls_cipher_suites": suites(TLS13),
    "kubelet_configure_tls_min_version": [
        "--unless", "^(VersionTLS1[23])?$", "tlsMinVersion=VersionTLS12", "--said=false"],
}
# Which rules a profile does not have.
OTHERS = ["kubelet_enable_protect_kernel_defaults"]
NOT_IN_LEVEL2 = OTHERS + [rule for rule, _ in CALLS if "tls_key" in rule and "file" in rule] + [
    "kubelet_configure_tls_min_version"]
LEFT_OUT = {"effective": OTHERS, "cis_node_level2": NOT_IN_LEVEL2,
            "cis_node_level1": NOT_IN_LEVEL2 + ["kubelet_configure_event_creation"]}


def orders_of(profile):
    """What is to be done for the rules of a profile, in their order: [(rule, arguments)]."""
    return [(rule, EFFECTIVE.get(rule, call) if profile == "effective" else call)
            for rule, call in CALLS if rule not in LEFT_OUT[profile]]


def orders(call):
    """The rules of a call of the program: what stands before them, [(rule, arguments)]."""
    first = call.index("--rule")
    found = []
    for number, argument in enumerate(call[first:], first):
        if argument == "--rule":
            found.append((call[number + 1], []))
        elif call[number - 1] != "--rule":
            found[-1][1].append(argument)
    return call[:first], found


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
                   "xccdf_%s_profile_%s" % (NAME, profile), "--output", path, *options,
                   parts.STREAM)
        return path

    def tailor(self, value, text, extends="cis_node_level1"):
        """The path of a tailoring that sets a Value."""
        lines = TAILORING.replace("cis_node_level1", extends).split("\n")
        lines = ["    <set-value idref=\"xccdf_%s_value_%s\">%s</set-value>" % (
            NAME, value, escape(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}))
                 if "<set-value" in line else line for line in lines]
        return self.temporary("tailoring.xml", "\n".join(lines))

    def run_fix(self, argv, path=None, answer="unchanged: it is", code=0, stdin=subprocess.DEVNULL):
        """Run a fix with the recorder; return what ran, and the calls."""
        record = os.path.join(self.work, "record")
        open(record, "w").close()
        home = dict(HOME=self.work, LC_ALL="C.UTF-8", ANSIBLE_LOCALHOST_WARNING="false",
                    ANSIBLE_NOCOLOR="true")
        done = subprocess.run(
            argv, env=dict(home, RECORD=record, ANSWER=answer, CODE=str(code),
                           PATH=path or self.bin + ":/usr/bin:/bin"),
            cwd=self.work, stdin=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True, timeout=250)
        with open(record, encoding="utf-8", newline="") as file:
            calls = [call.split("\0")[:-1] for call in file.read().split("\036\0")[:-1]]
        return done, calls


def fix_of(rule, kind):
    """The fix element of a rule for a language."""
    for each in every(parts.read(parts.XCCDF), "Rule"):
        if each.get("id").endswith("_rule_" + rule):
            return next(fix for fix in children(each, "fix")
                        if fix.get("system").endswith(":" + kind))
    raise KeyError(rule)


def shipped(value):
    """What a Value is by default."""
    for each in every(parts.read(parts.XCCDF), "Value"):
        if each.get("id") == value:
            return next(text.text for text in children(each, "value") if not text.get("selector"))
    raise KeyError(value)


def filled(fix, values):
    """The text of a fix, with Values put in as oscap does it; of those not named the shipped ones."""
    text = fix.text or ""
    for sub in fix:
        name = sub.get("idref").rpartition("_value_")[2]
        text += (values[name] if name in values else shipped(sub.get("idref"))) + (sub.tail or "")
    return text


class Shell(Fixes):
    """--fix-type bash"""

    def done(self, path, shell="bash", **kwargs):
        """Run a script; return what it wrote to stderr, and the rules of its one call."""
        done, calls = self.run_fix([shell, path], **kwargs)
        self.assertEqual(len(calls), 1, done)
        before, found = orders(calls[0])
        self.assertEqual(before, [])
        return done, found

    def test_calls(self):
        """One call, at the end, for all rules."""
        for profile in ("cis_node_level1", "cis_node_level2", "effective"):
            path = self.generate("bash", profile)
            for shell in ("bash", "dash"):
                with self.subTest(profile=profile, shell=shell):
                    done, found = self.done(path, shell)
                    self.assertEqual(found, orders_of(profile))
                    said = [line for line in done.stderr.splitlines()
                            if not line.startswith("Remediating rule ")]
                    self.assertTrue(all("MISSING" in line and "proxy" in line for line in said), said)
                    self.assertEqual("serverTLSBootstrap is left" in done.stdout,
                                     profile == "effective")

    def test_status(self):
        """The script's is the program's."""
        for code in (0, 1, 2):
            done, _ = self.done(self.generate("bash", "cis_node_level1"), code=code)
            self.assertEqual(done.returncode, code)

    def test_typed(self):
        """An interactive shell does each at once, and nothing at its end."""
        path = self.generate("bash", "cis_node_level1")
        with open(path, encoding="utf-8") as file:
            _, calls = self.run_fix(["bash", "--norc", "-i"], stdin=file)
        self.assertEqual([orders(call)[1] for call in calls],
                         [[order] for order in orders_of("cis_node_level1")])

    def test_arguments_of_the_script_are_none_of_the_program(self):
        done, calls = self.run_fix(["bash", self.generate("bash", "cis_node_level1"), "-x", "y"])
        self.assertEqual(orders(calls[0]), ([], orders_of("cis_node_level1")), done)

    def test_tailored(self):
        """accept_builtin_default alone"""
        path = self.temporary("tailoring.xml", TAILORING)
        _, found = self.done(self.generate("bash", "tailored", "--tailoring-file", path))
        self.assertIn(("kubelet_authorization_mode", ["authorization.mode=Webhook", "--said=false"]),
                      found)
        self.assertIn(("kubelet_enable_server_cert_rotation", ["--unless", "^$", GATE, "--said=false"]),
                      found)

    def test_server_certificates_when_asked_for(self):
        """serverTLSBootstrap is set by name alone."""
        path = self.tailor("kubelet_server_tls_bootstrap_to_set", "true", "effective")
        done, found = self.done(self.generate("bash", "tailored", "--tailoring-file", path))
        self.assertIn(("kubelet_enable_server_cert_rotation",
                       ["--unless", "^$", GATE, "--said=false", "serverTLSBootstrap=true"]), found)
        self.assertNotIn("is left", done.stdout)

    def test_name_for_a_cloud(self):
        """A name that a cloud provider may need is not taken away."""
        path = self.tailor("kubelet_hostname_override_of_cloud", "accepted")
        _, found = self.done(self.generate("bash", "tailored", "--tailoring-file", path))
        self.assertNotIn("kubelet_disable_hostname_override", [rule for rule, _ in found])

    def test_benchmark(self):
        """What a benchmark wants to be said is said, and its thresholds are kept."""
        _, found = self.done(self.generate("bash", "stig_node"))
        self.assertIn(("kubelet_enable_streaming_connections",
                       ["streamingConnectionIdleTimeout=4h0m0s", "--unless",
                        "^([0-9]+h|([5-9]|[1-5][0-9])m)"]), found)
        self.assertIn(("kubelet_read_only_port_secured", ["readOnlyPort=0", "--said=false"]), found)
        self.assertIn(("kubelet_enable_protect_kernel_defaults", ["protectKernelDefaults=true"]), found)
        self.assertIn(("file_permissions_kubelet_conf",
                       ["--files", "configuration", "--mode", "644"]), found)
        _, found = self.done(self.generate("bash", "cis_oke_node"))
        for call in (["readOnlyPort=0"], ["makeIPTablesUtilChains=true"], ["--unless", "^$", GATE],
                     ["--said=false", "--between", "0:0", "eventRecordQPS=0"]):
            self.assertIn(call, [arguments for _, arguments in found])

    @unittest.skipIf(None in map(shutil.which, ("autotailor", "xmllint")), "a tool is not installed")
    def test_tailored_as_in_the_readme(self):
        """A rule that is left out and a Value that is set, by autotailor"""
        made = subprocess.check_output(
            ["autotailor", "--id-namespace", NAME, "-p", "site", "-v", "worker_service_mode=644",
             "-u", "kubelet_disable_hostname_override", parts.STREAM, "cis_node_level1"])
        path = self.temporary("site.xml", subprocess.check_output(
            ["xmllint", "--format", "-"], input=made).decode())
        _, found = self.done(self.generate("bash", "site", "--tailoring-file", path))
        self.assertEqual(found[0][1], ["--files", "unit", "--mode", "644"])
        self.assertNotIn("kubelet_disable_hostname_override", [rule for rule, _ in found])

    def test_without_the_program(self):
        """One clear line, and it fails."""
        benchmark = parts.read(parts.XCCDF)
        found = 0
        for rule in every(benchmark, "Rule"):
            for fix in children(rule, "fix"):
                if not fix.get("system").endswith(":sh"):
                    continue
                found += 1
                script = "".join(fix.itertext())
                empty = os.path.join(self.work, "empty")
                os.makedirs(empty, exist_ok=True)
                if not os.listdir(empty):
                    os.symlink(shutil.which("cat"), os.path.join(empty, "cat"))
                for shell in ("bash", "sh"):
                    done, _ = self.run_fix([shutil.which(shell), "-c", script], path=empty)
                    self.assertEqual((done.returncode, done.stderr), (
                        1, "nothing was changed: oscap-kubelet-fix is not in PATH\n"))
        self.assertEqual(found, len(CALLS))

    def test_no_pattern_in_a_fix(self):
        """A regular expression of a site is none of the shell."""
        for sub in every(parts.read(parts.XCCDF), "sub"):
            self.assertNotIn("authorization_modes", sub.get("idref"))
            self.assertEqual(sub.get("use"), "legacy")


MARK = "@MARK@"
# Texts that try to run a command, or to be more than one text, in some language of fixes. In each
# `@MARK@` is the path of a file that must not be made.
HOSTILE = [
    ("a substitution", "x$(touch @MARK@)"),
    ("one behind a quote", "x'$(touch @MARK@)'"),
    ("one behind two quotes", 'x"; touch @MARK@; "'),
    ("backticks", "`touch @MARK@`"),
    ("another command", "x; touch @MARK@ #"),
    ("a variable", "${IFS}$0$#"),
    ("backslashes", "\\n\\'\\\"\\"),
    ("blanks", " \t a  b \t "),
    ("nothing", ""),
    ("an option", "--dry-run"),
    ("a colon", ":x: {y: z}, [w]"),
    ("the end of the Value, in a line", "x --- end of the Value ---"),
    ("a template", "{{ lookup('pipe', 'touch @MARK@') }}"),
    ("a statement of a template", "{% set x = lookup('pipe', 'touch @MARK@') %}"),
    ("a comment of a template", "{# x #}"),
    ("a tag", "!!python/object/apply:os.system ['touch @MARK@']"),
    ("an anchor and an alias", "&a *a"),
    ("a comment", "x # y"),
    ("a document", "---"),
    ("the end of a document", "..."),
    ("what YAML makes a boolean", "yes"),
    ("not ASCII", "\u00e4\u200b\u202e"),
]
# More than a line.
LINES = [
    ("a command", "x\ntouch @MARK@"),
    ("a quote and a command", "x'\ntouch @MARK@\n'"),
    ("another here-document", "x\nEOF\ntouch @MARK@"),
    ("a key", "x\n    evil: yes"),
    ("a task", "x\n- hosts: all\n  tasks:\n    - command: touch @MARK@"),
    ("documents", "x\n---\nevil: yes\n...\n"),
    ("a carriage return", "x\revil: yes"),
]
# What ends the text in a fix, if it gets there.
ENDS = [
    ("the end of the here-document", "x\n--- end of the Value ---\ntouch @MARK@"),
    ("a line end of YAML", "x\u2028evil: yes"),
    ("another one", "x\u0085evil: yes"),
]


def values_of(kind):
    """The fixes of a language: [(rule, fix, the Values in it)]."""
    found = []
    for rule in every(parts.read(parts.XCCDF), "Rule"):
        for fix in children(rule, "fix"):
            if fix.get("system").endswith(":" + kind):
                found.append((rule.get("id").rpartition("_rule_")[2], fix, {
                    sub.get("idref").rpartition("_value_")[2] for sub in every(fix, "sub")}))
    return found


# Values that a fix only compares, to tell what is to be done.
DECIDING = {
    "accept_builtin_default", "follow", "kubelet_event_record_qps_max", "kubelet_event_record_qps_min",
    "kubelet_hostname_override_of_cloud", "kubelet_pod_pids_limit_max",
    "kubelet_server_tls_bootstrap_to_set", "kubelet_settings_to_be_said",
    "kubelet_streaming_connection_idle_timeout_min",
}


class Hostile(Fixes):
    """Values that hold anything: none is more than a text."""

    def setUp(self):
        super().setUp()
        self.mark = os.path.join(self.work, "mark")

    def armed(self, text):
        """A row's text."""
        return text.replace(MARK, self.mark)

    def unmarked(self, what):
        """No command of a text has run."""
        self.assertFalse(os.path.exists(self.mark), what)

    def test_every_value_is_narrowed(self):
        """Each Value that a fix has says what it may be, and what is shipped is that."""
        names = set().union(*(names for kind in ("sh", "ansible", "kubernetes", "ignition")
                              for _, _, names in values_of(kind)))
        self.assertGreater(len(names), 14)
        for value in every(parts.read(parts.XCCDF), "Value"):
            if value.get("id").rpartition("_value_")[2] not in names:
                continue
            patterns = [match.text for match in children(value, "match")]
            choices = [choice.text for each in children(value, "choices") for choice in each]
            self.assertTrue(patterns or choices, value.get("id"))
            for each in children(value, "value"):
                self.assertTrue(all(re.search(pattern, each.text) for pattern in patterns), each.text)
                self.assertTrue(not choices or each.text in choices, each.text)

    def test_refused_by_oscap_kubelet(self):
        """Whatever the language, and before any of it is written or run."""
        names = sorted(set().union(*(names for _, _, names in values_of("sh"))))
        for number, (name, text) in enumerate(HOSTILE + LINES + ENDS):
            value = names[number % len(names)]
            with self.subTest(name=name, value=value):
                path = self.tailor(value, self.armed(text))
                done = subprocess.run(
                    [os.path.join(PROGRAMS, "oscap-kubelet"), "xccdf", "generate", "fix", "--fix-type",
                     ("bash", "ansible", "kubernetes", "ignition")[number % 4], "--profile",
                     "xccdf_%s_profile_tailored" % NAME, "--tailoring-file", path, parts.STREAM],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    universal_newlines=True)
                self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                self.assertIn("the tailoring sets xccdf_%s_value_%s to what it may not be" % (
                    NAME, value), done.stderr)

    def test_refused_before_it_is_evaluated(self):
        path = self.tailor("kubelet_client_ca_file", "x'$(touch %s)'" % self.mark)
        done = subprocess.run(
            [os.path.join(PROGRAMS, "oscap-kubelet"), "xccdf", "eval", "--remediate", "--profile",
             "xccdf_%s_profile_tailored" % NAME, "--tailoring-file", path, parts.STREAM],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            universal_newlines=True)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("kubelet_client_ca_file to what it may not be", done.stderr)
        self.unmarked(done)

    def test_title_of_a_profile(self):
        """oscap writes it into the head of a script."""
        for name, old, new in (
                ("title", "<title>Tailored<", "<title>x&#10;touch %s<" % self.mark),
                ("title of YAML", "<title>Tailored<", "<title>x&#8233;evil: yes<"),
                ("description", "</title>", "</title><description>x&#8232;evil: yes</description>")):
            with self.subTest(name=name):
                path = self.temporary("tailoring.xml", TAILORING.replace(old, new))
                done = subprocess.run(
                    [os.path.join(PROGRAMS, "oscap-kubelet"), "xccdf", "generate", "fix", "--profile",
                     "xccdf_%s_profile_tailored" % NAME, "--tailoring-file", path, parts.STREAM],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    universal_newlines=True)
                self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                self.assertIn("title or description of a profile", done.stderr)

    # The command module of Ansible replaces $HOME and the like itself, and starts no shell for it.
    def told(self, names, text, arguments):
        """Each Value that is an argument, or the end of one, is there as it was set."""
        free = names - DECIDING
        told = [argument for argument in arguments
                if argument == text or argument.endswith("=" + text)]
        self.assertGreaterEqual(len(told), len(free), (names, text, arguments))

    def test_shell(self):
        """Also where nothing has refused it: each fix by itself, in both shells."""
        for rule, fix, names in values_of("sh"):
            for name, text in HOSTILE + LINES:
                text = self.armed(text)
                script = filled(fix, dict.fromkeys(names, text))
                for shell in ("bash", "dash") if names else ():
                    with self.subTest(rule=rule, name=name, shell=shell):
                        done, calls = self.run_fix([shell, "-c", script])
                        self.assertEqual((done.returncode, len(calls)), (0, 1), done)
                        self.told(names, text.rstrip("\n"), calls[0])
                        self.unmarked(script)

    @unittest.skipIf(shutil.which("ansible-playbook") is None, "ansible-playbook is not installed")
    def test_ansible(self):
        """All fixes in a playbook, each with another text."""
        rows = HOSTILE
        fixes = values_of("ansible")
        playbook, wanted, number = "- hosts: all\n  tasks:\n", [], 0
        for _ in range(3):
            for rule, fix, names in fixes:
                if not names:
                    continue
                text = self.armed(rows[number % len(rows)][1])
                number += 1
                playbook += "".join("    " + line for line in filled(
                    fix, dict.fromkeys(names, text)).replace(
                        "kubelet_rule_" + rule, "kubelet_rule_%d" % number).splitlines(True))
                wanted.append((rule, names, text))
        self.assertGreater(number, len(rows))
        path = self.temporary("hostile.yml", playbook)
        done, calls = self.run_fix(["ansible-playbook", "-i", "localhost,", "-c", "local", "-e",
                                    "ansible_python_interpreter=/usr/bin/python3", path])
        self.assertEqual(done.returncode, 0, done)
        found = [order for call in calls for order in orders(call)[1]]
        self.assertEqual([rule for rule, _ in found], [rule for rule, _, _ in wanted])
        for (rule, names, text), (_, arguments) in zip(wanted, found):
            with self.subTest(rule=rule, text=text):
                self.told(names, text, arguments)
        self.unmarked(playbook)

    @unittest.skipIf(yaml is None, "python3-yaml is not installed")
    def test_documents(self):
        """A text of a document is that text; a number or list may make it no document, or be of
        another type, but adds nothing to it."""
        for kind in ("kubernetes", "ignition"):
            for rule, fix, names in values_of(kind):
                plain = keys(yaml.safe_load(filled(fix, {})))
                for name, text in HOSTILE if names else ():
                    with self.subTest(kind=kind, rule=rule, name=name):
                        document = filled(fix, dict.fromkeys(names, self.armed(text)))
                        try:
                            found = list(yaml.safe_load_all(document))
                        except yaml.YAMLError:
                            self.assertTrue(any("limit" in name or "qps" in name or "suites" in name
                                                for name in names), document)
                            continue
                        self.assertEqual(len(found), 1, document)
                        self.assertEqual(keys(found[0]), plain, document)
                        if "|2-" in document:
                            self.assertIn(self.armed(text), leaves(found[0]))
                        self.unmarked(document)


def keys(document):
    """The paths of a document's keys, as deep as KubeletConfiguration has any."""
    found = set()
    for key, value in document.items():
        found.add(key)
        if isinstance(value, dict) and key not in ("eventRecordQPS", "podPidsLimit"):
            found |= {"%s.%s" % (key, inner) for inner in keys(value)}
    return found


def leaves(document):
    """All values of a document that are no maps."""
    found = []
    for value in document.values():
        found += leaves(value) if isinstance(value, dict) else [value]
    return found


@unittest.skipIf(shutil.which("ansible-playbook") is None, "ansible-playbook is not installed")
class Ansible(Fixes):
    """--fix-type ansible"""

    def play(self, path, *options, **kwargs):
        """Play a playbook here."""
        return self.run_fix(["ansible-playbook", "-i", "localhost,", "-c", "local",
                             "-e", "ansible_python_interpreter=/usr/bin/python3",
                             "-e", "gather_facts=no", *options, path], **kwargs)

    def check(self, profile, answer="would change: it", options=(), first="--settle=10"):
        """Play a profile, and compare its one call with that of the shell."""
        done, calls = self.play(self.generate("ansible", profile), *options, answer=answer)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([orders(call) for call in calls], [([first], orders_of(profile))])
        return {word: int(number) for word, number in
                re.findall(r"(\w+)=(\d+)", done.stdout.rpartition("PLAY RECAP")[2])}

    def test_level2(self):
        recap = self.check("cis_node_level2", answer="changed: /f:1: it")
        self.assertEqual((recap["changed"], recap["failed"]), (1, 0))

    def test_check_mode(self):
        recap = self.check("cis_node_level1", options=["--check"], first="--dry-run")
        self.assertEqual(recap["changed"], 1)

    def test_effective(self):
        recap = self.check("effective", answer="unchanged: it is")
        self.assertEqual((recap["changed"], recap["failed"]), (0, 0))

    def test_a_fix_that_fails(self):
        done, calls = self.play(self.generate("ansible", "cis_node_level1"), code=1)
        self.assertEqual((done.returncode, len(calls)), (2, 1), done)

    @unittest.skipIf(yaml is None, "python3-yaml is not installed")
    def test_path(self):
        """The program is looked for where it is installed by default, too."""
        with open(self.generate("ansible", "effective"), encoding="utf-8") as file:
            tasks = unsafe_load(file)[0]["tasks"]
        called = [inner for task in tasks for inner in task.get("block", [])
                  if "ansible.builtin.command" in inner]
        self.assertEqual(len(called), len(orders_of("effective")))
        for task in called:
            self.assertRegex(task["environment"]["PATH"], r":/usr/local/bin$")

    def test_tags(self):
        """Rules can be chosen, and the Values come with them."""
        path = self.generate("ansible", "cis_node_level1")
        chosen = "kubelet_pod_pids_limit"
        _, calls = self.play(path, "--tags", chosen)
        self.assertEqual([orders(call)[1] for call in calls], [[(chosen, dict(CALLS)[chosen])]])
        # The last rule, which is the one that calls the program.
        skipped = CALLS[-1][0]
        _, calls = self.play(path, "--skip-tags", skipped)
        self.assertEqual([orders(call)[1] for call in calls],
                         [[order for order in orders_of("cis_node_level1") if order[0] != skipped]])

    def test_one_fix_alone(self):
        """A copied one does not wait for other rules."""
        chosen = "kubelet_authorization_mode"
        text = filled(fix_of(chosen, "ansible"), {})
        path = self.temporary("alone.yml", "- hosts: all\n  tasks:\n" + "".join(
            "    " + line for line in text.splitlines(True)))
        _, calls = self.play(path)
        self.assertEqual([orders(call)[1] for call in calls], [[(chosen, dict(CALLS)[chosen])]])


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
        "featureGates": {"RotateKubeletServerCertificate": True},
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

    def test_openshift(self):
        """The same twice: with values written out, for who reads the text alone, and with Values."""
        wanted = {key: value for key, value in self.WANTED.items() if key not in NOT_ON_OPENSHIFT}
        wanted["authentication"] = {"anonymous": {"enabled": False}}
        for kind in ("kubernetes", "ignition"):
            found, merged = self.documents(kind)
            self.assertEqual({document["kind"] for document in found}, {"KubeletConfig"})
            self.assertEqual(merged, {
                "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "KubeletConfig",
                "metadata": {"name": "oscap-kubelet"},
                "spec": {"machineConfigPoolSelector": {"matchLabels": {
                    "pools.operator.machineconfiguration.openshift.io/worker": ""}},
                         "kubeletConfig": wanted}})

    def test_print(self):
        """All that a script would set, as one document for each component, the kubelet's first."""
        path = self.generate("bash", "cis_node_level2")
        done = subprocess.run(
            ["bash", path], env=dict(os.environ, OSCAP_KUBELET_FIX="--print",
                                     PATH=BUILD + ":" + os.environ["PATH"]),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.decode().splitlines()
        documents = list(yaml.safe_load_all(
            "\n".join(lines[lines.index("kind: KubeletConfiguration") - 1:])))
        self.assertEqual(documents, [
            dict(self.WANTED, kind="KubeletConfiguration", apiVersion="kubelet.config.k8s.io/v1beta1"),
            {"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
             "metricsBindAddress": "127.0.0.1:10249"}])

    def test_level1_and_effective(self):
        for profile in ("cis_node_level1", "effective"):
            for kind in ("kubernetes", "ignition"):
                self.documents(kind, profile)


def unsafe_load(text):
    """Read a playbook: `!unsafe` is a text."""
    class Loader(yaml.SafeLoader):
        """Of this function alone"""
    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    return yaml.load(text, Loader)


def merge(into, other):
    """Merge maps."""
    for key, value in other.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


if __name__ == "__main__":
    unittest.main()

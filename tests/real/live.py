# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kubelet of the machine that boot.py boots: start it, ask it, scan it. Everything here runs there."""
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import time

import ovaldoc
import scan
from files import File, write_files

PROGRAM = "/usr/local/bin/kubelet"
PKI = "/etc/kubernetes/pki/"
KUBELET_DIR = "/var/lib/kubelet"
CONFIG = KUBELET_DIR + "/config.yaml"
CONFIG_FLAG = "--config=" + CONFIG
CONFIG_DIR = "/etc/kubernetes/kubelet.conf.d"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
KUBECONFIG_FLAG = "--kubeconfig=" + KUBECONFIG
ENVIRONMENT = "/etc/default/kubelet"
SERVICE = "kubelet.service"
UNIT = "/etc/systemd/system/" + SERVICE
DROP_IN = UNIT + ".d/20-site.conf"
LOG = "/out/kubelet.log"
WORK = "/run/real"
STREAM = scan.DATA_STREAM = "/usr/local/share/xml/scap/kubelet/content/kubelet-ds.xml"
HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
# What a kubelet without an API server can do with: by arguments, and in a file.
ALONE = "authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}\nauthorization: {mode: AlwaysAllow}\n"

# How long a kubelet may take until it answers, on a machine that is busy.
PATIENCE = 120
# Who asks it: with Webhook any token will do, with a client CA this certificate.
TOKEN = PKI + "token"
BY_TOKEN = "token=" + TOKEN
BY_CERTIFICATE = "cert=%sclient.crt key=%sclient.key" % (PKI, PKI)

KUBECONFIG_TEXT = """apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "http://127.0.0.1:6443"}}]
users: [{name: u, user: {}}]
"""
# A kubelet looks for clouds when it starts, for seconds; this leaves one out. What it says goes to a file.
SERVICE_LINES = """Environment=AWS_EC2_METADATA_DISABLED=true KUBELET_CONFIG_DROPIN_DIR_ALPHA=yes
StandardOutput=append:%s
StandardError=append:%s
RestartSec=1
""" % (LOG, LOG)


class Failure(Exception):
    """What is not as it should be."""


def run(*argv, env=None, timeout=900):
    """Run a command to its end."""
    return scan.execute(list(argv), dict(os.environ, OSCAP_KUBELET_VERSION="1.%d" % minor(), **(env or {})),
                        timeout=timeout)


_MINOR = []


def version():
    """What the kubelet says of itself."""
    return subprocess.check_output([PROGRAM, "--version"], universal_newlines=True).split()[-1]


def minor():
    """20 of v1.20.2"""
    if not _MINOR:
        found = re.match(r"v1\.(\d+)\.", version())
        if found is None:
            raise Failure("its version cannot be told: %r" % version())
        _MINOR.append(int(found.group(1)))
    return _MINOR[0]


def own_arguments():
    """What any kubelet needs to run here."""
    own = ["--container-runtime-endpoint=unix:///run/containerd/containerd.sock"]
    if minor() < 24:
        own.append("--container-runtime=remote")
    if minor() >= 31:
        own.append("--fail-cgroupv1=false")
    return own


def unit(*arguments, more="", restart="no"):
    """The text of its unit, an argument on each line."""
    return ("[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n[Service]\n" + SERVICE_LINES +
            "Restart=%s\n" % restart + more + "ExecStart=" + PROGRAM + "".join(
                " \\\n    " + argument for argument in own_arguments() + list(arguments)) + "\n")


def said(count=1):
    """The last lines of errors that the kubelet wrote."""
    with open(LOG, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    bad = [line for line in lines if re.match(r"[EF]\d{4} |Error: |panic", line)] or lines
    return " | ".join(line[:300] for line in bad[-count:]) or "it said nothing"


class Kubelet:
    """A context manager: the kubelet of these files runs until its end, and then they are gone.

    @param files    texts by path, or File; a text has mode 600
    @param by       how it is asked
    @param port     where it serves, and at which address
    """

    def __init__(self, files, by=BY_TOKEN, port=10250, address="127.0.0.1", healthz=10248):
        self.files = {KUBECONFIG: KUBECONFIG_TEXT, TOKEN: "a-token\n"}
        self.files.update(files)
        self.by = by
        self.port = port
        self.address = address
        self.healthz = healthz

    def __enter__(self):
        for path in (KUBELET_DIR, CONFIG_DIR, UNIT + ".d", os.path.dirname(ENVIRONMENT)):
            shutil.rmtree(path, ignore_errors=True)
        for path in (KUBELET_DIR, CONFIG_DIR, WORK):
            os.makedirs(path, exist_ok=True)
        self.write(self.files)
        try:
            self.restart()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @staticmethod
    def write(files):
        """Write files, whose change a kubelet that starts now has seen."""
        write_files("/", {path: File(content, mode=0o600) if isinstance(content, str) else content
                          for path, content in files.items()})
        time.sleep(0.1)

    @staticmethod
    def stop():
        """End it."""
        run("systemctl", "stop", SERVICE)
        run("systemctl", "reset-failed", SERVICE)

    def restart(self):
        """Start it on what is on disk, and wait until it answers."""
        open(LOG, "w", encoding="utf-8").close()
        run("systemctl", "daemon-reload")
        done = run("systemctl", "restart", SERVICE)
        if done.code != 0:
            raise Failure("systemctl: " + done.err.strip())
        self.wait()

    def wait(self):
        """Wait until it is healthy and answers."""
        end = time.monotonic() + PATIENCE
        while True:
            why = self._unready()
            if why is None:
                return
            if time.monotonic() > end or self.state() in ("failed", "inactive"):
                raise Failure("it does not come up: %s: %s" % (why, said()))
            time.sleep(0.1)

    def _unready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.healthz, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().read() != b"ok":
                return "healthz is not ok"
            self.ask()
        except (OSError, http.client.HTTPException, Failure) as error:
            return str(error)
        return None

    @staticmethod
    def state():
        """Of its service."""
        return run("systemctl", "show", "-P", "ActiveState", SERVICE).out.strip()

    @staticmethod
    def pid():
        """Its process."""
        return run("systemctl", "show", "-P", "MainPID", SERVICE).out.strip()

    def ask(self):
        """What it shows at /configz, by a client of our own."""
        context = ssl._create_unverified_context()  # pylint: disable=protected-access
        context.load_cert_chain(PKI + "client.crt", PKI + "client.key")
        connection = http.client.HTTPSConnection(self.address, self.port, context=context, timeout=5)
        connection.request("GET", "/configz", headers={"Authorization": "Bearer a-token"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Failure("/configz answers %d %s" % (answer.status, body[:100].decode(errors="replace")))
        return json.loads(body)["kubeletconfig"]

    def environment(self):
        """With what the product asks it."""
        return {"OSCAP_KUBELET_CONFIGZ": self.by}

    def configz(self, how):
        """What `oscap-kubelet configz` writes."""
        done = run("oscap-kubelet", "configz", how, env=self.environment())
        if done.code != 0:
            raise Failure("oscap-kubelet configz %s: %s" % (how, done.err.strip()))
        return json.loads(done.out)["kubeletconfig"]

    def items(self):
        """The items of all settings, by origin and setting: computed ("process"), and asked ("configz")."""
        document = ovaldoc.Document()
        document.add_object(1, "kubeletsetting",
                            '<linux:origin operation="pattern match">^(process|configz)$</linux:origin>'
                            '<linux:setting operation="pattern match">.*</linux:setting>')
        document.add_test(1, "kubeletsetting")
        source, results = WORK + "/oval.xml", WORK + "/results.xml"
        with open(source, "w", encoding="utf-8") as file:
            file.write(str(document))
        done = run("oscap-kubelet", "oval", "eval", "--results", results, source, env=self.environment())
        if done.code != 0:
            raise Failure("oscap oval eval: %s" % done)
        return {(item["origin"], item["setting"]): item
                for item in scan.Oval(scan.parse(results)).items.values()}

    def scan(self, *options, env=None):
        """Evaluate a profile: {rule: result}, and all messages."""
        arf = WORK + "/arf.xml"
        if os.path.exists(arf):
            os.unlink(arf)
        done = run("oscap-kubelet", "xccdf", "eval", "--results-arf", arf, *options, STREAM, env=env)
        if not os.path.exists(arf):
            raise Failure("oscap xccdf eval: %s" % done)
        found = scan.Arf(arf)
        prefix = scan.rule_id("")
        return {rule[len(prefix):]: result for rule, result in found.rules.items()}, found.messages()

    def scan_both(self, profile):
        """Evaluate a profile so that what runs and what is computed have to be the same."""
        tailoring = WORK + "/tailoring.xml"
        scan.tailor(tailoring, profile, {"evidence": "both"})
        return self.scan("--tailoring-file", tailoring, "--profile", scan.profile_id("tailored"),
                         env=self.environment())

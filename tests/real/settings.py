# SPDX-License-Identifier: LGPL-2.1-or-later
"""Configurations that a kubelet is started with: what is computed of each is what it shows at /configz.

Each is held against the kubelet's answer to a client of our own in three ways: the document that `oscap-kubelet
configz` computes, the one for which it asks, and the items of oscap, all settings by both origins. And no rule
is judged otherwise by what runs.
"""
import live
from files import File
from live import (ALONE, BY_CERTIFICATE, CONFIG, CONFIG_DIR, CONFIG_FLAG, HEADER, KUBECONFIG_FLAG,
                  KUBELET_DIR, PKI, UNIT, Failure, Kubelet)

FLAG, FILE, DROP_IN, DEFAULT = "command line", "config file", "drop-in file", "built-in default"
CERTIFICATE = "tlsCertFile: %skubelet.crt\ntlsPrivateKeyFile: %skubelet.key\n" % (PKI, PKI)
SUITES = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]
GATE = "RotateKubeletServerCertificate"
JSON = """{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
 "authentication": {"anonymous": {"enabled": true}, "webhook": {"enabled": false}, "x509": {"clientCAFile": "%sca.crt"}},
 "authorization": {"mode": "AlwaysAllow"}, "readOnlyPort": 10255, "streamingConnectionIdleTimeout": "90m",
 "makeIPTablesUtilChains": false, "eventRecordQPS": 3, "podPidsLimit": 7, "tlsCipherSuites": ["%s"],
 "featureGates": {"RotateKubeletServerCertificate": true}, "protectKernelDefaults": false}
""" % (PKI, SUITES[0])
YAML = """AUTHENTICATION: {anonymous: {enabled: true}}
authentication: {anonymous: {enabled: on}, webhook: {enabled: no}}
authorization: {mode: AlwaysAllow}
podPidsLimit: 0x1F
maxPods: 1_10
ReadOnlyPort: 5
readOnlyPort: null
eventRecordQPS: 010
noSuchField: 1
"""


class Case:
    """A configuration.

    args         of the kubelet, more than it needs to run here
    config       what is in the file of --config; None for no file
    said         {setting: (value, source)} some of what is computed
    files        more files
    unit         more lines of the unit
    since, until the versions that can have it
    ask          as Kubelet has it
    """

    def __init__(self, name, args=(), config=None, said=None, files=None, unit="", since=20, until=99, **ask):
        self.name = name
        self.args = list(args)
        self.said = said or {}
        self.files = dict(files or {})
        self.files[UNIT] = lambda: live.unit(*self.args, more=unit)
        if config is not None:
            self.files.setdefault(CONFIG, config)
            if not any(word.startswith("--config=") for word in self.args):
                self.args.insert(0, CONFIG_FLAG)
        self.since = since
        self.until = until
        self.ask = ask

    def check(self):
        """Start it, and compare."""
        files = {path: content() if callable(content) else content for path, content in self.files.items()}
        with Kubelet(files, **self.ask) as kubelet:
            shown = leaves(kubelet.ask())
            wrong = Comparison(shown)
            wrong.document("computed", leaves(kubelet.configz("--computed")))
            wrong.document("asked", leaves(kubelet.configz("--asked")))
            items = kubelet.items()
            wrong.items(items)
            wrong.said(items, self.said)
            wrong.rules(*kubelet.scan_both("effective"))
            if wrong.different:
                raise Failure("; ".join(wrong.different))
            return "%d values equal, %d explained" % (wrong.equal, wrong.excused)


def alone(more):
    """A file for a kubelet without an API server."""
    return HEADER + ALONE + more


CASES = [
    Case("nothing said, no file", said={
        "authorization.mode": ("AlwaysAllow", DEFAULT), "authentication.anonymous.enabled": ("true", DEFAULT),
        "readOnlyPort": ("10255", DEFAULT)}),
    Case("nothing said in a file", [KUBECONFIG_FLAG], HEADER, said={
        "authorization.mode": ("Webhook", DEFAULT), "authentication.anonymous.enabled": ("false", DEFAULT),
        "readOnlyPort": ("0", DEFAULT)}),
    Case("who may ask, in a file", config=HEADER + "authentication: {anonymous: {enabled: false}, webhook: {enabled: "
         "false}, x509: {clientCAFile: %sca.crt}}\nauthorization: {mode: AlwaysAllow}\n" % PKI, by=BY_CERTIFICATE,
         said={"authentication.x509.clientCAFile": (PKI + "ca.crt", FILE),
               "authentication.anonymous.enabled": ("false", FILE)}),
    Case("who may ask, by arguments", ["--anonymous-auth=false", "--client-ca-file=%sca.crt" % PKI],
         by=BY_CERTIFICATE, said={"authentication.x509.clientCAFile": (PKI + "ca.crt", FLAG),
                                  "authentication.anonymous.enabled": ("false", FLAG)}),
    Case("Webhook in a file", [KUBECONFIG_FLAG], HEADER + "authorization:\n  mode: Webhook\n",
         said={"authorization.mode": ("Webhook", FILE)}),
    Case("Webhook by an argument, over a file",
         [KUBECONFIG_FLAG, "--authorization-mode=Webhook", "--authentication-token-webhook"], alone(""),
         said={"authorization.mode": ("Webhook", FLAG), "authentication.webhook.enabled": ("true", FLAG)}),
    Case("AlwaysAllow by an argument, over a file", [KUBECONFIG_FLAG, "--authorization-mode=AlwaysAllow"],
         HEADER + "authorization: {mode: Webhook}\n", said={"authorization.mode": ("AlwaysAllow", FLAG)}),
    Case("the read-only port in a file", config=alone("readOnlyPort: 10255\n"),
         said={"readOnlyPort": ("10255", FILE)}),
    Case("the read-only port by an argument", ["--read-only-port=0"], said={"readOnlyPort": ("0", FLAG)}),
    Case("the read-only port by an argument, over a file", ["--read-only-port", "10256"],
         alone("readOnlyPort: 10257\n"), said={"readOnlyPort": ("10256", FLAG)}),
    Case("the timeout in a file", config=alone("streamingConnectionIdleTimeout: 1h1m1.5s\n"),
         said={"streamingConnectionIdleTimeout": ("1h1m1.5s", FILE)}),
    Case("the timeout by an argument, over a file", ["--streaming-connection-idle-timeout=0"],
         alone("streamingConnectionIdleTimeout: 5m\n"), said={"streamingConnectionIdleTimeout": ("0s", FLAG)}),
    Case("the chains in a file", config=alone("makeIPTablesUtilChains: false\n"),
         said={"makeIPTablesUtilChains": ("false", FILE)}),
    Case("the chains by an argument, over a file", ["--make-iptables-util-chains=F"],
         alone("makeIPTablesUtilChains: true\n"), said={"makeIPTablesUtilChains": ("false", FLAG)}),
    Case("events in a file", config=alone("eventRecordQPS: 0\n"), said={"eventRecordQPS": ("0", FILE)}),
    Case("events by an argument, over a file", ["--event-qps=50"], alone("eventRecordQPS: 7\n"),
         said={"eventRecordQPS": ("50", FLAG)}),
    Case("the certificate in a file", config=alone(CERTIFICATE), said={
        "tlsCertFile": (PKI + "kubelet.crt", FILE), "tlsPrivateKeyFile": (PKI + "kubelet.key", FILE)}),
    Case("the certificate by arguments, over a file", [
        "--tls-cert-file=%skubelet.crt" % PKI, "--tls-private-key-file=%skubelet.key" % PKI],
         alone("tlsCertFile: /nowhere\n"), said={
             "tlsCertFile": (PKI + "kubelet.crt", FLAG), "tlsPrivateKeyFile": (PKI + "kubelet.key", FLAG)}),
    Case("rotation in a file", [KUBECONFIG_FLAG], alone(
        "rotateCertificates: true\nserverTLSBootstrap: true\nfeatureGates: {RotateKubeletServerCertificate: true}\n" +
        CERTIFICATE), said={"rotateCertificates": ("true", FILE), "serverTLSBootstrap": ("true", FILE),
                            "featureGates": (GATE + "=true", FILE)}),
    Case("rotation by arguments, over a file", [
        KUBECONFIG_FLAG, "--rotate-certificates=false", "--feature-gates=RotateKubeletServerCertificate=false"],
         alone("rotateCertificates: true\nfeatureGates: {RotateKubeletServerCertificate: true, AllAlpha: false}\n"),
         said={"rotateCertificates": ("false", FLAG), "featureGates": ("AllAlpha=false, %s=false" % GATE, FLAG)}),
    Case("cipher suites in a file", config=alone("tlsCipherSuites: [%s]\ntlsMinVersion: VersionTLS12\n" % ", ".join(
        SUITES)), said={"tlsCipherSuites": (", ".join(SUITES), FILE), "tlsMinVersion": ("VersionTLS12", FILE)}),
    Case("cipher suites by arguments, over a file",
         ["--tls-cipher-suites=" + ",".join(SUITES), "--tls-min-version=VersionTLS13"],
         alone("tlsCipherSuites: [%s]\ntlsMinVersion: VersionTLS12\n" % SUITES[0]),
         said={"tlsCipherSuites": (", ".join(SUITES), FLAG), "tlsMinVersion": ("VersionTLS13", FLAG)}),
    Case("the limit of processes in a file", config=alone("podPidsLimit: 4096\n"),
         said={"podPidsLimit": ("4096", FILE)}),
    Case("the limit of processes by an argument, over a file", ["--pod-max-pids=100"], alone("podPidsLimit: 200\n"),
         said={"podPidsLimit": ("100", FLAG)}),
    Case("sysctls in a file", config=alone("protectKernelDefaults: true\n"),
         said={"protectKernelDefaults": ("true", FILE)}),
    Case("sysctls by an argument", ["--protect-kernel-defaults"], said={"protectKernelDefaults": ("true", FLAG)}),
    Case("seccomp in a file", config=alone("seccompDefault: true\n"), since=25,
         said={"seccompDefault": ("true", FILE)}),
    Case("static pods in a file", config=alone("staticPodPath: /etc/kubernetes/manifests\n"),
         said={"staticPodPath": ("/etc/kubernetes/manifests", FILE)}),
    Case("thresholds in a file", config=alone("evictionHard: {memory.available: 5%, nodefs.available: 1Gi}\n"
                                              "systemReserved: {memory: 100Mi, cpu: 100m}\n"),
         said={"evictionHard": ("memory.available=5%, nodefs.available=1Gi", FILE)}),
    Case("the name by an argument", ["--hostname-override=another"], said={"hostname-override": ("another", FLAG)}),
    Case("a file in JSON", config=JSON, by=BY_CERTIFICATE,
         said={"eventRecordQPS": ("3", FILE), "streamingConnectionIdleTimeout": ("1h30m0s", FILE)}),
    Case("odd words of YAML", config=HEADER + YAML, said={
        "podPidsLimit": ("31", FILE), "eventRecordQPS": ("8", FILE), "readOnlyPort": ("0", DEFAULT)}),
    Case("odd arguments", ["--anonymous_auth", "--pod_max_pids=5", "--pod-max-pids=6", "--rotate-certificates=0",
                           "--streaming-connection-idle-timeout=90m"],
         said={"podPidsLimit": ("6", FLAG), "streamingConnectionIdleTimeout": ("1h30m0s", FLAG)}),
    Case("an empty argument over a file", ["--client-ca-file=", "--tls-cipher-suites="],
         alone("tlsCipherSuites: [%s]\n" % SUITES[0]), said={"authentication.x509.clientCAFile": ("", FLAG)}),
    Case("other ports and an address", config=alone("port: 10350\nhealthzPort: 20248\naddress: 127.0.0.2\n"),
         port=10350, address="127.0.0.2", healthz=20248, said={"readOnlyPort": ("0", DEFAULT)}),
    Case("a path that is not absolute", ["--config=config.yaml"], alone("podPidsLimit: 9\n"),
         unit="WorkingDirectory=%s\n" % KUBELET_DIR, said={"podPidsLimit": ("9", FILE)}),
    Case("drop-in files", ["--config-dir=" + CONFIG_DIR, "--event-qps=4"], alone("podPidsLimit: 1\nmaxPods: 1\n"),
         files={CONFIG_DIR + "/10-a.conf": File(HEADER + "podPidsLimit: 2\nmaxPods: 2\n"),
                CONFIG_DIR + "/20-b.conf": File(HEADER + "podPidsLimit: 3\neventRecordQPS: 3\n")}, since=28,
         said={"podPidsLimit": ("3", DROP_IN), "eventRecordQPS": ("4", FLAG)}),
    Case("drop-in files and no other", ["--config-dir=" + CONFIG_DIR], since=28,
         files={CONFIG_DIR + "/10-a.conf": File(HEADER + ALONE + "podPidsLimit: 2\n")},
         said={"podPidsLimit": ("2", DROP_IN)}),
]

# What is shown otherwise than computed, and why that is so.
SELF_SIGNED = {"tlsCertFile": KUBELET_DIR + "/pki/kubelet.crt", "tlsPrivateKeyFile": KUBELET_DIR + "/pki/kubelet.key"}
EXPLAINED = {
    "self-signed": "tlsCertFile, tlsPrivateKeyFile: nothing says them; the kubelet shows the certificate that it made",
    "buffer": "logging.options.*.infoBufferSize: \"0\" where nothing says it",
}
_NEEDED = set()


def why(setting, shown, told):
    """The reason by which a setting is shown otherwise than it is told; None if there is none."""
    if told is None and shown is not None and SELF_SIGNED.get(setting) == shown:
        return "self-signed"
    if setting.endswith(".infoBufferSize") and (shown, told) == ("0", None):
        return "buffer"
    return None


def explained():
    """The explanations that were needed."""
    return ["explained: " + EXPLAINED[reason] for reason in sorted(_NEEDED)]


def has(item, text):
    """Whether an item is an error that says so."""
    return item.status == "error" and text in " ".join(item.messages)


def leaves(document, prefix=""):
    """{path: value} of all in a document that is no object with members."""
    found = {}
    for key, value in document.items():
        if isinstance(value, dict) and value:
            found.update(leaves(value, prefix + key + "."))
        else:
            found[prefix + key] = value
    return found


class Comparison:
    """What was compared with what a kubelet shows, and what is different."""

    def __init__(self, shown):
        self.shown = shown
        self.equal = self.excused = 0
        self.different = []

    def pair(self, what, setting, shown, told):
        """Compare two values."""
        reason = None if shown == told else why(setting, shown, told)
        if shown == told:
            self.equal += 1
        elif reason:
            self.excused += 1
            _NEEDED.add(reason)
        else:
            self.different.append("%s, %s: the kubelet shows %r, not %r" % (setting, what, shown, told))

    def document(self, what, told):
        """A document of `oscap-kubelet configz`."""
        for setting in sorted(set(self.shown) | set(told)):
            self.pair(what, setting, self.shown.get(setting), told.get(setting))

    def items(self, items):
        """The items of oscap: each setting by both origins."""
        for origin, setting in items:
            if origin != "configz":
                continue
            computed, asked = items["process", setting], items["configz", setting]
            if has(asked, "it is an argument"):
                continue
            if has(asked, "no setting is named") or has(computed, "no setting is named"):
                # What the version does not have: where it is looked for all the same it has no value.
                self.pair("which is no setting here", setting, asked["value"], computed["value"])
            elif "error" in (asked.status, computed.status):
                self.different.append("%s: asked %r, computed %r" % (setting, asked.messages, computed.messages))
            else:
                self.pair("computed by oscap", setting, asked["value"], computed["value"])

    def said(self, items, wanted):
        """What the case tells of some settings."""
        for setting, (value, source) in wanted.items():
            item = items["process", setting]
            told = (item.status, item["value"] or "", item["source"]) if item.status != "error" else item.messages
            if told != ("exists", value, source):
                self.different.append("%s: %r, not %r" % (setting, told, (value, source)))

    def rules(self, _results, messages):
        """The messages of a scan."""
        self.different += [text for text in messages if text and "in the running configuration, and" in text]


def cases():
    """The cases that this version can have."""
    return [case for case in CASES if case.since <= live.minor() <= case.until]

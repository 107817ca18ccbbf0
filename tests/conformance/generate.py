# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random configurations that every kubelet accepts, and their spellings."""
import json
import re

# What yaml.v2 takes for something else than a string.
_WORDS = {"y", "yes", "on", "true", "n", "no", "off", "false", "null", "nan", "inf"}
_PLAIN = re.compile(r"[A-Za-z][\w./-]*$|\d+(ms|[smhMGK]i?|%)(\d+[sm])*$", re.ASCII)

_TRUE = ("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y")
_FALSE = ("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N")


def _choice(*values):
    return lambda rng: rng.choice(values)


def _number(low, high):
    return lambda rng: rng.randint(low, high)


def _some_of(*values):
    return lambda rng: rng.sample(values, rng.randint(1, len(values)))


def _map(**values):
    """Some of these keys, each with one of its values; __ stands for a dot."""
    def pick(rng):
        keys = rng.sample(sorted(values), rng.randint(1, len(values)))
        return {key.replace("__", "."): rng.choice(values[key]) for key in keys}
    return pick


_bool = _choice(True, False)
_duration = _choice("1s", "90s", "1m30s", "5m", "1h", "1h30m", "36h", "1500ms")
_text = _choice("cluster.local", "yes", "0x10", "null", "~", "a: b", "# c", " blank ", "it's",
                'a "b"', "f\u00fcr", "12", "1e3", "-", "- a", "{a}", "[a", "*a", "&a", "!a", "%a",
                "a,b", "2001-01-01", "\\n", "@a", "a\tb", "=", "<<", "\u20ac\U0001f511", "true")


class Setting:
    """A setting that has a path in files, and a flag.

    make  a random value, never an empty one
    """

    def __init__(self, path, flag, make, between="="):
        self.path = path
        self.flag = flag
        self.make = make
        self._between = between

    def word(self, value):
        """The value as the text of a flag."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            return ",".join(value)
        if isinstance(value, dict):
            return ",".join(key + self._between + self.word(inner)
                            for key, inner in value.items())
        return str(value)

    def is_switch(self):
        """Whether the flag takes no value of its own."""
        return self.make is _bool


SETTINGS = [
    Setting("authorization.mode", "authorization-mode", _choice("AlwaysAllow", "Webhook")),
    Setting("authorization.webhook.cacheAuthorizedTTL",
            "authorization-webhook-cache-authorized-ttl", _duration),
    Setting("authentication.anonymous.enabled", "anonymous-auth", _bool),
    Setting("authentication.webhook.enabled", "authentication-token-webhook", _bool),
    Setting("authentication.x509.clientCAFile", "client-ca-file", _choice("/a", "/b/ca.crt")),
    Setting("readOnlyPort", "read-only-port", _number(1, 65535)),
    Setting("streamingConnectionIdleTimeout", "streaming-connection-idle-timeout", _duration),
    Setting("protectKernelDefaults", "protect-kernel-defaults", _bool),
    Setting("makeIPTablesUtilChains", "make-iptables-util-chains", _bool),
    Setting("eventRecordQPS", "event-qps", _number(0, 100)),
    Setting("eventBurst", "event-burst", _number(1, 100)),
    Setting("tlsCertFile", "tls-cert-file", _choice("/tls.crt", "/b/tls.crt")),
    Setting("tlsPrivateKeyFile", "tls-private-key-file", _choice("/tls.key", "/b/tls.key")),
    Setting("tlsMinVersion", "tls-min-version", _choice("VersionTLS12", "VersionTLS11")),
    Setting("tlsCipherSuites", "tls-cipher-suites",
            _some_of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                     "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                     "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")),
    Setting("rotateCertificates", "rotate-certificates", _bool),
    Setting("podPidsLimit", "pod-max-pids", _number(1, 1 << 40)),
    Setting("staticPodPath", "pod-manifest-path", _choice("/etc/a", "/etc/b")),
    Setting("clusterDomain", "cluster-domain", _text),
    Setting("clusterDNS", "cluster-dns", _some_of("10.0.0.10", "fd00::a", "169.254.20.10")),
    Setting("providerID", "provider-id", _text),
    Setting("hairpinMode", "hairpin-mode", _choice("promiscuous-bridge", "hairpin-veth", "none")),
    Setting("maxPods", "max-pods", _number(1, 500)),
    Setting("maxOpenFiles", "max-open-files", _number(1, 1 << 40)),
    Setting("oomScoreAdj", "oom-score-adj", _number(-1000, 1000)),
    Setting("syncFrequency", "sync-frequency", _duration),
    Setting("failSwapOn", "fail-swap-on", _bool),
    Setting("serializeImagePulls", "serialize-image-pulls", _bool),
    Setting("enableDebuggingHandlers", "enable-debugging-handlers", _bool),
    Setting("imageGCHighThresholdPercent", "image-gc-high-threshold", _number(81, 100)),
    Setting("imageGCLowThresholdPercent", "image-gc-low-threshold", _number(1, 79)),
    Setting("containerLogMaxSize", "container-log-max-size", _choice("10Mi", "1Gi", "50M")),
    Setting("evictionHard", "eviction-hard",
            _map(memory__available=["100Mi", "5%"], nodefs__available=["10%", "1Gi"]), "<"),
    Setting("kubeReserved", "kube-reserved", _map(cpu=["100m", "1"], memory=["1Gi", "500Mi"])),
    Setting("featureGates", "feature-gates",
            _map(RotateKubeletServerCertificate=[True, False])),
]
BY_PATH = {setting.path: setting for setting in SETTINGS}
PATHS = [setting.path for setting in SETTINGS]


def pick(rng, most=12):
    """Random settings with values, by path."""
    return {setting.path: setting.make(rng)
            for setting in rng.sample(SETTINGS, rng.randint(1, most))}


def others(rng, values):
    """Other values for the same settings, where there are others."""
    return {path: BY_PATH[path].make(rng) for path in values}


def is_scalar(path, values):
    """Whether a setting is neither a list nor a map."""
    return not isinstance(values[path], (list, dict))


def flag(rng, path, value):
    """The arguments that set a value, in one of their spellings."""
    setting = BY_PATH[path]
    word = setting.word(value)
    if setting.is_switch():
        return ["--" + setting.flag] if value and rng.random() < 0.5 else [
            "--%s=%s" % (setting.flag, word)]
    if rng.random() < 0.5:
        return ["--" + setting.flag, word]
    return ["--%s=%s" % (setting.flag, word)]


def _tree(rng, values):
    """Values by path as the nested maps of a file, in random order."""
    tree = {}
    for path in rng.sample(sorted(values), len(values)):
        keys, inner = path.split("."), tree
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
        inner[keys[-1]] = values[path]
    return tree


_ENVELOPE = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}


def _may_escape(value):
    """Whether a text can be escaped without pairs of surrogates, which the core does not read."""
    return max(json.dumps(value, ensure_ascii=False)) <= "\uffff"


def as_json(rng, values):
    """A JSON file with these values."""
    tree = dict(_ENVELOPE, **_tree(rng, values))
    return json.dumps(tree, indent=rng.choice((None, 0, 1, 4)),
                      ensure_ascii=_may_escape(tree) and rng.random() < 0.5,
                      separators=rng.choice(((",", ":"), (", ", ": "), (" ,\t", " : "))))


def _yaml_string(rng, text):
    if _PLAIN.match(text) and text.lower() not in _WORDS and rng.random() < 0.6:
        return text
    if "\t" not in text and rng.random() < 0.5:
        return "'%s'" % text.replace("'", "''")
    return json.dumps(text, ensure_ascii=_may_escape(text) and rng.random() < 0.5)


def _yaml_scalar(rng, value):
    if isinstance(value, bool):
        return rng.choice(_TRUE if value else _FALSE)
    if isinstance(value, int):
        spellings = [str(value), "%d.0" % value]
        if value > 0:
            spellings += [hex(value), bin(value), "0%o" % value, "+%d" % value, "%d_" % value]
        return rng.choice(spellings)
    return _yaml_string(rng, value)


def _yaml_flow(rng, value):
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (key, _yaml_flow(rng, inner))
                                  for key, inner in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(_yaml_flow(rng, item) for item in value)
    return _yaml_scalar(rng, value)


def _yaml_block(rng, value, indent):
    """The lines of a value that stand below its key."""
    lines = []
    deeper = " " * rng.randint(1, 4)
    members = value.items() if isinstance(value, dict) else [(None, item) for item in value]
    for key, inner in members:
        if rng.random() < 0.1:
            lines.append(rng.choice(("", "# a comment: {", indent + "# another")))
        mark = indent + ("- " if key is None else rng.choice((key, '"%s"' % key)) + ":")
        if isinstance(inner, (dict, list)) and inner and key is not None and rng.random() < 0.7:
            lines.append(mark)
            lines += _yaml_block(rng, inner, indent + deeper)
        else:
            comment = rng.choice(("", "", "", " # why"))
            lines.append(mark + ("" if key is None else " ") + _yaml_flow(rng, inner) + comment)
    return lines


def as_yaml(rng, values):
    """A YAML file with these values."""
    lines = _yaml_block(rng, dict(_ENVELOPE, **_tree(rng, values)), "")
    lines[:0] = rng.choice(([], [], ["---"], ["# a comment", "---"], ["%YAML 1.1", "---"]))
    lines += rng.choice(([], [], ["---", "maxPods: 1"], ["..."]))
    return rng.choice(("\n", "\n", "\r\n")).join(lines) + "\n"


def as_file(rng, values):
    """A file with these values, in a random format."""
    return rng.choice((as_json, as_yaml))(rng, values)

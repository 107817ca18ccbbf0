# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rule kubelet_authorization_mode (CIS 4.2.2): what each profile says about each kind of node."""
import unittest

import node
import scan
import suite
from files import Directory, Link
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Kubelet, config

FLAG = "--authorization-mode="
WEBHOOK, ALLOW = "Webhook", "AlwaysAllow"

DROP_INS = KUBELET_DIR + "/config.d"

NOBODY = 65534

# A file of which the kernel makes something new each time that it is read.
PSEUDO = "/sys/kernel/uevent_seqnum"

EXIT_CODES = {"pass": 0, "notapplicable": 0, "fail": 2, "error": 2, "unknown": 2}


class Said:
    """The expected kubeletsetting_item of one kubelet."""

    def __init__(self, value, source, location):
        self.value = value
        self.source = source
        self.location = location


    def over(self, *overridden):
        """The same, where it was said elsewhere too; in the order of importance."""
        location = self.location + ", overrides " + ", ".join(
            "%s (%s)" % (said.location, said.value) for said in overridden)
        return Said(self.value, self.source, location)


def by_flag(value, index):
    """Said by argv[index]."""
    return Said(value, "command line", "argv[%d]" % index)


def by_file(value, line=4, path=CONFIG):
    """Said by a line of a config file."""
    return Said(value, "config file", "%s:%d" % (path, line))


def by_drop_in(value, name):
    """Said by a file of the config dir."""
    return Said(value, "drop-in file", "%s/%s:4" % (DROP_INS, name))


def by_default(value):
    """Said by nobody."""
    location = {WEBHOOK: "default with --config", ALLOW: "default without --config"}[value]
    return Said(value, "built-in default", location)


class Row:
    """A node, and what is expected of it.

    cis       the rule's result in both cis profiles
    effective its result in the profile `effective`; None: the same
    said      one Said per kubelet, None for one in error; empty if all are, or none is a kubelet
    reason    texts that the message of an error contains, all of them
    uid       the user that oscap runs as
    hidden    how much /proc hides of the processes of others from that user (hidepid)
    root      what oscap is told to look at instead of /
    later     a table of files that are written when the kubelets run
    """

    def __init__(self, name, cis, *kubelets, effective=None, files=None, said=(), reason=(),
                 uid=None, hidden=0, root="", later=None):
        self.name = name
        self.kubelets = kubelets
        self.files = files
        self.results = {"cis_node_level1": cis, "cis_node_level2": cis,
                        "effective": effective or cis}
        self.said = said
        self.reason = reason
        self.uid = uid
        self.hidden = hidden
        self.root = root
        self.later = later


def files(mode):
    """A config file that says that mode."""
    return {CONFIG: config(mode)}


def drop_ins(mode, contents):
    """A config file that says that mode, and files of the config dir."""
    return dict(files(mode), **{DROP_INS + "/" + name: contents[name] for name in contents})


def json_config(mode):
    """The same as JSON; its line 5 tells the mode."""
    return ('{\n  "kind": "KubeletConfiguration",\n'
            '  "apiVersion": "kubelet.config.k8s.io/v1beta1",\n'
            '  "authorization": {\n    "mode": "%s"\n  }\n}\n' % mode)


GOOD, BAD = Kubelet(FLAG + WEBHOOK), Kubelet(FLAG + ALLOW)

FLAGS = [
    Row("flag with equals", "pass", Kubelet(FLAG + WEBHOOK), said=[by_flag(WEBHOOK, 1)]),
    Row("flag with blank", "pass", Kubelet("--authorization-mode", WEBHOOK),
        said=[by_flag(WEBHOOK, 1)]),
    Row("flag with underscore", "pass", Kubelet("--authorization_mode=" + WEBHOOK),
        said=[by_flag(WEBHOOK, 1)]),
    Row("flag AlwaysAllow", "fail", Kubelet(FLAG + ALLOW), said=[by_flag(ALLOW, 1)]),
    Row("flag AlwaysAllow over Webhook file", "fail", Kubelet(CONFIG_FLAG, FLAG + ALLOW),
        files=files(WEBHOOK), said=[by_flag(ALLOW, 2).over(by_file(WEBHOOK))]),
    Row("flag AlwaysAllow before Webhook file", "fail", Kubelet(FLAG + ALLOW, CONFIG_FLAG),
        files=files(WEBHOOK), said=[by_flag(ALLOW, 1).over(by_file(WEBHOOK))]),
    Row("flag Webhook over AlwaysAllow file", "pass", Kubelet(CONFIG_FLAG, FLAG + WEBHOOK),
        files=files(ALLOW), said=[by_flag(WEBHOOK, 2).over(by_file(ALLOW))]),
    Row("last of two flags is AlwaysAllow", "fail", Kubelet(FLAG + WEBHOOK, FLAG + ALLOW),
        said=[by_flag(ALLOW, 2).over(by_flag(WEBHOOK, 1))]),
    Row("last of two flags is Webhook", "pass", Kubelet(FLAG + ALLOW, FLAG + WEBHOOK),
        said=[by_flag(WEBHOOK, 2).over(by_flag(ALLOW, 1))]),
    Row("last of two spellings is AlwaysAllow", "fail",
        Kubelet(FLAG + WEBHOOK, "--authorization_mode", ALLOW),
        said=[by_flag(ALLOW, 2).over(by_flag(WEBHOOK, 1))]),
    Row("empty argument as a value", "pass", Kubelet("--cloud-provider", "", FLAG + WEBHOOK),
        said=[by_flag(WEBHOOK, 3)]),
    Row("flag as the value of another", "fail", Kubelet("--hostname-override", FLAG + WEBHOOK),
        said=[by_default(ALLOW)]),
    Row("trailing two dashes", "pass", Kubelet(FLAG + WEBHOOK, "--"), said=[by_flag(WEBHOOK, 1)]),
]

FILES = [
    Row("YAML file Webhook", "pass", Kubelet(CONFIG_FLAG), files=files(WEBHOOK),
        said=[by_file(WEBHOOK)]),
    Row("YAML file AlwaysAllow", "fail", Kubelet(CONFIG_FLAG), files=files(ALLOW),
        said=[by_file(ALLOW)]),
    Row("YAML file by a flag with blank", "fail", Kubelet("--config", CONFIG), files=files(ALLOW),
        said=[by_file(ALLOW)]),
    Row("JSON file Webhook", "pass", Kubelet(CONFIG_FLAG), files={CONFIG: json_config(WEBHOOK)},
        said=[by_file(WEBHOOK, 5)]),
    Row("JSON file AlwaysAllow", "fail", Kubelet(CONFIG_FLAG), files={CONFIG: json_config(ALLOW)},
        said=[by_file(ALLOW, 5)]),
    Row("file relative to cwd Webhook", "pass",
        Kubelet("--config=config.yaml", cwd=KUBELET_DIR), files=files(WEBHOOK),
        said=[by_file(WEBHOOK)]),
    Row("file relative to cwd AlwaysAllow", "fail",
        Kubelet("--config=../config.yaml", cwd=KUBELET_DIR + "/sub"),
        files=dict(files(ALLOW), **{KUBELET_DIR + "/sub": Directory()}), said=[by_file(ALLOW)]),
    Row("file in another mount namespace Webhook", "pass",
        Kubelet(CONFIG_FLAG, view={"config.yaml": config(WEBHOOK)}), files=files(ALLOW),
        said=[by_file(WEBHOOK)]),
    Row("file in another mount namespace AlwaysAllow", "fail",
        Kubelet(CONFIG_FLAG, view={"config.yaml": config(ALLOW)}), files=files(WEBHOOK),
        said=[by_file(ALLOW)]),
    Row("file only in another mount namespace", "pass",
        Kubelet(CONFIG_FLAG, view={"config.yaml": config(WEBHOOK)}), said=[by_file(WEBHOOK)]),
    Row("file in another root Webhook", "pass",
        Kubelet(CONFIG_FLAG, root={CONFIG: config(WEBHOOK)}), files=files(ALLOW),
        said=[by_file(WEBHOOK)]),
    Row("file in another root relative to cwd", "pass",
        Kubelet("--config=config.yaml", root={CONFIG: config(WEBHOOK)}, cwd=KUBELET_DIR),
        files=files(ALLOW), said=[by_file(WEBHOOK)]),
    Row("file in another root by an absolute link AlwaysAllow", "fail",
        Kubelet(CONFIG_FLAG, root={CONFIG: Link(KUBELET_DIR + "/real.yaml"),
                                   KUBELET_DIR + "/real.yaml": config(ALLOW)}),
        files={KUBELET_DIR + "/real.yaml": config(WEBHOOK)}, said=[by_file(ALLOW)]),
    Row("file by links as a config map has them", "pass", Kubelet(CONFIG_FLAG),
        files={CONFIG: Link("..data/config.yaml"), KUBELET_DIR + "/..data": Link("..1"),
               KUBELET_DIR + "/..1/config.yaml": config(WEBHOOK)}, said=[by_file(WEBHOOK)]),
    Row("last of two files", "fail",
        Kubelet("--config=" + KUBELET_DIR + "/good.yaml", CONFIG_FLAG),
        files=dict(files(ALLOW), **{KUBELET_DIR + "/good.yaml": config(WEBHOOK)}),
        said=[by_file(ALLOW)]),
    Row("file without the key", "fail", Kubelet(CONFIG_FLAG), effective="pass",
        files={CONFIG: HEADER + "port: 10250\n"}, said=[by_default(WEBHOOK)]),
    Row("file with an empty key", "fail", Kubelet(CONFIG_FLAG), effective="pass",
        files={CONFIG: HEADER + "authorization:\n  mode: \"\"\n"},
        said=[by_default(WEBHOOK).over(by_file(""))]),
    Row("file with the key misspelt", "fail", Kubelet(CONFIG_FLAG), effective="pass",
        files={CONFIG: HEADER + "Authorization:\n  mode: Webhook\n"}, said=[by_default(WEBHOOK)]),
    Row("nothing said", "fail", Kubelet(), said=[by_default(ALLOW)]),
    Row("empty config flag", "fail", Kubelet(CONFIG_FLAG, "--config="), files=files(WEBHOOK),
        said=[by_default(ALLOW)]),
    Row("unused file beside a bare kubelet", "fail", Kubelet(), files=files(WEBHOOK),
        said=[by_default(ALLOW)]),
]

CHANGED = [
    Row("flag over file changed after the start", "pass", Kubelet(CONFIG_FLAG, FLAG + WEBHOOK),
        files=files(ALLOW), later=files(WEBHOOK),
        said=[by_flag(WEBHOOK, 2).over(by_file(WEBHOOK))]),
    Row("unused file changed after the start", "fail", Kubelet(), files=files(ALLOW),
        later=files(WEBHOOK), said=[by_default(ALLOW)]),
]

CONFIG_DIRS = [
    Row("drop-in file over file", "fail", Kubelet(CONFIG_FLAG, "--config-dir", DROP_INS),
        files=drop_ins(WEBHOOK, {"a.conf": config(ALLOW)}),
        said=[by_drop_in(ALLOW, "a.conf").over(by_file(WEBHOOK))]),
    Row("last of two drop-in files", "pass", Kubelet(CONFIG_FLAG, "--config-dir=" + DROP_INS),
        files=drop_ins(ALLOW, {"a.conf": config(ALLOW), "b.conf": config(WEBHOOK)}),
        said=[by_drop_in(WEBHOOK, "b.conf").over(by_drop_in(ALLOW, "a.conf"), by_file(ALLOW))]),
    Row("flag over drop-in file", "fail",
        Kubelet(FLAG + ALLOW, CONFIG_FLAG, "--config-dir=" + DROP_INS),
        files=drop_ins(WEBHOOK, {"a.conf": config(WEBHOOK)}),
        said=[by_flag(ALLOW, 1).over(by_drop_in(WEBHOOK, "a.conf"), by_file(WEBHOOK))]),
    Row("drop-in file of another name", "pass", Kubelet(CONFIG_FLAG, "--config-dir=" + DROP_INS),
        files=drop_ins(WEBHOOK, {"a.yaml": config(ALLOW)}), said=[by_file(WEBHOOK)]),
]

ERRORS = [
    Row("file missing", "error", Kubelet(CONFIG_FLAG),
        reason=[CONFIG, "No such file or directory"]),
    Row("file missing in the mount namespace of the kubelet", "error",
        Kubelet(CONFIG_FLAG, view={}), files=files(WEBHOOK),
        reason=[CONFIG, "No such file or directory"]),
    Row("file missing beside a flag", "pass", Kubelet(CONFIG_FLAG, FLAG + WEBHOOK),
        said=[by_flag(WEBHOOK, 2)]),
    Row("file of the kernel", "error", Kubelet("--config=" + PSEUDO),
        reason=[PSEUDO, "file system of the kernel"]),
    Row("file is a loop of links", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: Link("config.yaml")},
        reason=[CONFIG, "Too many levels of symbolic links"]),
    Row("file is a directory", "error", Kubelet(CONFIG_FLAG), files={CONFIG: Directory()},
        reason=[CONFIG, "directory"]),
    Row("file is a device", "error", Kubelet("--config=/dev/zero"),
        reason=["/dev/zero", "not a regular file"]),
    Row("file empty", "error", Kubelet(CONFIG_FLAG), files={CONFIG: ""},
        reason=[CONFIG, "empty"]),
    Row("file without kind", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: "authorization:\n  mode: Webhook\n"}, reason=[CONFIG, "kind"]),
    Row("file of another kind", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: config(WEBHOOK).replace("KubeletConfiguration", "Pod")},
        reason=[CONFIG, "kind"]),
    Row("broken YAML", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: HEADER + "authorization:\n  mode: [Webhook\nport: 10250\n"},
        reason=[CONFIG, "line 5:"]),
    Row("YAML with a tab", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: HEADER + "authorization:\n\tmode: Webhook\n"}, reason=[CONFIG, "line 4:"]),
    Row("broken JSON", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: json_config(WEBHOOK).replace("}\n}", "}\n")}, reason=[CONFIG]),
    Row("wrong type of the mode", "error", Kubelet(CONFIG_FLAG), files=files("5"),
        reason=[CONFIG, "line 4:"]),
    Row("wrong type of its section", "error", Kubelet(CONFIG_FLAG),
        files={CONFIG: HEADER + "authorization: Webhook\n"}, reason=[CONFIG, "line 3:"]),
    Row("unknown mode in the file", "error", Kubelet(CONFIG_FLAG), files=files("alwaysallow"),
        reason=[CONFIG + ":4", "alwaysallow"]),
    Row("unknown mode by flag", "error", Kubelet(FLAG + "RBAC"), reason=["argv[1]", "RBAC"]),
    Row("empty mode by flag", "error", Kubelet(CONFIG_FLAG, FLAG), files=files(WEBHOOK),
        reason=["argv[2]"]),
    Row("flag without its value", "error", Kubelet("--authorization-mode"), reason=["argv[1]"]),
    Row("unknown flag", "error", Kubelet(FLAG + WEBHOOK, "--no-such-flag=1"),
        reason=["argv[2]", "no-such-flag"]),
    Row("flag with one dash", "error", Kubelet("-authorization-mode=Webhook"),
        reason=["argv[1]"]),
    Row("bad value of another flag", "error", Kubelet(FLAG + WEBHOOK, "--anonymous-auth=no"),
        reason=["argv[2]", "anonymous-auth"]),
    Row("stray positional argument", "error", Kubelet("--anonymous-auth", "false", FLAG + WEBHOOK),
        reason=["argv[2]", "false"]),
    Row("stray empty argument", "error", Kubelet(FLAG + WEBHOOK, ""), reason=["argv[2]"]),
    Row("config dir missing", "error", Kubelet(CONFIG_FLAG, "--config-dir=" + DROP_INS),
        files=files(WEBHOOK), reason=[DROP_INS, "No such file or directory"]),
    Row("broken drop-in file", "error", Kubelet(CONFIG_FLAG, "--config-dir=" + DROP_INS),
        files=drop_ins(WEBHOOK, {"a.conf": HEADER + "authorization: Webhook\n"}),
        reason=[DROP_INS + "/a.conf:3:"]),
    Row("file changed after the start", "error", Kubelet(CONFIG_FLAG), files=files(ALLOW),
        later=files(WEBHOOK), reason=[CONFIG, "after the kubelet started"]),
    Row("scan without the right to read the kubelet", "error", Kubelet(CONFIG_FLAG),
        files=files(WEBHOOK), uid=NOBODY, reason=["Permission denied"]),
    Row("scan without the right to see the processes", "error", uid=NOBODY,
        reason=["kubelets may be missing", "run the scan as root"]),
    Row("scan without the right to know of the processes", "error", GOOD, uid=NOBODY, hidden=2,
        reason=["hidepid"]),
    Row("scan without the right to look into the processes", "error", GOOD, uid=NOBODY, hidden=1,
        reason=["cannot be seen"]),
    Row("another root directory without processes", "notapplicable", root=KUBELET_DIR,
        files={KUBELET_DIR + "/etc": Directory()}),
    Row("another root directory with an empty proc", "notapplicable", root=KUBELET_DIR,
        files={KUBELET_DIR + "/etc": Directory(), KUBELET_DIR + "/proc": Directory()}),
    Row("another directory that is no root directory", "error", root=KUBELET_DIR,
        files={KUBELET_DIR + "/boot": Directory()}, reason=["neither /etc nor /usr"]),
    Row("another root directory with a link to the processes", "error", root=KUBELET_DIR,
        files={KUBELET_DIR + "/proc": Link("/proc")}, reason=["/proc", "symbolic link"]),
    Row("another root directory with a kubelet that nothing starts", "error", root=KUBELET_DIR,
        files={KUBELET_DIR + "/usr/bin/kubelet": ""}, reason=["/usr/bin/kubelet"]),
]

NODES = [
    Row("two kubelets good and bad", "fail", GOOD, BAD,
        said=[by_flag(WEBHOOK, 1), by_flag(ALLOW, 1)]),
    Row("two good kubelets", "pass", GOOD, Kubelet(CONFIG_FLAG), files=files(WEBHOOK),
        said=[by_flag(WEBHOOK, 1), by_file(WEBHOOK)]),
    Row("a good kubelet and one with an error", "error", GOOD, Kubelet("--no-such-flag"),
        said=[by_flag(WEBHOOK, 1), None], reason=["no-such-flag"]),
    Row("a bad kubelet and one with an error", "fail", BAD, Kubelet(CONFIG_FLAG),
        said=[by_flag(ALLOW, 1), None], reason=[CONFIG, "No such file or directory"]),
    Row("kubelet by executable only", "pass", Kubelet(FLAG + WEBHOOK, argv0="node-agent"),
        said=[by_flag(WEBHOOK, 1)]),
    Row("kubelet by argv[0] only", "fail", Kubelet(FLAG + ALLOW, exe="kubernetes"),
        said=[by_flag(ALLOW, 1)]),
    Row("kubelet of a version", "fail", Kubelet(
        FLAG + ALLOW, argv0="/opt/bin/kubelet-1.30.1", exe="kubelet-1.30.1"),
        said=[by_flag(ALLOW, 1)]),
    Row("kubelet behind a wrapper", "fail", Kubelet(FLAG + ALLOW, argv0="x", exe="kubelet.real"),
        said=[by_flag(ALLOW, 1)]),
    Row("kubelet by the loader", "fail", Kubelet(
        "--library-path", "/x", "/usr/bin/kubelet", FLAG + ALLOW, argv0="ld.so",
        exe="ld-linux-x86-64.so.2"), said=[by_flag(ALLOW, 4)]),
    Row("kubelet by a loader with a new option", "error", Kubelet(
        "--new", "/usr/bin/kubelet", FLAG + WEBHOOK, argv0="ld.so", exe="ld-linux-x86-64.so.2"),
        reason=["options that are not known here", "would be Webhook: argv[3]"]),
    Row("kubelet by an emulator", "fail", Kubelet(
        "/usr/bin/kubelet", FLAG + ALLOW, argv0="/usr/bin/qemu-x86_64-static",
        exe="qemu-x86_64-static"), said=[by_flag(ALLOW, 2)]),
    Row("kubelet by Rosetta", "fail", Kubelet(
        "/usr/bin/kubelet", "/usr/bin/kubelet", FLAG + ALLOW, argv0="/run/rosetta/rosetta",
        exe="rosetta"), said=[by_flag(ALLOW, 3)]),
    Row("kubelet by a subcommand", "fail", Kubelet(
        "kubelet", FLAG + ALLOW, argv0="/snap/k8s/1/bin/kubernetes", exe="kubernetes"),
        said=[by_flag(ALLOW, 2)]),
    Row("another program whose name begins so", "notapplicable", Kubelet(
        FLAG + ALLOW, argv0="/bin/kubelet-csr-approver", exe="kubelet-csr-approver")),
    Row("another program by an emulator", "notapplicable", Kubelet(
        "/bin/ls", "/var/lib/kubelet", argv0="/usr/bin/qemu-x86_64", exe="qemu-x86_64")),
    Row("executable deleted after the start", "fail",
        Kubelet(FLAG + ALLOW, argv0="node-agent", delete=True), said=[by_flag(ALLOW, 1)]),
    Row("kubelet of an ordinary user", "error", Kubelet(CONFIG_FLAG, uid=NOBODY),
        files=files(WEBHOOK), reason=["no kubelet is left to be judged"]),
    Row("root directory named", "fail", BAD, said=[by_flag(ALLOW, 1)], root="/"),
    Row("no kubelet", "notapplicable"),
    Row("grep kubelet", "notapplicable", Kubelet("kubelet", argv0="grep", exe="grep")),
    Row("kube-apiserver with a kubelet flag", "notapplicable",
        Kubelet("--kubelet-client-key=x", argv0="kube-apiserver", exe="kube-apiserver")),
    Row("script kubelet-backup", "notapplicable",
        Kubelet(FLAG + WEBHOOK, exe="kubelet-backup", script=True)),
    Row("script kubelet", "notapplicable", Kubelet(FLAG + WEBHOOK, script=True)),
    Row("directory named kubelet", "notapplicable",
        Kubelet(FLAG + WEBHOOK, argv0="/opt/kubelet/agent", exe="agent")),
    Row("kubelet that ended but is not reaped", "notapplicable",
        Kubelet(FLAG + WEBHOOK, zombie=True)),
]


ARGS = KUBELET_DIR + "/args"
SHIPPED = ("--kubeconfig=${SNAP_DATA}/credentials/kubelet.config\n"
           "--client-ca-file=${SNAP_DATA}/certs/ca.crt\n--anonymous-auth=false\n"
           "--node-labels=\"microk8s.io/cluster=true\"\n--authentication-token-webhook=true\n"
           "--read-only-port=0\n")


def kubelite(*args, **kwargs):
    """MicroK8s"""
    return Kubelet("--kubelet-args-file=" + ARGS, *args, argv0="/snap/microk8s/9072/kubelite",
                   exe="kubelite", env={"SNAP_DATA": "/var/snap/microk8s/9072", "MODE": WEBHOOK},
                   **kwargs)


def by_args(value, line):
    """Said by a line of the file of kubelite."""
    return Said(value, "command line", "%s:%d" % (ARGS, line))


def k3s(title, *args, **kwargs):
    """k3s, which shows a title in place of its arguments"""
    return Kubelet(*args, argv0="/usr/local/bin/k3s " + title, exe="k3s", **kwargs)


K3S_DIR = "/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/"
MICROSHIFT_CONFIG = "/var/lib/microshift/resources/kubelet/config/config.yaml"

HOSTS = [
    Row("MicroK8s as shipped", "fail", kubelite("--start-control-plane=true"),
        files={ARGS: SHIPPED}, said=[by_default(ALLOW)]),
    Row("MicroK8s told Webhook", "pass", kubelite(),
        files={ARGS: SHIPPED + "# hardened\n--authorization-mode=Webhook\n"},
        said=[by_args(WEBHOOK, 8)]),
    Row("MicroK8s told twice", "fail", kubelite(),
        files={ARGS: FLAG + WEBHOOK + "\n\n--authorization-mode 'AlwaysAllow'\n"},
        said=[by_args(ALLOW, 3).over(by_args(WEBHOOK, 1))]),
    Row("MicroK8s told by a variable", "pass", kubelite(), files={ARGS: FLAG + "$MODE\n"},
        said=[by_args(WEBHOOK, 1)]),
    Row("MicroK8s told by a config file", "pass", kubelite(),
        files=dict(files(WEBHOOK), **{ARGS: CONFIG_FLAG + "\n"}), said=[by_file(WEBHOOK)]),
    Row("MicroK8s with two blanks", "error", kubelite(),
        files={ARGS: "--authorization-mode  Webhook\n"},
        reason=[ARGS + ":1", "unknown command"]),
    Row("MicroK8s without its file", "error", kubelite(), reason=[ARGS, "No such file"]),
    Row("MicroK8s with a file that is no text", "error", kubelite(),
        files={ARGS: b"--v=2\n--node-labels=\xff=x\n"}, reason=[ARGS + ":2"]),
    Row("MicroK8s whose file changed after the start", "error", kubelite(),
        files={ARGS: SHIPPED}, later={ARGS: FLAG + WEBHOOK + "\n"},
        reason=[ARGS, "after kubelite started", "authorization.mode would be Webhook"]),
    Row("MicroK8s of an ordinary user", "error", kubelite(uid=NOBODY),
        files={ARGS: FLAG + WEBHOOK + "\n"}, reason=["no kubelet is left to be judged"]),
    Row("k3s server", "error", k3s("server"), reason=["k3s does not show the arguments"]),
    Row("k3s agent with the rest of its arguments wiped out", "error", k3s("agent", "", "", ""),
        reason=["k3s does not show the arguments"]),
    Row("k3s with drop-in files", "error",
        k3s("server", root={K3S_DIR + "00-k3s-defaults.conf": config(WEBHOOK)}),
        reason=["k3s does not show the arguments",
                "authorization.mode would be Webhook: %s00-k3s-defaults.conf:4" % K3S_DIR]),
    Row("k3s etcd-snapshot", "notapplicable", k3s("etcd-snapshot")),
    Row("k3s kubectl", "notapplicable",
        Kubelet("get", "--selector", "server", argv0="kubectl", exe="k3s")),
    Row("k3s crictl", "notapplicable", Kubelet("logs", "agent", argv0="crictl", exe="k3s")),
    Row("microk8s kubectl", "notapplicable",
        Kubelet("get", "nodes", argv0="/snap/microk8s/9072/kubectl", exe="microk8s.kubectl")),
    Row("MicroShift", "error",
        Kubelet("run", argv0="microshift", exe="microshift",
                root={MICROSHIFT_CONFIG: config(WEBHOOK)}),
        reason=["microshift does not show", "authorization.mode would be Webhook: %s:4" %
                MICROSHIFT_CONFIG]),
    Row("MicroShift telling its version", "notapplicable",
        Kubelet("version", argv0="microshift", exe="microshift")),
    Row("hyperkube kubelet", "error",
        Kubelet("kubelet", FLAG + WEBHOOK, argv0="/hyperkube", exe="hyperkube"),
        reason=["1.18", "authorization.mode would be Webhook: argv[2]"]),
    Row("hyperkube by a link", "error", Kubelet(FLAG + WEBHOOK, exe="hyperkube"),
        reason=["1.18", "authorization.mode would be Webhook: argv[1]"]),
    Row("hyperkube apiserver", "notapplicable",
        Kubelet("apiserver", argv0="/hyperkube", exe="hyperkube")),
    Row("Canonical Kubernetes", "pass",
        Kubelet(FLAG + WEBHOOK, argv0="/snap/k8s/1/bin/kubelet", exe="kubernetes"),
        said=[by_flag(WEBHOOK, 1)]),
    Row("an embedded kubelet beside a bad one", "fail", k3s("server"), BAD,
        said=[None, by_flag(ALLOW, 1)], reason=["k3s does not show the arguments"]),
]

# Each container has a /var/lib/kubelet of its own; so has the host.
CONTAINERS = [
    Row("kubelet in a container", "fail",
        Kubelet(CONFIG_FLAG, contained="yes", root=files(ALLOW)), files=files(WEBHOOK),
        said=[by_file(ALLOW)]),
    Row("kubelet in a container with a user namespace", "fail",
        Kubelet(CONFIG_FLAG, contained="user", root=files(ALLOW)), files=files(WEBHOOK),
        said=[by_file(ALLOW)]),
    Row("kubelet in a container, relative to its directory", "pass",
        Kubelet("--config=config.yaml", contained="yes", cwd=KUBELET_DIR, root=files(WEBHOOK)),
        files=files(ALLOW), said=[by_file(WEBHOOK)]),
    Row("kubelet in a container that has no such file", "error",
        Kubelet(CONFIG_FLAG, contained="yes", root={"/etc/x": ""}), files=files(WEBHOOK),
        reason=[CONFIG, "No such file"]),
    Row("MicroK8s in a container", "pass",
        kubelite(contained="yes", root={ARGS: FLAG + WEBHOOK + "\n"}), files={ARGS: SHIPPED},
        said=[by_args(WEBHOOK, 1)]),
    Row("three kubelets, each with files of its own", "fail",
        Kubelet(CONFIG_FLAG), Kubelet(CONFIG_FLAG, contained="yes", root=files(ALLOW)),
        Kubelet(CONFIG_FLAG, contained="yes", root=files(WEBHOOK)), files=files(WEBHOOK),
        said=[by_file(WEBHOOK), by_file(ALLOW), by_file(WEBHOOK)]),
]


class Rule:
    """The checks of a row, for one profile."""

    profile = None

    def check(self, row):
        """Build the node, scan it, compare everything."""
        users = [row.uid] + [kubelet.uid for kubelet in row.kubelets]
        if not all(uid is None or suite.has_user(uid) for uid in users):
            self.skipTest("only root can run something as another user")
        with node.Node(row.files) as this_node:
            pids = [str(this_node.start(kubelet)) for kubelet in row.kubelets]
            if row.later:
                node.wait_a_tick()
                this_node.write(row.later)
            run, arf = scan.evaluate(this_node, self.profile, uid=row.uid,
                                     hidden=row.hidden, env={"OSCAP_PROBE_ROOT": row.root})
            self.assertIsNotNone(arf, run)
            self.check_result(run, arf, row.results[self.profile])
            said = dict(zip(pids, row.said))
            self.check_settings(arf, said)
            self.check_reason(arf, row, set(pids) - {pid for pid in said if said[pid]})

    def check_result(self, run, arf, expected):
        """The verdict, the exit code, and silence."""
        whole = "%s\nmessages: %s" % (run, arf.messages())
        self.assertEqual(run.unexpected_stderr(), [], whole)
        self.assertEqual(arf.rules, {scan.RULE: expected}, whole)
        self.assertEqual(run.code, EXIT_CODES[expected], whole)

    def check_settings(self, arf, expected):
        """Exactly the expected items that have a value."""
        found = {item["pid"]: (item["setting"], item["value"], item["source"], item["location"],
                               item["origin"], item["element"])
                 for item in arf.items("kubeletsetting_item")
                 if item.status == "exists" and item["setting"] == "authorization.mode"}
        self.assertEqual(found, {
            pid: ("authorization.mode", said.value, said.source, said.location, "process", [])
            for pid, said in expected.items() if said})

    def check_reason(self, arf, row, pids):
        """The items in error, and the reason in a message; no message without a reason."""
        bad = {item["pid"]: item["setting"] for item in arf.items("kubeletsetting_item")
               if item.status == "error"}
        messages = arf.messages()
        if not row.reason:
            self.assertEqual((bad, messages), ({}, set()))
            return
        expected = {} if row.hidden else {pid: "authorization.mode" for pid in pids}
        if row.kubelets and all(kubelet.uid is not None for kubelet in row.kubelets):
            expected = {None: None}  # they are set aside
        elif row.root not in ("", "/") or (row.uid is not None and
                                           (row.hidden or not row.kubelets)):
            expected[None] = None  # there may be other kubelets
        self.assertEqual(bad, expected)
        self.assertTrue(any(all(text in message for text in row.reason) for message in messages),
                        "%r are not in one of %r" % (row.reason, messages))


@suite.table(FLAGS + FILES + CHANGED + CONFIG_DIRS + ERRORS + NODES + HOSTS + CONTAINERS)
class Level1(Rule, unittest.TestCase):
    """Profile cis_node_level1"""
    profile = "cis_node_level1"


@suite.table(FLAGS + FILES + CHANGED + CONFIG_DIRS + ERRORS + NODES + HOSTS + CONTAINERS)
class Level2(Rule, unittest.TestCase):
    """Profile cis_node_level2"""
    profile = "cis_node_level2"


@suite.table(FLAGS + FILES + CHANGED + CONFIG_DIRS + ERRORS + NODES + HOSTS + CONTAINERS)
class Effective(Rule, unittest.TestCase):
    """Profile effective"""
    profile = "effective"


class WithoutPlugin(unittest.TestCase):
    """The oscap of the distribution alone never says pass or notapplicable."""

    NODES = {"no kubelet": [], "good kubelet": [GOOD], "bad kubelet": [BAD]}

    def each(self, check, *options):
        """Run it on each node, for each profile, and check the run and the ARF."""
        for name, kubelets in self.NODES.items():
            for profile in ("cis_node_level1", "cis_node_level2", "effective"):
                with self.subTest(node=name, profile=profile), node.Node() as this_node:
                    for kubelet in kubelets:
                        this_node.start(kubelet)
                    check(*scan.evaluate(this_node, profile, options, scan.stock_oscap))

    def test_with_validation(self):
        """Its schemas do not know our tests: it refuses to evaluate, and writes no results."""
        def check(run, arf):
            self.assertEqual((run.code, arf), (1, None), run)
            self.assertIn("kubelet_test': This element is not expected", run.err)
            self.assertNotIn("Result", run.out)

        self.each(check)

    def test_without_validation(self):
        """It evaluates, and does not know the answer."""
        def check(run, arf):
            self.assertEqual((run.code, arf.rules), (2, {scan.RULE: "unknown"}), run)

        self.each(check, "--skip-validation")


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nodes that Ansible reaches by ssh: each has its own root directory, processes, mounts and network.

A root is what this system has, with files of the test over it, in an overlay whose changes are in memory. Its
kubelet is the stand-in, which the stand-in for systemctl (tests/remediation) starts, so that a fix can restart it.
The network of the test program has a bridge, at which each node has a wire.
"""
import os
import shutil
import signal
import subprocess
import tempfile
import time

import node
from files import Directory, File, write_files
from project import BUILD, SOURCE

NETWORK = "10.117.0."
CONTROLLER = NETWORK + "254"
SYSTEMCTL = os.path.join(SOURCE, "tests", "remediation", "systemctl")
# Of the stand-in for systemctl.
STAND_INS = "/opt/oscap-kubelet-test"
MEMORY = STAND_INS + "/manager"
UNIT = "/etc/systemd/system/kubelet.service"
KUBELET = STAND_INS + "/kubelet"
CONFIG = "/etc/kubernetes/kubelet.yaml"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
PKI = "/etc/kubernetes/pki/"
USER = "keeper"
SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# A kubelet settles sooner here.
FIX = """#!/bin/sh
echo "$@" >>%s/fixes
exec /usr/lib/oscap-kubelet/oscap-kubelet-fix "$@" --settle 1 --health 3
""" % STAND_INS

SSHD = """Port 22
HostKey %(keys)s/host
AuthorizedKeysFile %(keys)s/user.pub
StrictModes no
UsePAM no
PidFile none
Subsystem sftp internal-sftp
""" % {"keys": STAND_INS}

# The first process of a node: it waits for its wire, starts the kubelet and sshd, and is there for orphans.
INIT = """
mount --make-rprivate /
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
for directory in tmp run; do mount -t tmpfs -o mode=1777 tmpfs $directory; done
mkdir -m 755 run/sshd run/systemd
mkdir -p mnt
pivot_root . mnt
umount -l /mnt
hostname "$2"
until ip link show eth0 >/dev/null 2>&1; do sleep 0.02; done
ip link set lo up
ip address add "$3/24" dev eth0
ip link set eth0 up
if [ -e %(unit)s ]; then
	systemctl daemon-reload
	systemctl restart kubelet.service
fi
/usr/sbin/sshd -D -e 2>%(stand_ins)s/sshd.log &
while :; do wait -n || sleep 1; done
""" % {"unit": UNIT, "stand_ins": STAND_INS}

GOOD = node.HEADER + """authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: %sca.crt
authorization:
  mode: Webhook
readOnlyPort: 0
streamingConnectionIdleTimeout: 4h
makeIPTablesUtilChains: true
rotateCertificates: true
serverTLSBootstrap: true
podPidsLimit: 1000
seccompDefault: true
eventRecordQPS: 50
protectKernelDefaults: false
tlsCipherSuites:
- TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
- TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
tlsCertFile: %skubelet.crt
tlsPrivateKeyFile: %skubelet.key
""" % (PKI, PKI, PKI)
BAD = GOOD.replace("mode: Webhook", "mode: AlwaysAllow").replace("seccompDefault: true", "seccompDefault: false")
BROKEN = GOOD + "authorization: [\n"


def kubelet(config):
    """The files of a node whose kubelet has that configuration file."""
    return {
        UNIT: File("[Unit]\nDescription=kubelet\n\n[Service]\nExecStart=%s --config=%s --kubeconfig=%s\n"
                   "Restart=always\n\n[Install]\nWantedBy=multi-user.target\n" % (KUBELET, CONFIG, KUBECONFIG),
                   mode=0o600),
        CONFIG: File(config), KUBECONFIG: File("apiVersion: v1\nkind: Config\n"),
        PKI + "ca.crt": File("", mode=0o644), PKI + "kubelet.crt": File("", mode=0o644), PKI + "kubelet.key": File(),
        node.KUBELET_DIR: Directory(mode=0o755),
    }


def install_tree(tree):
    """Put what was built into a tree, as a package does, with a fix that need not wait long."""
    subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr"], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, DESTDIR=tree))
    os.rename(tree + "/usr/bin/oscap-kubelet-fix", tree + "/usr/lib/oscap-kubelet/oscap-kubelet-fix")
    write_files(tree, {"/usr/bin/oscap-kubelet-fix": File(FIX, mode=0o755)})


def replaced_line(path, name, line):
    """The text of a table of users in which that user has this line."""
    with open(path, encoding="utf-8") as file:
        others = [each for each in file if not each.startswith(name + ":")]
    return "".join(others) + line + "\n"


class Fleet:
    """The nodes of a test class, and its controller's files, in `work`.

    @param cls     its end ends them
    """

    def __init__(self, cls):
        self.work = tempfile.mkdtemp(prefix="oscap-kubelet-fleet-")
        cls.addClassCleanup(shutil.rmtree, self.work)
        node.mount("none", self.work, "tmpfs", data="mode=755")
        cls.addClassCleanup(node.unmount, self.work)
        self._cleanup = cls.addClassCleanup
        self.nodes = {}
        node.leave_network()
        subprocess.run(["ip", "-batch", "-"], check=True, universal_newlines=True, input=(
            "link add fleet type bridge\nlink set fleet up\naddress add %s/24 dev fleet\n" % CONTROLLER))
        self._common()

    def path(self, *names):
        """A path in the work directory."""
        return os.path.join(self.work, *names)

    def _common(self):
        """What all nodes have over this system: users, keys, sshd, the manager's stand-in."""
        tree = self.path("common")
        write_files(tree, {
            "/etc/ssh/sshd_config": SSHD,
            "/etc/passwd": replaced_line("/etc/passwd", USER, USER + ":x:60117:60117::/home/%s:/bin/sh" % USER),
            "/etc/shadow": File(replaced_line("/etc/shadow", USER, USER + ":*:19000::::::"), mode=0o640),
            "/etc/sudoers": File("Defaults secure_path=%s\n%s ALL=(ALL) NOPASSWD: ALL\n" % (SECURE_PATH, USER), mode=0o440),
            "/home/%s" % USER: Directory(mode=0o755, uid=60117),
            "/etc/systemd/system": Directory(mode=0o755), "/etc/default": Directory(mode=0o755),
            MEMORY: Directory(mode=0o755)})
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                            os.path.join(tree + STAND_INS, name)], check=True)
        shutil.move(os.path.join(tree + STAND_INS, "user"), self.path("key"))
        certificate = tree + STAND_INS + "/certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=kubelet",
                        "-days", "2", "-keyout", certificate, "-out", certificate + ".crt"], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        with open(certificate, "a", encoding="ascii") as file, open(certificate + ".crt", encoding="ascii") as more:
            file.write(more.read())
        os.makedirs(tree + "/usr/bin", exist_ok=True)
        shutil.copy(SYSTEMCTL, tree + "/usr/bin/systemctl")
        shutil.copy(node.STANDIN, tree + KUBELET)

    def add(self, name, *layers, files=None):
        """Make a node with these trees and files over this system, and start it."""
        address = NETWORK + str(len(self.nodes) + 1)
        self.nodes[name] = one = Host(self, name, address)
        own = self.path(name, "own")
        group = os.path.join(node.groups(), os.path.basename(self.work) + "-" + name)
        os.makedirs(os.path.join(group, "kubelet.service"))
        self._cleanup(_remove_group, group)
        write_files(own, dict({MEMORY + "/group": group,
                               "/etc/hosts": "127.0.0.1 localhost\n127.0.1.1 %s\n" % name}, **(files or {})))
        one.mount([own, *layers, self.path("common"), "/"])
        self._cleanup(one.end)
        one.start()
        return one

    def absent(self, name):
        """A node that is not there: no way leads to its address, which is known at once."""
        self.nodes[name] = Host(self, name, "10.118.0.1")


class Host:
    """A node."""

    def __init__(self, fleet, name, address):
        self.name, self.address = name, address
        self.base = fleet.path(name)
        self.root = os.path.join(self.base, "root")
        self.process = None

    def mount(self, layers):
        """Mount its root."""
        for directory in ("root", "upper", "work"):
            os.mkdir(os.path.join(self.base, directory))
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", "lowerdir=%s,upperdir=%s/upper,workdir=%s/work" % (
            ":".join(layers), self.base, self.base), self.root], check=True)

    def start(self):
        """Boot it; it is up once sshd answers."""
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child",
             "bash", "-euc", INIT, "init", self.root, self.name, self.address],
            stdin=subprocess.DEVNULL)
        first = _child(self.process)
        wire = "w" + self.address.rpartition(".")[2]
        subprocess.run(["ip", "-batch", "-"], check=True, universal_newlines=True, input=(
            "link add %s master fleet type veth peer name eth0 netns %d\nlink set %s up\n" % (wire, first, wire)))

    def end(self):
        """Switch it off."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        node.unmount(self.root)

    def file(self, path):
        """Where a path of the node is."""
        return self.root + path

    def read(self, path):
        """The text of a file of the node."""
        with open(self.file(path), encoding="utf-8") as file:
            return file.read()

    def changed(self):
        """The files that were changed since it was made, but for what sshd and sudo write down."""
        found = []
        upper = os.path.join(self.base, "upper")
        for base, _, names in os.walk(upper):
            for name in names:
                path = os.path.join(base, name)
                inside = path[len(upper):]
                if not inside.startswith(("/var/log/", STAND_INS, "/home/")):
                    found.append(inside)
        return found


def _child(process):
    """The process ID of the one child, once there is one that is in its namespaces."""
    path = "/proc/%d/task/%d/children" % (process.pid, process.pid)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with open(path, encoding="ascii") as file:
            children = file.read().split()
        if children:
            return int(children[0])
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise AssertionError("a node did not start")


def _remove_group(group):
    """Remove a control group, whose processes may need a moment to be gone."""
    end = time.monotonic() + 30
    for directory in (os.path.join(group, "kubelet.service"), group):
        while True:
            try:
                os.rmdir(directory)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

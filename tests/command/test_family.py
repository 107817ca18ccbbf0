# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tools around oscap, each with the plugin: by the word oscap in PATH, or by their own option."""
import os
import pty
import shutil
import subprocess
import tempfile
import unittest

import node
import scan
import suite
from files import write_files
from node import Kubelet, Node

SCANNER = os.path.join(node.BUILD, "probe", "bin")
PROFILE = scan.profile_id("cis_node_level1")
UNIT = "/usr/lib/systemd/system/kubelet.service"
IMAGE = {
    "/usr/lib/systemd/libsystemd-shared-252.so": "", "/run/.containerenv": "",
    UNIT: "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow\n",
}

# podman, as far as oscap-podman asks it of a container.
PODMAN = """#!/bin/sh
case "$1 $2" in
"container "*) echo "id name" ;;
"mount "*) echo "$IMAGE" ;;
"umount "*|"init "*|"inspect "*) ;;
*) exit 1 ;;
esac
"""

SSHD = """Port 22
ListenAddress 127.0.0.1
HostKey %(work)s/host
AuthorizedKeysFile %(work)s/user.pub
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
Subsystem sftp internal-sftp
SetEnv PATH=%(path)s
"""


def named():
    """An environment where the word oscap is ours."""
    return dict(os.environ, PATH=SCANNER + ":" + os.environ["PATH"], **scan.PRELOAD)


def rule_result(path):
    """The result of the rule of the authorization mode in an ARF."""
    return scan.Arf(path).rules.get(scan.RULE)


class Images(unittest.TestCase):
    """A root directory in which nothing runs."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name
        self.arf = os.path.join(self.work, "arf.xml")
        self.image = os.path.join(self.work, "image")
        os.mkdir(self.image)
        write_files(self.image, IMAGE)
        self.eval = ["xccdf", "eval", "--profile", PROFILE, "--rule", scan.RULE, "--results-arf",
                     self.arf, scan.DATA_STREAM]

    def assert_fails(self, result):
        """The rule was judged: it fails."""
        self.assertEqual(result.code, 2, str(result))
        self.assertEqual(rule_result(self.arf), "fail", str(result))

    def test_chroot(self):
        """oscap-chroot by the word oscap; without us it refuses the content."""
        self.assert_fails(scan.execute(["oscap-chroot", self.image] + self.eval, named()))
        os.remove(self.arf)
        stock = scan.execute(["oscap-chroot", self.image] + self.eval, dict(os.environ))
        self.assertEqual((stock.code, os.path.exists(self.arf)), (1, False), str(stock))

    def test_podman(self):
        """oscap-podman --oscap="""
        write_files(self.work, {"/bin/podman": PODMAN})
        os.chmod(os.path.join(self.work, "bin", "podman"), 0o755)
        env = dict(os.environ, IMAGE=self.image,
                   PATH=os.path.join(self.work, "bin") + ":" + os.environ["PATH"], **scan.PRELOAD)
        # The image of the stand-in is no image of podman's, but a container.
        result = scan.execute(["oscap-podman", "--oscap=" + scan.WRAPPER, "name"] + self.eval, env)
        self.assert_fails(result)


class Library(unittest.TestCase):
    """What uses libopenscap without oscap, as the bindings for Python and Ruby do."""

    def test_python(self):
        """A program that opens libopenscap itself knows our types if both are preloaded."""
        plugin = os.path.join(node.BUILD, "probe", "oscap-kubelet.so")
        listing = subprocess.check_output(["ldd", shutil.which("oscap")], universal_newlines=True)
        library, = [line.split()[2] for line in listing.splitlines() if "libopenscap.so" in line]
        program = (
            "import ctypes, sys\n"
            "library = ctypes.CDLL(sys.argv[1])\n"
            "library.oscap_source_new_from_file.restype = ctypes.c_void_p\n"
            "library.oscap_source_validate.argtypes = [ctypes.c_void_p] * 3\n"
            "callback = ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 4)(lambda *_: 0)\n"
            "source = library.oscap_source_new_from_file(sys.argv[2].encode())\n"
            "print(library.oscap_source_validate(source, callback, None))\n")
        before = scan.PRELOAD["LD_PRELOAD"]
        for preloaded, valid in (([], "1"), ([plugin], "1"), ([plugin, library], "0")):
            env = dict(os.environ, **scan.PRELOAD)
            env["LD_PRELOAD"] = ":".join([before] * bool(before) + preloaded)
            result = scan.execute(["python3", "-c", program, library, scan.DATA_STREAM], env)
            self.assertEqual((result.code, result.out.strip()), (0, valid), str(result))


class Remediate(unittest.TestCase):
    """`oscap xccdf eval --remediate`, which keeps for its results what a fix says."""

    def test_terminal(self):
        """Why a fix failed stands on the terminal, where oscap itself tells none."""
        with Node() as this:
            this.start(Kubelet("--authorization-mode=AlwaysAllow"))
            node.shadow("/usr/local/bin")
            os.symlink(os.path.join(node.BUILD, "oscap-kubelet-fix"),
                       "/usr/local/bin/oscap-kubelet-fix")
            argv = [scan.WRAPPER, "xccdf", "eval", "--remediate", "--profile", PROFILE, "--rule",
                    scan.RULE, scan.DATA_STREAM]
            child, terminal = pty.fork()
            if child == 0:
                os.execve(argv[0], argv, dict(os.environ, **scan.PRELOAD))
            text = b""
            try:
                while True:
                    text += os.read(terminal, 4096)
            except OSError:
                pass  # its other end was closed
            os.close(terminal)
            os.waitpid(child, 0)
        self.assertIn(b"oscap-kubelet-fix: kubelet_authorization_mode: ", text)


class Ssh(unittest.TestCase):
    """oscap-ssh, and the sshd of the node in a network of its own."""

    @classmethod
    def setUpClass(cls):
        node.leave_network()

    def start(self, this):
        """Start sshd, and wait until it listens."""
        for name in ("host", "user"):
            subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                                   this.path(name)])
        node.shadow("/run/sshd")
        with open(this.path("sshd_config"), "w") as file:
            file.write(SSHD % {"work": this.work,
                               "path": SCANNER + ":/usr/local/bin:/usr/bin:/bin"})
        # A root that no password lets in may still come with a key.
        with open("/etc/shadow") as shadow, open(this.path("shadow"), "w") as file:
            file.write("".join("root:*:::::::\n" if line.startswith("root:") else line
                               for line in shadow))
        node.mount(this.path("shadow"), "/etc/shadow", flags=node.MS_BIND)
        sshd = subprocess.Popen([shutil.which("sshd", path="/usr/sbin:/usr/bin"), "-D", "-e", "-f",
                                 this.path("sshd_config")], stderr=subprocess.PIPE,
                                universal_newlines=True)
        this.processes.append(sshd)
        sshd.stdin, sshd.stdout = open(os.devnull), sshd.stderr
        lines = []
        for line in sshd.stderr:
            lines.append(line)
            if "Server listening" in line:
                return
        self.fail("".join(lines))

    def test_eval(self):
        """It gets the report of the node, by the PATH that sshd gives."""
        with Node() as this:
            this.start(Kubelet("--authorization-mode=AlwaysAllow"))
            self.start(this)
            arf = this.path("arf.xml")
            env = dict(os.environ, SSH_ADDITIONAL_OPTIONS=(
                "-i %s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes"
                % this.path("user")))
            result = scan.execute(
                ["oscap-ssh", "root@127.0.0.1", "22", "xccdf", "eval", "--profile", PROFILE,
                 "--rule", scan.RULE, "--results-arf", arf, scan.DATA_STREAM], env)
            self.assertEqual(result.code, 2, str(result))
            self.assertEqual(rule_result(arf), "fail", str(result))


if __name__ == "__main__":
    suite.main()

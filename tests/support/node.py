# SPDX-License-Identifier: LGPL-2.1-or-later
"""A node made for one test: files, and stand-in kubelets that run on it.

The test program runs in a pid namespace and a mount namespace of its own (see suite.py), so
/var/lib/kubelet and /proc belong to it alone: no other kubelet is seen, none sees the test, and a
pid is the same for the test, the kubelet and oscap.
"""
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time

from files import write_files
from project import BUILD

# The directory of the build, where every user can reach it.
PUBLIC_BUILD = "/mnt/oscap-kubelet-build"
STANDIN = os.path.join(BUILD, "tests", "standin", "kubelet")

KUBELET_DIR = "/var/lib/kubelet"
CONFIG = KUBELET_DIR + "/config.yaml"
CONFIG_FLAG = "--config=" + CONFIG
HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"

SCRIPT = "#!/bin/sh\necho ready\nread line\n"

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
MNT_DETACH = 2
MS_BIND = 4096
MS_MOVE = 8192
MS_REC = 16384
MS_PRIVATE = 1 << 18

# A hierarchy of control groups in which a process shows its unit.
HIERARCHIES = ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup")

# Emptied by the test runner after each test.
WORK_DIRECTORIES = []

_libc = ctypes.CDLL(None, use_errno=True)


def config(mode):
    """The text of a config file; its line 4 tells the mode."""
    return HEADER + "authorization:\n  mode: " + mode + "\n"


def _checked(result, what):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (what, os.strerror(code)))


def mount(source, target, fstype=None, flags=0, data=None):
    """mount(2)"""
    def raw(text):
        return os.fsencode(text) if text is not None else None
    _checked(_libc.mount(raw(source), raw(target), raw(fstype), flags, raw(data)),
             "mount %s" % target)


def unmount(target):
    """umount2(2), with all that is mounted below"""
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), "unmount %s" % target)


def unshare(flags):
    """unshare(2)"""
    _checked(_libc.unshare(flags), "unshare")


def unshare_mounts():
    """Give the calling process a mount namespace of its own."""
    unshare(CLONE_NEWNS)
    mount("none", "/", flags=MS_REC | MS_PRIVATE)


def _bind_entry(source, target):
    """Show the directory entry `source` at `target` too, which does not exist yet."""
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.mkdir(target)
    else:
        open(target, "w").close()
    mount(source, target, flags=MS_BIND | MS_REC)


def bind(source, target):
    """Show a file or a directory at `target` too, for which what is missing above is made."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    _bind_entry(source, target)


def enter_root(root):
    """Make `root` the root directory, from which nothing leads out (pivot_root(2))."""
    _enter_root(root, True)


def shadow(path):
    """Make `path` an empty directory that only this mount namespace sees.

    The disk stays untouched even if the directory does not exist there: the nearest directory
    above it that does is shown again, entry by entry, on a file system in memory.
    """
    above = path
    while not os.path.isdir(above):
        above = os.path.dirname(above)
    stage = tempfile.mkdtemp(prefix="oscap-kubelet-stage.")
    mount("none", stage, "tmpfs", data="mode=755")
    if above != path:
        for name in os.listdir(above):
            _bind_entry(os.path.join(above, name), os.path.join(stage, name))
    mount(stage, above, flags=MS_MOVE)
    os.rmdir(stage)
    os.makedirs(path, exist_ok=True)


def leave_network():
    """Give the calling process a network of its own, of which all ports are free."""
    unshare(CLONE_NEWNET)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def become(uid):
    """Go on as an ordinary user."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def own_proc():
    """Own one's files in /proc again, which root has of who was root (PR_SET_DUMPABLE)."""
    _checked(_libc.prctl(4, 1, 0, 0, 0), "prctl")


# Capabilities by name, as linux/capability.h numbers them; ALL_CAPABILITIES is more than there are.
CAPABILITIES = {"DAC_OVERRIDE": 1, "DAC_READ_SEARCH": 2, "SYS_CHROOT": 18, "SYS_PTRACE": 19,
                "SYS_ADMIN": 21}
ALL_CAPABILITIES = range(64)
PR_CAPBSET_DROP = 24


def lose(capabilities):
    """Let no program that this process executes have these: root has what is in the bounding set."""
    for number in capabilities:
        _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails for those that do not exist


def wait_a_tick():
    """Wait till what is written next is newer than what runs: starts are known to 10 ms."""
    time.sleep(0.1)


def groups():
    """The directory of the control groups of such a hierarchy."""
    for path in HIERARCHIES:
        if os.path.exists(path + "/cgroup.procs"):
            return path
    raise AssertionError("no control groups are mounted at one of " + ", ".join(HIERARCHIES))


class Group:
    """A context manager: a control group, which is named as a unit or as that of a container."""

    def __init__(self, name, beside=None):
        self._name = name
        self._beside = beside
        self._top = self._path = None

    def beside(self, name):
        """Another one, by its path from where that of this one begins; both end with this."""
        return Group(name, self)

    def __enter__(self):
        self._top = self._beside._top if self._beside else \
            tempfile.mkdtemp(prefix="oscap-kubelet-test.", dir=groups())
        self._path = os.path.join(self._top, self._name)
        os.makedirs(self._path, exist_ok=True)
        return self

    def __exit__(self, exc_type, exc, traceback):
        if not self._beside:
            for path, _, _ in os.walk(self._top, topdown=False):
                os.rmdir(path)

    def take(self, pid):
        """Move a process here."""
        with open(self._path + "/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(pid))


class Kubelet:
    """What is to be started.

    args       argv[1..]
    argv0      argv[0]
    exe        the name of the file to execute, made in the work directory
    cwd        its working directory
    outside    with root: a working directory that is not below it
    view       a table of files that this process alone sees in /var/lib/kubelet
    root       a table of files that is its root directory, beside the system's libraries
    contained  with root: in a pid namespace of its own too, and the host's root is gone
               (pivot_root(2)); `user` for a user namespace beside these
    env        a table of environment variables, all that it has
    script     the file is a shell script
    delete     remove the file once it runs
    uid        the user to run it as
    zombie     let it end and not be reaped
    network    whether it has a network of its own
    sockets    sockets of the test that it has as well
    """

    def __init__(self, *args, argv0="/usr/bin/kubelet", exe="kubelet", cwd="/", view=None,
                 outside=None, root=None, contained=None, env=None, script=False, delete=False,
                 uid=None, zombie=False, network=False, sockets=()):
        self.args = args
        self.argv0 = argv0
        self.exe = exe
        self.cwd = cwd
        self.view = view
        self.outside = outside
        self.root = root
        self.contained = contained
        self.env = env
        self.script = script
        self.delete = delete
        self.uid = uid
        self.zombie = zombie
        self.network = network
        self.sockets = sockets

    @property
    def argv(self):
        """argv as bytes"""
        return [os.fsencode(argument) for argument in (self.argv0,) + self.args]


class Node:
    """A context manager: its files are there until its end, and what start() started runs.

    `work` is a directory for what the test writes. It stays, with a copy of the node's files in
    it, when the test fails.
    """

    def __init__(self, files=None):
        self.files = files or {}
        self.work = None
        self.processes = []

    def __enter__(self):
        self.work = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
        WORK_DIRECTORIES.append(self.work)
        os.chmod(self.work, 0o755)
        self.write(self.files)
        return self

    def __exit__(self, exc_type, exc, traceback):
        for process in self.processes:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
        shutil.copytree(KUBELET_DIR, os.path.join(self.work, "files"), symlinks=True)
        for name in os.listdir(KUBELET_DIR):
            path = os.path.join(KUBELET_DIR, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)

    def path(self, name):
        """The path of `name` in the work directory."""
        return os.path.join(self.work, name)

    def write(self, files):
        """Write a table of files with absolute paths below /var/lib/kubelet."""
        for path in files:
            if os.path.commonpath([os.path.normpath(path), KUBELET_DIR]) != KUBELET_DIR:
                raise ValueError("%s is outside %s" % (path, KUBELET_DIR))
        write_files("/", files)

    def start(self, kubelet):
        """Start it, wait till it runs, return its pid."""
        number = len(self.processes)
        view = self._tree(kubelet.view, "view%d" % number)
        root = self._tree(kubelet.root, "root%d" % number)
        exe = self._executable(kubelet, root)

        def prepare():
            if kubelet.contained:
                _unshare_container(kubelet.contained == "user")
            elif view or root:
                unshare_mounts()
            if view:
                mount(view, KUBELET_DIR, flags=MS_BIND)
            if root:
                _enter_root(root, kubelet.contained)
            if kubelet.outside:
                os.fchdir(outside)
            if kubelet.network:
                leave_network()
            if kubelet.uid is not None:
                become(kubelet.uid)
            if not kubelet.outside:
                os.chdir(kubelet.cwd)

        outside = os.open(kubelet.outside, os.O_PATH) if kubelet.outside else None
        process = subprocess.Popen(kubelet.argv, executable=exe, preexec_fn=prepare,
                                   env=kubelet.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   pass_fds=[socket.fileno() for socket in kubelet.sockets])
        self.processes.append(process)
        if outside is not None:
            os.close(outside)
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError("%r did not start" % (kubelet.argv,))
        if kubelet.delete:
            os.unlink(exe)
        if kubelet.zombie:
            process.kill()
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        return _only_child(process.pid) if kubelet.contained else process.pid

    def _tree(self, files, name):
        """Write a table of files into the work directory; return the path of the tree."""
        if files is None:
            return None
        tree = self.path(name)
        os.mkdir(tree)
        write_files(tree, files)
        return tree

    def _executable(self, kubelet, root):
        """Put what is to be executed into its place; return its path for the new process."""
        if root:
            os.makedirs(os.path.dirname(os.path.join(root, kubelet.exe)), exist_ok=True)
            shutil.copy(STANDIN, os.path.join(root, kubelet.exe))
            return "/" + kubelet.exe
        directory = self.path("bin%d" % len(self.processes))
        os.mkdir(directory)
        exe = os.path.join(directory, kubelet.exe)
        if kubelet.script:
            with open(exe, "w") as file:
                file.write(SCRIPT)
            os.chmod(exe, 0o755)
        else:
            shutil.copy(STANDIN, exe)
        return exe


def _unshare_container(with_users):
    """Go on as the first process of new namespaces; the parent waits outside for its end."""
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWNS | CLONE_NEWPID | (CLONE_NEWUSER if with_users else 0))
    if with_users:
        for name, text in (("setgroups", "deny"), ("uid_map", "0 %d 1" % uid),
                           ("gid_map", "0 %d 1" % gid)):
            with open("/proc/self/" + name, "w") as file:
                file.write(text)
    child = os.fork()
    if child:
        os.closerange(0, 1024)
        os.waitpid(child, 0)
        os._exit(0)
    mount("none", "/", flags=MS_REC | MS_PRIVATE)


def _only_child(pid):
    """The pid of the one child of a process."""
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        child, = file.read().split()
    return int(child)


def _enter_root(root, pivot):
    """Make `root` the root directory, with the system's libraries in it."""
    if pivot:
        mount(root, root, flags=MS_BIND | MS_REC)
    for name in ("usr", "lib", "lib64"):
        if os.path.lexists("/" + name):
            _bind_entry("/" + name, os.path.join(root, name))
    if not pivot:
        os.chroot(root)
        return
    os.chdir(root)
    _checked(_libc.pivot_root(b".", b"."), "pivot_root")
    _checked(_libc.umount2(b".", MNT_DETACH), "umount2")

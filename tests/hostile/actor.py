# SPDX-License-Identifier: LGPL-2.1-or-later
"""Processes that do what no kubelet does: change their arguments, multiply, come and go, never answer."""
import ctypes
import fcntl
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

import node

PR_SET_MM = 35
PR_SET_MM_MAP = 14
PR_SET_PDEATHSIG = 1
SYS_EXIT = {"x86_64": 60, "aarch64": 93}
# /proc/PID/stat, from 0: what struct prctl_mm_map begins with, but for brk behind the fifth.
MM_FIELDS = (25, 26, 44, 45, 46, 27, 47, 48, 49, 50)

_libc = ctypes.CDLL(None, use_errno=True)
# What must stay mapped as long as the process is there.
_KEPT = []

_libc.sbrk.restype = ctypes.c_void_p


def packed(*argv):
    """Arguments as the kernel has them."""
    return b"".join(os.fsencode(argument) + b"\0" for argument in argv)


def set_argument_area(address, length):
    """Say where the arguments of this process are; any user may (prctl(2), PR_SET_MM_MAP)."""
    with open("/proc/self/stat", "rb") as file:
        stat = file.read().rpartition(b")")[2].split()
    values = [int(stat[field - 2]) for field in MM_FIELDS]
    values[6:8] = [address, address + length]
    values.insert(5, _libc.sbrk(0))
    table = struct.pack("=11QQII", *values, 0, 0, 0xffffffff)
    if _libc.prctl(PR_SET_MM, PR_SET_MM_MAP, table, ctypes.c_ulong(len(table)), 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, "prctl: " + os.strerror(code))


class Arguments:
    """The arguments of this process, which can be told to be any bytes."""

    def __init__(self, size=1 << 16):
        self._size = size
        self._memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        _KEPT.append(self._memory)
        self._address = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))

    def tell(self, raw):
        """Have these arguments from now on."""
        self._memory[:len(raw)] = raw
        set_argument_area(self._address, len(raw))

    def overwrite(self, raw):
        """Write over the arguments, which stay as long as they are."""
        self._memory[:len(raw)] = raw


class Actors:
    """A context manager: forks actors, and ends them and their children."""

    def __init__(self):
        self._pids = []

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        for pid in reversed(self._pids):
            for target in (-pid, pid):
                try:
                    os.kill(target, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            os.waitpid(pid, 0)

    def start(self, act, *args):
        """Run act(ready, *args) in a process of its own; return its pid once it called ready()."""
        told, tell = os.pipe()
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            self._run(act, tell, args)
        os.close(tell)
        self._pids.append(pid)
        with os.fdopen(told, "rb") as file:
            answer = file.read(1)
        if answer != b"y":
            raise RuntimeError("%s did not start" % act.__name__)
        return pid

    @staticmethod
    def _run(act, tell, args):
        """In the new process; never returns."""
        def ready():
            os.write(tell, b"y")
            os.close(tell)

        try:
            os.setpgid(0, 0)
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            act(ready, *args)
        except BaseException as error:  # whatever it is, the parent must not go on in here
            sys.stderr.write("%s: %r\n" % (act.__name__, error))
        os._exit(1)


def wait_for_ever():
    """Until killed."""
    while True:
        signal.pause()


def pretend(ready, raw, uid=None):
    """Have these arguments."""
    Arguments(max(len(raw), 1 << 16)).tell(raw)
    if uid is not None:
        node.become(uid)
    ready()
    wait_for_ever()


def multiply(ready, raw, count):
    """Be `count` processes with these arguments; with None, have one's own."""
    if raw is not None:
        Arguments().tell(raw)
    for _ in range(count - 1):
        if os.fork() == 0:
            wait_for_ever()
    ready()
    wait_for_ever()


def flicker(ready, first, second):
    """Have one command line and another, in turn, as fast as can be."""
    arguments = Arguments()
    arguments.tell(first)
    ready()
    while True:
        arguments.overwrite(second)
        arguments.overwrite(first)


def lose_leader(ready, raw):
    """Have these arguments, and run on in a second thread when the first has ended."""
    Arguments().tell(raw)

    def go_on():
        while "Z (" not in open("/proc/self/task/%d/status" % os.getpid()).read():
            time.sleep(0.01)
        ready()
        wait = threading.Event()
        wait.wait()

    threading.Thread(target=go_on).start()
    _libc.syscall(SYS_EXIT[os.uname().machine], 0)


def _stand_in(*args, cwd=None):
    """Start a stand-in, wait till it runs."""
    process = subprocess.Popen(("kubelet",) + args, executable=node.STANDIN, cwd=cwd,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def restart(ready, *args):
    """Be a kubelet that ends again and again; the next one runs before the last has ended."""
    last = _stand_in(*args)
    ready()
    while True:
        following = _stand_in(*args)
        last.kill()
        last.communicate()
        last = following


def reuse_pid(ready, *kubelets):
    """Be kubelets in turn, each a directory and arguments, all with the same pid (pid_namespaces(7))."""
    process = None
    while True:
        for cwd, args in kubelets:
            if process is not None:
                process.kill()
                process.communicate()
                with open("/proc/sys/kernel/ns_last_pid", "w", encoding="ascii") as file:
                    file.write(str(process.pid - 1))
            process = _stand_in(*args, cwd=cwd)
            time.sleep(0.005)
        if ready is not None:
            ready()
            ready = None


def vanish(ready, count, *args):
    """Start kubelets that end one by one, and start again."""
    running = [_stand_in(*args) for _ in range(count)]
    ready()
    while True:
        for index in range(count):
            running[index].kill()
            running[index].communicate()
            running[index] = _stand_in(*args)


def exec_in_turn(ready, *args):
    """Be a shell that executes a kubelet for a moment, again and again."""
    ready()
    while True:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            os.open("/dev/null", os.O_RDWR)
            os.dup2(0, 1)
            os.execv(node.STANDIN, ("kubelet",) + args)
        time.sleep(0.003)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def hold_lease(ready, path):
    """Hold a lease on a file: who opens it has to wait (fcntl(2), F_SETLEASE)."""
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    file = os.open(path, os.O_RDWR)
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    ready()
    wait_for_ever()


def write_on(ready, path, first, second):
    """Write one content and another over a file, in turn."""
    ready()
    while True:
        for content in (first, second):
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)


def come_and_go(ready, count):
    """Be `count` processes, of which one ends and another starts, again and again."""
    running = [_sleeper() for _ in range(count)]
    ready()
    while True:
        for index in range(count):
            os.kill(running[index], signal.SIGKILL)
            os.waitpid(running[index], 0)
            running[index] = _sleeper()
            time.sleep(0.002)


def _sleeper():
    """Start a process that does nothing."""
    pid = os.fork()
    if pid == 0:
        wait_for_ever()
    return pid


def run_pods(ready, directory, count):
    """Do what a kubelet does to its directory: pods with secrets come and go, states are written."""
    number = 0
    while True:
        for index in range(count):
            pod = "%s/pods/%d-%d" % (directory, os.getpid(), index)
            volume = pod + "/volumes/kubernetes.io~secret/token"
            if os.path.isdir(pod):
                node.unmount(volume)
                shutil.rmtree(pod)
            os.makedirs(volume)
            node.mount("none", volume, "tmpfs")
            with open(volume + "/token", "w", encoding="ascii") as file:
                file.write("x")
            state = "%s/cpu_manager_state.%d" % (directory, os.getpid())
            with open(state + ".new", "w", encoding="ascii") as file:
                file.write(str(number))
            os.rename(state + ".new", state)
            number += 1
            time.sleep(0.002)
        if ready is not None:
            ready()
            ready = None

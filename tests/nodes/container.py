# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run the processes of a text tree in mount and pid namespaces of their own, with it as their root.

The stand-in for a kubelet is mounted where the tree has the executable, and its libraries where the
system has them: /proc/PID/exe, the arguments, the root and the files are those of the real node.
"""
import functools
import os
import re
import signal
import subprocess
import sys
import traceback

import files
import node

COMM = "STANDIN_COMM"


@functools.lru_cache(maxsize=None)
def libraries():
    """What the stand-in needs to run; asked before the first process of a pid namespace is made."""
    out = subprocess.check_output(["ldd", node.STANDIN], universal_newlines=True)
    return re.findall(r"(/\S+) \(0x", out)


def _enter(root, process):
    """Make a directory the root of a mount namespace of its own; the next child gets its own pids."""
    node.unshare(node.CLONE_NEWNS | node.CLONE_NEWPID)
    node.mount("none", "/", flags=node.MS_REC | node.MS_PRIVATE)
    node.mount(root, root, flags=node.MS_BIND)
    for library in libraries():
        node.mount(library, files.inside(root, library), flags=node.MS_BIND)
    node.mount(node.STANDIN, files.inside(root, process.exe), flags=node.MS_BIND)
    os.chdir(root)
    node.mount(root, "/", flags=node.MS_MOVE)
    os.chroot(".")


def _execute(process):
    """Become the stand-in."""
    node.mount("proc", "/proc", "proc")
    os.chdir(process.cwd)
    environment = dict(line.split("=", 1) for line in process.env)
    if process.comm:
        environment[COMM] = process.comm
    os.execve(process.exe, process.argv, environment)


def _run(root, process, leash, ready):
    """What the child that start() makes does: it stays outside, and waits."""
    os.dup2(leash, 0)
    os.dup2(ready, 1)
    os.closerange(3, 256)
    _enter(root, process)
    if os.fork() == 0:
        _execute(process)
    os.wait()


class Container:
    """A context manager: a tree in a directory, and its processes, which end with it."""

    def __init__(self, tree, root):
        self.tree = tree
        self.root = root
        self.children = []
        self.pids = {}

    def __enter__(self):
        os.mkdir(self.root)
        self.tree.write(self.root)
        for root in {self._root_of(process) for process in self.tree.processes}:
            os.makedirs(os.path.join(root, "proc"), exist_ok=True)
            for path in libraries():
                with open(files.prepared(root, path), "a"):
                    pass
        return self

    def __exit__(self, exc_type, exc, trace):
        for child, leash in self.children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(leash)

    def start(self):
        """Start its processes; return the pid of the kubelet. Its files have to be older."""
        self.pids = {process: self._start(process) for process in self.tree.processes}
        return self.pids[self.tree.kubelet]

    def _root_of(self, process):
        """The directory that becomes the root of a process."""
        return os.path.join(self.root, process.root.lstrip("/"))

    def _start(self, process):
        leash = os.pipe()
        ready = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                _run(self._root_of(process), process, leash[0], ready[1])
            except BaseException:  # whatever it is, the test program must not go on twice
                traceback.print_exc()
            os._exit(1)
        self.children.append((child, leash[1]))
        os.close(leash[0])
        os.close(ready[1])
        with os.fdopen(ready[0]) as stream:
            if stream.readline() != "ready\n":
                raise RuntimeError("%s did not start" % process.exe)
        with open("/proc/%d/task/%d/children" % (child, child)) as file:
            return int(file.read())

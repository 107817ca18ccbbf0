# SPDX-License-Identifier: LGPL-2.1-or-later
"""Config files that are no files, too large, or never read to their end."""
import os
import socket
import stat
import unittest

from hostile import ALLOW, ERROR, FILE_LIMIT, Hostile, Row, WEBHOOK, linked_to, node_file, reading
import actor
import node
import suite
from node import CONFIG, CONFIG_FLAG, config


def fifo(box):
    os.mkfifo(box.path("fifo"))
    box.start_with("fifo")


def fifo_with_writer(box):
    os.mkfifo(box.path("fifo"))
    file = os.open(box.path("fifo"), os.O_RDWR)
    box.test.addCleanup(os.close, file)
    os.write(file, config(WEBHOOK).encode())
    box.start_with("fifo")


def device(kind, number):
    def make(box):
        try:
            os.mknod(box.path("device"), kind | 0o600, number)
        except PermissionError:
            box.test.skipTest("only root can make a device")
        box.start_with("device")
    return make


def unix_socket(box):
    listener = socket.socket(socket.AF_UNIX)
    box.test.addCleanup(listener.close)
    listener.bind(box.path("socket"))
    listener.listen()
    box.start_with("socket")


def sparse(size, *head):
    """A file that is this long, with a content first."""
    def make(box):
        path = box.put("config", "".join(head))
        os.truncate(path, size)
        node.wait_a_tick()
        box.start_with("config")
    return make


def padded(mode, size):
    """A config file of exactly that size."""
    text = config(mode)
    return text + "#" + "x" * (size - len(text) - 2) + "\n"


def under_lease(box):
    path = box.put("config", config(WEBHOOK))
    box.start_with("config")
    box.act(actor.hold_lease, path)


SHORT = {"OSCAP_KUBELET_TIMEOUT": "1"}
TOO_LATE = ["limit of 1 seconds", "OSCAP_KUBELET_TIMEOUT"]

FILES = [
    Row("FIFO without a writer", *ERROR, fifo, reason=["fifo is a FIFO, not a regular file"]),
    Row("FIFO that has a config in it", *ERROR, fifo_with_writer, reason=["fifo is a FIFO"]),
    Row("dev null", *ERROR, reading("/dev/null"), reason=["/dev/null is a device"]),
    Row("dev zero", *ERROR, reading("/dev/zero"), reason=["/dev/zero is a device"]),
    Row("dev tty", *ERROR, reading("/dev/tty"), reason=["/dev/tty is a device"]),
    Row("dev stdin", *ERROR, reading("/dev/stdin"), reason=["/dev/stdin"]),
    Row("dev fd of an open file", *ERROR, reading("/dev/fd/3"), reason=["/dev/fd/3"]),
    Row("character device that does not exist", *ERROR,
        device(stat.S_IFCHR, os.makedev(240, 240)), reason=["is a device"]),
    Row("block device", *ERROR, device(stat.S_IFBLK, os.makedev(7, 0)), reason=["is a device"]),
    Row("socket", *ERROR, unix_socket, reason=["is a socket"]),
    Row("directory", *ERROR, reading("/usr"), reason=["/usr is a directory"]),
    Row("root directory", *ERROR, reading("/"), reason=["/ is a directory"]),
    Row("proc kmsg", *ERROR, reading("/proc/kmsg"), reason=["/proc/kmsg", "of the kernel"]),
    Row("proc self environ", *ERROR, reading("/proc/self/environ"),
        reason=["/proc/self/environ"]),
    Row("proc self fd", *ERROR, reading("/proc/self/fd/0"), reason=["/proc/self/fd/0"]),
    Row("proc self exe", *ERROR, reading("/proc/self/exe"), reason=["/proc/self/exe"]),
    Row("proc of init as a way to a good file", *ERROR,
        reading("/proc/1/root" + CONFIG), files=node_file(config(WEBHOOK)),
        reason=["/proc/1/root", "symbolic links"]),
    Row("link to a proc file", *ERROR, linked_to("/proc/version"), reason=["of the kernel"]),
    Row("sys file", *ERROR, reading("/sys/kernel/uevent_seqnum"), reason=["of the kernel"]),
    Row("cgroup file", *ERROR, reading("/sys/fs/cgroup/cgroup.procs"), reason=["cgroup.procs"]),
    Row("1 GB of nothing", *ERROR, sparse(1 << 30), reason=["limit of 4194304 bytes"]),
    Row("1 TB behind a good config", *ERROR, sparse(1 << 40, config(WEBHOOK)),
        reason=["limit of 4194304 bytes"]),
    Row("one byte above the limit", *ERROR, reading(CONFIG),
        files=node_file(padded(WEBHOOK, FILE_LIMIT + 1)), reason=["limit of 4194304 bytes"]),
    Row("exactly at the limit", ALLOW, "fail", reading(CONFIG),
        files=node_file(padded(ALLOW, FILE_LIMIT))),
    Row("zeros only", *ERROR, sparse(1 << 20), reason=["config"]),
    Row("lease on the file", *ERROR, under_lease, reason=["config", "unavailable"]),
    Row("more to read than time", *ERROR,
        lambda box: box.act(actor.multiply, actor.packed("kubelet", CONFIG_FLAG), 300),
        files=node_file(padded(WEBHOOK, FILE_LIMIT)), reason=TOO_LATE, env=SHORT, seconds=30),
]


@suite.table(FILES)
class Files(Hostile, unittest.TestCase):
    """Config files that are no files, too large, or never read to their end"""


if __name__ == "__main__":
    suite.main()

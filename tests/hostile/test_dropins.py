# SPDX-License-Identifier: LGPL-2.1-or-later
"""Drop-in directories."""
import os
import unittest

from hostile import (ALLOW, DIR_FLAG, DROP_INS, ERROR, GOOD_OUTSIDE, Hostile, NOT_THERE, Row,
                     WEBHOOK, kubelet, laughs)
import node
import suite
from files import Directory, Link
from node import CONFIG, CONFIG_FLAG, HEADER, config


def tree(count, content, name="%04d.conf", base=DROP_INS):
    """Files of a node: many of one content."""
    return dict({CONFIG: config(WEBHOOK)},
                **{base + "/" + name % number: content for number in range(count)})


def deep(depth, content):
    """Directories in each other, and a drop-in file in the innermost."""
    return {CONFIG: config(WEBHOOK), DROP_INS + "/d" * depth + "/a.conf": content}


def drop_in(name, content):
    """A good config file and one more entry of the directory."""
    return {CONFIG: config(WEBHOOK), DROP_INS + "/" + name: content}


def drop_in_is(make_entry):
    """A directory in which something is a.conf."""
    def make(box):
        os.mkdir(box.path("d"))
        make_entry(box.path("d/a.conf"))
        node.wait_a_tick()
        box.start(CONFIG_FLAG, "--config-dir=" + box.path("d"))
    return make


WITH_DIR = kubelet(CONFIG_FLAG, DIR_FLAG)

DROPINS = [
    Row("directory with 5,000 entries", *ERROR, WITH_DIR, files=tree(5000, "", name="%d.txt"),
        reason=["limit of 4096 entries"]),
    Row("directory with 257 drop-ins", *ERROR, WITH_DIR, files=tree(257, HEADER),
        reason=["limit of 256 drop-in files"]),
    Row("256 drop-ins, the last is bad", ALLOW, "fail", WITH_DIR,
        files=dict(tree(255, config(WEBHOOK)), **drop_in("z.conf", config(ALLOW))), seconds=20),
    Row("3,000 directories", ALLOW, "fail", WITH_DIR,
        files=dict(drop_in("z.conf", config(ALLOW)),
                   **{DROP_INS + "/d%d" % number: Directory() for number in range(3000)}),
        seconds=20),
    Row("5,000 entries in many directories", *ERROR, WITH_DIR,
        files={CONFIG: config(WEBHOOK), **{DROP_INS + "/%d/%d.txt" % (a, b): ""
                                           for a in range(50) for b in range(100)}},
        reason=["limit of 4096 entries"]),
    Row("directories 40 deep", *ERROR, WITH_DIR, files=deep(40, config(ALLOW)),
        reason=["limit of 16 directories"]),
    Row("directories 15 deep", ALLOW, "fail", WITH_DIR, files=deep(15, config(ALLOW))),
    Row("dangling link", *ERROR, WITH_DIR, files=drop_in("a.conf", Link("nowhere")),
        reason=["a.conf"] + NOT_THERE),
    Row("link to itself as a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf", Link("a.conf")),
        reason=["a.conf", "symbolic links"]),
    Row("link to its own directory", *ERROR, WITH_DIR, files=drop_in("a.conf", Link(".")),
        reason=["a.conf", "directory"]),
    Row("FIFO as a drop-in", *ERROR, drop_in_is(os.mkfifo), files=GOOD_OUTSIDE,
        reason=["a.conf is a FIFO"]),
    Row("link to a device as a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf",
                                                                         Link("/dev/zero")),
        reason=["a.conf is a device"]),
    Row("drop-in directory is proc", *ERROR, kubelet(CONFIG_FLAG, "--config-dir=/proc"),
        files=GOOD_OUTSIDE),
    Row("laughs in a drop-in", *ERROR, WITH_DIR, files=drop_in("a.conf", HEADER + laughs(10, 10)),
        reason=["a.conf", "limit"]),
    Row("many drop-ins of many values", *ERROR, WITH_DIR,
        files=tree(12, HEADER + laughs(6, 14)), reason=["limit"], seconds=30),
    Row("markup in the name of a drop-in", ALLOW, "fail", WITH_DIR,
        files=drop_in("<script>alert(1)<\n\x01]]>.conf", config(ALLOW)), text=True),
]


@suite.table(DROPINS)
class DropIns(Hostile, unittest.TestCase):
    """Directories of drop-in files"""


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What changes after the start of a kubelet."""
import os
import unittest

from hostile import (ALLOW, DIR_FLAG, DROP_INS, ERROR, FLAG, GOOD_OUTSIDE, Hostile, NOT_THERE, Row,
                     WEBHOOK, node_file)
import actor
import node
import suite
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Link, config


def changed(change, *args):
    """Started, then changed by a function of the box."""
    def make(box):
        older = box.put("older", config(WEBHOOK))
        os.utime(older, (1, 1))
        node.wait_a_tick()
        box.start(CONFIG_FLAG, *args)
        node.wait_a_tick()
        change(box)
    return make


def replaced(box):
    box.write({CONFIG + ".new": config(WEBHOOK)})
    os.rename(CONFIG + ".new", CONFIG)


def back_dated(box):
    before = os.stat(CONFIG)
    box.write({CONFIG: config(WEBHOOK)})
    os.utime(CONFIG, ns=(before.st_atime_ns, before.st_mtime_ns))


def bring_older(box):
    """A file of the same file system that was there before the kubelet."""
    os.rename(KUBELET_DIR + "/older", CONFIG)


def link_older(box):
    os.unlink(CONFIG)
    os.link(KUBELET_DIR + "/older", CONFIG)


def repoint(path, target):
    def change(box):
        os.symlink(target, path + ".new")
        os.rename(path + ".new", path)
    return change


def being_written(box):
    box.start(CONFIG_FLAG)
    box.act(actor.write_on, CONFIG, config(WEBHOOK), config(ALLOW))


CHANGED = ["was changed", "after the kubelet started"]
BAD_FILE = node_file(config(ALLOW))
WITH_OLDER = dict(BAD_FILE, **{KUBELET_DIR + "/older": config(WEBHOOK)})
LINKED = {CONFIG: Link("..data/config.yaml"), KUBELET_DIR + "/..data": Link("..1"),
          KUBELET_DIR + "/..1/config.yaml": config(ALLOW),
          KUBELET_DIR + "/..2/config.yaml": config(WEBHOOK)}
BAD_DROP_IN = {CONFIG: config(WEBHOOK), DROP_INS + "/a.conf": config(ALLOW),
               DROP_INS + "/sub/b.conf": HEADER}

CHANGES = [
    Row("overwritten", *ERROR, changed(lambda box: box.write(GOOD_OUTSIDE)), files=BAD_FILE,
        reason=CHANGED),
    Row("overwritten, and the date set back", *ERROR, changed(back_dated), files=BAD_FILE,
        reason=CHANGED),
    Row("replaced by a new file", *ERROR, changed(replaced), files=BAD_FILE, reason=CHANGED),
    Row("replaced by an older file", *ERROR, changed(bring_older), files=WITH_OLDER,
        reason=CHANGED),
    Row("replaced by a link to an older file", *ERROR, changed(repoint(CONFIG, "older")),
        files=WITH_OLDER, reason=CHANGED),
    Row("replaced by a hard link to an older file", *ERROR, changed(link_older), files=WITH_OLDER,
        reason=CHANGED),
    Row("link on the way repointed", *ERROR, changed(repoint(KUBELET_DIR + "/..data", "..2")),
        files=LINKED, reason=CHANGED),
    Row("removed", *ERROR, changed(lambda box: os.unlink(CONFIG)), files=BAD_FILE,
        reason=NOT_THERE),
    Row("only its mode changed", *ERROR, changed(lambda box: os.chmod(CONFIG, 0o600)),
        files=BAD_FILE, reason=CHANGED),
    Row("drop-in added", *ERROR,
        changed(lambda box: box.write({DROP_INS + "/z.conf": config(WEBHOOK)}), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in removed", *ERROR,
        changed(lambda box: os.unlink(DROP_INS + "/a.conf"), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in added to a directory below", *ERROR,
        changed(lambda box: box.write({DROP_INS + "/sub/z.conf": config(WEBHOOK)}), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("drop-in renamed so that it counts no more", *ERROR,
        changed(lambda box: os.rename(DROP_INS + "/a.conf", DROP_INS + "/a.old"), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED),
    Row("all drop-ins removed with their directory", *ERROR,
        changed(lambda box: os.rename(DROP_INS, DROP_INS + ".old"), DIR_FLAG),
        files=BAD_DROP_IN, reason=NOT_THERE),
    Row("written during the scan", *ERROR, being_written, files=GOOD_OUTSIDE),
    Row("AlwaysAllow flag over a changed file", ALLOW, "fail",
        changed(lambda box: box.write(GOOD_OUTSIDE), FLAG + ALLOW), files=BAD_FILE),
]


@suite.table(CHANGES)
class Changes(Hostile, unittest.TestCase):
    """Files that are not what the kubelet read"""


if __name__ == "__main__":
    suite.main()

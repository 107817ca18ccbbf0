# SPDX-License-Identifier: LGPL-2.1-or-later
"""What changes after the start of a kubelet."""
import os
import unittest

from hostile import (ALLOW, DIR_FLAG, DROP_INS, ERROR, FLAG, GOOD_OUTSIDE, Hostile, NOT_THERE, Row,
                     WEBHOOK, node_file)
import actor
import node
import scan
import suite
from files import Link
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, config


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


def turned_into_directory(box):
    os.unlink(CONFIG)
    os.mkdir(CONFIG)


def swapped(directory):
    """Another directory, which was there before the kubelet, takes its place."""
    def change(box):
        os.rename(directory, directory + ".bad")
        os.rename(directory + ".good", directory)
    return change


def mounted_over(path, other, before=False):
    """A file or directory mounted over another, when a pod with a secret has been started."""
    def make(box):
        def cover():
            box.mount(other, path, flags=node.MS_BIND)
        if before:
            cover()
        node.wait_a_tick()
        box.start("--config=" + SUB_CONFIG)
        node.wait_a_tick()
        os.makedirs(VOLUME)
        box.mount("none", VOLUME, "tmpfs")
        if not before:
            cover()
    return make


def moved(box):
    """The working directory of a kubelet with --config=../c.yaml."""
    box.put("a/c.yaml", config(ALLOW))
    box.put("b/c.yaml", config(WEBHOOK))
    os.mkdir(box.path("a/cwd"))
    node.wait_a_tick()
    box.start("--config=../c.yaml", cwd=box.path("a/cwd"))
    node.wait_a_tick()
    os.rename(box.path("a/cwd"), box.path("b/cwd"))


def being_written(box):
    box.start(CONFIG_FLAG)
    box.act(actor.write_on, CONFIG, config(WEBHOOK), config(ALLOW))


def named_by_pwd(change, allow="a", args=("--config=../c.yaml",), late=False):
    """The working directory is x/y, PWD calls it a/link; of x/c.yaml and a/c.yaml one says
    AlwaysAllow. Then the link is changed by a function of its path."""
    def make(box):
        for name in "ax":
            box.put(name + "/c.yaml", config(ALLOW if name == allow else WEBHOOK))
        box.put("x/y/c.yaml", config(WEBHOOK))
        if not late:
            os.symlink("../x/y", box.path("a/link"))
        node.wait_a_tick()
        box.start(*args, cwd=box.path("x/y"), env={"PWD": box.path("a/link")})
        node.wait_a_tick()
        change(box.path("a/link"))
    return make


def link_to_y(path):
    os.symlink("../x/y", path)


CHANGED = ["was changed", "after the kubelet started"]
PWD = ["../c.yaml is", "whether PWD named the working directory then"]
BAD_FILE = node_file(config(ALLOW))
WITH_OLDER = dict(BAD_FILE, **{KUBELET_DIR + "/older": config(WEBHOOK)})
LINKED = {CONFIG: Link("..data/config.yaml"), KUBELET_DIR + "/..data": Link("..1"),
          KUBELET_DIR + "/..1/config.yaml": config(ALLOW),
          KUBELET_DIR + "/..2/config.yaml": config(WEBHOOK)}
BAD_DROP_IN = {CONFIG: config(WEBHOOK), DROP_INS + "/a.conf": config(ALLOW),
               DROP_INS + "/sub/b.conf": HEADER}

SUB = KUBELET_DIR + "/sub"
SUB_CONFIG = SUB + "/config.yaml"
VOLUME = KUBELET_DIR + "/pods/0/volumes/kubernetes.io~secret/token"
TWO_DIRECTORIES = {SUB_CONFIG: config(ALLOW), SUB + ".good/config.yaml": config(WEBHOOK)}
TWO_PARENTS = {CONFIG: config(WEBHOOK), SUB + "/config.d/a.conf": config(ALLOW),
               SUB + ".good/config.d/a.conf": config(WEBHOOK)}


def started(*args, change):
    """Started with these arguments alone, then changed."""
    def make(box):
        node.wait_a_tick()
        box.start(*args)
        node.wait_a_tick()
        change(box)
    return make


CHANGES = [
    Row("directory on the way swapped", *ERROR,
        started("--config=" + SUB_CONFIG, change=swapped(SUB)), files=TWO_DIRECTORIES,
        reason=CHANGED),
    Row("directory above that of the drop-ins swapped", *ERROR,
        started(CONFIG_FLAG, "--config-dir=%s/config.d" % SUB, change=swapped(SUB)),
        files=TWO_PARENTS, reason=CHANGED),
    Row("entries of a directory on the way came and went", ALLOW, "fail",
        started("--config=" + SUB_CONFIG,
                change=lambda box: box.write({SUB + "/new": "x", SUB + ".good/new": "x"})),
        files=TWO_DIRECTORIES),
    Row("flag over a file in a directory that was swapped", WEBHOOK, "pass",
        started("--config=" + SUB_CONFIG, FLAG + WEBHOOK, change=swapped(SUB)),
        files=TWO_DIRECTORIES),
    Row("file mounted over it", *ERROR, mounted_over(SUB_CONFIG, SUB + ".good/config.yaml"),
        files=TWO_DIRECTORIES, reason=CHANGED),
    Row("directory mounted over it", *ERROR, mounted_over(SUB, SUB + ".good"),
        files=TWO_DIRECTORIES, reason=CHANGED),
    Row("file mounted over it before the start", WEBHOOK, "pass",
        mounted_over(SUB_CONFIG, SUB + ".good/config.yaml", before=True), files=TWO_DIRECTORIES),
    Row("directory mounted over it before the start", WEBHOOK, "pass",
        mounted_over(SUB, SUB + ".good", before=True), files=TWO_DIRECTORIES),
    Row("up from a working directory that was moved", *ERROR, moved,
        reason=["may have been renamed after the start"]),
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
    Row("up from a PWD that was right", *ERROR, named_by_pwd(os.unlink), reason=PWD),
    Row("up from a PWD that was not right", *ERROR,
        named_by_pwd(link_to_y, allow="x", late=True), reason=PWD),
    Row("up from a PWD that is right still", ALLOW, "fail", named_by_pwd(lambda path: None)),
    Row("below a PWD that was right", WEBHOOK, "pass",
        named_by_pwd(os.unlink, args=["--config=c.yaml"])),
    Row("written during the scan", *ERROR, being_written, files=GOOD_OUTSIDE),
    Row("drop-in directory changed by what counts for nothing", *ERROR,
        changed(lambda box: box.write({DROP_INS + "/10.conf.bak": "x"}), DIR_FLAG),
        files=BAD_DROP_IN, reason=CHANGED + ["maybe by 10.conf.bak, which counts for nothing",
                                             "restart the kubelet"]),
    Row("AlwaysAllow flag over a removed file", ALLOW, "fail",
        changed(lambda box: os.unlink(CONFIG), FLAG + ALLOW), files=GOOD_OUTSIDE),
    Row("Webhook flag over a removed file", WEBHOOK, "pass",
        changed(lambda box: os.unlink(CONFIG), FLAG + WEBHOOK), files=BAD_FILE),
    Row("Webhook flag over a file that is a directory now", WEBHOOK, "pass",
        changed(turned_into_directory, FLAG + WEBHOOK), files=BAD_FILE),
    Row("Webhook flag over a file that is broken now", WEBHOOK, "pass",
        changed(lambda box: box.write({CONFIG: "{{{"}), FLAG + WEBHOOK), files=BAD_FILE),
    Row("Webhook flag over a removed drop-in", WEBHOOK, "pass",
        changed(lambda box: os.unlink(DROP_INS + "/a.conf"), DIR_FLAG, FLAG + WEBHOOK),
        files=BAD_DROP_IN),
    Row("Webhook flag over a drop-in that leads nowhere now", WEBHOOK, "pass",
        changed(repoint(DROP_INS + "/a.conf", "none"), DIR_FLAG, FLAG + WEBHOOK),
        files=BAD_DROP_IN),
    Row("Webhook flag over a removed drop-in directory", WEBHOOK, "pass",
        changed(lambda box: os.rename(DROP_INS, DROP_INS + ".old"), DIR_FLAG, FLAG + WEBHOOK),
        files=BAD_DROP_IN),
    Row("AlwaysAllow flag over a changed file", ALLOW, "fail",
        changed(lambda box: box.write(GOOD_OUTSIDE), FLAG + ALLOW), files=BAD_FILE),
]


CLOCK = {"LD_PRELOAD": " ".join(filter(None, [
    scan.PRELOAD["LD_PRELOAD"], os.path.join(node.BUILD, "tests", "hostile", "clock.so")]))}
INVOCATION = "/run/systemd/units/invocation:kubelet.service"


def in_service(first, change=None):
    """A kubelet of a service; the config file is `first` at its start, then changed to another mode."""
    def make(box):
        in_group = node.Group("kubelet.service")
        in_group.__enter__()
        box.test.addCleanup(in_group.__exit__, None, None, None)
        pid = box.start(CONFIG_FLAG, root={CONFIG: config(first), INVOCATION: Link("0123")})
        in_group.take(pid)
        node.wait_a_tick()
        if change:
            with open("/proc/%d/root%s" % (pid, CONFIG), "w", encoding="ascii") as file:
                file.write(config(change))
    return make


CLOCKS = [
    Row("clock stepped after the file changed", *ERROR, in_service(ALLOW, WEBHOOK), env=CLOCK,
        reason=CHANGED),
    Row("clock stepped, file not changed", ALLOW, "fail", in_service(ALLOW), env=CLOCK),
    Row("clock not stepped, file changed", *ERROR, in_service(ALLOW, WEBHOOK), reason=CHANGED),
    Row("clock not stepped, file not changed", ALLOW, "fail", in_service(ALLOW)),
]


@suite.table(CHANGES + CLOCKS)
class Changes(Hostile, unittest.TestCase):
    """Files that are not what the kubelet read"""


if __name__ == "__main__":
    suite.main()

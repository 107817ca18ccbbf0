# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ways out of the root of a kubelet."""
import os
import unittest

from hostile import (ALLOW, DIR_FLAG, DROP_INS, ERROR, FLAG, GOOD_OUTSIDE, Hostile, NOT_THERE, Row,
                     WEBHOOK, kubelet, linked_to)
import node
import suite
from files import Directory, Link
from node import CONFIG, CONFIG_FLAG, KUBELET_DIR, config

OUTSIDE = "/outside.yaml"


def in_root(*args, inside, **kwargs):
    """A kubelet in a root of its own, while files that say Webhook are everywhere outside."""
    def make(box):
        box.put(OUTSIDE.lstrip("/"), config(WEBHOOK))
        outside = box.path(OUTSIDE.lstrip("/"))
        files = {path: Link(content.target.replace("OUTSIDE", outside))
                 if isinstance(content, Link) else content for path, content in inside.items()}
        args_here = [argument.replace("OUTSIDE", outside) for argument in args]
        box.start(*args_here, root=files, **kwargs)
    return make


def link_chain(count):
    def make(box):
        box.put("link0", config(WEBHOOK))
        for number in range(count):
            os.symlink("link%d" % number, box.path("link%d" % (number + 1)))
        node.wait_a_tick()
        box.start_with("link%d" % count)
    return make


def link_circle(box):
    os.symlink("b", box.path("a"))
    os.symlink("a/x", box.path("b"))
    box.start_with("a")


def bound_over(content):
    """A file of another content is mounted over the config file before the kubelet starts."""
    def make(box):
        box.mount(box.put("other", content), CONFIG, flags=node.MS_BIND)
        node.wait_a_tick()
        box.start(CONFIG_FLAG)
    return make


def outside_of_root(box):
    """chroot(2) without chdir(2): the kubelet reads c.yaml there; below its root lies another."""
    path = box.put("w/c.yaml", config(ALLOW))
    box.start("--config=c.yaml", outside=os.path.dirname(path), root={path: config(WEBHOOK)})


def outside_of_root_by_flag(*args):
    def make(box):
        os.mkdir(box.path("w"))
        box.start(*args, outside=box.path("w"), root={CONFIG: config(ALLOW)})
    return make


def link_swapped(box):
    """A link goes to and fro between a good file and one outside, as fast as can be."""
    box.put("good", config(ALLOW))
    box.start_with("link")
    box.act(swap_link, box.path("link"), box.path("good"), "/etc/hostname")


def swap_link(ready, path, *targets):
    """The process that does it."""
    os.symlink(targets[0], path)
    ready()
    while True:
        for target in targets:
            os.symlink(target, path + ".new")
            os.rename(path + ".new", path)


UP = "../" * 40
OUTSIDE_OF_ROOT = ["does not lead from its root directory to its working directory"]

LINKS = [
    Row("link to itself", *ERROR, linked_to("link"), reason=["symbolic links"]),
    Row("circle of links", *ERROR, link_circle, reason=["symbolic links"]),
    Row("chain of 41 links", *ERROR, link_chain(41), reason=["symbolic links"]),
    Row("absolute link out of the root", *ERROR,
        in_root(CONFIG_FLAG, inside={CONFIG: Link("OUTSIDE")}), reason=NOT_THERE),
    Row("working directory out of the root", *ERROR, outside_of_root, reason=OUTSIDE_OF_ROOT),
    Row("working directory out of the root, absolute path", ALLOW, "fail",
        outside_of_root_by_flag(CONFIG_FLAG)),
    Row("working directory out of the root, no path", WEBHOOK, "pass",
        outside_of_root_by_flag(FLAG + WEBHOOK)),
    Row("relative link out of the root", *ERROR,
        in_root(CONFIG_FLAG, inside={CONFIG: Link(UP + "OUTSIDE")}), reason=NOT_THERE),
    Row("directory link out of the root", *ERROR,
        in_root("--config=/up/var/lib/kubelet/config.yaml", inside={"/up": Link(UP)}),
        files=GOOD_OUTSIDE, reason=NOT_THERE),
    Row("link out of the root to a file of the same name inside", ALLOW, "fail",
        in_root("--config=/link", inside={"/link": Link(UP + CONFIG[1:]), CONFIG: config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("two dots beyond the root", *ERROR,
        in_root("--config=/" + UP + "OUTSIDE", inside={"/x": "x"}), reason=NOT_THERE),
    Row("two dots beyond the root to a file inside", ALLOW, "fail",
        in_root("--config=/" + UP + CONFIG[1:], inside={CONFIG: config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("two dots beyond the root from the working directory", *ERROR,
        in_root("--config=" + UP + "OUTSIDE", inside={"/d": Directory()}, cwd="/d"),
        reason=NOT_THERE),
    Row("drop-in that is a link out of the root", *ERROR,
        in_root(CONFIG_FLAG, DIR_FLAG,
                inside={CONFIG: config(ALLOW), DROP_INS + "/a.conf": Link("OUTSIDE")}),
        reason=NOT_THERE + ["a.conf"]),
    Row("drop-in directory that is a link out of the root", ALLOW, {"fail", "error"},
        in_root(CONFIG_FLAG, DIR_FLAG + "/",
                inside={CONFIG: config(ALLOW), DROP_INS: Link(UP + "var/lib/kubelet/good.d")}),
        files={KUBELET_DIR + "/good.d/a.conf": config(WEBHOOK)}),
    Row("file in the root, another outside", ALLOW, "fail",
        in_root(CONFIG_FLAG, inside={CONFIG: config(ALLOW)}), files=GOOD_OUTSIDE),
    Row("nothing in the root, a file outside", *ERROR,
        in_root(CONFIG_FLAG, inside={"/x": "x"}), files=GOOD_OUTSIDE, reason=NOT_THERE),
    Row("proc self root in a root without proc", *ERROR,
        in_root("--config=/proc/self/root" + CONFIG, inside={CONFIG: config(WEBHOOK)}),
        reason=NOT_THERE),
    Row("AlwaysAllow mounted over a good file", ALLOW, "fail", bound_over(config(ALLOW)),
        files=GOOD_OUTSIDE),
    Row("FIFO mounted view", ALLOW, "fail",
        kubelet(CONFIG_FLAG, view={"config.yaml": Link("real"), "real": config(ALLOW)}),
        files=GOOD_OUTSIDE),
    Row("link that is swapped during the scan", *ERROR, link_swapped, text=True),
]


@suite.table(LINKS)
class Links(Hostile, unittest.TestCase):
    """Ways out of the root of a kubelet"""


if __name__ == "__main__":
    suite.main()

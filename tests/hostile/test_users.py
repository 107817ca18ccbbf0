# SPDX-License-Identifier: LGPL-2.1-or-later
"""Other users: as the owner of a process, and as the one who scans."""
import os
import socket
import unittest

from hostile import (ALLOW, ERROR, FLAG, GOOD_OUTSIDE, Hostile, NOBODY, Row, TOKEN, UNKNOWN, WEBHOOK,
                     kubelet)
import actor
import node
import suite
from node import CONFIG_FLAG, config


def as_user(*args, beside=None, in_unit=True, **kwargs):
    """A user's process that is named as a kubelet, perhaps beside a real one; in a unit of the system it
    may be the node's.
    """
    def make(box):
        if not suite.has_user(NOBODY):
            box.test.skipTest("only root can run something as another user")
        if beside:
            box.start(beside)
        pid = box.start(*args, uid=NOBODY, **kwargs)
        if in_unit:
            box.group.take(pid)
    return make


def acts(act, *args, beside=FLAG + WEBHOOK):
    """A process that makes of itself what it is, beside a good kubelet."""
    def make(box):
        if not suite.has_user(NOBODY):
            box.test.skipTest("only root can run something as another user")
        box.start(beside)
        box.act(act, BAD_ARGV, *args)
    return make


def in_pod(*args, beside=None, network=True, **kwargs):
    """A kubelet in a pod."""
    def make(box):
        if beside:
            box.start(beside)
        box.group.take(box.start(*args, network=network, **kwargs))
    return make


def listen(ready, raw, port, before):
    """As a user, who may have got the socket from root, in a network where the port is free."""
    node.leave_network()
    if not before:
        node.become(NOBODY)
    server = socket.create_server(("", port))
    if before:
        node.become(NOBODY)
    actor.pretend(lambda: (server, ready()), raw)


def be_root_inside(ready, raw):
    """As root of a user namespace of a user."""
    node.become(NOBODY)
    node.own_proc()
    node.unshare(node.CLONE_NEWUSER)
    with open("/proc/self/uid_map", "wb") as file:  # a user may have no codecs
        file.write(b"0 %d 1" % NOBODY)
    actor.pretend(ready, raw)


def shadow(as_drop_in):
    """A process of a user that names a file which only root may read."""
    secret = "root:$6$%s:20000:0:99999:7:::\nkind: %s\n%s: [\n" % (TOKEN, TOKEN, TOKEN)

    def make(box):
        path = box.put("shadow", secret)
        os.chmod(path, 0o600)
        if as_drop_in:
            os.mkdir(box.path("d"))
            os.symlink(path, box.path("d/a.conf"))
            node.wait_a_tick()
            as_user(CONFIG_FLAG, "--config-dir=" + box.path("d"))(box)
        else:
            as_user("--config=" + path)(box)
    return make


def secret_config(text):
    """The same of a file that is YAML."""
    def make(box):
        os.chmod(box.put("secret", text), 0o600)
        node.wait_a_tick()
        as_user("--config=" + box.path("secret"))(box)
    return make


def args_file(box):
    """A process of a user, named kubelite, whose arguments are said to be in a file of secrets."""
    path = box.put("shadow", "root:$6$%s:20000:0:99999:7:::\n" % TOKEN)
    os.chmod(path, 0o600)
    node.wait_a_tick()
    as_user("--kubelet-args-file=" + path, exe="kubelite", argv0="kubelite")(box)


def unreadable(box):
    os.chmod(box.put("config", config(WEBHOOK)), 0)
    node.wait_a_tick()
    as_user("--config=" + box.path("config"))(box)


def multiply(ready, raw, count):
    """As many processes of a user."""
    node.become(NOBODY)
    actor.multiply(ready, raw, count)


BAD_ARGV = actor.packed("kubelet", FLAG + ALLOW)
CONTAINER = "0123456789abcdef" * 4
POD = "kubepods.slice/kubepods-besteffort.slice/cri-containerd-%s.scope" % CONTAINER

MISSING = ["kubelets may be missing", "run the scan as root"]

USERS = [
    Row("user's good kubelet beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, beside=FLAG + ALLOW)),
    Row("user's bad kubelet beside a good one", ALLOW, "fail",
        as_user(FLAG + ALLOW, beside=FLAG + WEBHOOK)),
    Row("user's bad kubelet of no unit beside a good one", WEBHOOK, "pass",
        as_user(FLAG + ALLOW, beside=FLAG + WEBHOOK, in_unit=False), told=["set aside", "a user's"]),
    Row("user's broken kubelet of no unit beside a good one", WEBHOOK, "pass",
        as_user("--nonsense", beside=FLAG + WEBHOOK, in_unit=False), told=["set aside"]),
    Row("user's 30 kubelets of no unit beside a bad one", ALLOW, "fail",
        acts(multiply, 30, beside=FLAG + ALLOW), told=["14 more are set aside"]),
    Row("user's bad kubelet alone", *ERROR, as_user(FLAG + WEBHOOK, in_unit=False),
        reason=["no kubelet is left to be judged"], told=["set aside"]),
    Row("user's bad kubelet asked for", ALLOW, "fail",
        as_user(FLAG + ALLOW, beside=FLAG + WEBHOOK, in_unit=False),
        values={"judge_set_aside": "true"}),
    Row("user's bad kubelet on the kubelet's port", ALLOW, "fail", acts(listen, 10250, False)),
    Row("user's bad kubelet on the kubelet's port by root", ALLOW, "fail",
        acts(listen, 10250, True)),
    Row("user's bad kubelet on another port", WEBHOOK, "pass", acts(listen, 10251, True),
        told=["set aside"]),
    Row("user's bad kubelet that is root in a namespace", ALLOW, "fail", acts(be_root_inside)),
    Row("pod's bad kubelet beside a good one", WEBHOOK, "pass",
        in_pod(FLAG + ALLOW, beside=FLAG + WEBHOOK), group=POD, told=["set aside", "container " + CONTAINER]),
    Row("pod's broken kubelet beside a bad one", ALLOW, "fail",
        in_pod("--nonsense", beside=FLAG + ALLOW), group=POD, told=["set aside", "in a pod"]),
    Row("pod's bad kubelet with the node's network", ALLOW, "fail",
        in_pod(FLAG + ALLOW, beside=FLAG + WEBHOOK, network=False), group=POD),
    Row("pod's bad kubelet alone", *ERROR, in_pod(FLAG + WEBHOOK), group=POD,
        reason=["no kubelet is left to be judged"]),
    Row("pod's bad kubelet asked for", ALLOW, "fail",
        in_pod(FLAG + ALLOW, beside=FLAG + WEBHOOK), group=POD, values={"judge_set_aside": "true"}),
    Row("container's bad kubelet with a network of its own", ALLOW, "fail",
        in_pod(FLAG + ALLOW, beside=FLAG + WEBHOOK), group="docker-" + CONTAINER + ".scope"),
    Row("kubelet in a unit with pods of its own", ALLOW, "fail",
        in_pod(FLAG + ALLOW, beside=FLAG + WEBHOOK), group="x.service/kubepods/" + CONTAINER),
    Row("user's broken kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("--nonsense", beside=FLAG + ALLOW)),
    Row("user's program that contains a kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("agent", exe="k3s", argv0="k3s agent", beside=FLAG + ALLOW)),
    Row("user's zombie beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, zombie=True, beside=FLAG + ALLOW)),
    Row("user's kubelet reads the shadow file", *ERROR, shadow(False), text=True),
    Row("user's drop-in is the shadow file", *ERROR, shadow(True), text=True,
        files=GOOD_OUTSIDE),
    Row("user's kubelite reads the shadow file", *ERROR, args_file, text=True,
        reason=["does not run as root"]),
    Row("user's kubelet reads a map of secrets", *ERROR, secret_config(
        "apiVersion: v1\nkind: Secret\ndata:\n  %s: %s\n" % (TOKEN, TOKEN)), text=True),
    Row("user's kubelet reads secrets in JSON", *ERROR, secret_config(
        '{"kind":"Secret","x":"%s",}' % TOKEN), text=True),
    Row("user's kubelet reads a key", *ERROR, secret_config(
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" % TOKEN), text=True),
    Row("user's kubelet reads one word", *ERROR, secret_config(TOKEN), text=True),
    Row("user's kubelet reads an assignment", *ERROR, secret_config("PASSWORD=%s\n" % TOKEN),
        text=True),
    Row("scan by a user, no kubelet", *ERROR, lambda box: None, reason=MISSING, uid=NOBODY),
    Row("scan by a user, kubelet of root", *ERROR, kubelet(CONFIG_FLAG), files=GOOD_OUTSIDE,
        reason=["Permission denied"], uid=NOBODY),
    Row("scan by a user, bad kubelet of root", ALLOW, {"fail", "error"}, kubelet(FLAG + ALLOW),
        uid=NOBODY),
    Row("scan by a user, executable unreadable", *ERROR, kubelet(FLAG + ALLOW, argv0="agent"),
        reason=MISSING, uid=NOBODY),
    Row("scan by a user, hidepid 1", *ERROR, kubelet(FLAG + ALLOW), reason=["cannot be seen"],
        uid=NOBODY, hidden=1),
    Row("scan by a user, hidepid 2", *ERROR, kubelet(FLAG + ALLOW), reason=["hidepid"],
        uid=NOBODY, hidden=2),
    Row("scan by a user, hidepid 2 and a good kubelet of their own", UNKNOWN, "unknown",
        as_user(FLAG + WEBHOOK, beside=FLAG + ALLOW), reason=["hidepid"], uid=NOBODY,
        hidden=2),
    Row("scan by a user, hidepid 2 and a bad kubelet of their own", ALLOW, "fail",
        as_user(FLAG + ALLOW, beside=FLAG + WEBHOOK), uid=NOBODY, hidden=2),
    Row("scan by a user, config unreadable", *ERROR, unreadable, reason=["Permission denied"],
        uid=NOBODY),
]


@suite.table(USERS)
class Users(Hostile, unittest.TestCase):
    """Other users: as the owner of a process, and as the one who scans"""


if __name__ == "__main__":
    suite.main()

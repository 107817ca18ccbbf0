# SPDX-License-Identifier: LGPL-2.1-or-later
"""Other users: as the owner of a process, and as the one who scans."""
import os
import unittest

from hostile import ALLOW, ERROR, FLAG, GOOD_OUTSIDE, Hostile, NOBODY, Row, TOKEN, WEBHOOK, kubelet
import node
import suite
from node import CONFIG_FLAG, config


def as_user(*args, good_beside=None, **kwargs):
    """A user's process that is named as a kubelet, perhaps beside a real one."""
    def make(box):
        if not suite.has_user(NOBODY):
            box.test.skipTest("only root can run something as another user")
        if good_beside:
            box.start(good_beside)
        box.start(*args, uid=NOBODY, **kwargs)
    return make


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


MISSING = ["kubelets may be missing", "run the scan as root"]

USERS = [
    Row("user's good kubelet beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, good_beside=FLAG + ALLOW)),
    Row("user's bad kubelet beside a good one", ALLOW, "fail",
        as_user(FLAG + ALLOW, good_beside=FLAG + WEBHOOK)),
    Row("user's broken kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("--nonsense", good_beside=FLAG + ALLOW)),
    Row("user's program that contains a kubelet beside a bad one", ALLOW, {"fail", "error"},
        as_user("agent", exe="k3s", argv0="k3s agent", good_beside=FLAG + ALLOW)),
    Row("user's zombie beside a bad one", ALLOW, "fail",
        as_user(FLAG + WEBHOOK, zombie=True, good_beside=FLAG + ALLOW)),
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
    Row("scan by a user, hidepid 2 and a good kubelet of their own", *ERROR,
        as_user(FLAG + WEBHOOK, good_beside=FLAG + ALLOW), reason=["hidepid"], uid=NOBODY,
        hidden=2),
    Row("scan by a user, config unreadable", *ERROR, unreadable, reason=["Permission denied"],
        uid=NOBODY),
]


@suite.table(USERS)
class Users(Hostile, unittest.TestCase):
    """Other users: as the owner of a process, and as the one who scans"""


if __name__ == "__main__":
    suite.main()

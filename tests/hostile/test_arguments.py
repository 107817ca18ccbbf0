# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments of every kind."""
import os
import unittest

from hostile import (ALLOW, ERROR, FLAG, Hostile, MARKUP, NOT_THERE, Row, TOKEN, WEBHOOK, kubelet,
                     raw_arguments, reading)
import actor
import suite
from node import KUBELET_DIR, config

TEXT_ARGUMENTS = [
    ("markup", MARKUP), ("invalid UTF-8", os.fsdecode(b"\xff\xc0\x80\xed\xa0\x80")),
    ("control characters", os.fsdecode(bytes(range(1, 32)) + b"\x7f\xc2\x85")),
    ("terminal escapes", "\x1b]0;x\x07\x1b[2J"),
    ("line breaks", "a\n" + FLAG + WEBHOOK + "\r\n\u2028b"),
    ("format", "%s%n%x%s%s"),
]

ARGUMENTS = [
    Row("5,000 arguments", *ERROR, kubelet(*["--v=1"] * 5000, FLAG + WEBHOOK),
        reason=["limit of 4096 arguments"]),
    Row("100,000 arguments", *ERROR, kubelet(*["--v=1"] * 100000, FLAG + WEBHOOK),
        reason=["limit of 4096 arguments"]),
    Row("4,096 arguments", ALLOW, "fail", kubelet(*["--v=1"] * 4094, FLAG + ALLOW)),
    Row("100,000 empty arguments", *ERROR, kubelet(*[""] * 100000),
        reason=["limit of 4096 arguments"]),
    Row("argument of 3 MB", ALLOW, "fail",
        raw_arguments("--hostname-override=" + "x" * 3000000, FLAG + ALLOW), seconds=20),
    Row("3 MB of arguments", ALLOW, "fail",
        kubelet(*["--hostname-override=" + "x" * 100000] * 20, FLAG + ALLOW), seconds=20),
    Row("5 MB of arguments", *ERROR,
        raw_arguments("--hostname-override=" + "x" * 5000000, FLAG + WEBHOOK),
        reason=["limit of 4194304 bytes"]),
    # By default all is allowed, and that decides beside one in error.
    Row("no argument at all", ALLOW, "fail", lambda box: box.act(actor.pretend, b"kubelet")
        if box.start(FLAG + "x") else None),
    Row("last argument without an end", ALLOW, {"fail", "error"},
        raw_arguments(raw=b"kubelet\0--authorization-mode=AlwaysAllow")),
    Row("last value of 10,000", ALLOW, "fail", kubelet(*[FLAG + WEBHOOK] * 4000, FLAG + ALLOW)),
] + [
    Row(name + " in an argument", ALLOW, "fail", kubelet("--hostname-override=" + text,
                                                         FLAG + ALLOW), text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in an unknown flag", *ERROR, kubelet("--" + text, FLAG + WEBHOOK),
        reason=["argv[1]"], text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in the path", *ERROR, reading("/" + text + "/config.yaml"),
        reason=NOT_THERE, text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row(name + " in the path of a bad file", ALLOW, "fail", reading(KUBELET_DIR + "/" + text),
        files={KUBELET_DIR + "/" + text: config(ALLOW)}, text=True)
    for name, text in TEXT_ARGUMENTS if "/" not in text
] + [
    Row(name + " in argv 0", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0=text + "/kubelet"),
        text=True)
    for name, text in TEXT_ARGUMENTS
] + [
    Row("credential in a flag of its own", ALLOW, "fail",
        kubelet("--storage-driver-password=" + TOKEN, "--storage_driver_password", TOKEN,
                FLAG + ALLOW), text=True),
    Row("credential in a foreign flag", *ERROR, kubelet("--bootstrap-token=" + TOKEN),
        reason=["bootstrap-token"], text=True),
    Row("credential in a foreign flag with blank", *ERROR, kubelet("--bootstrap-token", TOKEN),
        reason=["bootstrap-token"], text=True),
]


@suite.table(ARGUMENTS)
class Arguments(Hostile, unittest.TestCase):
    """Command lines"""


if __name__ == "__main__":
    suite.main()

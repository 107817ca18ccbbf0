# SPDX-License-Identifier: LGPL-2.1-or-later
"""Environment variables of the scan."""
import os
import unittest

from hostile import ALLOW, FLAG, Hostile, MARKUP, Row, UNKNOWN, WEBHOOK, kubelet
import suite

BAD_VERSIONS = ["2.31", "latest", "1.31; id", "-1.31", "1.", ".", MARKUP,
                "9" * 400, "\x1b[31m", os.fsdecode(b"1.\xff")]
BAD_TIMEOUTS = ["0", "-1", "1e3", "5s", "99999999999999999999", MARKUP, os.fsdecode(b"\xff"), " 5"]

ENVIRONMENT = [
    Row("version %d that is none" % number, UNKNOWN, "error", kubelet(FLAG + WEBHOOK),
        env={"OSCAP_KUBELET_VERSION": version}, reason=["OSCAP_KUBELET_VERSION"], text=number in (6, 8, 9))
    for number, version in enumerate(BAD_VERSIONS)
] + [
    Row("timeout %d that is none" % number, UNKNOWN, "error", kubelet(FLAG + WEBHOOK),
        env={"OSCAP_KUBELET_TIMEOUT": seconds}, reason=["OSCAP_KUBELET_TIMEOUT"], text=number in (5, 6))
    for number, seconds in enumerate(BAD_TIMEOUTS)
] + [
    Row("version that is one beside a bad kubelet", ALLOW, "fail", kubelet(FLAG + ALLOW),
        env={"OSCAP_KUBELET_VERSION": "1.31"}),
    Row("longest timeout", ALLOW, "fail", kubelet(FLAG + ALLOW),
        env={"OSCAP_KUBELET_TIMEOUT": "2147483647"}),
]


@suite.table(ENVIRONMENT)
class Environment(Hostile, unittest.TestCase):
    """Environment variables of the scan"""


if __name__ == "__main__":
    suite.main()

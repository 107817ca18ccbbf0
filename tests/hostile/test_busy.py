# SPDX-License-Identifier: LGPL-2.1-or-later
"""A node where pods come and go: what they do to the directories of the kubelet is no change of its
configuration.

OSCAP_KUBELET_TEST_BUSY=SCANS,PROCESSES,PODS has it scanned more often, beside more processes.
"""
import glob
import os
import unittest

from hostile import ALLOW, DIR_FLAG, DROP_INS, SLOWER, WEBHOOK
import actor
import node
import scan
import suite
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Kubelet, config

SCANS, PROCESSES, PODS = (int(number) for number in os.environ.get(
    "OSCAP_KUBELET_TEST_BUSY", "6,100,20").split(","))


class Busy(unittest.TestCase):
    """Scans of a node on which much goes on"""

    def check(self, mode, wanted, *args):
        """Scan it again and again. Pods run before the kubelet starts, and after."""
        files = {CONFIG: config(mode), DROP_INS + "/10.conf": HEADER + "maxPods: 7\n"}
        with node.Node(files) as this_node:
            try:
                with actor.Actors() as actors:
                    self.scan(this_node, actors, wanted, args)
            finally:
                for volume in glob.glob(KUBELET_DIR + "/pods/*/volumes/*/token"):
                    if os.path.ismount(volume):
                        node.unmount(volume)

    def scan(self, this_node, actors, wanted, args):
        """Start everything, and scan."""
        actors.start(actor.run_pods, KUBELET_DIR, PODS)
        node.wait_a_tick()
        this_node.start(Kubelet(CONFIG_FLAG, *args))
        actors.start(actor.run_pods, KUBELET_DIR, PODS)
        actors.start(actor.come_and_go, PROCESSES)
        for number in range(SCANS):
            run, arf = scan.evaluate(this_node, "effective", timeout=30 * SLOWER)
            self.assertIsNotNone(arf, run)
            self.assertEqual((arf.rules, arf.messages(), run.unexpected_stderr()),
                             ({scan.RULE: wanted}, set(), []), "scan %d: %s" % (number, run))
            os.unlink(this_node.path("arf.xml"))

    def test_good(self):
        """A good kubelet passes each time"""
        self.check(WEBHOOK, "pass")

    def test_bad(self):
        """A bad one with drop-in files fails each time"""
        self.check(ALLOW, "fail", DIR_FLAG)


if __name__ == "__main__":
    suite.main()

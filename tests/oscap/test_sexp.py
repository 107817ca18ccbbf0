# SPDX-License-Identifier: LGPL-2.1-or-later
"""What oscap writes is the same whether or not libopenscap checks its S-expressions: ids and times apart."""
import glob
import os
import re
import unittest

import scan
import suite
from node import CONFIG, CONFIG_FLAG, Kubelet, Node, config

SWITCH = "OSCAP_KUBELET_SEXP_VALIDATE"
# A definition that the SCAP Security Guide has for every Linux, and where distributions install it.
DEFINITION = "oval:ssg-file_permissions_etc_passwd:def:1"
GUIDES = "/usr/share/xml/scap/ssg/content/ssg-*[0-9]-ds.xml"
# Items are numbered from the id of oscap's process.
ITEM = re.compile(r'((?:item_id|item_ref|<[\w:-]+_item [^>]*\bid)=")\d+')
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?")


def evaluate(this_node, name, switch, *args):
    """Run oscap with the switch. @return the run; what it wrote, without ids and times"""
    path = this_node.path(name)
    done = scan.oscap(*[path if arg == "RESULTS" else arg for arg in args], env={SWITCH: switch})
    with open(path) as file:
        text = file.read()
    return done, TIME.sub("T", ITEM.sub(r"\g<1>I", text))


class Same(unittest.TestCase):
    """With the checks and without."""

    def compare(self, this_node, *args, size):
        """Evaluate both ways. @return what both wrote"""
        checked, with_checks = evaluate(this_node, "results.xml", "1", *args)
        done, without = evaluate(this_node, "results.xml", "", *args)
        self.assertEqual((done.code, done.out), (checked.code, checked.out), str(done))
        self.assertEqual(without, with_checks)
        self.assertGreater(len(without), size, "too little was written to be compared")
        return without

    def test_stream(self):
        """Our data stream, with a kubelet."""
        with Node({CONFIG: config("Webhook")}) as this_node:
            this_node.start(Kubelet(CONFIG_FLAG))
            text = self.compare(this_node, "xccdf", "eval", "--profile",
                                scan.profile_id("cis_node_level1"), "--results-arf", "RESULTS",
                                scan.DATA_STREAM, size=500000)
        self.assertIn("kubeletsetting_item", text)

    def test_guide(self):
        """A definition of the SCAP Security Guide."""
        guides = [path for path in sorted(glob.glob(GUIDES), key=os.path.getsize)
                  if DEFINITION in open(path).read()]
        if not guides:
            self.skipTest("optional: no SCAP Security Guide of a Linux is installed")
        with Node() as this_node:
            text = self.compare(this_node, "oval", "eval", "--id", DEFINITION, "--results", "RESULTS",
                                guides[0], size=5000)
        self.assertIn('definition_id="%s"' % DEFINITION, text)


if __name__ == "__main__":
    suite.main()

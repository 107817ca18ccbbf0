# SPDX-License-Identifier: LGPL-2.1-or-later
import sys
import suite
import unittest, hosts, os
from controller import Controller
from hosts import BAD, BROKEN, GOOD, Fleet, kubelet

class T(unittest.TestCase):
    def test(self):
        import time
        t=time.monotonic()
        fleet = Fleet(type(self))
        tree = fleet.path("installed")
        hosts.install_tree(tree)
        for n,c in (("good",GOOD),("bad",BAD),("broken",BROKEN)):
            fleet.add(n,tree,files=kubelet(c))
        fleet.add("bare",tree)
        fleet.add("naked")
        fleet.absent("gone")
        print("setup", time.monotonic()-t)
        c=Controller(fleet,tree)
        for opts in (["--check"],[],[]):
            p=c.play("scan",list(fleet.nodes),*opts)
            print(p)
            os.system("ls -lR %s; cat %s"%(c.results(), c.results("summary.json")))
        print(c.play("scan",["gone"]))
suite.main()

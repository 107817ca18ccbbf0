# SPDX-License-Identifier: LGPL-2.1-or-later
"""Processes that come, go, and pretend."""
import os
import unittest

from hostile import ALLOW, ERROR, FLAG, Hostile, NO_KUBELET, Row, WEBHOOK, kubelet, raw_arguments
import actor
import node
import ovaldoc
import suite

GOOD_ARGV, BAD_ARGV = (actor.packed("kubelet", FLAG + mode) for mode in (WEBHOOK, ALLOW))


def beside_bad(act, *args):
    """An actor beside a kubelet that is bad."""
    def make(box):
        box.act(act, *args)
        box.start(FLAG + ALLOW)
    return make


def beside_good(act, *args):
    """An actor beside a kubelet that is good."""
    def make(box):
        box.start(FLAG + WEBHOOK)
        box.act(act, *args)
    return make


def zombies(*others):
    def make(box):
        for _ in range(20):
            box.start(FLAG + WEBHOOK, zombie=True)
        for argument in others:
            box.start(argument)
    return make


SELF_CHANGED = raw_arguments(FLAG + ALLOW)

PROCESSES = [
    Row("3,000 idle processes", ALLOW, "fail", beside_bad(actor.multiply, None, 3000), seconds=30),
    Row("3,000 idle processes and no kubelet", NO_KUBELET, "notapplicable",
        lambda box: box.act(actor.multiply, None, 3000), seconds=30),
    Row("300 good kubelets and a bad one", ALLOW, "fail",
        beside_bad(actor.multiply, GOOD_ARGV, 300), seconds=60),
    Row("2,001 kubelets", *ERROR, lambda box: box.act(actor.multiply, GOOD_ARGV, 2001),
        reason=["limit of 2000 kubelets"], seconds=60),
    Row("restarts in a loop", ALLOW, {"fail", "error"},
        lambda box: box.act(actor.restart, FLAG + ALLOW)),
    Row("restarts in a loop beside a good one", ALLOW, {"fail", "error"},
        beside_good(actor.restart, FLAG + ALLOW)),
    Row("good ones vanish beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.vanish, 30, FLAG + WEBHOOK)),
    Row("executed again and again beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.exec_in_turn, FLAG + WEBHOOK)),
    Row("arguments flicker beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.flicker, actor.packed("kubelet", FLAG + WEBHOOK + "    "),
                   actor.packed("kubelet", FLAG + ALLOW))),
    Row("name flickers beside a bad one", ALLOW, {"fail", "error"},
        beside_bad(actor.flicker, GOOD_ARGV, GOOD_ARGV.replace(b"kube", b"cube"))),
    Row("arguments rewritten to be bad", ALLOW, "fail", SELF_CHANGED),
    Row("first thread has ended", ALLOW, {"fail", "error"},
        lambda box: box.act(actor.lose_leader, BAD_ARGV)),
    Row("zombies only", NO_KUBELET, "notapplicable", zombies()),
    Row("zombies beside a bad one", ALLOW, "fail", zombies(FLAG + ALLOW)),
    Row("executable with a hostile name", ALLOW, "fail",
        kubelet(FLAG + ALLOW, exe="x) R 1 1 (\n<b>"), text=True),
    Row("executable removed", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0="x", delete=True)),
    Row("argv 0 of 5,000 bytes", ALLOW, {"fail", "error"},
        kubelet(FLAG + ALLOW, argv0="/x" * 2500 + "/kubelet", exe="agent")),
    Row("argv 0 that is a kubelet when cut off", NO_KUBELET, {"notapplicable", "error"},
        kubelet(FLAG + ALLOW, argv0="/" * (4095 - 7) + "kubelet-not", exe="agent")),
    Row("argv 0 of nothing", ALLOW, "fail", kubelet(FLAG + ALLOW, argv0="")),
]


@suite.table(PROCESSES)
class Processes(Hostile, unittest.TestCase):
    """Many processes, and processes that do not stand still"""


class PidReused(unittest.TestCase):
    """Two kubelets that have one pid in turn"""

    RUNS, RUNS_MAX = 12, 60

    def test_not_mixed(self):
        """What an item says is of one of them"""
        with node.Node() as this_node, actor.Actors() as actors:
            directories = [this_node.path(name) for name in "12"]
            for directory in directories:
                os.mkdir(directory)
                with open(directory + "/f", "w", encoding="ascii") as file:
                    file.write(node.config(WEBHOOK))
            node.wait_a_tick()
            actors.start(actor.reuse_pid, *[(directory, ("--config=f", "--v=" + directory[-1]))
                                            for directory in directories])
            seen = {}  # kubelets by pid
            for run_number in range(self.RUNS_MAX):
                if run_number >= self.RUNS and {"1", "2"} in seen.values():
                    break
                run, oval = ovaldoc.evaluate(this_node, ovaldoc.both_objects())
                self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
                for item in oval.items.values():
                    if item.name == "kubelet_item" and item.status == "exists":
                        kubelet = item["argument"][-1][-1]
                        self.assertEqual(item["config_file"], this_node.path(kubelet) + "/f", item)
                        seen.setdefault(item["pid"], set()).add(kubelet)
            self.assertIn({"1", "2"}, seen.values(), "no pid was used again")


if __name__ == "__main__":
    suite.main()

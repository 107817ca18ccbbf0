# SPDX-License-Identifier: LGPL-2.1-or-later
"""Root with few capabilities, and a scanner's pod that has next to none."""
import contextlib
import os
import unittest

from hostile import ALLOW, CONFIG, FLAG, Hostile, NOBODY, UNKNOWN, WEBHOOK
import actor
import node
import scan
import suite
from node import CAPABILITIES, CONFIG_FLAG, KUBELET_DIR, Kubelet, config

UNITS = "/etc/systemd/system"
SERVICE = "kubelet.service"
ALL = list(node.ALL_CAPABILITIES)


def without(*names):
    """These capabilities."""
    return [CAPABILITIES[name] for name in names]


def but(*names):
    """All capabilities but these."""
    return [number for number in ALL if number not in without(*names)]


NO_PTRACE = "lacks the capability CAP_SYS_PTRACE"
NO_READ = "lacks the capability CAP_DAC_READ_SEARCH"
POD = but("SYS_CHROOT")
CONTAINER = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
CLASS = "kubepods.slice/kubepods-besteffort.slice"
SCANNER = CLASS + "/kubepods-besteffort-pod1_2.slice/cri-containerd-%s.scope" % CONTAINER
# Processes that say they are something else, in groups beside the scanner's, of which it sees the ends.
PODS = tuple((group, "agent", "agent") for group in (
    CLASS + "/kubepods-besteffort-pod1_2.slice/cri-containerd-%s.scope" % OTHER,
    CLASS + "/kubepods-besteffort-pod1_2.slice/crio-conmon-%s.scope" % OTHER,
    CLASS + "/kubepods-besteffort-pod3_4.slice/crio-%s.scope/container" % OTHER,
    "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod5_6.slice/docker-%s.scope" % OTHER,
    "kubepods.slice/pod7-8/" + OTHER))
HIDES = "the scanner's control group namespace hides whether it is of the unit of a kubelet"
PROXY = [scan.rule_id(name) for name in (
    "file_permissions_proxy_kubeconfig", "file_owner_proxy_kubeconfig",
    "file_groupowner_proxy_kubeconfig", "kube_proxy_metrics_bind_address")]


class Rights:
    """A node with a kubelet, and how it is scanned.

    truth     the mode in force
    expected  the result of the rule
    lacking   the capabilities that the scan has not
    reason    a text that one message contains; None: none names a capability
    args      of the kubelet
    unit      arguments of the kubelet by its unit; None: the same
    service   the name of the control group that it is in
    view      as of a Kubelet: mounts of its own
    pod       whether the node is at /host
    beside    another process: a function of the actors and the group
    hide      whether the node's directory of configuration is not mounted for the scan
    owner     of the configuration file
    scanner   the control group of the scanner, which is the root of its namespace of them; None: it has none
    pods      processes beside: (control group from where the scanner's begins, name, argv[0])
    """

    def __init__(self, name, truth, expected, lacking, reason=None, args=(CONFIG_FLAG,), unit=None,
                 service=SERVICE, view=None, pod=False, beside=None, hide=False, owner=0,
                 scanner=None, pods=()):
        self.name = name
        self.truth = truth
        self.expected = expected
        self.lacking = lacking
        self.reason = reason
        self.args = args
        self.unit = args if unit is None else unit
        self.service = service
        self.view = view
        self.pod = pod
        self.beside = beside
        self.hide = hide
        self.owner = owner
        self.scanner = scanner
        self.pods = pods


def in_group(name, argv0):
    """A process in the kubelet's unit that says it is something else."""
    def beside(actors, group):
        group.take(actors.start(rename, name, argv0))
    return beside


def cut(name, truth, expected, reason, *pods, **others):
    """A pod with a control group namespace, which cuts off the paths of the groups of other pods."""
    return Rights("cut: " + name, truth, expected, POD, reason, pod=True, scanner=SCANNER, pods=pods, **others)


def alone(name, argv0):
    """The same in no unit."""
    return lambda actors, group: actors.start(rename, name, argv0)


def again(actors, group):
    """A kubelet in no unit, and another one in the kubelet's."""
    for _ in range(2):
        latest = actors.start(actor.pretend, actor.packed("/usr/bin/kubelet", CONFIG_FLAG))
    group.take(latest)


def rename(ready, name, argv0):
    """Be called otherwise, by the kernel too."""
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write(name)
    actor.pretend(ready, actor.packed(argv0))


ROWS = [
    # Each capability in turn. The configuration file belongs to another user.
    Rights("nothing missing", WEBHOOK, "pass", [], owner=NOBODY),
    Rights("DAC_OVERRIDE missing", WEBHOOK, "pass", without("DAC_OVERRIDE"), owner=NOBODY),
    Rights("DAC_READ_SEARCH missing", WEBHOOK, "pass", without("DAC_READ_SEARCH"), owner=NOBODY),
    Rights("both missing", UNKNOWN, "error", without("DAC_OVERRIDE", "DAC_READ_SEARCH"),
           NO_READ, owner=NOBODY),
    Rights("both missing, flag", ALLOW, "error", without("DAC_OVERRIDE", "DAC_READ_SEARCH"),
           args=(CONFIG_FLAG, FLAG + ALLOW), owner=NOBODY, reason=NO_READ),
    Rights("SYS_PTRACE missing, no unit", UNKNOWN, "error", without("SYS_PTRACE"), NO_PTRACE,
           service="session-1.scope"),
    Rights("SYS_PTRACE missing, unit", WEBHOOK, "pass", without("SYS_PTRACE"), NO_PTRACE),
    Rights("SYS_ADMIN missing", WEBHOOK, "pass", without("SYS_ADMIN")),
    Rights("SYS_CHROOT missing", WEBHOOK, "pass", without("SYS_CHROOT")),
    Rights("all others missing", WEBHOOK, "pass", but(*CAPABILITIES), owner=NOBODY),

    # Without SYS_PTRACE.
    Rights("unit: bad by a flag", ALLOW, "fail", without("SYS_PTRACE"),
           args=(CONFIG_FLAG, FLAG + ALLOW), reason=NO_PTRACE),
    Rights("unit: other arguments", UNKNOWN, "error", without("SYS_PTRACE"),
           "are not those that kubelet.service", unit=(CONFIG_FLAG, "--v=2")),
    Rights("unit: mounts of its own", UNKNOWN, "error", without("SYS_PTRACE"),
           "mounts are not those of process 1", view={"/config.yaml": config(ALLOW)}),
    Rights("unit: a relative path", UNKNOWN, "error", without("SYS_PTRACE"), NO_PTRACE,
           args=("--config=var/lib/kubelet/config.yaml",)),
    Rights("unit: another program in it", UNKNOWN, "unknown", without("SYS_PTRACE"), NO_PTRACE,
           beside=in_group("agent", "agent")),
    Rights("unit: another one, with one in no unit between", UNKNOWN, "unknown",
           without("SYS_PTRACE"), "is the main process of kubelet.service cannot be told",
           beside=again),
    Rights("another program in no unit", WEBHOOK, "pass", without("SYS_PTRACE"), "(agent)",
           beside=alone("agent", "agent")),
    Rights("its name says kubelet", UNKNOWN, "unknown", without("SYS_PTRACE"), NO_PTRACE,
           beside=alone("kubelet", "agent")),
    Rights("its argument says kubelet", UNKNOWN, "unknown", without("SYS_PTRACE"), NO_PTRACE,
           beside=alone("agent", "/x/kubelet-agent")),

    # A pod with the node at /host.
    Rights("pod", WEBHOOK, "pass", POD, NO_PTRACE, pod=True),
    Rights("pod: bad", ALLOW, "fail", POD, NO_PTRACE, pod=True, args=(FLAG + ALLOW,)),
    Rights("pod: no unit", UNKNOWN, "error", POD, NO_PTRACE, pod=True, service="x.scope"),
    Rights("pod: other arguments", UNKNOWN, "error", POD, "are not those that kubelet.service",
           pod=True, unit=("--v=2",)),
    Rights("pod: a mount is not there", UNKNOWN, "error", POD, "in another mount for the scan",
           pod=True, hide=True),

    # The same with a control group namespace, as pods have it of version 2.
    cut("nothing beside", WEBHOOK, "pass", NO_PTRACE),
    cut("containers", WEBHOOK, "pass", "(agent)", *PODS),
    cut("containers, and it is bad", ALLOW, "fail", NO_PTRACE, *PODS, args=(FLAG + ALLOW,)),
    cut("containers, and it is in no unit", UNKNOWN, "error", NO_PTRACE, *PODS, service="x.scope"),
    cut("a kubelet's unit in a container", UNKNOWN, "unknown", "is of kubelet.service, which may start a kubelet",
        (CLASS + "/crio-%s.scope/system.slice/kubelet.service" % OTHER, "agent", "agent")),
    cut("another unit in a container", WEBHOOK, "pass", "(agent)",
        (CLASS + "/crio-%s.scope/system.slice/agent.service" % OTHER, "agent", "agent")),
    cut("a pod and no container", UNKNOWN, "unknown", HIDES, (CLASS, "agent", "agent")),
    cut("named as a container and more", UNKNOWN, "unknown", HIDES,
        (CLASS + "/%s-x" % OTHER, "agent", "agent")),
    cut("in the group of the scanner", UNKNOWN, "unknown", HIDES, (SCANNER, "agent", "agent")),
    cut("a container that says kubelet", UNKNOWN, "unknown", NO_PTRACE, (PODS[0][0], "kubelet", "agent")),
    cut("a kubelet in a container", ALLOW, "fail", NO_PTRACE, (PODS[0][0], "kubelet", "/usr/bin/kubelet")),
    cut("another program in the kubelet's unit", UNKNOWN, "unknown", "is of kubelet.service, which may start a kubelet",
        *PODS, beside=in_group("agent", "agent")),
    cut("a slice named as a container", UNKNOWN, "unknown", HIDES,
        *PODS, (CLASS + "/kubelet-%s.slice" % OTHER, "agent", "agent")),
]


@suite.table(ROWS)
class FewRights(unittest.TestCase):
    """Capabilities that are missing"""

    @classmethod
    def setUpClass(cls):
        if not suite.has_user(NOBODY):
            raise unittest.SkipTest("only root has capabilities to lose")
        node.shadow(UNITS)

    @staticmethod
    def write_unit(args):
        """Write the unit."""
        with open(UNITS + "/" + SERVICE, "w", encoding="ascii") as file:
            file.write("[Service]\nExecStart=/usr/bin/kubelet %s\n" % " ".join(args))

    def test_all_rules(self):
        """A pod says of all rules what root says, beside other pods in a control group namespace, too"""
        args = (CONFIG_FLAG, "--kubeconfig=" + KUBELET_DIR + "/kc", "--hostname-override=x")
        self.write_unit(args)
        with contextlib.ExitStack() as stack:
            space = stack.enter_context(node.Group(SCANNER))
            group = stack.enter_context(node.Group(SERVICE))
            this_node = stack.enter_context(node.Node({CONFIG: config(ALLOW), KUBELET_DIR + "/kc": ""}))
            actors = stack.enter_context(actor.Actors())
            node.wait_a_tick()
            group.take(this_node.start(Kubelet(*args)))
            for path, name, argv0 in PODS:
                stack.enter_context(space.beside(path)).take(actors.start(rename, name, argv0))
            run, by_root = scan.evaluate(this_node, "cis_node_level2", rule=None)
            host, env = self.as_pod(this_node, hide=False)
            by_pod = {}
            for where in (None, space):
                run, arf = scan.evaluate(this_node, "cis_node_level2", rule=None, env=env, host=host,
                                         lacking=POD, group=where)
                by_pod[where] = arf.rules
        # That nothing here is a kube-proxy cannot be told without seeing every executable.
        told = {rule: "error" if rule in PROXY else result for rule, result in by_root.rules.items()}
        self.assertEqual({by_root.rules[rule] for rule in PROXY}, {"notapplicable"})
        for rules in by_pod.values():
            self.assertEqual(rules, told, run)
        self.assertEqual(set(told.values()), {"pass", "fail", "notapplicable", "error"}, run)

    @staticmethod
    def as_pod(this_node, hide):
        """What makes /host for a scan, and its environment."""
        path = this_node.path("host")
        os.mkdir(path)

        def host():
            node.unshare_mounts()
            node.mount("/", path, flags=node.MS_BIND | (0 if hide else node.MS_REC))
            if hide:
                node.mount("/proc", path + "/proc", flags=node.MS_BIND)
                node.mount(UNITS, path + UNITS, flags=node.MS_BIND)
        return host, {"OSCAP_PROBE_ROOT": path}

    def check(self, row):
        self.write_unit(row.unit)
        with contextlib.ExitStack() as stack:
            space = stack.enter_context(node.Group(row.scanner)) if row.scanner else None
            groups = {path: stack.enter_context(space.beside(path)) for path, _, _ in row.pods}
            group = stack.enter_context(node.Group(row.service))
            this_node = stack.enter_context(node.Node({CONFIG: config(WEBHOOK)}))
            actors = stack.enter_context(actor.Actors())
            os.chown(CONFIG, row.owner, row.owner)
            os.chmod(CONFIG, 0o600)
            node.wait_a_tick()
            group.take(this_node.start(Kubelet(*row.args, view=row.view)))
            if row.beside is not None:
                row.beside(actors, group)
            for path, name, argv0 in row.pods:
                groups[path].take(actors.start(rename, name, argv0))
            self.scan(row, this_node, space)

    def scan(self, row, this_node, space):
        """Run the rule."""
        host, env = self.as_pod(this_node, row.hide) if row.pod else (None, {})
        run, arf = scan.evaluate(this_node, "cis_node_level1", env=env, host=host,
                                 lacking=row.lacking, group=space)
        self.assertIsNotNone(arf, run)
        whole = "%s\nmessages: %r" % (run, arf.messages())
        self.assertEqual(arf.rules, {scan.RULE: row.expected}, whole)
        if row.reason is None:
            self.assertFalse([text for text in arf.messages() if "CAP_" in text], whole)
        else:
            self.assertTrue(any(row.reason in text for text in arf.messages()), whole)


if __name__ == "__main__":
    suite.main()

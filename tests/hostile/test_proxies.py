# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of kube-proxy, with everything against them."""
import os
import unittest

from hostile import EVERYWHERE, Hostile, LOOPBACK, MARKUP, NO_PROXY, Row, TOKEN, UNKNOWN, WEBHOOK, laughs
import actor
import suite
from node import CONFIG, CONFIG_FLAG, KUBELET_DIR, config

PROXY_CONFIG = KUBELET_DIR + "/proxy.yaml"
PROXY_FLAG = "--config=" + PROXY_CONFIG
METRICS = "kube_proxy_metrics_bind_address"
KUBECONFIG = "file_permissions_proxy_kubeconfig"
HEADER = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
BAD = "metricsBindAddress: 0.0.0.0\n"
BAD_FLAG, GOOD_FLAG = ("--metrics-bind-address=" + address for address in (EVERYWHERE, LOOPBACK))
POD = "kubepods.slice/kubepods-besteffort.slice/cri-containerd-%s.scope" % ("0123456789abcdef" * 4)
CONTAINER = "docker-%s.scope" % ("0123456789abcdef" * 4)
GOOD_ARGV, BAD_ARGV = (actor.packed("kube-proxy", flag) for flag in (GOOD_FLAG, BAD_FLAG))


def kube_proxy(*args, **kwargs):
    """A node with a kubelet and one kube-proxy."""
    def make(box):
        box.start(CONFIG_FLAG)
        box.start(*args, **dict({"argv0": "kube-proxy", "exe": "kube-proxy"}, **kwargs))
    return make


def contained(*args, **kwargs):
    """The same, the kube-proxy in the row's control group."""
    def make(box):
        box.start(CONFIG_FLAG)
        box.group.take(box.start(*args, argv0="kube-proxy", exe="kube-proxy", **kwargs))
    return make


def acting(act, *args, beside=None):
    """A kubelet, an actor, and perhaps a kube-proxy with an argument."""
    def make(box):
        box.start(CONFIG_FLAG)
        box.act(act, *args)
        if beside:
            box.start(beside, argv0="kube-proxy", exe="kube-proxy")
    return make


def in_the_way(create, *args):
    """One whose file is something else, which `create` makes at a path."""
    def make(box):
        path = box.path("in-the-way")
        create(path)
        kube_proxy(*[argument % path for argument in args])(box)
    return make


def row(name, truth, expected, make, rule=METRICS, files=None, **others):
    """A row about a rule of kube-proxy, beside a good kubelet."""
    return Row(name, truth, expected, make, rule=rule,
               files=dict({CONFIG: config(WEBHOOK)}, **(files or {})), **others)


def doc_row(name, content, **others):
    """A row of one whose file says a bad address, and then something hostile."""
    return row(name, UNKNOWN, "error", kube_proxy(PROXY_FLAG),
               files={PROXY_CONFIG: (HEADER + BAD).encode() + (
                   content if isinstance(content, bytes) else content.encode())}, **others)


PROXIES = [
    doc_row("proxy: alias to itself", "x: &a [*a]\n", reason=["line 4"]),
    doc_row("proxy: billion laughs", laughs(10, 10), reason=["limit", "1048576"]),
    doc_row("proxy: YAML lists 100,000 deep", "x: " + "[" * 100000, reason=["line 4"]),
    doc_row("proxy: not UTF-8", b"mode: \xff\xfe\n"),
    doc_row("proxy: a control character", "mode: a\x01b\n"),
    doc_row("proxy: markup and a secret", "%s: [%s\n" % (MARKUP, TOKEN), text=True),
    doc_row("proxy: 5 MiB", "#" * (5 << 20), reason=["limit"]),
    row("proxy: a FIFO", UNKNOWN, "error", in_the_way(os.mkfifo, "--config=%s")),
    row("proxy: a directory", UNKNOWN, "error", in_the_way(os.mkdir, "--config=%s")),
    row("proxy: a link to itself", UNKNOWN, "error",
        in_the_way(lambda path: os.symlink(path, path), "--config=%s")),
    row("proxy: endless", UNKNOWN, "error", kube_proxy("--config=/dev/zero")),
    row("proxy: its own descriptor", UNKNOWN, "error", kube_proxy("--config=/proc/self/fd/0")),
    row("proxy: a FIFO as kubeconfig", UNKNOWN, {"fail", "error"},
        in_the_way(os.mkfifo, "--kubeconfig=%s"), rule=KUBECONFIG),
    row("proxy: a kubeconfig that leads to itself", UNKNOWN, "error",
        in_the_way(lambda path: os.symlink(path, path), "--kubeconfig=%s"), rule=KUBECONFIG),
    row("proxy: an address with markup", UNKNOWN, "error",
        kube_proxy("--metrics-bind-address=" + MARKUP), text=True),
    row("proxy: an address that is not UTF-8", UNKNOWN, "error",
        kube_proxy("--metrics-bind-address=127.0.0.1\udcff")),
    row("proxy: an address with a line more", UNKNOWN, {"fail", "error"},
        kube_proxy("--metrics-bind-address=0.0.0.0\n127.0.0.1")),
    row("proxy: an address with zeros before it", UNKNOWN, {"fail", "error"},
        kube_proxy("--metrics-bind-address=0127.0.0.1")),
    row("proxy: an address with a zone", UNKNOWN, {"fail", "error"},
        kube_proxy("--metrics-bind-address=[fe80::1%lo]:1")),
    row("proxy: an address of 100,000 bytes", UNKNOWN, "error",
        kube_proxy("--metrics-bind-address=" + "1" * 100000)),
    row("proxy: a flag after --", LOOPBACK, {"pass", "error"}, kube_proxy("--", BAD_FLAG)),
    row("proxy: 300 good ones and a bad one", EVERYWHERE, "fail",
        acting(actor.multiply, GOOD_ARGV, 300, beside=BAD_FLAG), seconds=60),
    row("proxy: arguments flicker beside a bad one", EVERYWHERE, {"fail", "error"},
        acting(actor.flicker, GOOD_ARGV + b"    ", BAD_ARGV, beside=BAD_FLAG)),
    row("proxy: first thread has ended", EVERYWHERE, {"fail", "error"},
        acting(actor.lose_leader, BAD_ARGV)),
    row("proxy: executable removed", EVERYWHERE, "fail",
        kube_proxy(BAD_FLAG, argv0="x", delete=True)),
    row("proxy: argv 0 of nothing", EVERYWHERE, "fail", kube_proxy(BAD_FLAG, argv0="")),
    row("proxy: a zombie", NO_PROXY, "notapplicable", kube_proxy(BAD_FLAG, zombie=True)),
    row("proxy: a user's", NO_PROXY, {"notapplicable", "error"}, kube_proxy(BAD_FLAG, uid=65534)),
    row("proxy: in a pod with a network of its own", NO_PROXY, {"notapplicable", "error"},
        contained(BAD_FLAG, network=True), group=POD),
    row("proxy: in a pod with the node's network", EVERYWHERE, "fail", contained(BAD_FLAG), group=POD),
    row("proxy: in another container with a network of its own", EVERYWHERE, "fail",
        contained(BAD_FLAG, network=True), group=CONTAINER),
]


@suite.table(PROXIES)
class Proxies(Hostile, unittest.TestCase):
    """kube-proxies, their files and their arguments"""


if __name__ == "__main__":
    suite.main()

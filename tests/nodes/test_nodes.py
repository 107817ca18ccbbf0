# SPDX-License-Identifier: LGPL-2.1-or-later
"""What oscap says of a node of each distribution, running and as an image: see nodetree.py."""
import os
import unittest

import container
import node
import nodetree
import ovaldoc
import scan
import suite
from files import File

NODES = nodetree.load_all()
MODE = nodetree.MODE

# What is expected and not yet so, and what is answered instead. Whoever makes one of them true
# takes it out: its test fails then.
PENDING_LIVE = {}
PENDING_SERVICE = {}


UNITS = 1000
PROXIES = 2000
PROXY_SETTINGS = ("clientConnection.kubeconfig", "metricsBindAddress")


def document(origin, settings):
    """Ask for the kubelets, for the files of their units, for settings, and for those of kube-proxies,
    each by an object of its own."""
    made = ovaldoc.Document()
    made.add_object(UNITS, "kubelet", '<linux:behaviors files="unit"/><linux:origin>%s</linux:origin>'
                    % origin)
    made.add_test(UNITS, "kubelet")
    made.add_object(1, "kubelet", "<linux:origin>%s</linux:origin>" % origin)
    made.add_test(1, "kubelet")
    for number, setting in enumerate(sorted(settings), 2):
        made.add_object(number, "kubeletsetting",
                        "<linux:origin>%s</linux:origin><linux:setting>%s</linux:setting>"
                        % (origin, setting))
        made.add_test(number, "kubeletsetting")
    for number, setting in enumerate(PROXY_SETTINGS, PROXIES):
        made.add_object(number, "kubeproxysetting",
                        "<linux:origin>%s</linux:origin><linux:setting>%s</linux:setting>"
                        % (origin, setting))
        made.add_test(number, "kubeproxysetting", existence="any_exist")
    return made


def evaluate(this_node, origin, settings, **kwargs):
    """Ask for kubelets, settings, files of units and kube-proxies; return the items of each."""
    path = ovaldoc.write(this_node, document(origin, settings))
    results = this_node.path("results.xml")
    run = scan.oscap("oval", "eval", "--results", results, path, **kwargs)
    if run.code != 0 or run.unexpected_stderr() or not os.path.exists(results):
        raise AssertionError(run)
    oval = scan.Oval(scan.parse(results))
    settings = [item for item in oval.items.values() if item.name == "kubeletsetting_item"]
    kubelets, units = (oval.objects[ovaldoc.identifier("obj", number)].items
                       for number in (1, UNITS))
    proxies = [item for item in oval.items.values() if item.name == "kubeproxysetting_item"]
    return kubelets, settings, units, proxies


class Judged(unittest.TestCase):
    """Compares items with what is expected."""

    maxDiff = None

    def compare_arguments(self, kubelets, tree):
        """The arguments are those of its process, if that is a kubelet of its own."""
        argv = tree.kubelet.argv
        if os.path.basename(argv[0]) == "kubelet":
            self.assertEqual([item["argument"] for item in kubelets], [argv[1:]])

    def compare_proxy(self, items, expected):
        """What is said of a kube-proxy is that, and nothing where there is none."""
        if expected.error or expected.items:
            self.compare(items, expected, needed=None)
            found = {item["setting"] for item in items}
            self.assertEqual(expected.settings - found, set())
            # An error about the image as a whole names no setting.
            self.assertLessEqual(found, set(PROXY_SETTINGS) | {None})
        else:
            self.assertEqual(items, [])

    def compare(self, items, expected, pending=None, needed=MODE):
        """All that is expected is there; with an error, that is all that is there."""
        error = pending or expected.error
        self.assertTrue(items, "no item at all")
        if error:
            self.assertEqual([item for item in items if item.status != "error"], [],
                             "no longer an error" + (": take it out of PENDING" if pending else ""))
            for item in items:
                self.assertIn(error, " ".join(item.messages))
            return
        self.assertEqual([item for item in items if item.status != "exists"], [])
        found = {item["setting"]: nodetree.Item(
            item["setting"], item["value"] or "-", item["source"], item["location"])
                 for item in items}
        asked = [item for item in expected.items if item.setting in found]
        self.assertEqual([found[item.setting] for item in asked], asked)
        self.assertIn(needed or asked[0].setting, found)


@suite.table(NODES)
class Trees(unittest.TestCase):
    """The trees themselves."""

    def check(self, row):
        """Everything is there, and what is expected can be found at its place."""
        self.assertEqual(nodetree.check(row), [])


@suite.table(NODES)
class Live(Judged):
    """The kubelets of all distributions at once, as on a host of many containers."""

    @classmethod
    def setUpClass(cls):
        """Start them all and ask once. They are gone when the tests look at the answers."""
        settings = set().union(*(row.settings for row in NODES))
        with node.Node() as this_node:
            boxes = [container.Container(row, this_node.path(row.name)) for row in NODES]
            try:
                for box in boxes:
                    box.__enter__()
                node.wait_a_tick()
                cls.pids = {box.tree.name: box.start() for box in boxes}
                cls.proxy_pids = {box.tree.name: box.pids[box.tree.kube_proxy] for box in boxes}
                cls.kubelets, cls.items, _, cls.proxies = evaluate(this_node, "process", settings)
            finally:
                for box in boxes:
                    box.__exit__(None, None, None)

    def check(self, row):
        """Compare the items of its kubelet, of the settings that something is expected of."""
        pending = PENDING_LIVE.get(row.name)
        wanted = {MODE} if pending or row.live.error else row.live.settings
        items = [item for item in self.items if item["pid"] == str(self.pids[row.name]) and
                 item["setting"] in wanted]
        self.assertEqual({item["setting"] for item in items}, wanted)
        self.compare(items, row.live, pending)
        self.compare_arguments([item for item in self.kubelets
                                if item["pid"] == str(self.pids[row.name])], row)
        self.compare_proxy([item for item in self.proxies
                            if item["pid"] == str(self.proxy_pids[row.name])], row.proxy)

    def test_no_other_process_is_a_kubelet(self):
        """The programs that start a kubelet are none."""
        self.assertEqual({item["pid"] for item in self.items},
                         {str(pid) for pid in self.pids.values()})
        self.assertLessEqual({item["pid"] for item in self.proxies},
                             {str(pid) for pid in self.proxy_pids.values()})


class Verdict(Judged):
    """CIS 4.2.2 on a node alone."""

    profile = None

    def check(self, row):
        """Compare the verdict, and the item that led to it."""
        pending = PENDING_LIVE.get(row.name)
        expected = "error" if pending else row.live.verdicts[self.profile]
        with node.Node() as this_node:
            with container.Container(row, this_node.path("root")) as box:
                node.wait_a_tick()
                box.start()
                run, arf = scan.evaluate(this_node, self.profile)
        self.assertIsNotNone(arf, run)
        self.assertEqual(run.unexpected_stderr(), [], run)
        self.assertEqual(arf.rules[scan.RULE], expected, "%s\n%r" % (run, arf.messages()))
        self.compare([item for item in arf.items("kubeletsetting_item") if item["setting"] == MODE],
                     row.live, pending)


@suite.table(NODES)
class Level1(Verdict):
    """What is not said does not count."""
    profile = "cis_node_level1"


@suite.table(NODES)
class Effective(Verdict):
    """What is in force counts."""
    profile = "effective"


@suite.table(NODES)
class Offline(Judged):
    """The tree as an image, without a process."""

    def check(self, row):
        """Compare the items of what its service would start, and the verdicts."""
        pending = PENDING_SERVICE.get(row.name)
        with node.Node() as this_node:
            root = this_node.path("root")
            os.mkdir(root)
            row.write(root)
            image = {"OSCAP_PROBE_ROOT": root}
            kubelets, items, units, proxies = evaluate(
                this_node, "service", row.service.settings or {MODE}, env=image)
            for profile in nodetree.PROFILES:
                run, arf = scan.evaluate(this_node, profile, env=image)
                self.assertIsNotNone(arf, run)
                self.assertEqual(run.unexpected_stderr(), [], run)
                self.assertEqual(arf.rules[scan.RULE],
                                 "error" if pending else row.service.verdicts[profile],
                                 "%s: %s\n%r" % (profile, run, arf.messages()))
                os.unlink(this_node.path("arf.xml"))
        self.compare(items, row.service, pending)
        self.compare_proxy(proxies, row.proxy_service)
        if not pending and row.service.items:
            self.compare_arguments(kubelets, row)
        if row.service.unit_files:
            self.assertEqual([(item.status, item["unit_file"]) for item in units],
                             [("exists", row.service.unit_files)])


class Capture(unittest.TestCase):
    """The script that writes a tree down."""

    SECRETS = ("abcdef.0123456789abcdef", "s3cr3tT0ken", "MIIBplaceholderless")

    def capture(self, tree):
        """Capture a tree; return the text, and the tree that it is."""
        with node.Node() as this_node:
            with container.Container(tree, this_node.path("root")) as box:
                run = scan.run([os.path.join(nodetree.HERE, "capture"), "--pid", str(box.start()),
                                "--unit", "kubelet.service", "a node"])
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out, nodetree.parse("captured", run.out)

    def test_what_is_captured(self):
        """A tree comes back, without its secrets, and with nothing said of it."""
        tree = next(row for row in nodetree.load_all() if row.name == "kubeadm-deb")
        files = {path: entry for path, entry in tree.files.items() if isinstance(entry, File)}
        secret = "/etc/default/kubelet"
        files[secret].content = (
            "KUBELET_EXTRA_ARGS=\nPROXY=http://user:s3cr3tT0ken@192.0.2.1:3128/\n"
            "TOKEN=abcdef.0123456789abcdef\nJOIN='abcdef.0123456789abcdef'\n")
        files["/etc/kubernetes/pki/ca.crt"].content = (
            "-----BEGIN CERTIFICATE-----\nMIIBplaceholderless\n-----END CERTIFICATE-----\n")
        text, captured = self.capture(tree)
        for word in self.SECRETS:
            self.assertNotIn(word, text)
        self.assertEqual(captured.kubelet.argv, tree.kubelet.argv)
        self.assertEqual(captured.kubelet.exe, tree.kubelet.exe)
        again = captured.files
        # Of the node's pods nothing is captured, and its kube-proxy runs in one.
        mine = {path for path in files if not path.startswith("/run/containerd/")}
        self.assertEqual(mine - set(again), {
            "/var/lib/dpkg/info/kubelet.list", "/var/lib/dpkg/status"})
        for path in set(files) & set(again) - {secret, "/etc/kubernetes/kubelet.conf",
                                               "/etc/kubernetes/pki/ca.crt"}:
            self.assertEqual(again[path].content, files[path].content, path)
        self.assertEqual(again[secret].content, (
            "KUBELET_EXTRA_ARGS=\nPROXY=http://placeholder@192.0.2.1:3128/\nTOKEN=placeholder\n"
            "JOIN='placeholder'\n"))
        self.assertIn("verdicts of the profiles: {}", nodetree.check(captured))


# The base classes have no rows.
del Judged, Verdict

if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""What fixes leave alone: files that are not the kubelet's, services between two crashes, and a fix
that is killed.
"""
import contextlib
import os
import shutil
import subprocess
import unittest

import machine
from machine import ENVIRONMENT, STAND_INS, UNIT, Machine, unit

import node
import suite
from files import File, Link, prepared
from node import CONFIG, CONFIG_FLAG, HEADER

SITE = STAND_INS + "/site"
OTHER = SITE + "/other/file"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
OPEN = File("A=b\n", mode=0o755)
FILES = {CONFIG: HEADER, OTHER: OPEN}
MODE = ("--mode", "600")


def environment(path):
    """The unit of a kubelet with an environment file."""
    return {UNIT: File(unit(CONFIG_FLAG, more="EnvironmentFile=-%s\n" % path), mode=0o600)}


def kubeconfig(path):
    """The unit of a kubelet with a kubeconfig."""
    return {UNIT: unit(CONFIG_FLAG, "--kubeconfig=" + path)}


def own(path, uid):
    """What gives a path to a user."""
    return lambda: os.chown(path, uid, 0, follow_symlinks=False)


def open_up(path, mode=0o777):
    """What opens a path to all."""
    return lambda: os.chmod(path, mode)


def public(path):
    """What puts a file in place of one of this system, for this test."""
    def put():
        copy = prepared("/", SITE + "/public" + path)
        shutil.copy(path, copy)
        os.chmod(copy, 0o644)
        node.mount(copy, path, flags=node.MS_BIND)
    return put


def hard_link(path, name):
    """What gives a file another name."""
    return lambda: os.link(path, prepared("/", name))


class Row:
    """A machine whose fix is refused: --files `kind` with `options` says `says` and changes nothing."""

    def __init__(self, name, kind, files, says, prepare=None, options=MODE):
        self.name = name
        self.kind = kind
        self.files = dict(FILES, **files)
        self.says = says
        self.prepare = prepare
        self.options = options


ENV = SITE + "/unit/env"
PROGRAM = "/usr/local/bin/tool"
AWAY = "which leads to %s, is not where a kubelet has its files"
ROWS = [
    Row("a link out of the environment files", "unit",
        dict(environment(ENV), **{ENV: Link(OTHER)}), ENV + ", " + AWAY % OTHER),
    Row("a hard link", "unit", dict(environment(ENV), **{ENV: OPEN}),
        ENV + " has other names (hard links)", hard_link(ENV, SITE + "/x")),
    Row("a kubeconfig that leads to a program", "kubeconfig",
        dict(kubeconfig(KUBECONFIG), **{KUBECONFIG: Link(PROGRAM), PROGRAM: File(
            b"\x7fELF", mode=0o755)}), KUBECONFIG + ", " + AWAY % PROGRAM),
    Row("a kubeconfig that is a program", "kubeconfig",
        dict(kubeconfig(SITE + "/kc"), **{SITE + "/kc": File(b"\x7fELF", mode=0o755)}),
        SITE + "/kc is a program or a library (ELF)"),
    Row("an environment file that is a script", "unit",
        dict(environment(ENV), **{ENV: File("#!/bin/sh\nA=b\n", mode=0o755)}),
        ENV + " is a program (it begins with #!)"),
    Row("the users of the system", "unit", environment("/etc/passwd"),
        "/etc/passwd has to be readable for the C library", public("/etc/passwd")),
    Row("the users of the system by a link", "unit",
        dict(environment(ENVIRONMENT), **{ENVIRONMENT: Link("/etc/group")}),
        ENVIRONMENT + ", which leads to /etc/group, has to be readable for the C library",
        public("/etc/group")),
    Row("a CA of somebody else", "client_ca",
        dict({UNIT: unit(CONFIG_FLAG, "--client-ca-file=/etc/hosts")}),
        "/etc/hosts has to be readable for the C library", public("/etc/hosts")),
    Row("a directory that all may write to", "unit", dict(environment(ENV), **{ENV: OPEN}),
        "%s: others than root may write to %s/unit (mode 777" % (ENV, SITE),
        open_up(SITE + "/unit")),
    Row("a directory of a user", "kubeconfig", dict(kubeconfig(ENV), **{ENV: OPEN}),
        "may write to %s/unit (mode 755, owner 7" % SITE, own(SITE + "/unit", 7)),
    Row("a directory above", "kubeconfig", dict(kubeconfig(ENV), **{ENV: OPEN}),
        "may write to %s (mode 770, owner 7" % SITE,
        lambda: (open_up(SITE, 0o770)(), own(SITE, 7)())),
    Row("a link in a sticky directory, of a user", "kubeconfig",
        dict(kubeconfig(ENV), **{ENV: Link(KUBECONFIG), KUBECONFIG: OPEN}),
        "may write to %s/unit (mode 1777" % SITE,
        lambda: (open_up(SITE + "/unit", 0o1777)(), own(ENV, 7)())),
    Row("the target of a link in a directory of a user", "configuration",
        {UNIT: unit("--config=/etc/kubernetes/c.yaml"), "/etc/kubernetes/c.yaml": Link(
            "/etc/kubernetes/user/c.yaml"), "/etc/kubernetes/user/c.yaml": File(HEADER, mode=0o644)},
        "/etc/kubernetes/c.yaml: others than root may write to /etc/kubernetes/user (",
        own("/etc/kubernetes/user", 7)),
    Row("one of two files", "unit", {
        UNIT: File(unit(CONFIG_FLAG, more="EnvironmentFile=-%s\n" % ENV), mode=0o644),
        ENV: Link(OTHER)}, ENV + ", " + AWAY % OTHER),
    Row("who owns another file", "unit", dict(environment(ENV), **{
        ENV: Link(OTHER), OTHER: File("A=b\n", mode=0o600, uid=7, gid=7)}),
        ENV + ", " + AWAY % OTHER, options=("--owner", "--group")),
]


@contextlib.contextmanager
def prepared_machine(row):
    """The machine of a row; what is outside its directories goes away with it."""
    try:
        with Machine(row.files) as host:
            if row.prepare:
                row.prepare()
            yield host
    finally:
        for path in ("/etc/passwd", "/etc/group", "/etc/hosts"):
            subprocess.run(["umount", path], stderr=subprocess.DEVNULL)
        shutil.rmtree(SITE, ignore_errors=True)
        if os.path.exists(PROGRAM):
            os.unlink(PROGRAM)


def state(*paths):
    """Mode and owners of what paths lead to."""
    found = [os.stat(path) for path in paths if os.path.exists(path)]
    return [(stat.st_ino, stat.st_mode, stat.st_uid, stat.st_gid) for stat in found]


@suite.table(ROWS)
class Guard(unittest.TestCase):
    """A row: an error that names the file and why; nothing is changed, and nothing restarted"""

    def check(self, row):
        """Try it, first without doing it."""
        watched = (OTHER, ENV, PROGRAM, "/etc/passwd", "/etc/group", "/etc/hosts", SITE + "/kc")
        with prepared_machine(row) as host:
            before = host.snapshot(), host.pid(), state(*watched)
            for more in (["--dry-run"], []):
                done = host.run("oscap-kubelet-fix", "--files", row.kind, *row.options, *more)
                self.assertEqual(done.code, 1, done)
                self.assertIn(row.says, done.err)
                self.assertEqual((host.snapshot(), host.pid(), state(*watched)), before, done)


class Own(unittest.TestCase):
    """What looks like it, and is the kubelet's own"""

    DISTRIBUTION = "/usr/lib/systemd/system/kubelet.service"
    PEM = "/etc/kubernetes/pki/kubelet-client-2026.pem"
    ROWS = [
        ("a unit of the distribution with x bits", "unit",
         {DISTRIBUTION: File(unit(CONFIG_FLAG), mode=0o755)}, DISTRIBUTION),
        ("a unit that begins with #!", "unit",
         {UNIT: File("#!unit\n" + unit(CONFIG_FLAG), mode=0o755)}, UNIT),
        ("a file that is rotated", "kubeconfig",
         dict(kubeconfig("/etc/kubernetes/pki/kubelet-client-current.pem"), **{
             "/etc/kubernetes/pki/kubelet-client-current.pem": Link(PEM),
             PEM: File("x\n", mode=0o644)}), PEM),
        ("a file in a directory of the site", "configuration",
         {UNIT: unit("--config=%s/k8s/c.yaml" % SITE), SITE + "/k8s/c.yaml": File(
             HEADER, mode=0o666)}, SITE + "/k8s/c.yaml"),
        ("an environment file that leads to the kubelet's", "unit",
         dict(environment(ENV), **{ENV: Link(ENVIRONMENT), ENVIRONMENT: OPEN}), ENVIRONMENT),
    ]

    def test_restricted(self):
        for name, kind, files, path in self.ROWS:
            with self.subTest(name), prepared_machine(Row(name, kind, files, None)) as host:
                done = host.run("oscap-kubelet-fix", "--files", kind, *MODE)
                self.assertEqual((done.code, done.err), (0, ""), done)
                self.assertIn("changed: " + path, done.out)
                self.assertEqual(os.stat(path).st_mode & 0o7777 & ~0o600, 0)


class KubeProxy(unittest.TestCase):
    """The kubeconfig of kube-proxy"""

    PATH = "/etc/kubernetes/proxy.conf"
    ARGUMENT = "--kubeconfig=" + PATH
    FILES = dict(FILES, **{
        UNIT: unit(CONFIG_FLAG), PATH: File("kind: Config\n", mode=0o644, uid=7, gid=7)})
    SERVICE = {os.path.join(os.path.dirname(UNIT), machine.PROXY_SERVICE):
               "[Service]\nExecStart=%s %s\n" % (machine.KUBE_PROXY, ARGUMENT)}
    CALL = ("oscap-kubelet-fix", "--files", "proxy_kubeconfig") + MODE + ("--owner", "--group")

    def test_service(self):
        """That of a service is put right, and nothing is restarted."""
        with Machine(dict(self.FILES, **self.SERVICE)) as host, \
                machine.Proxy(host, self.ARGUMENT):
            before = host.pid()
            done = host.run(*self.CALL)
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertIn("changed: %s: mode 644, owner 7, group 7 becomes mode 600, owner 0, group 0"
                          % self.PATH, done.out)
            self.assertEqual([found[1:] for found in state(self.PATH)], [(0o100600, 0, 0)])
            self.assertEqual(host.pid(), before)
            done = host.run(*self.CALL)
            self.assertIn("unchanged: " + self.PATH, done.out)

    def test_container(self):
        """Of one in a container nothing is changed."""
        with Machine(self.FILES) as host, machine.Neighbour(
                host, self.ARGUMENT, program=machine.KUBE_PROXY):
            before = state(self.PATH)
            done = host.run(*self.CALL)
            self.assertEqual((done.code, state(self.PATH)), (1, before), done)
            self.assertRegex(done.err, r"kube-proxy \d+: it runs in the container c0ffee\w+: fix it there")

    def pod(self, says, good, **pod):
        """One in a container with a root directory of its own: its file is the machine's, or is not."""
        with Machine(self.FILES) as host, machine.Pod(host, "--kubeconfig=/conf/k", **pod):
            before = host.snapshot()
            done = host.run(*self.CALL, "--dry-run")
            self.assertEqual(done.code, 0 if good else 1, done)
            self.assertEqual(host.snapshot(), before)
            done = host.run(*self.CALL)
            self.assertEqual(done.code, 0 if good else 1, done)
            self.assertRegex(done.out + done.err, says)
            after = host.snapshot()
            self.assertEqual([path for path in before if before[path] != after[path]],
                             [self.PATH] if good else [])

    def test_shared_file(self):
        """A file that a pod has from the machine (hostPath) is put right where it is."""
        self.pod("(?m)^changed: %s: mode 644" % self.PATH, True, shared={self.PATH: "/conf/k"})

    def test_shared_directory(self):
        """The same by a directory, and a link that is in the container alone."""
        self.pod("(?m)^changed: %s: mode 644" % self.PATH, True,
                 files={"/conf/k": Link("/host/proxy.conf")},
                 shared={os.path.dirname(self.PATH): "/host"})

    def test_own_file(self):
        """What is in the image of a container is not the machine's."""
        self.pod(r"kube-proxy \d+: it runs in the container c0ffee\w+: fix it there: /conf/k is in the "
                 r"root file system of its container", False,
                 files={"/conf/k": File("", mode=0o644)})

    def test_volume(self):
        """What a kubelet writes is said in the pod."""
        volume = node.KUBELET_DIR + "/pods/0a1b/volumes/kubernetes.io~configmap/kube-proxy"
        files = dict(self.FILES, **{volume + "/k": File("kind: Config\n", mode=0o644)})
        with Machine(files) as host, machine.Pod(host, "--kubeconfig=/conf/k",
                                                 shared={volume: "/conf"}):
            before = host.snapshot()
            done = host.run(*self.CALL)
            self.assertEqual((done.code, host.snapshot() == before), (1, True), done)
            self.assertIn("%s/k is of a volume that the kubelet writes: say its mode with the "
                          "defaultMode of the volume" % volume, done.err)

    def test_none(self):
        """Where none runs, nothing is to be done."""
        with Machine(self.FILES) as host:
            done = host.run(*self.CALL)
            self.assertEqual((done.code, done.err), (0, ""), done)
            self.assertIn("unchanged: no kube-proxy runs on this machine", done.out)


class Swapped(unittest.TestCase):
    """A setting in a file that somebody else than who may write it could swap"""

    WANTED = "authorization.mode=Webhook"
    PATH = SITE + "/k8s/c.yaml"

    def fix(self, directory_mode, uid, gid, mode):
        """Fix a file with these rights in a directory with these; return the run, and the file's text."""
        files = {UNIT: unit("--config=" + self.PATH, "--kubeconfig=" + KUBECONFIG),
                 self.PATH: File(node.config("AlwaysAllow"), mode=mode, uid=uid, gid=gid)}

        def prepare():
            os.chown(os.path.dirname(self.PATH), uid, gid)
            os.chmod(os.path.dirname(self.PATH), directory_mode)
        row = Row("", None, files, None, prepare)
        with prepared_machine(row) as host:
            done = host.run("oscap-kubelet-fix", self.WANTED)
            with open(self.PATH, encoding="utf-8") as file:
                return done, file.read()

    def test_swappable(self):
        """A user's directory with root's file in it is not how it was found."""
        for directory_mode, gid, mode in ((0o777, 0, 0o600), (0o775, 7, 0o640)):
            with self.subTest(oct(directory_mode)):
                done, text = self.fix(directory_mode, 0, gid, mode)
                self.assertEqual((done.code, text), (1, node.config("AlwaysAllow")), done)
                self.assertIn("%s: others than root may write to " % self.PATH, done.err)

    def test_writers(self):
        """Who may write the file may just as well: so it is in MicroK8s, for a group."""
        for directory_mode, uid, gid, mode in ((0o770, 0, 7, 0o660), (0o755, 7, 7, 0o600)):
            with self.subTest(oct(directory_mode)):
                done, text = self.fix(directory_mode, uid, gid, mode)
                self.assertEqual((done.code, text), (0, node.config("Webhook")), done)


class Between(unittest.TestCase):
    """No kubelet runs, and a service should run one"""

    CRASHING = ("ActiveState=activating\nSubState=auto-restart\nResult=exit-code\n"
                "UnitFileState=disabled\nExecMainCode=1\nExecMainStatus=1\n")
    ROWS = [
        ("between two starts", CRASHING,
         "it is activating (auto-restart); its last process ended with exit status 1, Result=exit-code"),
        ("failed", "ActiveState=failed\nSubState=failed\nResult=signal\nExecMainCode=2\n"
         "ExecMainStatus=11\n",
         "it is failed (failed); its last process ended with signal 11, Result=signal"),
        ("enabled", "ActiveState=inactive\nSubState=dead\nUnitFileState=enabled\n",
         "it is inactive (dead)"),
    ]
    CALLS = (["authorization.mode=Webhook"], ["--files", "unit", "--mode", "600"],
             ["--dry-run", "authorization.mode=Webhook"])
    FILES = {UNIT: unit("--authorization-mode=AlwaysAllow", "--kubeconfig=" + KUBECONFIG)}

    def answer(self, text):
        """What the manager says of each service."""
        with open(machine.MEMORY + "/show", "w", encoding="utf-8") as file:
            file.write(text)

    def run_all(self, host, code, out, err):
        """Run each call, of which none restarts anything."""
        before = host.snapshot()
        host.calls()
        for call in self.CALLS:
            done = host.run("oscap-kubelet-fix", *call)
            self.assertEqual((done.code, done.out, done.err), (code, out, err), done)
        self.assertEqual(host.snapshot(), before)
        self.assertEqual({call[0] for call in host.calls()} - {"show"}, set())

    def test_should_run(self):
        for name, text, says in self.ROWS:
            with self.subTest(name), Machine(self.FILES) as host:
                host.systemctl("stop", machine.SERVICE)
                self.answer(text)
                self.run_all(host, 1, "", "oscap-kubelet-fix: kubelet.service should run a "
                             "kubelet, and none runs now: %s\n" % says)

    def test_pulled_in_at_boot(self):
        """By a link on disk, whatever the manager has not read yet."""
        wants = "/etc/systemd/system/multi-user.target.wants/kubelet.service"
        with Machine(dict(self.FILES, **{wants: Link("../kubelet.service")})) as host:
            host.systemctl("stop", machine.SERVICE)
            self.answer("ActiveState=inactive\nSubState=dead\n")
            self.run_all(host, 1, "", "oscap-kubelet-fix: kubelet.service should run a kubelet, "
                         "and none runs now: it is inactive (dead)\n")

    def test_need_not_run(self):
        """A service that nobody has started or enabled; a machine without one."""
        for files in (self.FILES, {}):
            with self.subTest(files), Machine(self.FILES) as host:
                host.systemctl("stop", machine.SERVICE)
                if not files:
                    os.unlink(UNIT)
                self.run_all(host, 0, "unchanged: no kubelet runs on this machine\n", "")


class Killed(unittest.TestCase):
    """A fix that is killed before each call that changes something"""

    CALLS = ("openat", "write", "fchown", "fchmod", "fsetxattr", "fremovexattr", "fsync",
             "utimensat", "mkdirat", "renameat", "renameat2", "unlinkat")
    FILES = {UNIT: unit(CONFIG_FLAG, "--kubeconfig=" + KUBECONFIG),
             CONFIG: File(node.config("AlwaysAllow"), mode=0o640)}
    WANTED = "authorization.mode=Webhook"

    def trace(self, *options, settle=0):
        """Run the fix; return what strace writes."""
        log = os.path.join(STAND_INS, "trace")
        subprocess.run(["strace", "-qq", "-o", log, *options, machine.PROGRAM, "--settle",
                        str(settle), self.WANTED],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180,
                       env=dict(os.environ, PATH=machine.search_path()))
        with open(log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def steps(self):
        """Each call from the first that makes a directory or a file: [(call, its number)]"""
        counts, steps, begun = dict.fromkeys(self.CALLS, 0), [], False
        for line in self.trace("-e", "trace=" + ",".join(self.CALLS)).splitlines():
            call = line.split("(")[0]
            if call not in counts:
                continue
            counts[call] += 1
            begun = begun or call == "mkdirat"
            if begun and (call != "openat" or "O_CREAT" in line):
                steps.append((call, counts[call]))
            if call == "unlinkat":
                break
        return steps

    def put_back(self):
        """The machine as it was."""
        with open(CONFIG, "w", encoding="utf-8") as file:
            file.write(node.config("AlwaysAllow"))
        os.chmod(CONFIG, 0o640)
        machine.empty(machine.BACKUPS)

    def check_whole(self, host, before):
        """The file is the old or the new one; what was left over is of no effect to anybody."""
        after = host.snapshot()
        self.assertEqual(after[CONFIG].what, before[CONFIG].what)
        self.assertIn(after[CONFIG].content.decode(),
                      (node.config("AlwaysAllow"), node.config("Webhook")))
        left = set(after) - set(before)
        for path in left:
            self.assertRegex(path, r"^%s/\.oscap-kubelet-fix-[0-9a-f]{16}$" % node.KUBELET_DIR)
            os.unlink(path)
        return after[CONFIG].content.decode(), len(left)

    def test_steps(self):
        if shutil.which("strace") is None:
            raise AssertionError("strace is not installed") if suite.in_ci() else \
                unittest.SkipTest("strace is not installed")
        seen, left = set(), 0
        with Machine(self.FILES) as host:
            before = host.snapshot()
            steps = self.steps()
            self.assertIn(("renameat2", 1), steps)
            self.assertGreater(len(steps), 15, steps)
            for call, number in steps:
                with self.subTest("%s %d" % (call, number)):
                    self.put_back()
                    log = self.trace("-e", "trace=" + call, "-e",
                                     "inject=%s:signal=KILL:when=%d" % (call, number))
                    self.assertIn("+++ killed by SIGKILL +++", log)
                    content, count = self.check_whole(host, before)
                    seen.add(content)
                    left += count
        # Kills came before and after the exchange, and have left something.
        self.assertEqual(len(seen), 2)
        self.assertGreater(left, 0)

    def test_way_back(self):
        """It is killed while it puts back what a kubelet did not take."""
        for call in ("fchmod", "renameat2", "unlinkat"):
            with self.subTest(call), Machine(self.FILES) as host:
                before = host.snapshot()
                first = self.steps().count
                self.put_back()
                node.wait_a_tick()
                host.systemctl("restart", machine.SERVICE)
                host.refuse("mode: Webhook")
                number = first((call, 1)) + first((call, 2)) + 1
                log = self.trace("-e", "trace=" + call, "-e",
                                 "inject=%s:signal=KILL:when=%d" % (call, number), settle=1)
                self.assertIn("+++ killed by SIGKILL +++", log)
                content, count = self.check_whole(host, before)
                self.assertEqual((content, count), (node.config(
                    "AlwaysAllow" if call == "unlinkat" else "Webhook"), 1))

    def test_next_run(self):
        """It does what the killed one did not, whatever that has left."""
        for call in ("renameat2", "unlinkat"):
            with self.subTest(call), Machine(self.FILES) as host:
                log = self.trace("-e", "trace=" + call, "-e", "inject=%s:signal=KILL:when=1" % call)
                self.assertIn("+++ killed by SIGKILL +++", log)
                left = [name for name in os.listdir(node.KUBELET_DIR) if name.startswith(".")]
                self.assertEqual(len(left), 1, left)
                done = host.run("oscap-kubelet-fix", self.WANTED)
                self.assertEqual((done.code, done.err), (0, ""), done)
                self.assertIn("restarted: kubelet.service\n", done.out)
                with open(CONFIG, encoding="utf-8") as file:
                    self.assertEqual(file.read(), node.config("Webhook"))


def setUpModule():
    """The directories are of this program alone."""
    machine.prepare()


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A machine made for one test: a kubelet that a service manager starts, and all files of both.

The directories that matter are of the test alone (suite.py, node.shadow()): what oscap-kubelet-fix
changes is nothing of the machine that the tests run on.
"""
import itertools
import json
import os
import shutil
import stat
import subprocess
import tempfile

import node
import scan
from files import File, write_files
from project import PROGRAMS

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(PROGRAMS, "oscap-kubelet-fix")
SYSTEMCTL = os.path.join(HERE, "systemctl")
SERVICE = "kubelet.service"
UNIT = "/etc/systemd/system/" + SERVICE
DROP_IN = UNIT + ".d/20-site.conf"
ENVIRONMENT = "/etc/default/kubelet"
KUBELET = "/opt/oscap-kubelet-test/kubelet"
KUBE_PROXY = "/opt/oscap-kubelet-test/kube-proxy"
PROXY_SERVICE = "kube-proxy.service"
CONFIG_DIR = "/etc/kubernetes/kubelet.conf.d"
BACKUPS = "/var/lib/oscap-kubelet"
# The stand-ins, and what the manager remembers.
STAND_INS = "/opt/oscap-kubelet-test"
MEMORY = STAND_INS + "/manager"
# What a fix may change.
DIRECTORIES = ("/etc/systemd/system", "/usr/lib/systemd/system", "/etc/default", "/etc/kubernetes",
               node.KUBELET_DIR)
LABEL = "security.selinux"
CONTEXT = b"system_u:object_r:kubernetes_file_t:s0\0"

# A tailoring that makes each rule of 4.2 one that can fail.
TAILORING = """<?xml version="1.0" encoding="UTF-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_{name}_tailoring_test">
  <version time="2026-11-24T00:00:00">1</version>
  <Profile id="xccdf_{name}_profile_limited" extends="xccdf_{name}_profile_cis_node_level2">
    <title>With a limit of events</title>
    <set-value idref="xccdf_{name}_value_kubelet_event_record_qps_min">1</set-value>
    <set-value idref="xccdf_{name}_value_kubelet_tls_cert_file">/etc/kubernetes/pki/kubelet.crt</set-value>
  </Profile>
</Tailoring>
""".format(name=scan.NAME)

# A kubelet settles sooner here: see settle(). One that is installed is where the wrapper will be.
SETTLE = STAND_INS + "/settle"
ITSELF = STAND_INS + "/itself"
WRAPPER = "#!/bin/sh\nread -r settle <%s\nexec %s \"$@\" --settle \"$settle\" --health 3\n" % (
    SETTLE, ITSELF)


def install(name, path):
    """Make `name` a program that all find: oscap runs a fix with a PATH of its own."""
    local = os.path.join("/usr/local/bin", name)
    shutil.copy(path, local)
    if os.path.exists("/usr/bin/" + name):
        node.mount(local, "/usr/bin/" + name, flags=node.MS_BIND)


def search_path():
    """The PATH of this process, with what was installed."""
    return os.environ["PATH"] + ":/usr/local/bin"


def settle(seconds):
    """How long a kubelet has to stay from now on: no time at all where it is healthy, or is not there."""
    with open(SETTLE, "w", encoding="ascii") as file:
        file.write("%d\n" % seconds)


def prepare():
    """Make the directories those of the tests alone. To be called once, before the first machine."""
    for path in DIRECTORIES[:-1] + (BACKUPS, STAND_INS, "/usr/local/bin"):
        node.shadow(path)
    wrapper = STAND_INS + "/wrapper"
    with open(wrapper, "w", encoding="utf-8") as file:
        file.write(WRAPPER)
    os.chmod(wrapper, 0o755)
    settle(1)
    shutil.copy(PROGRAM, ITSELF)
    install("oscap-kubelet-fix", wrapper)
    install("systemctl", SYSTEMCTL)
    shutil.copy(node.STANDIN, KUBELET)
    shutil.copy(node.STANDIN, KUBE_PROXY)
    node.leave_network()
    make_certificate()


def make_certificate():
    """What the kubelet serves TLS with: a certificate and its key, in one file."""
    path = os.path.join(STAND_INS, "certificate.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=kubelet",
                    "-days", "2", "-keyout", path, "-out", path + ".crt"], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with open(path, "a", encoding="ascii") as file, open(path + ".crt", encoding="ascii") as more:
        file.write(more.read())


class Entry:
    """A file as it is found."""

    def __init__(self, path):
        status = os.lstat(path)
        self.what = (stat.filemode(status.st_mode), status.st_uid, status.st_gid, sorted(
            (name, os.getxattr(path, name)) for name in os.listxattr(path)))
        with open(path, "rb") as file:
            self.content = file.read()

    def __eq__(self, other):
        return (self.what, self.content) == (other.what, other.content)

    def __repr__(self):
        return "%r %s" % (self.what, self.content.decode(errors="replace"))


def empty(directory):
    """Remove all that is in it."""
    for name in os.listdir(directory):
        path = os.path.join(directory, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)


class Machine:
    """A context manager: the kubelet of `files` runs as kubelet.service until its end, and what else
    is among `services` beside it.

    A file that is no File has mode 600. `profile` are the options of oscap for one, by default
    Level 2 with a limit of events.
    """

    def __init__(self, files, services=(SERVICE,)):
        self.files = files
        self.services = services
        self.work = None
        self.group = None
        self.profile = None

    def path(self, name):
        """The path of `name` in the work directory."""
        return os.path.join(self.work, name)

    def __enter__(self):
        self.work = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
        node.WORK_DIRECTORIES.append(self.work)
        os.chmod(self.work, 0o755)
        write_files("/", {
            path: File(content, mode=0o600) if isinstance(content, str) else content
            for path, content in self.files.items()})
        for path in self.snapshot():
            os.setxattr(path, LABEL, CONTEXT)
        self._make_manager()
        node.wait_a_tick()
        self.systemctl("daemon-reload")
        for service in self.services:
            self.systemctl("restart", service)
        return self

    def _make_manager(self):
        os.mkdir(MEMORY)
        with open(self.path("tailoring.xml"), "w", encoding="utf-8") as file:
            file.write(TAILORING)
        self.profile = ["--tailoring-file", self.path("tailoring.xml"),
                        "--profile", scan.profile_id("limited")]
        self.group = os.path.join(node.groups(), os.path.basename(self.work))
        for service in self.services:
            os.makedirs(os.path.join(self.group, service))
        with open(MEMORY + "/group", "w", encoding="utf-8") as file:
            file.write(self.group)

    def __exit__(self, exc_type, exc, traceback):
        for service in self.services:
            self.systemctl("stop", service)
            os.rmdir(os.path.join(self.group, service))
        os.rmdir(self.group)
        for directory in DIRECTORIES + (BACKUPS, MEMORY):
            if exc_type:
                shutil.copytree(directory, self.path("files" + directory), symlinks=True)
            empty(directory)
        os.rmdir(MEMORY)

    def systemctl(self, *args):
        """Ask the manager."""
        done = scan.run([SYSTEMCTL] + list(args))
        if done.code != 0:
            raise AssertionError(done)

    def refuse(self, text):
        """From now on a kubelet that has this text in its arguments or files ends at once."""
        with open(MEMORY + "/refuse", "w", encoding="utf-8") as file:
            file.write(text)

    def behave(self, *rows):
        """From now on a kubelet that has this text in its arguments or files does so: (text, {..})."""
        with open(MEMORY + "/behave", "w", encoding="utf-8") as file:
            json.dump(rows, file)

    def calls(self):
        """What the manager was asked since the last time."""
        with open(MEMORY + "/calls", "r+", encoding="utf-8") as file:
            calls = [[word for word in line.split() if not word.startswith("-")]
                     for line in file]
            file.truncate(0)
        return calls

    def pid(self, service=SERVICE):
        """That of a service, by default the kubelet's."""
        with open("%s/%s.pid" % (MEMORY, service), encoding="ascii") as file:
            return int(file.read())

    def arguments(self, service=SERVICE):
        """Those of a service, by default the kubelet's."""
        with open("/proc/%d/cmdline" % self.pid(service), encoding="utf-8") as file:
            return file.read().split("\0")[1:-1]

    @staticmethod
    def snapshot():
        """All files that a fix may change: {path: Entry}"""
        found = {}
        for directory in DIRECTORIES:
            for base, _, names in os.walk(directory):
                for name in names:
                    path = os.path.join(base, name)
                    if not os.path.islink(path):
                        found[path] = Entry(path)
        return found

    def backups(self):
        """The copies that were made: [path]"""
        return [os.path.join(base, name) for base, _, names in os.walk(BACKUPS) for name in names]

    def evaluate(self, *options):
        """Evaluate the profile; return the run, and {rule: result}."""
        arf = self.path("arf.xml")
        if os.path.exists(arf):
            os.unlink(arf)
        done = scan.oscap("xccdf", "eval", *self.profile, "--results-arf", arf, *options,
                          scan.DATA_STREAM, timeout=600)
        if not os.path.exists(arf):
            raise AssertionError(done)
        prefix = scan.rule_id("")
        return done, {rule[len(prefix):]: result for rule, result in scan.Arf(arf).rules.items()}

    def generate(self, kind, *options):
        """A fix, of the profile or as the options say; return its path."""
        path = self.path("fix." + kind)
        done = scan.oscap("xccdf", "generate", "fix", "--fix-type", kind, "--output", path,
                          *(options or self.profile + [scan.DATA_STREAM]))
        if done.code != 0:
            raise AssertionError(done)
        return path

    @staticmethod
    def run(*argv):
        """Run a program, that may restart the kubelet many times."""
        return scan.run(list(argv), timeout=600, env={"PATH": search_path()})


class Neighbour:
    """A context manager: a kubelet that runs in a container, as one of kind does.

    Its control group says the same unit as the machine's.
    """

    numbers = itertools.count()

    def __init__(self, host, *args, program=KUBELET):
        self.args = (program,) + args
        self.groups = [os.path.join(host.group, "c0ffee" * 10 + "%04x" % next(self.numbers))]
        self.groups.append(os.path.join(self.groups[0], SERVICE))
        self.process = None

    def __enter__(self):
        for group in self.groups:
            os.mkdir(group)
        self.process = subprocess.Popen(self.args, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, preexec_fn=self._enter)
        self.process.stdout.readline()
        return self

    def _enter(self):
        with open(self.groups[-1] + "/cgroup.procs", "w", encoding="ascii") as file:
            file.write("0")

    def __exit__(self, exc_type, exc, traceback):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        for group in reversed(self.groups):
            os.rmdir(group)


class Pod(Neighbour):
    """A context manager: a kube-proxy in a container with a root directory of its own.

    files   below that root
    shared  paths of the machine that are mounted there: {path: path there}
    """

    def __init__(self, host, *args, files=(), shared=()):
        super().__init__(host, *args, program=KUBE_PROXY)
        self.root = host.path("pod")
        self.shared = shared
        write_files(self.root, dict({os.path.dirname(KUBE_PROXY) + "/.keep": ""}, **dict(files)))
        shutil.copy(KUBE_PROXY, self.root + KUBE_PROXY)

    def _enter(self):
        super()._enter()
        node.unshare_mounts()
        for path, there in dict(self.shared).items():
            node.bind(path, self.root + there)
        node.enter_root(self.root)


class Proxy(Neighbour):
    """A context manager: a kube-proxy that runs as kube-proxy.service."""

    def __init__(self, host, *args):
        super().__init__(host, *args, program=KUBE_PROXY)
        self.groups = [os.path.join(host.group, PROXY_SERVICE)]


def unit(*args, more="", program=KUBELET):
    """The text of a unit that starts the kubelet, an argument on each line."""
    return ("# The kubelet of this site.\n[Unit]\nDescription=kubelet\n\n[Service]\n" + more +
            "ExecStart=%s" % program + "".join(" \\\n    " + argument for argument in args) +
            "\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n")

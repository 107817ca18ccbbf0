# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each fix of the kubelet's settings on a real one, and the way back where it does not come up.

The settings and their rules are those of tests/remediation/test_places.py.
"""
import copy
import os
import re

import live
import machine
import scan
from live import (ALONE, CONFIG, CONFIG_DIR, CONFIG_FLAG, DROP_IN, ENVIRONMENT, HEADER, KUBECONFIG_FLAG, PKI, UNIT,
                  WORK, Failure, Kubelet)
from settings import leaves
from test_places import HOSTNAME, SETTINGS, WEAK, as_yaml, json_file, tree

# Without one of these, which are on no list of weak ones, no kubelet serves HTTP/2: it ends.
NEEDED = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
SECCOMP_SINCE = 25
# Files that are there and that no kubelet can read.
GARBAGE = PKI + "garbage"
TAILORING = WORK + "/tailoring.xml"
PROFILE = ["--tailoring-file", TAILORING, "--profile", scan.profile_id("limited")]


def settings_here():
    """Those of this version, with values that a real kubelet runs with."""
    found = []
    for setting in copy.deepcopy(SETTINGS):
        if setting.rule == "kubelet_seccomp_default" and live.minor() < SECCOMP_SINCE:
            continue
        if setting.rule == "kubelet_configure_tls_cipher_suites":
            setting.bad += "," + NEEDED
            setting.file_bad = [WEAK, NEEDED]
        found.append(setting)
    return found


def bad_arguments():
    """All that can be wrong, as arguments."""
    # An argument that turns seccomp off is fixed in the file; that row is of test_places.py.
    return [setting.bad for setting in settings_here() if setting.rule != "kubelet_seccomp_default"] + [HOSTNAME]


def bad_yaml():
    """The same, in a file."""
    return HEADER + as_yaml(tree(settings_here(), False)) + "\nmaxPods: 42 # ok\n"


# Where all is said wrongly: the files, by a name.
PLACES = {
    "arguments in the unit": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, *bad_arguments(), restart="always"), CONFIG: HEADER + "# none\n"},
    "a drop-in of the unit": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, "$SITE_ARGS", "--v=2", restart="always"),
        CONFIG: HEADER + "# none\n",
        DROP_IN: "[Service]\nEnvironment=A=b\nEnvironment=\"SITE_ARGS=%s\"\n" % " ".join(bad_arguments())},
    "an environment file": lambda: {
        UNIT: live.unit("$SITE_ARGS", "$MORE", more="EnvironmentFile=-%s\n" % ENVIRONMENT, restart="always"),
        CONFIG: HEADER + "# none\n",
        ENVIRONMENT: "# of this site\nMORE=--v=2\nSITE_ARGS='%s'\n" % " ".join(
            [CONFIG_FLAG, KUBECONFIG_FLAG] + bad_arguments())},
    "a file in YAML": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, restart="always"), CONFIG: bad_yaml()},
    "a file in JSON": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, restart="always"), CONFIG: json_file(settings_here())},
    "a drop-in file of the kubelet": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, "--config-dir=" + CONFIG_DIR, restart="always"),
        CONFIG: HEADER + "# none\n", CONFIG_DIR + "/20-bad.conf": bad_yaml()},
    "nothing said, with a file": lambda: {
        UNIT: live.unit(CONFIG_FLAG, KUBECONFIG_FLAG, restart="always"), CONFIG: HEADER + "eventRecordQPS: 50\n"},
    "nothing said, without a file": lambda: {
        UNIT: live.unit(KUBECONFIG_FLAG, "--event-qps=50", restart="always")},
}


def snapshot():
    """{path: bytes} of all files that a fix may change."""
    found = {}
    for top in ("/etc/systemd/system", "/etc/default", "/etc/kubernetes", CONFIG):
        paths = [top] if os.path.isfile(top) else [
            os.path.join(base, name) for base, _, names in os.walk(top) for name in names]
        for path in paths:
            if not os.path.islink(path):
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def all_pass(kubelet):
    """The results of the profile, and what of it is not as wanted."""
    results, messages = kubelet.scan(*PROFILE)
    return results, {rule: result for rule, result in results.items()
                     if result not in ("pass", "notchecked", "notapplicable") and rule not in not_of_this_version()
                     }, messages


def not_of_this_version():
    """Rules that ask for what this version does not have."""
    return [] if live.minor() >= SECCOMP_SINCE else ["kubelet_seccomp_default"]


class Place:
    """All is wrong in one place: found, put right, found right, and shown by the kubelet."""

    def __init__(self, name, way, since=20):
        self.name = "%s, %s" % (name, self.WAYS[way][0])
        self.place = name
        self.way = way
        self.since = since

    def remediate(self, kubelet, wrong):
        """oscap judges each rule right after its fix."""
        results, messages = kubelet.scan("--remediate", *PROFILE)
        left = {rule: results[rule] for rule in wrong if results[rule] != "fixed"}
        if left:
            raise Failure("not fixed: %r, %r" % (left, sorted(filter(None, messages))))

    def script(self, _kubelet, _wrong):
        """The script that oscap makes of the profile."""
        path = WORK + "/fix.bash"
        done = live.run("oscap-kubelet", "xccdf", "generate", "fix", "--fix-type", "bash", "--output", path,
                        *PROFILE, live.STREAM)
        if done.code != 0:
            raise Failure("generate fix: %s" % done)
        done = live.run("bash", path)
        failed = re.findall(r"^(?:failed|rolled back): .*", done.out, re.M)
        if failed:
            raise Failure("%r %s" % (failed, done.err))

    WAYS = {"remediate": ("rule by rule", remediate), "script": ("in one step", script)}

    def check(self):
        """Put it right."""
        with Kubelet(PLACES[self.place](), by=live.BY_TOKEN) as kubelet:
            with open(TAILORING, "w", encoding="utf-8") as file:
                file.write(machine.TAILORING)
            results, wrong, messages = all_pass(kubelet)
            errors = [rule for rule, result in wrong.items() if result != "fail"]
            if errors or not wrong:
                raise Failure("before: %r, %r" % (results, sorted(filter(None, messages))))
            pid = kubelet.pid()
            self.WAYS[self.way][1](self, kubelet, wrong)
            kubelet.wait()
            if kubelet.pid() == pid:
                raise Failure("it was not restarted")
            _, left, messages = all_pass(kubelet)
            if left:
                raise Failure("after: %r, %r" % (left, sorted(filter(None, messages))))
            self.check_shown(kubelet, wrong)
            self.check_again(kubelet)
            return "%d rules fixed, and shown by the kubelet" % len(wrong)

    @staticmethod
    def check_shown(kubelet, wrong):
        """The good values are what the kubelet shows."""
        shown = leaves(kubelet.ask())
        different = []
        for setting in settings_here():
            name = ".".join(setting.path)
            wanted = setting.file_good
            if isinstance(wanted, list):
                same = set(shown.get(name) or ["none"]) <= set(wanted)
            else:
                same = shown.get(name, type(wanted)()) == wanted
            if setting.rule in wrong and not same:
                different.append("%s is %r" % (name, shown.get(name)))
        if different:
            raise Failure("the kubelet shows: " + ", ".join(different))

    @staticmethod
    def check_again(kubelet):
        """A second time nothing is done."""
        before, pid = snapshot(), kubelet.pid()
        done = live.run("oscap-kubelet-fix", "authorization.mode=Webhook", "podPidsLimit=4096")
        if done.code != 0 or snapshot() != before or kubelet.pid() != pid:
            raise Failure("a second time: %s" % done)


class Back:
    """A fix with which the kubelet does not come up, or is known not to.

    args     of oscap-kubelet-fix
    says     what it says
    foreseen whether it is refused before anything is changed
    """

    def __init__(self, name, args, says, foreseen, kubeconfig=True, config="", since=20):
        self.name = name
        self.args = args
        self.says = says
        self.foreseen = foreseen
        self.kubeconfig = kubeconfig
        self.config = config
        self.since = since

    def check(self):
        """Try it: all is as before."""
        files = {UNIT: live.unit(CONFIG_FLAG, *([KUBECONFIG_FLAG] if self.kubeconfig else []), restart="always"),
                 CONFIG: HEADER + ALONE + self.config, GARBAGE: "no PEM\n"}
        with Kubelet(files) as kubelet:
            before, pid, shown = snapshot(), kubelet.pid(), kubelet.ask()
            done = live.run("oscap-kubelet-fix", *self.args)
            told = " ".join((done.out + done.err).split())
            if done.code != 1 or self.says not in told:
                raise Failure("status %d, and not %r: %s" % (done.code, self.says, told))
            if snapshot() != before:
                raise Failure("the files are not as before: " + told)
            if (kubelet.pid() == pid) != self.foreseen or ("rolled back: " in done.out) == self.foreseen:
                raise Failure("it was %srestarted: %s" % ("" if self.foreseen else "not ", told))
            kubelet.wait()
            if kubelet.ask() != shown:
                raise Failure("the kubelet does not show what it showed")
        return "refused, and nothing touched" if self.foreseen else "put back, and the kubelet is up"


CASES = [
    Place("a file in YAML", "remediate"),
    Place("arguments in the unit", "remediate"),
    Place("a file in JSON", "script"),
    Place("a drop-in of the unit", "script"),
    Place("an environment file", "script"),
    Place("a drop-in file of the kubelet", "script", since=28),
    Place("nothing said, with a file", "script"),
    Place("nothing said, without a file", "script"),
    Back("Webhook without an API server", ["authorization.mode=Webhook"], "--kubeconfig", True, kubeconfig=False),
    Back("suites that HTTP/2 lacks", ["tlsCipherSuites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"], "HTTP/2", True),
    Back("a CA that is not there", ["authentication.x509.clientCAFile=/nowhere"], "no such file", True),
    Back("a certificate without its key", ["tlsCertFile=%skubelet.crt" % PKI], "tlsPrivateKeyFile", True),
    Back("a CA that is none", ["authentication.x509.clientCAFile=" + GARBAGE], "the old files are back", False),
    Back("a certificate that is none", ["tlsCertFile=" + GARBAGE, "tlsPrivateKeyFile=" + GARBAGE],
         "the old files are back", False),
    Back("a control group that is not there", ["cgroupRoot=/nowhere"], "the old files are back", False),
    Back("an address that is not ours", ["address=192.0.2.1"], "the old files are back", False),
    Back("too few files that may be open", ["maxOpenFiles=10"], "the old files are back", False),
]


def cases():
    """The cases that this version can have."""
    shorten_settling()
    return [case for case in CASES if live.minor() >= getattr(case, "since", 20)]


def shorten_settling():
    """A kubelet settles sooner here; it has to become healthy anyway."""
    program = "/usr/local/bin/oscap-kubelet-fix"
    if not os.path.exists(program + "-itself"):
        os.rename(program, program + "-itself")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec %s-itself \"$@\" --settle 2\n" % program)
        os.chmod(program, 0o755)

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run oscap, and read what it wrote."""
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import node
from elements import every, local
from project import CONTENT, NAME, PROGRAMS

WRAPPER = os.path.join(PROGRAMS, "oscap-kubelet")
DATA_STREAM = os.path.join(CONTENT, "kubelet-ds.xml")

# What a sanitized plugin needs in oscap. The leaks that would be found are those of oscap.
PRELOAD = {"LD_PRELOAD": os.environ.get("OSCAP_KUBELET_TEST_PRELOAD", ""),
           "ASAN_OPTIONS": "detect_leaks=0"}
# Memory is what a sanitized build is for: libopenscap checks its S-expressions there, too.
if PRELOAD["LD_PRELOAD"]:
    PRELOAD["OSCAP_KUBELET_SEXP_VALIDATE"] = "1"

RULE = "xccdf_" + NAME + "_rule_kubelet_authorization_mode"
VALUE = "xccdf_" + NAME + "_value_accept_builtin_default"


def rule_id(name):
    """The full id of a rule."""
    return "xccdf_%s_rule_%s" % (NAME, name)


def profile_id(name):
    """The full id of a profile."""
    return "xccdf_%s_profile_%s" % (NAME, name)


# What oscap itself has to say on stderr; nothing else may stand there. Debian 13 does not install
# oscap's CPE dictionary, which is told by every evaluation. `oval validate --syschar` asks for
# a Schematron under another name than the one that is installed.
ALLOWED_ON_STDERR = (
    "OpenSCAP Error: Failed to add default CPE to newly created CPE Session. [",
    "Failed to add default CPE to newly created CPE Session. [",
    "OpenSCAP Error: Unable to open file: '/usr/share/openscap/cpe/openscap-cpe-dict.xml' [",
    "OpenSCAP Error: XSLT file 'oval/5.11.2/oval-system-characteristics-schematron.xsl' not found",
)
# Where the object of a variable is in error, oscap says several times that the variable is.
ALLOWED_WARNING = re.compile(
    r"W: oscap(-kubelet)?: +(There was a problem processing referenced variable \(|"
    r"Entity name 'value' from state \(id: 'oval:%s:ste:40[02])" % re.escape(NAME))

ENTITIES = {
    "kubelet_item": ["origin", "pid", "command_line", "config_file", "config_dir",
                     "changed_since_start", "executable", "user_id", "control_group", "unit",
                     "container", "argument", "configuration_file", "unit_file"],
    "kubeletsetting_item": ["setting", "value", "source", "location", "origin", "pid", "file",
                         "element"],
    "kubeletdrift_item": ["setting", "value", "location", "service_value", "service_location", "pid",
                          "differs"],
}
# The items of objects that ask for few entities, and for files or none.
_FEW = ["origin", "pid", "command_line", "changed_since_start", "executable", "user_id",
        "control_group"]
FEW = {
    "kubelet_item": [_FEW, _FEW + ["configuration_file"], _FEW + ["unit_file"]],
    "kubeletsetting_item": [ENTITIES["kubeletsetting_item"][:-2],
                            ENTITIES["kubeletsetting_item"][:-1]],
    "kubeletdrift_item": [],
}
ENTITIES["kubeproxysetting_item"] = ENTITIES["kubeletsetting_item"]
FEW["kubeproxysetting_item"] = FEW["kubeletsetting_item"]
ENTITIES["kubeproxydrift_item"] = ENTITIES["kubeletdrift_item"]
FEW["kubeproxydrift_item"] = FEW["kubeletdrift_item"]
REPEATED = ("argument", "configuration_file", "unit_file", "element")


class Run:
    """A finished command, and what it wrote."""

    def __init__(self, argv, code, out, err, errors="strict"):
        self.argv = argv
        self.code = code
        self.raw = out
        self.out = out.decode("utf-8", errors)
        self.err = err.decode("utf-8", errors)

    def unexpected_stderr(self):
        """The lines on stderr that no allowance covers."""
        return [line for line in self.err.splitlines()
                if not line.startswith(ALLOWED_ON_STDERR) and not ALLOWED_WARNING.match(line)]

    def __str__(self):
        return "%s\nexit code %d\nstdout:\n%s\nstderr:\n%s" % (
            " ".join(self.argv), self.code, self.out, self.err)


def execute(argv, env, stdin=None, timeout=120, errors="strict", **kwargs):
    """Run a command with this environment to its end."""
    process = subprocess.Popen(
        argv, env=env, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs)
    try:
        out, err = process.communicate(stdin, timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError("still running after %d s: %s" % (
            timeout, Run(argv, process.returncode, out, err, errors)))
    return Run(argv, process.returncode, out, err, errors)


def run(argv, env=None, cwd=None, uid=None, hidden=0, timeout=120, group=None, host=None,
        lacking=()):
    """Run a command to its end; as another user if told, from whom /proc may hide (hidepid); in a
    control group that is the root of a control group namespace for it; with the node at `host`, as a
    pod has it; without some capabilities.
    """
    def prepare():
        if host is not None:
            host()
        if group is not None:
            group.take(os.getpid())
            node.unshare(node.CLONE_NEWCGROUP)
        if hidden:
            node.unshare_mounts()
            node.mount("proc", "/proc", "proc", data="hidepid=%d" % hidden)
        node.lose(lacking)
        if uid is not None:
            node.become(uid)

    if uid is not None:
        argv = [argument.replace(node.BUILD, node.PUBLIC_BUILD) for argument in argv]
    return execute(argv, dict(os.environ, **(env or {})), cwd=cwd, timeout=timeout,
                   preexec_fn=prepare)


def oscap(*args, env=None, **kwargs):
    """Run oscap with the plugin."""
    return run([WRAPPER] + list(args), env=dict(PRELOAD, **(env or {})), **kwargs)


def stock_oscap(*args, **kwargs):
    """Run oscap as the distribution ships it."""
    return run(["oscap"] + list(args), **kwargs)


def evaluate(this_node, profile, options=(), command=oscap, uid=None, rule=RULE, **kwargs):
    """Evaluate a rule of the data stream on a node, None for all of the profile; return the run
    and the ARF, if any.
    """
    if rule is not None:
        options = list(options) + ["--rule", rule]
    arf = this_node.path("arf.xml")
    if uid is not None:
        os.chown(this_node.work, uid, uid)
    done = command("xccdf", "eval", "--profile", profile_id(profile), "--results-arf", arf,
                   *options, DATA_STREAM, uid=uid, **kwargs)
    return done, Arf(arf) if os.path.exists(arf) else None


TAILORING = """<?xml version="1.0" encoding="UTF-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_%s_tailoring_t">
  <benchmark href="%s"/>
  <version time="2026-01-01T00:00:00">1</version>
  <Profile id="%s" extends="%s">
    <title>tailored</title>
    %s
  </Profile>
</Tailoring>
"""


def tailor(path, base, values):
    """Write a tailoring file: the profile `tailored`, another one with other Values."""
    lines = ['<set-value idref="xccdf_%s_value_%s">%s</set-value>' % (NAME, name, values[name])
             for name in values]
    with open(path, "w", encoding="utf-8") as file:
        file.write(TAILORING % (NAME, DATA_STREAM, profile_id("tailored"), profile_id(base),
                                "\n    ".join(lines)))


def parse(path):
    """The root element of a document."""
    return ElementTree.parse(path).getroot()


class Item:
    """An item of the system characteristics."""

    def __init__(self, element):
        self.name = local(element)
        self.status = element.get("status", "exists")
        self.messages = [child.text for child in element if local(child) == "message"]
        self.entities = [(local(child), child.text or "", child.get("status", "exists"))
                         for child in element if local(child) != "message"]

    def __getitem__(self, name):
        """The value of an entity, None if it does not exist; a list if it may be repeated."""
        values = [None if status == "does not exist" else text
                  for entity, text, status in self.entities if entity == name]
        if name in REPEATED:
            return [value for value in values if value is not None]
        if len(values) != 1:
            raise KeyError("%d times %s in %r" % (len(values), name, self))
        return values[0]

    def __repr__(self):
        return "%s(%s, %r, %r)" % (self.name, self.status, self.messages, self.entities)

    def check_shape(self):
        """Whether the entities stand in the documented order, once each but for those that may be repeated.

        No entity may say error: oscap would compare it with a state like an empty value.
        """
        names = [entity for entity, _, _ in self.entities]
        once = [name for name, before in zip(names, [None] + names)
                if name != before or name not in REPEATED]
        assert once in [ENTITIES[self.name]] + FEW[self.name], "wrong entities: %r" % self
        for entity, _, status in self.entities:
            assert status in ("exists", "does not exist"), "%s is %s: %r" % (entity, status, self)


class Collected:
    """What was collected for one object."""

    def __init__(self, element, items):
        self.flag = element.get("flag")
        self.messages = [child.text for child in element if local(child) == "message"]
        self.items = [items[child.get("item_ref")] for child in element
                      if local(child) == "reference"]

    def __repr__(self):
        return "Collected(%s, %r, %r)" % (self.flag, self.messages, self.items)


class Oval:
    """An oval_results or oval_system_characteristics element."""

    def __init__(self, root):
        results = every(root, "results")
        self.definitions = self._results(results, "definition", "definition_id")
        self.tests = self._results(results, "test", "test_id")
        # Of each test, the results of the items by their ids.
        self.tested = {test.get("test_id"): {child.get("item_id"): child.get("result")
                                             for child in test if local(child) == "tested_item"}
                       for result in results for test in every(result, "test")}
        self.items = {child.get("id"): Item(child) for data in every(root, "system_data")
                      for child in data}
        self.objects = {element.get("id"): Collected(element, self.items)
                        for collected in every(root, "collected_objects") for element in collected}
        for item in self.items.values():
            if item.name in ENTITIES:
                item.check_shape()

    @staticmethod
    def _results(results, name, key):
        return {element.get(key): element.get("result")
                for result in results for element in every(result, name)}


class Arf:
    """What `xccdf eval --results-arf` wrote."""

    def __init__(self, path):
        root = parse(path)
        self.rules = {}
        for result in every(root, "rule-result"):
            self.rules[result.get("idref")] = every(result, "result")[0].text
        # What `--rule` leaves out.
        self.rules = {rule: result for rule, result in self.rules.items()
                      if result != "notselected"}
        self.oval = [Oval(element) for element in every(root, "oval_results")]

    def items(self, name):
        """All different items of a kind, from all OVAL results."""
        unique = {}
        for oval in self.oval:
            for item in oval.items.values():
                if item.name == name:
                    unique[repr(item)] = item
        return list(unique.values())

    def messages(self):
        """All messages, of items and of collected objects."""
        found = set()
        for oval in self.oval:
            for carrier in list(oval.items.values()) + list(oval.objects.values()):
                found.update(carrier.messages)
        return found


def shell_words(line):
    """The words of a command line as bash reads it, as bytes."""
    script = "printf '%s\\0' " + line
    out = subprocess.check_output(["bash", "-c", script]) if line else b""
    return out.split(b"\0")[:-1]

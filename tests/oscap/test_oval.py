# SPDX-License-Identifier: LGPL-2.1-or-later
"""The probes as OVAL sees them: object entities, filters, sets, variables, states, items."""
import os
import unittest

import node
import ovaldoc
import scan
import suite
from files import Directory, File, Link, write_files
from node import CONFIG, CONFIG_FLAG, HEADER, KUBELET_DIR, Kubelet, config
from ovaldoc import PROCESS, SETTING

ORDINARY = PROCESS + SETTING


def setting(body, process=True):
    """The children of a kubeletsetting_object with this setting entity."""
    return (PROCESS if process else "") + "<linux:setting " + body + "</linux:setting>"


# The node of the object and state tables: three kubelets by name.
KUBELETS = {
    "flag": Kubelet("--authorization-mode=Webhook"),
    "file": Kubelet(CONFIG_FLAG),
    "bare": Kubelet(argv0="kubelet"),
}
FILES = {CONFIG: config("AlwaysAllow")}
EVERY = {"flag", "file", "bare"}


class Object:
    """An object, and what it collects.

    kubelets  those whose authorization.mode (or whose kubelet_item) is collected
    error     a text in the message of an item in error; without it no item is
    """

    def __init__(self, name, body, kubelets, kind="kubeletsetting", error=None):
        self.name = name
        self.body = body
        self.kubelets = set(kubelets)
        self.kind = kind
        self.error = error


VARIABLES = {
    "mode": ["authorization.mode"],
    "mode and other": ["authorization.mode", "no.such.setting"],
    "other": ["no.such.setting"],
    "patterns": ["^authorization", "mode$"],
}
VARIABLE_NUMBERS = {name: 900 + index for index, name in enumerate(sorted(VARIABLES))}


def by_variable(name, check="all", operation="equals"):
    """A kubeletsetting_object whose setting comes from a variable."""
    return setting('operation="%s" var_ref="%s" var_check="%s">' % (
        operation, ovaldoc.identifier("var", VARIABLE_NUMBERS[name]), check))


# The nodes of these tests have a configuration file, and no unit.
SERVICE = "no service starts a kubelet"

SUBSTITUTE = '<linux:behaviors services="without_processes"/>'

# What is said of the settings that the tables below reach and that differ between versions.
VERSIONS = "depends on the version of Kubernetes"

# States used by filters, 800 and up.
IS_WEBHOOK, IS_DEFAULT, IS_FLAG_KUBELET = 800, 801, 802

OBJECTS = [
    Object("setting equals", ORDINARY, EVERY),
    Object("setting equals in another case", setting(">AUTHORIZATION.mode"), [],
           error="AUTHORIZATION.mode"),
    Object("setting equals a name that is no setting", setting(">no.such.setting"), [],
           error="no.such.setting"),
    Object("setting equals nothing", setting(">"), [], error="no setting"),
    Object("setting not equal", setting('operation="not equal">authorization.mode'), [],
           error=VERSIONS),
    Object("setting not equal another", setting('operation="not equal">port'), EVERY,
           error=VERSIONS),
    Object("setting case insensitive equals",
           setting('operation="case insensitive equals">AUTHORIZATION.Mode'), EVERY),
    Object("setting case insensitive not equal",
           setting('operation="case insensitive not equal">AUTHORIZATION.Mode'), [],
           error=VERSIONS),
    Object("setting case insensitive not equal another",
           setting('operation="case insensitive not equal">port'), EVERY,
           error=VERSIONS),
    Object("setting pattern match", setting('operation="pattern match">^auth.*\\.mode$'), EVERY),
    Object("setting pattern match of all", setting('operation="pattern match">.*'), EVERY,
           error=VERSIONS),
    Object("setting pattern match of a part", setting('operation="pattern match">zation.m'), EVERY),
    Object("setting pattern match of another", setting('operation="pattern match">^mode'), []),
    Object("origin equals service", "<linux:origin>service</linux:origin>" + SETTING, [],
           error=SERVICE),
    Object("origin not equal process",
           '<linux:origin operation="not equal">process</linux:origin>' + SETTING, [],
           error=SERVICE),
    Object("origin not equal service",
           '<linux:origin operation="not equal">service</linux:origin>' + SETTING, EVERY),
    Object("origin case insensitive equals",
           '<linux:origin operation="case insensitive equals">PROCESS</linux:origin>' + SETTING,
           EVERY),
    Object("origin pattern match",
           '<linux:origin operation="pattern match">^(process|service)$</linux:origin>' + SETTING,
           EVERY,
           error=SERVICE),
    Object("origin pattern match of none",
           '<linux:origin operation="pattern match">^x$</linux:origin>' + SETTING, []),
    Object("services instead of processes, which there are",
           SUBSTITUTE + '<linux:origin operation="pattern match">.</linux:origin>' + SETTING,
           EVERY),
    Object("services alone, and processes are there",
           SUBSTITUTE + "<linux:origin>service</linux:origin>" + SETTING, []),
    Object("variable of one value", by_variable("mode"), EVERY),
    Object("variable of one value, at least one", by_variable("mode", "at least one"), EVERY),
    Object("variable of two values, at least one", by_variable("mode and other", "at least one"),
           EVERY, error="no.such.setting"),
    Object("variable of two values, all", by_variable("mode and other"), []),
    Object("variable of two values, only one", by_variable("mode and other", "only one"), EVERY,
           error="no.such.setting"),
    Object("variable of two values, none satisfy", by_variable("mode and other", "none satisfy"),
           [], error=VERSIONS),
    Object("variable of another value", by_variable("other", "at least one"), [],
           error="no.such.setting"),
    Object("variable of another value, none satisfy", by_variable("other", "none satisfy"), EVERY,
           error=VERSIONS),
    Object("variable of two patterns, all", by_variable("patterns", "all", "pattern match"), EVERY),
    Object("variable of two patterns, at least one",
           by_variable("patterns", "at least one", "pattern match"), EVERY),
    Object("variable of two patterns, only one",
           by_variable("patterns", "only one", "pattern match"), []),
    Object("filter includes", ORDINARY + ovaldoc.filtered("include", IS_WEBHOOK), ["flag"]),
    Object("filter excludes", ORDINARY + ovaldoc.filtered("exclude", IS_WEBHOOK), ["file", "bare"]),
    Object("two filters", ORDINARY + ovaldoc.filtered("exclude", IS_WEBHOOK) +
           ovaldoc.filtered("include", IS_DEFAULT), ["bare"]),
    Object("kubelet", PROCESS, EVERY, kind="kubelet"),
    Object("kubelet of origin service", "<linux:origin>service</linux:origin>", [],
           kind="kubelet",
           error=SERVICE),
    Object("kubelet origin pattern match",
           '<linux:origin operation="pattern match">^pro</linux:origin>', EVERY, kind="kubelet"),
    Object("kubelet filter includes", PROCESS + ovaldoc.filtered("include", IS_FLAG_KUBELET),
           ["flag"], kind="kubelet"),
    Object("kubelet filter excludes", PROCESS + ovaldoc.filtered("exclude", IS_FLAG_KUBELET),
           ["file", "bare"], kind="kubelet"),
]


def number_of(name):
    """The number of an object of the table."""
    return 100 + [row.name for row in OBJECTS].index(name)


OBJECTS += [
    Object("union", ovaldoc.combined("UNION", number_of("filter includes"),
                                     number_of("two filters")), ["flag", "bare"]),
    Object("intersection", ovaldoc.combined("INTERSECTION", number_of("setting equals"),
                                            number_of("filter excludes")), ["file", "bare"]),
    Object("complement", ovaldoc.combined("COMPLEMENT", number_of("setting equals"),
                                          number_of("filter excludes")), ["flag"]),
    Object("complement of nothing", ovaldoc.combined(
        "COMPLEMENT", number_of("filter includes"), number_of("setting equals")), []),
    Object("kubelet union", ovaldoc.combined("UNION", number_of("kubelet filter includes"),
                                             number_of("kubelet filter excludes")), EVERY,
           kind="kubelet"),
]


class State:
    """A state over an object, how many must match, and the result of the test."""

    def __init__(self, name, body, result, check="all", kind="kubeletsetting", operator="AND",
                 objects="setting equals"):
        self.name = name
        self.body = body
        self.result = result
        self.check = check
        self.kind = kind
        self.operator = operator
        self.objects = objects


def entity(name, text, operation="equals", datatype="string", more=""):
    """An entity of a state."""
    return '<linux:%s datatype="%s" operation="%s" %s>%s</linux:%s>' % (
        name, datatype, operation, more, text, name)


def one_of(variable):
    """What makes an entity compare with each value of a variable."""
    return 'var_ref="%s" var_check="at least one"' % ovaldoc.identifier("var", variable)


def kubelet_state(name, body, result, check="all"):
    """A state of kubelet_item."""
    return State(name, body, result, check, kind="kubelet", objects="kubelet")


# PID_FLAG, PID_FILE and PID_BARE stand for the pids.
STATES = [
    State("value equals", entity("value", "Webhook"), "false"),
    State("value equals at least one", entity("value", "Webhook"), "true", "at least one"),
    State("value equals only one", entity("value", "Webhook"), "true", "only one"),
    State("value equals none", entity("value", "Webhook"), "false", "none satisfy"),
    State("value equals none of another", entity("value", "RBAC"), "true", "none satisfy"),
    State("value not equal", entity("value", "Webhook", "not equal"), "true", "at least one"),
    State("value case insensitive equals",
          entity("value", "WEBHOOK", "case insensitive equals"), "true", "only one"),
    State("value pattern match", entity("value", "^(Webhook|AlwaysAllow)$", "pattern match"),
          "true"),
    State("source equals", entity("source", "config file"), "true", "only one"),
    State("location equals", entity("location", CONFIG + ":4"), "true", "only one"),
    State("setting equals", entity("setting", "authorization.mode"), "true"),
    State("origin equals", entity("origin", "process"), "true"),
    State("pid equals", entity("pid", "PID_FILE", datatype="int"), "true", "only one"),
    State("pid not equal", entity("pid", "PID_FILE", "not equal", "int"), "false", "only one"),
    State("pid greater than", entity("pid", "PID_FLAG", "greater than", "int"), "false"),
    State("pid greater than or equal",
          entity("pid", "PID_FLAG", "greater than or equal", "int"), "true"),
    State("pid less than", entity("pid", "PID_FLAG", "less than", "int"), "true", "none satisfy"),
    State("pid as a number", entity("pid", "0PID_FLAG", datatype="int"), "true", "only one"),
    State("pid by variable", entity("pid", "", datatype="int", more=one_of(950)), "true"),
    State("two entities", entity("value", "AlwaysAllow") + entity("source", "built-in default"),
          "true", "only one"),
    State("two entities, one is enough",
          entity("value", "Webhook") + entity("source", "built-in default"), "false", "only one",
          operator="OR"),
    State("value by variable", entity("value", "", more=one_of(951)), "true"),
    State("filtered object", entity("value", "Webhook"), "true", objects="filter includes"),
    State("set object", entity("value", "Webhook"), "true", objects="complement"),
    kubelet_state("kubelet origin", entity("origin", "process"), "true"),
    kubelet_state("kubelet pid", entity("pid", "PID_BARE", datatype="int"), "true", "only one"),
    kubelet_state("kubelet pid greater than", entity("pid", "0", "greater than", "int"), "true"),
    kubelet_state("kubelet command_line", entity("command_line", "Webhook", "pattern match"),
                  "true", "only one"),
    kubelet_state("kubelet config_file", entity("config_file", CONFIG), "true", "only one"),
    kubelet_state("kubelet changed_since_start is false",
                  entity("changed_since_start", "false", datatype="boolean"), "true"),
    kubelet_state("kubelet changed_since_start is not true",
                  entity("changed_since_start", "true", "not equal", "boolean"), "true"),
    kubelet_state("kubelet changed_since_start is 0",
                  entity("changed_since_start", "0", datatype="boolean"), "true"),
    kubelet_state("kubelet changed_since_start is true",
                  entity("changed_since_start", "true", datatype="boolean"), "false",
                  "at least one"),
    kubelet_state("kubelet argument", entity("argument", CONFIG_FLAG,
                                             more='entity_check="at least one"'),
                  "true", "only one"),
]


class Operations(unittest.TestCase):
    """The three kubelets, asked in every way that OVAL has."""

    def document(self, pids):
        """One document with all rows."""
        document = ovaldoc.Document()
        for index, row in enumerate(OBJECTS):
            document.add_object(100 + index, row.kind, row.body)
            document.add_test(100 + index, row.kind)
        for name, values in VARIABLES.items():
            document.add_variable(ovaldoc.constant(VARIABLE_NUMBERS[name], *values))
        for number, kind, field, objects in ((950, "int", "pid", "kubelet"),
                                             (951, "string", "value", "setting equals")):
            document.add_variable(
                '<local_variable id="%s" version="1" datatype="%s" comment="v">'
                '<object_component object_ref="%s" item_field="%s"/></local_variable>' % (
                    ovaldoc.identifier("var", number), kind,
                    ovaldoc.identifier("obj", number_of(objects)), field))
        document.add_state(IS_WEBHOOK, "kubeletsetting", entity("value", "Webhook"))
        document.add_state(IS_DEFAULT, "kubeletsetting", entity("source", "built-in default"))
        document.add_state(IS_FLAG_KUBELET, "kubelet",
                           entity("pid", pids["flag"], datatype="int"))
        for index, row in enumerate(STATES):
            body = row.body
            for name, pid in pids.items():
                body = body.replace("PID_" + name.upper(), pid)
            document.add_state(300 + index, row.kind, body, row.operator)
            document.add_test(300 + index, row.kind, number_of(row.objects), 300 + index, row.check)
        return document

    def test_operations(self):
        """Every row of both tables, in one run."""
        with node.Node(FILES) as this_node:
            pids = {name: str(this_node.start(kubelet)) for name, kubelet in KUBELETS.items()}
            run, oval = ovaldoc.evaluate(this_node, self.document(pids))
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        for index, row in enumerate(OBJECTS):
            with self.subTest(object=row.name):
                self.check_object(oval, 100 + index, row, pids)
        for index, row in enumerate(STATES):
            with self.subTest(state=row.name):
                self.assertEqual(oval.tests[ovaldoc.identifier("tst", 300 + index)], row.result)

    def check_object(self, oval, number, row, pids):
        """Flag, items and test of one object."""
        collected = oval.objects[ovaldoc.identifier("obj", number)]
        bad = [item for item in collected.items if item.status != "exists"]
        good = [item for item in collected.items if item.status == "exists"]
        self.assertEqual(sorted(item["pid"] for item in good if row.kind == "kubelet"
                                or item["setting"] == "authorization.mode"),
                         sorted(pids[name] for name in row.kubelets))
        for item in bad:
            self.assertEqual((item.status, len(item.messages)), ("error", 1))
        said = [item.messages[0] for item in bad]
        if row.error is None:
            self.assertEqual(said, [])
        else:
            self.assertTrue(any(row.error in message for message in said), said)
        # What is known may decide beside an error: here that something is there.
        known = "incomplete" if row.error == SERVICE else "complete"
        self.assertEqual(collected.flag,
                         known if good else "error" if bad else "does not exist")
        self.assertEqual(oval.tests[ovaldoc.identifier("tst", number)],
                         "true" if good else "error" if bad else "false")


class Unmeant(unittest.TestCase):
    """What cannot be meant is an error, never an empty answer."""

    def test_pattern(self):
        """A pattern that is none; oscap itself complains on stderr."""
        document = ovaldoc.Document()
        document.add_object(1, "kubeletsetting", setting('operation="pattern match">('))
        document.add_test(1, "kubeletsetting", existence="none_exist")
        with node.Node() as this_node:
            this_node.start(Kubelet())
            run, oval = ovaldoc.evaluate(this_node, document)
        self.assertEqual(oval.objects[ovaldoc.identifier("obj", 1)].flag, "error", run)
        self.assertEqual(oval.tests[ovaldoc.identifier("tst", 1)], "error", run)

    def test_none_exist(self):
        """The old name of `none satisfy`, of which oscap itself says on stderr that it is."""
        document = ovaldoc.Document()
        for number, check in enumerate(("none exist", "none satisfy"), 1):
            document.add_object(number, "kubeletsetting", by_variable("other", check))
            document.add_test(number, "kubeletsetting")
        document.add_variable(ovaldoc.constant(VARIABLE_NUMBERS["other"], *VARIABLES["other"]))
        with node.Node() as this_node:
            this_node.start(Kubelet())
            run, oval = ovaldoc.evaluate(this_node, document)
        old, new = (oval.objects[ovaldoc.identifier("obj", number)].items for number in (1, 2))
        self.assertEqual({item["setting"] for item in old}, {item["setting"] for item in new}, run)
        self.assertIn("authorization.mode", {item["setting"] for item in old}, run)


class Item:
    """A kubelet, and its kubelet_item; `read` are the configuration files, with %d for the pid."""

    def __init__(self, name, kubelet, config_file=None, config_dir=None, changed=False, files=None,
                 later=None, arguments=None, read=None):
        self.read = read if read is not None else [CONFIG] if config_file else []
        self.name = name
        self.kubelet = kubelet
        self.config_file = config_file
        self.config_dir = config_dir
        self.changed = changed
        self.files = files
        self.later = later
        self.arguments = kubelet.args if arguments is None else arguments


def control_group():
    """The control group of this process, and so of the kubelets, as systemd names it."""
    with open("/proc/self/cgroup") as file:
        lines = [line.rstrip("\n").split(":", 2) for line in file]
    return next(path for wanted in ("name=systemd", "") for _, name, path in lines
                if name == wanted)


def replace():
    """Put another file in its place, with an old modification time."""
    other = CONFIG + ".new"
    with open(other, "w") as file:
        file.write(config("Webhook"))
    os.utime(other, (0, 0))
    os.rename(other, CONFIG)


ITEMS = [
    Item("no argument", Kubelet()),
    Item("argv[0] alone", Kubelet(argv0="kubelet")),
    Item("config", Kubelet(CONFIG_FLAG), CONFIG, files=FILES),
    Item("config with blank", Kubelet("--config", CONFIG), CONFIG, files=FILES),
    Item("config relative to cwd", Kubelet("--config=./config.yaml", cwd=KUBELET_DIR), CONFIG,
         files=FILES),
    Item("config with a long way round",
         Kubelet("--config=" + KUBELET_DIR + "/sub/..//config.yaml"), CONFIG,
         files=dict(FILES, **{KUBELET_DIR + "/sub": Directory()})),
    Item("config is a link", Kubelet("--config=" + KUBELET_DIR + "/link"), KUBELET_DIR + "/link",
         files=dict(FILES, **{KUBELET_DIR + "/link": Link(CONFIG)})),
    Item("config is empty", Kubelet("--config=")),
    Item("config in another mount namespace",
         Kubelet(CONFIG_FLAG, view={"config.yaml": config("Webhook")}), CONFIG,
         read=["/proc/%d/root" + CONFIG]),
    Item("config dir", Kubelet("--config-dir=" + KUBELET_DIR + "/config.d"),
         config_dir=KUBELET_DIR + "/config.d", files={KUBELET_DIR + "/config.d": Directory()}),
    Item("config dir relative to cwd", Kubelet("--config-dir", "config.d", cwd=KUBELET_DIR),
         config_dir=KUBELET_DIR + "/config.d", files={KUBELET_DIR + "/config.d": Directory()}),
    Item("drop-in files", Kubelet(CONFIG_FLAG, "--config-dir=" + KUBELET_DIR + "/config.d"), CONFIG,
         KUBELET_DIR + "/config.d", read=[CONFIG, KUBELET_DIR + "/config.d/a/b.conf",
                                          KUBELET_DIR + "/real"],
         files=dict(FILES, **{KUBELET_DIR + "/config.d/a/b.conf": HEADER,
                              KUBELET_DIR + "/config.d/z.conf": Link("../real"),
                              KUBELET_DIR + "/real": HEADER})),
    Item("file written after the start", Kubelet(CONFIG_FLAG), CONFIG, files=FILES, changed=True,
         later=lambda: write_files("/", FILES)),
    Item("file replaced after the start", Kubelet(CONFIG_FLAG), CONFIG, files=FILES, changed=True,
         later=replace),
    Item("file removed after the start", Kubelet(CONFIG_FLAG), CONFIG, files=FILES, changed=True,
         later=lambda: os.unlink(CONFIG), read=[]),
    Item("unrelated file written after the start", Kubelet(), files=FILES, later=replace),
    Item("empty and repeated arguments", Kubelet("--cloud-provider", "", "--v=2", "--v=2")),
    Item("arguments in the file of kubelite",
         Kubelet("--kubelet-args-file", KUBELET_DIR + "/args", exe="kubelite"), CONFIG,
         files=dict(FILES, **{KUBELET_DIR + "/args": "# x\n%s --v='2'\n" % CONFIG_FLAG}),
         arguments=[CONFIG_FLAG, "--v=2"]),
    Item("no arguments in the file of kubelite",
         Kubelet("--kubelet-args-file=" + KUBELET_DIR + "/args", exe="kubelite"),
         files={KUBELET_DIR + "/args": ""}, arguments=[]),
    Item("many arguments", Kubelet(*["--v=2"] * 1000)),
]


@suite.table(ITEMS)
class Items(unittest.TestCase):
    """kubelet_item, whole."""

    def check(self, row):
        """One kubelet, all its entities."""
        with node.Node(row.files) as this_node:
            pid = this_node.start(row.kubelet)
            if row.later:
                node.wait_a_tick()
                row.later()
            # Of another mount namespace the kernel may show a longer path than was executed.
            executable = os.readlink("/proc/%d/exe" % pid)
            run, oval = ovaldoc.evaluate(this_node, ovaldoc.both_objects())
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        self.assertTrue(executable.endswith("/bin0/" + row.kubelet.exe), executable)
        collected = oval.objects[ovaldoc.identifier("obj", 1)]
        self.assertEqual((collected.flag, collected.messages), ("complete", []))
        item, = collected.items
        self.assertEqual((item.status, item.messages), ("exists", []))
        self.assertEqual(
            [(name, text if status == "exists" else None) for name, text, status in item.entities],
            [("origin", "process"), ("pid", str(pid)),
             ("command_line", item["command_line"]), ("config_file", row.config_file),
             ("config_dir", row.config_dir),
             ("changed_since_start", "true" if row.changed else "false"),
             ("executable", executable), ("user_id", str(os.getuid())),
             ("control_group", control_group()), ("unit", item["unit"]),
             ("container", item["container"])]
            + [("argument", argument) for argument in row.arguments or [None]]
            + [("configuration_file", path.replace("%d", str(pid))) for path in row.read]
            + [("configuration_file", None)] * (not row.read) + [("unit_file", None)])
        self.assertEqual(scan.shell_words(item["command_line"]), row.kubelet.argv)


class Error:
    """A kubelet whose setting cannot be known; whether its command line can."""

    def __init__(self, name, kubelet, message, files=None, argv_is_fine=True, arguments=None):
        self.name = name
        self.kubelet = kubelet
        self.message = message
        self.files = files
        self.argv_is_fine = argv_is_fine
        self.arguments = list(kubelet.args) if arguments is None else arguments


ERRORS = [
    Error("file missing", Kubelet(CONFIG_FLAG), "No such file or directory"),
    Error("broken file", Kubelet(CONFIG_FLAG), "line 3:",
          files={CONFIG: HEADER + "authorization: Webhook\n"}),
    Error("config dir missing", Kubelet("--config-dir=/x"), "/x: No such file or directory"),
    Error("unknown flag", Kubelet("--no-such-flag=1"), "no-such-flag", argv_is_fine=False),
    Error("positional argument", Kubelet("stray"), "argv[1]", argv_is_fine=False),
    Error("hidden arguments", Kubelet("server", argv0="k3s", exe="k3s"), "does not show",
          argv_is_fine=False, arguments=[]),
    Error("arguments of an old version",
          Kubelet("kubelet", "--v=2", argv0="hyperkube", exe="hyperkube"), "1.18",
          argv_is_fine=False, arguments=["--v=2"]),
]


@suite.table(ERRORS)
class Errors(unittest.TestCase):
    """An error is an item in error, with a message; its test is an error whatever it asks for."""

    def check(self, row):
        """One kubelet in error."""
        document = ovaldoc.both_objects()
        states = [("equals", "Webhook"), ("not equal", "AlwaysAllow"), ("not equal", ""),
                  ("pattern match", ".*")]
        existences = ["at_least_one_exists", "all_exist", "any_exist", "none_exist",
                      "only_one_exists"]
        for number, (operation, value) in enumerate(states, 10):
            document.add_state(number, "kubeletsetting", entity("value", value, operation))
            document.add_object(number, "kubeletsetting",
                                ORDINARY + ovaldoc.filtered("include", number))
        tests = [{"objects": 2, "state": state, "existence": existence}
                 for existence in existences for state in (None, 10, 11, 12, 13)
                 if (existence, state) != ("any_exist", None)]
        tests += [{"objects": number, "existence": existence}
                  for existence in ("at_least_one_exists", "none_exist") for number in (10, 13)]
        for number, test in enumerate(tests, 100):
            document.add_test(number, "kubeletsetting", **test)
        with node.Node(row.files) as this_node:
            pid = this_node.start(row.kubelet)
            run, oval = ovaldoc.evaluate(this_node, document)
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        for number, test in enumerate(tests, 100):
            with self.subTest(**test):
                self.assertEqual(oval.tests[ovaldoc.identifier("tst", number)], "error")
        item, = oval.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((item.status, item["pid"], item["setting"], item["value"]),
                         ("error", str(pid), "authorization.mode", None))
        self.assertEqual(len(item.messages), 1)
        self.assertIn(row.message, item.messages[0])
        item, = oval.objects[ovaldoc.identifier("obj", 1)].items
        self.assertEqual((item.status, oval.tests[ovaldoc.identifier("tst", 1)]),
                         ("exists", "true") if row.argv_is_fine else ("error", "error"))
        self.assertEqual(item["argument"], row.arguments)
        self.assertEqual(scan.shell_words(item["command_line"]), row.kubelet.argv)


class Beside:
    """What is asked of a kubelet that is known and one in error."""

    def __init__(self, name, result, flag="complete", filtered=None, **test):
        self.name = name
        self.result = result
        self.flag = flag
        self.filtered = filtered
        self.test = test


# The states 10 and 11: of the kubelet that is known the first is true, the second false.
BESIDE = [
    Beside("all are good", "error", state=10),
    Beside("all are good, one is bad", "false", state=11),
    Beside("none is bad", "error", state=11, check="none satisfy"),
    Beside("none is good", "false", state=10, check="none satisfy"),
    Beside("one is good", "true", state=10, check="at least one"),
    Beside("one is bad", "error", state=11, check="at least one"),
    Beside("any, all are good", "error", state=10, existence="any_exist"),
    Beside("any, one is bad", "false", state=11, existence="any_exist"),
    Beside("none is there", "error", existence="none_exist"),
    Beside("all are there", "error", existence="all_exist"),
    Beside("only one is there", "error", existence="only_one_exists"),
    Beside("filtered: all are good", "unknown", "incomplete", 10, state=10),
    Beside("filtered: one is bad", "false", "incomplete", 10, state=11),
    Beside("filtered: none is there", "false", "incomplete", 10, existence="none_exist"),
    Beside("filtered away: none is there", "unknown", "incomplete", 11, existence="none_exist"),
    Beside("filtered away: all are good", "unknown", "incomplete", 11, state=10),
    Beside("filtered away: any, all are good", "unknown", "incomplete", 11, state=10,
           existence="any_exist"),
]


@suite.table(BESIDE)
class BesideAnError(unittest.TestCase):
    """An error hides no item that is bad, and never makes anything true of all, or of none."""

    def check(self, row):
        """One object and one test."""
        document = ovaldoc.Document()
        document.add_state(10, "kubeletsetting", entity("value", "Webhook", "equals"))
        document.add_state(11, "kubeletsetting", entity("value", "AlwaysAllow", "equals"))
        document.add_object(1, "kubeletsetting", ORDINARY + (
            ovaldoc.filtered("include", row.filtered) if row.filtered else ""))
        document.add_test(1, "kubeletsetting", **row.test)
        with node.Node() as this_node:
            this_node.start(Kubelet("--authorization-mode=Webhook"))
            this_node.start(Kubelet("--no-such-flag"))
            run, oval = ovaldoc.evaluate(this_node, document)
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        self.assertEqual(oval.objects[ovaldoc.identifier("obj", 1)].flag, row.flag)
        self.assertEqual(oval.tests[ovaldoc.identifier("tst", 1)], row.result)


class Version:
    """A version that the operator says, a mode, and what the item says of it."""

    def __init__(self, name, version, mode, status, value, *messages):
        self.name = name
        self.version = version
        self.mode = mode
        self.wanted = status, value, list(messages)
        self.result = "true" if status == "exists" else "error"


BEYOND = "Kubernetes 1.99 is newer than what this probe knows, which ends with 1.37"

SAID_VERSIONS = [
    Version("version that is the last one known", "1.37", "Webhook", "exists", "Webhook"),
    Version("version newer than the tables", "1.99", "Webhook", "exists", "Webhook", BEYOND),
    Version("version newer than the tables and an error", "1.99", "x", "error", None,
            BEYOND + ": the kubelet runs, although each version that is known here would have "
            "refused to start: argv[1]: unknown authorization mode x"),
]


@suite.table(SAID_VERSIONS)
class SaidVersions(unittest.TestCase):
    """OSCAP_KUBELET_VERSION, beyond what is known too: an item, and a message that says so."""

    def check(self, row):
        """One kubelet, one setting."""
        with node.Node() as this_node:
            this_node.start(Kubelet("--authorization-mode=" + row.mode))
            run, oval = ovaldoc.evaluate(this_node, ovaldoc.both_objects(),
                                         env={"OSCAP_KUBELET_VERSION": row.version})
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        item, = oval.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((item.status, item["value"], item.messages), row.wanted)
        self.assertEqual(oval.tests[ovaldoc.identifier("tst", 2)], row.result)

    def test_another_message(self):
        """A version newer than the tables, and a file that oscap cannot look at: an item says both."""
        document = ovaldoc.Document()
        document.add_object(1, "kubeletsetting", setting(">authentication.x509.clientCAFile"))
        document.add_test(1, "kubeletsetting")
        path = KUBELET_DIR + "/ca\x01"
        with node.Node({path: File()}) as this_node:
            this_node.start(Kubelet("--client-ca-file=" + path))
            run, oval = ovaldoc.evaluate(this_node, document, env={"OSCAP_KUBELET_VERSION": "1.99"})
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        item, = oval.objects[ovaldoc.identifier("obj", 1)].items
        self.assertEqual(item.status, "exists")
        self.assertEqual([text.partition(":")[0] for text in item.messages],
                         [BEYOND, "the name of a file has bytes that cannot be handed to oscap's file test"])


if __name__ == "__main__":
    suite.main()

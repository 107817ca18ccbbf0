# SPDX-License-Identifier: LGPL-2.1-or-later
"""`oscap-kubelet configz`: the document that others' content reads."""
import collections
import copy
import json
import os
import stat
import tempfile
import unittest

import scan
import suite
from node import CONFIG, CONFIG_FLAG, HEADER, Kubelet, Node
from project import SOURCE

CONFORMANCE = os.path.join(SOURCE, "tests", "conformance")
BODIES = 41

# What tells that a kubelet is OpenShift's, as those are: it only warns of gates that it does not know.
OPENSHIFT = {"/etc/machine-config-daemon": ""}

# A definition of the shape that ComplianceAsCode's rules for OpenShift have.
YAML = """<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent">
  <generator>
    <oval:schema_version>5.11.3</oval:schema_version>
    <oval:timestamp>2026-11-24T00:00:00</oval:timestamp>
  </generator>
  <definitions>
%s  </definitions>
  <tests>
%s  </tests>
  <objects>
%s  </objects>
  <states>
%s  </states>
</oval_definitions>
"""
DEFINITION = """    <definition class="compliance" id="oval:test:def:{n}" version="1">
      <metadata><title>{path}</title><description>{path}</description></metadata>
      <criteria><criterion test_ref="oval:test:tst:{n}"/></criteria>
    </definition>
"""
TEST = """    <ind:yamlfilecontent_test id="oval:test:tst:{n}" version="1" check="all" comment="{path}"
        check_existence="only_one_exists">
      <ind:object object_ref="oval:test:obj:{n}"/>
      <ind:state state_ref="oval:test:ste:{n}"/>
    </ind:yamlfilecontent_test>
"""
OBJECT = """    <ind:yamlfilecontent_object id="oval:test:obj:{n}" version="1">
      <ind:filepath>{file}</ind:filepath>
      <ind:yamlpath>{path}</ind:yamlpath>
    </ind:yamlfilecontent_object>
"""
STATE = """    <ind:yamlfilecontent_state id="oval:test:ste:{n}" version="1">
      <ind:value datatype="record">
        <field xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" name="#" datatype="{type}"
            operation="{operation}" entity_check="at least one">{value}</field>
      </ind:value>
    </ind:yamlfilecontent_state>
"""
# The path, how its value is compared, and whether a kubelet with the files below has it.
CHECKS = [
    (".kubeletconfig.authorization.mode", "string", "equals", "Webhook", True),
    (".kubeletconfig.authentication.anonymous.enabled", "boolean", "equals", "false", True),
    (".kubeletconfig.authentication.x509.clientCAFile", "string", "pattern match", "^/etc/ca.crt$", True),
    (".kubeletconfig.streamingConnectionIdleTimeout", "string", "pattern match", "^0(s|m|h)?$", False),
    (".kubeletconfig.maxPods", "int", "equals", "42", True),
    (".kubeletconfig.evictionHard['memory.available']", "string", "equals", "1Gi", True),
    (".kubeletconfig.tlsCipherSuites[:]", "string", "equals", "TLS_AES_128_GCM_SHA256", True),
    (".kubeletconfig.protectKernelDefaults", "boolean", "equals", "true", False),
]
FILE = HEADER + """authorization: {mode: AlwaysAllow}
authentication: {x509: {clientCAFile: /etc/ca.crt}}
maxPods: 42
evictionHard: {memory.available: 1Gi}
tlsCipherSuites: [TLS_AES_128_GCM_SHA256]
staticPodURL: https://user:password@example.com/
"""


def configz(*arguments, **kwargs):
    """Run it."""
    return scan.run([scan.WRAPPER, "configz"] + list(arguments), **kwargs)


def written(*arguments, **kwargs):
    """Run it, and read what is below `kubeletconfig`."""
    result = configz(*arguments, **kwargs)
    if (result.code, result.err) != (0, ""):
        raise AssertionError(str(result))
    document = json.loads(result.out)
    assert list(document) == ["kubeletconfig"], document
    return document["kubeletconfig"]


def exceptions(row):
    """What is not told of a recorded body, by path, by the table beside it."""
    with open(os.path.join(CONFORMANCE, "exceptions.json"), encoding="utf-8") as file:
        return [each["setting"] for each in json.load(file)
                if each["corpus"] == "configz.jsonl" and each["case"] in ("*", row["id"])
                and each["version"] in ("*", row["version"])]


class Recorded(unittest.TestCase):
    """What live kubelets said of themselves."""

    def test_all(self):
        """Computed of the same arguments and files it is the same document, but for the exceptions."""
        with open(os.path.join(CONFORMANCE, "configz.jsonl"), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        self.assertEqual(len(rows), BODIES)
        used, wrong = collections.Counter(), []
        with Node() as this:
            pids = [this.start(Kubelet(*row["argv"], root=dict(
                {"/" + path: text for path, text in row["files"].items()}, **OPENSHIFT))) for row in rows]
            for row, pid in zip(rows, pids):
                made = written("--pid", str(pid), env={"OSCAP_KUBELET_VERSION": row["version"]})
                wanted = copy.deepcopy(row["configz"])
                for path in exceptions(row):
                    for body in (made, wanted):
                        used[path] += body.pop(path, None) is not None
                wrong += [(row["version"], row["id"], key, made.get(key), wanted.get(key))
                          for key in sorted(set(made) | set(wanted)) if made.get(key) != wanted.get(key)]
        self.assertEqual(wrong, [])
        self.assertNotIn(0, used.values())


class Bridge(unittest.TestCase):
    """The file that is written."""

    def evaluate(self, path):
        """The results of the definitions above, by the real oscap."""
        rows = [dict(n=n, file=path, path=check[0], type=check[1], operation=check[2], value=check[3])
                for n, check in enumerate(CHECKS, 1)]
        with tempfile.TemporaryDirectory() as directory:
            source, results = os.path.join(directory, "oval.xml"), os.path.join(directory, "results.xml")
            with open(source, "w", encoding="utf-8") as file:
                file.write(YAML % tuple("".join(part.format(**row) for row in rows)
                                        for part in (DEFINITION, TEST, OBJECT, STATE)))
            run = scan.stock_oscap("oval", "eval", "--results", results, source)
            self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
            return scan.Oval(scan.parse(results)).definitions

    def test_content_of_others(self):
        """Rules over the running configuration judge by it, a flag over the file included."""
        with Node({CONFIG: FILE}) as this:
            this.start(Kubelet(CONFIG_FLAG, "--authorization-mode=Webhook"))
            os.mkdir(this.path("runtime"))
            path = this.path("runtime/openscap-kubeletconfig")
            for _ in range(2):
                result = configz("--output", path, env={"OSCAP_KUBELET_VERSION": "1.31"})
                self.assertEqual((result.code, result.out, result.err), (0, "", ""))
            self.assertEqual(os.listdir(this.path("runtime")), ["openscap-kubeletconfig"])
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            with open(path, encoding="utf-8") as file:
                self.assertNotIn("password", file.read())
            found = self.evaluate(path)
        self.assertEqual(
            {CHECKS[int(name.split(":")[-1]) - 1][0]: result == "true" for name, result in found.items()},
            {check[0]: check[4] for check in CHECKS})

    def test_nothing_is_written(self):
        """A setting that cannot be told is named, and a file that is there stays."""
        with Node({CONFIG: HEADER + "crashLoopBackOff: {maxContainerRestartPeriod: 5m}\n"}) as this:
            this.start(Kubelet(CONFIG_FLAG))
            path = this.path("out")
            with open(path, "w", encoding="utf-8") as file:
                file.write("before")
            result = configz("--output", path)
            self.assertEqual((result.code, result.out), (1, ""))
            self.assertIn("oscap-kubelet configz: eventBurst cannot be told: the value depends on the "
                          "version", result.err)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "before")
            result = configz("--output", this.path("none/out"), env={"OSCAP_KUBELET_VERSION": "1.31"})
            self.assertEqual((result.code, os.path.exists(this.path("none"))), (1, False))
            self.assertIn("--output %s: cannot enter its directory" % this.path("none/out"), result.err)

    def test_choice(self):
        """Of several kubelets one has to be named; of none there is nothing."""
        env = {"OSCAP_KUBELET_VERSION": "1.31"}
        with Node({CONFIG: FILE}) as this:
            self.assertIn("there is no kubelet on this node", configz(env=env).err)
            first, second = this.start(Kubelet(CONFIG_FLAG)), this.start(Kubelet())
            self.assertIn("there are several kubelets, name one with --pid: %d, %d" % (first, second),
                          configz(env=env).err)
            self.assertEqual(written("--pid", str(first), env=env)["maxPods"], 42)
            self.assertEqual(written("--computed", "--pid", str(second), env=env)["maxPods"], 110)
            self.assertIn("no kubelet has the process ID 1", configz("--pid", "1", env=env).err)
            for arguments, said in ((["x"], "unknown argument x"), (["--pid"], "--pid needs a value"),
                                    (["--pid=0"], "--pid 0 is no process ID"), (["--x"], "--x")):
                result = configz(*arguments)
                self.assertEqual((result.code, result.out), (1, ""))
                self.assertIn(said, result.err)

    def test_not_asked(self):
        """Without credentials nobody is asked, and it is said what to do."""
        with Node({CONFIG: FILE}) as this:
            this.start(Kubelet(CONFIG_FLAG))
            result = configz("--asked")
        self.assertEqual((result.code, result.out), (1, ""))
        self.assertIn("OSCAP_KUBELET_CONFIGZ has to name who asks", result.err)


if __name__ == "__main__":
    suite.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Validation stays on: oscap knows our types in every version of the schema, and nothing else new."""
import os
import shutil
import tempfile

from loader import Case, environment, oscap, real_oscap, run
from suite import run_tests, table

VERSIONS = ("5.11", "5.11.1", "5.11.2", "5.11.3")

LINUX = "http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:l="{linux}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <generator>
    <oval:schema_version>{version}</oval:schema_version>
    <oval:timestamp>2026-01-01T00:00:00</oval:timestamp>
  </generator>
  <definitions>
    <definition id="oval:x:def:1" version="1" class="compliance">
      <metadata><title>t</title><description>d</description></metadata>
      <criteria><criterion test_ref="oval:x:tst:1"/></criteria>
    </definition>
  </definitions>
  <tests>{test}</tests>
  <objects>{objects}</objects>
  <states>{states}</states>
</oval_definitions>
"""
TEST = """<l:{name}_test id="oval:x:tst:1" version="1" check="all" comment="c">
  <l:object object_ref="oval:x:obj:{object}"/><l:state state_ref="oval:x:ste:{state}"/>
</l:{name}_test>"""

# Objects and states 1 are of kubelets, 2 of their settings, 3 of partitions.
OBJECT_1 = """<l:kubelet_object id="oval:x:obj:1" version="1">
  <l:origin>process</l:origin>
</l:kubelet_object>"""
OBJECT_2 = """<l:kubeletsetting_object id="oval:x:obj:2" version="1">
  <l:origin operation="pattern match">.*</l:origin>
  <l:setting operation="case insensitive equals">authorization.mode</l:setting>
  <filter action="exclude">oval:x:ste:2</filter>
</l:kubeletsetting_object>"""
OBJECT_3 = """<l:partition_object id="oval:x:obj:3" version="1">
  <l:mount_point>/</l:mount_point>
</l:partition_object>"""
OBJECT_4 = """<l:kubelet_object id="oval:x:obj:4" version="1">
  <set><object_reference>oval:x:obj:1</object_reference><filter>oval:x:ste:1</filter></set>
</l:kubelet_object>"""
STATE_1 = """<l:kubelet_state id="oval:x:ste:1" version="1">
  <l:origin>process</l:origin>
  <l:pid datatype="int" operation="greater than">1</l:pid>
  <l:command_line operation="pattern match">kubelet</l:command_line>
  <l:config_file>/etc/k</l:config_file>
  <l:config_dir>/etc/k.d</l:config_dir>
  <l:changed_since_start datatype="boolean">false</l:changed_since_start>
  <l:argument entity_check="at least one">--x</l:argument>
</l:kubelet_state>"""
STATE_2 = """<l:kubeletsetting_state id="oval:x:ste:2" version="1">
  <l:setting>a</l:setting>
  <l:value operation="pattern match">b</l:value>
  <l:source>config file</l:source>
  <l:location>c</l:location>
  <l:origin>service</l:origin>
  <l:pid datatype="int">1</l:pid>
  <l:element>d</l:element>
</l:kubeletsetting_state>"""
STATE_3 = """<l:partition_state id="oval:x:ste:3" version="1">
  <l:mount_point>/</l:mount_point>
</l:partition_state>"""


def document(version, name="kubelet", object=1, state=1, replace=("", "")):
    """OVAL definitions with one test; a text in them may be replaced."""
    text = DOCUMENT.format(
        linux=LINUX, version=version, test=TEST.format(name=name, object=object, state=state),
        objects=OBJECT_1 + OBJECT_2 + OBJECT_3 + OBJECT_4, states=STATE_1 + STATE_2 + STATE_3)
    if replace[0] not in text:
        raise ValueError("there is no %s to be replaced" % replace[0])
    return text.replace(*replace)


class Documents(Case):
    """Documents in a directory of their own."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name

    def write(self, text, name="oval.xml"):
        """Write a document. @return its path"""
        path = os.path.join(self.work, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def validate(self, text, **changes):
        """Validate a document with the plugin."""
        return oscap("oval", "validate", self.write(text), env=environment(**changes))


GOOD = [
    ("a kubelet_test", {}),
    ("a kubelet_test over a set", {"object": 4}),
    ("a kubeletsetting_test", {"name": "kubeletsetting", "object": 2, "state": 2}),
    ("a stock test", {"name": "partition", "object": 3, "state": 3}),
]
# name, what to change, what is said about it
BAD = [
    ("an element that nobody knows", {"replace": ("l:config_dir", "l:config_directory")},
     "config_directory': This element is not expected"),
    ("entities out of order", {"replace": ("<l:setting>a</l:setting>",
                                           "<l:source>b</l:source><l:setting>a</l:setting>")},
     "setting': This element is not expected"),
    ("a data type that is not the entity's",
     {"replace": ("<l:pid datatype=\"int\">1", "<l:pid datatype=\"string\">1")}, "pid"),
    ("an object without setting",
     {"replace": ("<l:setting operation=\"case insensitive equals\">authorization.mode"
                  "</l:setting>", "")}, "This element is not expected"),
    ("an operation that strings do not have",
     {"replace": ("operation=\"case insensitive equals\"", "operation=\"greater than\"")},
     "oval:x:obj:2 - The use of 'greater than'"),
    ("a kubelet_test of another object", {"object": 3},
     "oval:x:tst:1 - the object child element of a kubelet_test must reference a kubelet_object"),
    ("a kubelet_test of a setting's object", {"object": 2},
     "oval:x:tst:1 - the object child element of a kubelet_test must reference a kubelet_object"),
    ("a kubelet_test of a setting's state", {"state": 2},
     "oval:x:tst:1 - the state child element of a kubelet_test must reference a kubelet_state"),
    ("a kubeletsetting_test of a kubelet's object and state", {"name": "kubeletsetting"},
     "the state child element of a kubeletsetting_test must reference a kubeletsetting_state"),
    ("another test of our object", {"name": "partition", "object": 1, "state": 3},
     "oval:x:tst:1 - a partition_test must not reference a kubelet_object"),
    ("another test of our state", {"name": "partition", "object": 3, "state": 2},
     "oval:x:tst:1 - a partition_test must not reference a kubeletsetting_state"),
    ("a filter by another state",
     {"replace": ("<filter action=\"exclude\">oval:x:ste:2", "<filter>oval:x:ste:1")},
     "oval:x:obj:2 - a filter of a kubeletsetting_object must reference a kubeletsetting_state"),
    ("a set of other objects", {"replace": ("<object_reference>oval:x:obj:1",
                                            "<object_reference>oval:x:obj:2")},
     "oval:x:obj:4 - a set in a kubelet_object must reference a kubelet_object"),
    ("a misspelt origin in an object", {"replace": (
        "<l:origin>process</l:origin>\n</l:kubelet_object>",
        "<l:origin>proces</l:origin>\n</l:kubelet_object>")},
     "oval:x:obj:1 - the origin of a kubelet_object is either process or service"),
    ("a misspelt origin in a state", {"replace": ("<l:origin>service", "<l:origin>services")},
     "oval:x:ste:2 - the origin of a kubeletsetting_state is either process or service"),
]


@table([("%s in %s" % (name, version), version, changes)
        for name, changes in GOOD for version in VERSIONS])
class Valid(Documents):
    """Documents that are valid in each version."""

    def check(self, version, changes):
        self.assert_run(self.validate(document(version, **changes)), 0, err="")


@table([("%s in %s" % (name, version), version, changes, text)
        for name, changes, text in BAD for version in VERSIONS])
class Invalid(Documents):
    """Documents that are not, and what is said about them."""

    def check(self, version, changes, text):
        result = self.validate(document(version, **changes))
        self.assertEqual(result.code, 2, str(result))
        self.assertIn(text, result.out + result.err, str(result))


class Stock(Documents):
    """What oscap does without the plugin, and what stays as it was."""

    def test_without_plugin(self):
        """The stock schemas do not know our tests: the extension is ours."""
        result = run([real_oscap(), "oval", "validate", self.write(document("5.11.2"))])
        self.assertEqual(result.code, 2, str(result))
        self.assertIn("kubelet_object': This element is not expected", result.out + result.err)

    def test_old_version(self):
        """Versions before 5.11 are not extended."""
        result = self.validate(document("5.10.1"))
        self.assertEqual(result.code, 2, str(result))
        self.assertIn("kubelet_object': This element is not expected", result.out + result.err)

    def test_evaluation(self):
        """A stock test has the same result as without the plugin, beside kubelet tests too."""
        path = self.write(document("5.11.2", name="partition", object=3, state=3))
        ours = oscap("oval", "eval", path)
        stock = run([real_oscap(), "oval", "eval", "--skip-validation", path])
        self.assertIn("Definition oval:x:def:1: ", stock.out)
        self.assert_run(ours, 0, stock.out, "")


class Namespaces(Documents):
    """Only elements of the Linux namespace are ours."""

    FOREIGN = LINUX.replace("#linux", "#unix")

    def evaluate(self, text):
        """Evaluate definitions without validation. @return the run and the results"""
        results = os.path.join(self.work, "results.xml")
        run_ = oscap("oval", "eval", "--skip-validation", "--results", results, self.write(text))
        with open(results) as file:
            return run_, file.read()

    def test_ours(self):
        """The control: the same document with our namespace reaches the probe."""
        result, text = self.evaluate(document("5.11.2"))
        self.assertEqual(result.code, 0, str(result))
        self.assertNotIn("Definition oval:x:def:1: unknown", result.out)
        self.assertIn("kubelet_test", text)

    def test_foreign(self):
        """A kubelet_test of another namespace stays unknown."""
        result, _ = self.evaluate(document("5.11.2", replace=(LINUX, self.FOREIGN)))
        self.assertIn("Definition oval:x:def:1: unknown", result.out, str(result))

    def test_any_prefix(self):
        """The prefix does not matter, not even whether there is one."""
        text = document("5.11.2", replace=("xmlns:l=", "xmlns:other="))
        text = text.replace("<l:", "<other:").replace("</l:", "</other:")
        result, _ = self.evaluate(text)
        self.assertNotIn("Definition oval:x:def:1: unknown", result.out, str(result))

    def test_longer_name(self):
        """A test whose name begins like ours is none of ours."""
        text = document("5.11.2", replace=("kubelet_test", "kubelets_test"))
        text = text.replace("kubelet_object", "kubelets_object")
        result, _ = self.evaluate(text)
        self.assertIn("Definition oval:x:def:1: unknown", result.out, str(result))


class SchemaPath(Documents):
    """OSCAP_SCHEMA_PATH of the user."""

    def copy(self, name):
        """A copy of the installed schemas."""
        version = run([real_oscap(), "--version"]).out
        installed = version.partition("Schema files: ")[2].partition("\n")[0]
        path = os.path.join(self.work, name)
        shutil.copytree(installed, path)
        return path

    def test_odd_names(self):
        """Directories with a blank, a percent sign or other letters."""
        for name in ("a b", "100%25", "ä", "a+b&c"):
            result = self.validate(document("5.11.1"), OSCAP_SCHEMA_PATH=self.copy(name))
            self.assert_run(result, 0, err="")

    def test_relative(self):
        """Paths relative to the working directory."""
        path = self.copy("schemas")
        document_ = self.write(document("5.11.1"))
        for directory, value in ((self.work, "schemas"), (self.work, "./schemas/"), (path, ".")):
            result = oscap("oval", "validate", document_, cwd=directory,
                           env=environment(OSCAP_SCHEMA_PATH=value))
            self.assert_run(result, 0, err="")

    def test_is_used(self):
        """The chosen schemas are extended, not the installed ones in their place."""
        path = self.copy("schemas")
        missing = os.path.join(path, "oval", "5.11.2", "unix-definitions-schema.xsd")
        os.remove(missing)
        result = self.validate(document("5.11.2"), OSCAP_SCHEMA_PATH=path)
        self.assertIn(missing, result.err)
        self.assert_run(self.validate(document("5.11.1"), OSCAP_SCHEMA_PATH=path), 0, err="")

    def test_without_linux(self):
        """A directory that lacks the file we extend is as broken as without us."""
        path = self.copy("schemas")
        os.remove(os.path.join(path, "oval", "5.11.2", "linux-definitions-schema.xsd"))
        result = self.validate(document("5.11.2"), OSCAP_SCHEMA_PATH=path)
        self.assertNotEqual(result.code, 0, str(result))


class Results(Documents):
    """Documents that oscap writes are validated, too."""

    def test_full_validation(self):
        """Results and system characteristics, while they are written and afterwards."""
        definitions = self.write(document("5.11.2"))
        results = os.path.join(self.work, "results.xml")
        characteristics = os.path.join(self.work, "syschar.xml")
        env = environment(OSCAP_FULL_VALIDATION="1")
        self.assert_run(oscap("oval", "eval", "--results", results, definitions, env=env), 0,
                        err="")
        self.assert_run(oscap("oval", "collect", "--syschar", characteristics, definitions,
                              env=env), 0, err="")
        self.assert_run(oscap("oval", "validate", results), 0)
        self.assert_run(oscap("oval", "validate", characteristics), 0)


if __name__ == "__main__":
    run_tests()

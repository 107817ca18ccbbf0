# SPDX-License-Identifier: LGPL-2.1-or-later
"""Validation without the schemas of other families: the same verdicts, messages and errors."""
import os
import re
import subprocess
import tempfile

from loader import SANITIZER, WRAPPER, Case, environment, real_oscap, run, validator
from mutants import FAMILIES, mutants
from scan import DATA_STREAM
from suite import run_tests, table
from test_schema import LINUX, VERSIONS, Documents, document

WINDOWS = FAMILIES + "windows"
# How many broken documents are made of each document.
MUTANTS = 13 if SANITIZER else 26
STREAM_MUTANTS = 5 if SANITIZER else 13


def is_valid(outcome):
    """Whether a document was found to be valid."""
    return outcome.startswith("0\n")


def differences(documents):
    """Validate named documents, texts or bytes, both ways.

    @return by name the outcome with the plugin and that of libopenscap alone; the names of those
            whose outcomes differ
    """
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for number, content in enumerate(documents.values()):
            paths.append(os.path.join(work, "%d.xml" % number))
            with open(paths[-1], "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        told = validator("both", paths)
    if len(told) != 2 * len(documents):
        raise AssertionError("the validator told %d outcomes" % len(told))
    outcomes = dict(zip(documents, zip(told[::2], told[1::2])))
    return outcomes, [name for name, (ours, stock) in outcomes.items() if ours != stock]


def within(metadata, root="", before=""):
    """A document with something in its metadata, which may have any element; and in its root."""
    text = document("5.11.2", replace=("<description>d</description>",
                                       "<description>d</description>" + metadata))
    text = text.replace("<oval_definitions ", "<oval_definitions %s " % root)
    return text.replace("<oval_definitions ", before + "<oval_definitions ", 1)


def registry(attributes='xmlns:w="%s"' % WINDOWS, name="w:registry_object"):
    """An object of Windows that is none: it wants an id."""
    return '<%s %s/>' % (name, attributes)


def inside(number="%s", around="%s"):
    """A document in the metadata of another one, with numbers of its own or the same."""
    inner = document("5.11.2").partition("?>")[2]
    inner = re.sub(r"(oval:x:[a-z]{3}:)(\d+)", lambda id: id.group(1) + number % id.group(2), inner)
    return within(around % inner)


HIVE = '<x:x xmlns:x="urn:x" %s i:type="w:EntityStateRegistryHiveType" datatype="string">%s</x:x>'
INSTANCE = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
TYPED = 'xmlns:w="%s" %s' % (WINDOWS, INSTANCE)
ENTITY = '<!DOCTYPE oval_definitions [<!ENTITY f "%s"><!ENTITY o "<b/>">]>' % WINDOWS
DEFAULT = '<!DOCTYPE oval_definitions [<!ATTLIST registry_object xmlns CDATA #FIXED "%s">]>' % WINDOWS
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def encoded(text, encoding):
    """A document in another encoding, which its declaration tells."""
    return text.replace(DECLARATION, DECLARATION.replace("utf-8", encoding)).encode(encoding)


# name, whether it is valid (None: libxml2 does not expand such an entity in each version), document
HOSTILE = [
    ("nothing foreign", True, within("")),
    ("an element of no known family", True, within('<x:x xmlns:x="urn:x"/>')),
    ("a family's element", False, within(registry())),
    ("a family's element without prefix", False,
     within(registry('xmlns="%s"' % WINDOWS, "registry_object"))),
    ("a family that the root declares", False, within(registry(""), 'xmlns:w="%s"' % WINDOWS)),
    ("a family that is declared with a character reference", False,
     within(registry('xmlns:w="%s"' % WINDOWS.replace("w", "&#119;")))),
    ("a family that is declared with a hexadecimal reference", False,
     within(registry('xmlns:w="%s"' % WINDOWS.replace("#", "&#x000023;")))),
    ("a family that is declared with an entity", None,
     within(registry('xmlns:w="&f;"'), before=ENTITY)),
    ("a family that the document type declares", False,
     within("<registry_object/>", before=DEFAULT)),
    ("an entity in the text", False, within("&o;", before=ENTITY)),
    ("a document type alone", True, within("", before=ENTITY)),
    ("a family in UTF-16", False, encoded(within(registry()), "utf-16")),
    ("nothing foreign in UTF-16", True, encoded(within(""), "utf-16")),
    ("a family in Latin 1", False, encoded(within(registry() + "<!-- \u00e4 -->"), "iso-8859-1")),
    ("a family's type", False, within(HIVE % (TYPED, "no such hive"))),
    ("a family's type, and what it allows", True,
     within(HIVE % (TYPED, "HKEY_LOCAL_MACHINE"))),
    ("a family's type that the root declares", False,
     within(HIVE % ("", "no such hive"), TYPED)),
    ("a family's type that does not exist", False,
     within((HIVE % (TYPED, "x")).replace("HiveType", "HiveTypes"))),
    ("a type whose prefix is not declared", False, within(HIVE % (INSTANCE, "x"))),
    ("a family in a hint for the schema", True, within(
        '<x:x xmlns:x="urn:x" %s i:schemaLocation="%s windows-definitions-schema.xsd"/>' %
        (INSTANCE, WINDOWS))),
    ("a family in a comment, an instruction and a text", True,
     within("<!--%s--><?x %s?><x:x xmlns:x='urn:x'>%s</x:x>" % ((WINDOWS,) * 3))),
    ("a family's namespace, a letter longer", True,
     within(registry('xmlns:w="%ss"' % WINDOWS))),
    ("a family with an upper case letter", True,
     within(registry('xmlns:w="%s"' % WINDOWS.replace("windows", "Windows")))),
    ("a family deep below, and another behind it", False, within(
        '<x:x xmlns:x="urn:x"><x:y>t<x:z><u:file_object xmlns:u="%sunix"/></x:z></x:y></x:x>'
        % FAMILIES)),
    ("an attribute of a family", True, within('<x:x xmlns:x="urn:x" xmlns:w="%s" w:x="1"/>' % WINDOWS)),
    ("an object of a family where objects are", False, document("5.11.2", replace=(
        "</objects>", '<registry_object xmlns="%s"/></objects>' % WINDOWS))),
    ("the namespace of a family's items", True,
     within(registry('xmlns:w="%s"' % WINDOWS.replace("definitions", "system-characteristics"),
                     "w:registry_item"))),
    # Of keys that both have, libxml2 says that a reference matches more than one.
    ("a document in a document", False, inside()),
    ("a document in an unknown element", False, inside(around='<x:x xmlns:x="urn:x">%s</x:x>')),
    ("a document in a document, with other ids", True, inside("9%s")),
    ("not well-formed", False, within("<x>")),
    ("a prefix that is not declared", True, within("<x:x/>")),
    ("no OVAL at all", False, "<x/>"),
    ("empty", False, ""),
]


# What a constraint is about: name, whether it is valid then, what is replaced in our data stream, by what.
CONSTRAINTS = [
    ("a test's id twice", False, r'(<linux:kubeletsetting_test[^>]* id=")[^"]*(.*?_test[^>]* id=")([^"]*)',
     r"\g<1>\g<3>\g<2>\g<3>"),
    ("a test that is not there", False, r'test_ref="[^"]*"', 'test_ref="oval:x:tst:1"'),
    ("a test that is an object", False, r'test_ref="([^"]*):tst:', r'test_ref="\1:obj:'),
    ("a state that is not there", False, r'state_ref="[^"]*"', 'state_ref="oval:x:ste:1"'),
    ("a filter of no state", False, r"(<(?:[\w.-]+:)?filter[^>]*>)[^<]*", r"\1oval:x:ste:1"),
    ("a variable that is not there", False, r'var_ref="[^"]*"', 'var_ref="oval:x:var:1"'),
    ("a reference with a blank, which its type does not allow", False, r'test_ref="', 'test_ref=" '),
    ("a rule's id twice", False, r'(<(?:[\w.-]+:)?Rule [^>]*id=")([^"]*)(.*?<(?:[\w.-]+:)?Rule [^>]*id=")[^"]*',
     r"\1\2\3\2"),
    ("a rule with the id of a group", False,
     r'(<(?:[\w.-]+:)?Group [^>]*id=")([^"]*)(.*?<(?:[\w.-]+:)?Rule [^>]*id=")[^"]*', r"\1\2\3\2"),
    ("a rule selected twice", False, r'(<(?:[\w.-]+:)?select idref="[^"]*" selected="true"/>)', r"\1\1"),
    ("a value that is not exported", False, r'(check-export [^>]*value-id=")[^"]*', r"\1xccdf_x_value_x"),
    ("a value that is only where no schema looks", False,
     r'(<(?P<p>[\w.-]+:)?check-export [^>]*value-id=")[^"]*("[^>]*/>)',
     r'<\g<p>check-import import-name="i"><\g<p>Value id="xccdf_x_value_x"/></\g<p>check-import>'
     r'\g<1>xccdf_x_value_x\g<3>'),
    ("a text for a value that is not there", False, r'(<(?:[\w.-]+:)?sub [^>]*idref=")[^"]*', r"\1xccdf_x_value_x"),
    ("a question without action", False, r"(<(?:[\w.-]+:)?test_action_ref>)[^<]*", r"\1ocil:x:testaction:1"),
    ("an action of no question", False, r'question_ref="[^"]*"', 'question_ref="ocil:x:question:1"'),
]


class Verdicts(Case):
    """The plugin's verdict, messages and errors beside those of the whole schemas."""

    def compare(self, documents):
        """Compare, and show the first that differs. @return the outcomes"""
        outcomes, different = differences(documents)
        for name in different:
            self.assertEqual(*outcomes[name], name)
        return outcomes

    def test_hostile(self):
        """Documents that would hide a family."""
        outcomes = self.compare({name: text for name, _, text in HOSTILE})
        for name, valid, _ in HOSTILE:
            if valid is not None:
                self.assertEqual(is_valid(outcomes[name][0]), valid, "%s: %s" % (name, outcomes[name]))

    def test_versions(self):
        """A good document and a bad one of each version, and of one that is not known."""
        documents = {version: document(version) for version in VERSIONS + ("5.10.1", "5.99")}
        documents.update({version + ", bad": within("").replace("5.11.2", version).replace(
            "l:config_dir", "l:config_directory") for version in VERSIONS})
        outcomes = self.compare(documents)
        self.assertEqual([name for name, (ours, _) in outcomes.items() if is_valid(ours)],
                         list(VERSIONS))

    def test_mutants(self):
        """Definitions that are broken somewhere."""
        outcomes = self.compare(dict(mutants(document("5.11.2"), MUTANTS)))
        self.assertGreater(sum(not is_valid(ours) for ours, _ in outcomes.values()), MUTANTS // 2)

    def test_stream(self):
        """Our data stream, good and broken."""
        with open(DATA_STREAM) as file:
            text = file.read()
        outcomes = self.compare(dict({"good": text}, **dict(mutants(text, STREAM_MUTANTS))))
        self.assertEqual(outcomes["good"][0], "0\n")
        self.assertGreater(sum(not is_valid(ours) for ours, _ in outcomes.values()), STREAM_MUTANTS // 3)

    def test_constraints(self):
        """Our data stream with ids and references that a schema does not want."""
        with open(DATA_STREAM) as file:
            text = file.read()
        documents = {}
        for name, _, pattern, new in CONSTRAINTS:
            documents[name] = re.sub(pattern, new, text, count=1, flags=re.DOTALL)
            self.assertTrue(documents[name] != text, name)
        outcomes = self.compare(documents)
        for name, valid, _, _ in CONSTRAINTS:
            self.assertEqual(is_valid(outcomes[name][0]), valid, name)

    def test_threads(self):
        """Documents about different families in threads at the same time."""
        rows = {name: (valid, text) for name, valid, text in HOSTILE}
        names = ("nothing foreign", "a family's element", "a family's type, and what it allows")
        with tempfile.TemporaryDirectory() as work:
            paths = [os.path.join(work, "%d.xml" % number) for number in range(len(names))]
            for path, name in zip(paths, names):
                with open(path, "w") as file:
                    file.write(rows[name][1])
            told = validator("threads", paths)
        self.assertGreater(len(told), len(names))
        times = len(told) // len(names)
        for number, outcome in enumerate(told):
            name = names[number // times]
            self.assertEqual(outcome, told[number // times * times], name)
            self.assertEqual(is_valid(outcome), rows[name][0], name)


ALL = "all"
VALID = document("5.11.2")


@table([
    # name, document, options of oscap and variables, families whose schemas are read
    ("one family", VALID, {}, {"linux"}),
    ("another family beside it", within("", 'xmlns:w="%s"' % WINDOWS), {}, {"linux", "windows"}),
    ("a family whose file has another name", within("", 'xmlns:a="%sapple_ios"' % FAMILIES), {},
     {"linux", "apple-ios"}),
    ("a document that is refused", within(registry("xmlns='urn:x'", "</x>")), {}, set()),
    ("a bad document", VALID.replace("l:config_dir", "l:config_directory"), {}, ALL),
    ("a document type", within("", before=ENTITY), {}, ALL),
    ("an old version", document("5.10.1").replace("l:kubelet", "l:partition"), {}, ALL),
    ("an empty path of schemas is none", VALID, {"OSCAP_SCHEMA_PATH": ""}, {"linux"}),
    ("a path of schemas", VALID, {"OSCAP_SCHEMA_PATH": "/usr/share/openscap/schemas"}, ALL),
])
class Read(Documents):
    """Which schemas of families libxml2 reads from disk."""

    def check(self, text, variables, expected):
        log = os.path.join(self.work, "strace")
        env = environment(OSCAP_KUBELET_OSCAP=None, **variables)
        run_ = subprocess.run(["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", log, WRAPPER,
                               "oval", "validate", "--skip-schematron", self.write(text)], env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        with open(log, errors="replace") as file:
            read = set(re.findall(r"/([\w-]+)-definitions-schema\.xsd\"", file.read())) - {"oval"}
        # Families of OpenSCAP 1.4.6 that lean.c does not know: what it does not know is stock's.
        read -= {"x-nxos", "panos"}
        if expected == ALL:
            self.assertGreater(len(read), 10, run_.stdout)
        else:
            self.assertEqual(read, expected, run_.stdout)


BENCHMARK = """<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_benchmark_x" resolved="1" xml:lang="en">
  <status date="2026-01-01">draft</status>
  <title>t</title>
  <description>d</description>
  <version>1</version>
</Benchmark>
"""


@table([
    ("validate, a named pipe", ("xccdf", "validate", "--skip-schematron"), "named"),
    ("validate, a pipe", ("xccdf", "validate", "--skip-schematron"), "pipe"),
    ("validate, a redirected file", ("xccdf", "validate", "--skip-schematron"), "file"),
    ("validate, a directory", ("xccdf", "validate", "--skip-schematron"), "directory"),
    ("validate, nothing", ("xccdf", "validate", "--skip-schematron"), "null"),
    ("evaluate, a named pipe", ("xccdf", "eval"), "named"),
    ("evaluate, a pipe", ("xccdf", "eval"), "pipe"),
    ("evaluate, a redirected file", ("xccdf", "eval"), "file"),
    ("info, a named pipe", ("info",), "named"),
])
class Irregular(Documents):
    """A document that is no regular file: what stock oscap says of it, and no waiting for more of it."""

    def read(self, start, how):
        """Run oscap on the document. @param start runs it with arguments"""
        path = self.write(BENCHMARK, "benchmark.xml")
        if how == "named":
            pipe = os.path.join(self.work, "pipe")
            os.mkfifo(pipe)
            with subprocess.Popen(["sh", "-c", "exec cat <%s >%s" % (path, pipe)],
                                  stderr=subprocess.DEVNULL) as writer:
                try:
                    return start(pipe)
                finally:
                    writer.kill()
                    os.unlink(pipe)
        if how == "pipe":
            return start("/dev/stdin", stdin=BENCHMARK.encode())
        if how == "file":
            return start("-c", path)
        return start(self.work if how == "directory" else "/dev/null")

    def check(self, verb, how):
        def start(program, *last, **more):
            argv = program + list(verb)
            if last[0] == "-c":
                argv = ["sh", "-c", 'exec "$@" /dev/stdin <%s' % last[1], "sh"] + argv
            else:
                argv += last
            return run(argv, timeout=30, **more)
        stock = self.read(lambda *last, **more: start([real_oscap()], *last, **more), how)
        ours = self.read(lambda *last, **more: start([WRAPPER], *last, **more), how)
        self.assertEqual((ours.code, ours.out, ours.unexpected_stderr()),
                         (stock.code, stock.out, stock.unexpected_stderr()))
        if how == "file":
            self.assertEqual((ours.code, ours.unexpected_stderr()), (0, []), str(ours))


if __name__ == "__main__":
    run_tests()

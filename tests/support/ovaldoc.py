# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small OVAL definition documents for the tests of the probes."""
import os

import scan

PROCESS = "<linux:origin>process</linux:origin>"
SETTING = "<linux:setting>authorization.mode</linux:setting>"

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions
    xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
    xmlns:independent="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
  <generator>
    <oval:schema_version>5.11.2</oval:schema_version>
    <oval:timestamp>2026-01-01T00:00:00Z</oval:timestamp>
  </generator>
  <definitions>
%(definitions)s  </definitions>
  <tests>
%(tests)s  </tests>
  <objects>
%(objects)s  </objects>
%(states)s%(variables)s</oval_definitions>
"""

_DEFINITION = """    <definition id="oval:test:def:%(id)s" version="1" class="compliance">
      <metadata><title>t</title><affected family="unix"/><description>d</description></metadata>
      <criteria><criterion test_ref="oval:test:tst:%(id)s" comment="the test"/></criteria>
    </definition>
"""


def identifier(kind, number):
    """The id of a definition (def), test (tst), object (obj), state (ste) or variable (var)."""
    return "oval:test:%s:%s" % (kind, number)


class Document:
    """Collects tests and what they need; str() is the document."""

    def __init__(self):
        self._parts = {"definitions": "", "tests": "", "objects": "", "states": "",
                       "variables": ""}

    def add_object(self, number, kind, body):
        """An object of kind `kubelet` or `kubeletsetting` with these child elements."""
        self._parts["objects"] += (
            '    <linux:%s_object id="%s" version="1">%s</linux:%s_object>\n'
            % (kind, identifier("obj", number), body, kind))

    def add_state(self, number, kind, body, operator="AND"):
        """A state."""
        self._parts["states"] += (
            '    <linux:%s_state id="%s" version="1" operator="%s">%s</linux:%s_state>\n'
            % (kind, identifier("ste", number), operator, body, kind))

    def add_variable(self, element):
        """A variable, as a whole element."""
        self._parts["variables"] += "    " + element + "\n"

    def add_test(self, number, kind, objects=None, state=None, check="all",
                 existence="at_least_one_exists"):
        """A test, and a definition that only asks for it."""
        body = '<linux:object object_ref="%s"/>' % identifier("obj", objects or number)
        if state is not None:
            body += '<linux:state state_ref="%s"/>' % identifier("ste", state)
        self._parts["definitions"] += _DEFINITION % {"id": number}
        self._parts["tests"] += (
            '    <linux:%s_test id="%s" version="1" check="%s" check_existence="%s" comment="t">%s'
            '</linux:%s_test>\n' % (kind, identifier("tst", number), check, existence, body, kind))

    def __str__(self):
        parts = dict(self._parts)
        for optional in ("states", "variables"):
            if parts[optional]:
                parts[optional] = "  <%s>\n%s  </%s>\n" % (optional, parts[optional], optional)
        return _DOCUMENT % parts


def filtered(action, state):
    """A filter element of an object."""
    return ('<filter xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" action="%s">%s'
            '</filter>' % (action, identifier("ste", state)))


def combined(operator, *objects):
    """A set element of an object."""
    return ('<set xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" set_operator="%s">%s'
            '</set>' % (operator, "".join("<object_reference>%s</object_reference>"
                                          % identifier("obj", number) for number in objects)))


def constant(number, *values):
    """A constant variable."""
    return ('<constant_variable id="%s" version="1" datatype="string" comment="v">%s'
            '</constant_variable>' % (identifier("var", number), "".join(
                "<value>%s</value>" % value for value in values)))


def both_objects():
    """A document with one object of each kind."""
    document = Document()
    document.add_object(1, "kubelet", PROCESS)
    document.add_test(1, "kubelet")
    document.add_object(2, "kubeletsetting", PROCESS + SETTING)
    document.add_test(2, "kubeletsetting")
    return document


def write(this_node, document):
    """Write a document into the work directory of a node; return its path."""
    path = this_node.path("oval.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(str(document))
    return path


def evaluate(this_node, document, options=(), env=None):
    """Evaluate OVAL definitions on a node; return the run and the results."""
    source, results = write(this_node, document), this_node.path("results.xml")
    run = scan.oscap("oval", "eval", "--results", results, *options, source, env=env)
    if not os.path.exists(results):
        raise AssertionError("no results from %s" % run)
    return run, scan.Oval(scan.parse(results))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The parts of the content as the build made them, and what several tests ask of them."""
import os
import xml.etree.ElementTree as ElementTree

from elements import children, every, local, only, text
from project import CONTENT

STREAM = os.path.join(CONTENT, "oscap-kubelet-ds.xml")

XCCDF = "kubelet-xccdf.xml"
OVAL = "kubelet-oval.xml"
CPE_DICTIONARY = "kubelet-cpe-dictionary.xml"
CPE_OVAL = "kubelet-cpe-oval.xml"
OCIL = "kubelet-ocil.xml"
PARTS = (XCCDF, OVAL, CPE_DICTIONARY, CPE_OVAL, OCIL)

OVAL_SYSTEM = "http://oval.mitre.org/XMLSchema/oval-definitions-5"
OCIL_SYSTEM = "http://scap.nist.gov/schema/ocil/2"
CIS = "https://www.cisecurity.org/benchmark/kubernetes/"


def path(part):
    """Where the build put a part."""
    return os.path.join(CONTENT, part)


def read(part):
    """The root element of a part."""
    return ElementTree.parse(path(part)).getroot()


def profile_rules(profile):
    """The ids of the rules that a profile selects."""
    return {select.get("idref") for select in children(profile, "select")
            if select.get("selected") == "true"}


class OvalPart:
    """An OVAL document: its entities by id, and who refers to whom."""

    SECTIONS = ("definitions", "tests", "objects", "states", "variables")

    def __init__(self, part):
        self.root = read(part)
        self.sections = {}
        self.entities = {}
        for section in children(self.root, *self.SECTIONS):
            self.sections[local(section)] = [element.get("id") for element in section]
            for element in section:
                self.entities.setdefault(element.get("id"), element)

    def ids(self, section):
        """The ids in a section, in the order of the document."""
        return self.sections.get(section, [])

    @staticmethod
    def references(element):
        """The ids that an element refers to."""
        named = [value for inner in element.iter() for name, value in sorted(inner.attrib.items())
                 if name in ("definition_ref", "test_ref", "object_ref", "state_ref", "var_ref")]
        return named + [text(inner) for inner in
                        every(element, "object_reference", "filter", "var_ref")]

    def tests_of(self, criteria):
        """The tests that the criteria name themselves, not those of criteria within."""
        return [self.entities[criterion.get("test_ref")]
                for criterion in children(criteria, "criterion")]

    def object_of(self, test):
        """The object of a test."""
        return self.entities[only(test, "object").get("object_ref")]

    def needed_by(self, identifier):
        """The ids that a definition needs, itself included."""
        found, todo = set(), [identifier]
        while todo:
            current = todo.pop()
            if current not in found:
                found.add(current)
                todo.extend(self.references(self.entities[current]))
        return found

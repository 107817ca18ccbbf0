# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents that are broken, each in one place: what a validator is for."""
import random
import re

FAMILIES = "http://oval.mitre.org/XMLSchema/oval-definitions-5#"
# Tags with their attributes; and, apart, an element without children and its end. What is said in XHTML no
# schema of ours looks at.
TAG = re.compile(r"<(?!html:)(?P<name>[\w:.-]+)(?P<attributes>(?:\s+[\w:.-]+=(?:\"[^\"]*\"|'[^']*'))*)\s*/?>")
LEAF = re.compile(r"<(?!html:)([\w:.-]+)((?:\s+[\w:.-]+=\"[^\"]*\")*)>([^<]*)</\1>")
ATTRIBUTE = re.compile(r"\s(?!xmlns)[\w:.-]+=\"[^\"]*\"")
FAMILY = re.compile(re.escape(FAMILIES) + r"(\w+)")


def replace(document, match, new):
    """A document with another text where something matched."""
    return document[:match.start()] + new + document[match.end():]


def rename_leaf(document, match, _):
    return replace(document, match, "<{0}x{1}>{2}</{0}x>".format(*match.groups()))


def drop_leaf(document, match, _):
    return replace(document, match, "")


def double_leaf(document, match, _):
    return replace(document, match, match.group() * 2)


def empty_leaf(document, match, _):
    return replace(document, match, "<{0}{1}></{0}>".format(*match.groups()))


def other_text(document, match, _):
    return replace(document, match, "<{0}{1}>no such text</{0}>".format(*match.groups()))


def child(document, match, _):
    return replace(document, match, "<{0}{1}><b/>{2}</{0}>".format(*match.groups()))


def other_family(document, match, pick):
    """Put a leaf into the namespace of a family."""
    name = match.group(1).rpartition(":")[2]
    family = pick.choice(("windows", "macos", "unix", "ios"))
    return replace(document, match, '<f:{0} xmlns:f="{1}{2}"{3}>{4}</f:{0}>'.format(
        name, FAMILIES, family, match.group(2), match.group(3)))


def foreign_child(document, match, pick):
    """Put an element of a family, which wants an id, somewhere."""
    name, family = pick.choice((("registry_object", "windows"), ("file_object", "unix"),
                                ("plist510_object", "macos"), ("line_object", "ios")))
    return replace(document, match, '<{0}{1}>{2}<{3} xmlns="{4}{5}"/></{0}>'.format(
        match.group(1), match.group(2), match.group(3), name, FAMILIES, family))


def type_of_family(document, match, pick):
    """Give an element a type of a family."""
    return replace(document, match, '<{0}{1} xmlns:f="{3}windows" xmlns:i="http://www.w3.org/2001/'
                   'XMLSchema-instance" i:type="f:{4}">{2}</{0}>'.format(
                       match.group(1), match.group(2), match.group(3), FAMILIES, pick.choice(
                           ("EntityStateRegistryHiveType", "EntityStateRegistryTypeType", "None"))))


def drop_attribute(document, match, _):
    return replace(document, match, "")


def other_value(document, match, _):
    return replace(document, match, match.group().partition("=")[0] + '="no such value"')


def new_attribute(document, match, _):
    end = match.end("attributes")
    return document[:end] + ' nobody="knows"' + document[end:]


def move_family(document, match, pick):
    """Make a namespace of the document that of another family."""
    return replace(document, match, FAMILIES + pick.choice(("windows", "aix", "nobody", "unix")))


# What no schema allows comes first, so that a few documents are not all good.
KINDS = [(TAG, new_attribute), (FAMILY, move_family), (ATTRIBUTE, other_value),
         (ATTRIBUTE, drop_attribute)]
KINDS += [(LEAF, kind) for kind in (
    rename_leaf, drop_leaf, double_leaf, empty_leaf, other_text, child, other_family, foreign_child,
    type_of_family)]


def mutants(document, count, seed=0):
    """So many documents, each with the name of what was done to it; the same for the same seed."""
    pick = random.Random(seed)
    places = {pattern: list(pattern.finditer(document)) for pattern, _ in KINDS}
    for number in range(count):
        pattern, kind = KINDS[number % len(KINDS)]
        if places[pattern]:
            match = pick.choice(places[pattern])
            yield "%s in line %d" % (kind.__name__, document.count("\n", 0, match.start()) + 1), \
                kind(document, match, pick)

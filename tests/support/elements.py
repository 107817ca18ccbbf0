# SPDX-License-Identifier: LGPL-2.1-or-later
"""Elements of XML documents, found by their local names."""


def local(element):
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def every(root, *names):
    """All elements with one of these local names, the root too."""
    return [element for element in root.iter() if local(element) in names]


def only(root, name):
    """The one element with that local name."""
    found = every(root, name)
    if len(found) != 1:
        raise AssertionError("%d elements %s in %s" % (len(found), name, local(root)))
    return found[0]


def children(element, *names):
    """The children with one of these local names; without names all."""
    return [child for child in element if not names or local(child) in names]


def text(element):
    """All text of an element, blanks folded."""
    return " ".join("".join(element.itertext()).split())

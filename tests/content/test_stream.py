# SPDX-License-Identifier: LGPL-2.1-or-later
"""The data stream: made of the parts, and always the same bytes."""
import os
import shutil
import subprocess
import tempfile
import unittest

import parts
from parts import children, every

COMPOSE = os.path.join(parts.SOURCE, "content", "compose.xsl")


def compose(directory, *options):
    """The bytes of a stream made of copies of the parts."""
    for part in parts.PARTS:
        shutil.copy(parts.path(part), directory)
    return subprocess.check_output(["xsltproc", "--nonet"] + list(options) +
                                   [COMPOSE, parts.XCCDF], cwd=directory)


def content(element):
    """An element as something that can be compared: names, attributes and texts, blanks folded."""
    return (element.tag, sorted(element.attrib.items()), (element.text or "").split(),
            [(content(child), (child.tail or "").split()) for child in element])


class Stream(unittest.TestCase):
    """compose.xsl and what the build made with it."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        with open(parts.STREAM, "rb") as file:
            self.built = file.read()

    @unittest.skipIf("SOURCE_DATE_EPOCH" in os.environ, "SOURCE_DATE_EPOCH changes the stream")
    def test_made_again_it_is_the_same(self):
        self.assertEqual(compose(self.directory), self.built)

    def test_timestamp_is_a_parameter(self):
        other = "2001-02-03T04:05:06Z"
        made = compose(self.directory, "--stringparam", "timestamp", other)
        self.assertEqual(made.count(b'timestamp="' + other.encode() + b'"'), 1 + len(parts.PARTS))

    def test_components_are_the_parts(self):
        root = parts.read(parts.STREAM)
        components = {component.get("id"): component[0] for component in every(root, "component")}
        self.assertEqual(set(components),
                         {"scap_%s_comp_%s" % (parts.NAME, part) for part in parts.PARTS})
        for part in parts.PARTS:
            self.assertEqual(content(components["scap_%s_comp_%s" % (parts.NAME, part)]),
                             content(parts.read(part)), part)

    def test_references_lead_to_components(self):
        root = parts.read(parts.STREAM)
        href = "{http://www.w3.org/1999/xlink}href"
        components = {"#" + component.get("id") for component in every(root, "component")}
        references = every(root, "component-ref")
        self.assertEqual({reference.get(href) for reference in references}, components)
        self.assertEqual(len(references), len(components))
        known = {"#" + reference.get("id") for reference in references}
        for uri in every(root, "uri"):
            self.assertIn(uri.get("uri"), known)

    def test_catalogs_name_what_the_parts_name(self):
        root = parts.read(parts.STREAM)
        for reference in every(root, "component-ref"):
            named = {uri.get("name") for uri in every(reference, "uri")}
            part = reference.get("id").rpartition("_cref_")[2]
            hrefs = {element.get("href") for element in every(parts.read(part),
                                                              "check-content-ref", "check")}
            self.assertEqual(named, hrefs - {None}, part)

    def test_it_is_scap_1_3(self):
        root = parts.read(parts.STREAM)
        self.assertEqual(root.get("schematron-version"), "1.3")
        self.assertEqual([stream.get("scap-version") for stream in children(root, "data-stream")],
                         ["1.3"])


if __name__ == "__main__":
    unittest.main()

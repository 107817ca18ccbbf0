# SPDX-License-Identifier: LGPL-2.1-or-later
"""The data stream: made of the parts, and always the same bytes."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import parts
from elements import children, every
from project import NAME, SOURCE

COMPOSE = os.path.join(SOURCE, "content", "compose.xsl")


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
                         {"scap_%s_comp_%s" % (NAME, part) for part in parts.PARTS})
        for part in parts.PARTS:
            self.assertEqual(content(components["scap_%s_comp_%s" % (NAME, part)]),
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

    def test_prefixes_are_those_that_others_compare(self):
        """By their letters, as compliance-operator and openscap-report do: see prefixes.xsl."""
        written = self.built.decode()
        self.assertEqual(set(re.findall(r"<(?:([\w.-]+):)?[\w.-]+[ />]", written)),
                         {"ds", "cat", "xccdf-1.2", "html", "dc", "cpe-lang", "cpe-dict", "oval-def",
                          "oval", "ind", "linux", "unix", "ocil"})
        self.assertIn(' xlink:href="', written)

    def test_no_comment_is_in_it(self):
        for part in (parts.STREAM,) + parts.PARTS:
            with open(parts.path(part), encoding="utf-8") as file:
                self.assertNotIn("<!--", file.read(), part)

    def test_it_is_scap_1_3(self):
        root = parts.read(parts.STREAM)
        self.assertEqual(root.get("schematron-version"), "1.3")
        self.assertEqual([stream.get("scap-version") for stream in children(root, "data-stream")],
                         ["1.3"])


if __name__ == "__main__":
    unittest.main()

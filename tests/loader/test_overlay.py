# SPDX-License-Identifier: LGPL-2.1-or-later
"""content/schema/overlay: schemas that know our tests, for an oscap without the plugin."""
import os
import tempfile

from loader import Case, environment, oscap, real_oscap, run
from project import SOURCE
from suite import run_tests, table
from test_schema import VERSIONS, document

OVERLAY = os.path.join(SOURCE, "content", "schema", "overlay")


class WithOverlay(Case):
    """An overlay over the installed schemas."""

    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.work.name, "over lay")
        result = run([OVERLAY, cls.path])
        if (result.code, result.out, result.err) != (0, "", ""):
            raise AssertionError(str(result))

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    def write(self, text):
        """Write a document. @return its path"""
        path = os.path.join(self.work.name, "oval.xml")
        with open(path, "w") as file:
            file.write(text)
        return path

    def validate(self, program, text):
        """Validate a document with the schemas of the overlay."""
        return run([program, "oval", "validate", self.write(text)],
                   env=environment(OSCAP_SCHEMA_PATH=self.path))


@table([(version, version) for version in VERSIONS])
class Versions(WithOverlay):
    """Each version, with and without the plugin on top."""

    def check(self, version):
        self.assert_run(self.validate(real_oscap(), document(version)), 0, err="")
        wrong = self.validate(real_oscap(), document(version, state=2))
        self.assertEqual(wrong.code, 2, str(wrong))
        self.assertIn("must reference a kubelet_state", wrong.out)
        result = oscap("oval", "validate", self.write(document(version)),
                       env=environment(OSCAP_SCHEMA_PATH=self.path))
        self.assert_run(result, 0, err="")


class SystemCharacteristics(WithOverlay):
    """The rules whose name is misspelt in the stock schemas."""

    def test_rules_are_found(self):
        """oscap finds them in the overlay."""
        path = os.path.join(self.work.name, "syschar.xml")
        definitions = self.write(document("5.11.2"))
        self.assert_run(oscap("oval", "collect", "--syschar", path, definitions), 0)
        result = run([real_oscap(), "oval", "validate", path],
                     env=environment(OSCAP_SCHEMA_PATH=self.path))
        self.assert_run(result, 0, err="")


class Errors(WithOverlay):
    """What the script refuses, each in one line."""

    def refused(self, arguments, text):
        """The script refuses its arguments."""
        result = run([OVERLAY] + arguments)
        self.assertEqual(result.code, 1, str(result))
        self.assertIn(text, result.err)
        self.assertTrue(result.err.startswith("overlay: "), str(result))
        self.assertEqual(result.err.count("\n"), 1, str(result))

    def test_usage(self):
        """One or two arguments."""
        self.refused([], "usage: overlay DIR [SYSTEM_SCHEMAS]")
        self.refused(["a", "b", "c"], "usage: overlay DIR [SYSTEM_SCHEMAS]")

    def test_exists(self):
        """A directory that exists is not touched."""
        self.refused([self.path], self.path + " exists already")

    def test_no_schemas(self):
        """The second argument is a schema directory."""
        target = os.path.join(self.work.name, "new")
        self.refused([target, "/proc"], "/proc is no directory of OpenSCAP schemas")
        self.refused([target, "/no/such"], "/no/such is no directory of OpenSCAP schemas")
        self.refused([target, self.path], self.path + " is such a directory already")
        self.assertFalse(os.path.exists(target))


if __name__ == "__main__":
    run_tests()

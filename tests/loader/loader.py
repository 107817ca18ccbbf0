# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the loader share: where things are, and how they are run."""
import os
import re
import unittest

import scan
from project import BUILD
from scan import WRAPPER

PLUGIN = os.path.join(BUILD, "probe", "oscap-kubelet.so")
FAKES = os.path.join(BUILD, "tests", "loader")
BYSTANDER = os.path.join(FAKES, "bystander.so")

# The runtime of the sanitizers, which has to be loaded before a sanitized plugin; usually empty.
SANITIZER = scan.PRELOAD["LD_PRELOAD"]

HOOKS = {
    "probe_table_get_main_function", "probe_table_get_init_function",
    "probe_table_get_fini_function", "probe_table_get_offline_mode_function",
    "probe_table_exists", "probe_table_size", "probe_table_at_index", "probe_table_list",
    "oval_subtype_get_text", "oval_subtype_to_str", "oval_subtype_from_str",
    "oval_definition_model_import_source", "xccdf_tailoring_import_source",
    "oscap_source_validate", "oval_schema_version_from_cstr", "cpe_name_get_format_of_str",
    "xmlDocDumpMemory", "__SEXP_VALIDATE",
    "xccdf_session_set_xccdf_export",
    "xccdf_session_set_xccdf_stig_viewer_export",
    "xccdf_session_set_arf_export",
    "xccdf_session_set_report_export",
    "xccdf_session_set_oval_results_export",
    "xccdf_session_set_oval_variables_export",
    "xccdf_session_set_check_engine_plugins_results_export",
    "xccdf_session_export_oval",
    "xccdf_session_remediate",
    "xccdf_session_export_all",
    "xccdf_session_new_from_source",
    "xccdf_session_set_signature_validation",
    "xccdf_session_set_signature_enforcement",
    "xmlTextReaderReadInnerXml",
    "oscap_source_save_as",
    "xsltParseStylesheetFile",
    "xsltApplyStylesheet",
    "xsltFreeStylesheet",
}


def environment(**changes):
    """The environment of this process, as a user has it, with changes; None removes a name."""
    result = {name: value for name, value in os.environ.items()
              if not name.startswith("OSCAP_KUBELET_")}
    result.pop("LD_PRELOAD", None)
    if SANITIZER:
        result.update(scan.PRELOAD)
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def preload(*libraries):
    """A value of LD_PRELOAD."""
    return ":".join([SANITIZER] * bool(SANITIZER) + list(libraries))


def run(argv, env=None, stdin=b"", timeout=60, **kwargs):
    """Run a command to its end."""
    return scan.execute(argv, environment() if env is None else env, stdin=stdin, timeout=timeout,
                        errors="replace", **kwargs)


def oscap(*args, **kwargs):
    """Run the real oscap with the plugin, through the wrapper."""
    return run([WRAPPER] + list(args), **kwargs)


def fake(name):
    """The path of an imitation of oscap."""
    return os.path.join(FAKES, name, "oscap")


def real_oscap():
    """The path of the oscap of this machine."""
    for directory in os.environ["PATH"].split(":"):
        path = os.path.join(directory, "oscap")
        if os.access(path, os.X_OK):
            return path
    raise AssertionError("there is no oscap on this machine")


def loaded_libraries(program):
    """The shared objects of a program, by their names, as ld.so resolves them."""
    listing = run(["ldd", program]).out
    return dict(re.findall(r"(\S+) => (\S+) ", listing))


def real_libopenscap():
    """The path of the libopenscap of this machine's oscap."""
    for name, path in loaded_libraries(real_oscap()).items():
        if name.startswith("libopenscap.so"):
            return path
    raise AssertionError("oscap has no libopenscap")


def validator(mode, paths):
    """Run validator.c over documents, with the plugin. @return what it tells of each"""
    library = real_libopenscap()
    result = run([os.path.join(FAKES, "validator"), library, mode],
                 env=environment(LD_PRELOAD=preload(PLUGIN, library), OSCAP_SCHEMA_PATH=None),
                 stdin="\n".join(paths).encode(), timeout=600)
    if result.code != 0 or result.err:
        raise AssertionError(str(result))
    return result.out.split("\0")[:-1]


class Case(unittest.TestCase):
    """A test that shows the whole run where an assertion about it fails."""

    def assert_run(self, result, code, out=None, err=None):
        """A run ended with a code and, where given, wrote exactly that."""
        self.assertEqual(result.code, code, str(result))
        if out is not None:
            self.assertEqual(result.out, out, str(result))
        if err is not None:
            self.assertEqual(result.err, err, str(result))

    def assert_refused(self, result, *parts):
        """The wrapper refused, with one line that has these parts."""
        self.assertEqual(result.code, 1, str(result))
        self.assertEqual(result.out, "", str(result))
        self.assertEqual(result.err.count("\n"), 1, str(result))
        self.assertTrue(result.err.startswith("oscap-kubelet: "), str(result))
        for part in parts:
            self.assertIn(part, result.err, str(result))

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each file of results that is asked for is written with the plugin as without, and no other."""
import os
import tempfile

from loader import PLUGIN, Case, environment, oscap, preload, real_oscap, run
from suite import run_tests, table

OVAL = """<?xml version="1.0" encoding="utf-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:o="http://oval.mitre.org/XMLSchema/oval-common-5">
 <generator><o:schema_version>5.11.2</o:schema_version><o:timestamp>2020-01-01T00:00:00</o:timestamp></generator>
 <definitions>
  <definition class="compliance" id="oval:x:def:1" version="1">
   <metadata><title>t</title><description>d</description></metadata>
   <criteria><criterion test_ref="oval:x:tst:1"/></criteria>
  </definition>
 </definitions>
 <tests>
  <variable_test xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent" id="oval:x:tst:1"
      version="1" check="all" comment="c"><object object_ref="oval:x:obj:1"/></variable_test>
 </tests>
 <objects>
  <variable_object xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent" id="oval:x:obj:1"
      version="1"><var_ref>oval:x:var:1</var_ref></variable_object>
 </objects>
 <variables>
  <external_variable id="oval:x:var:1" version="1" datatype="string" comment="c"/>
 </variables>
</oval_definitions>
"""
XCCDF = """<?xml version="1.0" encoding="utf-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_benchmark_x" resolved="1">
 <status>draft</status>
 <version>1</version>
 <Value id="xccdf_x_value_x" type="string"><value>v</value></Value>
 <Rule id="xccdf_x_rule_x" selected="true">
  <title>t</title>
  <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
   <check-export export-name="oval:x:var:1" value-id="xccdf_x_value_x"/>
   <check-content-ref href="oval.xml" name="oval:x:def:1"/>
  </check>
 </Rule>
</Benchmark>
"""


def preloaded(*args, **more):
    """Run the real oscap with the plugin, by its own name."""
    return run([real_oscap(), *args], env=environment(LD_PRELOAD=preload(PLUGIN)), **more)


@table([
    # name, options, a file and what is in it
    ("nothing", [], None, None),
    ("results", ["--results", "r"], "r", "xccdf_x_rule_x"),
    ("a result data stream", ["--results-arf", "r"], "r", "oval:x:tst:1"),
    ("a report", ["--report", "r"], "r", "xccdf_x_rule_x"),
    ("a report and results", ["--report", "r", "--results", "x"], "r", "xccdf_x_rule_x"),
    ("a report and a result data stream", ["--report", "r", "--results-arf", "a"], "r", "xccdf_x_rule_x"),
    ("a report and results of OVAL", ["--report", "r", "--oval-results"], "r", "xccdf_x_rule_x"),
    ("a report after fixes", ["--remediate", "--report", "r"], "r", "xccdf_x_rule_x"),
    ("results for a viewer", ["--stig-viewer", "r"], "r", "TestResult"),
    ("results of OVAL", ["--oval-results"], "oval.xml.result.xml", "oval:x:tst:1"),
    ("variables", ["--export-variables"], "oval.xml-0.variables-0.xml", "oval:x:var:1"),
    ("results of other engines", ["--check-engine-results"], None, None),
])
class Files(Case):
    """What oscap leaves in its directory."""

    def evaluate(self, program, options):
        """Evaluate in a new directory. @return what was said, and what is in each file there"""
        with tempfile.TemporaryDirectory() as work:
            for name, text in (("oval.xml", OVAL), ("xccdf.xml", XCCDF)):
                with open(os.path.join(work, name), "w") as file:
                    file.write(text)
            result = program("xccdf", "eval", "--skip-valid", *options, "xccdf.xml", cwd=work)
            self.assertEqual((result.code, result.unexpected_stderr()), (0, []), str(result))
            files = {}
            for name in os.listdir(work):
                with open(os.path.join(work, name), errors="replace") as file:
                    files[name] = file.read()
        return result.out, files

    def check(self, options, path, text):
        stock_out, stock = self.evaluate(lambda *args, **more: run([real_oscap(), *args], **more), options)
        for name, program in (("oscap-kubelet", oscap), ("oscap", preloaded)):
            with self.subTest(name):
                out, files = self.evaluate(program, options)
                self.assertEqual(out, stock_out)
                self.assertEqual(sorted(files), sorted(stock))
                self.assertEqual({name: files[name].count("oval:x:") for name in files},
                                 {name: stock[name].count("oval:x:") for name in stock})
                if path is not None:
                    self.assertIn(text, files[path])


if __name__ == "__main__":
    run_tests()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The signature of a data stream is judged as without the plugin; without one nothing is started for it."""
import os
import subprocess
import tempfile

from loader import PLUGIN, WRAPPER, Case, environment, preload, real_oscap, run
from project import BUILD
from suite import run_tests, table

END = "</ds:data-stream-collection>"
SIGNATURE = """<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
<SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/><Reference URI="">
<DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/><DigestValue>AAAA</DigestValue>
</Reference></SignedInfo><SignatureValue>AAAA</SignatureValue></Signature>
"""
STREAM = """<?xml version="1.0" encoding="utf-8"?>
<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2"
    xmlns:xlink="http://www.w3.org/1999/xlink" id="scap_x_collection_x" schematron-version="1.3">
 <ds:data-stream id="scap_x_datastream_x" scap-version="1.3" use-case="OTHER" timestamp="2026-01-01T00:00:00Z">
  <ds:checklists>
   <ds:component-ref id="scap_x_cref_xccdf.xml" xlink:href="#scap_x_comp_xccdf.xml"/>
  </ds:checklists>
 </ds:data-stream>
 <ds:component id="scap_x_comp_xccdf.xml" timestamp="2026-01-01T00:00:00Z">
  <Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_benchmark_x" resolved="1">
   <status>draft</status>
   <version>1</version>
   <Rule id="xccdf_x_rule_x" selected="true"><title>t</title></Rule>
  </Benchmark>
 </ds:component>
</ds:data-stream-collection>
"""
TAILORING = """<?xml version="1.0" encoding="utf-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_tailoring_x">
 <benchmark href="ds.xml"/>
 <version time="2026-01-01T00:00:00">1</version>
 <Profile id="xccdf_x_profile_x"><title>p</title></Profile>
</Tailoring>
"""


@table([
    # name, the signature of the data stream, options
    ("none", "", []),
    ("none, and one is demanded", "", ["--enforce-signature"]),
    ("a bad one", SIGNATURE, []),
    ("a bad one that is not to be looked at", SIGNATURE, ["--skip-signature-validation"]),
    ("a bad one, and one is demanded", SIGNATURE, ["--enforce-signature"]),
    ("demanded, not validated", "", ["--skip-signature-validation", "--enforce-signature"]),
    ("a bad one, demanded, not validated", SIGNATURE,
     ["--skip-signature-validation", "--enforce-signature"]),
])
class Verdicts(Case):
    """What oscap makes of it."""

    def check(self, signature, options):
        with tempfile.TemporaryDirectory() as work:
            with open(os.path.join(work, "ds.xml"), "w") as file:
                file.write(STREAM.replace(END, signature + END))
            with open(os.path.join(work, "tailoring.xml"), "w") as file:
                file.write(TAILORING)
            # oscap takes a tailoring, too, and evaluates what that names.
            for content in ("ds.xml", "tailoring.xml"):
                with self.subTest(content):
                    args = ["xccdf", "eval", "--skip-valid", *options, content]
                    ours = run([real_oscap(), *args], cwd=work,
                               env=environment(LD_PRELOAD=preload(PLUGIN)))
                    # Debian 13's has no dictionary of its own, and says so.
                    stock = run([real_oscap(), *args], cwd=work,
                                env=environment(OSCAP_CPE_PATH=os.path.join(BUILD, "probe", "cpe")))
                    self.assertEqual((ours.code, ours.out, ours.err), (stock.code, stock.out, stock.err))
                    self.assertEqual(stock.code, 1 if options[-1:] == ["--enforce-signature"] or
                                     (signature and not options) else 0, str(stock))


@table([
    # name, a program, what is preloaded
    ("oscap", real_oscap(), [PLUGIN]),
    ("the command, which oscap is told as its name", WRAPPER, []),
])
class Start(Case):
    """OpenSSL."""

    def check(self, program, libraries):
        """It reads its configuration when it is started: not for a stream without a signature."""
        read = {}
        for name, signature in (("without", ""), ("with", SIGNATURE)):
            with tempfile.TemporaryDirectory() as work:
                with open(os.path.join(work, "ds.xml"), "w") as file:
                    file.write(STREAM.replace(END, signature + END))
                log = os.path.join(work, "log")
                subprocess.run(["strace", "-f", "-o", log, program, "xccdf", "eval", "--skip-valid", "ds.xml"],
                               cwd=work, env=environment(LD_PRELOAD=preload(*libraries) or None), check=False,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                with open(log, errors="replace") as file:
                    read[name] = "openssl.cnf" in file.read()
        self.assertEqual(read, {"without": False, "with": True})


if __name__ == "__main__":
    run_tests()

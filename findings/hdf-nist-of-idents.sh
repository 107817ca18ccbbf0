#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# MITRE's converter of XCCDF results, behind `saf convert xccdf_results2hdf` and Heimdall, tells SA-11 and RA-5
# for the NIST controls of each rule that has no CCI, whatever the rule is about, and any ident makes it
# overlook the references to NIST SP 800-53 that it goes by otherwise: with the number of a CIS benchmark as
# its ident, a rule of AC-3 counts for SA-11 and RA-5 alone. An author of content gets it right by a CCI as
# an ident of each rule.
# Seen with @mitre/hdf-converters 2.12.6, and results of openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
install_converters 2.12.6
cd "$folder"

write_oval oval.xml <<'XML'
  <tests>
    <ind:family_test id="oval:com.example:tst:1" version="1" check="all" comment="there is one">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:family_test>
  </tests>
  <objects>
    <ind:family_object id="oval:com.example:obj:1" version="1"/>
  </objects>
XML
reference='<reference href="http://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-53r4.pdf">AC-3</reference>'
cis='<ident system="https://www.cisecurity.org/benchmark/kubernetes/">4.2.2</ident>'
cci='<ident system="http://cyber.mil/cci">CCI-000213</ident>'
write_benchmark benchmark.xml <<XML
  <version>1</version>
  <Group id="xccdf_com.example_group_g" selected="true">
    <title>g</title>
$(rule reference 1 "$reference")
$(rule cis 1 "$reference$cis")
$(rule cci 1 "$reference$cis$cci")
  </Group>
XML
expect "three rules" "pass pass pass 0" "$(evaluate eval --results results.xml benchmark.xml)" || exit 1
expect "NIST controls by a reference, with a CIS number, and with a CCI, too" \
	"reference SA-11,RA-5,AC-3; cis SA-11,RA-5; cci AC-3" \
	"$(node controls.js results.xml | paste -sd ';' | sed 's/;/; /g')" || exit 1

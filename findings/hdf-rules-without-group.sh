#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# MITRE's converter of XCCDF results, behind `saf convert xccdf_results2hdf` and Heimdall, takes rules from
# Groups alone: one that stands in the Benchmark itself is left out without a word, as the whole of an
# ARF is, of which it makes a profile of no controls. A dashboard then shows a node without findings.
# XCCDF asks for no Group. An author of content gets it right by one around all rules, and who converts by
# taking the file of --results.
# Seen with @mitre/hdf-converters 2.12.6, and results of openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
install_converters 2.12.6
cd "$folder"

write_oval oval.xml <<'XML'
  <tests>
    <ind:family_test id="oval:com.example:tst:1" version="1" check="all" check_existence="none_exist" comment="there is none">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:family_test>
  </tests>
  <objects>
    <ind:family_object id="oval:com.example:obj:1" version="1"/>
  </objects>
XML
write_benchmark benchmark.xml <<XML
  <version>1</version>
  <Group id="xccdf_com.example_group_g" selected="true">
    <title>g</title>
$(rule inside 1)
  </Group>
$(rule outside 1)
XML
expect "two rules" "fail fail 2" "$(evaluate eval --results results.xml --results-arf arf.xml benchmark.xml)" || exit 1

# convert FILE: the exit code, and the controls.
convert() {
	local code=0
	node controls.js "$1" >controls.txt 2>errors.txt || code=$?
	echo "$code $(cut -d ' ' -f 1 controls.txt | paste -sd ' ')$(cat errors.txt)"
}
expect "controls of the results" "0 inside" "$(convert results.xml)" || exit 1
expect "of the ARF" "0 " "$(convert arf.xml)" || exit 1

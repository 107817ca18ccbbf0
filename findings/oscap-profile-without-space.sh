#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# oscap 1.3.7 reads a Profile otherwise if it has no white space between its elements: what stands
# directly behind a <select/> is skipped without a word. So a tailoring file that a program wrote on
# one line loses the first Value that it sets, and the rule is judged by another one.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12: `refined` with white space, `default` without.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1

# benchmark PROFILE CONTENT...: a Benchmark of one Value, whose profile has that content.
benchmark() {
	cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <version>1</version>
  <Profile id="xccdf_com.example_profile_p">
    <title>p</title>
    $1
  </Profile>
  <Value id="xccdf_com.example_value_v" type="string">
    <title>v</title>
    <value>default</value>
    <value selector="other">refined</value>
  </Value>
  <Rule id="xccdf_com.example_rule_r" selected="true">
    <title>r</title>
    <fix system="urn:xccdf:fix:script:sh">echo <sub idref="xccdf_com.example_value_v" use="legacy"/></fix>
  </Rule>
</Benchmark>
XML
}

# value FILE: what the profile of a file makes of the Value.
value() {
	oscap xccdf generate fix --fix-type bash --profile xccdf_com.example_profile_p "$1" |
		sed -n 's/^echo \(default\|refined\)$/\1/p'
}

select='<select idref="xccdf_com.example_rule_r" selected="true"/>'
refine='<refine-value idref="xccdf_com.example_value_v" selector="other"/>'
benchmark "$select
    $refine" >"$folder/apart.xml"
benchmark "$select$refine" >"$folder/joined.xml"
for file in apart joined; do
	oscap xccdf validate --skip-schematron "$folder/$file.xml"
done
expect "with white space" refined "$(value "$folder/apart.xml")" || exit 1
expect "without" default "$(value "$folder/joined.xml")" || exit 1

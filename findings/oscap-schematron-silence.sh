#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf validate` of oscap 1.3.7 calls a benchmark invalid, with exit code 2, if the Schematron of
# XCCDF has nothing at all to say of it; with a warning, such as for want of a description, it is valid.
# Without the Schematron it is valid either way. An author of content gets it right by leaving one thing
# that the Schematron warns of.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

cat >without-fault.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" xmlns:dc="http://purl.org/dc/elements/1.1/" id="xccdf_com.example_benchmark_b" resolved="1" xml:lang="en-US">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <description>a benchmark</description>
  <platform idref="cpe:2.3:o:example:x:*:*:*:*:*:*:*:*"/>
  <version>1</version>
  <metadata>
    <dc:creator>c</dc:creator>
    <dc:publisher>p</dc:publisher>
    <dc:contributor>c</dc:contributor>
    <dc:source>http://example.com/</dc:source>
  </metadata>
  <Rule id="xccdf_com.example_rule_r1" selected="true" severity="low">
    <title>r1</title>
    <description>a rule</description>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:1"/>
    </check>
  </Rule>
</Benchmark>
XML
sed '/<description>a benchmark/d' without-fault.xml >no-description.xml

# validate [OPTION...] FILE: how many warnings there are, and the exit code.
validate() {
	local code=0
	oscap xccdf validate "$@" >validate.txt 2>&1 || code=$?
	echo "$(grep -c '^Warning: ' validate.txt || true) $code"
}
expect "without a description" "1 0" "$(validate no-description.xml)" || exit 1
expect "without fault" "0 2" "$(validate without-fault.xml)" || exit 1
expect "without the Schematron" "0 0" "$(validate --skip-schematron without-fault.xml)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A rule whose platform cannot be told is "not applicable" in oscap 1.3.7, with exit code 0: the
# inventory definition evaluates to error, since the file that it asks for cannot be read as XML, and
# that counts like "this machine is none of those". The same test in a rule is an error, exit code 2.
# An author of content gets it right by asking for the opposite in a logical-test with negate="true".
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

echo '<a><b>' >asked.xml
# definition NUMBER CLASS: a definition that is true if the file has an element named b.
definition() {
	cat <<XML
    <definition class="$2" id="oval:com.example:def:$1" version="1">
      <metadata>
        <title>t</title>
        <affected family="unix"/>
        <reference ref_id="cpe:/a:example:x" source="CPE"/>
        <description>d</description>
      </metadata>
      <criteria>
        <criterion test_ref="oval:com.example:tst:1"/>
      </criteria>
    </definition>
XML
}
cat >oval.xml <<XML
<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
  <generator>
    <oval:schema_version>5.11.1</oval:schema_version>
    <oval:timestamp>2026-01-01T00:00:00</oval:timestamp>
  </generator>
  <definitions>
$(definition 1 inventory)
$(definition 2 compliance)
  </definitions>
  <tests>
    <ind:xmlfilecontent_test id="oval:com.example:tst:1" version="1" check="all" comment="c">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:xmlfilecontent_test>
  </tests>
  <objects>
    <ind:xmlfilecontent_object id="oval:com.example:obj:1" version="1">
      <ind:filepath>$folder/asked.xml</ind:filepath>
      <ind:xpath>/a/b</ind:xpath>
    </ind:xmlfilecontent_object>
  </objects>
</oval_definitions>
XML
cat >dictionary.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<cpe-list xmlns="http://cpe.mitre.org/dictionary/2.0">
  <cpe-item name="cpe:/a:example:x">
    <title xml:lang="en-US">x</title>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5" href="oval.xml">oval:com.example:def:1</check>
  </cpe-item>
</cpe-list>
XML
cat >benchmark.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <version>1</version>
  <Rule id="xccdf_com.example_rule_platform" selected="true">
    <title>for that platform</title>
    <platform idref="cpe:/a:example:x"/>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:2"/>
    </check>
  </Rule>
  <Rule id="xccdf_com.example_rule_all" selected="true">
    <title>for all</title>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:2"/>
    </check>
  </Rule>
</Benchmark>
XML
oscap oval validate oval.xml
oscap xccdf validate --skip-schematron benchmark.xml
oscap oval eval oval.xml | tee all.txt

# evaluate RULE: its result and the exit code.
evaluate() {
	local code=0
	oscap xccdf eval --rule "xccdf_com.example_rule_$1" --cpe dictionary.xml --results results.xml \
		benchmark.xml >eval.txt 2>&1 || code=$?
	sed -n 's/^Result[[:space:]]*//p' eval.txt | tr '\n' ' '
	echo "$code"
}
expect "the definitions" "error error" "$(sed -n 's/^Definition .*: //p' all.txt | sort | paste -sd ' ')" || exit 1
expect "the rule for all" "error 2" "$(evaluate all)" || exit 1
expect "the rule for that platform" "notapplicable 0" "$(evaluate platform)" || exit 1

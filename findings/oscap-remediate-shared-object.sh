#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf eval --remediate` of oscap 1.3.7 says "error" of a fix that worked, if another rule asks
# the same OVAL object: all rules are looked at once more in one session, each right after its own fix,
# and that session collects an object once. What the second rule is judged by is thus what there was
# after the first fix. The exit code is 2, and a second run passes all. With an object of its own for
# each rule, though of the same content, both are "fixed". An author of content gets it right by sharing
# no objects between rules that have fixes.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

# definition NUMBER: a definition that is true if the file has the line sNUMBER=on.
definition() {
	cat <<XML
    <definition class="compliance" id="oval:com.example:def:$1" version="1">
      <metadata>
        <title>t</title>
        <affected family="unix"/>
        <description>d</description>
      </metadata>
      <criteria>
        <criterion test_ref="oval:com.example:tst:$1"/>
      </criteria>
    </definition>
XML
}
test_of() {
	cat <<XML
    <ind:textfilecontent54_test id="oval:com.example:tst:$1" version="1" check="at least one" comment="c">
      <ind:object object_ref="oval:com.example:obj:$2"/>
      <ind:state state_ref="oval:com.example:ste:$1"/>
    </ind:textfilecontent54_test>
XML
}
object() {
	cat <<XML
    <ind:textfilecontent54_object id="oval:com.example:obj:$1" version="1">
      <ind:filepath>$folder/settings</ind:filepath>
      <ind:pattern operation="pattern match">^(.*)\$</ind:pattern>
      <ind:instance datatype="int" operation="greater than or equal">1</ind:instance>
    </ind:textfilecontent54_object>
XML
}
state() {
	cat <<XML
    <ind:textfilecontent54_state id="oval:com.example:ste:$1" version="1">
      <ind:subexpression>s$1=on</ind:subexpression>
    </ind:textfilecontent54_state>
XML
}
# write_oval OBJECT OBJECT: the object that the test of each of the two definitions asks.
write_oval() {
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
$(definition 1)
$(definition 2)
  </definitions>
  <tests>
$(test_of 1 "$1")
$(test_of 2 "$2")
  </tests>
  <objects>
$(for number in $(printf '%s\n' "$@" | sort -u); do object "$number"; done)
  </objects>
  <states>
$(state 1)
$(state 2)
  </states>
</oval_definitions>
XML
	oscap oval validate oval.xml
}
rule() {
	cat <<XML
  <Rule id="xccdf_com.example_rule_r$1" selected="true">
    <title>r$1</title>
    <fix system="urn:xccdf:fix:script:sh">echo s$1=on &gt;&gt;$folder/settings</fix>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:$1"/>
    </check>
  </Rule>
XML
}
cat >benchmark.xml <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <version>1</version>
$(rule 1)
$(rule 2)
</Benchmark>
XML
oscap xccdf validate --skip-schematron benchmark.xml

# evaluate [--remediate]: what it says last of each rule, and the exit code.
evaluate() {
	local code=0
	oscap xccdf eval "$@" --results results.xml benchmark.xml >eval.txt 2>&1 || code=$?
	sed -n 's/^Result[[:space:]]*//p' eval.txt | tail -n 2 | tr '\n' ' '
	echo "$code"
}
echo begin >settings
write_oval 1 1
expect "one object, with fixes" "fixed error 2" "$(evaluate --remediate)" || exit 1
expect "the file then" "begin s1=on s2=on" "$(paste -sd ' ' settings)" || exit 1
expect "one object, a second run" "pass pass 0" "$(evaluate)" || exit 1
echo begin >settings
write_oval 1 2
expect "two objects, with fixes" "fixed fixed 0" "$(evaluate --remediate)" || exit 1

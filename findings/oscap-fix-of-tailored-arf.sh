#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf generate fix` makes no fix of the ARF of an evaluation with a tailored profile in oscap
# 1.3.7, though the ARF has the tailoring inside: it finds no such profile, unless it is given the tailoring
# file once more. The report of the same ARF needs no such help.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

cat >benchmark.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <version>1</version>
  <Profile id="xccdf_com.example_profile_p"><title>p</title><select idref="xccdf_com.example_rule_r1" selected="true"/></Profile>
  <Rule id="xccdf_com.example_rule_r1" selected="true">
    <title>r1</title>
    <fix system="urn:xccdf:fix:script:sh">echo fix1</fix>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:1"/>
    </check>
  </Rule>
</Benchmark>
XML
cat >oval.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
  <generator><oval:schema_version>5.11.1</oval:schema_version><oval:timestamp>2026-01-01T00:00:00</oval:timestamp></generator>
  <definitions><definition class="compliance" id="oval:com.example:def:1" version="1"><metadata><title>t</title><affected family="unix"/><description>d</description></metadata>
  <criteria><criterion test_ref="oval:com.example:tst:1"/></criteria></definition></definitions>
  <tests><unix:file_test id="oval:com.example:tst:1" version="1" check="all" comment="c"><unix:object object_ref="oval:com.example:obj:1"/></unix:file_test></tests>
  <objects><unix:file_object id="oval:com.example:obj:1" version="1"><unix:filepath>/nonexistent</unix:filepath></unix:file_object></objects>
</oval_definitions>
XML
cat >tailoring.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_tailoring_t">
  <benchmark href="ds.xml"/>
  <version time="2026-01-01T00:00:00">1</version>
  <Profile id="xccdf_com.example_profile_mine" extends="xccdf_com.example_profile_p"><title>mine</title></Profile>
</Tailoring>
XML
oscap ds sds-compose benchmark.xml ds.xml
oscap xccdf validate --skip-schematron tailoring.xml
evaluate() {
	oscap xccdf eval --tailoring-file tailoring.xml --profile xccdf_com.example_profile_mine "$@" ds.xml || true
}
evaluate --results-arf arf.xml | tail -n 2
expect "in the ARF" 1 "$(grep -c '<xccdf:Tailoring\|<Tailoring' arf.xml)" || exit 1

# fix [OPTION...]: the commands of the fix that is made, or what is said instead.
fix() {
	oscap xccdf generate fix --fix-type bash --result-id "" "$@" arf.xml >fix.sh 2>errors.txt || true
	grep -h '^echo' fix.sh || grep -o 'Could not find Profile' errors.txt
}
expect "the ARF alone" "Could not find Profile" "$(fix)" || exit 1
expect "the ARF and the file" "echo fix1" "$(fix --tailoring-file tailoring.xml)" || exit 1
oscap xccdf generate report arf.xml >report.html
expect "the profile in the report" "xccdf_com.example_profile_mine" \
	"$(grep -o 'xccdf_com.example_profile_mine' report.html | head -n 1)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A fix that `oscap xccdf eval --remediate` runs does not see oscap's environment: PATH is
# /bin:/sbin:/usr/bin:/usr/sbin whatever it was, without /usr/local, and nothing else that was
# exported is there, such as HOME or a proxy. The same fix from `xccdf generate fix`, run by hand,
# has all of it.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

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
    <definition class="compliance" id="oval:com.example:def:1" version="1">
      <metadata>
        <title>the fix has run</title>
        <affected family="unix"/>
        <description>d</description>
      </metadata>
      <criteria>
        <criterion test_ref="oval:com.example:tst:1"/>
      </criteria>
    </definition>
  </definitions>
  <tests>
    <ind:textfilecontent54_test id="oval:com.example:tst:1" version="1" check="all" comment="c">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:textfilecontent54_test>
  </tests>
  <objects>
    <ind:textfilecontent54_object id="oval:com.example:obj:1" version="1">
      <ind:filepath>$folder/seen.txt</ind:filepath>
      <ind:pattern operation="pattern match">.</ind:pattern>
      <ind:instance datatype="int">1</ind:instance>
    </ind:textfilecontent54_object>
  </objects>
</oval_definitions>
XML
cat >benchmark.xml <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <version>1</version>
  <Rule id="xccdf_com.example_rule_r" selected="true">
    <title>r</title>
    <fix system="urn:xccdf:fix:script:sh">echo "\$PATH \${HOME-no-home} \${https_proxy-no-proxy}" &gt;$folder/seen.txt</fix>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="oval.xml" name="oval:com.example:def:1"/>
    </check>
  </Rule>
</Benchmark>
XML
oscap xccdf validate --skip-schematron benchmark.xml
export HOME=/root https_proxy=http://proxy.example.com:3128 PATH=/usr/local/bin:/usr/bin:/bin
oscap xccdf eval --remediate benchmark.xml >eval.txt 2>&1 || true
expect "the rule" "fail fixed" "$(sed -n 's/^Result[[:space:]]*//p' eval.txt | paste -sd ' ')" || exit 1
expect "a fix of --remediate sees" "/bin:/sbin:/usr/bin:/usr/sbin no-home no-proxy" "$(cat seen.txt)" || exit 1
oscap xccdf generate fix --fix-type bash benchmark.xml >fix.sh
bash fix.sh >/dev/null 2>&1
expect "the generated script sees" "$PATH $HOME $https_proxy" "$(cat seen.txt)" || exit 1

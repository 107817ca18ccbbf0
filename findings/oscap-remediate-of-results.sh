#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf remediate RESULTS` runs no fix of a rule whose platform is one of the benchmark's
# platform-specification, in 1.3.7: the results that `xccdf eval --results` writes have the benchmark without
# it, so that `#node` is a platform which nobody knows, and the rule stays a "fail". `eval --remediate`
# in one step runs the fix. So do the steps apart for a rule that names its platform itself.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

write_oval_of_file oval.xml "$folder/wanted"
class=inventory write_oval inventory.xml <<'XML'
  <tests>
    <ind:family_test id="oval:com.example:tst:1" version="1" check="all" comment="there is one">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:family_test>
  </tests>
  <objects>
    <ind:family_object id="oval:com.example:obj:1" version="1"/>
  </objects>
XML
cat >dictionary.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<cpe-list xmlns="http://cpe.mitre.org/dictionary/2.0">
  <cpe-item name="cpe:/a:example:node">
    <title xml:lang="en-US">a node</title>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5" href="inventory.xml">oval:com.example:def:1</check>
  </cpe-item>
</cpe-list>
XML
# fixed NAME PLATFORM: a rule for that platform whose fix makes the file.
fixed() {
	rule "$1" 1 "<platform idref=\"$2\"/>
    <fix system=\"urn:xccdf:fix:script:sh\">touch $folder/wanted</fix>"
}
# What the last of the results is of the rule and the exit code, of eval, of what follows it, and of both in one.
apart_and_at_once() {
	rm -f wanted
	evaluate eval --cpe dictionary.xml --results results.xml benchmark.xml
	evaluate remediate --cpe dictionary.xml results.xml
	rm -f wanted
	evaluate eval --remediate --cpe dictionary.xml benchmark.xml
}
write_benchmark benchmark.xml <<XML
  <cpe2:platform-specification>
    <cpe2:platform id="node">
      <cpe2:logical-test operator="AND" negate="false"><cpe2:fact-ref name="cpe:/a:example:node"/></cpe2:logical-test>
    </cpe2:platform>
  </cpe2:platform-specification>
  <version>1</version>
$(fixed specified '#node')
XML
expect "by a specification: eval, remediate, eval --remediate" "fail 2, fail 2, fail fixed 0" \
	"$(apart_and_at_once | paste -sd , | sed 's/,/, /g')" || exit 1
expect "of the specification in the results" 0 "$(grep -c 'platform-specification' results.xml)" || exit 1
write_benchmark benchmark.xml <<XML
  <version>1</version>
$(fixed named 'cpe:/a:example:node')
XML
expect "by name: eval, remediate, eval --remediate" "fail 2, fixed 0, fail fixed 0" \
	"$(apart_and_at_once | paste -sd , | sed 's/,/, /g')" || exit 1

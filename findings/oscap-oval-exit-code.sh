#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap oval eval` of 1.3.7 ends with exit code 0 whatever the definitions say, also if the one that was asked by
# --id is false or an error. Its manual speaks of 2 for a system that does not comply, and that is what `oscap xccdf
# eval` gives of the same definition. A script that goes by the exit code takes every system for a good one;
# it has to read "Definition ...: true", or to ask by a benchmark.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

echo 'no XML' >asked.xml
write_oval oval.xml <<XML
  <tests>
    <unix:file_test id="oval:com.example:tst:1" version="1" check="all" comment="there is one">
      <unix:object object_ref="oval:com.example:obj:1"/>
    </unix:file_test>
    <ind:xmlfilecontent_test id="oval:com.example:tst:2" version="1" check="all" comment="there is one">
      <ind:object object_ref="oval:com.example:obj:2"/>
    </ind:xmlfilecontent_test>
  </tests>
  <objects>
    <unix:file_object id="oval:com.example:obj:1" version="1">
      <unix:filepath>$folder/nonexistent</unix:filepath>
    </unix:file_object>
    <ind:xmlfilecontent_object id="oval:com.example:obj:2" version="1">
      <ind:filepath>$folder/asked.xml</ind:filepath>
      <ind:xpath>/a</ind:xpath>
    </ind:xmlfilecontent_object>
  </objects>
XML
write_benchmark benchmark.xml <<XML
  <version>1</version>
$(rule one 1)
$(rule two 2)
XML

# both NUMBER RULE: what is said of a definition and of its rule, each with the exit code.
both() {
	local code=0
	oscap oval eval --id "oval:com.example:def:$1" oval.xml >eval.txt 2>errors.txt || code=$?
	echo "$(sed -n 's/^Definition .*: //p' eval.txt) $code, $(evaluate eval --rule "xccdf_com.example_rule_$2" benchmark.xml)"
}
expect "a file that is not there" "false 0, fail 2" "$(both 1 one)" || exit 1
expect "a file that cannot be read" "error 0, error 2" "$(both 2 two)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# One byte that is no UTF-8 makes each textfilecontent54 test of a file an error in oscap 1.3.7, wherever it
# stands: with somebody's name in ISO 8859-1 in a comment no line of that file can be judged any more, also by a
# pattern that asks for ASCII alone. An auditor sees only that a regular expression failed "with error -10".
# grep says of the same file what is asked.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

write_oval oval.xml <<XML
  <tests>
    <ind:textfilecontent54_test id="oval:com.example:tst:1" version="1" check="all" comment="the line is there">
      <ind:object object_ref="oval:com.example:obj:1"/>
    </ind:textfilecontent54_test>
  </tests>
  <objects>
    <ind:textfilecontent54_object id="oval:com.example:obj:1" version="1">
      <ind:filepath>$folder/settings</ind:filepath>
      <ind:pattern operation="pattern match">^login no\$</ind:pattern>
      <ind:instance datatype="int">1</ind:instance>
    </ind:textfilecontent54_object>
  </objects>
XML

# ask COMMENT: what oscap and grep make of the file with that comment behind the line.
ask() {
	printf 'login no\n# %b\n' "$1" >settings
	echo "$(results_of oval.xml) $(LC_ALL=C.UTF-8 grep --text -c '^login no$' settings)"
}
expect "a comment in ASCII" "true 1" "$(ask 'by Andre')" || exit 1
expect "in UTF-8" "true 1" "$(ask 'by Andr\xc3\xa9')" || exit 1
expect "in ISO 8859-1" "error 1" "$(ask 'by Andr\xe9')" || exit 1
oscap oval eval --results results.xml oval.xml >eval.txt 2>errors.txt
expect "why" "with error -10" "$(grep -o 'with error -10' results.xml | head -n 1)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# oscap 1.3.7 compares the parts of an OVAL `version` as integers of 32 bits, and what does not fit comes out
# as something else: 2147483648 is not greater than 2147483647, and of builds that have a date and time as a
# part, such as 0.20261130104500, a later one may be less than an earlier one. OVAL has no such
# limit, and a plain int is compared rightly. An author of content gets it right by an int of a captured part.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12, on amd64; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

# compared NUMBER DATATYPE VALUE: a state of what is greater.
compared() {
	cat <<XML
    <ind:variable_state id="oval:com.example:ste:$1" version="1">
      <ind:value datatype="$2" operation="greater than">$3</ind:value>
    </ind:variable_state>
XML
}
variable() {
	cat <<XML
    <constant_variable id="oval:com.example:var:$1" version="1" datatype="$2" comment="c">
      <value>$3</value>
    </constant_variable>
XML
}
write_oval oval.xml <<XML
  <tests>
$(for number in 1 2 3 4; do variable_test "$number" "$number" "$number"; done)
  </tests>
  <objects>
$(for number in 1 2 3 4; do variable_object "$number"; done)
  </objects>
  <states>
$(compared 1 version 1.2147483646)
$(compared 2 version 1.2147483647)
$(compared 3 version 0.20261130104500)
$(compared 4 int 2147483647)
  </states>
  <variables>
$(variable 1 version 1.2147483647)
$(variable 2 version 1.2147483648)
$(variable 3 version 0.20270101000000)
$(variable 4 int 2147483648)
  </variables>
XML
expect "2147483647, 2147483648, a later time, an int" "true false false true" "$(results_of oval.xml)" || exit 1

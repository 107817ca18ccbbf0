#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The OVAL function count of oscap 1.3.7 does not say 0 of an object that has no items, nor 1 of that and a
# literal beside it: the variable has no value then, and a test whether the count is 0 is false, where the
# schema asks for an error of a component without items. With one item the count is right. An author of content
# gets it right by a test of the object with check_existence="none_exist".
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

# equals NUMBER COUNT: a state of that count.
equals() {
	cat <<XML
    <ind:variable_state id="oval:com.example:ste:$1" version="1">
      <ind:value datatype="int">$2</ind:value>
    </ind:variable_state>
XML
}
# variable NUMBER [COMPONENT]: the count of the lines, and of that.
variable() {
	cat <<XML
    <local_variable id="oval:com.example:var:$1" version="1" datatype="int" comment="c">
      <count>
        <object_component object_ref="oval:com.example:obj:3" item_field="text"/>${2:-}
      </count>
    </local_variable>
XML
}
write_oval oval.xml <<XML
  <tests>
$(variable_test 1 1 1)
$(variable_test 2 1 2)
$(variable_test 3 2 2)
$(variable_test 4 2 3)
  </tests>
  <objects>
$(variable_object 1)
$(variable_object 2)
    <ind:textfilecontent54_object id="oval:com.example:obj:3" version="1">
      <ind:filepath>$folder/asked</ind:filepath>
      <ind:pattern operation="pattern match">^user=</ind:pattern>
      <ind:instance datatype="int" operation="greater than or equal">1</ind:instance>
    </ind:textfilecontent54_object>
  </objects>
  <states>
$(equals 1 0)
$(equals 2 1)
$(equals 3 2)
  </states>
  <variables>
$(variable 1)
$(variable 2 '
        <literal_component datatype="int">1</literal_component>')
  </variables>
XML
echo 'user=a' >asked
expect "of one line: 0, 1; with a literal: 1, 2" "false true false true" "$(results_of oval.xml)" || exit 1
echo '# none' >asked
expect "of no line: 0, 1; with a literal: 1, 2" "false false false false" "$(results_of oval.xml)" || exit 1

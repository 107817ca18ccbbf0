#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# oscap 1.3.7 takes a value that a comment or a CDATA section divides for one of its pieces, without a word:
# of an OVAL entity the last one, so that `kube<!-- any -->let` is "let", and of an XCCDF Value the first,
# were it the comment's own text. To XML either is "kubelet", the schemas accept it, and a fix of
# the same document is put together of all pieces. An author of content gets it right by keeping comments
# out of values, and a CDATA section around the whole of a text.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

# state NUMBER ENTITY: a state of what that entity says.
state() {
	cat <<XML
    <ind:variable_state id="oval:com.example:ste:$1" version="1">
      $2
    </ind:variable_state>
XML
}
write_oval oval.xml <<XML
  <tests>
$(for number in 1 2 3 4; do variable_test "$number" 1 "$number"; done)
  </tests>
  <objects>
$(variable_object 1)
  </objects>
  <states>
$(state 1 '<ind:value>kubelet</ind:value>')
$(state 2 '<ind:value>kube<!-- any -->let</ind:value>')
$(state 3 '<ind:value>kube<![CDATA[let]]></ind:value>')
$(state 4 '<ind:value><![CDATA[kubelet]]></ind:value>')
  </states>
  <variables>
    <constant_variable id="oval:com.example:var:1" version="1" datatype="string" comment="c">
      <value>kubelet</value>
    </constant_variable>
  </variables>
XML
expect "whole, comment, CDATA, all of it CDATA" "true false false true" "$(results_of oval.xml)" || exit 1

# value NAME TEXT: a Value; fix NAME: a rule whose fix tells it.
value() {
	cat <<XML
  <Value id="xccdf_com.example_value_$1" type="string"><title>$1</title><value>$2</value></Value>
XML
}
fix() {
	rule "$1" 1 "<fix system=\"urn:xccdf:fix:script:sh\">echo <!-- a comment --><![CDATA[&& ]]>'<sub
	idref=\"xccdf_com.example_value_$1\" use=\"value\"/>'</fix>"
}
write_benchmark benchmark.xml <<XML
  <version>1</version>
$(value whole 'kubelet')
$(value comment 'kube<!-- any -->let')
$(value cdata 'kube<![CDATA[let]]>')
$(value before '<!-- any -->kubelet')
$(for name in whole comment cdata before; do fix "$name"; done)
XML
expect "whole, comment, CDATA, comment before it" \
	"echo && 'kubelet', echo && 'kube', echo && 'kube', echo && ' any '" \
	"$(oscap xccdf generate fix --fix-type bash benchmark.xml | grep '^echo' | paste -sd , | sed 's/,/, /g')" || exit 1

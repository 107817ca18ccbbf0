#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The dpkginfo probe of oscap 1.4.2 takes the name of its object for that of one package whatever the operation
# is: with `pattern match` it looks for a package whose name is the expression, and with `not equal` for just the
# one that is excluded. There is no error, and the schema allows both. An author of content gets it right by
# one object for each name.
# Seen with openscap 1.4.2+dfsg-1 of Debian 13; 1.3.7 of Debian 12 finds nothing by a pattern either.
. "$(dirname "$0")/install"
install_oscap_of_trixie 1.4.2+dfsg-1
cd "$folder"

mkdir -p image/var/lib/dpkg
for name in kubeadm kubelet; do
	printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.31.0-1.1\n\n' "$name"
done >image/var/lib/dpkg/status

test_of() {
	cat <<XML
    <linux:dpkginfo_test id="oval:com.example:tst:$1" version="1" check="all" comment="there is one">
      <linux:object object_ref="oval:com.example:obj:$1"/>
    </linux:dpkginfo_test>
XML
}
# asked NUMBER OPERATION NAME: an object of the packages of such names.
asked() {
	cat <<XML
    <linux:dpkginfo_object id="oval:com.example:obj:$1" version="1">
      <linux:name operation="$2">$3</linux:name>
    </linux:dpkginfo_object>
XML
}
write_oval oval.xml <<XML
  <tests>
$(for number in 1 2 3; do test_of "$number"; done)
  </tests>
  <objects>
$(asked 1 equals kubelet)
$(asked 2 'pattern match' '^kube(let|adm)$')
$(asked 3 'not equal' kubelet)
  </objects>
XML
export OSCAP_PROBE_ROOT=$folder/image
expect "equals, pattern match, not equal" "true false true" "$(results_of oval.xml)" || exit 1
oscap oval eval --results results.xml oval.xml >eval.txt
expect "not equal kubelet finds" "kubelet" \
	"$(xmllint --xpath '//*[local-name()="dpkginfo_item"]/*[local-name()="name"]/text()' results.xml)" || exit 1

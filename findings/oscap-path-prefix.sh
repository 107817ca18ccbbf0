#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A path's regular expression that is nothing but the beginning of a path finds nothing in oscap 1.3.7:
# `^/etc/kube` matches neither the directory /etc/kubernetes nor the file /etc/kubelet.conf, though both match
# that expression, and OVAL says no more. It finds what has exactly that name, and all of it with `.*` behind
# it. The probes begin their walk where the fixed part of the expression ends, as if that were a whole name.
# An author of content gets it right by ending such expressions with `.*`.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

escaped=${folder//./\\.}
mkdir -p etc/kubernetes
echo 'key: value' | tee etc/kubernetes/config >etc/kubelet.conf

# asked NUMBER ENTITIES: an object of the files that these entities say.
asked() {
	cat <<XML
    <unix:file_object id="oval:com.example:obj:$1" version="1">
      $2
    </unix:file_object>
XML
}
in_directory() {
	asked "$1" "<unix:path operation=\"pattern match\">$2</unix:path><unix:filename>config</unix:filename>"
}
file() {
	asked "$1" "<unix:filepath operation=\"pattern match\">$2</unix:filepath>"
}
test_of() {
	cat <<XML
    <unix:file_test id="oval:com.example:tst:$1" version="1" check="all" comment="there is one">
      <unix:object object_ref="oval:com.example:obj:$1"/>
    </unix:file_test>
XML
}
write_oval oval.xml <<XML
  <tests>
$(for number in 1 2 3 4 5 6; do test_of "$number"; done)
  </tests>
  <objects>
$(in_directory 1 "^$escaped/etc/kube")
$(in_directory 2 "^$escaped/etc/kubernetes")
$(in_directory 3 "^$escaped/etc/kube.*")
$(file 4 "^$escaped/etc/kube")
$(file 5 "^$escaped/etc/kubelet\.conf")
$(file 6 "^$escaped/etc/kube.*")
  </objects>
XML
expect "the directory by ^kube, ^kubernetes, ^kube.*, the file by ^kube, ^kubelet\.conf, ^kube.*" \
	"false true true false true true" "$(results_of oval.xml)" || exit 1
expect "the first expression by grep" "1" "$(dirname "$folder/etc/kubernetes/config" | grep -c "^$escaped/etc/kube")" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A package that is on hold is not installed to the dpkginfo probe of oscap 1.4.2: it looks at what the
# administrator wants of a package, `hold` in `Status: hold ok installed`, where the third word is the one that
# tells its state. `apt-mark hold kubelet` is what the installation of Kubernetes asks for, so a rule
# that its package be there, or be new enough, has no item. dpkg-query of the same file says `installed`.
# Seen with openscap 1.4.2+dfsg-1 of Debian 13; 1.3.7 of Debian 12 asks the library of apt.
. "$(dirname "$0")/install"
install_oscap_of_trixie 1.4.2+dfsg-1
cd "$folder"

mkdir -p image/var/lib/dpkg
cat >image/var/lib/dpkg/status <<'STATUS'
Package: kubelet
Status: install ok installed
Maintainer: M <m@example.com>
Architecture: amd64
Version: 1.31.0-1.1
Description: d
STATUS
write_oval oval.xml <<'XML'
  <tests>
    <linux:dpkginfo_test id="oval:com.example:tst:1" version="1" check="all" comment="it is installed">
      <linux:object object_ref="oval:com.example:obj:1"/>
    </linux:dpkginfo_test>
  </tests>
  <objects>
    <linux:dpkginfo_object id="oval:com.example:obj:1" version="1">
      <linux:name>kubelet</linux:name>
    </linux:dpkginfo_object>
  </objects>
XML

# What dpkg says of it, and oscap.
ask() {
	# shellcheck disable=SC2016 # it is dpkg-query's
	echo "$(dpkg-query --admindir image/var/lib/dpkg --show --showformat '${db:Status-Want} ${db:Status-Status}' kubelet)," \
		"$(OSCAP_PROBE_ROOT=$folder/image results_of oval.xml)"
}
expect "as it was installed" "install installed, true" "$(ask)" || exit 1
echo kubelet hold | dpkg --admindir image/var/lib/dpkg --set-selections
expect "on hold" "hold installed, false" "$(ask)" || exit 1

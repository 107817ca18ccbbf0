#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf generate fix` of oscap 1.3.7 takes the first fix of a rule, also when its platform says that it
# is for another system: of a benchmark with a fix for each of two systems it makes the same script
# everywhere, and so it does of the results of an evaluation. `xccdf eval --remediate` of the same benchmark
# goes by the platform. An author of content gets it right by a rule of its own for each system.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

write_oval_of_file oval.xml "$folder/wanted"
write_benchmark benchmark.xml <<XML
  <version>1</version>
$(rule wanted 1 "
    <fix system=\"urn:xccdf:fix:script:sh\" platform=\"cpe:/o:example:other\">echo other &gt;$folder/wanted</fix>
    <fix system=\"urn:xccdf:fix:script:sh\">echo this &gt;$folder/wanted</fix>")
XML
expect "eval" "fail 2" "$(evaluate eval --results results.xml benchmark.xml)" || exit 1

# apply FIX-ARGUMENT...: the fix that the script which is made of it ran.
apply() {
	oscap xccdf generate fix --fix-type bash "$@" >fix.sh
	bash fix.sh &>/dev/null
	cat wanted
	rm wanted
}
expect "the script of the benchmark" other "$(apply benchmark.xml)" || exit 1
expect "the script of the results" other "$(apply --result-id "" results.xml)" || exit 1
expect "eval --remediate" "fail fixed 0" "$(evaluate eval --remediate benchmark.xml)" || exit 1
expect "its fix" this "$(cat wanted)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# In Debian 13 each evaluation of a benchmark begins with two lines of error, and then goes well: the oscap of
# 1.4.2 reads openscap-cpe-dict.xml at its start, and the packages of openscap have it no longer. The
# exit code tells nothing of it; what checks standard error for "OpenSCAP Error" or "Failed" takes every scan
# for a bad one. An empty cpe-list of that name in the directory of OSCAP_CPE_PATH makes it silent.
# Seen with openscap 1.4.2+dfsg-1 of Debian 13.
. "$(dirname "$0")/install"
install_oscap_of_trixie 1.4.2+dfsg-1
cd "$folder"

expect "dictionaries in the packages" 0 "$(find root -name openscap-cpe-dict.xml | wc -l)" || exit 1
write_benchmark benchmark.xml <<'XML'
  <version>1</version>
  <Rule id="xccdf_com.example_rule_r" selected="true"><title>r</title></Rule>
XML

# evaluated: the exit code, and which file could not be opened.
evaluated() {
	local code=0
	oscap xccdf eval benchmark.xml >eval.txt 2>errors.txt || code=$?
	echo "$code $(grep -o '[^/]*-dict.xml' errors.txt | sort -u)"
}
expect "as it is" "0 openscap-cpe-dict.xml" "$(evaluated)" || exit 1
mkdir cpe
echo '<cpe-list xmlns="http://cpe.mitre.org/dictionary/2.0"/>' >cpe/openscap-cpe-dict.xml
export OSCAP_CPE_PATH=$folder/cpe
expect "with an empty dictionary" "0 " "$(evaluated)" || exit 1

#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A fix that ends by `exit 0` ends the whole script that `oscap xccdf generate fix` of oscap 1.3.7 makes, which
# has the fixes one behind the other in one shell: those of the rules below are not run, and the exit code is
# that of success. What a fix does to its working directory or its variables stays for the next one, too.
# `xccdf eval --remediate` of the same benchmark runs each fix in a shell of its own, and so does what 1.4.2 makes.
# An author of content gets it right by parentheses around a fix.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

write_oval_of_file oval.xml "$folder/wanted"
# fix NAME SCRIPT
fix() {
	rule "$1" 1 "<fix system=\"urn:xccdf:fix:script:sh\">$2</fix>"
}
write_benchmark benchmark.xml <<XML
  <version>1</version>
$(fix first "echo first &gt;&gt;$folder/ran; test ! -e /nonexistent &amp;&amp; exit 0")
$(fix second "echo second &gt;&gt;$folder/ran")
XML
oscap xccdf generate fix --fix-type bash benchmark.xml >fix.sh
code=0
bash fix.sh &>/dev/null || code=$?
expect "the script ran" "first 0" "$(paste -sd ' ' ran) $code" || exit 1
rm ran
evaluate eval --remediate benchmark.xml
expect "eval --remediate ran" "first second" "$(paste -sd ' ' ran)" || exit 1

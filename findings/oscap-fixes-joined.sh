#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `oscap xccdf generate fix` of oscap 1.3.7 puts fixes for kubernetes, ignition, anaconda and blueprint one behind the
# other with nothing between them, not so much as a newline, where those for bash and Ansible are kept
# apart. Two rules whose fixes end as their text does make a file that is no YAML, and with a newline at the
# end of each one document of which the second fix's keys replace the first's: of two resources a cluster
# gets one. An author of content gets it right by `---` and a newline at the start of each fix.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 and python3-yaml 6.0-3+b2 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
install python3-yaml=6.0-3+b2
cd "$folder"

# fixes NAME END START: a rule whose fix for kubernetes ends and begins so.
fixes() {
	cat <<XML
  <Rule id="xccdf_com.example_rule_$1" selected="true">
    <title>$1</title>
    <fix system="urn:xccdf:fix:script:kubernetes">$3kind: ConfigMap
metadata: {name: $1}$2</fix>
    <fix system="urn:redhat:anaconda:pre">package --add=$1</fix>
  </Rule>
XML
}
# names START END: the names of the resources in the fix that is made of two rules.
names() {
	write_benchmark benchmark.xml <<XML
  <version>1</version>
$(fixes first "$2" "$1")
$(fixes second "$2" "$1")
XML
	oscap xccdf generate fix --fix-type kubernetes benchmark.xml >fix.yaml
	PYTHONPATH=$(echo "$folder"/root/usr/lib/python3*/dist-packages) python3 - <<'PYTHON'
import yaml
try:
    print(*(each["metadata"]["name"] for each in yaml.safe_load_all(open("fix.yaml")) if each))
except yaml.YAMLError:
    print("no YAML")
PYTHON
}
newline='
'
expect "fixes without a newline at the end" "no YAML" "$(names '' '')" || exit 1
expect "with one" "second" "$(names '' "$newline")" || exit 1
expect "with --- before each" "first second" "$(names "---$newline" "$newline")" || exit 1
oscap xccdf generate fix --fix-type anaconda benchmark.xml >fix.cfg
expect "for anaconda" "package --add=firstpackage --add=second" "$(grep package fix.cfg)" || exit 1

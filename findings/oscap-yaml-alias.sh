#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The yamlfilecontent probe of oscap 1.3.7 does not see aliases, and does not say so: a key whose value is
# an alias is not there, nor is anything below it or merged by `<<`. Of a whole mapping it makes
# something else, since all that stands behind an alias moves up by one: `{mode: *m, port: 10250, tls: on}`
# has the mode "port", and "tls" is a value. PyYAML has what was meant. Content for files that people write
# has to refuse aliases by a test of its own.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 and python3-yaml 6.0-3+b2 of Debian 12; 1.4.2 of Debian 13 does the same.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
install python3-yaml=6.0-3+b2
cd "$folder"

cat >asked.yaml <<'YAML'
secure: &s
  mode: &m Webhook
copy: *s
scalar: *m
merged:
  <<: *s
  port: 10250
mapping: {mode: *m, port: 10250, tls: on}
YAML
# asked NUMBER PATH: an object of the YAML at that path.
asked() {
	cat <<XML
    <ind:yamlfilecontent_object id="oval:com.example:obj:$1" version="1">
      <ind:filepath>$folder/asked.yaml</ind:filepath>
      <ind:yamlpath>$2</ind:yamlpath>
    </ind:yamlfilecontent_object>
XML
}
test_of() {
	cat <<XML
    <ind:yamlfilecontent_test id="oval:com.example:tst:$1" version="1" check="all" comment="there is one">
      <ind:object object_ref="oval:com.example:obj:$1"/>
    </ind:yamlfilecontent_test>
XML
}
write_oval oval.xml <<XML
  <tests>
$(for number in 1 2 3 4 5; do test_of "$number"; done)
  </tests>
  <objects>
$(asked 1 .secure.mode)
$(asked 2 .copy.mode)
$(asked 3 .scalar)
$(asked 4 .merged.mode)
$(asked 5 .mapping)
  </objects>
XML
expect "the mode, of a copy, an alias, what was merged, a mapping" "true false false false true" \
	"$(results_of oval.xml)" || exit 1
PYTHONPATH=$(echo "$folder"/root/usr/lib/python3*/dist-packages) python3 - <<'PYTHON'
import yaml
asked = yaml.safe_load(open("asked.yaml"))
assert [asked["secure"]["mode"], asked["copy"]["mode"], asked["scalar"], asked["merged"]["mode"]] == 4 * ["Webhook"]
assert asked["mapping"] == {"mode": "Webhook", "port": 10250, "tls": True}
PYTHON
oscap oval eval --results results.xml oval.xml >eval.txt
expect "the mapping" "mode=port 10250=tls" "$(
	xmllint --xpath '//*[local-name()="value" and @datatype="record"]' results.xml |
		grep -v Webhook | sed -n 's/.*<field name="\([^"]*\)"[^>]*>\([^<]*\)<.*/\1=\2/p' | paste -sd ' '
)" || exit 1

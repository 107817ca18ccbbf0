/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "fix/edit/document.h"
#include "fix/edit/same.h"
#include "fixture.h"
#include "table.h"

/** What every text begins with, two lines, and where each line of a row stands then. */
#define H    FIXTURE_HEADER
/** The same with other line ends. */
#define CRLF "apiVersion: kubelet.config.k8s.io/v1beta1\r\nkind: KubeletConfiguration\r\n"
/** The same in JSON, pretty printed and not. */
#define J \
	"{\n  \"apiVersion\": \"kubelet.config.k8s.io/v1beta1\",\n  \"kind\": \"KubeletConfiguration\""
#define C      "{" FIXTURE_JSON_HEADER
#define MODE   "authorization.mode"
#define SUITES "tlsCipherSuites"

struct row {
	const char *name;
	const char *before;
	const char *path;
	const char
		*value; /* `b true`, `i 10`, `s text`, or `l` and the members with blanks between */
	const char *after; /* NULL if it is refused */
	long line;         /* of the value's key in the new text, or of the reason */
	const char *says;
};

#define MAX_ITEMS 4

/** The value that a row names. @param[in,out] copy of the row's text */
static struct kp_new_value make_value(char *copy, const char *items[MAX_ITEMS])
{
	struct kp_new_value value = { .text = copy + 2 };
	char *rest;

	switch (copy[0]) {
	case 'b':
		value.kind = KP_NODE_BOOL;
		return value;
	case 'i':
		value.kind = KP_NODE_INT;
		return value;
	case 's':
		value.kind = KP_NODE_STRING;
		return value;
	default:
		value = (struct kp_new_value){ .kind = KP_NODE_LIST, .items = items };
		for (char *item = strtok_r(copy + 1, " ", &rest); item != NULL;
		     item = strtok_r(NULL, " ", &rest)) {
			assert_true(value.count < MAX_ITEMS);
			items[value.count++] = item;
		}
		return value;
	}
}

/* clang-format off */
static struct row scalar_rows[] = {
	{ "plain", H "authorization:\n  mode: AlwaysAllow\nport: 1\n", MODE, "s Webhook", H "authorization:\n  mode: Webhook\nport: 1\n", 4, NULL },
	{ "plain, with a comment behind", H "authorization: # a\n  mode:   AlwaysAllow   # b\n# c\n", MODE, "s Webhook", H "authorization: # a\n  mode:   Webhook   # b\n# c\n", 4, NULL },
	{ "plain, over two lines", H "authorization:\n  mode: Always\n    Allow\n  # c\n", MODE, "s Webhook", H "authorization:\n  mode: Webhook\n  # c\n", 4, NULL },
	{ "plain, a comment behind the key", H "a: # c\n  b # d\n", "a", "s e", H "a: # c\n  e # d\n", 3, NULL },
	{ "quotes, with what is no comment", H "a: \"b # c\\\n  # d\"\n", "a", "s e", H "a: \"e\"\n", 3, NULL },
	{ "a literal block, with what is no comment", H "a: |\n  # b\nc: 1\n", "a", "s d", H "a: d\nc: 1\n", 3, NULL },
	{ "a literal block with a tag and a comment", H "a: !!str | # b\n  c\n", "a", "s d", H "a: d # b\n", 3, NULL },
	{ "plain, on a line of its own", H "authorization:\n  mode:\n    # c\n    AlwaysAllow\n", MODE, "s Webhook", H "authorization:\n  mode:\n    # c\n    Webhook\n", 4, NULL },
	{ "apostrophes stay", H "authorization:\n  mode: 'AlwaysAllow' # c\n", MODE, "s Webhook", H "authorization:\n  mode: 'Webhook' # c\n", 4, NULL },
	{ "apostrophes in apostrophes", H "hostnameOverride: 'a'\n", "hostnameOverride", "s b'c", H "hostnameOverride: 'b''c'\n", 3, NULL },
	{ "apostrophes cannot hold it", H "a: 'a'\n", "a", "s b\nc", H "a: \"b\\u000ac\"\n", 3, NULL },
	{ "quotes stay", H "authorization:\n  mode: \"AlwaysAllow\"\n", MODE, "s Webhook", H "authorization:\n  mode: \"Webhook\"\n", 4, NULL },
	{ "quotes with escapes", H "a: \"\\x41\\\"\"\n", "a", "s b\"\\\x7F", H "a: \"b\\\"\\\\\\u007f\"\n", 3, NULL },
	{ "what only quotes make a string", H "a: b\n", "a", "s true", H "a: \"true\"\n", 3, NULL },
	{ "a number in a string", H "a: b\n", "a", "s 010", H "a: \"010\"\n", 3, NULL },
	{ "a null in a string", H "a: b\n", "a", "s ~", H "a: \"~\"\n", 3, NULL },
	{ "an empty string", H "a: b\n", "a", "s ", H "a: \"\"\n", 3, NULL },
	{ "a duration", H "a: 0s\n", "a", "s 4h0m0s", H "a: 4h0m0s\n", 3, NULL },
	{ "a path", H "a: b\n", "a", "s /etc/kubernetes/pki/ca.crt", H "a: /etc/kubernetes/pki/ca.crt\n", 3, NULL },
	{ "a colon in the middle", H "a: b\n", "a", "s c:d", H "a: c:d\n", 3, NULL },
	{ "a colon at the end", H "a: b\n", "a", "s c:", H "a: \"c:\"\n", 3, NULL },
	{ "a comma at the end", H "a: b\n", "a", "s c,", H "a: \"c,\"\n", 3, NULL },
	{ "a blank", H "a: b\n", "a", "s c # d", H "a: \"c # d\"\n", 3, NULL },
	{ "a dash in front", H "a: b\n", "a", "s -c", H "a: \"-c\"\n", 3, NULL },
	{ "letters beyond ASCII", H "a: b # \xC3\xA9\nc: '\xE2\x82\xAC' # \xE2\x82\xAC\n# \xF0\x9F\x99\x82\nd: x\n", "d", "s \xC3\xBC", H "a: b # \xC3\xA9\nc: '\xE2\x82\xAC' # \xE2\x82\xAC\n# \xF0\x9F\x99\x82\nd: \"\xC3\xBC\"\n", 6, NULL },
	{ "in apostrophes, beyond ASCII", H "c: 'a'\n", "c", "s \xC3\xBC", H "c: \"\xC3\xBC\"\n", 3, NULL },
	{ "a boolean", H "protectKernelDefaults: no\n", "protectKernelDefaults", "b true", H "protectKernelDefaults: true\n", 3, NULL },
	{ "a boolean in quotes", H "a: \"false\"\n", "a", "b true", H "a: true\n", 3, NULL },
	{ "a number", H "readOnlyPort: 0x27FF\n", "readOnlyPort", "i 0", H "readOnlyPort: 0\n", 3, NULL },
	{ "a string becomes a number", H "readOnlyPort: '1'\n", "readOnlyPort", "i 0", H "readOnlyPort: 0\n", 3, NULL },
	{ "a literal block", H "authorization:\n  mode: |\n    AlwaysAllow\n  webhook: {}\n", MODE, "s Webhook", H "authorization:\n  mode: Webhook\n  webhook: {}\n", 4, NULL },
	{ "a folded block", H "authorization:\n  mode: >-  # c\n    Always\n\n    Allow\n# d\n", MODE, "s Webhook", H "authorization:\n  mode: Webhook  # c\n# d\n", 4, NULL },
	{ "a literal block without last line end", H "a: |-\n  b", "a", "s c", H "a: c\n", 3, NULL },
	{ "an empty literal block", H "a: |\nb: 1\n", "a", "s c", H "a: c\nb: 1\n", 3, NULL },
	{ "a literal block with a tag", H "a: !!str |\n  b\nc: 1\n", "a", "s d", H "a: d\nc: 1\n", 3, NULL },
	{ "a tag goes", H "a: !!str 1\n", "a", "s c", H "a: c\n", 3, NULL },
	{ "an anchor that nobody asks for goes", H "a: &x b\n", "a", "s c", H "a: c\n", 3, NULL },
	{ "nothing behind the colon", H "a:\nb: 1\n", "a", "s c", H "a: c\nb: 1\n", 3, NULL },
	{ "nothing but a comment behind the colon", H "a: # d\nb: 1\n", "a", "s c", H "a: c # d\nb: 1\n", 3, NULL },
	{ "nothing behind the last colon", H "a:", "a", "s c", H "a: c", 3, NULL },
	{ "null", H "a: ~ # d\n", "a", "s c", H "a: c # d\n", 3, NULL },
	{ "in a flow", H "authorization: {mode: AlwaysAllow, webhook: {}} # c\n", MODE, "s Webhook", H "authorization: {mode: Webhook, webhook: {}} # c\n", 3, NULL },
	{ "in a flow, what a flow has to quote", H "a: {b: c, d: e}\n", "a.b", "s x,y:z", H "a: {b: \"x,y:z\", d: e}\n", 3, NULL },
	{ "nothing in a flow", H "a: {b: , c: 1}\n", "a.b", "s x", H "a: {b: x, c: 1}\n", 3, NULL },
	{ "nothing at the end of a flow", H "a: {b: }\n", "a.b", "s x", H "a: {b: x}\n", 3, NULL },
	{ "the last of equal keys", H "a: 1\na: 2\n", "a", "i 3", H "a: 1\na: 3\n", 4, NULL },
	{ "the last of equal parents", H "a: {b: 1}\na: {b: 2}\n", "a.b", "i 3", H "a: {b: 1}\na: {b: 3}\n", 4, NULL },
	{ "a key in quotes", H "\"a\": 1\n", "a", "i 3", H "\"a\": 3\n", 3, NULL },
	{ "a complex key", H "? a\n: 1\n", "a", "i 3", H "? a\n: 3\n", 3, NULL },
	{ "CRLF", CRLF "authorization:\r\n  mode: AlwaysAllow\r\nport: 1\r\n", MODE, "s Webhook", CRLF "authorization:\r\n  mode: Webhook\r\nport: 1\r\n", 4, NULL },
	{ "CR", "apiVersion: a\rkind: b\rc: d\r", "c", "s e", "apiVersion: a\rkind: b\rc: e\r", 3, NULL },
	{ "a byte order mark", "\xEF\xBB\xBF" H "a: b\n", "a", "s c", "\xEF\xBB\xBF" H "a: c\n", 3, NULL },
	{ "NEL", H "a: 1 # \xC2\x85" "b: 2\nc: 3\n", "b", "i 4", H "a: 1 # \xC2\x85" "b: 4\nc: 3\n", 4, NULL },
	{ "document start and end", "%YAML 1.1\n--- # c\n" H "a: b\n...\n---\na: x\n", "a", "s c", "%YAML 1.1\n--- # c\n" H "a: c\n...\n---\na: x\n", 5, NULL },
	{ "a second document that is broken", H "a: b\n---\n{{{\n", "a", "s c", H "a: c\n---\n{{{\n", 3, NULL },
	{ "tabs before a comment", H "a: b\t# c\n", "a", "s d", H "a: d\t# c\n", 3, NULL },
	{ "a gate", H "featureGates:\n  Other: true\n  RotateKubeletServerCertificate: false\n", "featureGates.RotateKubeletServerCertificate", "b true", H "featureGates:\n  Other: true\n  RotateKubeletServerCertificate: true\n", 5, NULL },
	{ "three levels", H "authentication:\n  x509:\n    clientCAFile: /a\n  anonymous:\n    enabled: true\n", "authentication.anonymous.enabled", "b false", H "authentication:\n  x509:\n    clientCAFile: /a\n  anonymous:\n    enabled: false\n", 7, NULL },
	{ "a value that is there already", H "authorization:\n  mode:  \"Webhook\"\n", MODE, "s Webhook", H "authorization:\n  mode:  \"Webhook\"\n", 4, NULL },
	{ "a boolean that is there already", H "a: yes\n", "a", "b true", H "a: yes\n", 3, NULL },
	{ "a value that an alias gives already", H "x: &x Webhook\na: *x\n", "a", "s Webhook", H "x: &x Webhook\na: *x\n", 4, NULL },
	{ "a value that another alias has too stays there", H "x: &x {b: 1}\na: {<<: *x, b: 2}\n", "a.b", "i 3", H "x: &x {b: 1}\na: {<<: *x, b: 3}\n", 4, NULL },
};

static struct row add_rows[] = {
	{ "add: to the root", H "port: 1\n", "readOnlyPort", "i 0", H "port: 1\nreadOnlyPort: 0\n", 4, NULL },
	{ "add: to the header alone", H, "readOnlyPort", "i 0", H "readOnlyPort: 0\n", 3, NULL },
	{ "add: without last line end", H "port: 1", "readOnlyPort", "i 0", H "port: 1\nreadOnlyPort: 0", 4, NULL },
	{ "add: before the comments and blank lines behind", H "port: 1 # c\n\n# d\n", "readOnlyPort", "i 0", H "port: 1 # c\nreadOnlyPort: 0\n\n# d\n", 4, NULL },
	{ "add: behind nested maps", H "a:\n  b:\n    c: 1\n    # d\n", "readOnlyPort", "i 0", H "a:\n  b:\n    c: 1\nreadOnlyPort: 0\n    # d\n", 6, NULL },
	{ "add: behind an empty value", H "a: # c\n", "readOnlyPort", "i 0", H "a: # c\nreadOnlyPort: 0\n", 4, NULL },
	{ "add: behind a list", H "a:\n- b\n- c\n", "readOnlyPort", "i 0", H "a:\n- b\n- c\nreadOnlyPort: 0\n", 6, NULL },
	{ "add: behind a flow over lines", H "a: [\n  b\n] # c\n# d\n", "readOnlyPort", "i 0", H "a: [\n  b\n] # c\nreadOnlyPort: 0\n# d\n", 6, NULL },
	{ "add: behind an alias", H "a: &x 1\nb: *x # c\n", "readOnlyPort", "i 0", H "a: &x 1\nb: *x # c\nreadOnlyPort: 0\n", 5, NULL },
	{ "add: behind an alias in a list", H "a: &x 1\nb:\n- *x # c\n", "readOnlyPort", "i 0", H "a: &x 1\nb:\n- *x # c\nreadOnlyPort: 0\n", 6, NULL },
	{ "add: behind a literal block", H "a: |\n  b\n  # c\n# d\n", "readOnlyPort", "i 0", H "a: |\n  b\n  # c\nreadOnlyPort: 0\n# d\n", 6, NULL },
	{ "add: behind a literal block and blank lines", H "a: |+\n  b\n\n", "readOnlyPort", "i 0", H "a: |+\n  b\n\nreadOnlyPort: 0\n", 6, NULL },
	{ "add: to an indented root", "  kind: a\n  b: 1\n", "readOnlyPort", "i 0", "  kind: a\n  b: 1\n  readOnlyPort: 0\n", 3, NULL },
	{ "add: to a map", H "authorization:\n    webhook: {} # c\nport: 1\n", MODE, "s Webhook", H "authorization:\n    webhook: {} # c\n    mode: Webhook\nport: 1\n", 5, NULL },
	{ "add: to a map with a map", H "authorization:\n  webhook:\n    a: 1s\nport: 1\n", MODE, "s Webhook", H "authorization:\n  webhook:\n    a: 1s\n  mode: Webhook\nport: 1\n", 6, NULL },
	{ "add: to an anchored map that nobody asks for", H "authorization: &x\n  webhook: {}\n", MODE, "s Webhook", H "authorization: &x\n  webhook: {}\n  mode: Webhook\n", 5, NULL },
	{ "add: over a merge", H "x: &x {mode: AlwaysAllow}\nauthorization:\n  <<: *x\n  webhook: {}\n", MODE, "s Webhook", H "x: &x {mode: AlwaysAllow}\nauthorization:\n  <<: *x\n  webhook: {}\n  mode: Webhook\n", 7, NULL },
	{ "add: to a merge alone", H "x: &x {mode: AlwaysAllow}\nauthorization:\n  <<: *x\n", MODE, "s Webhook", H "x: &x {mode: AlwaysAllow}\nauthorization:\n  <<: *x\n  mode: Webhook\n", 6, NULL },
	{ "add: beside keys that begin like it", H "authorization:\n  Modest: a\n  mod: b\n  modes: c\n", MODE, "s Webhook", H "authorization:\n  Modest: a\n  mod: b\n  modes: c\n  mode: Webhook\n", 7, NULL },
	{ "add: a parent", H "port: 1\n", MODE, "s Webhook", H "port: 1\nauthorization:\n  mode: Webhook\n", 5, NULL },
	{ "add: two parents", H "port: 1\n", "authentication.anonymous.enabled", "b false", H "port: 1\nauthentication:\n  anonymous:\n    enabled: false\n", 6, NULL },
	{ "add: below nothing", H "authorization:\nport: 1\n", MODE, "s Webhook", H "authorization:\n  mode: Webhook\nport: 1\n", 4, NULL },
	{ "add: below nothing with comments", H "authorization: # c\n  # d\nport: 1\n", MODE, "s Webhook", H "authorization: # c\n  mode: Webhook\n  # d\nport: 1\n", 4, NULL },
	{ "add: below nothing at the end", H "authorization:", MODE, "s Webhook", H "authorization:\n  mode: Webhook", 4, NULL },
	{ "add: below nothing, two levels", H "a:\n  b:\n", "a.b.c.d", "i 1", H "a:\n  b:\n    c:\n      d: 1\n", 6, NULL },
	{ "add: below null", H "authorization: null # c\n", MODE, "s Webhook", H "authorization: {mode: Webhook} # c\n", 3, NULL },
	{ "add: below ~, two levels", H "a: ~\n", "a.b.c", "s x:y", H "a: {b: {c: \"x:y\"}}\n", 3, NULL },
	{ "add: below nothing in a flow", H "a: {b: }\n", "a.b.c", "i 1", H "a: {b: {c: 1}}\n", 3, NULL },
	{ "add: parents to a flow over lines that begins with a merge", "# c\n{<<: {x: 1},\n  kind: a,\n  b: 1\n}\n", "c.d", "i 2", "# c\n{<<: {x: 1},\n  kind: a,\n  b: 1,\n  c: {\n    d: 2\n  }\n}\n", 6, NULL },
	{ "add: to an empty flow", H "authorization: {} # c\n", MODE, "s Webhook", H "authorization: {mode: Webhook} # c\n", 3, NULL },
	{ "add: to an empty flow with a blank", H "authorization: { }\n", MODE, "s Webhook", H "authorization: { mode: Webhook}\n", 3, NULL },
	{ "add: to a flow", H "authorization: {webhook: {} }\n", MODE, "s Webhook", H "authorization: {webhook: {}, mode: Webhook }\n", 3, NULL },
	{ "add: to a flow with a comma at its end", H "a: {b: 1,}\n", "a.c", "i 2", H "a: {b: 1, c: 2,}\n", 3, NULL },
	{ "add: to a flow over lines", H "a: {\n  b: 1,\n  c: 2\n}\n", "a.d", "i 3", H "a: {\n  b: 1,\n  c: 2,\n  d: 3\n}\n", 6, NULL },
	{ "add: to a flow in quotes", "# c\n" C "}\n", "a", "b true", "# c\n{" FIXTURE_JSON_HEADER ", a: true}\n", 2, NULL },
	{ "add: a flow root behind a mark", "\xEF\xBB\xBF{kind: a}\n", "b.c", "l d e", "\xEF\xBB\xBF{kind: a, b: {c: [d, e]}}\n", 1, NULL },
	{ "add: behind a line with a mark", "\xEF\xBB\xBF" "kind: a", "b", "i 1", "\xEF\xBB\xBF" "kind: a\nb: 1", 2, NULL },
	{ "add: a list", H "port: 1\n", SUITES, "l A B", H "port: 1\ntlsCipherSuites:\n- A\n- B\n", 4, NULL },
	{ "add: a list below a parent", H "port: 1\n", "a.b", "l A 1", H "port: 1\na:\n  b:\n  - A\n  - \"1\"\n", 5, NULL },
	{ "add: an empty list", H "port: 1\n", SUITES, "l", H "port: 1\ntlsCipherSuites: []\n", 4, NULL },
	{ "add: CRLF", CRLF "authorization:\r\n  webhook: {}\r\n", MODE, "s Webhook", CRLF "authorization:\r\n  webhook: {}\r\n  mode: Webhook\r\n", 5, NULL },
	{ "add: CRLF without last line end", CRLF "a: 1", "b.c", "i 1", CRLF "a: 1\r\nb:\r\n  c: 1", 5, NULL },
	{ "add: CR", "apiVersion: a\rkind: b\r", "c.d", "i 1", "apiVersion: a\rkind: b\rc:\r  d: 1\r", 4, NULL },
	{ "add: before the end of the document", "---\n" H "...\n---\na: 1\n", "a", "i 2", "---\n" H "a: 2\n...\n---\na: 1\n", 4, NULL },
	{ "add: before the next document", H "---\na: 1\n", "a", "i 2", H "a: 2\n---\na: 1\n", 3, NULL },
	{ "add: a key that needs quotes", H, "featureGates.1", "b true", H "featureGates:\n  \"1\": true\n", 4, NULL },
};

static struct row list_rows[] = {
	{ "list: in lines", H "tlsCipherSuites: # a\n- A\n- B\n# c\nport: 1\n", SUITES, "l C A", H "tlsCipherSuites: # a\n- C\n- A\n# c\nport: 1\n", 3, NULL },
	{ "list: in lines, a comment before the first", H "tlsCipherSuites:\n# a\n- A#b\n- 'B # c'\n", SUITES, "l C", H "tlsCipherSuites:\n# a\n- C\n", 3, NULL },
	{ "list: in brackets, comments before and behind the members", H "a: [ # a\n  A,\n  \"B # c\" # b\n]\n", "a", "l C D", H "a: [ # a\n  C,\n  D # b\n]\n", 3, NULL },
	{ "list: in brackets, what is no comment", H "a: [!x A, &y B#, 'C # d', \"#\", E#\n  F]\n", "a", "l C D", H "a: [C, D]\n", 3, NULL },
	{ "list: in lines, one becomes three", H "a:\n  b:\n    -  'A'\n", "a.b", "l C D E", H "a:\n  b:\n    -  'C'\n    -  'D'\n    -  'E'\n", 4, NULL },
	{ "list: in lines, without last line end", H "tlsCipherSuites:\n- A\n- B", SUITES, "l C", H "tlsCipherSuites:\n- C", 3, NULL },
	{ "list: in lines, CRLF", CRLF "tlsCipherSuites:\r\n  - A\r\n  - B\r\n", SUITES, "l C D", CRLF "tlsCipherSuites:\r\n  - C\r\n  - D\r\n", 3, NULL },
	{ "list: in brackets", H "tlsCipherSuites: [ A, \"B\" ] # c\n", SUITES, "l C D", H "tlsCipherSuites: [ C, D ] # c\n", 3, NULL },
	{ "list: in brackets with quotes", H "tlsCipherSuites: [\"A\"]\n", SUITES, "l C D", H "tlsCipherSuites: [\"C\", \"D\"]\n", 3, NULL },
	{ "list: in brackets over lines", H "tlsCipherSuites: [\n    A,\n    B,\n  ]\n", SUITES, "l C D", H "tlsCipherSuites: [\n    C,\n    D,\n  ]\n", 3, NULL },
	{ "list: in brackets over lines, the first not", H "tlsCipherSuites: [A,\n  B]\n", SUITES, "l C D", H "tlsCipherSuites: [C, D]\n", 3, NULL },
	{ "list: empty before", H "tlsCipherSuites: [] # c\n", SUITES, "l C D", H "tlsCipherSuites: [C, D] # c\n", 3, NULL },
	{ "list: null before", H "tlsCipherSuites: null\n", SUITES, "l C 1", H "tlsCipherSuites: [C, \"1\"]\n", 3, NULL },
	{ "list: nothing before", H "tlsCipherSuites: # c\n", SUITES, "l C", H "tlsCipherSuites: [C] # c\n", 3, NULL },
	{ "list: what brackets ask to quote", H "a: ~\n", "a", "l C:D E,F", H "a: [\"C:D\", \"E,F\"]\n", 3, NULL },
	{ "list: what lines do not ask to quote", H "a:\n- A\n", "a", "l C:D E,F", H "a:\n- C:D\n- E,F\n", 3, NULL },
	{ "list: empty afterwards", H "tlsCipherSuites: [A, B]\n", SUITES, "l", H "tlsCipherSuites: []\n", 3, NULL },
	{ "list: there already", H "tlsCipherSuites:\n- A # a\n- 'B'\n", SUITES, "l A B", H "tlsCipherSuites:\n- A # a\n- 'B'\n", 3, NULL },
	{ "list: the same but for a number", H "a: [A, 1]\n", "a", "l A 1", H "a: [A, \"1\"]\n", 3, NULL },
	{ "list: an alias at the end, in brackets", H "x: &x A\na: [B, *x]\n", "a", "l C", H "x: &x A\na: [C]\n", 4, NULL },
	{ "list: json", J ",\n  \"tlsCipherSuites\": [\n    \"A\",\n    \"B\"\n  ]\n}\n", SUITES, "l C D E", J ",\n  \"tlsCipherSuites\": [\n    \"C\",\n    \"D\",\n    \"E\"\n  ]\n}\n", 4, NULL },
	{ "list: json with tabs", "{\n\t\"kind\": \"a\",\n\t\"b\": [\n\t\t\"A\"\n\t]\n}\n", "b", "l C D", "{\n\t\"kind\": \"a\",\n\t\"b\": [\n\t\t\"C\",\n\t\t\"D\"\n\t]\n}\n", 3, NULL },
	{ "list: json, in one line", J ",\n  \"tlsCipherSuites\": [\"A\", \"B\"]\n}\n", SUITES, "l C", J ",\n  \"tlsCipherSuites\": [\"C\"]\n}\n", 4, NULL },
	{ "list: json, compact", C ",\"tlsCipherSuites\":[\"A\",\"B\"]}", SUITES, "l C D", C ",\"tlsCipherSuites\":[\"C\",\"D\"]}", 1, NULL },
	{ "list: json, empty before", C ",\"tlsCipherSuites\":[]}", SUITES, "l C D", C ",\"tlsCipherSuites\":[\"C\",\"D\"]}", 1, NULL },
	{ "list: json, null before", J ",\n  \"tlsCipherSuites\": null\n}\n", SUITES, "l C D", J ",\n  \"tlsCipherSuites\": [\"C\", \"D\"]\n}\n", 4, NULL },
};

static struct row json_rows[] = {
	{ "json: a string", J ",\n  \"authorization\": {\n    \"mode\": \"AlwaysAllow\"\n  }\n}\n", MODE, "s Webhook", J ",\n  \"authorization\": {\n    \"mode\": \"Webhook\"\n  }\n}\n", 5, NULL },
	{ "json: a string with quotes", C ",\"a\":\"b\"}", "a", "s \"\\\n", C ",\"a\":\"\\\"\\\\\\u000a\"}", 1, NULL },
	{ "json: a boolean", C ",\"a\": false }", "a", "b true", C ",\"a\": true }", 1, NULL },
	{ "json: a number", C ",\"readOnlyPort\":10255}", "readOnlyPort", "i 0", C ",\"readOnlyPort\":0}", 1, NULL },
	{ "json: null", C ",\"a\":null}", "a", "i 0", C ",\"a\":0}", 1, NULL },
	{ "json: tabs", "{\n\t\"kind\": \"a\",\n\t\"b\": {\n\t\t\"c\": 1\n\t}\n}\n", "b.d", "i 2", "{\n\t\"kind\": \"a\",\n\t\"b\": {\n\t\t\"c\": 1,\n\t\t\"d\": 2\n\t}\n}\n", 5, NULL },
	{ "json: add", J "\n}\n", "readOnlyPort", "i 0", J ",\n  \"readOnlyPort\": 0\n}\n", 4, NULL },
	{ "json: add, no line end", J "}", "readOnlyPort", "i 0", J ",\n  \"readOnlyPort\": 0}", 4, NULL },
	{ "json: add, compact", C "}", "readOnlyPort", "i 0", C ",\"readOnlyPort\":0}", 1, NULL },
	{ "json: add a list", J "\n}\n", SUITES, "l A B", J ",\n  \"tlsCipherSuites\": [\"A\", \"B\"]\n}\n", 4, NULL },
	{ "json: add parents", J "\n}\n", "authentication.anonymous.enabled", "b false", J ",\n  \"authentication\": {\n    \"anonymous\": {\n      \"enabled\": false\n    }\n  }\n}\n", 6, NULL },
	{ "json: add parents, compact", C "}", MODE, "s Webhook", C ",\"authorization\":{\"mode\":\"Webhook\"}}", 1, NULL },
	{ "json: add parents with tabs, CRLF", "{\r\n\t\"kind\": \"a\"\r\n}\r\n", "b.c", "i 1", "{\r\n\t\"kind\": \"a\",\r\n\t\"b\": {\r\n\t\t\"c\": 1\r\n\t}\r\n}\r\n", 4, NULL },
	{ "json: add to an empty object", J ",\n  \"authorization\": {}\n}\n", MODE, "s Webhook", J ",\n  \"authorization\": {\"mode\": \"Webhook\"}\n}\n", 4, NULL },
	{ "json: add to an empty object, compact", C ",\"authorization\":{}}", MODE, "s Webhook", C ",\"authorization\":{\"mode\":\"Webhook\"}}", 1, NULL },
	{ "json: add to a null", C ",\"authorization\": null}", MODE, "s Webhook", C ",\"authorization\": {\"mode\": \"Webhook\"}}", 1, NULL },
	{ "json: the last of equal keys", C ",\"a\":1,\"a\":2}", "a", "i 3", C ",\"a\":1,\"a\":3}", 1, NULL },
	{ "json: the last of equal objects", C ",\"a\":{\"b\":1},\"a\":{\"c\":2}}", "a.b", "i 3", C ",\"a\":{\"b\":1},\"a\":{\"c\":2,\"b\":3}}", 1, NULL },
	{ "json: a key with escapes", C ",\"\\u0061\":1}", "a", "i 3", C ",\"\\u0061\":3}", 1, NULL },
	{ "json: letters beyond ASCII", C ",\"\xC3\xA9\":\"\xE2\x82\xAC\",\"a\":1}", "a", "i 3", C ",\"\xC3\xA9\":\"\xE2\x82\xAC\",\"a\":3}", 1, NULL },
	{ "json: behind blanks", "\n " C ",\"a\":1}", "a", "i 3", "\n " C ",\"a\":3}", 2, NULL },
};

static struct row broken_rows[] = {
	{ "broken: nothing", "", MODE, "s Webhook", NULL, -1, "kind is not set" },
	{ "broken: comments alone", "# c\n", MODE, "s Webhook", NULL, -1, "kind is not set" },
	{ "broken: no kind", "a: 1\n", MODE, "s Webhook", NULL, -1, "kind is not set" },
	{ "broken: a list", "- a\n", MODE, "s Webhook", NULL, 1, "not a map" },
	{ "broken: not YAML", H "a: [\n", MODE, "s Webhook", NULL, -1, "not YAML" },
	{ "broken: not JSON", C ",}", MODE, "s Webhook", NULL, 1, "not JSON" },
};

static struct row refused_rows[] = {
	{ "refused: UTF-16", "\xFF\xFE" "a", MODE, "s Webhook", NULL, 1, "line 1: authorization.mode cannot be set: the text is UTF-16: change it by hand" },
	{ "refused: UTF-16, big end first", "\xFE\xFF" "a", MODE, "s Webhook", NULL, 1, "UTF-16" },
	{ "refused: a key in other case", H "authorization:\n  Mode: AlwaysAllow\n", MODE, "s Webhook", NULL, 4, "differs by case alone" },
	{ "refused: a key with a long s", H "authentication:\n  anonymou\xC5\xBF: {enabled: true}\n", "authentication.anonymous.enabled", "b false", NULL, 4, "differs by case alone" },
	{ "refused: a parent in other case", H "Authorization:\n  mode: AlwaysAllow\nauthorization: {}\n", MODE, "s Webhook", NULL, 3, "differs by case alone" },
	{ "refused: below a scalar", H "authorization: x\n", MODE, "s Webhook", NULL, 3, "inside of what is not a map" },
	{ "refused: below a list", H "authorization: []\n", MODE, "s Webhook", NULL, 3, "inside of what is not a map" },
	{ "refused: below an alias", H "x: &x {a: 1}\nauthorization: *x\n", MODE, "s Webhook", NULL, 4, "inside of an alias" },
	{ "refused: below what is merged", H "x: &x {authorization: {a: 1}}\n<<: *x\n", MODE, "s Webhook", NULL, 3, "what a merge key brings" },
	{ "refused: an alias", H "x: &x AlwaysAllow\nauthorization:\n  mode: *x\n", MODE, "s Webhook", NULL, 5, "its value is an alias" },
	{ "refused: an anchor that is asked for", H "authorization:\n  mode: &x AlwaysAllow\na: *x\n", MODE, "s Webhook", NULL, 4, "unusual" },
	{ "refused: an anchor that is asked for, and stood before", H "b: &x 1\nauthorization:\n  mode: &x AlwaysAllow\na: *x\n", MODE, "s Webhook", NULL, 5, "something else would change" },
	{ "refused: an anchored map", H "authorization: &x\n  mode: AlwaysAllow\na: *x\n", MODE, "s Webhook", NULL, 4, "something else would change" },
	{ "refused: to an anchored map", H "authorization: &x {}\na: *x\n", MODE, "s Webhook", NULL, 3, "something else would change" },
	{ "refused: a map in place of a scalar", H "authorization:\n  mode: {}\n", MODE, "s Webhook", NULL, 4, "of another kind" },
	{ "refused: a list in place of a scalar", H "authorization:\n  mode: []\n", MODE, "s Webhook", NULL, 4, "of another kind" },
	{ "refused: a scalar in place of a list", H "tlsCipherSuites: A\n", SUITES, "l A", NULL, 3, "of another kind" },
	{ "refused: a map in place of a list", H "tlsCipherSuites: {}\n", SUITES, "l A", NULL, 3, "of another kind" },
	{ "refused: lines become an empty list", H "tlsCipherSuites:\n- A\n", SUITES, "l", NULL, 4, "has to be empty" },
	{ "refused: lines that end with an alias", H "x: &x A\ntlsCipherSuites:\n- *x\n", SUITES, "l B", NULL, 5, "ends with an alias" },
	{ "refused: a comment in brackets", H "tlsCipherSuites: [A, # why\n  B]\n", SUITES, "l C", NULL, 3, "line 3: tlsCipherSuites cannot be set: a comment would be lost: change it by hand" },
	{ "refused: a comment in brackets, in a line of its own", H "a: [\n  A,\n  # why\n  B\n]\n", "a", "l C", NULL, 5, "a comment would be lost" },
	{ "refused: a comment in brackets, right behind a comma", H "a: [A,#why\n  B]\n", "a", "l C", NULL, 3, "a comment would be lost" },
	{ "refused: a comment in brackets, letters beyond ASCII", H "a: ['\xC3\xA9', '\xE2\x82\xAC', # why\n  B]\n", "a", "l C", NULL, 3, "a comment would be lost" },
	{ "refused: a comment in brackets, behind an alias", H "x: &x A\na: [B, *x, # why\n  C]\n", "a", "l C", NULL, 4, "a comment would be lost" },
	{ "refused: a comment in brackets, between nested ones", H "a: [[A, # why\n B], C]\n", "a", "l C", NULL, 3, "a comment would be lost" },
	{ "refused: a comment in brackets that become empty", H "a: [A,\n  B # why\n]\n", "a", "l", NULL, 4, "a comment would be lost" },
	{ "refused: a comment in empty brackets", H "a: [\n  # why\n]\n", "a", "l C", NULL, 4, "a comment would be lost" },
	{ "refused: a comment behind the tag of brackets", H "a: !!seq # why\n  [A, B]\n", "a", "l", NULL, 3, "a comment would be lost" },
	{ "refused: a comment behind the tag of a member", H "a: [A, !!str # why\n  B]\n", "a", "l C", NULL, 3, "a comment would be lost" },
	{ "refused: a comment behind a member", H "a:\n- A # why\n- B\n", "a", "l C", NULL, 4, "a comment would be lost" },
	{ "refused: a comment behind the last member", H "a:\n- A\n- B # why\n", "a", "l C", NULL, 5, "a comment would be lost" },
	{ "refused: a comment between members", H "a:\n- A\n# why\n- B\n", "a", "l C", NULL, 5, "a comment would be lost" },
	{ "refused: a comment between members, CRLF", CRLF "a:\r\n- A\r\n# why\r\n- B\r\n", "a", "l C", NULL, 5, "a comment would be lost" },
	{ "refused: a comment behind a tag", H "a: !!str # why\n  b\n", "a", "s c", NULL, 3, "a comment would be lost" },
	{ "refused: a comment behind a tag and an anchor", H "a: !!str\n  &x\n  # why\n  b\n", "a", "s c", NULL, 5, "a comment would be lost" },
	{ "refused: a comment behind the tag of a null", H "a: !!null # why\n  ~\n", "a.b", "i 1", NULL, 3, "a comment would be lost" },
	{ "refused: members below their dashes", H "tlsCipherSuites:\n-\n  A\n", SUITES, "l B C", NULL, 3, NULL },
	{ "refused: members in blocks", H "tlsCipherSuites:\n- |\n  A\nport: 1\n", SUITES, "l B", NULL, 3, NULL },
	{ "refused: beside a complex key", H "a:\n  ? b\n  : 1\n", "a.c", "i 1", NULL, 3, "do not begin lines" },
	{ "refused: below a complex key", H "? a\n:\n", "a.c", "i 1", NULL, 3, "does not begin a line" },
	{ "refused: a key without colon in a flow", H "a: {b}\n", "a.b", "i 1", NULL, 3, NULL },
	{ "refused: a flow that ends with a merge", H "x: &x {b: 1}\na: {<<: *x}\n", "a.b", "i 2", NULL, 3, "ends with an alias" },
	{ "refused: a flow that ends with an alias", H "x: &x 1\na: {b: *x}\n", "a.c", "i 2", NULL, 4, "ends with an alias" },
	{ "refused: a flow with an empty merge", H "a: {<<: {}}\n", "a.c", "i 2", NULL, 3, "unusual" },
	{ "refused: a flow with a comment", H "a: {\n  b: 1 # c\n}\n", "a.c", "i 2", NULL, 3, "comment before the closing bracket" },
	{ "refused: a literal block whose last line end is missing", H "a: |\n  b", "c", "i 2", NULL, 1, "something else would change" },
	{ "refused: a string that is no UTF-8", H "a: b\n", "a", "s \xFF", NULL, 3, "unusual" },
	{ "refused: a string that YAML folds", H "a: b\n", "a", "s c\xC2\x85" "d", NULL, 3, "something else would change" },
};

static struct row invalid_rows[] = {
	{ "invalid: no path", H, "", "s x", NULL, 0, "no path" },
	{ "invalid: a dot in front", H, ".a", "s x", NULL, 0, "no path" },
	{ "invalid: a dot behind", H, "a.", "s x", NULL, 0, "no path" },
	{ "invalid: two dots", H, "a..b", "s x", NULL, 0, "no path" },
	{ "invalid: no boolean", H, "a", "b yes", NULL, 0, "no value" },
	{ "invalid: no number", H, "a", "i 1x", NULL, 0, "no value" },
	{ "invalid: an empty number", H, "a", "i ", NULL, 0, "no value" },
};

/* clang-format on */

/** Set what a row says, in a copy of just that size, so that a read beyond it is seen. */
static enum kp_status set_row(const struct row *row, const struct kp_limits *limits,
			      struct kp_buffer *ret_text, long *ret_line, struct kp_error *error)
{
	const char *items[MAX_ITEMS];
	size_t len = strlen(row->before);
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	const struct kp_bytes bytes = { exact, len };
	char *copy = strdup(row->value);
	struct kp_new_value value;
	enum kp_status status;

	assert_non_null(exact);
	assert_non_null(copy);
	memcpy(exact, row->before, len);
	value = make_value(copy, items);
	status = kp_document_set(&bytes, limits, row->path, &value, ret_text, ret_line, error);
	free(copy);
	free(exact);
	return status;
}

static void test_set(void **state)
{
	struct row row = *(const struct row *)*state;
	struct kp_buffer text = { TABLE_UNTOUCHED, TABLE_UNTOUCHED_NUMBER };
	long line = TABLE_UNTOUCHED_NUMBER;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(set_row(&row, &fixture_limits, &text, &line, &error), &error);
	table_assert_text((const char *)text.at, row.after);
	assert_int_equal(text.len, strlen(row.after));
	assert_int_equal(line, row.line);
	kp_buffer_done(&text);
	/* The second time nothing changes. */
	row.before = row.after;
	table_assert_ok(set_row(&row, &fixture_limits, &text, &line, &error), &error);
	table_assert_text((const char *)text.at, row.after);
	assert_int_equal(line, row.line);
	kp_buffer_done(&text);
}

static void assert_refused(const struct row *row, const struct kp_limits *limits,
			   enum kp_status wanted)
{
	struct kp_buffer text = { TABLE_UNTOUCHED, TABLE_UNTOUCHED_NUMBER };
	long line = TABLE_UNTOUCHED_NUMBER;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_failed(set_row(row, limits, &text, &line, &error), &error, wanted, row->line,
			    row->says);
	assert_ptr_equal(text.at, TABLE_UNTOUCHED);
	assert_int_equal(text.len, TABLE_UNTOUCHED_NUMBER);
	assert_int_equal(line, TABLE_UNTOUCHED_NUMBER);
}

static void test_broken(void **state)
{
	assert_refused(*state, &fixture_limits, KP_ERR_SYNTAX);
}

static void test_refused(void **state)
{
	assert_refused(*state, &fixture_limits, KP_ERR_UNSUPPORTED);
}

static void test_invalid(void **state)
{
	assert_refused(*state, &fixture_limits, KP_ERR_INVAL);
}

/** A number of bytes and of values that the old text has, and the new one not. */
static void test_limits(void **state)
{
	struct row row = { "", H, "a", "i 1", NULL, 0, "larger than the limit of" };
	struct kp_limits limits = fixture_limits;

	(void)state;
	limits.file_bytes = strlen(H) + strlen("a: 1");
	assert_refused(&row, &limits, KP_ERR_LIMIT);
	limits = fixture_limits;
	limits.document_nodes = 3;
	row.line = 3;
	row.says = "more than the limit of 3 values";
	assert_refused(&row, &limits, KP_ERR_LIMIT);
}

/** A text with a line that is longer than any buffer. */
static char *make_long(const char *mode)
{
	struct kp_text text = { 0 };
	char *string = NULL;

	kp_text_add_str(&text, H "a: b\nauthorization: {mode: ");
	kp_text_add_str(&text, mode);
	kp_text_add_str(&text, "} # ");
	for (int i = 0; i < 100000; i++) {
		kp_text_add_char(&text, 'x');
	}
	kp_text_add_str(&text, "\nc: d\n");
	assert_int_equal(kp_text_finish(&text, &string, NULL), KP_OK);
	return string;
}

static void test_long_lines(void **state)
{
	char *before = make_long("AlwaysAllow");
	char *after = make_long("Webhook");
	struct row row = { "", before, MODE, "s Webhook", after, 4, NULL };
	void *address = &row;

	(void)state;
	test_set(&address);
	free(before);
	free(after);
}

/** The check of each result, with results that kp_document_set() does not give. */
struct same_row {
	const char *name;
	const char *old;
	const char *changed;
	const char *path;
	const char *value;
	long line; /* 0 if they are not the same but for the value */
};

/* clang-format off */
static struct same_row same_rows[] = {
	{ "same: replaced", "a: 1\nb: 2\n", "a: 1\nb: 3\n", "b", "i 3", 2 },
	{ "same: not to the value", "a: 1\nb: 2\n", "a: 1\nb: 4\n", "b", "i 3", 0 },
	{ "same: another kind", "a: 1\n", "a: '3'\n", "a", "i 3", 0 },
	{ "same: another boolean", "a: 1\n", "a: true\n", "a", "b false", 0 },
	{ "same: another in front", "a: 1\nb: 2\n", "a: 2\nb: 3\n", "b", "i 3", 0 },
	{ "same: another behind", "b: 1\na: 2\n", "b: 3\na: 3\n", "b", "i 3", 0 },
	{ "same: another kind in front", "a: 1\nb: 2\n", "a: '1'\nb: 3\n", "b", "i 3", 0 },
	{ "same: another boolean in front", "a: yes\nb: 2\n", "a: no\nb: 3\n", "b", "i 3", 0 },
	{ "same: another key in front", "a: 1\nb: 2\n", "c: 1\nb: 3\n", "b", "i 3", 0 },
	{ "same: deep in front", "a: {c: [1, {d: 2}]}\nb: 2\n", "a: {c: [1, {d: 3}]}\nb: 3\n", "b", "i 3", 0 },
	{ "same: one less in front", "a: [1, 2]\nb: 2\n", "a: [1]\nb: 3\n", "b", "i 3", 0 },
	{ "same: added", "a: 1\n", "a: 1\nb: 3\n", "b", "i 3", 2 },
	{ "same: added in front", "a: 1\n", "b: 3\na: 1\n", "b", "i 3", 0 },
	{ "same: two added", "a: 1\n", "a: 1\nc: 1\nb: 3\n", "b", "i 3", 0 },
	{ "same: added parents", "a: 1\n", "a: 1\nb:\n  c:\n    d: 3\n", "b.c.d", "i 3", 4 },
	{ "same: added parents with another", "a: 1\n", "a: 1\nb:\n  c:\n    d: 3\n  e: 1\n", "b.c.d", "i 3", 0 },
	{ "same: added parents of another name", "a: 1\n", "a: 1\nb: {c: {e: 3}}\n", "b.c.d", "i 3", 0 },
	{ "same: nested", "a: {b: 1, c: 2}\n", "a: {b: 3, c: 2}\n", "a.b", "i 3", 1 },
	{ "same: nested, another in front", "a: {b: 1, c: 2}\n", "a: {b: 3, c: 1}\n", "a.b", "i 3", 0 },
	{ "same: nested, another parent", "a: {b: 1}\n", "a: 3\n", "a.b", "i 3", 0 },
	{ "same: the first of equal keys", "a: 1\na: 1\n", "a: 3\na: 1\n", "a", "i 3", 0 },
	{ "same: a key gone and another there", "a: 1\nc: 1\n", "a: 1\nb: 3\n", "b", "i 3", 0 },
	{ "same: a list", "a: [x]\n", "a: [v, w]\n", "a", "l v w", 1 },
	{ "same: a list that is longer", "a: [x]\n", "a: [v, w, x]\n", "a", "l v w", 0 },
	{ "same: a list that is shorter", "a: [x]\n", "a: [v]\n", "a", "l v w", 0 },
	{ "same: a list with a number", "a: [x]\n", "a: [1]\n", "a", "l 1", 0 },
	{ "same: nothing", "a: 1\n", "", "a", "i 3", 0 },
	{ "same: a scalar", "a: 1\n", "a\n", "a", "i 3", 0 },
	{ "same: json no more", "{\"a\": 1}", "# c\n{\"a\": 3}", "a", "i 3", 0 },
};

/* clang-format on */

static void test_same(void **state)
{
	const struct same_row *row = *state;
	const char *items[MAX_ITEMS];
	char *copy = strdup(row->value);
	struct kp_document *old = fixture_document(row->old);
	struct kp_document *changed = fixture_document(row->changed);
	struct kp_new_value value;
	long line = 0;

	assert_non_null(copy);
	value = make_value(copy, items);
	assert_int_equal(kp_document_is_set(old, changed, row->path, &value, &line), row->line > 0);
	assert_int_equal(line, row->line);
	kp_document_free(old);
	kp_document_free(changed);
	free(copy);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_set, scalar_rows),
		TABLE_ROWS(test_set, add_rows),
		TABLE_ROWS(test_set, list_rows),
		TABLE_ROWS(test_set, json_rows),
		TABLE_ROWS(test_broken, broken_rows),
		TABLE_ROWS(test_refused, refused_rows),
		TABLE_ROWS(test_invalid, invalid_rows),
		TABLE_ONE(test_limits),
		TABLE_ONE(test_long_lines),
		TABLE_ROWS(test_same, same_rows),
	};

	return TABLE_MAIN(tables);
}

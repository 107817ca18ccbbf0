/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "document/parse.h"
#include "fixture.h"
#include "table.h"

/** Bytes with their number, without the NUL that C adds. */
#define BYTES(bytes) (bytes), sizeof(bytes) - 1

struct row {
	const char *name;
	const char *bytes;
	size_t len;
	const char *tree; /* NULL for a document without content */
	enum kp_status status;
	long line;
	const char *says;
};

/** A byte order mark. */
#define MARK "\xEF\xBB\xBF"

/** A text of 1,024 characters, after which YAML gives up looking for a colon. */
#define A64   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A1024 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64 A64

#define TREE(tree)              (tree), KP_OK, 0, NULL
#define REFUSED(line, says)     NULL, KP_ERR_SYNTAX, (line), (says)
#define UNSUPPORTED(line, says) NULL, KP_ERR_UNSUPPORTED, (line), (says)

/* clang-format off */
static struct row yaml_rows[] = {
	{ "a map", BYTES("a: 1\nb: x\n"), TREE("{a@1:1,b@2:'x'}") },
	{ "a map in a map", BYTES("a:\n  b:\n    c: 1\n"), TREE("{a@1:{b@2:{c@3:1}}}") },
	{ "a list", BYTES("a:\n- 1\n- x\n"), TREE("{a@1:[@2:1,@3:'x']}") },
	{ "a list, indented", BYTES("a:\n  - 1\n"), TREE("{a@1:[@2:1]}") },
	{ "a list of maps", BYTES("- a: 1\n  b: 2\n- c: 3\n"), TREE("[@1:{a@1:1,b@2:2},@3:{c@3:3}]") },
	{ "flow", BYTES("a: {b: [1, x], c: }\n"), TREE("{a@1:{b@1:[@1:1,@1:'x'],c@1:null}}") },
	{ "flow over lines", BYTES("a: {\n  b: 1,\n  c: 2\n}\n"), TREE("{a@1:{b@2:1,c@3:2}}") },
	{ "a key's line is not its value's", BYTES("a:\n\n\n  b\n"), TREE("{a@1:'b'}") },
	{ "a null value", BYTES("a:\nb: ~\n"), TREE("{a@1:null,b@2:null}") },
	{ "a scalar alone", BYTES("x\n"), TREE("'x'") },
	{ "no line end at the end", BYTES("a: 1"), TREE("{a@1:1}") },
	{ "an empty map", BYTES("a: {}\n"), TREE("{a@1:{}}") },
	{ "nothing", BYTES(""), TREE(NULL) },
	{ "blanks alone", BYTES("\n  \n"), TREE(NULL) },
	{ "comments alone", BYTES("# c\n  # d\n"), TREE(NULL) },
	{ "comments", BYTES("# c\na: 1 # d\n# e\nb: 2\n"), TREE("{a@2:1,b@4:2}") },
	{ "a hash without blank before it", BYTES("a: b#c\n"), TREE("{a@1:'b#c'}") },
	{ "equal keys stay", BYTES("a: 1\na: 2\n"), TREE("{a@1:1,a@2:2}") },
	{ "complex key syntax", BYTES("? a\n: b: 1\n"), TREE("{a@1:{b@2:1}}") },
	{ "no blank behind a colon", BYTES("a:b\n"), TREE("'a:b'") },
	{ "no blank behind a colon, below a key", BYTES("a:\n  b:c\n"), TREE("{a@1:'b:c'}") },
	{ "quotes", BYTES("a: 'b''c'\nd: \"e\\x41\\n\\u00e9\"\n"), TREE("{a@1:'b'c',d@2:'eA\n\xC3\xA9'}") },
	{ "quotes around a key", BYTES("\"a\": 1\n'b': 2\n"), TREE("{a@1:1,b@2:2}") },
	{ "a literal block", BYTES("a: |\n  b\n  c\nd: 1\n"), TREE("{a@1:'b\nc\n',d@4:1}") },
	{ "a folded block without end", BYTES("a: >-\n  b\n  c\n"), TREE("{a@1:'b c'}") },
	{ "a text over lines", BYTES("a: b\n  c\nd: 1\n"), TREE("{a@1:'b c',d@3:1}") },
	{ "a key that is a number", BYTES("1: x\n"), TREE("{1@1:'x'}") },
	{ "a key that is an octal number", BYTES("010: x\n"), TREE("{8@1:'x'}") },
	{ "a key that is a bool", BYTES("yes: x\n"), TREE("{true@1:'x'}") },
	{ "a key that is a float", BYTES("1.5: x\n"), TREE("{1.5@1:'x'}") },
	{ "an alias that is a key twice", BYTES("x: &a 1\n? *a\n: v\n? *a\n: w\n"), TREE("{x@1:1,1@2:'v',1@4:'w'}") },
	{ "a key of two words", BYTES("a b: 1\n"), TREE("{a b@1:1}") },
	{ "an empty key in quotes", BYTES("'': 1\n"), TREE("{@1:1}") },
	{ "tags", BYTES("a: !!str 5\nb: !!int \"5\"\nc: !foo x\n"), TREE("{a@1:'5',b@2:5,c@3:'x'}") },
	{ "a tag of one's own takes the quotes' place", BYTES("a: !foo true\n"), TREE("{a@1:'true'}") },
	{ "the sign that makes a string", BYTES("a: ! true\n"), TREE("{a@1:'true'}") },
	{ "!!binary", BYTES("a: !!binary QWx3YXlzQWxsb3c=\n"), TREE("{a@1:'AlwaysAllow'}") },

	{ "a document start", BYTES("---\na: 1\n"), TREE("{a@2:1}") },
	{ "a document start in the same line", BYTES("--- {a: 1}\n"), TREE("{a@1:1}") },
	{ "a comment before the document start", BYTES("# c\n---\na: 1\n"), TREE("{a@3:1}") },
	{ "only the first document", BYTES("a: 1\n---\nb: 2\n"), TREE("{a@1:1}") },
	{ "a second document that is broken", BYTES("a: 1\n---\n{{{ broken\n"), TREE("{a@1:1}") },
	{ "an empty first document", BYTES("---\n---\na: 1\n"), TREE("null") },
	{ "a document start alone", BYTES("---\n"), TREE("null") },
	{ "a document end", BYTES("a: 1\n...\n]]]\n"), TREE("{a@1:1}") },
	{ "%YAML 1.1", BYTES("%YAML 1.1\n---\na: 1\n"), TREE("{a@3:1}") },
	{ "%YAML 1.2", BYTES("%YAML 1.2\n---\na: 1\n"), REFUSED(1, "incompatible") },
	{ "%YAML 2.0", BYTES("%YAML 2.0\n---\na: 1\n"), REFUSED(-1, NULL) },
	{ "%TAG", BYTES("%TAG ! tag:x,2000:\n---\na: !b c\n"), TREE("{a@3:'c'}") },
	{ "a directive without document", BYTES("%YAML 1.1\na: 1\n"), REFUSED(-1, "not YAML") },

	{ "CRLF", BYTES("a: 1\r\nb:\r\n  c: x\r\n"), TREE("{a@1:1,b@2:{c@3:'x'}}") },
	{ "CR alone", BYTES("a: 1\rb: 2\r"), TREE("{a@1:1,b@2:2}") },
	{ "NEL", BYTES("a: 1\xC2\x85" "b: 2\xC2\x85"), TREE("{a@1:1,b@2:2}") },
	{ "a byte order mark of UTF-8", BYTES("\xEF\xBB\xBF" "a: 1\n"), TREE("{a@1:1}") },
	{ "UTF-16, little end first", BYTES("\xFF\xFE" "a\0:\0 \0\xE9\0\n\0"), TREE("{a@1:'\xC3\xA9'}") },
	{ "UTF-16, big end first", BYTES("\xFE\xFF\0a\0:\0 \0\xE9\0\n"), TREE("{a@1:'\xC3\xA9'}") },
	{ "flow behind a byte order mark", BYTES("\xEF\xBB\xBF{a: 1}\n"), TREE("{a@1:1}") },
	{ "flow behind a comment", BYTES("# c\n{a: 1}\n"), TREE("{a@2:1}") },
	{ "flow behind a document start", BYTES("---\n{a: 1}\n"), TREE("{a@2:1}") },

	{ "an alias", BYTES("a: &x 1\nb: *x\n"), TREE("{a@1:1,b@2:1}") },
	{ "an alias of a map", BYTES("a: &x {b: 1}\nc: *x\n"), TREE("{a@1:{b@1:1},c@2:{b@1:1}}") },
	{ "an alias in a list", BYTES("- &x a\n- *x\n"), TREE("[@1:'a',@2:'a']") },
	{ "an alias of the last definition before it", BYTES("a: &x 1\nb: *x\nc: &x 2\nd: *x\n"), TREE("{a@1:1,b@2:1,c@3:2,d@4:2}") },
	{ "an alias as a key", BYTES("a: &x b\n*x : 1\n"), TREE("{a@1:'b',b@2:1}") },
	{ "an anchor of a key", BYTES("&x a: 1\nb: *x\n"), TREE("{a@1:1,b@2:'a'}") },
	{ "an anchor of nothing", BYTES("a: &x\nb: *x\n"), TREE("{a@1:null,b@2:null}") },
	{ "an alias of an alias's node", BYTES("a: &x {b: &y 1}\nc: *y\nd: *x\n"), TREE("{a@1:{b@1:1},c@2:1,d@3:{b@1:1}}") },
	{ "an unknown alias", BYTES("a: 1\nb: *x\n"), REFUSED(2, "unknown anchor") },
	{ "an alias before its anchor", BYTES("a: *x\nb: &x 1\n"), REFUSED(1, "unknown anchor") },
	{ "an anchor that contains itself", BYTES("a: &x\n  b: *x\n"), REFUSED(2, "contains itself") },
	{ "a list that contains itself", BYTES("&x [*x]\n"), REFUSED(1, "contains itself") },
	{ "an anchor in the second document is none", BYTES("a: 1\n---\nb: *x\n"), TREE("{a@1:1}") },

	{ "a merge", BYTES("a: &x {b: 1}\nc:\n  <<: *x\n"), TREE("{a@1:{b@1:1},c@2:{b@1:1}}") },
	{ "a merge before a key", BYTES("a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n"), TREE("{a@1:{b@1:1},c@2:{b@1:1,b@4:2}}") },
	{ "a merge behind a key", BYTES("a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n"), TREE("{a@1:{b@1:1},c@2:{b@3:2,b@1:1}}") },
	{ "a merge of a map without alias", BYTES("c:\n  <<: {b: 1}\n"), TREE("{c@1:{b@2:1}}") },
	{ "a merge of a list: the first wins", BYTES("c:\n  <<: [{a: 1}, {a: 2, b: 3}]\n"), TREE("{c@1:{a@2:2,b@2:3,a@2:1}}") },
	{ "a merge of a list of aliases", BYTES("x: &x {a: 1}\nz: &z {a: 2}\nc:\n  <<: [*x, *z]\n"), TREE("{x@1:{a@1:1},z@2:{a@2:2},c@3:{a@2:2,a@1:1}}") },
	{ "a merge of an empty list", BYTES("c:\n  <<: []\n"), TREE("{c@1:{}}") },
	{ "a merge of a merge", BYTES("x: &x {a: 1}\nz: &z {<<: *x}\nc: {<<: *z}\n"), TREE("{x@1:{a@1:1},z@2:{a@1:1},c@3:{a@1:1}}") },
	{ "a merge in quotes is a key", BYTES("a: &x {b: 1}\nc:\n  \"<<\": *x\n"), TREE("{a@1:{b@1:1},c@2:{<<@3:{b@1:1}}}") },
	{ "a merge with its tag", BYTES("a: &x {b: 1}\nc:\n  !!merge <<: *x\n"), TREE("{a@1:{b@1:1},c@2:{b@1:1}}") },
	{ "a merge of a scalar", BYTES("c:\n  <<: 1\n"), REFUSED(2, "map merge requires") },
	{ "a merge of nothing", BYTES("c:\n  <<:\n"), REFUSED(2, "map merge requires") },
	{ "a merge of a list of scalars", BYTES("c:\n  <<: [1]\n"), REFUSED(2, "map merge requires") },
	{ "a merge of an alias of a list", BYTES("a: &x [{b: 1}]\nc:\n  <<: *x\n"), REFUSED(3, "map merge requires") },
	{ "a merge of itself", BYTES("a: &x\n  <<: *x\n"), REFUSED(2, "contains itself") },

	{ "a tab for indentation", BYTES("a:\n\tb: 1\n"), REFUSED(2, "not YAML") },
	{ "an unclosed bracket", BYTES("a: [1\nb: 2\n"), REFUSED(-1, "not YAML") },
	{ "an unclosed quote", BYTES("a: \"b\n"), REFUSED(-1, "not YAML") },
	{ "a bracket too many", BYTES("a: 1]\n"), TREE("{a@1:'1]'}") },
	{ "bad indentation", BYTES("a: 1\n b: 2\n"), REFUSED(2, "not YAML") },
	{ "a colon too many", BYTES("a: b: c\n"), REFUSED(1, "not YAML") },
	{ "an at sign", BYTES("a: @b\n"), REFUSED(1, "not YAML") },
	{ "another escape", BYTES("a: \"\\q\"\n"), REFUSED(1, "not YAML") },
	{ "a null key", BYTES("a: 1\n~: 1\n"), REFUSED(2, "map key") },
	{ "an empty key", BYTES("? \n: 1\n"), REFUSED(1, "map key") },
	{ "a list as a key", BYTES("? [a]\n: 1\n"), REFUSED(1, "map key") },
	{ "a map as a key", BYTES("? {a: 1}\n: 1\n"), REFUSED(1, "map key") },
	{ "not a number", BYTES("a: 1\nb: .nan\n"), REFUSED(2, "JSON") },
	{ "a tag that does not fit", BYTES("a: 1\nb: !!int x\n"), REFUSED(2, "as a int") },
	{ "a control character", BYTES("a: \x01\n"), REFUSED(-1, "not YAML") },
	{ "NUL", BYTES("a: b\0c\n"), REFUSED(-1, "not YAML") },
	{ "bytes that are no UTF-8", BYTES("a: \xFF\n"), REFUSED(-1, "not YAML") },
	{ "a surrogate", BYTES("a: \xED\xA0\x80\n"), REFUSED(-1, "not YAML") },
	{ "an escaped NUL", BYTES("a: 1\nb: \"x\\0y\"\n"), TREE("{a@1:1,b@2:'x\xC0\x80y'}") },
	{ "an escaped NUL in a key", BYTES("\"a\\0\": 1\n"), TREE("{a\xC0\x80@1:1}") },
	{ "an escaped NUL with a tag", BYTES("a: 1\nb: !!str \"x\\0y\"\n"), UNSUPPORTED(2, "NUL") },

	{ "mark: two at the beginning", BYTES(MARK MARK "a: 1\n"), UNSUPPORTED(1, "byte order mark") },
	{ "mark: where a line of a map begins", BYTES("m:\n  a: x\n" MARK " a: y\n"), UNSUPPORTED(3, "byte order mark") },
	{ "mark: where a line in brackets begins", BYTES("m: {a: x,\n" MARK "a: y}\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: where a line of the outermost map begins", BYTES("a: 1\n" MARK "b: 2\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: behind an indentation", BYTES("m:\n  " MARK "a: 1\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: in a text", BYTES("a: x" MARK "y\n"), UNSUPPORTED(1, "byte order mark") },
	{ "mark: in quotes", BYTES("a: 'x" MARK "y'\n"), UNSUPPORTED(1, "byte order mark") },
	{ "mark: in a comment", BYTES("a: 1 # x" MARK "\nb: 2\n"), UNSUPPORTED(1, "byte order mark") },
	{ "mark: before a document start", BYTES("a: 1\n" MARK "---\nb: 2\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: a second document begins with it", BYTES("a: 1\n---\n" MARK "b: 2\n"), TREE("{a@1:1}") },
	{ "mark: right behind a document start", BYTES("a: 1\n---" MARK "\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: behind the document end", BYTES("a: 1\n...\n" MARK "b: 2\n"), TREE("{a@1:1}") },
	{ "mark: the last character", BYTES("a: 1" MARK), UNSUPPORTED(1, "byte order mark") },
	{ "mark: the last character behind one at the beginning", BYTES(MARK "a: x" MARK), UNSUPPORTED(1, "byte order mark") },
	{ "mark: before what is no YAML", BYTES("a: 1\n" MARK "b: [\n"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: behind what is no YAML", BYTES("a: b: c\n" MARK "d: 1\n"), REFUSED(1, "not YAML") },
	{ "mark: as an escape it is a character", BYTES("a: \"x\\uFEFFy\"\n"), TREE("{a@1:'x" MARK "y'}") },
	{ "mark: in UTF-16, big end first", BYTES("\xFE\xFF\0a\0:\0 \0x\0\n\xFE\xFF\0b\0:\0 \0y"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: in UTF-16, little end first", BYTES("\xFF\xFE" "a\0:\0 \0x\0\n\0\xFF\xFE" "b\0:\0 \0y\0"), UNSUPPORTED(2, "byte order mark") },
	{ "mark: not across two characters of UTF-16", BYTES("\xFE\xFF\0a\0:\0 \x4E\xFE\xFF\x41"), TREE("{a@1:'\xE4\xBB\xBE\xEF\xBD\x81'}") },
};
/* clang-format on */

/* clang-format off */
static struct row json_rows[] = {
	{ "json: an object", BYTES("{\"a\": 1,\n \"b\": \"x\"}"), TREE("{a@1:1,b@2:'x'}") },
	{ "json: no blanks", BYTES("{\"a\":{\"b\":[1,-2,\"x\",true,null]}}"), TREE("{a@1:{b@1:[@1:1,@1:-2,@1:'x',@1:true,@1:null]}}") },
	{ "json: blanks before", BYTES(" \n {\"a\":1}\n"), TREE("{a@2:1}") },
	{ "json: tabs for indentation", BYTES("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n"), TREE("{a@2:{b@3:1}}") },
	{ "json: CRLF", BYTES("{\r\n\"a\": 1\r\n}\r\n"), TREE("{a@2:1}") },
	{ "json: equal keys stay", BYTES("{\"a\":1,\"a\":2}"), TREE("{a@1:1,a@1:2}") },
	{ "json: a merge sign is a key", BYTES("{\"<<\":{\"a\":1}}"), TREE("{<<@1:{a@1:1}}") },
	{ "json: strings stay strings", BYTES("{\"a\":\"yes\",\"b\":\"1\",\"c\":\"\",\"d\":\"~\"}"), TREE("{a@1:'yes',b@1:'1',c@1:'',d@1:'~'}") },
	{ "json: keys stay strings", BYTES("{\"1\":1,\"yes\":2,\"null\":3}"), TREE("{1@1:1,yes@1:2,null@1:3}") },
	{ "json: escapes", BYTES("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"}"), TREE("{a@1:'\"\\/\b\f\n\r\tA\xC3\xA9'}") },
	{ "json: a hash in a string", BYTES("{\"a\":\"b # c\"}"), TREE("{a@1:'b # c'}") },
	{ "json: what YAML would take for an anchor", BYTES("{\"a\":\"*x\",\"b\":\"&x\",\"c\":\"!!int 5\"}"), TREE("{a@1:'*x',b@1:'&x',c@1:'!!int 5'}") },
	{ "json: a float stays one", BYTES("{\"a\":10255.0}"), TREE("{a@1:10255}") },
	{ "json: flow of YAML", BYTES("{a: 1}"), REFUSED(1, "not JSON") },
	{ "json: a comma at the end", BYTES("{\"a\":1,\n}"), REFUSED(2, "not JSON") },
	{ "json: a comment", BYTES("{\"a\":1} # c"), REFUSED(1, "not JSON") },
	{ "json: a second document", BYTES("{\"a\":1}\n---\n{}"), REFUSED(2, "not JSON") },
	{ "json: an anchor", BYTES("{\"a\": &x 1}"), REFUSED(1, "not JSON") },
	{ "json: no end", BYTES("{\"a\":1"), REFUSED(1, "not JSON") },
	{ "json: an escaped NUL", BYTES("{\"a\":\"x\\u0000y\"}"), TREE("{a@1:'x\xC0\x80y'}") },
	{ "json: an escaped NUL in a key", BYTES("{\"a\\u0000\":1}"), TREE("{a\xC0\x80@1:1}") },
	{ "json: line ends that only Unicode has", BYTES("{\"a\":\"b\xC2\x85" "c\xE2\x80\xA8" "d\xE2\x80\xA9" "e\"}"), TREE("{a@1:'b\xC2\x85" "c\xE2\x80\xA8" "d\xE2\x80\xA9" "e'}") },
	{ "json: they begin no line", BYTES("{\"a\":\"\xC2\x85\xE2\x80\xA8\",\n\"b\":1}"), TREE("{a@1:'\xC2\x85\xE2\x80\xA8',b@2:1}") },
	{ "json: blanks around a line end in it", BYTES("{\"a\":\"b \xC2\x85 c\"}"), TREE("{a@1:'b \xC2\x85 c'}") },
	{ "json: a tab before the brace", BYTES("\t{\"a\":1}"), TREE("{a@1:1}") },
	{ "json: a line end before the brace", BYTES("\n\t{\"a\":1}"), TREE("{a@2:1}") },
	{ "json: a line end between key and colon", BYTES("{\"a\"\n:1}"), TREE("{a@1:1}") },
	{ "json: lines around all", BYTES("{\r\"a\"\r:\r1\r,\r\"b\"\n:\n[\n2\n]\n}"), TREE("{a@2:1,b@6:[@9:2]}") },
	{ "json: a key longer than YAML would have it", BYTES("{\"" A1024 A1024 "\":1}"), TREE("{" A1024 A1024 "@1:1}") },
	{ "json: delete", BYTES("{\"a\":\"\x7F\"}"), TREE("{a@1:'\x7F'}") },
	{ "json: control characters that only Unicode has", BYTES("{\"a\":\"\xC2\x80\xC2\x9F\"}"), TREE("{a@1:'\xC2\x80\xC2\x9F'}") },
	{ "json: what are no characters", BYTES("{\"a\":\"\xEF\xBF\xBE\xEF\xBF\xBF\"}"), TREE("{a@1:'\xEF\xBF\xBE\xEF\xBF\xBF'}") },
	{ "json: a byte order mark in a string", BYTES("{\"a\":\"" MARK "\"}"), TREE("{a@1:'" MARK "'}") },
	{ "json: a pair of surrogates", BYTES("{\"a\":\"\\uD83D\\ude00\"}"), TREE("{a@1:'\xF0\x9F\x98\x80'}") },
	{ "json: the first pair and the last", BYTES("{\"a\":\"\\uD800\\uDC00\\uDBFF\\uDFFF\"}"), TREE("{a@1:'\xF0\x90\x80\x80\xF4\x8F\xBF\xBF'}") },
	{ "json: a high half alone", BYTES("{\"a\":\"x\\ud800y\"}"), TREE("{a@1:'x\xEF\xBF\xBDy'}") },
	{ "json: a low half alone", BYTES("{\"a\":\"\\udc00\"}"), TREE("{a@1:'\xEF\xBF\xBD'}") },
	{ "json: two low halves", BYTES("{\"a\":\"\\udc00\\udc00\"}"), TREE("{a@1:'\xEF\xBF\xBD\xEF\xBF\xBD'}") },
	{ "json: a high half before another character", BYTES("{\"a\":\"\\ud800\\u0041\\n\"}"), TREE("{a@1:'\xEF\xBF\xBD" "A\n'}") },
	{ "json: a high half before a pair", BYTES("{\"a\":\"\\ud800\\ud83d\\ude00\"}"), TREE("{a@1:'\xEF\xBF\xBD\xF0\x9F\x98\x80'}") },
	{ "json: a high half before what is no escape", BYTES("{\"a\":\"\\ud800\\x\"}"), REFUSED(1, "an escape sequence") },
	{ "json: a high half before half an escape", BYTES("{\"a\":\"\\ud800\\udc0\"}"), REFUSED(1, "an escape sequence") },
	{ "json: half a pair in a key", BYTES("{\"a\\ud800\":1}"), TREE("{a\xEF\xBF\xBD@1:1}") },
	{ "json: bytes that are no UTF-8", BYTES("{\"a\":\"\xFF\",\"\xED\xA0\x80\":1}"), TREE("{a@1:'\xFF',\xED\xA0\x80@1:1}") },
	{ "json: a character cut off by the quote", BYTES("{\"a\":\"\xE2\x80\"}"), TREE("{a@1:'\xE2\x80'}") },
	{ "json: a character cut off by the end", BYTES("{\"a\":\"\xE2\x80"), REFUSED(1, "the end of a string") },
};

/* clang-format on */

static void assert_row(const struct row *row, bool is_json)
{
	/* A copy of just that size, so that a read beyond it is seen. */
	uint8_t *bytes = malloc(row->len == 0 ? 1 : row->len);
	struct kp_document *document = TABLE_UNTOUCHED;
	struct kp_text out = { 0 };
	struct kp_error error;
	enum kp_status status;

	assert_non_null(bytes);
	memcpy(bytes, row->bytes, row->len);
	table_error_prepare(&error);
	status = fixture_parse(bytes, row->len, &fixture_limits, &document, &error);
	free(bytes);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, row->line, row->says);
		assert_true(error.line > 0);
		assert_ptr_equal(document, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(document->is_json, is_json);
	if (document->root == NULL) {
		assert_null(row->tree);
	} else {
		fixture_dump(&out, document->root);
		assert_non_null(row->tree);
		assert_string_equal(out.bytes, row->tree);
	}
	kp_text_done(&out);
	kp_document_free(document);
}

static void test_yaml(void **state)
{
	assert_row(*state, false);
}

static void test_json(void **state)
{
	assert_row(*state, true);
}

/** Limits, each just reached and just exceeded; 0 is one that does not matter. */
struct limit_row {
	const char *name;
	const char *text;
	size_t nodes;
	size_t depth;
	size_t anchors;
	long line; /* 0 if it fits */
	const char *says;
};

/* clang-format off */
static struct limit_row limit_rows[] = {
	{ "values: just as many", "a: 1\nb: 2\n", 3, 0, 0, 0, NULL },
	{ "values: one too many", "a: 1\nb: 2\n", 2, 0, 0, 2, "more than the limit of 2 values" },
	{ "values: in a list", "- 1\n- 2\n- 3\n", 4, 0, 0, 0, NULL },
	{ "values: one too many in a list", "- 1\n- 2\n- 3\n", 3, 0, 0, 3, "more than the limit of 3 values" },
	{ "values: an alias counts what it stands for", "a: &x [1, 2]\nb: *x\n", 7, 0, 0, 0, NULL },
	{ "values: one too many by an alias", "a: &x [1, 2]\nb: *x\n", 6, 0, 0, 2, "aliases expanded" },
	{ "values: a merge counts what it brings", "a: &x {b: 1}\nc: {<<: *x}\n", 5, 0, 0, 0, NULL },
	{ "values: one too many by a merge", "a: &x {b: 1}\nc: {<<: *x}\n", 4, 0, 0, 2, "aliases expanded" },
	{ "values: json", "{\"a\":1,\n\"b\":2}", 2, 0, 0, 2, "more than the limit of 2 values" },
	{ "depth: just as deep", "a:\n  b:\n    c: 1\n", 0, 4, 0, 0, NULL },
	{ "depth: one too deep", "a:\n  b:\n    c: 1\n", 0, 3, 0, 3, "nested deeper than the limit of 3 levels" },
	{ "depth: lists", "[[[1]]]\n", 0, 4, 0, 0, NULL },
	{ "depth: lists, one too deep", "[[[1]]]\n", 0, 3, 0, 1, "nested deeper than the limit of 3 levels" },
	{ "depth: json", "{\"a\":{\"b\":1}}", 0, 3, 0, 0, NULL },
	{ "depth: json, one too deep", "{\"a\":{\"b\":1}}", 0, 2, 0, 1, "nested deeper than the limit of 2 levels" },
	{ "anchors: just as many", "- &x 1\n- &y 2\n", 0, 0, 2, 0, NULL },
	{ "anchors: one too many", "- &x 1\n- &y 2\n- &z 3\n", 0, 0, 2, 3, "more than the limit of 2 anchors" },
	{ "anchors: aliases are none", "- &x 1\n- *x\n- *x\n", 0, 0, 1, 0, NULL },
};

/* clang-format on */

/** Parse with these limits. @param[in] line of the failure; 0 if it fits */
static void check_limits(const char *text, size_t len, const struct kp_limits *limits, long line,
			 const char *says)
{
	struct kp_document *document = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = fixture_parse(text, len, limits, &document, &error);
	if (line != 0) {
		table_assert_failed(status, &error, KP_ERR_LIMIT, line, says);
		assert_ptr_equal(document, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	kp_document_free(document);
}

static void test_limit(void **state)
{
	const struct limit_row *row = *state;
	struct kp_limits limits = fixture_limits;

	limits.document_nodes = row->nodes == 0 ? limits.document_nodes : row->nodes;
	limits.document_depth = row->depth == 0 ? limits.document_depth : row->depth;
	limits.document_anchors = row->anchors == 0 ? limits.document_anchors : row->anchors;
	check_limits(row->text, strlen(row->text), &limits, row->line, row->says);
}

/** What takes libyaml more time than it is long: 4 blanks in a row and 2 directives are the limits. */
struct slow_row {
	const char *name;
	const char *text;
	size_t len;
	long line; /* 0 if it fits */
	const char *says;
};

/** A directive in UTF-16. */
#define DIRECTIVE16 "%\0T\0A\0G\0 \0!\0 \0b\0\n\0"

/* clang-format off */
static struct slow_row slow_rows[] = {
	{ "blanks: just as many", BYTES("a: \"b    c\"\n"), 0, NULL },
	{ "blanks: one too many", BYTES("a:\n  \"b     c\"\n"), 2, "more than the limit of 4 blanks in a row" },
	{ "blanks: tabs and line ends", BYTES("a: |\n b \t\r\n\n c\n"), 2, "more than the limit of 4 blanks" },
	{ "blanks: the line ends that only Unicode has", BYTES("a: \"b\xC2\x85\xE2\x80\xA8\xC2\x85 c\"\n"), 1, "more than the limit of 4 blanks" },
	{ "blanks: UTF-16, little end first", BYTES("\xFF\xFE" "a\0:\0 \0b\0(\x20)\x20 \0c\0\n\0"), 1, "more than the limit of 4 blanks" },
	{ "blanks: UTF-16, big end first", BYTES("\xFE\xFF\0a\0:\0 \0b\0 \x20(\0\x85\0c\0\n"), 1, "more than the limit of 4 blanks" },
	{ "blanks: of many words", BYTES("a: b c d e f  g  h\n"), 0, NULL },
	{ "blanks: at the end", BYTES("a: b\n\n\n\n\n\n"), 1, "more than the limit of 4 blanks" },
	{ "blanks: JSON is read in one go", BYTES("{\"a\":       \"b       c\"}"), 0, NULL },
	{ "directives: just as many", BYTES("%TAG !a! b\n%TAG !c! d\n---\na: b\n"), 0, NULL },
	{ "directives: one too many", BYTES("%TAG !a! b\n%TAG !c! d\n%TAG !e! f\n---\na: b\n"), 3, "more than the limit of 2 directives" },
	{ "directives: behind comments", BYTES("#\n%YAML 1.1\n#\n%TAG !a! b\n%TAG !c! d\n---\na: b\n"), 5, "more than the limit of 2 directives" },
	{ "directives: UTF-16", BYTES("\xFF\xFE" DIRECTIVE16 DIRECTIVE16 DIRECTIVE16), 3, "more than the limit of 2 directives" },
	{ "directives: percentages are none", BYTES("a: 1%\nb: 2%\nc: 3%\nd: 4%\n"), 0, NULL },
	{ "directives: those of later documents are not looked at", BYTES("a: b\n...\n%TAG !a! b\n%TAG !c! d\n%TAG !e! f\n---\n"), 0, NULL },
};

/* clang-format on */

static void test_slow(void **state)
{
	const struct slow_row *row = *state;
	struct kp_limits limits = fixture_limits;

	limits.document_blanks = 4;
	limits.document_directives = 2;
	check_limits(row->text, row->len, &limits, row->line, row->says);
}

/** A billion laughs end at the limit, in no time. */
static void test_laughs(void **state)
{
	struct kp_text text = { 0 };
	struct kp_document *document = TABLE_UNTOUCHED;
	struct kp_error error;

	(void)state;
	kp_text_add_str(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 20; i++) {
		kp_text_addf(&text, "a%d: &a%d [", i, i);
		for (int at = 0; at < 10; at++) {
			kp_text_addf(&text, "%s*a%d", at == 0 ? "" : ", ", i - 1);
		}
		kp_text_add_str(&text, "]\n");
	}
	table_error_prepare(&error);
	table_assert_failed(fixture_parse(text.bytes, text.len, &fixture_limits, &document, &error),
			    &error, KP_ERR_LIMIT, 5, "aliases expanded");
	assert_ptr_equal(document, TABLE_UNTOUCHED);
	kp_text_done(&text);
}

/** A bomb of brackets ends at the limit, and not at the end of the stack. */
static void test_bomb(void **state)
{
	enum {
		LEN = 100000
	};

	char *bytes = malloc(LEN);
	struct kp_document *document = TABLE_UNTOUCHED;
	struct kp_error error;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, '[', LEN);
	table_error_prepare(&error);
	table_assert_failed(fixture_parse(bytes, LEN, &fixture_limits, &document, &error), &error,
			    KP_ERR_LIMIT, 1, "nested deeper");
	free(bytes);
}

/** Text of any kind never does harm: every prefix of some documents. */
static void test_prefixes(void **state)
{
	static const char *const texts[] = {
		FIXTURE_HEADER "a: &x {b: [1, \"\\x41\", 'c'], d: !!binary QUJD}\ne:\n  <<: *x\n"
			       "  f: |\n    g\n  ? h\n  : >-\n    i\n...\n",
		"{" FIXTURE_JSON_HEADER ",\"a\":[1.5e3,-2,\"\\u0041\\n\",true,null,{\"b\":{}}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (size_t len = 0; len <= strlen(texts[i]); len++) {
			uint8_t *bytes = malloc(len == 0 ? 1 : len);
			struct kp_document *document = NULL;
			enum kp_status status;

			assert_non_null(bytes);
			memcpy(bytes, texts[i], len);
			status = fixture_parse(bytes, len, &fixture_limits, &document, NULL);
			assert_true(status == KP_OK || status == KP_ERR_SYNTAX);
			assert_int_equal(status == KP_OK, document != NULL);
			kp_document_free(document);
			free(bytes);
		}
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_yaml, yaml_rows),
		TABLE_ROWS(test_json, json_rows),
		TABLE_ROWS(test_limit, limit_rows),
		TABLE_ROWS(test_slow, slow_rows),
		TABLE_ONE(test_laughs),
		TABLE_ONE(test_bomb),
		TABLE_ONE(test_prefixes),
	};

	return TABLE_MAIN(tables);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "document/envelope.h"
#include "fixture.h"
#include "table.h"

/** Of a component that is none of ours. */
static const struct kp_envelope toy = { .api_version = "toy.example/v2",
					.kind = "ToyConfiguration" };

struct row {
	const char *name;
	const char *text;
	long line;
	const char *says; /* of kp_envelope_check(); NULL if it is in order */
	bool has_kind;    /* enough for kp_envelope_check_kind() */
};

/* clang-format off */
static struct row rows[] = {
	{ "what is wanted", "kind: ToyConfiguration\napiVersion: toy.example/v2\n", 0, NULL, true },
	{ "and more", "a: 1\nkind: ToyConfiguration\napiVersion: toy.example/v2\n", 0, NULL, true },
	{ "another kind", "apiVersion: toy.example/v2\nkind: KubeletConfiguration\n", 2, "line 2: kind is KubeletConfiguration, not ToyConfiguration", true },
	{ "another group", "apiVersion: kubelet.config.k8s.io/v2\nkind: ToyConfiguration\n", 1, "line 1: apiVersion is kubelet.config.k8s.io/v2, not toy.example/v2", true },
	{ "another version", "kind: ToyConfiguration\napiVersion: toy.example/v1\n", 2, "line 2: apiVersion is toy.example/v1, not toy.example/v2", true },
	{ "no group", "kind: ToyConfiguration\napiVersion: v2\n", 2, "line 2: apiVersion is v2, not toy.example/v2", true },
	{ "both wrong: the kind is told", "apiVersion: x\nkind: x\n", 2, "line 2: kind is x, not ToyConfiguration", true },
	{ "a kind in other letters", "apiVersion: toy.example/v2\nkind: toyConfiguration\n", 2, "line 2: kind is toyConfiguration, not ToyConfiguration", true },
	{ "keys in other letters", "APIVersion: toy.example/v2\nKind: ToyConfiguration\n", 0, NULL, true },
	{ "a Kelvin sign and a long s in keys", "api" "Ver\xC5\xBFion: toy.example/v2\n\xE2\x84\xAAind: ToyConfiguration\n", 0, NULL, true },
	{ "a Kelvin sign sorts behind all letters", "\xE2\x84\xAAind: x\nkind: ToyConfiguration\napiVersion: toy.example/v2\n", 1, "line 1: kind is x, not ToyConfiguration", true },
	{ "a key with a Kelvin sign has to be a string too", "\xE2\x84\xAAind: 5\nkind: ToyConfiguration\napiVersion: toy.example/v2\n", 1, "line 1: \xE2\x84\xAAind: int where a string is wanted", false },
	{ "no kind", "apiVersion: toy.example/v2\n", 0, "kind is not set", false },
	{ "no version", "kind: ToyConfiguration\n", 0, "apiVersion is not set", true },
	{ "a null kind", "kind:\napiVersion: toy.example/v2\n", 0, "kind is not set", false },
	{ "a kind that is none", "kind: Toy Configuration\napiVersion: toy.example/v2\n", 1, "line 1: kind is not ToyConfiguration", true },
	{ "a kind of a few words of somebody", "kind: CORRECTHORSE\napiVersion: toy.example/v2\n", 1, "line 1: kind is not ToyConfiguration", true },
	{ "an empty kind", "kind: \"\"\napiVersion: toy.example/v2\n", 1, "line 1: kind is not ToyConfiguration", false },
	{ "a null version", "kind: ToyConfiguration\napiVersion: ~\n", 0, "apiVersion is not set", true },
	{ "a kind that is a number", "apiVersion: toy.example/v2\nkind: 5\n", 2, "line 2: kind: int where a string is wanted", false },
	{ "a version that is a list", "kind: ToyConfiguration\napiVersion: [toy.example/v2]\n", 2, "line 2: apiVersion: list where a string is wanted", false },
	{ "of spellings of a key all have to be strings", "KIND: 1\nkind: ToyConfiguration\napiVersion: toy.example/v2\n", 1, "line 1: KIND: int where a string is wanted", false },
	{ "of spellings the last in byte order counts", "kind: ToyConfiguration\nKIND: x\napiVersion: toy.example/v2\n", 0, NULL, true },
	{ "of spellings the last in byte order is refused", "kind: x\nKIND: ToyConfiguration\napiVersion: toy.example/v2\n", 1, "line 1: kind is x, not ToyConfiguration", true },
	{ "of equal keys the last counts", "kind: 5\nkind: ToyConfiguration\napiVersion: toy.example/v2\n", 0, NULL, true },
	{ "JSON", "{\"kind\":\"ToyConfiguration\",\n\"apiVersion\":\"toy.example/v2\"}", 0, NULL, true },
	{ "JSON: of spellings the last in the text counts", "{\"kind\":\"x\",\"KIND\":\"ToyConfiguration\",\"apiVersion\":\"toy.example/v2\"}", 0, NULL, true },
	{ "JSON: of equal keys all have to be strings", "{\"kind\":5,\n\"kind\":\"ToyConfiguration\",\"apiVersion\":\"toy.example/v2\"}", 1, "line 1: kind: int where a string is wanted", false },
	{ "JSON: a Kelvin sign behind it counts", "{\"kind\":\"ToyConfiguration\",\"\\u212Aind\":\"x\",\"apiVersion\":\"toy.example/v2\"}", 1, "line 1: kind is x, not ToyConfiguration", true },
	{ "nothing", "", 0, "kind is not set: the first document is empty", false },
	{ "null", "~\n", 0, "kind is not set: the first document is empty", false },
	{ "an empty map", "{}\n", 0, "kind is not set", false },
	{ "a list", "\n- kind: ToyConfiguration\n", 2, "line 2: the document is a list, not a map", false },
};

/* clang-format on */

static void test_check(void **state)
{
	const struct row *row = *state;
	struct kp_document *document = fixture_document(row->text);
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_envelope_check(&toy, document, &error);
	if (row->says == NULL) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, row->line, row->says);
	}
	table_error_prepare(&error);
	status = kp_envelope_check_kind(document, &error);
	if (row->has_kind) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, -1, NULL);
	}
	kp_document_free(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_check, rows),
	};

	return TABLE_MAIN(tables);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arbitrary bytes as text: quoted, they read back as themselves and as nothing else. The input is
 * one text, or two with a NUL between them. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "fuzz.h"
#include "shell_word.h"

static char *quote(void (*add)(struct kp_text *out, const char *bytes), const char *bytes)
{
	struct kp_text text = { 0 };
	char *quoted;

	add(&text, bytes);
	quoted = fuzz_finish(&text);
	FUZZ_CHECK(kp_quote_is_plain(quoted));
	return quoted;
}

/** A whole text is one word with a given meaning. */
static void check_word(const char *quoted, const char *meaning)
{
	KP_CLEANUP(kp_freep) char *word = malloc(strlen(quoted) + 1);
	const char *at = quoted;

	FUZZ_CHECK(word != NULL);
	FUZZ_CHECK(shell_word_read(&at, word));
	FUZZ_CHECK(*at == '\0');
	FUZZ_CHECK(strcmp(word, meaning) == 0);
}

static void check_one(const char *bytes)
{
	KP_CLEANUP(kp_freep) char *shell = quote(kp_quote_shell, bytes);
	KP_CLEANUP(kp_freep) char *text = quote(kp_quote_text, bytes);
	KP_CLEANUP(kp_freep) char *message = quote(kp_quote_message, bytes);

	check_word(shell, bytes);
	if (strncmp(text, "$'", 2) == 0) {
		check_word(text, bytes);
	} else {
		FUZZ_CHECK(strcmp(text, bytes) == 0);
	}
	FUZZ_CHECK((strcmp(message, bytes) == 0) == kp_quote_is_plain(bytes));
}

/** Different bytes stay different texts. */
static void check_pair(const char *left, const char *right)
{
	KP_CLEANUP(kp_freep) char *left_shell = quote(kp_quote_shell, left);
	KP_CLEANUP(kp_freep) char *right_shell = quote(kp_quote_shell, right);
	KP_CLEANUP(kp_freep) char *left_text = quote(kp_quote_text, left);
	KP_CLEANUP(kp_freep) char *right_text = quote(kp_quote_text, right);
	bool same = strcmp(left, right) == 0;

	FUZZ_CHECK((strcmp(left_shell, right_shell) == 0) == same);
	FUZZ_CHECK((strcmp(left_text, right_text) == 0) == same);
}

/** A message is whole or ends in dots. */
static void check_message(const char *bytes)
{
	struct kp_error error = { 0 };

	if (bytes[0] == '\0') {
		return;
	}
	fuzz_check_error(kp_fail(&error, KP_ERR_SYNTAX, "%s", bytes), &error);
	FUZZ_CHECK(strcmp(error.message, bytes) == 0 ||
		   strcmp(error.message + strlen(error.message) - strlen("..."), "...") == 0);
	fuzz_check_error(kp_wrap(&error, KP_ERR_SYNTAX, "%s", bytes), &error);
	free(quote(kp_quote_message, error.message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *left = fuzz_copy(data, size);
	size_t len = strlen(left);
	KP_CLEANUP(kp_freep)
	char *right = len == size ? NULL : fuzz_copy(data + len + 1, size - len - 1);
	/* What the quoted form looks like must not be taken for it. */
	KP_CLEANUP(kp_freep) char *text = quote(kp_quote_text, left);
	KP_CLEANUP(kp_freep) char *shell = quote(kp_quote_shell, left);

	check_one(left);
	check_one(text);
	check_pair(left, text);
	check_pair(left, shell);
	check_message(left);
	if (right != NULL) {
		check_one(right);
		check_pair(left, right);
	}
	return 0;
}

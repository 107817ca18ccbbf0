/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

_Noreturn void fuzz_fail(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

void fuzz_check_error(enum kp_status status, const struct kp_error *error)
{
	FUZZ_CHECK(status > KP_OK && status < KP_STATUS__COUNT);
	FUZZ_CHECK(error->status == status);
	FUZZ_CHECK(memchr(error->message, '\0', sizeof(error->message)) != NULL);
	FUZZ_CHECK(error->message[0] != '\0');
}

void fuzz_check_setting(const struct kp_setting *setting, const char *name)
{
	KP_CLEANUP(kp_freep) char *location = NULL;
	struct kp_text text = { 0 };

	FUZZ_CHECK(setting->name != NULL && strcmp(setting->name, name) == 0);
	FUZZ_CHECK(setting->source < KP_SOURCE__COUNT);
	kp_setting_add_location(setting, &text);
	location = fuzz_finish(&text);
	FUZZ_CHECK(setting->said_count > 0 && location[0] != '\0');
	/* A map can have members of files before those of flags. */
	FUZZ_CHECK(setting->source != KP_SOURCE_FLAG || strstr(location, "argv[") != NULL);
	FUZZ_CHECK(!setting->beats_files || setting->is_absent ||
		   setting->source == KP_SOURCE_FLAG || strcmp(location, "flag not given") == 0);
	FUZZ_CHECK(setting->element_count == 0 || setting->value != NULL);
	for (size_t i = 0; i < setting->element_count; i++) {
		FUZZ_CHECK(setting->elements[i] != NULL);
		FUZZ_CHECK(strstr(setting->value, setting->elements[i]) != NULL);
	}
	for (size_t i = 0; i < setting->overridden_count; i++) {
		FUZZ_CHECK(setting->overridden[i].value != NULL);
	}
}

static bool is_same_text(const char *left, const char *right)
{
	return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool is_same_places(const struct kp_setting *left, const struct kp_setting *right)
{
	bool same = left->said_count == right->said_count;

	for (size_t i = 0; same && i < left->said_count; i++) {
		same = kp_said_at_is(&left->said[i], &right->said[i]);
	}
	return same;
}

bool fuzz_is_same_setting(const struct kp_setting *left, const struct kp_setting *right)
{
	if (left == NULL || right == NULL) {
		return left == right;
	}
	return left->source == right->source && is_same_text(left->value, right->value) &&
	       is_same_places(left, right) && left->element_count == right->element_count;
}

char *fuzz_copy(const uint8_t *bytes, size_t len)
{
	char *copy = malloc(len + 1);

	FUZZ_CHECK(copy != NULL);
	if (len > 0) {
		memcpy(copy, bytes, len);
	}
	copy[len] = '\0';
	return copy;
}

char *fuzz_finish(struct kp_text *text)
{
	char *string = NULL;

	FUZZ_CHECK(kp_text_finish(text, &string, NULL) == KP_OK);
	return string;
}

struct kp_argv *fuzz_argv(const uint8_t *bytes, size_t len)
{
	KP_CLEANUP(kp_freep) char *copy = fuzz_copy(bytes, len);
	KP_CLEANUP(kp_freep) uint8_t *exact = malloc(len == 0 ? 1 : len);
	bool lines = strlen(copy) == len;
	struct kp_argv *argv = NULL;

	FUZZ_CHECK(exact != NULL);
	for (size_t i = 0; lines && i < len; i++) {
		if (copy[i] == '\n') {
			copy[i] = '\0';
		}
	}
	memcpy(exact, copy, len);
	FUZZ_CHECK(kp_argv_parse(exact, len, &argv, NULL) == KP_OK);
	return argv;
}

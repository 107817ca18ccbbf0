/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as flags and files have them: what is accepted is the same value when written out and read
 * again. The input is one value, up to its first NUL. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/path.h"
#include "fuzz.h"
#include "kubelet/flags.h"
#include "kubelet/labels.h"
#include "node/version_text.h"

/** Longer than any number that is written here. */
enum {
	NUMBER_SIZE = 64
};

static void check_int(const char *text, int base)
{
	char written[NUMBER_SIZE];
	int64_t narrow = 0;
	int64_t wide = 0;
	int64_t again = 0;
	bool is_wide = kp_go_int(text, base, 64, &wide);
	bool is_narrow = kp_go_int(text, base, 32, &narrow);

	FUZZ_CHECK(is_narrow == (is_wide && wide >= INT32_MIN && wide <= INT32_MAX));
	FUZZ_CHECK(!is_narrow || narrow == wide);
	if (!is_wide) {
		return;
	}
	(void)snprintf(written, sizeof(written), "%" PRId64, wide);
	FUZZ_CHECK(kp_go_int(written, 10, 64, &again) && again == wide);
	FUZZ_CHECK(kp_go_int(written, 0, 64, &again) && again == wide);
	(void)snprintf(written, sizeof(written), "%s0x%" PRIx64, wide < 0 ? "-" : "",
		       wide < 0 ? 0 - (uint64_t)wide : (uint64_t)wide);
	FUZZ_CHECK(kp_go_int(written, 0, 64, &again) && again == wide);
	FUZZ_CHECK(!kp_go_int(written, 10, 64, &again));
}

static void check_float(const char *text)
{
	char written[NUMBER_SIZE];
	double value = 0;
	double again = 0;
	int64_t integer = 0;

	if (kp_go_float(text, &value)) {
		(void)snprintf(written, sizeof(written), "%.17g", value);
		FUZZ_CHECK(kp_go_float(written, &again) && again == value);
	} else {
		FUZZ_CHECK(!kp_go_int(text, 10, 64, &integer));
	}
}

static void check_duration(const char *text)
{
	KP_CLEANUP(kp_freep) char *written = NULL;
	KP_CLEANUP(kp_freep) char *twice = NULL;
	struct kp_text out = { 0 };
	int64_t value = 0;
	int64_t again = 0;

	if (!kp_go_duration(text, &value)) {
		return;
	}
	kp_go_format_duration(&out, value);
	written = fuzz_finish(&out);
	FUZZ_CHECK(kp_go_duration(written, &again) && again == value);
	kp_go_format_duration(&out, again);
	twice = fuzz_finish(&out);
	FUZZ_CHECK(strcmp(written, twice) == 0);
	if (text[0] != '-' && text[0] != '+') {
		KP_CLEANUP(kp_freep) char *negative = NULL;

		kp_text_add_char(&out, '-');
		kp_text_add_str(&out, text);
		negative = fuzz_finish(&out);
		FUZZ_CHECK(kp_go_duration(negative, &again) && again == -value);
	}
}

static void check_bool(const char *text)
{
	bool value = false;
	bool again = false;

	if (kp_go_bool(text, &value)) {
		FUZZ_CHECK(kp_go_bool(value ? "true" : "false", &again) && again == value);
	}
}

/** Write a record with each field in quotes. @return caller-owned; NULL if that cannot be done */
static char *write_csv(const struct kp_strings *fields)
{
	struct kp_text out = { 0 };

	for (size_t i = 0; i < fields->count; i++) {
		if (strstr(fields->items[i], "\r\n") != NULL) {
			kp_text_done(&out);
			return NULL; /* would be read as \n */
		}
		kp_text_add_str(&out, i == 0 ? "\"" : ",\"");
		for (const char *at = fields->items[i]; *at != '\0'; at++) {
			kp_text_add(&out, "\"\"", *at == '"' ? 1 : 0);
			kp_text_add_char(&out, *at);
		}
		kp_text_add_char(&out, '"');
	}
	return fuzz_finish(&out);
}

static void check_csv(const char *text)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings fields = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings again = { 0 };
	KP_CLEANUP(kp_freep) char *written = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_go_csv(text, &fields, &error);

	if (status != KP_OK) {
		FUZZ_CHECK(status == KP_ERR_SYNTAX);
		fuzz_check_error(status, &error);
		return;
	}
	FUZZ_CHECK((fields.count == 0) == (text[0] == '\0'));
	written = write_csv(&fields);
	if (written == NULL) {
		return;
	}
	FUZZ_CHECK(kp_go_csv(written, &again, NULL) == KP_OK);
	FUZZ_CHECK(again.count == fields.count);
	for (size_t i = 0; i < fields.count; i++) {
		FUZZ_CHECK(strcmp(again.items[i], fields.items[i]) == 0);
	}
}

static void check_path(const char *text)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	KP_CLEANUP(kp_freep) char *again = NULL;

	if (text[0] == '\0') {
		return;
	}
	FUZZ_CHECK(kp_path_absolute("/var/lib", text, &path, NULL) == KP_OK);
	FUZZ_CHECK(path[0] == '/');
	FUZZ_CHECK(strstr(path, "//") == NULL && strstr(path, "/./") == NULL &&
		   strstr(path, "/../") == NULL);
	FUZZ_CHECK(path[1] == '\0' || path[strlen(path) - 1] != '/');
	FUZZ_CHECK(kp_path_absolute("/elsewhere", path, &again, NULL) == KP_OK);
	FUZZ_CHECK(strcmp(path, again) == 0);
}

static void check_trim(const char *text)
{
	KP_CLEANUP(kp_freep) char *copy = fuzz_copy((const uint8_t *)text, strlen(text));
	KP_CLEANUP(kp_freep) char *once = NULL;
	char *trimmed = kp_text_trim(copy);

	FUZZ_CHECK(strstr(text, trimmed) != NULL);
	once = fuzz_copy((const uint8_t *)trimmed, strlen(trimmed));
	FUZZ_CHECK(strcmp(kp_text_trim(trimmed), once) == 0);
}

/** No flag of any kind accepts a value and tells an error, or the other way round. */
static void check_flags(const char *text)
{
	for (size_t i = 0; i < kp_kubelet_flags.count; i++) {
		struct kp_error error = { 0 };
		enum kp_status status = kp_flag_check(&kp_kubelet_flags.rows[i], text, &error);

		if (status == KP_OK) {
			FUZZ_CHECK(error.status == KP_OK);
		} else {
			FUZZ_CHECK(status == KP_ERR_SYNTAX);
			fuzz_check_error(status, &error);
		}
	}
}

/** What is read without being written again. */
static void check_names(const char *text)
{
	int minor = -1;

	FUZZ_CHECK(kp_version_parse(text, &minor) ? minor >= 0 : minor == -1);
	FUZZ_CHECK(!kp_label_is_value(text) || text[0] == '\0' || kp_label_is_key(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *copy = fuzz_copy(data, size);
	KP_CLEANUP(kp_freep) char *text = fuzz_copy(data, strlen(copy));

	check_int(text, 0);
	check_int(text, 10);
	check_float(text);
	check_duration(text);
	check_bool(text);
	check_csv(text);
	check_path(text);
	check_trim(text);
	check_flags(text);
	check_names(text);
	return 0;
}

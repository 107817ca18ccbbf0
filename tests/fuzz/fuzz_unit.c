/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A unit with all of its files, up to its arguments. The input is up to four parts with lines `%%`
 * between them: the unit file, a drop-in file, the environment file /e, and systemd's own
 * configuration; a part that is missing is a file that is not there. The first byte is a letter for
 * the version of systemd. What the first part is also has to come back as arguments, when it is
 * quoted as systemd wants it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "file_tree.h"
#include "fuzz.h"
#include "systemd/command.h"
#include "systemd/load.h"
#include "systemd/mentions.h"
#include "systemd/unit.h"
#include "systemd/words.h"

enum {
	PARTS = 4,
};

/** The file of each part. */
static const char *const files[PARTS] = {
	"etc/systemd/system/kubelet.service",
	"etc/systemd/system/kubelet.service.d/x.conf",
	"e",
	"etc/systemd/system.conf",
};

/** What is there besides, the outer ones first. */
static const char *const directories[] = {
	"usr",
	"usr/lib",
	"usr/lib/systemd",
	"etc",
	"etc/systemd",
	"etc/systemd/system",
	"etc/systemd/system/kubelet.service.d",
	NULL,
};
static const char version_file[] = "usr/lib/systemd/libsystemd-shared-%d.so";

/** Versions whose rules differ; 0 is one that is not known. */
static const int versions[] = { 252, 239, 245, 254, 0, 257, 262 };

/** Let one version of systemd be installed. */
static void write_version(int wanted)
{
	char name[64];

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		(void)snprintf(name, sizeof(name), version_file, versions[i]);
		fuzz_tree_write(name, versions[i] == wanted && wanted != 0 ? "" : NULL, 0);
	}
}

/** A place is a line of one of the files. */
static void check_place(const struct fuzz_part *parts, const struct kp_said_at *at)
{
	FUZZ_CHECK(at->path != NULL && at->line > 0);
	for (size_t i = 0; i < PARTS; i++) {
		long lines = 1;

		if (strcmp(at->path + 1, files[i]) != 0) {
			continue;
		}
		FUZZ_CHECK(parts[i].bytes != NULL);
		for (size_t j = 0; j < parts[i].len; j++) {
			lines += parts[i].bytes[j] == '\n' ? 1 : 0;
		}
		FUZZ_CHECK(at->line <= lines);
		return;
	}
	fuzz_fail("the place is one of the files", __FILE__, __LINE__);
}

static void check_unit(const struct fuzz_part *parts, const struct kp_unit *unit)
{
	const struct kp_argv *argv = kp_unit_argv(unit);

	FUZZ_CHECK(strcmp(kp_unit_name(unit), "kubelet.service") == 0);
	if (kp_unit_is_masked(unit)) {
		FUZZ_CHECK(parts[0].len == 0 && argv == NULL);
		return;
	}
	FUZZ_CHECK(kp_unit_executable(unit)[0] == '/');
	FUZZ_CHECK(kp_unit_cwd(unit)[0] == '/');
	FUZZ_CHECK(kp_argv_count(argv) > 0);
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		const struct kp_said_at at = kp_argv_place(argv, i);

		check_place(parts, &at);
	}
	FUZZ_CHECK(kp_unit_has_variable(unit, "A") == KP_KNOWN_YES ||
		   kp_unit_variable(unit, "A") == NULL);
}

/** Load the unit of the tree. @return NULL if that fails, with an error as it should be */
static struct kp_unit *load(const struct kp_units *units)
{
	struct kp_unit *unit = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_unit_load(units, "kubelet.service", &unit, &error);

	if (status != KP_OK) {
		FUZZ_CHECK(unit == NULL);
		fuzz_check_error(status, &error);
	}
	return unit;
}

/** What a unit starts is mentioned by it. */
static void check_mentions(const struct kp_units *units, const struct kp_unit *unit)
{
	static const char *const anything[] = { "", NULL };
	struct kp_error error = { 0 };
	bool mentions = false;
	enum kp_status status =
		kp_unit_mentions(units, "kubelet.service", anything, &mentions, &error);

	if (status != KP_OK) {
		fuzz_check_error(status, &error);
	}
	FUZZ_CHECK(unit == NULL || kp_unit_is_masked(unit) || (status == KP_OK && mentions));
}

/** Both tell the same, however often one asks. */
static void check_same(const struct kp_unit *left, const struct kp_unit *right)
{
	FUZZ_CHECK((left == NULL) == (right == NULL));
	if (left == NULL || kp_unit_is_masked(left)) {
		return;
	}
	FUZZ_CHECK(kp_argv_count(kp_unit_argv(left)) == kp_argv_count(kp_unit_argv(right)));
	for (size_t i = 0; i < kp_argv_count(kp_unit_argv(left)); i++) {
		FUZZ_CHECK(strcmp(kp_argv_get(kp_unit_argv(left), i),
				  kp_argv_get(kp_unit_argv(right), i)) == 0);
	}
}

/** Add a word as systemd has to be told it. */
static void quote(struct kp_text *out, const char *word)
{
	kp_text_add_str(out, " \"");
	for (; *word != '\0'; word++) {
		if (*word == '$' || *word == '%') {
			kp_text_add_char(out, *word);
			kp_text_add_char(out, *word);
		} else if (*word > ' ' && *word <= '~' && strchr("\"\\", *word) == NULL) {
			kp_text_add_char(out, *word);
		} else {
			kp_text_addf(out, "\\x%02x", (unsigned char)*word);
		}
	}
	kp_text_add_char(out, '"');
}

/** Any words, quoted, come back as they are. */
static void check_quoted(const struct kp_ctx *ctx, const struct fuzz_part *part)
{
	struct kp_argv *words = fuzz_argv((const uint8_t *)part->bytes, part->len);
	struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	size_t len;

	kp_text_add_str(&text, "[Service]\nExecStart=/k");
	for (size_t i = 0; i < kp_argv_count(words); i++) {
		quote(&text, kp_argv_get(words, i));
	}
	len = text.len;
	bytes = fuzz_finish(&text);
	fuzz_tree_write(files[0], bytes, len);
	fuzz_tree_write(files[1], NULL, 0);
	fuzz_tree_write(files[3], NULL, 0);
	/* Those of the other tree remember its directories. */
	FUZZ_CHECK(kp_units_new(ctx, &units, NULL) == KP_OK);
	unit = load(units);
	if (kp_argv_count(words) < ctx->limits.argv_count) {
		FUZZ_CHECK(unit != NULL);
		FUZZ_CHECK(kp_argv_count(kp_unit_argv(unit)) == kp_argv_count(words) + 1);
	}
	for (size_t i = 0; unit != NULL && i < kp_argv_count(words); i++) {
		FUZZ_CHECK(strcmp(kp_argv_get(kp_unit_argv(unit), i + 1), kp_argv_get(words, i)) ==
			   0);
	}
	kp_argv_free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	KP_CLEANUP(kp_unit_freep) struct kp_unit *again = NULL;
	struct fuzz_part parts[PARTS] = { { 0 } };
	struct kp_ctx ctx = { .root_fd = -1 };

	if (size == 0) {
		return 0;
	}
	text = fuzz_copy(data + 1, size - 1);
	(void)fuzz_tree_make(directories);
	FUZZ_CHECK(kp_ctx_init(&ctx, fuzz_tree_path(), NULL) == KP_OK);
	fuzz_split(text, size - 1, parts, PARTS);
	for (size_t i = 0; i < PARTS; i++) {
		fuzz_tree_write(files[i], parts[i].bytes, parts[i].len);
	}
	write_version(versions[data[0] % (sizeof(versions) / sizeof(versions[0]))]);
	FUZZ_CHECK(kp_units_new(&ctx, &units, NULL) == KP_OK);
	unit = load(units);
	again = load(units);
	check_same(unit, again);
	check_mentions(units, unit);
	if (unit != NULL) {
		check_unit(parts, unit);
	}
	check_quoted(&ctx, &parts[0]);
	kp_ctx_done(&ctx);
	return 0;
}

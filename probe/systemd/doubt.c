/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/doubt.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/glob.h"
#include "systemd/links.h"

/** Note a command before the service that may write what the service reads. */
static void doubt_commands(const struct kp_unit_settings *settings, struct kp_text *text)
{
	for (size_t i = 0; text->len == 0 && i < KP_UNIT_SETTING_ROWS; i++) {
		const struct kp_unit_setting *preparing = &settings->preparing[i];

		if (preparing->assignment != NULL) {
			kp_text_add_str(text, preparing->path);
			kp_text_addf(text, ":%ld: ", kp_assignment_line(preparing->assignment, 0));
			kp_text_add_str(text, preparing->assignment->key);
			kp_text_add_str(text, "= may write the files that the service reads");
		}
	}
}

/** Add where what matches a pattern leads, if that is nowhere. */
static enum kp_status add_missing(const struct kp_ctx *ctx, const char *pattern,
				  struct kp_strings *missing, struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings found = { 0 };
	enum kp_status status = kp_glob(ctx, pattern, &found, reterr);

	if (status == KP_OK && found.count == 0) {
		return kp_strings_add(missing, pattern, strlen(pattern), reterr);
	}
	for (size_t i = 0; status == KP_OK && i < found.count; i++) {
		status = kp_link_missing(ctx, found.items[i], missing, reterr);
	}
	return status;
}

/** Add the environment files that are not there. */
static enum kp_status find_missing(const struct kp_unit_settings *settings,
				   const struct kp_ctx *ctx, struct kp_strings *missing,
				   struct kp_error *reterr)
{
	const struct kp_strings *files = &settings->files;
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < files->count; i++) {
		const char *file = files->items[i] + (files->items[i][0] == '-' ? 1 : 0);
		bool is_null = false;

		status = kp_is_null(ctx, file, &is_null, reterr);
		if (status == KP_OK && !is_null) {
			status = add_missing(ctx, file, missing, reterr);
		}
	}
	return status;
}

/** Note a file that is not there, where files are only while a system runs. */
static void doubt_missing(const struct kp_strings *missing, struct kp_text *text)
{
	for (size_t i = 0; text->len == 0 && i < missing->count; i++) {
		const char *path = missing->items[i];

		if (strncmp(path, "/run/", 5) == 0 || strncmp(path, "/var/run/", 9) == 0) {
			kp_text_add_str(text, path);
			kp_text_add_str(text, " is not there, and may be when the service starts");
		}
	}
}

enum kp_status kp_doubt(const struct kp_unit_settings *settings, const struct kp_ctx *ctx,
			struct kp_strings *missing, char **ret_doubt, struct kp_error *reterr)
{
	struct kp_text text = { 0 };
	enum kp_status status = find_missing(settings, ctx, missing, reterr);

	*ret_doubt = NULL;
	if (status != KP_OK) {
		return status;
	}
	doubt_commands(settings, &text);
	doubt_missing(missing, &text);
	if (text.len == 0 && !text.failed) {
		return KP_OK;
	}
	return kp_text_finish(&text, ret_doubt, reterr);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/overlaid.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/glob.h"
#include "files/root.h"

/** Whether a path is below a directory, or is it. */
static bool is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/** Whether something is mounted at a directory now; of a bind mount of the same file system, no. */
static bool is_mounted(const struct kp_ctx *ctx, const char *directory)
{
	KP_CLEANUP(kp_freep) char *above = NULL;
	struct stat inner;
	struct stat outer;

	return kp_path_absolute(directory, "..", &above, NULL) == KP_OK &&
	       kp_root_stat_beneath(ctx->root_fd, directory, &inner, NULL) == KP_OK &&
	       kp_root_stat_beneath(ctx->root_fd, above, &outer, NULL) == KP_OK &&
	       inner.st_dev != outer.st_dev;
}

/** Check one mount point. @param[in] place that says it, for the message */
static enum kp_status check_mount(const struct kp_ctx *ctx, const struct kp_strings *paths,
				  const char *directory, const char *place, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *point = NULL;
	enum kp_status status;

	if (directory[0] != '/') {
		return KP_OK; /* `none`, of swap */
	}
	status = kp_path_absolute("/", directory, &point, reterr);
	if (status != KP_OK || point[1] == '\0') {
		return status;
	}
	for (size_t i = 0; i < paths->count; i++) {
		if (is_below(paths->items[i], point) && !is_mounted(ctx, point)) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s: what is mounted at %s when the system runs covers %s",
				       place, point, paths->items[i]);
		}
	}
	return KP_OK;
}

/** Undo the octal escapes of a mount point (getmntent(3)). */
static void unescape(char *text)
{
	char *out = text;

	while (*text != '\0') {
		if (text[0] == '\\' && text[1] >= '0' && text[1] <= '3' && text[2] >= '0' &&
		    text[2] <= '7' && text[3] >= '0' && text[3] <= '7') {
			*out++ = (char)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) |
					(text[3] - '0'));
			text += 4;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}

/** Take the next field of a line. @return NULL at the end */
static char *next_field(char **line)
{
	char *field;

	do {
		field = strsep(line, " \t");
	} while (field != NULL && *field == '\0');
	return field;
}

/** Whether a file system is mounted by nobody but a person. */
static bool is_by_hand(const char *options)
{
	return options != NULL && strstr(options, "noauto") != NULL &&
	       strstr(options, "automount") == NULL;
}

/** Read a file. @param[out] ret_text caller-owned; NULL if it is not there, or is no regular file */
static enum kp_status read_text(const struct kp_ctx *ctx, const char *path, char **ret_text,
				struct kp_error *reterr)
{
	uint8_t *buf = NULL;
	struct kp_error error = { 0 };
	struct timespec changed;
	size_t len = 0;
	enum kp_status status = kp_ctx_read(ctx, ctx->root_fd, path, &buf, &len, &changed, &error);

	*ret_text = status == KP_OK ? (char *)buf : NULL;
	return status == KP_OK || status == KP_ERR_NOENT || status == KP_ERR_SYNTAX
		       ? KP_OK
		       : kp_tell(&error, reterr);
}

static enum kp_status check_fstab(const struct kp_ctx *ctx, const struct kp_strings *paths,
				  const char *path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	enum kp_status status = read_text(ctx, path, &text, reterr);
	char *rest = text;
	char *line;

	while (status == KP_OK && (line = strsep(&rest, "\n")) != NULL) {
		const char *what = next_field(&line);
		char *where = line == NULL ? NULL : next_field(&line);

		if (what == NULL || what[0] == '#' || where == NULL) {
			continue;
		}
		(void)next_field(&line);
		if (!is_by_hand(next_field(&line))) {
			unescape(where);
			status = check_mount(ctx, paths, where, path, reterr);
		}
	}
	return status;
}

/** Check one .mount unit. One that is empty, or a device, is masked. */
static enum kp_status check_unit(const struct kp_ctx *ctx, const struct kp_strings *paths,
				 const char *path, struct kp_error *reterr)
{
	static const char key[] = "Where=";
	KP_CLEANUP(kp_freep) char *text = NULL;
	enum kp_status status = read_text(ctx, path, &text, reterr);
	char *rest = text;
	char *line;

	while (status == KP_OK && (line = strsep(&rest, "\n")) != NULL) {
		line = kp_text_trim(line);
		if (strncmp(line, key, sizeof(key) - 1) == 0) {
			status = check_mount(ctx, paths, line + sizeof(key) - 1, path, reterr);
		}
	}
	return status;
}

/** Check that an extension has none of the files. */
static enum kp_status check_extension(const struct kp_ctx *ctx, const struct kp_strings *paths,
				      const char *extension, struct kp_error *reterr)
{
	for (size_t i = 0; i < paths->count; i++) {
		KP_CLEANUP(kp_freep) char *path = NULL;
		struct kp_text text = { 0 };
		struct stat st;
		enum kp_status status;

		kp_text_add_str(&text, extension);
		kp_text_add_str(&text, paths->items[i]);
		status = kp_text_finish(&text, &path, reterr);
		if (status != KP_OK) {
			return status;
		}
		if (kp_root_lstat_beneath(ctx->root_fd, path, &st, NULL) != KP_ERR_NOENT) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s covers %s when the system runs", path, paths->items[i]);
		}
	}
	return KP_OK;
}

/** What covers files, and how it is found out which. */
struct row {
	const char *pattern;
	enum kp_status (*check)(const struct kp_ctx *ctx, const struct kp_strings *paths,
				const char *path, struct kp_error *reterr);
};

static const struct row rows[] = {
	{ "/etc/fstab", check_fstab },
	{ "/etc/systemd/system/*.mount", check_unit },
	{ "/usr/local/lib/systemd/system/*.mount", check_unit },
	{ "/usr/lib/systemd/system/*.mount", check_unit },
	{ "/etc/extensions/*", check_extension },
	{ "/run/extensions/*", check_extension },
	{ "/var/lib/extensions/*", check_extension },
	{ "/run/confexts/*", check_extension },
	{ "/usr/lib/confexts/*", check_extension },
	{ "/usr/local/lib/confexts/*", check_extension },
	{ "/var/lib/confexts/*", check_extension },
};

/** Check all that a row is about. */
static enum kp_status check_row(const struct row *row, const struct kp_ctx *ctx,
				const struct kp_strings *paths, struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings found = { 0 };
	enum kp_status status = kp_glob(ctx, row->pattern, &found, reterr);

	for (size_t i = 0; status == KP_OK && i < found.count; i++) {
		status = row->check(ctx, paths, found.items[i], reterr);
	}
	return status;
}

enum kp_status kp_overlaid_check(const struct kp_ctx *ctx, const struct kp_strings *paths,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < sizeof(rows) / sizeof(rows[0]); i++) {
		status = check_row(&rows[i], ctx, paths, reterr);
	}
	return status;
}

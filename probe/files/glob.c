/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/glob.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/root.h"

/** The stars of one name: fnmatch() may try each against each. */
enum {
	STARS = 4
};

/** Add the path of a name in a directory. */
static enum kp_status add_path(const struct kp_ctx *ctx, struct kp_strings *paths, const char *dir,
			       const char *name, struct kp_error *reterr)
{
	struct kp_text text = { 0 };
	char *path = NULL;
	enum kp_status status;

	if (paths->count >= ctx->limits.unit_files) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than %zu files match",
			       ctx->limits.unit_files);
	}
	kp_text_add_str(&text, dir);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	status = kp_text_finish(&text, &path, reterr);
	return status == KP_OK ? kp_strings_take(paths, path, reterr) : status;
}

/** Add what matches in one directory. */
static enum kp_status match_entries(const struct kp_ctx *ctx, const char *dir, const char *pattern,
				    struct kp_strings *paths, struct kp_error *reterr)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status = kp_root_list_beneath(ctx->root_fd, *dir == '\0' ? "/" : dir,
						     ctx->limits.unit_entries, &entries, &error);

	if (status == KP_ERR_NOENT) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		if (fnmatch(pattern, entries.items[i].name, FNM_PERIOD) == 0) {
			status = add_path(ctx, paths, dir, entries.items[i].name, reterr);
		}
	}
	return status;
}

/** Go one name deeper, from all directories that match so far. */
static enum kp_status descend(const struct kp_ctx *ctx, const char *name, struct kp_strings *paths,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings above = *paths;
	bool has_magic = strpbrk(name, "*?[") != NULL;
	enum kp_status status = KP_OK;
	size_t stars = 0;

	*paths = (struct kp_strings){ 0 };
	for (const char *at = name; *at != '\0'; at++) {
		stars += *at == '*' ? 1 : 0;
	}
	if (stars > STARS) {
		return kp_fail(reterr, KP_ERR_LIMIT, "a pattern with more than %d stars", STARS);
	}
	for (size_t i = 0; status == KP_OK && i < above.count; i++) {
		status = has_magic ? match_entries(ctx, above.items[i], name, paths, reterr)
				   : add_path(ctx, paths, above.items[i], name, reterr);
	}
	return status;
}

/** Leave out what is not there. */
static enum kp_status drop_missing(const struct kp_ctx *ctx, struct kp_strings *paths,
				   struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < paths->count; i++) {
		struct stat st;
		enum kp_status status =
			kp_root_lstat_beneath(ctx->root_fd, paths->items[i], &st, &error);

		if (status == KP_OK) {
			char *path = paths->items[i];

			paths->items[i] = paths->items[kept];
			paths->items[kept++] = path;
		} else if (status != KP_ERR_NOENT) {
			return kp_tell(&error, reterr);
		}
	}
	while (paths->count > kept) {
		free(paths->items[--paths->count]);
	}
	return KP_OK;
}

static int compare_paths(const void *left, const void *right)
{
	const char *const *l = left;
	const char *const *r = right;

	return strcmp(*l, *r);
}

enum kp_status kp_glob(const struct kp_ctx *ctx, const char *pattern, struct kp_strings *paths,
		       struct kp_error *reterr)
{
	enum kp_status status;

	if (strchr(pattern, '\\') != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "a backslash in the path %s", pattern);
	}
	status = kp_strings_add(paths, "", 0, reterr);
	while (status == KP_OK && *pattern != '\0') {
		KP_CLEANUP(kp_freep) char *name = NULL;
		size_t len;

		pattern += strspn(pattern, "/");
		len = strcspn(pattern, "/");
		if (len == 0) {
			break;
		}
		name = strndup(pattern, len);
		status = name == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory")
				      : descend(ctx, name, paths, reterr);
		pattern += len;
	}
	if (status == KP_OK) {
		status = drop_missing(ctx, paths, reterr);
	}
	if (status == KP_OK && paths->count > 1) {
		qsort(paths->items, paths->count, sizeof(*paths->items), compare_paths);
	}
	return status;
}

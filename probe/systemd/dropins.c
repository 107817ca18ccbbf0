/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/dropins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/index.h"
#include "base/text.h"
#include "files/glob.h"
#include "files/root.h"
#include "systemd/links.h"
#include "systemd/unit_name.h"
#include "systemd/version.h"

/** Versions to which a link in a circle hides a file of its name, up to OLD, and none, from NEW. */
enum {
	CIRCLES_OLD = 257,
	CIRCLES_NEW = 262
};

/** The first version that looks for its own configuration in other places than /etc (NEWS). */
enum {
	MAIN_ELSEWHERE_SINCE = 256
};

/** A search under way. */
struct search {
	const struct kp_units *units;
	const struct kp_ctx *ctx;
	int systemd;
	bool is_manager; /* for systemd's own configuration, in which what cannot be read ends the rest */
	struct kp_strings *paths;
	struct kp_index *found; /* the names of the files */
	struct kp_strings
		*missing; /* where links lead to nothing; NULL for whom that does not matter */
	struct kp_error *reterr;
};

/** Whether a drop-in file of that name was found before, which then is the one that counts. */
static bool is_found(const struct search *search, const char *name)
{
	size_t at;

	return kp_index_find(search->found, name, strlen(name), &at);
}

/**
 * Whether an entry is a link in a circle, or through a file, of which the version is known not to take
 * notice.
 */
static enum kp_status look_for_circle(const struct search *search, const char *path,
				      bool *ret_skipped)
{
	struct kp_error error = { 0 };
	struct stat st;

	*ret_skipped = false;
	if (kp_root_stat_beneath(search->ctx->root_fd, path, &st, &error) == KP_OK ||
	    (error.sys_errno != ENOTDIR && !kp_is_circle(search->ctx, path, &error))) {
		return KP_OK;
	}
	if (!search->is_manager &&
	    (search->systemd == KP_SYSTEMD_UNKNOWN ||
	     (search->systemd > CIRCLES_OLD && search->systemd < CIRCLES_NEW))) {
		return kp_fail(
			search->reterr, KP_ERR_UNSUPPORTED,
			"%s is a symbolic link that leads nowhere, which versions of systemd "
			"take differently, and its version is not known",
			path);
	}
	*ret_skipped = search->systemd >= CIRCLES_NEW;
	return KP_OK;
}

/** Take the file of an entry. */
static enum kp_status take_entry(const struct search *search, const char *directory,
				 const char *name)
{
	static const char suffix[] = ".conf";
	size_t len = strlen(name);
	struct kp_text path = { 0 };
	char *string = NULL;
	bool skipped = false;
	enum kp_status status;

	if (name[0] == '.' || len < sizeof(suffix) ||
	    strcmp(name + len - (sizeof(suffix) - 1), suffix) != 0 || is_found(search, name)) {
		return KP_OK;
	}
	if (search->paths->count >= search->ctx->limits.unit_files) {
		return kp_fail(search->reterr, KP_ERR_LIMIT, "more than %zu drop-in files",
			       search->ctx->limits.unit_files);
	}
	kp_text_add_str(&path, directory);
	kp_text_add_char(&path, '/');
	kp_text_add_str(&path, name);
	status = kp_text_finish(&path, &string, search->reterr);
	if (status == KP_OK) {
		status = look_for_circle(search, string, &skipped);
	}
	if (status != KP_OK || skipped) {
		free(string);
		return status;
	}
	status = kp_strings_take(search->paths, string, search->reterr);
	return status == KP_OK ? kp_index_put(search->found, name, strlen(name),
					      search->paths->count - 1, search->reterr)
			       : status;
}

/** Take the files of DIRECTORY/NAME.d. */
static enum kp_status take_directory(const struct search *search, const char *directory,
				     const char *name)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status;

	kp_text_add_str(&text, directory);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	kp_text_add_str(&text, ".d");
	status = kp_text_finish(&text, &path, search->reterr);
	if (status != KP_OK) {
		return status;
	}
	status = kp_root_list_beneath(search->ctx->root_fd, path, search->ctx->limits.unit_entries,
				      &entries, &error);
	if (status == KP_ERR_NOENT || kp_is_circle(search->ctx, path, &error)) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, search->reterr);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		status = take_entry(search, path, entries.items[i].name);
	}
	return status;
}

/** Take the files for a name in one directory of units, if that has some. */
static enum kp_status take_dropins(const struct search *search, size_t directory, const char *name)
{
	return kp__units_has_dropins(search->units, directory, name)
		       ? take_directory(search, kp__units_directory(directory), name)
		       : KP_OK;
}

/** The name of the next more general drop-in directory. @param[out] ret_name NULL at the end */
static enum kp_status shorten(const char *name, char **ret_name, struct kp_error *reterr)
{
	size_t len = kp_unit_name_shorten(name, kp_unit_name_prefix_len(name));

	*ret_name = NULL;
	return len == 0 ? KP_OK : kp_unit_name_build(name, len, name, ret_name, reterr);
}

/** Take the files for a name in one directory of units, and for all that are more general. @param[in] name consumed */
static enum kp_status take_shortened(const struct search *search, size_t directory, char *name)
{
	char *at = name;
	enum kp_status status = KP_OK;

	while (status == KP_OK && at != NULL) {
		KP_CLEANUP(kp_freep) char *taken = kp_steal(&at);

		status = take_dropins(search, directory, taken);
		if (status == KP_OK) {
			status = shorten(taken, &at, search->reterr);
		}
	}
	free(at);
	return status;
}

/** Take the files for a name in one directory of units, and for all that it is a case of. */
static enum kp_status take_name(const struct search *search, size_t directory, const char *name)
{
	char *general = NULL;
	enum kp_status status = take_dropins(search, directory, name);

	/* Its template with all that is more general comes before a shorter instance, whose own has nothing
	 * that this has not. */
	if (status == KP_OK && kp_unit_name_kind(name) == KP_UNIT_NAME_INSTANCE) {
		status = kp_unit_name_template(name, &general, search->reterr);
	}
	if (status == KP_OK && general != NULL) {
		status = take_shortened(search, directory, kp_steal(&general));
	}
	if (status == KP_OK) {
		status = shorten(name, &general, search->reterr);
	}
	return status == KP_OK && general != NULL
		       ? take_shortened(search, directory, kp_steal(&general))
		       : status;
}

/** Leave out what systemd skips: what is not there, or cannot be read. */
static enum kp_status drop_skipped(const struct search *search)
{
	struct kp_strings *paths = search->paths;
	size_t kept = 0;

	for (size_t i = 0; i < paths->count; i++) {
		char *path = paths->items[i];
		struct kp_error error = { 0 };
		struct stat st = { 0 };
		enum kp_status status =
			kp_root_stat_beneath(search->ctx->root_fd, path, &st, &error);

		bool is_circle = kp_is_circle(search->ctx, path, &error);

		if (status != KP_OK && status != KP_ERR_NOENT && !is_circle) {
			return kp_tell(&error, search->reterr);
		}
		if (status == KP_ERR_NOENT && search->missing != NULL) {
			status =
				kp_link_missing(search->ctx, path, search->missing, search->reterr);
			if (status != KP_OK) {
				return status;
			}
			continue;
		}
		if (status == KP_OK ? search->is_manager || !S_ISDIR(st.st_mode)
				    : search->is_manager && is_circle) {
			paths->items[i] = paths->items[kept];
			paths->items[kept++] = path;
		}
	}
	while (paths->count > kept) {
		free(paths->items[--paths->count]);
	}
	return KP_OK;
}

static int compare_bases(const void *left, const void *right)
{
	const char *const *l = left;
	const char *const *r = right;

	return strcmp(kp_text_basename(*l), kp_text_basename(*r));
}

/**
 * Add the main file of systemd's own configuration, if it is there.
 * @param[out] ret_ends whether systemd cannot read it, and then reads nothing
 */
static enum kp_status take_main(const struct search *search, const char *path, bool *ret_ends)
{
	struct kp_error error = { 0 };
	struct stat st;
	enum kp_status status = kp_root_stat_beneath(search->ctx->root_fd, path, &st, &error);

	*ret_ends = status == KP_OK ? S_ISDIR(st.st_mode) : kp_is_circle(search->ctx, path, &error);
	if (*ret_ends || status == KP_ERR_NOENT) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, search->reterr);
	}
	return kp_strings_add(search->paths, path, strlen(path), search->reterr);
}

/**
 * Find the files of systemd's own configuration.
 * @param[in,out] paths empty. @param[out] ret_unsure as is_unsure of struct kp_units_common
 */
static enum kp_status find_manager(const struct kp_units *units, struct kp_strings *paths,
				   bool *ret_unsure, struct kp_error *reterr)
{
	static const struct {
		const char *directory;
		const char *main;
	} rows[] = {
		{ "/etc/systemd", "/etc/systemd/system.conf" },
		{ "/run/systemd", "/run/systemd/system.conf" },
		{ "/usr/local/lib/systemd", "/usr/local/lib/systemd/system.conf" },
		{ "/usr/lib/systemd", "/usr/lib/systemd/system.conf" },
		{ "/lib/systemd", "/lib/systemd/system.conf" },
	};

	const int systemd = kp_units_systemd(units);
	const size_t count = sizeof(rows) / sizeof(rows[0]);
	KP_CLEANUP(kp_index_done) struct kp_index found = { 0 };
	const struct search search = { .units = units,
				       .ctx = kp_units_ctx(units),
				       .systemd = systemd,
				       .is_manager = true,
				       .paths = paths,
				       .found = &found,
				       .reterr = reterr };
	const bool is_old = systemd != KP_SYSTEMD_UNKNOWN && systemd < MAIN_ELSEWHERE_SINCE;
	enum kp_status status = KP_OK;
	bool ends = false;
	size_t mains;

	*ret_unsure = false;
	for (size_t i = 0;
	     status == KP_OK && !ends && paths->count == 0 && i < (is_old ? 1 : count); i++) {
		status = take_main(&search, rows[i].main, &ends);
	}
	if (status != KP_OK || ends) {
		return status;
	}
	mains = paths->count;
	*ret_unsure = systemd == KP_SYSTEMD_UNKNOWN && mains > 0 &&
		      strcmp(paths->items[0], rows[0].main) != 0;
	for (size_t i = 0; status == KP_OK && i < count; i++) {
		status = take_directory(&search, rows[i].directory, "system.conf");
	}
	if (status == KP_OK) {
		status = drop_skipped(&search);
	}
	if (status == KP_OK && paths->count > mains + 1) {
		qsort(paths->items + mains, paths->count - mains, sizeof(*paths->items),
		      compare_bases);
	}
	return status;
}

/** Find out whether there are generators of environments. */
static enum kp_status find_generators(const struct kp_units *units, bool *ret_has,
				      struct kp_error *reterr)
{
	static const char *const patterns[] = {
		"/run/systemd/system-environment-generators/*",
		"/etc/systemd/system-environment-generators/*",
		"/usr/local/lib/systemd/system-environment-generators/*",
		"/usr/lib/systemd/system-environment-generators/*",
		"/lib/systemd/system-environment-generators/*",
	};

	*ret_has = false;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
		enum kp_status status = kp_glob(kp_units_ctx(units), patterns[i], &paths, reterr);

		if (status != KP_OK) {
			return status;
		}
		for (size_t j = 0; j < paths.count; j++) {
			*ret_has = *ret_has || strcmp(kp_text_basename(paths.items[j]),
						      "snapd-env-generator") != 0;
		}
	}
	return KP_OK;
}

enum kp_status kp_units_manager(const struct kp_units *units,
				const struct kp_units_common **ret_common, struct kp_error *reterr)
{
	struct kp_units_common *common = kp__units_common(units);

	if (!common->is_known) {
		common->is_known = true;
		common->status =
			find_manager(units, &common->manager, &common->is_unsure, &common->error);
		if (common->status == KP_OK) {
			common->status =
				find_generators(units, &common->has_generators, &common->error);
		}
	}
	if (common->status != KP_OK) {
		return kp_tell(&common->error, reterr);
	}
	*ret_common = common;
	return KP_OK;
}

enum kp_status kp_units_dropins(const struct kp_units *units, const struct kp_strings *names,
				struct kp_strings *paths, struct kp_strings *missing,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_index_done) struct kp_index found = { 0 };
	const struct search search = { .units = units,
				       .ctx = kp_units_ctx(units),
				       .systemd = kp_units_systemd(units),
				       .paths = paths,
				       .found = &found,
				       .missing = missing,
				       .reterr = reterr };
	enum kp_status status = KP_OK;

	for (size_t i = 0; i < names->count; i++) {
		for (size_t j = 0; status == KP_OK && kp__units_directory(j) != NULL; j++) {
			status = take_name(&search, j, names->items[i]);
		}
	}
	/* service.d: for all services, and the last to be asked. */
	for (size_t j = 0; status == KP_OK && kp__units_directory(j) != NULL; j++) {
		status = take_dropins(&search, j, &KP_UNIT_SUFFIX[1]);
	}
	if (status == KP_OK) {
		status = drop_skipped(&search);
	}
	if (status == KP_OK && paths->count > 1) {
		qsort(paths->items, paths->count, sizeof(*paths->items), compare_bases);
	}
	return status;
}

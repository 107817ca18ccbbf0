/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/units.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/root.h"
#include "systemd/aliases.h"
#include "systemd/unit_name.h"
#include "systemd/version.h"

/** Links from alias to alias that systemd follows (unit-file.c). */
enum {
	FOLLOW_MAX = 8,
};

/**
 * path-lookup.c of systemd 252, the system's. What is in /run is there on a running system only.
 * /lib is another directory than /usr/lib on old distributions.
 */
static const char *const directories[] = {
	"/etc/systemd/system.control", "/run/systemd/system.control",
	"/run/systemd/transient",      "/run/systemd/generator.early",
	"/etc/systemd/system",         "/etc/systemd/system.attached",
	"/run/systemd/system",         "/run/systemd/system.attached",
	"/run/systemd/generator",      "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",     "/lib/systemd/system",
	"/run/systemd/generator.late",
};

enum {
	DIRECTORIES = sizeof(directories) / sizeof(directories[0])
};

struct kp_units {
	const struct kp_ctx *ctx;
	int systemd;
	struct kp_unit_entry *names; /* in the byte order of their names, each once */
	size_t count;
	size_t size;
	size_t sorted; /* so many of them; the others are new, and in order too */
	struct kp_aliases aliases;
	struct kp_strings dropins[DIRECTORIES]; /* names of directories, in byte order */
	struct kp_units_common *common;
	struct kp_strings wanted; /* in byte order, some more than once */
	struct kp_strings listed; /* as of kp_units_next() */
};

const char *kp__units_directory(size_t index)
{
	return index < DIRECTORIES ? directories[index] : NULL;
}

static void name_done(struct kp_unit_entry *name)
{
	free(name->name);
	free(name->path);
	free(name->target);
}

void kp_units_free(struct kp_units *units)
{
	if (units == NULL) {
		return;
	}
	for (size_t i = 0; i < units->count; i++) {
		name_done(&units->names[i]);
	}
	free(units->names);
	kp_aliases_done(&units->aliases);
	for (size_t i = 0; i < DIRECTORIES; i++) {
		kp_strings_done(&units->dropins[i]);
	}
	if (units->common != NULL) {
		kp_strings_done(&units->common->manager);
		free(units->common);
	}
	kp_strings_done(&units->wanted);
	kp_strings_done(&units->listed);
	free(units);
}

void kp_units_freep(struct kp_units **units)
{
	kp_units_free(*units);
}

int kp_units_systemd(const struct kp_units *units)
{
	return units->systemd;
}

const struct kp_ctx *kp_units_ctx(const struct kp_units *units)
{
	return units->ctx;
}

struct kp_units_common *kp__units_common(const struct kp_units *units)
{
	return units->common;
}

/** Compare a name with that of a struct kp_unit_entry. */
static int compare_with_name(const void *wanted, const void *name)
{
	return strcmp(wanted, ((const struct kp_unit_entry *)name)->name);
}

/** @return a name that directories before had; NULL if none had it */
static const struct kp_unit_entry *get(const struct kp_units *units, const char *name)
{
	return units->sorted == 0 ? NULL
				  : bsearch(name, units->names, units->sorted,
					    sizeof(*units->names), compare_with_name);
}

/** Compare a name with `.d` behind it with that of a list. */
static int compare_with_dropins(const void *wanted, const void *item)
{
	const char *name = wanted;
	const char *other = *(char *const *)item;
	size_t len = strlen(name);
	int order = strncmp(name, other, len);

	return order != 0 ? order : strcmp(".d", other + len);
}

bool kp__units_has_dropins(const struct kp_units *units, size_t directory, const char *name)
{
	const struct kp_strings *names = &units->dropins[directory];

	return names->count > 0 && bsearch(name, names->items, names->count, sizeof(*names->items),
					   compare_with_dropins) != NULL;
}

/** Add a name behind those that a directory has had so far. @param[in] name consumed, also on failure */
static enum kp_status append(struct kp_units *units, struct kp_unit_entry *name,
			     struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&units->names, units->count, &units->size,
						 sizeof(*units->names), reterr);

	if (status == KP_OK && units->count >= units->ctx->limits.unit_names) {
		status = kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu services",
				 units->ctx->limits.unit_names);
	}
	if (status != KP_OK) {
		name_done(name);
		return status;
	}
	units->names[units->count++] = *name;
	return KP_OK;
}

/** Put the names of a directory between those of the directories before. */
static enum kp_status merge(struct kp_units *units, struct kp_error *reterr)
{
	size_t new_count = units->count - units->sorted;
	KP_CLEANUP(kp_freep) struct kp_unit_entry *new = NULL;
	size_t old = units->sorted;
	size_t at = units->count;

	if (new_count == 0) {
		return KP_OK;
	}
	new = calloc(new_count, sizeof(*new));
	if (new == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	memcpy(new, units->names + old, new_count * sizeof(*new));
	while (new_count > 0) {
		bool is_old =
			old > 0 && strcmp(units->names[old - 1].name, new[new_count - 1].name) > 0;

		units->names[--at] = is_old ? units->names[--old] : new[--new_count];
	}
	units->sorted = units->count;
	return KP_OK;
}

/** Whether a path is inside of a directory of unit files. */
static bool is_searched(const char *path)
{
	for (size_t i = 0; i < DIRECTORIES; i++) {
		size_t len = strlen(directories[i]);

		if (strncmp(path, directories[i], len) == 0 && path[len] == '/') {
			return true;
		}
	}
	return false;
}

/** Whether systemd takes one name as an alias of another. */
static bool is_alias(const char *name, const char *target)
{
	enum kp_unit_name_kind from = kp_unit_name_kind(name);
	enum kp_unit_name_kind to = kp_unit_name_kind(target);

	if (to == KP_UNIT_NAME_INVALID) {
		return false;
	}
	if (from == KP_UNIT_NAME_INSTANCE && to == KP_UNIT_NAME_INSTANCE) {
		return strcmp(kp_unit_name_instance(name), kp_unit_name_instance(target)) == 0;
	}
	return from == to || (from == KP_UNIT_NAME_INSTANCE && to == KP_UNIT_NAME_TEMPLATE);
}

/**
 * Understand a symbolic link of a directory.
 * @param[out] ret_target caller-owned; NULL if it is a unit file of its own
 * @param[out] ret_skipped whether systemd takes no notice of it
 */
static enum kp_status read_link(const struct kp_units *units, const char *directory,
				const char *path, const char *name, char **ret_target,
				bool *ret_skipped, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *target = NULL;
	KP_CLEANUP(kp_freep) char *absolute = NULL;
	const char *base;
	enum kp_status status =
		kp_root_readlink_beneath(units->ctx->root_fd, path, &target, reterr);

	if (status == KP_OK) {
		status = kp_path_absolute(directory, target, &absolute, reterr);
	}
	if (status != KP_OK || !is_searched(absolute)) {
		return status;
	}
	base = kp_text_basename(absolute);
	if (strcmp(base, name) == 0 || !is_alias(name, base)) {
		*ret_skipped = true;
		return KP_OK;
	}
	return kp_text_dup(base, ret_target, reterr);
}

/** Join a directory and a name. */
static enum kp_status join(const char *directory, const char *name, char **ret_path,
			   struct kp_error *reterr)
{
	struct kp_text path = { 0 };

	kp_text_add_str(&path, directory);
	kp_text_add_char(&path, '/');
	kp_text_add_str(&path, name);
	return kp_text_finish(&path, ret_path, reterr);
}

/** Take an entry that can be a unit, unless a directory before has that name. */
static enum kp_status take_unit(struct kp_units *units, const char *directory,
				const struct kp_entry *entry, struct kp_error *reterr)
{
	struct kp_unit_entry name = { 0 };
	bool skipped = false;
	enum kp_status status;

	/* A directory is none, and hides none (unit-file.c). */
	if (entry->is_dir || get(units, entry->name) != NULL) {
		return KP_OK;
	}
	status = join(directory, entry->name, &name.path, reterr);
	if (status == KP_OK && entry->is_link) {
		status = read_link(units, directory, name.path, entry->name, &name.target, &skipped,
				   reterr);
	}
	if (status == KP_OK && !skipped) {
		status = kp_text_dup(entry->name, &name.name, reterr);
	}
	if (status != KP_OK || skipped) {
		name_done(&name);
		return status;
	}
	if (name.target != NULL) {
		free(kp_steal(&name.path));
	}
	return append(units, &name, reterr);
}

/** List a directory, which need not be there. */
static enum kp_status list(const struct kp_units *units, const char *path,
			   struct kp_entries *entries, struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status = kp_root_list_beneath(
		units->ctx->root_fd, path, units->ctx->limits.unit_entries, entries, &error);

	return status == KP_OK || status == KP_ERR_NOENT ? KP_OK : kp_tell(&error, reterr);
}

/** Take the services that a .wants directory names. */
static enum kp_status take_wanted(struct kp_units *units, const char *directory, const char *name,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status = join(directory, name, &path, reterr);

	if (status == KP_OK) {
		status = list(units, path, &entries, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		enum kp_unit_name_kind kind = kp_unit_name_kind(entries.items[i].name);

		if (kind != KP_UNIT_NAME_PLAIN && kind != KP_UNIT_NAME_INSTANCE) {
			continue;
		}
		if (units->wanted.count >= units->ctx->limits.unit_names) {
			return kp_fail(reterr, KP_ERR_LIMIT,
				       "more than the limit of %zu wanted services",
				       units->ctx->limits.unit_names);
		}
		status = kp_strings_take(&units->wanted, kp_steal(&entries.items[i].name), reterr);
	}
	return status;
}

/** Take all of a directory. */
static enum kp_status take_directory(struct kp_units *units, size_t index, struct kp_error *reterr)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	const char *directory = directories[index];
	enum kp_status status = list(units, directory, &entries, reterr);

	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		struct kp_entry *entry = &entries.items[i];

		if (kp_text_has_end(entry->name, ".d")) {
			status = kp_strings_take(&units->dropins[index], kp_steal(&entry->name),
						 reterr);
		} else if (kp_unit_name_kind(entry->name) != KP_UNIT_NAME_INVALID) {
			status = take_unit(units, directory, entry, reterr);
		} else if (kp_text_has_end(entry->name, ".wants") ||
			   kp_text_has_end(entry->name, ".requires")) {
			status = take_wanted(units, directory, entry->name, reterr);
		}
	}
	return status == KP_OK ? merge(units, reterr) : status;
}

/**
 * Follow aliases to the name that has a file.
 * @param[out] ret_name the name whose file it is
 * @return KP_OK; KP_ERR_NOENT: there is no such name; KP_ERR_SYNTAX: an alias of nothing
 */
static enum kp_status resolve(const struct kp_units *units, const char *name,
			      const struct kp_unit_entry **ret_name, struct kp_error *reterr)
{
	const char *at = name;

	for (size_t i = 0; i < FOLLOW_MAX; i++) {
		KP_CLEANUP(kp_freep) char *template = NULL;
		const struct kp_unit_entry *found = get(units, at);

		if (found == NULL && kp_unit_name_kind(at) == KP_UNIT_NAME_INSTANCE) {
			enum kp_status status = kp_unit_name_template(at, &template, reterr);

			if (status != KP_OK) {
				return status;
			}
			found = get(units, template);
		}
		if (found == NULL && i == 0) {
			return kp_fail(reterr, KP_ERR_NOENT, "there is no unit %s", name);
		}
		if (found == NULL) {
			break;
		}
		if (found->target == NULL) {
			*ret_name = found;
			return KP_OK;
		}
		at = found->target;
	}
	return kp_fail(reterr, KP_ERR_SYNTAX, "%s is an alias that leads nowhere", name);
}

/** The same, but a name without a file is none. @param[out] ret_name NULL if there is none */
static enum kp_status resolve_if_any(const struct kp_units *units, const char *name,
				     const struct kp_unit_entry **ret_name, struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status;

	*ret_name = NULL;
	status = resolve(units, name, ret_name, &error);
	return status == KP_OK || status == KP_ERR_NOENT || status == KP_ERR_SYNTAX
		       ? KP_OK
		       : kp_tell(&error, reterr);
}

/** The name of a service whose file was found: an instance keeps what makes it one. */
static enum kp_status own_name(const char *name, const struct kp_unit_entry *file, char **ret_name,
			       struct kp_error *reterr)
{
	if (kp_unit_name_kind(file->name) == KP_UNIT_NAME_TEMPLATE) {
		return kp_unit_name_build(file->name, kp_unit_name_prefix_len(file->name), name,
					  ret_name, reterr);
	}
	return kp_text_dup(file->name, ret_name, reterr);
}

/** Note what a name is an alias of, if it leads somewhere. */
static enum kp_status add_alias(struct kp_units *units, const struct kp_unit_entry *name,
				struct kp_error *reterr)
{
	struct kp_alias alias = { .name = name };
	enum kp_status status = resolve_if_any(units, name->name, &alias.file, reterr);

	if (status != KP_OK || alias.file == NULL) {
		return status;
	}
	if (kp_unit_name_kind(name->name) != KP_UNIT_NAME_TEMPLATE) {
		status = own_name(name->name, alias.file, &alias.own, reterr);
	}
	return status == KP_OK ? kp_aliases_add(&units->aliases, &alias, reterr) : status;
}

/** Make the table of aliases. The names stay where they are from now on. */
static enum kp_status make_aliases(struct kp_units *units, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < units->count; i++) {
		if (units->names[i].target != NULL) {
			status = add_alias(units, &units->names[i], reterr);
		}
	}
	kp_aliases_sort(&units->aliases);
	return status;
}

enum kp_status kp_units_find(const struct kp_units *units, const char *name, const char **ret_path,
			     struct kp_strings *names, struct kp_error *reterr)
{
	const struct kp_unit_entry *file = NULL;
	enum kp_unit_name_kind kind = kp_unit_name_kind(name);
	char *own = NULL;
	enum kp_status status;

	if (kind != KP_UNIT_NAME_PLAIN && kind != KP_UNIT_NAME_INSTANCE) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s is no name of a service", name);
	}
	status = resolve(units, name, &file, reterr);
	if (status == KP_OK) {
		status = own_name(name, file, &own, reterr);
	}
	if (status == KP_OK) {
		status = kp_strings_take(names, own, reterr);
	}
	if (status == KP_OK) {
		status = kp_aliases_take(&units->aliases, file, names, reterr);
	}
	if (status == KP_OK) {
		*ret_path = file->path;
	}
	return status;
}

static int compare_names(const void *left, const void *right)
{
	const char *const *l = left;
	const char *const *r = right;

	return strcmp(*l, *r);
}

static void sort(struct kp_strings *names)
{
	if (names->count > 1) {
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
	}
}

bool kp_units_is_wanted(const struct kp_units *units, const char *name)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	const char *path;

	if (units->wanted.count == 0 || kp_units_find(units, name, &path, &names, NULL) != KP_OK) {
		return false;
	}
	for (size_t i = 0; i < names.count; i++) {
		if (bsearch(&names.items[i], units->wanted.items, units->wanted.count,
			    sizeof(*units->wanted.items), compare_names) != NULL) {
			return true;
		}
	}
	return false;
}

/** Make the list of services. */
static enum kp_status make_list(struct kp_units *units, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < units->count + units->wanted.count; i++) {
		const char *name = i < units->count ? units->names[i].name
						    : units->wanted.items[i - units->count];
		const struct kp_unit_entry *file = NULL;
		char *own = NULL;

		if (kp_unit_name_kind(name) == KP_UNIT_NAME_TEMPLATE) {
			continue;
		}
		status = resolve_if_any(units, name, &file, reterr);
		if (status != KP_OK || file == NULL) {
			continue;
		}
		status = own_name(name, file, &own, reterr);
		if (status == KP_OK) {
			status = kp_strings_take(&units->listed, own, reterr);
		}
	}
	sort(&units->listed);
	return status;
}

const char *kp_units_next(const struct kp_units *units, size_t *position)
{
	const struct kp_strings *listed = &units->listed;

	while (*position > 0 && *position < listed->count &&
	       strcmp(listed->items[*position], listed->items[*position - 1]) == 0) {
		++*position;
	}
	return *position < listed->count ? listed->items[(*position)++] : NULL;
}

enum kp_status kp_units_new(const struct kp_ctx *ctx, struct kp_units **ret_units,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_units_freep) struct kp_units *units = calloc(1, sizeof(*units));
	enum kp_status status;

	if (units != NULL) {
		units->common = calloc(1, sizeof(*units->common));
	}
	if (units == NULL || units->common == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	units->ctx = ctx;
	status = kp_systemd_version(ctx, &units->systemd, reterr);
	for (size_t i = 0; status == KP_OK && i < DIRECTORIES; i++) {
		status = take_directory(units, i, reterr);
	}
	if (status == KP_OK) {
		status = make_aliases(units, reterr);
	}
	if (status == KP_OK) {
		sort(&units->wanted);
		status = make_list(units, reterr);
	}
	if (status == KP_OK) {
		*ret_units = kp_steal(&units);
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/unheeded.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/likeness.h"
#include "base/text.h"
#include "component/component.h"
#include "component/field_value.h"
#include "component/flag.h"

/** Deepest key that is looked at: a setting has four, and what is around it by mistake some more. */
enum {
	DEPTH_MAX = 8
};

/** Why something is not heeded. */
enum reason {
	HEEDED,
	IN_CASE,
	DOTTED,
	AS_FLAG,
	MISPLACED,
	MISSPELT,
	REPEATED,
	NOT_SET,
	BY_NAME,
	BY_LINK,
	REASON__COUNT
};

static const struct kp_unheeded_kind kinds[REASON__COUNT] = {
	[IN_CASE] = { "key-case", "keys are matched by case, and this one is dropped as unknown" },
	[DOTTED] = { "dotted-key", "a key with dots is no path: it is dropped as unknown, the "
				   "parts have to be keys inside each other" },
	[AS_FLAG] = { "flag-as-key", "that is the name of the flag: in a file it is dropped as an "
				     "unknown key" },
	[MISPLACED] = { "misplaced-key",
			"it stands at another place than the setting, and is dropped as unknown" },
	[MISSPELT] = { "misspelt-key", "it is dropped as an unknown key" },
	[REPEATED] = { "repeated-key", "the same key stands in the same map again, and the last "
				       "one counts" },
	[NOT_SET] = { "empty-value", "such a value counts as not set" },
	[BY_NAME] = { "dropin-name", "of --config-dir only files whose name ends in .conf are "
				     "read" },
	[BY_LINK] = { "dropin-link", "--config-dir is a symbolic link, which is not followed: no "
				     "file in it is read" },
};

/** A search in one file. */
struct search {
	const struct kp_component *component;
	const char *name; /* of the setting */
	const struct kp_config_file *file;
	bool is_dropin;
	bool is_unread; /* whatever it says has no effect */
	struct kp_unheeded_list *list;
	struct kp_error *reterr;
};

/** The newest row of a path. @return NULL if no version has such a field */
static const struct kp_field *find_any(const struct kp_config_type *type, const char *path)
{
	const struct kp_field *field = NULL;

	for (int minor = KP_MINOR_LAST; field == NULL && minor >= KP_MINOR_FIRST; minor--) {
		field = kp_field_find(type, path, minor);
	}
	return field;
}

/** Whether some version has a field, an object of fields, or a map with such a member. */
static bool is_known(const struct kp_config_type *type, const char *path)
{
	for (int minor = KP_MINOR_LAST; minor >= KP_MINOR_FIRST; minor--) {
		const char *key = NULL;
		bool is_object = false;

		if (kp_field_look(type, path, minor, &is_object) != NULL || is_object ||
		    kp_field_find_map(type, path, minor, &key) != NULL) {
			return true;
		}
	}
	return false;
}

/** Whether a text ends with another one that begins behind a dot of it. */
static bool has_last_keys(const char *path, const char *last)
{
	size_t len = strlen(path);
	size_t last_len = strlen(last);

	return len > last_len && path[len - last_len - 1] == '.' &&
	       kp_fold_is_same(path + len - last_len, last);
}

/** Whether a key is the name of a flag that says the setting, with `-` or `_`. */
static bool is_flag_of(const struct search *search, const char *key)
{
	const struct kp_flags *flags = search->component->flags;
	bool found = false;

	for (size_t i = 0; !found && i < flags->count; i++) {
		const struct kp_flag *flag = &flags->rows[i];
		const struct kp_flag *named = kp_flag_find(flags, key, strlen(key), flag->since);

		found = named == flag && flag->path != NULL &&
			strcmp(flag->path, search->name) == 0 && strcmp(key, flag->path) != 0;
	}
	return found;
}

/** Why a member that the setting names exactly does not count. */
static enum reason judge_exact(const struct search *search, const struct kp_member *member)
{
	const struct kp_field *field = find_any(search->component->type, search->name);

	if (member->replaced && !search->file->document->is_json) {
		return REPEATED;
	}
	if (search->is_dropin || field == NULL) {
		return HEEDED;
	}
	if (member->value->kind == KP_NODE_NULL) {
		return NOT_SET;
	}
	return kp_field_check(search->component->type, field, member->value,
			      &(struct kp_field_fault){ 0 }, NULL) == KP_OK &&
			       kp_field_is_unset(field, member->value)
		       ? NOT_SET
		       : HEEDED;
}

/** Why a member does not count for the setting. @return HEEDED also for one that has nothing to do with it */
static enum reason judge(const struct search *search, const char *path,
			 const struct kp_member *member)
{
	bool is_same = kp_fold_is_same(path, search->name);

	if (search->is_unread) {
		return is_same ? BY_NAME : HEEDED;
	}
	if (memchr(member->key, '.', strlen(member->key)) != NULL && is_same) {
		return DOTTED;
	}
	if (strcmp(path, search->name) == 0) {
		return judge_exact(search, member);
	}
	if (is_same) {
		/* Merge patches are decoded without regard to case. */
		return search->is_dropin ? HEEDED : IN_CASE;
	}
	if (is_known(search->component->type, path)) {
		return HEEDED;
	}
	if (is_flag_of(search, member->key)) {
		return AS_FLAG;
	}
	if (has_last_keys(path, search->name) || has_last_keys(search->name, path)) {
		return MISPLACED;
	}
	return kp_likeness_is_close(path, search->name) ? MISSPELT : HEEDED;
}

static enum kp_status search_map(const struct search *search, const char *prefix, size_t depth,
				 const struct kp_node *map);

/** Look at one member, and into it. */
static enum kp_status search_member(const struct search *search, const char *prefix, size_t depth,
				    const struct kp_member *member)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	enum reason reason;
	enum kp_status status;

	kp_text_add_str(&text, prefix);
	kp_text_add_str(&text, prefix[0] == '\0' ? "" : ".");
	kp_text_add_str(&text, member->key);
	status = kp_text_finish(&text, &path, search->reterr);
	if (status != KP_OK) {
		return status;
	}
	reason = judge(search, path, member);
	if (reason != HEEDED) {
		return kp_unheeded_add(search->list, &kinds[reason], search->file->path,
				       member->line, path, search->reterr);
	}
	return member->value->kind == KP_NODE_MAP
		       ? search_map(search, path, depth + 1, member->value)
		       : KP_OK;
}

/** Look through the members of a map. */
static enum kp_status search_map(const struct search *search, const char *prefix, size_t depth,
				 const struct kp_node *map)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && depth < DEPTH_MAX && i < map->count; i++) {
		status = search_member(search, prefix, depth, &map->members[i]);
	}
	return status;
}

/** Look through a file, if it could be read. */
static enum kp_status search_file(struct search *search, const struct kp_config_file *file)
{
	const struct kp_node *root = file->document == NULL ? NULL : file->document->root;

	search->file = file;
	return root == NULL || root->kind != KP_NODE_MAP ? KP_OK : search_map(search, "", 0, root);
}

enum kp_status kp_unheeded_find(const struct kp_component *component, const char *name,
				const struct kp_sources *sources, struct kp_unheeded_list *list,
				struct kp_error *reterr)
{
	struct search search = {
		.component = component,
		.name = name,
		.list = list,
		.reterr = reterr,
	};
	enum kp_status status = search_file(&search, &sources->main);

	search.is_dropin = true;
	for (size_t i = 0; status == KP_OK && i < sources->dropin_count; i++) {
		status = search_file(&search, &sources->dropins[i]);
	}
	search.is_unread = true;
	for (size_t i = 0; status == KP_OK && i < sources->unread_count; i++) {
		status = search_file(&search, &sources->unread[i]);
	}
	if (status == KP_OK && sources->dir_is_link) {
		status = kp_unheeded_add(list, &kinds[BY_LINK], sources->config_dir, 0,
					 "--config-dir", reterr);
	}
	return status;
}

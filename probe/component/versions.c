/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/versions.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/limits.h"
#include "base/text.h"
#include "component/absent.h"
#include "component/cmdline.h"
#include "component/component.h"
#include "component/field.h"
#include "component/finding.h"
#include "component/raw.h"

enum {
	MINOR_COUNT = KP_MINOR_LAST - KP_MINOR_FIRST + 1
};

/** What a component of one version makes of it. */
struct version {
	bool possible; /* a running one of that version can have these arguments */
	enum kp_status status;
	struct kp_error error;
	struct kp_cmdline *flags;       /* NULL until parsed, and once handed on */
	struct kp_effective *effective; /* NULL unless status is KP_OK */
};

struct kp_versions {
	const struct kp_component *component;
	const struct kp_sources *sources;
	struct kp_circumstances circumstances;
	int beyond; /* N of the version 1.N, if it is older or newer than the tables; else 0 */
	struct version items[MINOR_COUNT];
};

/** What a range of versions answers. */
struct answer {
	int since;
	int until;
	struct kp_setting *setting;     /* NULL if they fail */
	struct kp_effective *effective; /* of the newest of them; likewise */
	struct kp_error error;
};

/** The different answers, from the oldest versions on. */
struct answers {
	struct answer items[MINOR_COUNT];
	size_t count;
};

void kp_versions_free(struct kp_versions *versions)
{
	for (size_t i = 0; versions != NULL && i < MINOR_COUNT; i++) {
		kp_cmdline_free(versions->items[i].flags);
		kp_effective_free(versions->items[i].effective);
	}
	free(versions);
}

static void versions_freep(struct kp_versions **versions)
{
	kp_versions_free(*versions);
}

static void answers_done(struct answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		kp_setting_free(answers->items[i].setting);
	}
}

/**
 * The only version that is possible, if it is known: one newer than the tables is as the last. One that is
 * older may be as any: nothing tells which of what changed later it has already.
 */
static bool mark_known(int minor, struct kp_versions *versions)
{
	int last = minor > KP_MINOR_LAST ? KP_MINOR_LAST : minor;

	versions->beyond = minor > last || minor < KP_MINOR_FIRST ? minor : 0;
	if (last < KP_MINOR_FIRST) {
		return false;
	}
	versions->items[last - KP_MINOR_FIRST].possible = true;
	return true;
}

/**
 * Find out which versions can run with these arguments, in this environment: neither changes once a
 * component is started, so that one which refuses them is out of the question.
 * @param[out] ret_any whether there is one at all
 */
static enum kp_status mark_possible(const struct kp_argv *argv, struct kp_versions *versions,
				    bool *ret_any, struct kp_error *reterr)
{
	*ret_any = false;
	for (int i = 0; i < MINOR_COUNT; i++) {
		struct version *version = &versions->items[i];
		int minor = KP_MINOR_FIRST + i;
		enum kp_status status =
			kp_cmdline_parse(versions->component, argv, minor, &version->flags, NULL);

		if (status == KP_ERR_NOMEM) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		if (status == KP_OK) {
			status = versions->component->can_run(versions->sources, minor, NULL);
		}
		version->possible = status == KP_OK || status == KP_ERR_PERM;
		*ret_any = *ret_any || version->possible;
	}
	return KP_OK;
}

/** Mark the versions that are possible; all of them if none is, for their reasons to be told. */
static enum kp_status mark(const struct kp_argv *argv, int minor, struct kp_versions *versions,
			   struct kp_error *reterr)
{
	bool any = mark_known(minor, versions);
	enum kp_status status = any ? KP_OK : mark_possible(argv, versions, &any, reterr);

	for (int i = 0; status == KP_OK && !any && i < MINOR_COUNT; i++) {
		versions->items[i].possible = true;
	}
	return status;
}

/** Whether the version is known, and the tables know it. */
static bool is_known_version(const struct kp_versions *versions)
{
	return versions->circumstances.minor >= KP_MINOR_FIRST && versions->beyond == 0;
}

/** Check what goes beyond the settings themselves. */
static enum kp_status check_circumstances(const struct kp_versions *versions,
					  const struct kp_effective *effective,
					  struct kp_error *reterr)
{
	const struct kp_circumstances *circumstances = &versions->circumstances;
	enum kp_status status = KP_OK;

	if (is_known_version(versions)) {
		status = kp_effective_check_gates(effective, circumstances->accepts_gates, reterr);
	}
	return status == KP_OK && circumstances->is_to_start
		       ? kp_effective_check_start(effective, is_known_version(versions), reterr)
		       : status;
}

/** Work out one version. @return KP_OK, also when it refuses; KP_ERR_NOMEM */
static enum kp_status compute(const struct kp_argv *argv, int minor, struct kp_versions *versions,
			      struct kp_error *reterr)
{
	struct version *version = &versions->items[minor - KP_MINOR_FIRST];
	const struct kp_release release = { minor, is_known_version(versions) };

	version->status =
		kp_effective_new(versions->component, argv, versions->sources, release,
				 kp_steal(&version->flags), &version->effective, &version->error);
	if (version->status == KP_OK) {
		version->status =
			check_circumstances(versions, version->effective, &version->error);
	}
	return version->status == KP_ERR_NOMEM ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory")
					       : KP_OK;
}

/**
 * Whether a version is out of the question: it refuses what one that runs was started with. Files that
 * changed since prove nothing.
 */
static bool is_disproved(const struct kp_versions *versions, const struct version *version)
{
	return versions->circumstances.is_running && versions->sources->changed_path == NULL &&
	       version->possible && version->status == KP_ERR_SYNTAX;
}

/** Leave out the versions that are out of the question, unless that would be all. */
static void leave_out_disproved(struct kp_versions *versions)
{
	bool any = false;

	for (int i = 0; i < MINOR_COUNT; i++) {
		const struct version *version = &versions->items[i];

		any = any || (version->possible && !is_disproved(versions, version));
	}
	for (int i = 0; any && i < MINOR_COUNT; i++) {
		struct version *version = &versions->items[i];

		version->possible = version->possible && !is_disproved(versions, version);
	}
}

enum kp_status kp_versions_compute(const struct kp_component *component, const struct kp_argv *argv,
				   const struct kp_sources *sources,
				   const struct kp_circumstances *circumstances,
				   struct kp_versions **ret_versions, struct kp_error *reterr)
{
	KP_CLEANUP(versions_freep) struct kp_versions *versions = calloc(1, sizeof(*versions));
	enum kp_status status;

	if (versions == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	versions->component = component;
	versions->sources = sources;
	versions->circumstances = *circumstances;
	status = mark(argv, circumstances->minor, versions, reterr);
	for (int i = 0; status == KP_OK && i < MINOR_COUNT; i++) {
		if (versions->items[i].possible) {
			status = compute(argv, KP_MINOR_FIRST + i, versions, reterr);
		}
	}
	if (status == KP_OK) {
		leave_out_disproved(versions);
		*ret_versions = kp_steal(&versions);
	}
	return status;
}

bool kp_versions_refuse(const struct kp_versions *versions)
{
	bool any = false;

	for (int i = 0; i < MINOR_COUNT; i++) {
		const struct version *version = &versions->items[i];

		if (version->possible && version->status != KP_ERR_SYNTAX) {
			return false;
		}
		any = any || version->possible;
	}
	return any;
}

/** Whether two versions tell the same: the value and what said it. */
static bool same_answer(const struct answer *left, const struct answer *right)
{
	if (left->setting == NULL || right->setting == NULL) {
		return left->setting == right->setting &&
		       strcmp(left->error.message, right->error.message) == 0;
	}
	return left->setting->source == right->setting->source &&
	       left->setting->is_absent == right->setting->is_absent &&
	       kp_setting_is_same(left->setting, right->setting);
}

/** Whether a name is a feature gate: that a version has none such is an answer. */
static bool is_gate(const struct kp_component *component, const char *name, int minor)
{
	const char *key = NULL;
	const struct kp_field *field = kp_field_find_map(component->type, name, minor, &key);

	return field != NULL && field->type == KP_FIELD_BOOL_MAP;
}

/**
 * Ask one version.
 * @return KP_OK with an answer, also with a failure as one; KP_ERR_INVAL if it has no such setting;
 *         KP_ERR_NOMEM
 */
static enum kp_status ask(const struct version *version, const char *name, struct answer *answer,
			  struct kp_error *reterr)
{
	struct kp_error error;
	enum kp_status status;

	if (version->status != KP_OK) {
		answer->error = version->error;
		return KP_OK;
	}
	answer->effective = version->effective;
	status = kp_effective_setting(version->effective, name, &answer->setting, &error);
	if (status == KP_ERR_UNSUPPORTED) {
		answer->error = error;
		return KP_OK;
	}
	/* That a version lacks the setting is no failure. */
	return status == KP_OK || status == KP_ERR_INVAL ? status : kp_tell(&error, reterr);
}

/** Ask every version that is possible, and keep each change of the answer. */
static enum kp_status ask_all(const struct kp_versions *versions, const char *name,
			      struct answers *answers, struct kp_error *reterr)
{
	for (int i = 0; i < MINOR_COUNT; i++) {
		struct answer answer = { .since = KP_MINOR_FIRST + i, .until = KP_MINOR_FIRST + i };
		struct answer *last =
			answers->count == 0 ? NULL : &answers->items[answers->count - 1];
		enum kp_status status;

		if (!versions->items[i].possible) {
			continue;
		}
		status = ask(&versions->items[i], name, &answer, reterr);
		if (status == KP_ERR_INVAL && is_gate(versions->component, name, answer.since)) {
			status = kp_absent_new(versions->component, name, answer.since,
					       answer.until, &answer.setting, reterr);
		}
		if (status == KP_ERR_INVAL) {
			continue;
		}
		if (status != KP_OK) {
			return status;
		}
		if (last != NULL && same_answer(last, &answer)) {
			answer.since = last->since;
			kp_setting_free(last->setting);
			*last = answer;
		} else {
			answers->items[answers->count++] = answer;
		}
	}
	return KP_OK;
}

/** Add "VALUE (1.20 to 1.22)" to a message. */
static void add_answer(struct kp_text *text, const struct answer *answer)
{
	const struct kp_setting *setting = answer->setting;

	if (setting == NULL) {
		kp_text_add_str(text, answer->error.message);
	} else if (setting->is_absent) {
		kp_text_add_str(text, "no such feature gate");
	} else {
		kp_text_add_str(text, setting->value == NULL ? "nothing" : setting->value);
		kp_text_add_str(text, ", ");
		kp_text_add_str(text, kp_source_str(setting->source));
	}
	if (answer->until == KP_MINOR_LAST) {
		kp_text_addf(text, " (1.%d and later)", answer->since);
	} else if (answer->since == answer->until) {
		kp_text_addf(text, " (1.%d)", answer->since);
	} else {
		kp_text_addf(text, " (1.%d to 1.%d)", answer->since, answer->until);
	}
}

/** Say what versions answer differently. */
static enum kp_status differ(const struct answers *answers, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *list = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	for (size_t i = 0; i < answers->count; i++) {
		kp_text_add_str(&text, i == 0 ? "" : "; ");
		add_answer(&text, &answers->items[i]);
	}
	status = kp_text_finish(&text, &list, reterr);
	if (status != KP_OK) {
		return status;
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "the value depends on the version of Kubernetes, which is not known "
		       "(set OSCAP_KUBELET_VERSION, such as 1.31): %s",
		       list);
}

/** Whether all answers are failures. */
static bool all_fail(const struct answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		if (answers->items[i].setting != NULL) {
			return false;
		}
	}
	return true;
}

/** @return the newest version that is possible, or the newest of all */
static const struct version *newest_possible(const struct kp_versions *versions)
{
	const struct version *newest = &versions->items[MINOR_COUNT - 1];

	for (int i = 0; i < MINOR_COUNT; i++) {
		if (versions->items[i].possible) {
			newest = &versions->items[i];
		}
	}
	return newest;
}

/** Whether a path is another one, or lies in it, in whatever case. */
static bool is_in(const char *path, const char *outer)
{
	const char *rest = kp_fold_skip(path, outer, strlen(outer));

	return rest != NULL && (*rest == '.' || *rest == '\0');
}

/** Whether a path is, or lies in or above, a field that the tables know: then they have the say. */
static bool is_known(const struct kp_config_type *type, const char *path)
{
	for (size_t i = 0; i < type->count; i++) {
		if (is_in(path, type->rows[i].path) || is_in(type->rows[i].path, path)) {
			return true;
		}
	}
	return false;
}

const struct kp_circumstances *kp_versions_circumstances(const struct kp_versions *versions)
{
	return &versions->circumstances;
}

enum kp_status kp_versions_wrap_running(const struct kp_component *component,
					struct kp_error *error)
{
	return kp_wrap(error, KP_ERR_SYNTAX,
		       "the %s runs, although each version that is known here would have refused "
		       "to start",
		       component->name);
}

/** Say why all versions that are possible refuse; of one that is known, which it is. */
static enum kp_status tell_refusal(const struct kp_versions *versions, const struct kp_error *error,
				   struct kp_error *reterr)
{
	const struct kp_circumstances *circumstances = &versions->circumstances;
	const struct kp_component *component = versions->component;
	bool is_known = is_known_version(versions);
	struct kp_error told = *error;

	if (error->status != KP_ERR_SYNTAX) {
		return kp_tell(error, reterr);
	}
	if (is_known) {
		(void)kp_fail(&told, KP_ERR_SYNTAX, "%s in Kubernetes 1.%d (%s)", error->message,
			      circumstances->minor, circumstances->evidence);
	}
	if (circumstances->is_running && versions->sources->changed_path == NULL) {
		(void)(is_known ? kp_wrap(&told, KP_ERR_SYNTAX,
					  "the %s runs, although one of its version would have "
					  "refused to start",
					  component->name)
				: kp_versions_wrap_running(component, &told));
	}
	return kp_tell(&told, reterr);
}

/** A setting that other versions have than those that are possible. */
static enum kp_status find_absent(const struct kp_versions *versions, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	int since = KP_MINOR_LAST;
	int until = KP_MINOR_FIRST;

	for (int i = 0; i < MINOR_COUNT; i++) {
		int minor = KP_MINOR_FIRST + i;

		if (versions->items[i].possible) {
			since = minor < since ? minor : since;
			until = minor;
		}
	}
	return kp_absent_new(versions->component, name, since, until, ret_setting, reterr);
}

/** A setting that no version that is possible knows: what files say of it, if they say something. */
static enum kp_status find_unknown(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	const struct version *newest = newest_possible(versions);
	enum kp_status status = newest->status;

	if (status != KP_OK) {
		return tell_refusal(versions, &newest->error, reterr);
	}
	if (kp_absent_can_be(versions->component, name)) {
		return find_absent(versions, name, ret_setting, reterr);
	}
	if (is_known(versions->component->type, name)) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	status = kp_raw_find(versions->sources, name, &finding, reterr);
	if (status == KP_OK && finding.said_count == 0) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "no setting is named %s, and no configuration file says it", name);
	}
	return status == KP_OK
		       ? kp_setting_new(versions->component, name, &finding, ret_setting, reterr)
		       : status;
}

/** Find a setting among the versions that are possible. @return as kp_versions_setting() */
static enum kp_status find(const struct kp_versions *versions, const char *name,
			   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(answers_done) struct answers answers;
	enum kp_status status;
	struct answer *newest;

	/* They take more bytes than it takes instructions to find one. */
	answers.count = 0;
	status = ask_all(versions, name, &answers, reterr);
	if (status != KP_OK) {
		return status;
	}
	if (answers.count == 0) {
		return find_unknown(versions, name, ret_setting, reterr);
	}
	newest = &answers.items[answers.count - 1];
	if (all_fail(&answers)) {
		return tell_refusal(versions, &newest->error, reterr);
	}
	if (answers.count > 1) {
		return differ(&answers, reterr);
	}
	status = kp_effective_add_overridden(newest->effective, newest->setting, reterr);
	if (status == KP_OK) {
		*ret_setting = kp_steal(&newest->setting);
	}
	return status;
}

/** Say that the version is older or newer than what is known. */
static void add_beyond(const struct kp_versions *versions, struct kp_text *text)
{
	kp_text_addf(text, "Kubernetes 1.%d", versions->beyond);
	if (versions->beyond < KP_MINOR_FIRST) {
		kp_text_addf(text, " is older than what this probe knows, which begins with 1.%d",
			     KP_MINOR_FIRST);
	} else {
		kp_text_addf(text, " is newer than what this probe knows, which ends with 1.%d",
			     KP_MINOR_LAST);
	}
}

/** Refuse a setting with more members than can be told: each of them is an entity of an item. */
static enum kp_status check_elements(const struct kp_setting *setting, struct kp_error *reterr)
{
	size_t limit = kp_default_limits.elements;

	return setting->element_count <= limit
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_LIMIT,
				 "%s has %zu members, more than the limit of %zu", setting->name,
				 setting->element_count, limit);
}

/** Find a setting that can be told. @return as kp_versions_setting() */
static enum kp_status find_short(const struct kp_versions *versions, const char *name,
				 struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = find(versions, name, &setting, reterr);

	if (setting == NULL) {
		return status;
	}
	status = check_elements(setting, reterr);
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_freep) char *beyond = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = find_short(versions, name, &setting, reterr);
	enum kp_status noted;

	if (status == KP_ERR_NOMEM) {
		return status;
	}
	if (versions->beyond == 0) {
		if (status == KP_OK) {
			*ret_setting = kp_steal(&setting);
		}
		return status;
	}
	add_beyond(versions, &text);
	noted = kp_text_finish(&text, &beyond, reterr);
	if (noted != KP_OK) {
		return noted;
	}
	if (setting == NULL) {
		return kp_wrap(reterr, status, "%s", beyond);
	}
	setting->note = kp_steal(&beyond);
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}

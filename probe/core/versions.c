/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "versions.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "cmdline.h"
#include "dropins.h"
#include "finding.h"
#include "raw.h"
#include "secret.h"
#include "text.h"

enum {
	MINOR_COUNT = KP_MINOR_LAST - KP_MINOR_FIRST + 1
};

/** What a kubelet of one version makes of it. */
struct version {
	bool possible; /* a running kubelet of that version can have these arguments */
	enum kp_status status;
	struct kp_error error;
	struct kp_effective *effective; /* NULL unless status is KP_OK */
};

struct kp_versions {
	const struct kp_sources *sources;
	struct version items[MINOR_COUNT];
};

/** What a range of versions answers. */
struct answer {
	int since;
	int until;
	struct kp_setting *setting;           /* NULL if they fail */
	const struct kp_effective *effective; /* of the newest of them; likewise */
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

/** The only version that is possible, if it is known: one newer than the tables is as the last. */
static bool mark_known(int minor, struct kp_versions *versions)
{
	int last = minor > KP_MINOR_LAST ? KP_MINOR_LAST : minor;

	if (last < KP_MINOR_FIRST) {
		return false;
	}
	versions->items[last - KP_MINOR_FIRST].possible = true;
	return true;
}

/**
 * Find out which versions can run with these arguments, in this environment: neither changes once a
 * kubelet is started, so that one which refuses them is out of the question.
 * @param[out] ret_any whether there is one at all
 */
static enum kp_status mark_possible(const struct kp_argv *argv, struct kp_versions *versions,
				    bool *ret_any, struct kp_error *reterr)
{
	*ret_any = false;
	for (int i = 0; i < MINOR_COUNT; i++) {
		KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
		int minor = KP_MINOR_FIRST + i;
		enum kp_status status = kp_cmdline_parse(argv, minor, &cmdline, NULL);

		if (status == KP_ERR_NOMEM) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		if (status == KP_OK && versions->sources->config_dir != NULL) {
			status = kp_dropins_check_variable(versions->sources, minor, NULL);
		}
		versions->items[i].possible = status == KP_OK || status == KP_ERR_PERM;
		*ret_any = *ret_any || versions->items[i].possible;
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

enum kp_status kp_versions_compute(const struct kp_argv *argv, const struct kp_sources *sources,
				   int minor, struct kp_versions **ret_versions,
				   struct kp_error *reterr)
{
	KP_CLEANUP(versions_freep) struct kp_versions *versions = calloc(1, sizeof(*versions));
	enum kp_status status;

	if (versions == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	versions->sources = sources;
	status = mark(argv, minor, versions, reterr);
	for (int i = 0; status == KP_OK && i < MINOR_COUNT; i++) {
		struct version *version = &versions->items[i];

		if (!version->possible) {
			continue;
		}
		version->status = kp_effective_new(argv, sources, KP_MINOR_FIRST + i,
						   &version->effective, &version->error);
		if (version->status == KP_ERR_NOMEM) {
			status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
	}
	if (status == KP_OK) {
		*ret_versions = kp_steal(&versions);
	}
	return status;
}

static bool same_text(const char *left, const char *right)
{
	return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

/** Whether two versions tell the same: the value and what said it. */
static bool same_answer(const struct answer *left, const struct answer *right)
{
	if (left->setting == NULL || right->setting == NULL) {
		return left->setting == right->setting &&
		       strcmp(left->error.message, right->error.message) == 0;
	}
	return left->setting->source == right->setting->source &&
	       same_text(left->setting->value, right->setting->value);
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
		       "the value depends on the version of Kubernetes, which is not known: %s",
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

/** Whether a path is, or lies in or above, a field that the tables know: then they have the say. */
static bool is_known(const char *path)
{
	for (size_t i = 0; i < kp_field_count(); i++) {
		const char *field = kp_field_get(i)->path;
		size_t len = strlen(path) < strlen(field) ? strlen(path) : strlen(field);

		if (strncasecmp(field, path, len) == 0 &&
		    (field[len] == '.' || field[len] == '\0') &&
		    (path[len] == '.' || path[len] == '\0')) {
			return true;
		}
	}
	return false;
}

/** A setting that no version knows: what files say of it, if they say something. */
static enum kp_status find_unknown(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	const struct version *newest = newest_possible(versions);
	enum kp_status status = newest->status;

	if (status != KP_OK) {
		return kp_tell(&newest->error, reterr);
	}
	if (is_known(name)) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	status = kp_raw_find(versions->sources, name, &finding, reterr);
	if (status == KP_OK && kp_text_is_empty(&finding.location)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "no setting is named %s, and no configuration file says it", name);
	}
	return status == KP_OK ? kp_setting_new(name, &finding, ret_setting, reterr) : status;
}

enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(answers_done) struct answers answers = { 0 };
	enum kp_status status = ask_all(versions, name, &answers, reterr);
	struct answer *newest;

	for (size_t i = 0; status == KP_OK && i < answers.count; i++) {
		if (answers.items[i].setting != NULL) {
			status = kp_secret_hide_setting(answers.items[i].setting, reterr);
		}
	}
	if (status != KP_OK) {
		return status;
	}
	if (answers.count == 0) {
		return find_unknown(versions, name, ret_setting, reterr);
	}
	newest = &answers.items[answers.count - 1];
	if (all_fail(&answers)) {
		return kp_tell(&newest->error, reterr);
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "versions.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "cmdline.h"
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
	struct version items[MINOR_COUNT];
};

/** What a range of versions answers. */
struct answer {
	int since;
	int until;
	struct kp_setting *setting; /* NULL if they fail */
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

/** Whether some version accepts the arguments: then those that do not are out of the question. */
static bool mark_possible(const struct kp_argv *argv, struct kp_versions *versions)
{
	bool any = false;

	for (int i = 0; i < MINOR_COUNT; i++) {
		KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
		enum kp_status status = kp_cmdline_parse(argv, KP_MINOR_FIRST + i, &cmdline, NULL);

		if (status == KP_ERR_NOMEM) {
			return false;
		}
		versions->items[i].possible = status == KP_OK;
		any = any || status == KP_OK;
	}
	for (int i = 0; !any && i < MINOR_COUNT; i++) {
		versions->items[i].possible = true;
	}
	return true;
}

enum kp_status kp_versions_compute(const struct kp_argv *argv, const struct kp_sources *sources,
				   struct kp_versions **ret_versions, struct kp_error *reterr)
{
	KP_CLEANUP(versions_freep) struct kp_versions *versions = calloc(1, sizeof(*versions));

	if (versions == NULL || !mark_possible(argv, versions)) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (int i = 0; i < MINOR_COUNT; i++) {
		struct version *version = &versions->items[i];

		if (!version->possible) {
			continue;
		}
		version->status = kp_effective_new(argv, sources, KP_MINOR_FIRST + i,
						   &version->effective, &version->error);
		if (version->status == KP_ERR_NOMEM) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
	}
	*ret_versions = kp_steal(&versions);
	return KP_OK;
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

/** Ask one version. @return KP_OK with an answer, also with a failure as one; KP_ERR_NOMEM;
 *          KP_ERR_INVAL if it has no such setting */
static enum kp_status ask(const struct version *version, const char *name, struct answer *answer,
			  struct kp_error *reterr)
{
	enum kp_status status = version->status;

	if (status != KP_OK) {
		answer->error = version->error;
		return KP_OK;
	}
	status = kp_effective_setting(version->effective, name, &answer->setting, reterr);
	return status;
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

enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(answers_done) struct answers answers = { 0 };
	enum kp_status status = ask_all(versions, name, &answers, reterr);
	struct answer *newest;

	if (status != KP_OK) {
		return status;
	}
	if (answers.count == 0) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	newest = &answers.items[answers.count - 1];
	if (all_fail(&answers)) {
		if (reterr != NULL) {
			*reterr = newest->error;
		}
		return newest->error.status;
	}
	if (answers.count > 1) {
		return differ(&answers, reterr);
	}
	*ret_setting = kp_steal(&newest->setting);
	return KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/session.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/limits.h"
#include "configz/options.h"
#include "node/version.h"
#include "oval/components.h"
#include "oval/entity.h"
#include "oval/running.h"
#include "process/process.h"

/** What becomes of a status that is no kubelet's own. */
static int exit_code(enum kp_status status)
{
	switch (status) {
	case KP_OK:
	case KP_ERR_INVAL:
	case KP_ERR_NOENT:
	case KP_ERR_GONE:
	case KP_ERR_PERM:
	case KP_ERR_IO:
	case KP_ERR_LIMIT:
	case KP_ERR_SYNTAX:
	case KP_ERR_UNSUPPORTED:
	case KP_ERR_END:
		return 0; /* told by an item */
	case KP_ERR_NOMEM:
		return PROBE_ENOMEM;
	case KP_STATUS__COUNT:
		break;
	}
	return PROBE_EUNKNOWN;
}

/** Say that something about the kubelets of an origin cannot be told. */
static int collect_error(struct kp_session *session, enum kp_origin origin,
			 const struct kp_error *error)
{
	SEXP_t *item = probe_item_create(session->subtype, NULL, NULL);

	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	kp_item_set_error(&session->items, item, error);
	kp_item_fill_absent(item, session->entities, kp_origin_str(origin));
	return kp_items_add(&session->items, item);
}

/** Collect the kubelets of an origin. */
static int collect_kubelets(struct kp_session *session, const struct kp_kubelets *kubelets,
			    enum kp_origin origin, kp_session_collect collect)
{
	const struct kp_error *incomplete = kp_kubelets_incomplete(kubelets);
	int result = 0;

	for (size_t i = 0;
	     result == 0 && !session->items.is_over && i < kp_kubelets_count(kubelets); i++) {
		result = collect(session, kp_kubelets_get(kubelets, i));
	}
	if (result == 0 && session->tell != NULL && session->files == KP_SESSION_FILES_NONE) {
		result = session->tell(session, kubelets);
	}
	if (result == 0 && incomplete != NULL) {
		session->items.incomplete = true;
		result = collect_error(session, origin, incomplete);
	}
	return result;
}

/** An environment variable that is set to something. @return its value; NULL if it is not */
static const char *get_variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

/** Prepare the core: what an object asks, what the operator says, and the root that oscap scans. */
static enum kp_status prepare(const struct kp_session *session, struct kp_query *query,
			      struct kp_ctx *ctx, struct kp_error *reterr)
{
	const char *root = get_variable("OSCAP_PROBE_ROOT");
	const char *timeout = get_variable("OSCAP_KUBELET_TIMEOUT");
	int64_t seconds = 0;
	enum kp_status status;

	*query = (struct kp_query){
		.component = session->component,
		/* Those that run are found in one walk, whichever is asked for first. */
		.also = kp_components,
		.with_services = session->with_services,
		.with_aside = session->with_aside,
		/* Of all types alike, so that they can share what is kept. */
		.with_named_files = true,
		.with_unit_files = session->files == KP_SESSION_FILES_UNIT,
		/* One beside a process is compared with what runs. */
		.judges_start = !session->with_services,
	};
	if (timeout != NULL && (!kp_go_int(timeout, 10, 32, &seconds) || seconds < 1)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "OSCAP_KUBELET_TIMEOUT=%s is no number of seconds", timeout);
	}
	status = kp_version_parse_variable(getenv("OSCAP_KUBELET_VERSION"), &query->minor, reterr);
	if (status == KP_OK) {
		status = kp_ctx_init(ctx, root == NULL ? "/" : root, reterr);
	}
	if (status == KP_OK) {
		ctx->limits.seconds = seconds == 0 ? ctx->limits.seconds : (unsigned)seconds;
	}
	return status;
}

/** What kubelets are asked with, as prepare() has read it. */
static void prepare_question(struct kp_session *session, const struct kp_query *query,
			     const struct kp_ctx *ctx)
{
	const char *root = get_variable("OSCAP_PROBE_ROOT");

	session->question = (struct kp_configz_question){
		.component = session->component,
		.root = root == NULL ? "/" : root,
		.options = get_variable(KP_CONFIGZ_VARIABLE),
		.minor = query->minor,
		.seconds = ctx->limits.seconds,
	};
}

/** Find the kubelets of an origin and collect them. */
static int run_kubelets(struct kp_session *session, enum kp_origin origin,
			kp_session_collect collect)
{
	const struct kp_kubelets *kubelets = NULL;
	struct kp_error error = { .status = KP_OK };
	struct kp_query query;
	struct kp_ctx ctx;
	enum kp_status status = prepare(session, &query, &ctx, &error);
	int result;

	if (status == KP_OK) {
		prepare_question(session, &query, &ctx);
		status = kp_kept_collect(session->kept, &query, &ctx, origin, &kubelets, &error);
	}
	result = exit_code(status);
	if (status == KP_OK) {
		result = collect_kubelets(session, kubelets, origin, collect);
	} else if (result == 0) {
		result = collect_error(session, origin, &error);
	}
	return result;
}

int kp_session_add(struct kp_session *session, const void *told, const struct kp_error *error,
		   const char *note)
{
	const char *const notes[] = { note, NULL };

	return kp_session_add_noted(session, told, error, notes);
}

int kp_session_add_noted(struct kp_session *session, const void *told, const struct kp_error *error,
			 const char *const *notes)
{
	SEXP_t *item = probe_item_create(session->subtype, NULL, NULL);

	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (error != NULL) {
		kp_item_set_error(&session->items, item, error);
	}
	for (size_t i = 0; error == NULL && notes[i] != NULL; i++) {
		kp_item_set_note(item, notes[i]);
	}
	kp_item_fill(item, session->entities, told);
	return kp_items_add(&session->items, item);
}

int kp_session_refuse_entity(struct kp_session *session, const char *name)
{
	struct kp_error error;

	(void)kp_fail(&error, KP_ERR_INVAL, "the entity `%s` of the object cannot be compared",
		      name);
	return collect_error(session, KP_ORIGIN_PROCESS, &error);
}

/**
 * Which value a behavior of an object has.
 * @param[in] behaviors those of the object; NULL if it has none
 * @param[in] values up to NULL, the first of them being the default
 * @return its index; -1 if it is none of them
 */
static int find_behavior(const SEXP_t *behaviors, const char *name, const char *const *values)
{
	SEXP_t *value = behaviors == NULL ? NULL : probe_ent_getattrval(behaviors, name);
	int index = 0;

	while (value != NULL && values[index] != NULL && SEXP_strcmp(value, values[index]) != 0) {
		index++;
	}
	SEXP_free(value);
	return values[index] == NULL ? -1 : index;
}

/**
 * Read the behaviors of an object.
 * @param[out] ret_substitute whether services stand in for processes that are not seen
 * @return false if they cannot be understood
 */
static bool read_behaviors(struct kp_session *session, bool *ret_substitute)
{
	static const char *const services[] = { "always", "without_processes", NULL };
	static const char *const kinds[] = {
		[KP_SESSION_FILES_NONE] = "none",
		[KP_SESSION_FILES_CONFIGURATION] = "configuration",
		[KP_SESSION_FILES_UNIT] = "unit",
		[KP_SESSION_FILES_NAMED] = "named",
		NULL,
	};
	static const char *const all_or_few[] = { "all", "few", NULL };
	SEXP_t *behaviors = probe_obj_getent(session->object, "behaviors", 1);
	int substitute = find_behavior(behaviors, "services", services);
	int few = find_behavior(behaviors, "entities", all_or_few);
	int files = find_behavior(behaviors, "files", kinds);

	SEXP_free(behaviors);
	*ret_substitute = substitute == 1;
	session->files = files < 0 ? KP_SESSION_FILES_NONE : (enum kp_session_files)files;
	if (few == 1 && session->few != NULL) {
		session->entities = session->few[session->files];
	}
	return substitute >= 0 && files >= 0 && few >= 0;
}

/**
 * Whether what is scanned is an image, a disk, anything that has no processes. A live system has
 * some: that they cannot be seen is an error there.
 */
static bool is_without_processes(void)
{
	const char *root = get_variable("OSCAP_PROBE_ROOT");
	struct kp_ctx ctx;
	bool without = false;

	if (root != NULL && kp_ctx_init(&ctx, root, NULL) == KP_OK) {
		without = !kp_process_has_proc(&ctx);
		kp_ctx_done(&ctx);
	}
	return without;
}

/**
 * Whether an object asks for what kubelets say of themselves: by that name, or by a pattern that takes it
 * where the operator lets them be asked. What asks for all origins asks nobody otherwise.
 */
static enum kp_match match_running(const struct kp_session *session, struct kp_entity *entity)
{
	bool is_named = entity->text == NULL || strstr(entity->text, KP_RUNNING_ORIGIN) != NULL;

	return session->collect_running != NULL &&
			       (is_named || get_variable(KP_CONFIGZ_VARIABLE) != NULL)
		       ? kp_entity_match(entity, KP_RUNNING_ORIGIN)
		       : KP_MATCH_NO;
}

/** Collect the running kubelets: what is computed of them, and what they say. */
static int run_processes(struct kp_session *session, bool is_computed, bool is_asked,
			 kp_session_collect collect)
{
	int result = 0;

	session->is_compared = is_computed && is_asked;
	if (is_computed) {
		result = run_kubelets(session, KP_ORIGIN_PROCESS, collect);
	}
	if (result == 0 && is_asked) {
		result = run_kubelets(session, KP_ORIGIN_PROCESS, session->collect_running);
	}
	return result;
}

/** Collect the kubelets of the origins that an object asks for. */
static int run_origins(struct kp_session *session, struct kp_entity *entity,
		       kp_session_collect collect)
{
	enum kp_match processes = kp_entity_match(entity, kp_origin_str(KP_ORIGIN_PROCESS));
	enum kp_match services = kp_entity_match(entity, kp_origin_str(KP_ORIGIN_SERVICE));
	enum kp_match aside = kp_entity_match(entity, KP_SESSION_ASIDE);
	enum kp_match running = match_running(session, entity);
	bool substitute;
	bool substituted;
	int result = 0;

	if (!read_behaviors(session, &substitute)) {
		return kp_session_refuse_entity(session, "behaviors");
	}
	if (processes == KP_MATCH_ERROR || services == KP_MATCH_ERROR || aside == KP_MATCH_ERROR ||
	    running == KP_MATCH_ERROR) {
		return kp_session_refuse_entity(session, "origin");
	}
	/* Of what runs an image says nothing, as for a test that compares it (see run_object). */
	if (services == KP_MATCH_NO && is_without_processes()) {
		probe_cobj_set_flag(probe_ctx_getresult(session->ctx), SYSCHAR_FLAG_NOT_APPLICABLE);
		return 0;
	}
	session->with_aside = aside == KP_MATCH_YES;
	substituted = substitute && is_without_processes();
	if (!substituted) {
		result = run_processes(session, processes == KP_MATCH_YES, running == KP_MATCH_YES,
				       collect);
	}
	if (result == 0 && services == KP_MATCH_YES && (!substitute || substituted)) {
		result = run_kubelets(session, KP_ORIGIN_SERVICE, collect);
	}
	return result;
}

/** Evaluate the object, the thread being prepared. */
static int run_object(struct kp_session *session, kp_session_collect collect)
{
	KP_CLEANUP(kp_entity_done) struct kp_entity origin = { 0 };

	if (session->with_services && is_without_processes()) {
		probe_cobj_set_flag(probe_ctx_getresult(session->ctx), SYSCHAR_FLAG_NOT_APPLICABLE);
		return 0;
	}
	if (session->with_services) {
		return run_kubelets(session, KP_ORIGIN_PROCESS, collect);
	}
	if (!kp_entity_init(session->subtype, session->object, "origin",
			    kp_kept_memo(session->kept), &origin)) {
		return PROBE_ENOENT;
	}
	return run_origins(session, &origin, collect);
}

/** Say that there is more than oscap can be given, instead of it. */
static int collect_over(struct kp_session *session)
{
	struct kp_error error;

	(void)kp_fail(&error, KP_ERR_LIMIT,
		      "the object has more than the limit of %zu entities in its items: ask for "
		      "fewer settings",
		      kp_default_limits.entities);
	session->items.is_over = false;
	return collect_error(session, KP_ORIGIN_PROCESS, &error);
}

int kp_session_run(struct kp_session *session, kp_session_collect collect)
{
	int state;
	int result;

	if (session->kept == NULL) {
		return PROBE_ENOMEM;
	}
	/* oscap runs probes with asynchronous cancellation, which could strike inside malloc(). */
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	kp_kept_lock(session->kept);
	result = run_object(session, collect);
	kp_kept_unlock(session->kept);
	if (result == 0 && session->items.is_over) {
		result = collect_over(session);
	}
	if (result == 0 && session->found_inapplicable && session->items.count == 0) {
		probe_cobj_set_flag(probe_ctx_getresult(session->ctx), SYSCHAR_FLAG_NOT_APPLICABLE);
	}
	if (result == 0) {
		result = kp_items_collect(&session->items, session->ctx);
	}
	kp_items_done(&session->items);
	kp_strings_done(&session->names.found);
	(void)pthread_setcancelstate(state, NULL);
	return result;
}

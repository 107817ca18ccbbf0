/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/session.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/govalue.h"
#include "core/version.h"
#include "oval/entity.h"

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
	session->add_absent(item, kp_origin_str(origin));
	return kp_items_add(&session->items, item);
}

/** Collect the running kubelets. */
static int collect_processes(struct kp_session *session, const struct kp_kubelets *kubelets,
			     kp_session_collect collect)
{
	const struct kp_error *incomplete = kp_kubelets_incomplete(kubelets);
	int result = 0;

	for (size_t i = 0; result == 0 && i < kp_kubelets_count(kubelets); i++) {
		result = collect(session, kp_kubelets_get(kubelets, i));
	}
	if (result == 0 && incomplete != NULL) {
		result = collect_error(session, KP_ORIGIN_PROCESS, incomplete);
	}
	return result;
}

/** An environment variable that is set to something. @return its value; NULL if it is not */
static const char *get_variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

/** Prepare the core: the root that oscap scans, and what the operator says of the kubelets. */
static enum kp_status init_ctx(struct kp_ctx *ctx, struct kp_error *reterr)
{
	const char *root = get_variable("OSCAP_PROBE_ROOT");
	const char *version = get_variable("OSCAP_KUBELET_VERSION");
	const char *timeout = get_variable("OSCAP_KUBELET_TIMEOUT");
	int64_t seconds = 0;
	int minor = 0;
	enum kp_status status;

	if (timeout != NULL && (!kp_go_int(timeout, 10, 32, &seconds) || seconds < 1)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "OSCAP_KUBELET_TIMEOUT=%s is no number of seconds", timeout);
	}
	if (version != NULL && !kp_version_parse(version, &minor)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "OSCAP_KUBELET_VERSION=%s is no version of Kubernetes, such as 1.31",
			       version);
	}
	status = kp_ctx_init(ctx, root == NULL ? "/" : root, reterr);
	if (status == KP_OK) {
		ctx->minor = minor;
		ctx->limits.seconds = seconds == 0 ? ctx->limits.seconds : (unsigned)seconds;
	}
	return status;
}

/** Find the running kubelets and collect them. */
static int run_processes(struct kp_session *session, kp_session_collect collect)
{
	const struct kp_kubelets *kubelets = NULL;
	struct kp_error error = { .status = KP_OK };
	struct kp_ctx ctx;
	enum kp_status status = init_ctx(&ctx, &error);
	int result;

	kp_kept_lock(session->kept);
	if (status == KP_OK) {
		status = kp_kept_collect(session->kept, &ctx, &kubelets, &error);
	}
	result = exit_code(status);
	if (status == KP_OK) {
		result = collect_processes(session, kubelets, collect);
	} else if (result == 0) {
		result = collect_error(session, KP_ORIGIN_PROCESS, &error);
	}
	kp_kept_unlock(session->kept);
	return result;
}

/** Say that services on disk are asked for, which this version does not read. */
static int run_services(struct kp_session *session)
{
	struct kp_error error;

	(void)kp_fail(&error, KP_ERR_UNSUPPORTED,
		      "kubelets of the origin `service` are not read by this version of the probe");
	return collect_error(session, KP_ORIGIN_SERVICE, &error);
}

int kp_session_refuse_entity(struct kp_session *session, const char *name)
{
	struct kp_error error;

	(void)kp_fail(&error, KP_ERR_INVAL, "the entity `%s` of the object cannot be compared",
		      name);
	return collect_error(session, KP_ORIGIN_PROCESS, &error);
}

/** Collect what is of one origin, if the object asks for it. */
static int run_origin(struct kp_session *session, SEXP_t *entity, enum kp_origin origin,
		      kp_session_collect collect)
{
	switch (kp_entity_match(session->subtype, entity, "origin", kp_origin_str(origin))) {
	case KP_MATCH_NO:
		return 0;
	case KP_MATCH_YES:
		break;
	case KP_MATCH_ERROR:
		return kp_session_refuse_entity(session, "origin");
	}
	return origin == KP_ORIGIN_PROCESS ? run_processes(session, collect)
					   : run_services(session);
}

/** Evaluate the object, the thread being prepared. */
static int run_object(struct kp_session *session, kp_session_collect collect)
{
	SEXP_t *origin = probe_obj_getent(session->object, "origin", 1);
	int result;

	if (origin == NULL) {
		return PROBE_ENOENT;
	}
	result = run_origin(session, origin, KP_ORIGIN_PROCESS, collect);
	if (result == 0) {
		result = run_origin(session, origin, KP_ORIGIN_SERVICE, collect);
	}
	SEXP_free(origin);
	return result;
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
	result = run_object(session, collect);
	if (result == 0) {
		result = kp_items_collect(&session->items, session->ctx);
	}
	kp_items_done(&session->items);
	(void)pthread_setcancelstate(state, NULL);
	return result;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/services.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/root.h"
#include "hosts/hosts.h"
#include "hosts/launchers.h"
#include "node/overlaid.h"
#include "node/told.h"
#include "node/traces.h"
#include "process/argv_parts.h"
#include "process/process.h"
#include "systemd/load.h"
#include "systemd/mentions.h"
#include "systemd/unit.h"
#include "systemd/units.h"

/** Components that are looked for at once. */
enum {
	COMPONENTS_MAX = 4
};

/** Whether a unit that cannot be loaded may be one that starts a component. */
static bool may_start(const struct kp_component *component, const struct kp_units *units,
		      const char *name)
{
	const char *const *words = component->words;
	bool mentions = true;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (strstr(name, words[i]) != NULL) {
			return true;
		}
	}
	return kp_unit_mentions(units, name, words, &mentions, NULL) != KP_ERR_NOENT && mentions;
}

/** A kubelet of which only a reason is known. @param[in] reason filled */
static enum kp_status new_unknown(const struct kp_query *query, const struct kp_ctx *ctx,
				  const char *name, const struct kp_error *reason,
				  struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	struct kp_process process = {
		.origin = KP_ORIGIN_SERVICE,
		.unit = name,
		.pid_fd = -1,
		.root_fd = -1,
		.user_id = -1,
		.error = *reason,
	};

	return kp_kubelet_new(query, ctx, &process, ret_kubelet, reterr);
}

/** What systemd would make of a unit. @param[in,out] process released by the caller in any case */
static enum kp_status fill_process(const struct kp_component *component, const struct kp_ctx *ctx,
				   const struct kp_unit *unit, struct kp_process *process,
				   struct kp_error *reterr)
{
	const char *user = kp_unit_user(unit);
	enum kp_status status;

	if (strcmp(kp_unit_root(unit), "/") != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "RootDirectory=%s: services with a root directory of their own are "
			       "not read",
			       kp_unit_root(unit));
	}
	process->origin = KP_ORIGIN_SERVICE;
	process->unit = kp_unit_name(unit);
	process->pid_fd = -1;
	process->root_fd = ctx->root_fd;
	/* It is yet to start, and will read its files as they are now. */
	process->start.tv_sec = (time_t)(INT64_MAX / 2);
	process->user_id = user == NULL || strcmp(user, "root") == 0 ? 0 : -1;
	process->has_variable = component->variable == NULL
					? KP_KNOWN_NO
					: kp_unit_has_variable(unit, component->variable);
	status = kp_text_dup(kp_unit_cwd(unit), &process->cwd, reterr);
	if (status == KP_OK) {
		status = kp_argv_copy(kp_unit_argv(unit), &process->argv, reterr);
	}
	return status == KP_OK ? kp_text_dup(kp_unit_executable(unit), &process->exe, reterr)
			       : status;
}

/**
 * Follow a unit to the component that it starts.
 * @param[in,out] process, launch empty; released by the caller in any case
 * @return KP_OK, with launch.is_found; KP_ERR_NOMEM; why it cannot be told what the unit starts
 */
static enum kp_status follow_unit(const struct kp_component *component, const struct kp_ctx *ctx,
				  const struct kp_unit *unit, struct kp_process *process,
				  struct kp_launch *launch, struct kp_error *reterr)
{
	enum kp_status status;

	if (kp_unit_is_masked(unit)) {
		return KP_OK;
	}
	status = fill_process(component, ctx, unit, process, reterr);
	return status == KP_OK ? kp_launch_follow(component->name, ctx, process, launch, reterr)
			       : status;
}

/**
 * The kubelet that a unit starts.
 * @param[out] ret_known whether its arguments name the component, so that it may start it
 * @param[out] ret_kubelet NULL if it starts none, as far as can be told
 * @return KP_OK; KP_ERR_NOMEM; why it cannot be told what the unit starts
 */
static enum kp_status new_of_unit(const struct kp_query *query, const struct kp_ctx *ctx,
				  const struct kp_unit *unit, bool *ret_known,
				  struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_process_done) struct kp_process process = { 0 };
	KP_CLEANUP(kp_launch_done) struct kp_launch launch = { 0 };
	enum kp_status status = follow_unit(query->component, ctx, unit, &process, &launch, reterr);

	*ret_known = launch.is_known;
	*ret_kubelet = NULL;
	if (status == KP_OK && launch.is_found) {
		status = kp_kubelet_new(query, ctx, &process, ret_kubelet, reterr);
	}
	return status;
}

/** Add paths to others. */
static enum kp_status add_paths(const struct kp_strings *from, struct kp_strings *paths)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		status = kp_strings_add(paths, from->items[i], strlen(from->items[i]), NULL);
	}
	return status;
}

/** Add the files that a kubelet reads, as far as they can be told: by name, and what that leads to. */
static enum kp_status add_files(const struct kp_kubelet *kubelet, struct kp_strings *paths)
{
	const struct kp_component *component = kp_kubelet_told(kubelet)->component;
	const struct kp_strings *found = NULL;
	enum kp_status status = KP_OK;

	if (kp_kubelet_configuration(kubelet, &found, NULL) == KP_OK) {
		status = add_paths(found, paths);
	}
	if (status == KP_OK && kp_kubelet_configuration_names(kubelet, &found, NULL) == KP_OK) {
		status = add_paths(found, paths);
	}
	for (size_t i = 0; status == KP_OK && i < component->path_setting_count; i++) {
		const char *setting = component->path_settings[i].name;
		const char *path = NULL;

		if (kp_kubelet_named_file(kubelet, setting, &path, NULL) == KP_OK && path != NULL) {
			status = kp_strings_add(paths, path, strlen(path), NULL);
		}
	}
	return status;
}

/**
 * Check that a service of an image will read the files that are on it. Once a system runs, its files
 * are there.
 */
static enum kp_status check_image(const struct kp_units *units, const struct kp_unit *unit,
				  const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings of_unit = { 0 };
	enum kp_status status = add_files(kubelet, &paths);

	if (status == KP_OK) {
		status = add_paths(kp_unit_missing(unit), &paths);
	}
	if (status == KP_OK) {
		status = kp_unit_files(units, kp_unit_name(unit), &of_unit, NULL);
		/* Why those of the unit cannot be told is said where they are asked for. */
		status = status == KP_ERR_NOMEM ? status : add_paths(&of_unit, &paths);
	}
	if (status != KP_OK) {
		return kp_fail(reterr, status, "out of memory");
	}
	return kp_overlaid_check(kp_units_ctx(units), &paths, reterr);
}

/**
 * The kubelet of a unit of an image, or of a system that runs. If it cannot be told what it would
 * read on an image, only that is known of it.
 * @return as new_of_unit()
 */
static enum kp_status new_checked(const struct kp_query *query, const struct kp_units *units,
				  const struct kp_unit *unit, bool *ret_known,
				  struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	const struct kp_ctx *ctx = kp_units_ctx(units);
	const char *name = kp_unit_name(unit);
	const char *doubt = kp_unit_doubt(unit);
	struct kp_error reason = { 0 };
	enum kp_status status = new_of_unit(query, ctx, unit, ret_known, ret_kubelet, reterr);

	if (status != KP_OK || *ret_kubelet == NULL || kp_process_has_proc(ctx)) {
		return status;
	}
	status = doubt != NULL ? kp_fail(&reason, KP_ERR_UNSUPPORTED, "%s", doubt)
			       : check_image(units, unit, *ret_kubelet, &reason);
	if (status == KP_OK) {
		return KP_OK;
	}
	kp_kubelet_free(kp_steal(ret_kubelet));
	if (status == KP_ERR_NOMEM) {
		return kp_tell(&reason, reterr);
	}
	(void)kp_wrap(&reason, status, "%s", name);
	return new_unknown(query, ctx, name, &reason, ret_kubelet, reterr);
}

enum kp_status kp_service_starts(const struct kp_component *component, const struct kp_units *units,
				 const char *name, bool *ret_starts, struct kp_error *reterr)
{
	KP_CLEANUP(kp_process_done) struct kp_process process = { 0 };
	KP_CLEANUP(kp_launch_done) struct kp_launch launch = { 0 };
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	enum kp_status status = kp_unit_load(units, name, &unit, NULL);

	if (status == KP_ERR_NOENT) {
		*ret_starts = false;
		return KP_OK;
	}
	if (status == KP_OK) {
		status = follow_unit(component, kp_units_ctx(units), unit, &process, &launch, NULL);
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	*ret_starts = launch.is_found ||
		      (status != KP_OK && (launch.is_known || may_start(component, units, name)));
	return KP_OK;
}

/**
 * The kubelet of a service that was loaded. What is wrong with it is kept in it.
 * @param[in] unit NULL: it cannot be loaded
 * @param[in,out] reason why that is so
 * @param[out] ret_kubelet NULL if it starts none, as far as can be told
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status new_loaded(const struct kp_query *query, const struct kp_units *units,
				 const struct kp_ctx *ctx, const char *name,
				 const struct kp_unit *unit, struct kp_error *reason,
				 struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	enum kp_status status = unit == NULL ? reason->status : KP_OK;
	bool is_known = false;

	*ret_kubelet = NULL;
	if (status == KP_OK) {
		status = new_checked(query, units, unit, &is_known, ret_kubelet, reason);
		if (status != KP_OK) {
			(void)kp_wrap(reason, status, "%s", name);
		}
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	/* The name may be the value of a variable, so that the files of the unit do not mention it. */
	if (status != KP_OK && (is_known || may_start(query->component, units, name))) {
		return new_unknown(query, ctx, name, reason, ret_kubelet, reterr);
	}
	return KP_OK;
}

/**
 * The kubelet of a service.
 * @param[out] ret_kubelet NULL if it starts none, as far as can be told
 * @return KP_OK; KP_ERR_NOENT: there is no such service; KP_ERR_NOMEM
 */
static enum kp_status new_service(const struct kp_query *query, const struct kp_units *units,
				  const struct kp_ctx *ctx, const char *name,
				  struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	struct kp_error reason = { 0 };
	enum kp_status status = kp_unit_load(units, name, &unit, &reason);

	*ret_kubelet = NULL;
	if (status == KP_ERR_NOENT || status == KP_ERR_NOMEM) {
		return kp_tell(&reason, reterr);
	}
	return new_loaded(query, units, ctx, name, unit, &reason, ret_kubelet, reterr);
}

/** A collection that grows. */
struct growing {
	struct kp_query query; /* of its component alone */
	struct kp_kubelets *kubelets;
};

/** Add the kubelet of a service to a collection, if it starts one. Of too many nothing is collected. */
static enum kp_status add_loaded(struct growing *growing, const struct kp_units *units,
				 const char *name, const struct kp_unit *unit,
				 const struct kp_error *why, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	struct kp_error *failure = kp__kubelets_set_failure(growing->kubelets);
	struct kp_error reason = *why;
	enum kp_status status;

	if (failure->status != KP_OK) {
		return KP_OK;
	}
	status = new_loaded(&growing->query, units, kp__kubelets_ctx(growing->kubelets), name, unit,
			    &reason, &kubelet, reterr);
	if (status != KP_OK || kubelet == NULL) {
		return status;
	}
	status = kp__kubelets_reserve(growing->kubelets, failure);
	if (status == KP_OK) {
		kp__kubelets_take(growing->kubelets, kp_steal(&kubelet));
	}
	return status == KP_ERR_NOMEM ? kp_tell(failure, reterr) : KP_OK;
}

/** Add the kubelets of a service, which is read once. */
static enum kp_status add_service(struct growing *growing, size_t count,
				  const struct kp_units *units, const char *name,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	struct kp_error reason = { 0 };
	enum kp_status status = kp_unit_load(units, name, &unit, &reason);

	if (status == KP_ERR_NOENT) {
		return KP_OK;
	}
	if (status == KP_ERR_NOMEM) {
		return kp_tell(&reason, reterr);
	}
	status = KP_OK;
	for (size_t i = 0; status == KP_OK && i < count; i++) {
		status = add_loaded(&growing[i], units, name, unit, &reason, reterr);
	}
	return status;
}

/**
 * Whether an image can be a root directory: not one in which nothing was mounted, nor the top of a file system that
 * has them further down (ostree, subvolumes). What cannot be looked at may be one.
 */
static bool can_be_root(const struct kp_ctx *ctx)
{
	static const char *const directories[] = { "/etc", "/usr" };
	bool can = false;

	for (size_t i = 0; !can && i < sizeof(directories) / sizeof(directories[0]); i++) {
		struct stat st;

		can = kp_root_stat_beneath(ctx->root_fd, directories[i], &st, NULL) != KP_ERR_NOENT;
	}
	return can;
}

/** Note that something else than a unit may start a kubelet. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look_for_traces(const struct kp_component *component,
				      const struct kp_units *units, struct kp_kubelets *kubelets,
				      struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_error *incomplete = kp__kubelets_set_incomplete(kubelets);
	bool has_units = kp_kubelets_count(kubelets) > 0;
	enum kp_status status = kp_traces_find(component, units, has_units, &path, reterr);

	if (status == KP_OK && path != NULL) {
		(void)kp_fail(incomplete, KP_ERR_UNSUPPORTED,
			      has_units
				      ? "beside the services that start a %s there is %s: what it "
					"starts, or changes, cannot be told"
				      : "no service starts a %s, but there is %s: what uses it "
					"cannot be told",
			      component->name, path);
	} else if (status == KP_OK && !has_units && !can_be_root(kp_units_ctx(units))) {
		(void)kp_fail(incomplete, KP_ERR_UNSUPPORTED,
			      "what is to be looked at is no root directory of a system: it has "
			      "neither /etc nor /usr");
	}
	return status;
}

/** Begin to collect a component. */
static enum kp_status begin(const struct kp_query *query, const struct kp_ctx *ctx,
			    const struct kp_component *component, struct growing *growing,
			    struct kp_error *reterr)
{
	growing->query = *query;
	growing->query.component = component;
	growing->query.with_unit_files = query->with_unit_files && component == query->component;
	return kp__kubelets_new(component, ctx, &growing->kubelets, reterr);
}

/** Begin to collect all that is asked for. @param[in,out] growing its first collection owns all */
static enum kp_status begin_all(const struct kp_query *query, const struct kp_ctx *ctx,
				struct growing growing[COMPONENTS_MAX], size_t *ret_count,
				struct kp_error *reterr)
{
	enum kp_status status = begin(query, ctx, query->component, &growing[0], reterr);
	size_t count = 1;

	for (size_t i = 0; status == KP_OK && query->also != NULL && query->also[i] != NULL &&
			   count < COMPONENTS_MAX;
	     i++) {
		if (query->also[i] == query->component) {
			continue;
		}
		status = begin(query, ctx, query->also[i], &growing[count], reterr);
		if (status == KP_OK) {
			kp__kubelets_chain(growing[count - 1].kubelets, growing[count].kubelets);
			count++;
		}
	}
	*ret_count = count;
	return status;
}

/** Add what all units start, and note what else may start something. */
static enum kp_status collect_units(const struct kp_units *units, struct growing *growing,
				    size_t count, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	size_t position = 0;
	const char *name;

	while (status == KP_OK && (name = kp_units_next(units, &position)) != NULL) {
		status = add_service(growing, count, units, name, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < count; i++) {
		status = look_for_traces(growing[i].query.component, units, growing[i].kubelets,
					 reterr);
	}
	return status;
}

enum kp_status kp_services_collect(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
	KP_CLEANUP(kp_shared_units_done) struct kp_shared_units shared = { 0 };
	KP_CLEANUP(kp_lent_units_done) struct kp_lent_units lent = { 0 };
	struct growing growing[COMPONENTS_MAX] = { 0 };
	const struct kp_error *failure;
	size_t count = 0;
	enum kp_status status = begin_all(query, ctx, growing, &count, reterr);

	kubelets = growing[0].kubelets;
	if (status == KP_OK) {
		kp_shared_units_init(kp__kubelets_ctx(kubelets), &shared);
		for (size_t i = 0; i < COMPONENTS_MAX; i++) {
			growing[i].query.units = &shared;
		}
		status = kp_shared_units_lend(&shared, ctx, &lent, reterr);
	}
	if (status == KP_OK) {
		status = collect_units(lent.units, growing, count, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	failure = query->also == NULL ? kp_kubelets_failure(kubelets) : NULL;
	if (failure != NULL) {
		return kp_tell(failure, reterr);
	}
	*ret_kubelets = kp_steal(&kubelets);
	return KP_OK;
}

/** Whether a unit is a service, and no scope. */
static bool is_service(const char *unit)
{
	static const char suffix[] = ".service";
	size_t len = strlen(unit);

	return len >= sizeof(suffix) && strcmp(unit + len - (sizeof(suffix) - 1), suffix) == 0;
}

/** Make sure that a unit is a service. */
static enum kp_status check_service(const struct kp_query *query, const char *unit,
				    struct kp_error *reterr)
{
	return unit != NULL && is_service(unit)
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_NOENT,
				 "the %s belongs to no service of systemd, so that what its next "
				 "start brings cannot be told",
				 query->component->name);
}

enum kp_status kp_service_in(const struct kp_query *query, const struct kp_units *units,
			     const char *unit, struct kp_kubelet **ret_kubelet,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	enum kp_status status = check_service(query, unit, reterr);

	if (status == KP_OK) {
		status = new_service(query, units, kp_units_ctx(units), unit, &kubelet, reterr);
	}
	if (status == KP_OK && kubelet == NULL) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"the %s belongs to %s, which is masked, or starts something else on disk",
			query->component->name, unit);
	}
	if (status == KP_OK) {
		*ret_kubelet = kp_steal(&kubelet);
	}
	return status;
}

enum kp_status kp_service_of(const struct kp_query *query, const struct kp_ctx *ctx,
			     const char *unit, struct kp_kubelet **ret_kubelet,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_lent_units_done) struct kp_lent_units lent = { 0 };
	enum kp_status status = check_service(query, unit, reterr);

	if (status == KP_OK) {
		status = kp_shared_units_lend(query->units, ctx, &lent, reterr);
	}
	return status == KP_OK ? kp_service_in(query, lent.units, unit, ret_kubelet, reterr)
			       : status;
}

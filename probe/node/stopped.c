/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/stopped.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "base/text.h"
#include "files/root.h"
#include "node/services.h"
#include "systemd/units.h"

/** What is there where systemd runs (sd_booted(3)). */
#define BOOTED     "/run/systemd/system"
/** Where it keeps the state of units, since version 236 (src/core/unit.c). */
#define STATES     "/run/systemd/units"
/** What begins the name of the link that is there while a unit is starting, running or stopping. */
#define INVOCATION "invocation:"

/** Where the control groups of systemd are: of version 2, and of version 1 with or without it. */
static const char *const hierarchies[] = {
	"/sys/fs/cgroup",
	"/sys/fs/cgroup/systemd",
	"/sys/fs/cgroup/unified",
};

/** What is seen of the units. */
struct seen {
	const struct kp_ctx *ctx;
	struct kp_entries states;
	struct kp_strings groups; /* names of directories in slices, in no order */
};

static void seen_done(struct seen *seen)
{
	kp_entries_done(&seen->states);
	kp_strings_done(&seen->groups);
}

/** List a directory, which need not be there. */
static enum kp_status list(const struct kp_ctx *ctx, const char *path, struct kp_entries *entries,
			   struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status =
		kp_root_list_beneath(ctx->root_fd, path, ctx->limits.unit_entries, entries, &error);

	return status == KP_OK || status == KP_ERR_NOENT ? KP_OK : kp_tell(&error, reterr);
}

/** Take the services of a slice. */
static enum kp_status look_at_slice(struct seen *seen, const char *hierarchy, const char *slice,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	kp_text_add_str(&text, hierarchy);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, slice);
	status = kp_text_finish(&text, &path, reterr);
	if (status == KP_OK) {
		status = list(seen->ctx, path, &entries, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		if (kp_text_has_end(entries.items[i].name, ".service")) {
			status = kp_strings_take(&seen->groups, kp_steal(&entries.items[i].name),
						 reterr);
		}
	}
	return status;
}

/** Take the services of the slices of a hierarchy: a kubelet is in system.slice, or one beside it. */
static enum kp_status look_at_hierarchy(struct seen *seen, const char *hierarchy,
					struct kp_error *reterr)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	enum kp_status status = list(seen->ctx, hierarchy, &entries, reterr);

	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		if (kp_text_has_end(entries.items[i].name, ".slice")) {
			status = look_at_slice(seen, hierarchy, entries.items[i].name, reterr);
		}
	}
	return status;
}

static enum kp_status see(struct seen *seen, struct kp_error *reterr)
{
	enum kp_status status = list(seen->ctx, STATES, &seen->states, reterr);

	for (size_t i = 0; status == KP_OK && i < sizeof(hierarchies) / sizeof(hierarchies[0]);
	     i++) {
		status = look_at_hierarchy(seen, hierarchies[i], reterr);
	}
	return status;
}

static bool has_invocation(const struct seen *seen, const char *unit)
{
	bool found = false;

	for (size_t i = 0; !found && i < seen->states.count; i++) {
		const char *name = seen->states.items[i].name;

		found = strncmp(name, INVOCATION, strlen(INVOCATION)) == 0 &&
			strcmp(name + strlen(INVOCATION), unit) == 0;
	}
	return found;
}

static bool has_group(const struct seen *seen, const char *unit)
{
	bool found = false;

	for (size_t i = 0; !found && i < seen->groups.count; i++) {
		found = strcmp(seen->groups.items[i], unit) == 0;
	}
	return found;
}

/** @return what says that a unit is to run, a static text; NULL if nothing does */
static const char *find_sign(const struct seen *seen, const struct kp_units *units,
			     const char *unit)
{
	if (has_invocation(seen, unit)) {
		return "systemd has started it";
	}
	if (has_group(seen, unit)) {
		return "it has a control group";
	}
	return kp_units_is_wanted(units, unit) ? "it is enabled" : NULL;
}

/** Go through the services that are to run, to the first that starts a component. */
static enum kp_status look(const struct kp_component *component, const struct seen *seen,
			   const struct kp_units *units, struct kp_error *stopped,
			   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	bool starts = false;
	size_t position = 0;
	const char *unit;

	while (status == KP_OK && !starts && (unit = kp_units_next(units, &position)) != NULL) {
		const char *sign = find_sign(seen, units, unit);

		if (sign != NULL) {
			status = kp_service_starts(component, units, unit, &starts, reterr);
		}
		if (status == KP_OK && sign != NULL && starts) {
			(void)kp_fail(stopped, KP_ERR_NOENT,
				      "the %s of %s is not running now, and is to run (%s): see "
				      "systemctl status %s, and scan again while it runs",
				      component->name, unit, sign, unit);
		}
	}
	return status;
}

enum kp_status kp_stopped_find(const struct kp_component *component, const struct kp_ctx *ctx,
			       struct kp_error *stopped, struct kp_error *reterr)
{
	KP_CLEANUP(seen_done) struct seen seen = { .ctx = ctx };
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_error error = { 0 };
	struct stat st;
	enum kp_status status = kp_root_stat_beneath(ctx->root_fd, BOOTED, &st, &error);

	if (status == KP_ERR_NOENT) {
		return KP_OK;
	}
	if (status == KP_OK) {
		status = see(&seen, &error);
	}
	if (status == KP_OK) {
		status = kp_units_new(ctx, &units, &error);
	}
	if (status == KP_OK) {
		status = look(component, &seen, units, stopped, &error);
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (status != KP_OK) {
		(void)kp_tell(&error, stopped);
		(void)kp_wrap(
			stopped, status,
			"no %s is running, and whether a service is to run one cannot be told",
			component->name);
	}
	return KP_OK;
}

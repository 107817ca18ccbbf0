/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubelet_probe.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "component/secret.h"
#include "kubelet/component.h"
#include "oval/item.h"
#include "oval/session.h"
#include "oval/unjudged.h"

int kubelet_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

/** What an item tells. */
struct told {
	const char *origin;
	int64_t pid;
	const char *command_line;
	const char *config_file;
	const char *config_dir;
	enum kp_known changed_since_start;
	const char *executable;
	int64_t user_id;
	const char *control_group;
	const char *unit;
	const char *container;
	const struct kp_argv *argv;                   /* NULL: not known */
	const struct kp_strings *configuration_files; /* NULL: not known */
	const struct kp_strings *unit_files;          /* NULL also if nobody asks */
};

/** A const struct kp_argv *, of which each argument but argv[0] is an entity. None: NULL. */
static bool fill_arguments(SEXP_t *item, const char *name, const void *value)
{
	const struct kp_argv *const *argv = value;
	size_t count = *argv == NULL ? 0 : kp_argv_count(*argv);

	for (size_t i = 1; i < count; i++) {
		kp_item_add_string(item, name, kp_argv_get(*argv, i));
	}
	return count > 1;
}

#define TOLD(member) offsetof(struct told, member)

static const struct kp_item_entity entities[] = {
	{ "origin", "string", kp_item_fill_plain, TOLD(origin) },
	{ "pid", "int", kp_item_fill_int, TOLD(pid) },
	{ "command_line", "string", kp_item_fill_string, TOLD(command_line) },
	{ "config_file", "string", kp_item_fill_string, TOLD(config_file) },
	{ "config_dir", "string", kp_item_fill_string, TOLD(config_dir) },
	{ "changed_since_start", "boolean", kp_item_fill_bool, TOLD(changed_since_start) },
	{ "executable", "string", kp_item_fill_string, TOLD(executable) },
	{ "user_id", "int", kp_item_fill_int, TOLD(user_id) },
	{ "control_group", "string", kp_item_fill_string, TOLD(control_group) },
	{ "unit", "string", kp_item_fill_string, TOLD(unit) },
	{ "container", "string", kp_item_fill_string, TOLD(container) },
	{ "argument", "string", fill_arguments, TOLD(argv) },
	{ "configuration_file", "string", kp_item_fill_paths, TOLD(configuration_files) },
	{ "unit_file", "string", kp_item_fill_paths, TOLD(unit_files) },
	{ 0 },
};

/* What fits into a report: with each argument, or each file, a row of its own would be a cell wider. */
/* clang-format off */
#define FEW \
	{ "origin", "string", kp_item_fill_plain, TOLD(origin) }, \
	{ "pid", "int", kp_item_fill_int, TOLD(pid) }, \
	{ "command_line", "string", kp_item_fill_string, TOLD(command_line) }, \
	{ "changed_since_start", "boolean", kp_item_fill_bool, TOLD(changed_since_start) }, \
	{ "executable", "string", kp_item_fill_string, TOLD(executable) }, \
	{ "user_id", "int", kp_item_fill_int, TOLD(user_id) }, \
	{ "control_group", "string", kp_item_fill_string, TOLD(control_group) }
/* clang-format on */

static const struct kp_item_entity few[] = { FEW, { 0 } };
static const struct kp_item_entity few_and_configuration[] = {
	FEW,
	{ "configuration_file", "string", kp_item_fill_paths, TOLD(configuration_files) },
	{ 0 },
};
static const struct kp_item_entity few_and_unit[] = {
	FEW,
	{ "unit_file", "string", kp_item_fill_paths, TOLD(unit_files) },
	{ 0 },
};
static const struct kp_item_entity *const few_for[] = {
	[KP_SESSION_FILES_NONE] = few,
	[KP_SESSION_FILES_CONFIGURATION] = few_and_configuration,
	[KP_SESSION_FILES_UNIT] = few_and_unit,
	[KP_SESSION_FILES_NAMED] = few,
};

/** The files that an item tells: of the configuration, or of the unit. */
static const struct kp_strings *files_of(const struct told *told)
{
	return told->unit_files != NULL ? told->unit_files : told->configuration_files;
}

/**
 * Find the files that an item tells. An item about the files of a unit stands for nothing else.
 * @param[out] told also tells those that can be told if not all can
 */
static enum kp_status find_files(const struct kp_session *session, const struct kp_kubelet *kubelet,
				 struct told *told, struct kp_error *reterr)
{
	const struct kp_error *argv_error = kp_kubelet_argv_error(kubelet);
	enum kp_status status =
		kp_kubelet_configuration(kubelet, &told->configuration_files, reterr);

	switch (session->files) {
	case KP_SESSION_FILES_CONFIGURATION:
		break;
	case KP_SESSION_FILES_UNIT:
		status = kp_kubelet_unit_files(kubelet, &told->unit_files, reterr);
		break;
	case KP_SESSION_FILES_NAMED: /* of settings: no schema lets a kubelet_object say so */
	case KP_SESSION_FILES_NONE:
		return argv_error == NULL ? KP_OK : kp_tell(argv_error, reterr);
	}
	return status == KP_OK ? kp_item_check_paths(files_of(told), reterr) : status;
}

/** Whether some files of a kubelet can be judged although others cannot. */
static bool has_some_files(const struct kp_session *session, const struct told *told)
{
	const struct kp_strings *files = files_of(told);

	return session->files != KP_SESSION_FILES_NONE && files != NULL && files->count > 0;
}

/** Whether what a kubelet read at its start was changed since. Not known of one that did not. */
static enum kp_known is_changed(const struct kp_kubelet *kubelet)
{
	if (kp_kubelet_identity(kubelet)->origin == KP_ORIGIN_SERVICE) {
		return KP_NOT_KNOWN;
	}
	return kp_kubelet_changed_since_start(kubelet) ? KP_KNOWN_YES : KP_KNOWN_NO;
}

/**
 * Add an item with the files that can be judged, so that a bad one is found, and one that says what
 * cannot.
 */
static int add_both(struct kp_session *session, const struct told *told,
		    const struct kp_error *error)
{
	struct told unknown = *told;
	int result = kp_session_add(session, told, NULL, NULL);

	unknown.configuration_files = NULL;
	unknown.unit_files = NULL;
	return result == 0 ? kp_session_add(session, &unknown, error, NULL) : result;
}

/** Collect the kubelet_item of one kubelet. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	const struct kp_argv *given = kp_kubelet_argv(kubelet);
	KP_CLEANUP(kp_argv_freep) struct kp_argv *command = NULL;
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_freep) char *command_line = NULL;
	struct kp_error error;
	struct told told = {
		.origin = kp_origin_str(kp_kubelet_identity(kubelet)->origin),
		.pid = kp_item_pid_of(kubelet),
		.config_file = kp_kubelet_config_file(kubelet),
		.config_dir = kp_kubelet_config_dir(kubelet),
		.changed_since_start = is_changed(kubelet),
		.executable = kp_kubelet_identity(kubelet)->executable,
		.user_id = kp_kubelet_identity(kubelet)->user_id,
		.control_group = kp_kubelet_identity(kubelet)->control_group,
		.unit = kp_kubelet_identity(kubelet)->unit,
		.container = kp_kubelet_identity(kubelet)->container,
	};

	if (kp_secret_hide_argv(session->component, kp_kubelet_command(kubelet), &command, NULL) !=
		    KP_OK ||
	    kp_argv_to_shell(command, 0, &command_line, NULL) != KP_OK ||
	    (given != NULL &&
	     kp_secret_hide_argv(session->component, given, &argv, NULL) != KP_OK)) {
		return PROBE_ENOMEM;
	}
	told.command_line = command_line;
	told.argv = argv;
	if (find_files(session, kubelet, &told, &error) == KP_OK) {
		return kp_session_add(session, &told, NULL, NULL);
	}
	return has_some_files(session, &told) ? add_both(session, &told, &error)
					      : kp_session_add(session, &told, &error, NULL);
}

/** Add an item that tells what is not judged (kp_unjudged_function). */
static int tell_item(struct kp_session *session, const struct kp_aside *aside, const char *note)
{
	struct told told = { .origin = KP_SESSION_ASIDE, .pid = -1, .user_id = -1 };

	if (aside != NULL) {
		const struct kp_identity *who = &aside->who;

		told.pid = who->pid;
		told.executable = who->executable;
		told.user_id = who->user_id;
		told.control_group = who->control_group;
		told.unit = who->unit;
		told.container = who->container;
	}
	return kp_session_add(session, &told, NULL, note);
}

/** Tell what is not judged (kp_session.tell). */
static int tell(struct kp_session *session, const struct kp_kubelets *kubelets)
{
	return kp_unjudged_each(session, kubelets, tell_item);
}

int kubelet_probe_main(probe_ctx *ctx, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = OVAL_LINUX_KUBELET,
		.component = &kp_kubelet_component,
		.kept = arg,
		.entities = entities,
		.few = few_for,
		.tell = tell,
	};

	return kp_session_run(&session, collect);
}

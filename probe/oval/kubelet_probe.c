/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubelet_probe.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/secret.h"
#include "oval/item.h"
#include "oval/session.h"

int kubelet_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

static void add_absent(SEXP_t *item, const char *origin)
{
	kp_item_add_string(item, "origin", origin);
	kp_item_add_absent_of(item, "pid", "int");
	kp_item_add_absent(item, "command_line");
	kp_item_add_absent(item, "config_file");
	kp_item_add_absent(item, "config_dir");
	kp_item_add_absent_of(item, "changed_since_start", "boolean");
	kp_item_add_absent(item, "executable");
	kp_item_add_absent_of(item, "user_id", "int");
	kp_item_add_absent(item, "control_group");
	kp_item_add_absent(item, "unit");
	kp_item_add_absent(item, "container");
	kp_item_add_absent(item, "argument");
	kp_item_add_absent(item, "configuration_file");
	kp_item_add_absent(item, "unit_file");
}

/** What an item tells of files, and why it is an error. */
struct told {
	const struct kp_paths *configuration; /* NULL: nothing */
	const struct kp_paths *unit;
	struct kp_error error; /* KP_OK if it is none */
};

/** Find out what there is to be told. An item about the files of a unit stands for nothing else. */
static struct told tell(const struct kp_session *session, const struct kp_kubelet *kubelet)
{
	const struct kp_error *argv_error = kp_kubelet_argv_error(kubelet);
	struct told told = { .error = { .status = KP_OK } };
	enum kp_status status = KP_OK;

	switch (session->files) {
	case KP_SESSION_FILES_UNIT:
		status = kp_kubelet_unit_files(kubelet, &told.unit, &told.error);
		break;
	case KP_SESSION_FILES_CONFIGURATION:
		status = kp_kubelet_configuration(kubelet, &told.configuration, &told.error);
		break;
	case KP_SESSION_FILES_NONE:
		if (argv_error != NULL) {
			status = kp_tell(argv_error, &told.error);
		}
		break;
	}
	(void)status; /* it is in the error */
	return told;
}

/**
 * Add the arguments of the kubelet one by one; an item always has the entity.
 * @param[in] argv NULL if they are not known
 */
static enum kp_status add_arguments(SEXP_t *item, const struct kp_argv *argv)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *shown = NULL;
	enum kp_status status = argv == NULL ? KP_OK : kp_secret_hide_argv(argv, &shown, NULL);

	for (size_t i = 1; shown != NULL && i < kp_argv_count(shown); i++) {
		kp_item_add_string(item, "argument", kp_argv_get(shown, i));
	}
	if (shown == NULL || kp_argv_count(shown) < 2) {
		kp_item_add_absent(item, "argument");
	}
	return status;
}

/** Collect the kubelet_item of one kubelet. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	const struct told told = tell(session, kubelet);
	KP_CLEANUP(kp_freep) char *command_line = NULL;
	SEXP_t *item;

	if (kp_secret_hide_argv(kp_kubelet_command(kubelet), &argv, NULL) != KP_OK ||
	    kp_argv_to_shell(argv, 0, &command_line, NULL) != KP_OK) {
		return PROBE_ENOMEM;
	}
	item = probe_item_create(session->subtype, NULL, NULL);
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (told.error.status != KP_OK) {
		kp_item_set_error(&session->items, item, &told.error);
	}
	kp_item_add_string(item, "origin", kp_origin_str(kp_kubelet_origin(kubelet)));
	kp_item_add_pid(item, kubelet);
	kp_item_add_string(item, "command_line", command_line);
	kp_item_add_string(item, "config_file", kp_kubelet_config_file(kubelet));
	kp_item_add_string(item, "config_dir", kp_kubelet_config_dir(kubelet));
	if (kp_kubelet_origin(kubelet) == KP_ORIGIN_SERVICE) {
		kp_item_add_absent_of(item, "changed_since_start", "boolean");
	} else {
		kp_item_add_bool(item, "changed_since_start",
				 kp_kubelet_changed_since_start(kubelet));
	}
	kp_item_add_string(item, "executable", kp_kubelet_executable(kubelet));
	if (kp_kubelet_user_id(kubelet) < 0) {
		kp_item_add_absent_of(item, "user_id", "int");
	} else {
		kp_item_add_int(item, "user_id", kp_kubelet_user_id(kubelet));
	}
	kp_item_add_string(item, "control_group", kp_kubelet_control_group(kubelet));
	kp_item_add_string(item, "unit", kp_kubelet_unit(kubelet));
	kp_item_add_string(item, "container", kp_kubelet_container(kubelet));
	if (add_arguments(item, kp_kubelet_argv(kubelet)) != KP_OK) {
		SEXP_free(item);
		return PROBE_ENOMEM;
	}
	kp_item_add_paths(item, "configuration_file", told.configuration);
	kp_item_add_paths(item, "unit_file", told.unit);
	return kp_items_add(&session->items, item);
}

int kubelet_probe_main(probe_ctx *ctx, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = OVAL_LINUX_KUBELET,
		.kept = arg,
		.add_absent = add_absent,
	};

	return kp_session_run(&session, collect);
}

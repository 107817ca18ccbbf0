/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletsetting_probe.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "configz/running.h"
#include "kubelet/component.h"
#include "oval/item.h"
#include "oval/running.h"
#include "oval/session.h"
#include "oval/setting_names.h"

int kubeletsetting_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

/** What an item tells. */
struct told {
	const char *name;
	const struct kp_setting *setting; /* NULL: it cannot be told */
	const char *source;
	const char *origin;
	int64_t pid;
	const char *file; /* NULL: it names none that is there */
};

/** A const struct kp_setting *, for the members of a list or map. None: NULL, or no members. */
static bool fill_elements(SEXP_t *item, const char *name, const void *value)
{
	const struct kp_setting *const *setting = value;
	size_t count = *setting == NULL ? 0 : (*setting)->element_count;

	for (size_t i = 0; i < count; i++) {
		kp_item_add_string(item, name, (*setting)->elements[i]);
	}
	return count > 0;
}

#define TOLD(member) offsetof(struct told, member)

/* clang-format off */
#define FEW \
	{ "setting", "string", kp_item_fill_string, TOLD(name) }, \
	{ "value", "string", kp_item_fill_value, TOLD(setting) }, \
	{ "source", "string", kp_item_fill_plain, TOLD(source) }, \
	{ "location", "string", kp_item_fill_location, TOLD(setting) }, \
	{ "origin", "string", kp_item_fill_plain, TOLD(origin) }, \
	{ "pid", "int", kp_item_fill_int, TOLD(pid) }
#define NAMED_FILE { "file", "string", kp_item_fill_string, TOLD(file) }
/* clang-format on */

static const struct kp_item_entity few[] = { FEW, { 0 } };
static const struct kp_item_entity few_and_file[] = { FEW, NAMED_FILE, { 0 } };
static const struct kp_item_entity *const few_for[] = {
	[KP_SESSION_FILES_NONE] = few,
	[KP_SESSION_FILES_CONFIGURATION] = few,
	[KP_SESSION_FILES_UNIT] = few,
	[KP_SESSION_FILES_NAMED] = few_and_file,
};

static const struct kp_item_entity entities[] = {
	FEW,
	NAMED_FILE,
	{ "element", "string", fill_elements, TOLD(setting) },
	{ 0 },
};

/** Find the file that a setting names. What an object about files cannot use is an error of it. */
static enum kp_status find_file(const struct kp_session *session, const struct kp_kubelet *kubelet,
				struct told *told, struct kp_error *reterr)
{
	enum kp_status status = kp_kubelet_named_file(kubelet, told->name, &told->file, reterr);

	if (status == KP_OK && session->files == KP_SESSION_FILES_NAMED) {
		status = kp_kubelet_check_named_file(kubelet, told->name, reterr);
		if (status == KP_OK && told->file != NULL) {
			status = kp_item_check_path(told->file, reterr);
		}
	}
	return status;
}

/**
 * Add the kubeletsetting_item of one setting. Of a file that oscap cannot look at it says why: the value of
 * the setting is known all the same.
 * @param[in] error NULL: there is none
 */
static int add_item(struct kp_session *session, const struct told *told,
		    const struct kp_error *error)
{
	const char *notes[] = { NULL, NULL, NULL };
	struct kp_error no_file;
	size_t count = 0;

	if (told->setting != NULL && told->setting->note != NULL) {
		notes[count++] = told->setting->note;
	}
	if (told->file != NULL && kp_item_check_path(told->file, &no_file) != KP_OK) {
		notes[count++] = no_file.message;
	}
	return kp_session_add_noted(session, told, error, notes);
}

/** Collect what is computed of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct told told = {
		.name = name,
		.origin = kp_origin_str(kp_kubelet_identity(kubelet)->origin),
		.pid = kp_item_pid_of(kubelet),
	};
	struct kp_error error;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, &error);

	if (status == KP_OK) {
		told.setting = setting;
		told.source = kp_source_str(setting->source);
		status = find_file(session, kubelet, &told, &error);
	}
	if (status == KP_ERR_NOMEM) {
		return PROBE_ENOMEM;
	}
	return add_item(session, &told, status == KP_OK ? NULL : &error);
}

/** Collect the settings of one instance that the object asks for. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	return kp_setting_names_each(session, kubelet, collect_setting);
}

/** Find what a kubelet says of a setting. */
static enum kp_status find_running(const struct kp_session *session,
				   const struct kp_kubelet *kubelet, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	const struct kp_configz_reply *reply = NULL;
	enum kp_status status =
		kp_kept_ask(session->kept, &session->question, kubelet, &reply, reterr);

	return status == KP_OK
		       ? kp_configz_running_setting(reply, kubelet, name, ret_setting, reterr)
		       : status;
}

static const char *told_value(const struct kp_setting *setting)
{
	return setting->value == NULL ? "not set" : setting->value;
}

/** Compare with what is computed. What cannot be computed is an error of its own. */
static enum kp_status compare(const struct kp_kubelet *kubelet, const struct kp_setting *running,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *computed = NULL;
	KP_CLEANUP(kp_freep) char *where = NULL;
	enum kp_status status =
		kp_kubelet_setting(kubelet, running->name, &computed, /* reterr= */ NULL);

	if (status != KP_OK || kp_setting_is_same(running, computed)) {
		return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
	}
	status = kp_setting_location(computed, &where, reterr);
	return status == KP_OK
		       ? kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s is %s in the running configuration, and %s by %s",
				 running->name, told_value(running), told_value(computed), where)
		       : status;
}

/** Collect what the kubelet says of one setting. */
static int collect_running_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
				   const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct told told = {
		.name = name,
		.origin = KP_RUNNING_ORIGIN,
		.pid = kp_item_pid_of(kubelet),
	};
	struct kp_error error;
	enum kp_status status = find_running(session, kubelet, name, &setting, &error);

	if (status == KP_OK) {
		told.setting = setting;
		told.source = kp_source_str(setting->source);
		status = session->is_compared ? compare(kubelet, setting, &error) : KP_OK;
	}
	if (status == KP_ERR_NOMEM) {
		return PROBE_ENOMEM;
	}
	return add_item(session, &told, status == KP_OK ? NULL : &error);
}

/** Collect what one kubelet says of the settings that the object asks for. */
static int collect_running(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	return kp_setting_names_each(session, kubelet, collect_running_setting);
}

int kp_setting_probe_main(probe_ctx *ctx, const struct kp_setting_probe *probe, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = probe->subtype,
		.component = probe->component,
		.kept = arg,
		.entities = entities,
		.few = few_for,
		.tell = probe->tell,
		.collect_running = probe->can_be_asked ? collect_running : NULL,
	};

	return kp_session_run(&session, collect);
}

int kubeletsetting_probe_main(probe_ctx *ctx, void *arg)
{
	static const struct kp_setting_probe probe = {
		.subtype = OVAL_LINUX_KUBELETSETTING,
		.component = &kp_kubelet_component,
		.can_be_asked = true,
	};

	return kp_setting_probe_main(ctx, &probe, arg);
}

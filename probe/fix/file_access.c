/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/file_access.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "files/way.h"
#include "fix/file_guard.h"
#include "fix/host_file.h"
#include "fix/idle.h"
#include "fix/restart.h"
#include "fix/target.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"

/** Bits of a mode besides the type of the file. */
#define MODE_BITS 07777

enum {
	SETTINGS_MAX = 2
};

/** A kind of files, and who knows them. */
struct row {
	const char *name;
	const struct kp_component *component;
	/** Tells the names of all of them; NULL if settings name them. */
	enum kp_status (*tell)(const struct kp_kubelet *kubelet,
			       const struct kp_strings **ret_names, struct kp_error *reterr);
	const char *settings[SETTINGS_MAX];
};

static const struct row rows[KP_FILE__COUNT] = {
	[KP_FILE_CONFIGURATION] = { "configuration",
				    &kp_kubelet_component,
				    kp_kubelet_configuration_names,
				    { NULL } },
	[KP_FILE_KUBECONFIG] = { "kubeconfig",
				 &kp_kubelet_component,
				 NULL,
				 { "kubeconfig", "bootstrap-kubeconfig" } },
	[KP_FILE_CLIENT_CA] = { "client_ca",
				&kp_kubelet_component,
				NULL,
				{ "authentication.x509.clientCAFile" } },
	[KP_FILE_TLS_KEY] = { "tls_key", &kp_kubelet_component, NULL, { "tlsPrivateKeyFile" } },
	[KP_FILE_UNIT] = { "unit", &kp_kubelet_component, kp_kubelet_unit_file_names, { NULL } },
	[KP_FILE_PROXY_KUBECONFIG] = { "proxy_kubeconfig",
				       &kp_kubeproxy_component,
				       NULL,
				       { "clientConnection.kubeconfig" } },
};

const char *kp_file_kind_str(enum kp_file_kind kind)
{
	return rows[kind].name;
}

const struct kp_component *kp_file_kind_component(enum kp_file_kind kind)
{
	return rows[kind].component;
}

/** What is wanted, and how it is done. */
struct order {
	const struct kp_fix *fix;
	const struct row *row;
	const struct kp_restriction *wanted;
	bool restarts; /* whether a kubelet has to be restarted after it */
};

/** A file that was changed. */
struct changed {
	char *path; /* owned; without symbolic links */
	struct kp_access was;
};

/** The files that were changed. Start as `{ 0 }`. */
struct changes {
	struct changed *items;
	size_t count; /* or of those that would be changed */
};

static void changes_done(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		free(changes->items[i].path);
	}
	free(changes->items);
}

/** Copy paths that a kubelet has. */
static enum kp_status copy(const struct kp_strings *from, struct kp_strings *paths,
			   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		status = kp_strings_add(paths, from->items[i], strlen(from->items[i]), reterr);
	}
	return status;
}

/** Find the file that a setting names, if there is one. One that cannot be told may name any. */
static enum kp_status find_named(const struct kp_kubelet *kubelet, const char *name,
				 struct kp_strings *paths, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	const char *path = NULL;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, reterr);

	if (status == KP_OK) {
		status = kp_kubelet_named_file_name(kubelet, name, &path, reterr);
	}
	if (status != KP_OK || path == NULL) {
		return status;
	}
	return kp_strings_add(paths, path, strlen(path), reterr);
}

/** Find the files of a kubelet. @param[in,out] paths empty; released by the caller in any case */
static enum kp_status find_files(const struct row *row, const struct kp_kubelet *kubelet,
				 struct kp_strings *paths, struct kp_error *reterr)
{
	const struct kp_strings *told = NULL;
	enum kp_status status = KP_OK;

	if (row->tell != NULL) {
		status = row->tell(kubelet, &told, reterr);
		return status == KP_OK ? copy(told, paths, reterr) : status;
	}
	for (size_t i = 0; status == KP_OK && i < SETTINGS_MAX && row->settings[i] != NULL; i++) {
		status = find_named(kubelet, row->settings[i], paths, reterr);
	}
	return status;
}

/** Whether a file is otherwise than wanted. */
static bool is_wrong(const struct kp_restriction *wanted, const struct stat *st)
{
	return (st->st_mode & MODE_BITS & ~wanted->allowed) != 0 ||
	       (wanted->root_owner && st->st_uid != 0) || (wanted->root_group && st->st_gid != 0);
}

/** Print what becomes of a file. */
static void print(const struct order *order, const char *path, const struct stat *st)
{
	const struct kp_restriction *wanted = order->wanted;
	FILE *out = order->fix->out;

	(void)fprintf(out, "%s: %s: mode %03o, owner %u, group %u",
		      !is_wrong(wanted, st) ? "unchanged"
		      : order->fix->dry_run ? "would change"
					    : "changed",
		      path, (unsigned)(st->st_mode & MODE_BITS), (unsigned)st->st_uid,
		      (unsigned)st->st_gid);
	if (is_wrong(wanted, st)) {
		(void)fprintf(out, " becomes mode %03o, owner %u, group %u",
			      (unsigned)(st->st_mode & wanted->allowed & MODE_BITS),
			      wanted->root_owner ? 0U : (unsigned)st->st_uid,
			      wanted->root_group ? 0U : (unsigned)st->st_gid);
	}
	(void)fputc('\n', out);
}

/** A file to be restricted, by its name here. */
struct here {
	const char *name;
	const struct kp_host_file *shared; /* of a container that has it, too; NULL: it is none */
};

/** Check that what was opened is the file that a container has from here. */
static enum kp_status check_shared(const struct kp_kubelet *kubelet, const struct here *here,
				   const struct kp_way *way, struct kp_error *reterr)
{
	const struct stat *theirs = &here->shared->st;

	return way->st.st_dev == theirs->st_dev && way->st.st_ino == theirs->st_ino
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "it runs in the container %s, and %s is not the file that it has from "
				 "there: fix it there",
				 kp_kubelet_identity(kubelet)->container, here->name);
}

/** Check that a file is one to restrict. */
static enum kp_status check(const struct order *order, const struct kp_kubelet *kubelet,
			    const struct kp_way *way, const struct here *here,
			    struct kp_error *reterr)
{
	const char *name = here->name;
	enum kp_status status = here->shared == NULL ? kp_target_check(kubelet, reterr)
						     : check_shared(kubelet, here, way, reterr);

	return status == KP_OK ? kp_file_guard_check(order->fix->ctx->root_fd, way, name,
						     order->wanted, reterr)
			       : status;
}

/** Restrict one file, and note it if that changed it, or would have. */
static enum kp_status restrict_one(const struct order *order, const struct kp_kubelet *kubelet,
				   const struct here *here, struct changes *changes,
				   struct kp_error *reterr)
{
	const char *name = here->name;
	KP_CLEANUP(kp_way_done) struct kp_way way = KP_WAY_NONE;
	struct changed *changed = &changes->items[changes->count];
	enum kp_status status = kp_way_open(order->fix->ctx->root_fd, name, &way, reterr);
	bool changes_it = status == KP_OK && is_wrong(order->wanted, &way.st);

	if (changes_it) {
		status = check(order, kubelet, &way, here, reterr);
	}
	if (status == KP_OK && changes_it && !order->fix->dry_run) {
		status = kp_restrict_mode(way.end.fd, name, order->wanted, &changed->was,
					  &changes_it, reterr);
	}
	if (status == KP_OK) {
		print(order, way.end.path, &way.st);
	}
	if (status == KP_OK && changes_it) {
		changed->path = kp_steal(&way.end.path);
		changes->count++;
	}
	return status;
}

/** Give files what they had. @return KP_OK; the status of the last that could not be */
static enum kp_status put_back(const struct order *order, const struct changes *changes,
			       struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = changes->count; i > 0; i--) {
		const struct changed *file = &changes->items[i - 1];
		enum kp_status undone =
			kp_restrict_undo(order->fix->ctx->root_fd, file->path, &file->was, reterr);

		if (undone == KP_OK) {
			(void)fprintf(order->fix->out, "rolled back: %s\n", file->path);
		} else {
			status = undone;
		}
	}
	return status;
}

/** Find a file of a container that has it from this machine, as pods have some (hostPath). */
static enum kp_status find_shared(const struct order *order, const struct kp_kubelet *kubelet,
				  struct here *here, struct kp_host_file *file,
				  struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	enum kp_status status;

	if (!order->row->component->runs_in_pods) {
		return kp_target_check(kubelet, reterr);
	}
	status = kp_host_file_find(who->pid, here->name, file, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "it runs in the container %s: fix it there",
			       who->container);
	}
	here->name = file->path;
	here->shared = file;
	return KP_OK;
}

/**
 * Of a kubelet with mounts of its own, paths are below /proc/PID/root (file_list.h).
 * @param[in,out] here its name becomes that of the same file here
 * @param[in,out] file `{ 0 }`; to be released also on failure
 * @return KP_OK; as kp_target_check_file() if it is another one; as kp_host_file_find()
 */
static enum kp_status find_here(const struct order *order, const struct kp_kubelet *kubelet,
				struct here *here, struct kp_host_file *file,
				struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	char root[64];
	int len = snprintf(root, sizeof(root), "/proc/%ld/root/", (long)who->pid);

	if (strncmp(here->name, root, (size_t)len) != 0) {
		return KP_OK;
	}
	here->name += len - 1;
	return who->container == NULL ? kp_target_check_file(who->pid, here->name, reterr)
				      : find_shared(order, kubelet, here, file, reterr);
}

/** Restrict files until one cannot be. */
static enum kp_status restrict_all(const struct order *order, const struct kp_kubelet *kubelet,
				   const struct kp_strings *names, struct changes *changes,
				   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < names->count; i++) {
		KP_CLEANUP(kp_host_file_done) struct kp_host_file file = { 0 };
		struct here here = { .name = names->items[i] };

		status = find_here(order, kubelet, &here, &file, reterr);
		if (status == KP_OK) {
			status = restrict_one(order, kubelet, &here, changes, reterr);
		}
	}
	return status;
}

/** Restart a kubelet whose files were changed, if it has to be. */
static enum kp_status restart(const struct order *order, const struct kp_kubelet *kubelet,
			      struct kp_error *reterr)
{
	const struct kp_fix *fix = order->fix;

	if (!order->restarts || fix->restarts_later) {
		return KP_OK;
	}
	if (fix->dry_run) {
		(void)fprintf(fix->out, "would restart: %s\n", kp_kubelet_identity(kubelet)->unit);
		return KP_OK;
	}
	return kp_fix_restart(fix, kubelet, reterr);
}

/** Restart a kubelet whose files are what they were, if it was restarted. */
static enum kp_status restart_again(const struct order *order, const struct kp_kubelet *kubelet,
				    struct kp_error *reterr)
{
	const struct kp_fix *fix = order->fix;

	return order->restarts && !fix->restarts_later
		       ? kp_restart(fix->query, fix->ctx, kp_kubelet_identity(kubelet)->unit,
				    fix->settle, reterr)
		       : KP_OK;
}

/** Undo a fix that failed. @param[in] status why, as in reterr */
static enum kp_status undo(const struct order *order, const struct kp_kubelet *kubelet,
			   const struct changes *changes, enum kp_status status,
			   struct kp_error *reterr)
{
	const struct kp_error why = *reterr;
	struct kp_error error;

	if (put_back(order, changes, &error) != KP_OK) {
		return kp_fail(reterr, status, "%s; and the way back failed: %s", why.message,
			       error.message);
	}
	if (restart_again(order, kubelet, &error) != KP_OK) {
		return kp_fail(reterr, status,
			       "%s; the files are as they were, but the kubelet is not: %s",
			       why.message, error.message);
	}
	return kp_fail(reterr, status, "%s; the files are as they were", why.message);
}

/** See to the files of one kubelet. */
static enum kp_status see_to(const struct order *order, const struct kp_kubelet *kubelet,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	KP_CLEANUP(changes_done) struct changes changes = { 0 };
	enum kp_status status = find_files(order->row, kubelet, &names, reterr);

	changes.items = calloc(names.count + 1, sizeof(*changes.items));
	if (changes.items == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (status == KP_OK) {
		status = restrict_all(order, kubelet, &names, &changes, reterr);
	}
	if (status == KP_OK && changes.count > 0) {
		status = restart(order, kubelet, reterr);
	}
	if (status != KP_OK && changes.count > 0 && !order->fix->dry_run) {
		status = undo(order, kubelet, &changes, status, reterr);
	}
	return status == KP_OK ? KP_OK
			       : kp_wrap(reterr, status, "%s %ld", order->row->component->name,
					 (long)kp_kubelet_identity(kubelet)->pid);
}

enum kp_status kp_file_access_fix(const struct kp_fix *fix, enum kp_file_kind kind,
				  const struct kp_restriction *wanted, struct kp_error *reterr)
{
	const struct order order = { fix, &rows[kind], wanted, kind == KP_FILE_CONFIGURATION };
	struct kp_query query = *fix->query;
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_target_check_node(reterr);

	query.component = rows[kind].component;
	query.with_unit_files = kind == KP_FILE_UNIT;
	query.with_named_files = rows[kind].tell == NULL;
	if (status == KP_OK) {
		status = kp_targets_find(&query, fix->ctx, &kubelets, reterr);
	}
	if (status == KP_OK) {
		status = kp_idle_check(&query, fix->ctx, kubelets, reterr);
	}
	if (status == KP_OK && kp_kubelets_count(kubelets) == 0) {
		(void)fprintf(fix->out, "unchanged: no %s runs on this machine\n",
			      query.component->name);
	}
	for (size_t i = 0; kubelets != NULL && i < kp_kubelets_count(kubelets); i++) {
		struct kp_error error;
		enum kp_status fixed = see_to(&order, kp_kubelets_get(kubelets, i), &error);

		status = kp_fix_go_on(fix, status, fixed, &error, reterr);
	}
	return status;
}

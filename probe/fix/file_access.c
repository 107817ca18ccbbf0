/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/file_access.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cleanup.h"
#include "core/root.h"
#include "core/text.h"
#include "core/unit_glob.h"
#include "fix/restart.h"
#include "fix/target.h"

/** Bits of a mode besides the type of the file. */
#define MODE_BITS 07777

enum {
	SETTINGS_MAX = 2
};

/** A kind of files, and who knows them. */
struct row {
	const char *name;
	/** Tells all of them; NULL if settings name them. */
	enum kp_status (*tell)(const struct kp_kubelet *kubelet, const struct kp_paths **ret_paths,
			       struct kp_error *reterr);
	const char *settings[SETTINGS_MAX];
};

static const struct row rows[KP_FILE__COUNT] = {
	[KP_FILE_CONFIGURATION] = { "configuration", kp_kubelet_configuration, { NULL } },
	[KP_FILE_KUBECONFIG] = { "kubeconfig", NULL, { "kubeconfig", "bootstrap-kubeconfig" } },
	[KP_FILE_CLIENT_CA] = { "client_ca", NULL, { "authentication.x509.clientCAFile" } },
	[KP_FILE_UNIT] = { "unit", kp_kubelet_unit_files, { NULL } },
};

const char *kp_file_kind_str(enum kp_file_kind kind)
{
	return rows[kind].name;
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
	const char *path; /* borrowed from the kubelet's paths */
	struct kp_access was;
};

/** Copy paths that a kubelet has. */
static enum kp_status copy(const struct kp_paths *from, struct kp_paths *paths,
			   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		char *path = NULL;

		status = kp_text_dup(from->items[i], &path, reterr);
		if (status == KP_OK) {
			status = kp_paths_take(paths, path, reterr);
		}
	}
	return status;
}

/** Find the file that a setting names, if there is one. One that cannot be told may name any. */
static enum kp_status find_named(const struct kp_kubelet *kubelet, const char *name,
				 struct kp_paths *paths, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	const char *path = NULL;
	char *copied = NULL;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, reterr);

	if (status == KP_OK) {
		status = kp_kubelet_named_file(kubelet, name, &path, reterr);
	}
	if (status != KP_OK || path == NULL) {
		return status;
	}
	status = kp_text_dup(path, &copied, reterr);
	return status == KP_OK ? kp_paths_take(paths, copied, reterr) : status;
}

/** Find the files of a kubelet. @param[in,out] paths empty; released by the caller in any case */
static enum kp_status find_files(const struct row *row, const struct kp_kubelet *kubelet,
				 struct kp_paths *paths, struct kp_error *reterr)
{
	const struct kp_paths *told = NULL;
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

/** Files that units name as environment files, and that programs of all users read. */
static const char *const public_files[] = {
	"/etc/default/locale", "/etc/environment", "/etc/locale.conf",    "/etc/lsb-release",
	"/etc/machine-info",   "/etc/os-release",  "/usr/lib/os-release",
};

/** Refuse to take away the right to read a file from those who need it. */
static enum kp_status check_public(const struct order *order, const char *path,
				   const struct stat *st, struct kp_error *reterr)
{
	if ((st->st_mode & ~order->wanted->allowed & S_IROTH) == 0) {
		return KP_OK;
	}
	for (size_t i = 0; i < sizeof(public_files) / sizeof(public_files[0]); i++) {
		struct stat known;
		enum kp_status status = kp_root_stat_beneath(order->fix->ctx->root_fd,
							     public_files[i], &known, NULL);

		if (status == KP_ERR_NOMEM) {
			return kp_fail(reterr, status, "out of memory");
		}
		if (status == KP_OK && known.st_dev == st->st_dev && known.st_ino == st->st_ino) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s has to be readable for all programs: let the unit name "
				       "another file",
				       path);
		}
	}
	return KP_OK;
}

/** Restrict one file. @param[out] ret_changed whether that changed it, or would have */
static enum kp_status restrict_one(const struct order *order, const struct kp_kubelet *kubelet,
				   const char *path, struct kp_access *ret_was, bool *ret_changed,
				   struct kp_error *reterr)
{
	int root_fd = order->fix->ctx->root_fd;
	struct stat st = { 0 };
	enum kp_status status = kp_root_stat_beneath(root_fd, path, &st, reterr);

	*ret_changed = false;
	if (status == KP_OK && is_wrong(order->wanted, &st)) {
		status = kp_target_check(kubelet, reterr);
		if (status == KP_OK) {
			status = check_public(order, path, &st, reterr);
		}
		*ret_changed = status == KP_OK;
	}
	if (status == KP_OK && *ret_changed && !order->fix->dry_run) {
		status = kp_restrict_mode(root_fd, path, order->wanted, ret_was, ret_changed,
					  reterr);
	}
	if (status == KP_OK) {
		print(order, path, &st);
	}
	return status;
}

/** Give files what they had. @return KP_OK; the status of the last that could not be */
static enum kp_status put_back(const struct order *order, const struct changed *changed,
			       size_t count, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (count > 0) {
		const struct changed *file = &changed[--count];
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

/**
 * Of a kubelet with mounts of its own, paths are below /proc/PID/root (file_list.h).
 * @param[in,out] path becomes that of the same file here
 * @return KP_OK; as kp_target_check_file() if it is another one
 */
static enum kp_status find_here(const struct kp_kubelet *kubelet, const char **path,
				struct kp_error *reterr)
{
	char root[64];
	int len = snprintf(root, sizeof(root), "/proc/%ld/root/", (long)kp_kubelet_pid(kubelet));

	if (strncmp(*path, root, (size_t)len) != 0) {
		return KP_OK;
	}
	*path += len - 1;
	return kp_target_check_file(kp_kubelet_pid(kubelet), *path, reterr);
}

/** Restrict files until one cannot be. @param[out] ret_count of what was changed, or would be */
static enum kp_status restrict_all(const struct order *order, const struct kp_kubelet *kubelet,
				   const struct kp_paths *paths, struct changed *changed,
				   size_t *ret_count, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < paths->count; i++) {
		struct changed *file = &changed[*ret_count];
		bool is_changed = false;

		file->path = paths->items[i];
		status = find_here(kubelet, &file->path, reterr);
		if (status == KP_OK) {
			status = restrict_one(order, kubelet, file->path, &file->was, &is_changed,
					      reterr);
		}
		*ret_count += status == KP_OK && is_changed ? 1 : 0;
	}
	return status;
}

/** Restart a kubelet whose files were changed, if it has to be. */
static enum kp_status restart(const struct order *order, const struct kp_kubelet *kubelet,
			      struct kp_error *reterr)
{
	const struct kp_fix *fix = order->fix;
	const char *unit = kp_kubelet_unit(kubelet);
	enum kp_status status;

	if (!order->restarts) {
		return KP_OK;
	}
	if (fix->dry_run) {
		(void)fprintf(fix->out, "would restart: %s\n", unit);
		return KP_OK;
	}
	status = kp_restart(fix->ctx, unit, fix->settle, reterr);
	if (status == KP_OK) {
		(void)fprintf(fix->out, "restarted: %s\n", unit);
	}
	return status;
}

/** Undo a fix that failed. @param[in] status why, as in reterr */
static enum kp_status undo(const struct order *order, const struct kp_kubelet *kubelet,
			   const struct changed *changed, size_t count, enum kp_status status,
			   struct kp_error *reterr)
{
	const struct kp_error why = *reterr;
	struct kp_error error;

	if (put_back(order, changed, count, &error) != KP_OK) {
		return kp_fail(reterr, status, "%s; and the way back failed: %s", why.message,
			       error.message);
	}
	if (restart(order, kubelet, &error) != KP_OK) {
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
	KP_CLEANUP(kp_paths_done) struct kp_paths paths = { 0 };
	KP_CLEANUP(kp_freep) struct changed *changed = NULL;
	size_t count = 0;
	enum kp_status status = find_files(order->row, kubelet, &paths, reterr);

	if (status == KP_OK) {
		changed = calloc(paths.count + 1, sizeof(*changed));
		status = changed == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory") : KP_OK;
	}
	if (status == KP_OK) {
		status = restrict_all(order, kubelet, &paths, changed, &count, reterr);
	}
	if (status == KP_OK && count > 0) {
		status = restart(order, kubelet, reterr);
	}
	if (status != KP_OK && count > 0 && !order->fix->dry_run) {
		status = undo(order, kubelet, changed, count, status, reterr);
	}
	return status == KP_OK
		       ? KP_OK
		       : kp_wrap(reterr, status, "kubelet %ld", (long)kp_kubelet_pid(kubelet));
}

enum kp_status kp_file_access_fix(const struct kp_fix *fix, enum kp_file_kind kind,
				  const struct kp_restriction *wanted, struct kp_error *reterr)
{
	const struct order order = { fix, &rows[kind], wanted, kind == KP_FILE_CONFIGURATION };
	struct kp_ctx ctx = *fix->ctx;
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_target_check_node(reterr);

	ctx.with_unit_files = kind == KP_FILE_UNIT;
	ctx.with_named_files = rows[kind].tell == NULL;
	if (status == KP_OK) {
		status = kp_targets_find(&ctx, &kubelets, reterr);
	}
	if (status == KP_OK && kp_kubelets_count(kubelets) == 0) {
		(void)fprintf(fix->out, "unchanged: no kubelet runs on this machine\n");
	}
	for (size_t i = 0; kubelets != NULL && i < kp_kubelets_count(kubelets); i++) {
		struct kp_error error;
		enum kp_status fixed = see_to(&order, kp_kubelets_get(kubelets, i), &error);

		status = kp_fix_go_on(fix, status, fixed, &error, reterr);
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/shared.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "files/root.h"
#include "node/instance.h"
#include "node/services.h"
#include "systemd/load.h"
#include "systemd/units.h"

/** Whether a file is one of some paths. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status find(const struct kp_ctx *ctx, const struct kp_strings *paths,
			   const struct stat *file, bool *ret_found)
{
	enum kp_status status = KP_OK;

	*ret_found = false;
	for (size_t i = 0; status != KP_ERR_NOMEM && !*ret_found && i < paths->count; i++) {
		struct stat st;

		status = kp_root_stat_beneath(ctx->root_fd, paths->items[i], &st, NULL);
		*ret_found =
			status == KP_OK && st.st_dev == file->st_dev && st.st_ino == file->st_ino;
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Whether a service is started with a file. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status is_reader(const struct kp_units *units, const char *name,
				const struct stat *file, bool *ret_reads)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	enum kp_status status = kp_unit_files(units, name, &paths, NULL);

	*ret_reads = false;
	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	return find(kp_units_ctx(units), &paths, file, ret_reads);
}

/** Make sure that a service which is started with the file starts a kubelet. */
static enum kp_status check_kubelet(const struct kp_query *query, const struct kp_units *units,
				    const char *name, const char *path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	enum kp_status status = kp_service_in(query, units, name, &kubelet, NULL);

	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	return status == KP_OK ? KP_OK
			       : kp_fail(reterr, KP_ERR_UNSUPPORTED,
					 "%s reads %s too: change it by hand", name, path);
}

/** Look at one service. */
static enum kp_status check(const struct kp_query *query, const struct kp_units *units,
			    const char *name, const char *path, const struct stat *file,
			    struct kp_error *reterr)
{
	bool reads = false;
	enum kp_status status = is_reader(units, name, file, &reads);

	if (status != KP_OK) {
		return kp_fail(reterr, status, "out of memory");
	}
	return reads ? check_kubelet(query, units, name, path, reterr) : KP_OK;
}

enum kp_status kp_shared_check(const struct kp_query *query, const struct kp_units *units,
			       const char *unit, const char *path, struct kp_error *reterr)
{
	struct stat file;
	const char *name;
	size_t position = 0;
	enum kp_status status =
		kp_root_stat_beneath(kp_units_ctx(units)->root_fd, path, &file, reterr);

	while (status == KP_OK && (name = kp_units_next(units, &position)) != NULL) {
		if (strcmp(name, unit) != 0) {
			status = check(query, units, name, path, &file, reterr);
		}
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/executable.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "files/root.h"

/** Look in one directory. @return KP_ERR_NOENT if it is not there */
static enum kp_status search_in(const struct kp_ctx *ctx, const char *directory, const char *name,
				char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	struct stat st;
	enum kp_status status;

	kp_text_add_str(&text, directory);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	status = kp_text_finish(&text, &path, reterr);
	if (status == KP_OK) {
		status = kp_root_stat_beneath(ctx->root_fd, path, &st, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0) {
		return KP_ERR_NOENT;
	}
	*ret_path = kp_steal(&path);
	return KP_OK;
}

enum kp_status kp_executable_find(const struct kp_ctx *ctx, const struct kp_strings *search,
				  const char *name, char **ret_path, struct kp_error *reterr)
{
	static const char *const defaults[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
						"/usr/bin",        "/sbin",          "/bin" };
	size_t count = search->count > 0 ? search->count : sizeof(defaults) / sizeof(defaults[0]);
	enum kp_status status = KP_ERR_NOENT;
	struct kp_error error = { 0 };

	for (size_t i = 0; status == KP_ERR_NOENT && i < count; i++) {
		status = search_in(ctx, search->count > 0 ? search->items[i] : defaults[i], name,
				   ret_path, &error);
	}
	if (status == KP_ERR_NOENT) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "the executable %s is nowhere", name);
	}
	return status == KP_OK ? KP_OK : kp_tell(&error, reterr);
}

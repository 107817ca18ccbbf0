/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/path.h"

#include <string.h>

#include "base/text.h"

/** Cut the last component off a path under construction. */
static void go_up(struct kp_text *out)
{
	while (out->len > 0 && out->bytes[--out->len] != '/') {
	}
	if (out->bytes != NULL) {
		out->bytes[out->len] = '\0';
	}
}

/** Add the components of a path to one that is absolute or empty. */
static void add_components(struct kp_text *out, const char *path)
{
	while (*path != '\0') {
		size_t len;

		path += strspn(path, "/");
		len = strcspn(path, "/");
		if (len == 2 && strncmp(path, "..", 2) == 0) {
			go_up(out);
		} else if (len > 0 && !(len == 1 && *path == '.')) {
			kp_text_add_char(out, '/');
			kp_text_add(out, path, len);
		}
		path += len;
	}
}

bool kp_path_goes_up(const char *path)
{
	while (*path != '\0') {
		size_t len = strcspn(path, "/");

		if (len == 2 && strncmp(path, "..", 2) == 0) {
			return true;
		}
		path += len + strspn(path + len, "/");
	}
	return false;
}

enum kp_status kp_path_absolute(const char *cwd, const char *path, char **ret_path,
				struct kp_error *reterr)
{
	struct kp_text out = { 0 };

	if (path[0] != '/') {
		add_components(&out, cwd);
	}
	add_components(&out, path);
	if (out.len == 0) {
		kp_text_add_char(&out, '/');
	}
	return kp_text_finish(&out, ret_path, reterr);
}

enum kp_status kp_path_simplify(const char *path, char **ret_path, struct kp_error *reterr)
{
	struct kp_text out = { 0 };

	if (path[0] != '/') {
		return kp_text_dup(path, ret_path, reterr);
	}
	while (*path != '\0') {
		size_t len;

		path += strspn(path, "/");
		len = strcspn(path, "/");
		if (len > 0 && !(len == 1 && *path == '.')) {
			kp_text_add_char(&out, '/');
			kp_text_add(&out, path, len);
		}
		path += len;
	}
	if (out.len == 0) {
		kp_text_add_char(&out, '/');
	}
	return kp_text_finish(&out, ret_path, reterr);
}

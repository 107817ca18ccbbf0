/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "named_files.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "path.h"
#include "text.h"

/**
 * The kubelet opens what a flag says as it is (os.Open), but for --config, of whose path it takes
 * `..` out of the text before (server.go, loadConfigFile). Those of a file are absolute already.
 */
static const struct {
	const char *setting;
	bool is_cleaned;
} rows[KP_NAMED_FILES] = {
	{ "authentication.x509.clientCAFile", false },
	{ "bootstrap-kubeconfig", false },
	{ "config", true },
	{ "kubeconfig", false },
	{ "tlsCertFile", false },
	{ "tlsPrivateKeyFile", false },
};

void kp_named_file_done(struct kp_named_file *file)
{
	free(file->path);
	*file = (struct kp_named_file){ 0 };
}

const char *kp_named_file_setting(size_t index)
{
	return rows[index].setting;
}

size_t kp_named_file_index(const char *setting)
{
	size_t index = 0;

	while (index < KP_NAMED_FILES && strcmp(rows[index].setting, setting) != 0) {
		index++;
	}
	return index;
}

/** The path from the root directory of the process. */
static enum kp_status make_absolute(const struct kp_process *process, size_t index,
				    const char *value, char **ret_path, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (value[0] != '/' && process->cwd == NULL) {
		return kp_tell(&process->error, reterr);
	}
	if (rows[index].is_cleaned) {
		return kp_path_absolute(process->cwd == NULL ? "/" : process->cwd, value, ret_path,
					reterr);
	}
	if (value[0] != '/') {
		kp_text_add_str(&text, process->cwd);
		kp_text_add_char(&text, '/');
	}
	kp_text_add_str(&text, value);
	return kp_text_finish(&text, ret_path, reterr);
}

enum kp_status kp_named_file_find(const struct kp_file_list_root *root,
				  const struct kp_process *process, size_t index, const char *value,
				  struct kp_named_file *file)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	if (root->fd < 0) {
		(void)kp_tell(&process->error, &file->error);
		return KP_OK;
	}
	status = make_absolute(process, index, value, &path, &file->error);
	if (status == KP_OK) {
		status = kp_file_list_resolve(root, path, &file->path, &file->error);
	}
	if (status == KP_ERR_NOENT) {
		file->error = (struct kp_error){ 0 };
	} else if (status != KP_OK) {
		(void)kp_wrap(&file->error, status, "the file of %s cannot be looked at",
			      rows[index].setting);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

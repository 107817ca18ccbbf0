/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/named_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "process/directory.h"

void kp_named_file_done(struct kp_named_file *file)
{
	free(file->path);
	free(file->name);
	*file = (struct kp_named_file){ 0 };
}

size_t kp_named_file_index(const struct kp_component *component, const char *setting)
{
	size_t index = 0;

	while (index < component->path_setting_count &&
	       strcmp(component->path_settings[index].name, setting) != 0) {
		index++;
	}
	return index;
}

/** The path from the root directory of the process. */
static enum kp_status make_absolute(const struct kp_process *process,
				    const struct kp_path_setting *setting, const char *value,
				    char **ret_path, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (setting->is_cleaned) {
		return kp_process_absolute(process, value, ret_path, reterr);
	}
	if (value[0] != '/' && process->cwd == NULL) {
		return kp_tell(&process->error, reterr);
	}
	if (value[0] != '/') {
		kp_text_add_str(&text, process->cwd);
		kp_text_add_char(&text, '/');
	}
	kp_text_add_str(&text, value);
	return kp_text_finish(&text, ret_path, reterr);
}

/** Say that there is no such file. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status tell_missing(const struct kp_file_list_root *root,
				   const struct kp_path_setting *setting, const char *path,
				   struct kp_named_file *file)
{
	KP_CLEANUP(kp_freep) char *name = NULL;
	enum kp_status status = kp_file_list_name(root, path, &name, &file->error);

	file->error = (struct kp_error){ 0 };
	if (status == KP_OK && !setting->may_miss) {
		(void)kp_fail(&file->missing, KP_ERR_NOENT, "the file of %s is not there: %s",
			      setting->name, name);
	}
	return status;
}

enum kp_status kp_named_file_find(const struct kp_file_list_root *root,
				  const struct kp_process *process,
				  const struct kp_path_setting *setting, const char *value,
				  struct kp_named_file *file)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	if (root->fd < 0) {
		(void)kp_tell(&process->error, &file->error);
		return KP_OK;
	}
	status = make_absolute(process, setting, value, &path, &file->error);
	if (status == KP_OK) {
		status = kp_file_list_resolve(root, path, &file->path, &file->error);
	}
	if (status == KP_OK) {
		status = kp_file_list_name(root, path, &file->name, &file->error);
	}
	if (status == KP_ERR_NOENT) {
		status = tell_missing(root, setting, path, file);
	} else if (status != KP_OK) {
		(void)kp_wrap(&file->error, status, "the file of %s cannot be looked at",
			      setting->name);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/traces.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/glob.h"
#include "files/root.h"

/** Whether a line begins with one of some words. @param[in] keys NULL: any line will do */
static bool has_key(const char *line, const char *const *keys)
{
	bool found = keys == NULL;

	for (size_t i = 0; !found && keys[i] != NULL; i++) {
		found = strncmp(line, keys[i], strlen(keys[i])) == 0;
	}
	return found;
}

/** Whether a line has to do with the component. */
static bool mentions(const struct kp_component *component, const char *line)
{
	bool found = false;

	for (size_t i = 0; !found && component->words[i] != NULL; i++) {
		found = strstr(line, component->words[i]) != NULL;
	}
	return found;
}

/** Put lines that go on behind a backslash together. What a NUL hides is not looked at by anybody. */
static void join_lines(char *text)
{
	for (char *at = strstr(text, "\\\n"); at != NULL; at = strstr(at, "\\\n")) {
		at[0] = ' ';
		at[1] = ' ';
	}
}

/** Whether a line that is no comment is one of those that a row is about. */
static bool has_line(const struct kp_component *component, const struct kp_trace *trace, char *text)
{
	char *line;

	join_lines(text);
	while ((line = strsep(&text, "\n")) != NULL) {
		line += strspn(line, " \t");
		if (line[0] != '#' && line[0] != ';' && has_key(line, trace->keys) &&
		    mentions(component, line)) {
			return true;
		}
	}
	return false;
}

/** Whether a file has such a line. One that is no regular file has none; one that leads nowhere, too. */
static enum kp_status look_into(const struct kp_component *component, const struct kp_ctx *ctx,
				const struct kp_trace *trace, const char *path, bool *ret_found)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec changed;
	size_t len = 0;
	enum kp_status status = kp_ctx_read(ctx, ctx->root_fd, path, &buf, &len, &changed, NULL);

	if (status == KP_OK) {
		*ret_found = has_line(component, trace, (char *)buf);
	} else {
		*ret_found = status != KP_ERR_NOENT && status != KP_ERR_SYNTAX;
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Whether a link in a .wants directory asks for a service that is not there: it may yet come. */
static enum kp_status is_without_unit(const struct kp_units *units, const char *path,
				      bool *ret_found)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	const char *file = NULL;
	enum kp_status status = kp_units_find(units, kp_text_basename(path), &file, &names, NULL);

	*ret_found = status == KP_ERR_NOENT;
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Whether a path that matches is a trace. */
static enum kp_status look_at(const struct kp_component *component, const struct kp_units *units,
			      const struct kp_trace *trace, const char *path, bool *ret_found)
{
	switch (trace->kind) {
	case KP_TRACE_PATH:
		break;
	case KP_TRACE_LINE:
		return look_into(component, kp_units_ctx(units), trace, path, ret_found);
	case KP_TRACE_WANTED:
		return is_without_unit(units, path, ret_found);
	}
	*ret_found = true;
	return KP_OK;
}

/** Find what a row is about. @param[out] ret_path as of kp_traces_find() */
static enum kp_status find(const struct kp_component *component, const struct kp_units *units,
			   const struct kp_trace *trace, char **ret_path)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	enum kp_status status = kp_glob(kp_units_ctx(units), trace->pattern, &paths, NULL);

	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status
					      : kp_text_dup(trace->pattern, ret_path, NULL);
	}
	for (size_t i = 0; status == KP_OK && *ret_path == NULL && i < paths.count; i++) {
		bool found = false;

		status = look_at(component, units, trace, paths.items[i], &found);
		if (status == KP_OK && found) {
			*ret_path = kp_steal(&paths.items[i]);
		}
	}
	return status;
}

enum kp_status kp_traces_find(const struct kp_component *component, const struct kp_units *units,
			      bool has_units, char **ret_path, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	*ret_path = NULL;
	for (const struct kp_trace *trace = component->traces;
	     status == KP_OK && *ret_path == NULL && trace->pattern != NULL; trace++) {
		if (trace->beside_units || !has_units) {
			status = find(component, units, trace, ret_path);
		}
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
}

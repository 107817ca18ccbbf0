/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/environment.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "systemd/unit_file.h"
#include "systemd/version.h"

/** The versions of systemd whose rules for values are known: up to OLD, and from NEW. */
enum {
	OLD = 239,
	NEW = 252
};

/** How versions take the value of a variable. */
enum taking {
	TAKEN,
	NOT_TAKEN,
	TAKEN_LATER, /* by new versions only */
};

static void variable_done(struct kp_variable *variable)
{
	free(variable->name);
	free(variable->value);
	free(variable->why);
	free(variable->path);
}

void kp_environment_clear(struct kp_environment *environment)
{
	for (size_t i = 0; i < environment->count; i++) {
		variable_done(&environment->items[i]);
	}
	kp_index_done(&environment->names);
	environment->count = 0;
	environment->bytes = 0;
}

void kp_environment_done(struct kp_environment *environment)
{
	kp_environment_clear(environment);
	free(environment->items);
	free(environment->open);
	environment->items = NULL;
	environment->open = NULL;
	environment->size = 0;
}

/** Whether a name can be one of a variable (env-util.c env_name_is_valid). */
static bool is_name(const char *name)
{
	static const char shell[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	return name[0] != '\0' && strchr("0123456789", name[0]) == NULL &&
	       strspn(name, shell) == strlen(name);
}

/** Whether a text can be the value of a variable (env-util.c env_value_is_valid). */
static enum taking take_value(const char *value)
{
	if (!kp_unit_is_utf8(value)) {
		return NOT_TAKEN;
	}
	for (const char *at = value; *at != '\0'; at++) {
		if ((*at > '\0' && *at < ' ' && *at != '\t' && *at != '\n') || *at == '\x7F') {
			return TAKEN_LATER;
		}
	}
	return TAKEN;
}

/** The index of a variable; count if there is none. */
static size_t find(const struct kp_environment *environment, const char *name, size_t len)
{
	size_t at = environment->count;

	(void)kp_index_find(&environment->names, name, len, &at);
	return at;
}

/** The length of a text that may be NULL. */
static size_t length(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

/** Put a variable in, in the place of one of the same name. @param[in] variable consumed */
static enum kp_status put(struct kp_environment *environment, struct kp_variable *variable,
			  struct kp_error *reterr)
{
	size_t index = find(environment, variable->name, strlen(variable->name));
	size_t more = strlen(variable->name) + length(variable->value) + length(variable->why) + 2;
	enum kp_status status = KP_OK;

	environment->bytes += more;
	if (environment->bytes > environment->limits->environ_bytes ||
	    environment->count >= environment->limits->unit_settings) {
		status = kp_fail(reterr, KP_ERR_LIMIT,
				 "an environment of more than %zu bytes or %zu variables",
				 environment->limits->environ_bytes,
				 environment->limits->unit_settings);
	} else if (index == environment->count) {
		status = kp_array_reserve(&environment->items, environment->count,
					  &environment->size, sizeof(*environment->items), reterr);
	}
	if (status == KP_OK && index == environment->count) {
		status = kp_index_put(&environment->names, variable->name, strlen(variable->name),
				      index, reterr);
	}
	if (status != KP_OK) {
		variable_done(variable);
		return status;
	}
	if (index < environment->count) {
		variable_done(&environment->items[index]);
	} else {
		environment->count++;
	}
	environment->items[index] = *variable;
	return KP_OK;
}

/** Copy a text that may be NULL. @return false if there is no memory */
static bool copy(char **ret_copy, const char *text)
{
	*ret_copy = text == NULL ? NULL : strdup(text);
	return text == NULL || *ret_copy != NULL;
}

/** Set a variable. @param[in] value, why one of them is NULL */
static enum kp_status set_new(struct kp_environment *environment, const char *name,
			      const char *value, const char *why, const char *path, long line,
			      struct kp_error *reterr)
{
	struct kp_variable variable = { .line = line };

	variable.name = strdup(name);
	if (variable.name == NULL || !copy(&variable.value, value) || !copy(&variable.why, why) ||
	    !copy(&variable.path, path)) {
		variable_done(&variable);
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return put(environment, &variable, reterr);
}

enum kp_status kp_environment_set(struct kp_environment *environment, const char *name,
				  const char *value, const char *path, long line,
				  struct kp_error *reterr)
{
	enum taking taking = take_value(value);

	if (!is_name(name) || taking == NOT_TAKEN) {
		return KP_OK;
	}
	if (taking == TAKEN_LATER && environment->systemd < NEW) {
		return environment->systemd != KP_SYSTEMD_UNKNOWN && environment->systemd <= OLD
			       ? KP_OK
			       : kp_fail_line(reterr, KP_ERR_UNSUPPORTED, line,
					      "%s:%ld: whether systemd takes this variable depends "
					      "on its version, which is not known",
					      path, line);
	}
	return set_new(environment, name, value, /* why= */ NULL, path, line, reterr);
}

enum kp_status kp_environment_set_unknown(struct kp_environment *environment, const char *name,
					  const char *why, const char *path, long line,
					  struct kp_error *reterr)
{
	return is_name(name)
		       ? set_new(environment, name, /* value= */ NULL, why, path, line, reterr)
		       : KP_OK;
}

enum kp_status kp_environment_add(struct kp_environment *environment,
				  const struct kp_environment *from, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		const struct kp_variable *variable = &from->items[i];

		status = set_new(environment, variable->name, variable->value, variable->why,
				 variable->path, variable->line, reterr);
	}
	return status;
}

enum kp_status kp_environment_assign(struct kp_environment *environment, const char *assignment,
				     const char *path, long line, struct kp_error *reterr)
{
	const char *equals = strchr(assignment, '=');
	KP_CLEANUP(kp_freep) char *name = NULL;

	if (equals == NULL) {
		return KP_OK;
	}
	name = strndup(assignment, (size_t)(equals - assignment));
	if (name == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return kp_environment_set(environment, name, equals + 1, path, line, reterr);
}

void kp_environment_unset(struct kp_environment *environment, const char *what)
{
	size_t len = strcspn(what, "=");
	size_t index = find(environment, what, len);

	if (index == environment->count) {
		return;
	}
	if (what[len] == '=' && (environment->items[index].value == NULL ||
				 strcmp(environment->items[index].value, what + len + 1) != 0)) {
		return;
	}
	environment->items[index].is_unset = true;
}

const struct kp_variable *kp_environment_get(const struct kp_environment *environment,
					     const char *name, size_t len)
{
	size_t index = find(environment, name, len);

	return index == environment->count ? NULL : &environment->items[index];
}

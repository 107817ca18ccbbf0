/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "secret.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "flags.h"
#include "text.h"

/** Flags and settings that are credentials, or may contain some. */
static const struct {
	const char *flag;
	const char *setting; /* NULL if the flag is no part of the configuration */
	bool is_url;         /* a credential only if it names a user: https://user:password@host */
} secrets[] = {
	{ "manifest-url", "staticPodURL", true },
	{ "manifest-url-header", "staticPodURLHeader", false },
	{ "storage-driver-password", NULL, false },
};

/** Words in the names of flags that no table knows, such as those of a program around a kubelet. */
static const char *const words[] = { "password", "secret", "token" };

static bool names_user(const char *url)
{
	return strchr(url, '@') != NULL;
}

/** Whether a flag is in the table in some version. */
static bool is_known(const char *name, size_t len)
{
	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		if (kp_flag_find(name, len, minor) != NULL) {
			return true;
		}
	}
	return false;
}

/** Whether a name of `len` bytes is another one, in which `_` is `-`. */
static bool is_named(const char *name, size_t len, const char *flag)
{
	for (size_t i = 0; i < len; i++) {
		if (flag[i] != (name[i] == '_' ? '-' : name[i])) {
			return false;
		}
	}
	return flag[len] == '\0';
}

/** Whether the value of a flag is a credential. */
static bool is_secret(const char *name, size_t len, const char *value)
{
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		if (is_named(name, len, secrets[i].flag)) {
			return !secrets[i].is_url || names_user(value);
		}
	}
	if (is_known(name, len)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (memmem(name, len, words[i], strlen(words[i])) != NULL) {
			return true;
		}
	}
	return false;
}

const char *kp_secret_show(const char *flag, const char *value)
{
	return is_secret(flag, strlen(flag), value) ? KP_SECRET_MARKER : value;
}

/** Add an argument as it may be shown, with its NUL. @return whether the next one is its value */
static bool add_shown(struct kp_text *out, const char *arg, const char *next)
{
	const char *name = arg + strspn(arg, "-");
	size_t len = strcspn(name, "=");
	bool is_flag = arg[0] == '-' && len > 0;
	bool has_value = name[len] == '=';
	const char *value = has_value ? name + len + 1 : next;
	bool hides = is_flag && value != NULL && is_secret(name, len, value);

	if (hides && has_value) {
		kp_text_add(out, arg, (size_t)(value - arg));
		kp_text_add_str(out, KP_SECRET_MARKER);
	} else {
		kp_text_add_str(out, arg);
	}
	kp_text_add_char(out, '\0');
	return hides && !has_value;
}

enum kp_status kp_secret_hide_argv(const struct kp_argv *argv, struct kp_argv **ret_argv,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text out = { 0 };
	size_t count = kp_argv_count(argv);

	for (size_t i = 0; i < count; i++) {
		const char *next = i + 1 < count ? kp_argv_get(argv, i + 1) : NULL;

		if (add_shown(&out, kp_argv_get(argv, i), next)) {
			kp_text_add_str(&out, KP_SECRET_MARKER);
			kp_text_add_char(&out, '\0');
			i++;
		}
	}
	if (out.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return kp_argv_parse((const uint8_t *)out.bytes, out.len, ret_argv, reterr);
}

/** Replace a text by the marker. */
static enum kp_status hide(char **text, struct kp_error *reterr)
{
	char *marker;
	enum kp_status status;

	if (*text == NULL) {
		return KP_OK;
	}
	status = kp_text_dup(KP_SECRET_MARKER, &marker, reterr);
	if (status == KP_OK) {
		free(*text);
		*text = marker;
	}
	return status;
}

enum kp_status kp_secret_hide_setting(struct kp_setting *setting, struct kp_error *reterr)
{
	size_t len = strcspn(setting->name, ".");
	bool secret = false;
	enum kp_status status = KP_OK;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		if (secrets[i].setting != NULL && strlen(secrets[i].setting) == len &&
		    strncmp(secrets[i].setting, setting->name, len) == 0) {
			secret = !secrets[i].is_url || setting->overridden_count > 0 ||
				 (setting->value != NULL && names_user(setting->value));
		}
	}
	if (!secret) {
		return KP_OK;
	}
	status = hide(&setting->value, reterr);
	for (size_t i = 0; status == KP_OK && i < setting->element_count; i++) {
		status = hide(&setting->elements[i], reterr);
	}
	for (size_t i = 0; status == KP_OK && i < setting->overridden_count; i++) {
		status = hide(&setting->overridden[i], reterr);
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "component/flag.h"

static bool is_secret(const struct kp_component *component, const char *name, size_t len,
		      const char *value);

/** Words in the names of flags that no table knows, such as those of a program around a component. */
static const char *const words[] = { "password", "secret", "token" };

static bool names_user(const char *url)
{
	return strchr(url, '@') != NULL;
}

/** Whether there is a URL in a text that names a user, or asks for something: either may be a credential,
 * as in https://user:password@host and unix:///socket?token=. */
static bool has_telling_url(const char *text)
{
	const char *url = strstr(text, "://");

	return url != NULL && strpbrk(url, "@?") != NULL;
}

/** Whether a flag is in the table in some version. */
static bool is_known(const struct kp_component *component, const char *name, size_t len)
{
	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		if (kp_flag_find(component->flags, name, len, minor) != NULL) {
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
static bool is_secret(const struct kp_component *component, const char *name, size_t len,
		      const char *value)
{
	if (kp_secret_is_told(component, value)) {
		return true;
	}
	for (size_t i = 0; i < component->secret_count; i++) {
		const struct kp_secret *row = &component->secrets[i];

		if (row->flag != NULL && is_named(name, len, row->flag)) {
			return !row->is_url || names_user(value);
		}
	}
	if (is_known(component, name, len)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (memmem(name, len, words[i], strlen(words[i])) != NULL) {
			return true;
		}
	}
	return false;
}

bool kp_secret_is_told(const struct kp_component *component, const char *value)
{
	const char *name = value + strspn(value, "-");
	size_t len = strcspn(name, "=");

	if (has_telling_url(value)) {
		return true;
	}
	return value[0] == '-' && name[len] == '=' &&
	       is_secret(component, name, len, name + len + 1);
}

const char *kp_secret_show(const struct kp_component *component, const char *flag,
			   const char *value)
{
	return is_secret(component, flag, strlen(flag), value) ? KP_SECRET_MARKER : value;
}

const char *kp_secret_show_word(const char *word)
{
	static const char *const harmless[] = { "", "-", "--", "true", "false" };

	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		if (strcmp(word, harmless[i]) == 0) {
			return word;
		}
	}
	return KP_SECRET_MARKER;
}

/** What an argument that is no flag is, by those before it. */
enum word {
	WORD_FREE, /**< a program, a command of it, or perhaps the value of a flag that no table knows */
	WORD_HIDDEN, /**< a credential */
	WORD_VALUE,  /**< the value of a flag */
	WORD_STRAY   /**< what no flag takes, such as what should have been the value of one */
};

/** @return the row of a flag in the newest version that has it; NULL if none does */
static const struct kp_flag *find_flag(const struct kp_component *component, const char *name,
				       size_t len)
{
	const struct kp_flag *flag = NULL;

	for (int minor = KP_MINOR_LAST; flag == NULL && minor >= KP_MINOR_FIRST; minor--) {
		flag = kp_flag_find(component->flags, name, len, minor);
	}
	return flag;
}

/** Add a flag as it may be shown. @param[in] next the argument behind it; NULL @return what that is */
static enum word add_flag(const struct kp_component *component, struct kp_text *out,
			  const char *arg, const char *next)
{
	const char *name = arg + strspn(arg, "-");
	size_t len = strcspn(name, "=");
	bool has_value = name[len] == '=';
	const struct kp_flag *flag = find_flag(component, name, len);
	bool takes_next = !has_value && next != NULL && (flag == NULL || !kp_flag_is_bool(flag));
	const char *value = has_value ? name + len + 1 : takes_next ? next : "";
	bool hides = is_secret(component, name, len, value);

	if (hides && has_value) {
		kp_text_add(out, arg, (size_t)(value - arg));
		kp_text_add_str(out, KP_SECRET_MARKER);
	} else {
		kp_text_add_str(out, arg);
	}
	if (takes_next) {
		return hides ? WORD_HIDDEN : flag != NULL ? WORD_VALUE : WORD_FREE;
	}
	return flag != NULL || hides ? WORD_STRAY : WORD_FREE;
}

/** Add an argument that is no flag as it may be shown. @return what the next one is */
static enum word add_word(const struct kp_component *component, struct kp_text *out, enum word word,
			  const char *arg)
{
	bool hides = word == WORD_HIDDEN || kp_secret_is_told(component, arg);

	kp_text_add_str(out, hides                ? KP_SECRET_MARKER
			     : word == WORD_STRAY ? kp_secret_show_word(arg)
						  : arg);
	return word == WORD_FREE ? WORD_FREE : WORD_STRAY;
}

enum kp_status kp_secret_hide_argv(const struct kp_component *component, const struct kp_argv *argv,
				   struct kp_argv **ret_argv, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text out = { 0 };
	size_t count = kp_argv_count(argv);
	enum word word = WORD_FREE;

	for (size_t i = 0; i < count; i++) {
		const char *arg = kp_argv_get(argv, i);
		const char *next = i + 1 < count ? kp_argv_get(argv, i + 1) : NULL;
		bool is_flag = arg[0] == '-' && arg[strspn(arg, "-")] != '\0';

		/* A flag takes what is behind it for its value, also another flag. */
		if (is_flag && word != WORD_HIDDEN && word != WORD_VALUE) {
			word = add_flag(component, &out, arg, next);
		} else {
			word = add_word(component, &out, word, arg);
		}
		kp_text_add_char(&out, '\0');
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
	enum kp_status status = kp_text_dup(KP_SECRET_MARKER, &marker, reterr);

	if (status == KP_OK) {
		free(*text);
		*text = marker;
	}
	return status;
}

/** Whether a name is that of a setting, or of a member of it. */
static bool is_part(const char *name, const char *setting)
{
	while (*setting != '\0' && *setting == *name) {
		setting++;
		name++;
	}
	return *setting == '\0' && (*name == '\0' || *name == '.');
}

/** Whether some text of a setting tells a credential, whatever the setting is. */
static bool tells_secret(const struct kp_component *component, const struct kp_setting *setting)
{
	bool tells = setting->value != NULL && kp_secret_is_told(component, setting->value);

	for (size_t i = 0; !tells && i < setting->element_count; i++) {
		tells = kp_secret_is_told(component, setting->elements[i]);
	}
	for (size_t i = 0; !tells && i < setting->overridden_count; i++) {
		const char *value = setting->overridden[i].value;

		tells = value != NULL && kp_secret_is_told(component, value);
	}
	return tells;
}

/** Whether a setting is a credential, or may have been told one by what it overrides. */
static bool is_secret_setting(const struct kp_component *component,
			      const struct kp_setting *setting)
{
	if (setting->secret != NULL || tells_secret(component, setting)) {
		return true;
	}
	for (size_t i = 0; i < component->secret_count; i++) {
		const struct kp_secret *row = &component->secrets[i];

		if (row->setting != NULL && is_part(setting->name, row->setting)) {
			return !row->is_url || setting->overridden_count > 0 ||
			       (setting->value != NULL && names_user(setting->value));
		}
	}
	return false;
}

const char *kp_secret_show_setting(const struct kp_component *component, const char *name,
				   const char *value)
{
	for (size_t i = 0; i < component->secret_count; i++) {
		const struct kp_secret *row = &component->secrets[i];

		if (row->setting != NULL && is_part(name, row->setting) &&
		    (!row->is_url || names_user(value))) {
			return KP_SECRET_MARKER;
		}
	}
	return kp_secret_is_told(component, value) ? KP_SECRET_MARKER : value;
}

enum kp_status kp_secret_hide_setting(const struct kp_component *component,
				      struct kp_setting *setting, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (!is_secret_setting(component, setting)) {
		return KP_OK;
	}
	if (setting->value != NULL && setting->secret == NULL) {
		setting->secret = kp_steal(&setting->value);
		status = kp_text_dup(KP_SECRET_MARKER, &setting->value, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < setting->element_count; i++) {
		status = hide(&setting->elements[i], reterr);
	}
	for (size_t i = 0; status == KP_OK && i < setting->overridden_count; i++) {
		status = hide(&setting->overridden[i].value, reterr);
		setting->overridden[i].at.source = KP_SOURCE__COUNT;
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/specifiers.h"

#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "systemd/unit_name.h"
#include "systemd/version.h"

/** Those that are the same on each machine: directories, and the user that systemd runs as. */
static const struct fixed {
	char letter;
	const char *text;
} fixed[] = {
	{ 'C', "/var/cache" }, { 'E', "/etc" }, { 'G', "0" },     { 'L', "/var/log" },
	{ 'S', "/var/lib" },   { 'T', "/tmp" }, { 'U', "0" },     { 'V', "/var/tmp" },
	{ 'g', "root" },       { 't', "/run" }, { 'h', "/root" }, { 'u', "root" },
};

/** Those that depend on the machine, its system, or where systemd found something. */
static const char unknowable[] = "abcdlmoqrsvwyABDHMRWY";

/**
 * Versions whose rules for their own configuration are known: they take no specifiers up to OLD, and
 * some from NEW (load-fragment.c); those of a user up to USERS_OLD not, and from USERS_NEW (main.c).
 */
enum {
	MANAGER_OLD = 239,
	MANAGER_NEW = 252,
	MANAGER_USERS_OLD = 252,
	MANAGER_USERS_NEW = 257
};

/** Those that systemd's own configuration may have. */
static const char of_manager[] = "ablmoqvwABHMTVW";
static const char of_manager_user[] = "ghsuGU";

static const char letters_and_digits[] =
	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Add a part of the name, with its escapes undone. */
static enum kp_status add_unescaped(struct kp_text *out, const char *part, size_t len, char letter,
				    struct kp_error *reterr)
{
	if (!kp_unit_name_unescape(out, part, len)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "the name of the unit has no value for %%%c",
			       letter);
	}
	return KP_OK;
}

/** Add what depends on the name. @return KP_ERR_NOENT if the letter is none of those */
static enum kp_status add_of_name(struct kp_text *out, char letter, const char *name,
				  struct kp_error *reterr)
{
	size_t prefix_len = kp_unit_name_prefix_len(name);
	const char *instance = kp_unit_name_instance(name);
	size_t instance_len = kp_unit_name_instance_len(name);
	size_t last = prefix_len;

	while (last > 0 && name[last - 1] != '-') {
		last--;
	}
	switch (letter) {
	case 'n':
		kp_text_add_str(out, name);
		return KP_OK;
	case 'N':
		kp_text_add(out, name, strlen(name) - strlen(KP_UNIT_SUFFIX));
		return KP_OK;
	case 'p':
		kp_text_add(out, name, prefix_len);
		return KP_OK;
	case 'P':
		return add_unescaped(out, name, prefix_len, letter, reterr);
	case 'i':
		kp_text_add(out, instance, instance_len);
		return KP_OK;
	case 'I':
		return add_unescaped(out, instance, instance_len, letter, reterr);
	case 'j':
		kp_text_add(out, name + last, prefix_len - last);
		return KP_OK;
	case 'J':
		return add_unescaped(out, name + last, prefix_len - last, letter, reterr);
	case 'f':
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "the specifier %%f is not supported");
	default:
		return KP_ERR_NOENT;
	}
}

/** Check that systemd's own configuration may have a specifier. */
static enum kp_status check_own(char letter, int systemd, struct kp_error *reterr)
{
	bool is_user = strchr(of_manager_user, letter) != NULL;

	if (strchr(of_manager, letter) != NULL || strchr(letters_and_digits, letter) == NULL ||
	    (is_user && systemd >= MANAGER_USERS_NEW)) {
		return KP_OK;
	}
	if (is_user && systemd > MANAGER_USERS_OLD) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the specifier %%%c depends on the version of systemd, which is not "
			       "known",
			       letter);
	}
	return kp_fail(reterr, KP_ERR_SYNTAX, "systemd itself has no specifier %%%c", letter);
}

/** Add what a specifier stands for. @param[in] name NULL for systemd itself */
static enum kp_status add_specifier(struct kp_text *out, char letter, const char *name,
				    struct kp_error *reterr)
{
	enum kp_status status;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if (fixed[i].letter == letter) {
			kp_text_add_str(out, fixed[i].text);
			return KP_OK;
		}
	}
	status = name == NULL ? KP_ERR_NOENT : add_of_name(out, letter, name, reterr);
	if (status != KP_ERR_NOENT) {
		return status;
	}
	if (strchr(unknowable, letter) != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the specifier %%%c depends on the running machine", letter);
	}
	if (strchr(letters_and_digits, letter) != NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "there is no specifier %%%c", letter);
	}
	kp_text_add_char(out, '%');
	if (letter != '%') {
		kp_text_add_char(out, letter);
	}
	return KP_OK;
}

/** Replace the specifiers for one name. @param[in] name NULL for a systemd of that version itself */
static enum kp_status expand(const char *text, const char *name, int systemd, char **ret_expanded,
			     struct kp_error *reterr)
{
	struct kp_text out = { 0 };
	enum kp_status status = KP_OK;

	for (; status == KP_OK && *text != '\0'; text++) {
		if (*text != '%' || text[1] == '\0') {
			kp_text_add_char(&out, *text);
			continue;
		}
		text++;
		status = name == NULL ? check_own(*text, systemd, reterr) : KP_OK;
		if (status == KP_OK) {
			status = add_specifier(&out, *text, name, reterr);
		}
	}
	if (status == KP_OK) {
		return kp_text_finish(&out, ret_expanded, reterr);
	}
	kp_text_done(&out);
	return status;
}

enum kp_status kp_specifiers_expand(const char *text, const struct kp_strings *names,
				    char **ret_expanded, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *expanded = NULL;
	enum kp_status status =
		expand(text, names->items[0], KP_SYSTEMD_UNKNOWN, &expanded, reterr);

	for (size_t i = 1; status == KP_OK && i < names->count && strchr(text, '%') != NULL; i++) {
		KP_CLEANUP(kp_freep) char *other = NULL;

		status = expand(text, names->items[i], KP_SYSTEMD_UNKNOWN, &other, reterr);
		if (status == KP_OK && strcmp(expanded, other) != 0) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s depends on whether systemd starts it as %s or as %s",
				       text, names->items[0], names->items[i]);
		}
	}
	if (status == KP_OK) {
		*ret_expanded = kp_steal(&expanded);
	}
	return status;
}

enum kp_status kp_specifiers_expand_manager(const char *text, int systemd, char **ret_expanded,
					    struct kp_error *reterr)
{
	if (systemd >= MANAGER_NEW || strchr(text, '%') == NULL) {
		return expand(text, NULL, systemd, ret_expanded, reterr);
	}
	if (systemd != KP_SYSTEMD_UNKNOWN && systemd <= MANAGER_OLD) {
		return kp_text_dup(text, ret_expanded, reterr);
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "whether %% begins a specifier depends on the version of systemd, which is "
		       "not known");
}

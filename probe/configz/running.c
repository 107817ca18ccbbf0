/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/running.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

/** Looks whether what a reply says of a setting is so. @param[in,out] setting may lose its value */
typedef enum kp_status doubt_function(const struct kp_configz_reply *reply,
				      const struct kp_kubelet *kubelet, struct kp_setting *setting,
				      struct kp_error *reterr);

/** Whether an argument is the flag, or may be: which value belongs to it does not matter here. */
static bool may_set_seccomp(const char *argument)
{
	static const char flag[] = "--seccomp-default";
	size_t i = 0;

	while (flag[i] != '\0' &&
	       (argument[i] == flag[i] || (i > 1 && flag[i] == '-' && argument[i] == '_'))) {
		i++;
	}
	return flag[i] == '\0';
}

/** Whether the arguments are known, and none of them is the flag. */
static bool lacks_seccomp_flag(const struct kp_kubelet *kubelet)
{
	const struct kp_argv *argv = kp_kubelet_argv(kubelet);
	bool lacks = argv != NULL && kp_kubelet_argv_error(kubelet) == NULL;

	for (size_t i = 1; lacks && i < kp_argv_count(argv); i++) {
		lacks = !may_set_seccomp(kp_argv_get(argv, i));
	}
	return lacks;
}

static enum kp_status doubt_seccomp(const struct kp_configz_reply *reply,
				    const struct kp_kubelet *kubelet, struct kp_setting *setting,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *computed = NULL;

	(void)reply;
	if (setting->value == NULL || strcmp(setting->value, "false") != 0 ||
	    lacks_seccomp_flag(kubelet)) {
		return KP_OK;
	}
	if (kp_kubelet_argv(kubelet) != NULL &&
	    kp_kubelet_setting(kubelet, setting->name, &computed, /* reterr= */ NULL) == KP_OK &&
	    kp_setting_is_same(setting, computed)) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "the running configuration says that seccompDefault is false, but "
		       "--seccomp-default does not show there, and %s",
		       kp_kubelet_argv(kubelet) == NULL ? "the arguments are not known"
							: "it is among the arguments");
}

/** Whether a setting of a reply ends with a name. @param[out] ret_len of what stands before it */
static bool ends(const struct kp_setting *setting, const char *end, size_t *ret_len)
{
	if (setting == NULL || setting->value == NULL || !kp_text_has_end(setting->value, end)) {
		return false;
	}
	*ret_len = strlen(setting->value) - strlen(end);
	return true;
}

/** Whether certificate and key have the names of those that a kubelet makes itself, in one directory. */
static bool may_be_own(const struct kp_configz_reply *reply)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *cert = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *key = NULL;
	size_t cert_len = 0;
	size_t key_len = 0;

	/* Without memory it may be. */
	if (kp_configz_reply_setting(reply, "tlsCertFile", &cert, NULL) != KP_OK ||
	    kp_configz_reply_setting(reply, "tlsPrivateKeyFile", &key, NULL) != KP_OK) {
		return true;
	}
	return ends(cert, "/kubelet.crt", &cert_len) && ends(key, "/kubelet.key", &key_len) &&
	       cert_len == key_len && strncmp(cert->value, key->value, cert_len) == 0;
}

static enum kp_status doubt_certificate(const struct kp_configz_reply *reply,
					const struct kp_kubelet *kubelet,
					struct kp_setting *setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *computed = NULL;
	enum kp_status status;

	if (setting->value == NULL || !may_be_own(reply)) {
		return KP_OK;
	}
	status = kp_kubelet_setting(kubelet, setting->name, &computed, reterr);
	if (status == KP_ERR_NOMEM) {
		return status;
	}
	if (status != KP_OK) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the running configuration says that %s is %s, which is also what a "
			       "kubelet shows that made itself a certificate, and its arguments "
			       "and files do not tell",
			       setting->name, setting->value);
	}
	if (computed->value == NULL) {
		free(kp_steal(&setting->value));
		setting->source = KP_SOURCE_DEFAULT;
		return kp_text_dup("nothing sets it: the running configuration shows the "
				   "certificate that the kubelet made itself",
				   &setting->note, reterr);
	}
	return KP_OK;
}

/** The settings of which a reply may say what is not so. */
static const struct {
	const char *name;
	doubt_function *doubt;
} doubts[] = {
	{ "seccompDefault", doubt_seccomp },
	{ "tlsCertFile", doubt_certificate },
	{ "tlsPrivateKeyFile", doubt_certificate },
};

enum kp_status kp_configz_running_setting(const struct kp_configz_reply *reply,
					  const struct kp_kubelet *kubelet, const char *name,
					  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = kp_configz_reply_setting(reply, name, &setting, reterr);

	for (size_t i = 0; status == KP_OK && i < sizeof(doubts) / sizeof(doubts[0]); i++) {
		if (strcmp(doubts[i].name, name) == 0) {
			status = doubts[i].doubt(reply, kubelet, setting, reterr);
		}
	}
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

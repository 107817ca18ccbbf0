/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A reply of /configz, and a kubeconfig. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/names.h"
#include "configz/certificate.h"
#include "configz/kubeconfig.h"
#include "configz/options.h"
#include "configz/reply.h"
#include "fuzz.h"
#include "kubelet/component.h"

enum {
	NODES = 1 << 12,
	DEPTH = 60
};

static const struct kp_limits limits = {
	.file_bytes = 1 << 20,
	.document_nodes = NODES,
	.document_depth = DEPTH,
	.document_anchors = 32,
	.document_blanks = 256,
	.document_directives = 16,
};

static void check_setting(const struct kp_configz_reply *reply, const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_configz_reply_setting(reply, name, &setting, &error);

	if (status == KP_OK) {
		FUZZ_CHECK(setting->source == KP_SOURCE_RUNNING ||
			   (setting->source == KP_SOURCE_DEFAULT && setting->value == NULL));
		fuzz_check_setting(setting, name);
	} else {
		FUZZ_CHECK(setting == NULL);
		FUZZ_CHECK(status == KP_ERR_UNSUPPORTED || status == KP_ERR_INVAL ||
			   status == KP_ERR_SYNTAX);
		fuzz_check_error(status, &error);
	}
}

static void check_reply(const uint8_t *data, size_t size, int minor)
{
	KP_CLEANUP(kp_configz_reply_freep) struct kp_configz_reply *reply = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_configz_reply_parse(&kp_kubelet_component, data, size, &limits,
						       "https://h/configz", minor, &reply, &error);
	size_t position = 0;

	if (status != KP_OK) {
		FUZZ_CHECK(reply == NULL);
		fuzz_check_error(status, &error);
		return;
	}
	for (const char *name = kp_names_next(&kp_kubelet_component, &position); name != NULL;
	     name = kp_names_next(&kp_kubelet_component, &position)) {
		check_setting(reply, name);
	}
	check_setting(reply, "featureGates.AllAlpha");
	check_setting(reply, "featureGates.RotateKubeletServerCertificate");
	check_setting(reply, "evictionHard.memory.available");
	check_setting(reply, "no.such");
}

static void check_kubeconfig(const uint8_t *data, size_t size)
{
	const struct kp_bytes text = { data, size };
	struct kp_configz_user user = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status =
		kp_configz_kubeconfig_parse("/d/kubeconfig", &text, &limits, &user, &error);

	if (status != KP_OK) {
		fuzz_check_error(status, &error);
		return;
	}
	FUZZ_CHECK(kp_configz_part_is_given(&user.cert) == kp_configz_part_is_given(&user.key));
	FUZZ_CHECK(kp_configz_part_is_given(&user.cert) || kp_configz_part_is_given(&user.token));
	FUZZ_CHECK(user.cert.path == NULL || user.cert.path[0] == '/');
	kp_configz_user_done(&user);
}

static void check_options(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *text = fuzz_copy(data, size);
	struct kp_configz_options options = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status = kp_configz_options_parse(text, &options, &error);

	if (status == KP_OK) {
		FUZZ_CHECK((options.cert == NULL) == (options.key == NULL));
		kp_configz_options_done(&options);
	} else {
		fuzz_check_error(status, &error);
	}
}

static void check_certificate(const uint8_t *data, size_t size)
{
	const struct kp_bytes text = { data, size };
	struct kp_buffer key = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status = kp_configz_public_key(&text, &key, &error);

	if (status == KP_OK) {
		FUZZ_CHECK(key.len >= 2 && key.len <= size);
		kp_buffer_done(&key);
	} else {
		fuzz_check_error(status, &error);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_reply(data, size, 0);
	check_reply(data, size, KP_MINOR_FIRST);
	check_reply(data, size, KP_MINOR_LAST);
	check_kubeconfig(data, size);
	check_options(data, size);
	check_certificate(data, size);
	return 0;
}

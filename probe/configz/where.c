/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/where.h"

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "files/root.h"

/** Where a kubelet listens that says nothing else. */
#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT 10250

void kp_configz_where_done(struct kp_configz_where *where)
{
	free(where->certificate);
	free(where->name);
	*where = (struct kp_configz_where){ 0 };
}

/**
 * Read a setting.
 * @param[out] ret_value NULL: it has no value; untouched if it cannot be told
 * @return whether it can be told
 */
static bool read_setting(const struct kp_kubelet *kubelet, const char *name, char **ret_value)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;

	if (kp_kubelet_setting(kubelet, name, &setting, /* reterr= */ NULL) != KP_OK) {
		return false;
	}
	*ret_value = kp_steal(&setting->value);
	return true;
}

/** Whether a setting is certain and has this value. */
static bool is(const struct kp_kubelet *kubelet, const char *name, const char *value)
{
	KP_CLEANUP(kp_freep) char *its = NULL;

	return read_setting(kubelet, name, &its) && kp_text_is_same(its, value);
}

/** An address to connect to, for one to listen at. */
static const char *to_connect_to(const char *address)
{
	if (strcmp(address, "0.0.0.0") == 0) {
		return "127.0.0.1";
	}
	return strcmp(address, "::") == 0 ? "::1" : address;
}

/** Read address and port. @return whether they can be told */
static bool find_server(const struct kp_kubelet *kubelet, struct kp_configz_server *server)
{
	KP_CLEANUP(kp_freep) char *address = NULL;
	KP_CLEANUP(kp_freep) char *port = NULL;
	char text[KP_CONFIGZ_HOST_SIZE + sizeof("[]:65535")];
	const char *host;
	bool is_six;

	if (!read_setting(kubelet, "address", &address) || !read_setting(kubelet, "port", &port) ||
	    address == NULL || port == NULL) {
		return false;
	}
	host = to_connect_to(address);
	is_six = strchr(host, ':') != NULL;
	if ((size_t)snprintf(text, sizeof(text), "%s%s%s:%s", is_six ? "[" : "", host,
			     is_six ? "]" : "", port) >= sizeof(text)) {
		return false;
	}
	return kp_configz_server_parse(text, server, /* reterr= */ NULL) == KP_OK;
}

/** The file in --cert-dir. @param[out] ret_path untouched if it cannot be told */
static enum kp_status find_own(const struct kp_kubelet *kubelet, const char *name, char **ret_path,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *directory = NULL;
	struct kp_text text = { 0 };

	if (!read_setting(kubelet, "cert-dir", &directory) || directory == NULL ||
	    directory[0] != '/') {
		return KP_OK;
	}
	kp_text_add_str(&text, directory);
	kp_text_add_str(&text, name);
	return kp_text_finish(&text, ret_path, reterr);
}

/**
 * Find the certificate that it serves (cmd/kubelet/app/server.go, InitializeTLS, and
 * pkg/kubelet/certificate/kubelet.go): the one that it is told; one that it has asked for, of which the file
 * is a link that follows each new one; or one that it made.
 * @param[out] ret_path untouched if it cannot be told
 */
static enum kp_status find_certificate(const struct kp_kubelet *kubelet, char **ret_path,
				       struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *told = NULL;

	if (!read_setting(kubelet, "tlsCertFile", &told)) {
		return KP_OK;
	}
	if (told != NULL) {
		*ret_path = told[0] == '/' ? kp_steal(&told) : NULL;
		return KP_OK;
	}
	if (is(kubelet, "serverTLSBootstrap", "true")) {
		return find_own(kubelet, "/kubelet-server-current.pem", ret_path, reterr);
	}
	return is(kubelet, "serverTLSBootstrap", "false")
		       ? find_own(kubelet, "/kubelet.crt", ret_path, reterr)
		       : KP_OK;
}

enum kp_status kp_configz_where_find(const struct kp_kubelet *kubelet,
				     const struct kp_configz_options *options,
				     struct kp_configz_where *where, struct kp_error *reterr)
{
	if (is(kubelet, "enableServer", "false")) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "it serves nothing: enableServer is false");
	}
	if (!find_server(kubelet, &where->server)) {
		where->server = options->server;
		if (where->server.port == 0) {
			(void)snprintf(where->server.host, sizeof(where->server.host), "%s",
				       DEFAULT_HOST);
			where->server.port = DEFAULT_PORT;
		}
	}
	(void)read_setting(kubelet, "hostname-override", &where->name);
	return find_certificate(kubelet, &where->certificate, reterr);
}

/** Files by which somebody may be known to a kubelet, and whose they are. */
static const struct {
	const char *path;
	const char *words;
} candidates[] = {
	{ "/etc/kubernetes/admin.conf", "an administrator's" },
	{ "/etc/rancher/k3s/k3s.yaml", "an administrator's" },
	{ "/etc/rancher/rke2/rke2.yaml", "an administrator's" },
	{ "/var/lib/microshift/resources/kubeadmin/kubeconfig", "an administrator's" },
	{ "/etc/kubernetes/kubelet.conf", "the node's, which lacks that right at first" },
	{ "/var/lib/kubelet/kubeconfig", "the node's, which lacks that right at first" },
	{ "/var/lib/rancher/k3s/agent/kubelet.kubeconfig",
	  "the node's, which lacks that right at first" },
	{ "/var/lib/rancher/rke2/agent/kubelet.kubeconfig",
	  "the node's, which lacks that right at first" },
};

enum kp_status kp_configz_advise(const struct kp_ctx *ctx, const char *path,
				 struct kp_error *reterr)
{
	const char *root = strcmp(path, "/") == 0 ? "" : path;
	bool is_first = true;

	(void)kp_fail(
		reterr, KP_ERR_INVAL,
		"the kubelet was not asked what it runs with: " KP_CONFIGZ_VARIABLE
		" has to name who asks (kubeconfig=FILE, cert=FILE key=FILE or token=FILE, and "
		"ca=FILE if its certificate cannot be told), with the right to get "
		"nodes/configz, or up to 1.32 nodes/proxy");
	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		struct stat st;

		if (kp_root_stat_beneath(ctx->root_fd, candidates[i].path, &st, NULL) != KP_OK) {
			continue;
		}
		(void)kp_add(reterr, KP_ERR_INVAL, "%skubeconfig=%s%s is there (%s)",
			     is_first ? "to be tried: " : "", root, candidates[i].path,
			     candidates[i].words);
		is_first = false;
	}
	return KP_ERR_INVAL;
}

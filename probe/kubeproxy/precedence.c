/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubeproxy/precedence.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "component/field_node.h"
#include "kubeproxy/fields.h"

/** First version that takes flags about the log over what a file says (copyLogsFromFlags). */
enum {
	LOGGING_FIRST = 28
};

/** The addresses that it listens on. */
static const struct address {
	const char *path;
	const char *port_flag;
	int64_t port;     /* pkg/cluster/ports */
	const char *of_6; /* default where bindAddress is none of version 4 */
} addresses[] = {
	{ "healthzBindAddress", "healthz-port", 10256, "[::]:10256" },
	{ "metricsBindAddress", "metrics-port", 10249, "[::1]:10249" },
};

static const struct address *find_address(const struct kp_field *field)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		if (strcmp(addresses[i].path, field->path) == 0) {
			return &addresses[i];
		}
	}
	return NULL;
}

/** Whether a flag sets something beside a file, or without one. */
static bool counts(const void *data, const struct kp_cmdline *cmdline,
		   const struct kp_flag_use *use)
{
	static const char logging[] = "logging.";
	const struct kp_load *load = data;
	const char *path = use->flag->path;

	if (path == NULL || load->view.minor < use->flag->path_since) {
		return false;
	}
	if (strcmp(path, "hostnameOverride") == 0) {
		/* An empty one leaves what the file says. */
		return kp_cmdline_last(cmdline, use->flag->name)->value[0] != '\0';
	}
	return !load->view.with_config || (load->view.minor >= LOGGING_FIRST &&
					   strncmp(path, logging, sizeof(logging) - 1) == 0);
}

enum kp_status kp_kubeproxy_load(struct kp_load *load, struct kp_error *reterr)
{
	enum kp_status status =
		kp_load_has_flag(load, "config")
			? kp_load_file(load, reterr)
			: kp_config_new(&kp_kubeproxy_type, &load->view.config, reterr);

	load->view.flags_lose = load->view.with_config;
	return status == KP_OK ? kp_cmdline_select(load->view.first_parse, counts, load,
						   &load->view.config_parse, reterr)
			       : status;
}

/** Whether the file says a bindAddress that is none of version 4 (getDefaultAddresses). */
static bool binds_to_6(const struct kp_view *view)
{
	const struct kp_field *field =
		kp_field_find(&kp_kubeproxy_type, "bindAddress", view->minor);
	const struct kp_node *node = kp_config_get(view->config, field)->node;

	return node != NULL && node->kind == KP_NODE_STRING && !kp_address_is_ipv4(node->text);
}

enum kp_status kp_kubeproxy_find_default(const struct kp_view *view, const struct kp_field *field,
					 struct kp_value *value, struct kp_error *reterr)
{
	const struct address *address = find_address(field);

	/* What a flag says of bindAddress comes too late to change them. */
	return address != NULL && binds_to_6(view)
		       ? kp_text_dup(address->of_6, &value->text, reterr)
		       : kp_field_default(field, view->with_config, value, reterr);
}

/** The port that an address gets if it has none: with a file what flags say counts for nothing. */
static int64_t find_port(const struct kp_view *view, const struct address *address)
{
	const struct kp_flag_use *use =
		view->with_config ? NULL : kp_cmdline_last(view->first_parse, address->port_flag);
	int64_t port = address->port;

	return use != NULL && kp_go_int(use->value, 0, 32, &port) ? port : address->port;
}

/**
 * Give an address its port (addressFromDeprecatedFlags, pkg/proxy/util AppendPortIfNeeded). Port 0 takes
 * it away, which closes healthz, and is refused of metrics.
 */
static enum kp_status complete(const struct kp_view *view, const struct address *address,
			       struct kp_value *value, struct kp_error *reterr)
{
	int64_t port = find_port(view, address);
	KP_CLEANUP(kp_freep) char *host = kp_steal(&value->text);
	struct kp_text text = { 0 };
	bool is_4;

	if (port == 0 || host == NULL) {
		return KP_OK;
	}
	if (!kp_address_is_ip(host)) {
		value->text = kp_steal(&host);
		return KP_OK;
	}
	is_4 = kp_address_is_ipv4(host);
	kp_text_add_str(&text, is_4 ? "" : "[");
	kp_text_add_str(&text, host);
	kp_text_add_str(&text, is_4 ? ":" : "]:");
	kp_text_addf(&text, "%lld", (long long)port);
	return kp_text_finish(&text, &value->text, reterr);
}

/** The name of the node that a flag says, as processHostnameOverrideFlag() makes it. */
static enum kp_status fold_name(struct kp_value *value, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *name = kp_steal(&value->text);
	enum kp_status status = kp_text_dup(kp_text_trim(name), &value->text, reterr);

	for (char *at = value->text; status == KP_OK && *at != '\0'; at++) {
		*at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
	}
	return status;
}

enum kp_status kp_kubeproxy_finish(const struct kp_view *view, const struct kp_field *field,
				   struct kp_finding *finding, struct kp_error *reterr)
{
	const struct address *address = find_address(field);

	if (address != NULL) {
		return complete(view, address, &finding->value, reterr);
	}
	if (strcmp(field->path, "hostnameOverride") == 0 && finding->source == KP_SOURCE_FLAG &&
	    finding->value.text != NULL) {
		return fold_name(&finding->value, reterr);
	}
	return KP_OK;
}

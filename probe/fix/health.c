/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/health.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "component/setting.h"
#include "files/procfs.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"
#include "node/identity.h"

#define PORT_MAX 65535

/** The setting of kube-proxy that says where it has its metrics. */
#define METRICS "metricsBindAddress"

void kp_health_done(struct kp_health *health)
{
	kp_ask_free(health->ask);
	*health = (struct kp_health){ 0 };
}

/** Whether a setting is certain and has a value. @param[in] value empty: none */
static bool is(const struct kp_kubelet *kubelet, const char *name, const char *value)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;

	return kp_kubelet_setting(kubelet, name, &setting, /* reterr= */ NULL) == KP_OK &&
	       strcmp(setting->value == NULL ? "" : setting->value, value) == 0;
}

/** Whether a setting had a value: of the process, or of its unit where a file has changed since. */
static bool was(const struct kp_kubelet *running, const char *name, const char *value)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	const struct kp_kubelet *service = running;

	if (kp_kubelet_setting(running, name, &setting, /* reterr= */ NULL) != KP_OK &&
	    kp_kubelet_service(running, &service, /* reterr= */ NULL) != KP_OK) {
		return false;
	}
	return is(service, name, value);
}

/** Read a port. @param[out] ret_port 0: it is closed */
static enum kp_status read_port(const struct kp_kubelet *kubelet, const char *name, int *ret_port,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	int64_t port = 0;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (setting->value == NULL || !kp_go_int(setting->value, 10, 64, &port) || port < 0 ||
	    port > PORT_MAX) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is no port", name);
	}
	*ret_port = (int)port;
	return KP_OK;
}

/** @return an address without the brackets of one of IPv6, which are taken out of it */
static const char *unbracketed(char *address)
{
	size_t len = strlen(address);

	if (len < 2 || address[0] != '[' || address[len - 1] != ']') {
		return address;
	}
	address[len - 1] = '\0';
	return address + 1;
}

/** Find the address by which this machine reaches one that something listens at. */
static enum kp_status find_host(const char *address, const char *name, struct kp_endpoint *endpoint,
				struct kp_error *reterr)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, address, &v4) == 1) {
		(void)snprintf(endpoint->host, sizeof(endpoint->host), "%s",
			       v4.s_addr == htonl(INADDR_ANY) ? "127.0.0.1" : address);
	} else if (inet_pton(AF_INET6, address, &v6) != 1) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is no plain address", name);
	} else if (IN6_IS_ADDR_UNSPECIFIED(&v6)) {
		/* Go listens for IPv4 there, too, and not every machine has IPv6 (net.Listen). */
		(void)snprintf(endpoint->host, sizeof(endpoint->host), "127.0.0.1");
	} else {
		(void)snprintf(endpoint->host, sizeof(endpoint->host), "[%s]", address);
	}
	return KP_OK;
}

/** Read the address by which this machine reaches one that a kubelet listens at. */
static enum kp_status read_host(const struct kp_kubelet *kubelet, const char *name,
				struct kp_endpoint *endpoint, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, reterr);

	return status == KP_OK ? find_host(setting->value == NULL ? "" : setting->value, name,
					   endpoint, reterr)
			       : status;
}

/** Read where a kubelet answers. @param[out] ret_endpoint its port is 0 if that is off */
static enum kp_status read_endpoint(const struct kp_kubelet *kubelet, const char *address,
				    const char *port, struct kp_endpoint *ret_endpoint,
				    struct kp_error *reterr)
{
	struct kp_endpoint endpoint = { 0 };
	enum kp_status status = read_port(kubelet, port, &endpoint.port, reterr);

	if (status == KP_OK) {
		status = read_host(kubelet, address, &endpoint, reterr);
	}
	if (status == KP_OK) {
		*ret_endpoint = endpoint;
	}
	return status;
}

/** Read what names the network of a process. @param[in] process its directory in /proc */
static enum kp_status read_network(const struct kp_ctx *ctx, const char *process, char *link,
				   size_t size, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	KP_CLEANUP(kp_closep) int process_fd = -1;
	KP_CLEANUP(kp_closep) int ns_fd = -1;
	enum kp_status status = kp_procfs_open(ctx->root_fd, &proc_fd, reterr);

	if (status == KP_OK) {
		status = kp_procfs_open_dir(proc_fd, process, &process_fd, reterr);
	}
	if (status == KP_OK) {
		status = kp_procfs_open_dir(process_fd, "ns", &ns_fd, reterr);
	}
	return status == KP_OK ? kp_procfs_peek_link(ns_fd, "net", link, size, reterr) : status;
}

/** Whether a kubelet listens where this process can ask it. */
static enum kp_status check_network(const struct kp_component *component, const struct kp_ctx *ctx,
				    const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	char directory[32];
	char theirs[64];
	char ours[64];
	enum kp_status status = read_network(ctx, "self", ours, sizeof(ours), reterr);

	(void)snprintf(directory, sizeof(directory), "%ld",
		       (long)kp_kubelet_identity(kubelet)->pid);
	if (status == KP_OK) {
		status = read_network(ctx, directory, theirs, sizeof(theirs), reterr);
	}
	if (status == KP_OK && strcmp(ours, theirs) != 0) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED, "the %s has a network of its own",
				 component->name);
	}
	return status;
}

/** Get ready to ask. @return KP_OK; why it cannot be asked */
static enum kp_status open_ask(const struct kp_component *component, const struct kp_ctx *ctx,
			       const struct kp_kubelet *running, struct kp_health *health,
			       struct kp_error *reterr)
{
	enum kp_status status = check_network(component, ctx, running, reterr);

	return status == KP_OK ? kp_ask_new(&health->ask, reterr) : status;
}

/** Learn where healthz of a kubelet will answer. */
static void learn_healthz(const struct kp_kubelet *next, FILE *out, struct kp_health *health)
{
	struct kp_endpoint endpoint = { 0 };
	struct kp_error why;

	if (read_endpoint(next, "healthzBindAddress", "healthzPort", &endpoint, &why) != KP_OK) {
		(void)fprintf(out, "healthz is not asked: %s\n", why.message);
	} else if (endpoint.port == 0) {
		(void)fprintf(out, "healthz is not asked: healthzPort is 0\n");
	} else {
		health->healthz = endpoint;
	}
}

/** Whether a kubelet completes a handshake now. */
static enum kp_status check_serves(const struct kp_health *health, const struct kp_kubelet *running,
				   const struct kp_kubelet *next, struct kp_error *reterr)
{
	struct kp_endpoint endpoint = { 0 };
	enum kp_status status = read_endpoint(running, "address", "port", &endpoint, reterr);

	if (status != KP_OK) {
		/* Where a file has changed since it started, it most likely serves at the same place. */
		status = read_endpoint(next, "address", "port", &endpoint, reterr);
	}

	return status == KP_OK ? kp_ask_handshake(health->ask, &endpoint, reterr) : status;
}

bool kp_health_bootstraps(const struct kp_kubelet *running, const struct kp_kubelet *next)
{
	return was(running, "serverTLSBootstrap", "false") &&
	       is(next, "serverTLSBootstrap", "true") &&
	       (is(next, "tlsCertFile", "") || is(next, "tlsPrivateKeyFile", ""));
}

/** Learn where the kubelet will have to complete a handshake. */
static void learn_server(const struct kp_kubelet *running, const struct kp_kubelet *next, FILE *out,
			 struct kp_health *health)
{
	struct kp_error why;

	if (is(next, "enableServer", "false")) {
		(void)fprintf(out, "no TLS handshake is demanded: enableServer is false\n");
	} else if (kp_health_bootstraps(running, next)) {
		(void)fprintf(out, "no TLS handshake is demanded: serverTLSBootstrap is new\n");
	} else if (check_serves(health, running, next, &why) != KP_OK) {
		(void)fprintf(out,
			      "no TLS handshake is demanded: the kubelet completes none now: %s\n",
			      why.message);
	} else if (read_endpoint(next, "address", "port", &health->server, &why) != KP_OK) {
		(void)fprintf(out, "no TLS handshake is demanded: %s\n", why.message);
	}
}

/** Learn what a kubelet will be asked. */
static void learn_kubelet(const struct kp_kubelet *running, const struct kp_kubelet *next,
			  FILE *out, struct kp_health *health)
{
	learn_healthz(next, out, health);
	learn_server(running, next, out, health);
}

/** Read where a kube-proxy answers, at an address with its port. @param[out] ret_endpoint 0: it does not */
static enum kp_status read_address(const struct kp_kubelet *kubelet, const char *name,
				   struct kp_endpoint *ret_endpoint, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct kp_endpoint endpoint = { 0 };
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, reterr);
	char *value = status == KP_OK ? setting->value : NULL;
	char *colon = value == NULL ? NULL : strrchr(value, ':');
	int64_t port = 0;

	if (status != KP_OK) {
		return status;
	}
	if (value != NULL && value[0] != '\0') {
		if (colon == NULL || !kp_go_int(colon + 1, 10, 64, &port) || port < 1 ||
		    port > PORT_MAX) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s has no port", name);
		}
		*colon = '\0';
		endpoint.port = (int)port;
		status = find_host(unbracketed(value), name, &endpoint, reterr);
	}
	if (status == KP_OK) {
		*ret_endpoint = endpoint;
	}
	return status;
}

/** Whether a kube-proxy answers with its metrics now. */
static enum kp_status check_metrics(const struct kp_health *health,
				    const struct kp_kubelet *running, struct kp_error *reterr)
{
	struct kp_endpoint endpoint = { 0 };
	enum kp_status status = read_address(running, METRICS, &endpoint, reterr);

	if (status == KP_OK && endpoint.port == 0) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is empty", METRICS);
	}
	return status == KP_OK ? kp_ask_healthz(health->ask, &endpoint, reterr) : status;
}

/**
 * Learn what a kube-proxy will be asked. Its server of metrics answers /healthz, too, and one that finds its
 * address in use goes on without metrics (cmd/kube-proxy/app/server.go, serveMetrics).
 */
static void learn_kubeproxy(const struct kp_kubelet *running, const struct kp_kubelet *next,
			    FILE *out, struct kp_health *health)
{
	struct kp_endpoint endpoint = { 0 };
	struct kp_error why;

	if (read_address(next, "healthzBindAddress", &endpoint, &why) != KP_OK) {
		(void)fprintf(out, "healthz is not asked: %s\n", why.message);
	} else if (endpoint.port == 0) {
		(void)fprintf(out, "healthz is not asked: healthzBindAddress is empty\n");
	} else {
		health->healthz = endpoint;
	}
	if (check_metrics(health, running, &why) != KP_OK) {
		(void)fprintf(out, "metrics are not asked for: kube-proxy has none now: %s\n",
			      why.message);
	} else if (read_address(next, METRICS, &endpoint, &why) != KP_OK) {
		(void)fprintf(out, "metrics are not asked for: %s\n", why.message);
	} else if (endpoint.port != 0) {
		health->metrics = endpoint;
	}
}

/** What tells that a component does its work. */
static const struct row {
	const struct kp_component *component;
	void (*learn)(const struct kp_kubelet *running, const struct kp_kubelet *next, FILE *out,
		      struct kp_health *health);
} rows[] = {
	{ &kp_kubelet_component, learn_kubelet },
	{ &kp_kubeproxy_component, learn_kubeproxy },
};

enum kp_status kp_health_learn(const struct kp_component *component, const struct kp_ctx *ctx,
			       const struct kp_kubelet *running, const struct kp_kubelet *next,
			       FILE *out, struct kp_health *health, struct kp_error *reterr)
{
	struct kp_error why;
	enum kp_status status = open_ask(component, ctx, running, health, &why);

	if (status == KP_ERR_NOMEM) {
		return kp_tell(&why, reterr);
	}
	if (status != KP_OK) {
		(void)fprintf(out, "healthz and TLS are not asked: %s\n", why.message);
		return KP_OK;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].component == component) {
			rows[i].learn(running, next, out, health);
		}
	}
	return KP_OK;
}

bool kp_health_is_asked(const struct kp_health *health)
{
	return health->ask != NULL && health->healthz.host[0] != '\0';
}

enum kp_status kp_health_check(const struct kp_health *health, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (health->ask != NULL && health->healthz.host[0] != '\0') {
		status = kp_ask_healthz(health->ask, &health->healthz, reterr);
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "healthz");
		}
	}
	if (health->ask != NULL && health->server.host[0] != '\0') {
		status = kp_ask_handshake(health->ask, &health->server, reterr);
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "no TLS handshake as before");
		}
	}
	if (health->ask != NULL && health->metrics.host[0] != '\0') {
		status = kp_ask_healthz(health->ask, &health->metrics, reterr);
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "no metrics as before");
		}
	}
	return status;
}

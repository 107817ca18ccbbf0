/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/target.h"

#include <stddef.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/procfs.h"
#include "files/root.h"
#include "process/cgroup.h"
#include "process/owner.h"
#include "process/ports.h"
#include "process/stat.h"

/** Room for `user:[4026531837]` and the like. */
enum {
	LINK_SIZE = 64,
	USERS = 4
};

/** Say why nothing is sent. */
static enum kp_status refuse(struct kp_error *reterr, const char *why)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED, "no credential is sent to it: %s", why);
}

/** Say that it cannot be seen whether something may be sent. */
static enum kp_status refuse_unseen(struct kp_error *reterr, const char *what)
{
	return kp_fail(reterr, KP_ERR_PERM, "no credential is sent to it: %s cannot be seen", what);
}

/** Open the process. @param[out] ret_pid_fd caller-owned; untouched on failure */
static enum kp_status open_process(const struct kp_ctx *ctx, const struct kp_configz_job *job,
				   int *ret_pid_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct kp_stat stat;
	char name[24];
	enum kp_status status = kp_procfs_open(ctx->root_fd, &proc_fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	(void)snprintf(name, sizeof(name), "%lld", (long long)job->pid);
	if (kp_procfs_open_dir(proc_fd, name, &pid_fd, NULL) != KP_OK ||
	    kp_stat_read(pid_fd, "stat", &stat, NULL) != KP_OK || stat.has_ended ||
	    stat.start_ticks != job->start_ticks) {
		return kp_fail(reterr, KP_ERR_GONE, "the kubelet has ended");
	}
	*ret_pid_fd = kp_steal_fd(&pid_fd);
	return KP_OK;
}

static enum kp_status check_user(int pid_fd, struct kp_error *reterr)
{
	struct kp_owner owner;
	char its[LINK_SIZE];
	char of_init[LINK_SIZE];

	if (!kp_owner_read(pid_fd, &owner)) {
		return refuse_unseen(reterr, "which user it is");
	}
	for (size_t i = 0; i < USERS; i++) {
		if (owner.users[i] != 0) {
			return refuse(reterr, "it is not root");
		}
	}
	if (kp_procfs_peek_link(pid_fd, "ns/user", its, sizeof(its), NULL) != KP_OK ||
	    kp_procfs_peek_link(pid_fd, "../1/ns/user", of_init, sizeof(of_init), NULL) != KP_OK) {
		return refuse_unseen(reterr, "its user namespace");
	}
	return strcmp(its, of_init) == 0
		       ? KP_OK
		       : refuse(reterr, "it is root in a user namespace of its own alone");
}

static enum kp_status check_pod(int pid_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *group = kp_cgroup_read(pid_fd, "cgroup");
	KP_CLEANUP(kp_freep) char *of_init = kp_cgroup_read(pid_fd, "../1/cgroup");

	if (group == NULL || of_init == NULL || kp_cgroup_is_cut(group, of_init)) {
		return refuse_unseen(reterr, "its control group, and so whether it is in a pod,");
	}
	return kp_cgroup_is_of_pod(group, of_init) ? refuse(reterr, "it runs in a pod") : KP_OK;
}

static enum kp_status check_network(int pid_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int self_fd = -1;
	char its[LINK_SIZE];
	char own[LINK_SIZE];

	if (kp_root_open("/proc/self", &self_fd, NULL) != KP_OK ||
	    kp_procfs_peek_link(pid_fd, "ns/net", its, sizeof(its), NULL) != KP_OK ||
	    kp_procfs_peek_link(self_fd, "ns/net", own, sizeof(own), NULL) != KP_OK) {
		return refuse_unseen(reterr, "its network");
	}
	return strcmp(its, own) == 0
		       ? KP_OK
		       : refuse(reterr, "its network is not the one in which the scan runs "
					"(hostNetwork: true in a pod)");
}

/** Make an address out of its text. */
static void make_address(const struct kp_configz_server *server, struct kp_ports_address *address)
{
	char text[KP_CONFIGZ_HOST_SIZE];
	size_t len = strlen(server->host);

	*address = (struct kp_ports_address){ .family = AF_INET, .port = server->port };
	if (server->host[0] == '[' && len > 2) {
		address->family = AF_INET6;
		(void)snprintf(text, sizeof(text), "%.*s", (int)(len - 2), server->host + 1);
		(void)inet_pton(AF_INET6, text, address->bytes);
	} else {
		(void)inet_pton(AF_INET, server->host, address->bytes);
	}
}

static enum kp_status check_socket(int pid_fd, const struct kp_configz_server *server,
				   struct kp_error *reterr)
{
	struct kp_ports_address address;

	make_address(server, &address);
	switch (kp_ports_lead_to(pid_fd, &address)) {
	case KP_KNOWN_YES:
		return KP_OK;
	case KP_KNOWN_NO:
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "no credential is sent to it: it does not listen at %s:%d, or "
			       "another process does",
			       server->host, server->port);
	case KP_NOT_KNOWN:
		break;
	}
	return refuse_unseen(reterr, "on which sockets it listens");
}

enum kp_status kp_configz_target_open(const struct kp_ctx *ctx, const struct kp_configz_job *job,
				      int *ret_pid_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	enum kp_status status = open_process(ctx, job, &pid_fd, reterr);

	if (status == KP_OK) {
		status = check_user(pid_fd, reterr);
	}
	if (status == KP_OK) {
		status = check_pod(pid_fd, reterr);
	}
	if (status == KP_OK) {
		status = check_network(pid_fd, reterr);
	}
	if (status == KP_OK) {
		status = check_socket(pid_fd, &job->server, reterr);
	}
	if (status == KP_OK) {
		*ret_pid_fd = kp_steal_fd(&pid_fd);
	}
	return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts.h"

#include <stdlib.h>
#include <string.h>

#include "argv_parts.h"
#include "cleanup.h"
#include "kubelite.h"
#include "text.h"

/** Works out what the kubelet of a process is given. */
typedef enum kp_status give_function(const struct kp_ctx *ctx, const struct kp_process *process,
				     struct kp_given *given, struct kp_error *reterr);

struct kp_host {
	const char *name;     /* file name of the executable */
	const char *words[3]; /* the subcommands with a kubelet; none: always */
	give_function *give;
	const char *doubt; /* why nothing is certain; NULL if it is */
	bool is_argv0;     /* whether argv[0] may have the name, whatever the executable is */
	bool hides;        /* whether the arguments cannot be seen */
};

static give_function give_own;
static give_function give_behind_subcommand;
static give_function give_of_k3s;
static give_function give_of_microshift;

/** The first row that fits counts. */
static const struct kp_host hosts[] = {
	/* One binary for all of Kubernetes, to 1.18: `hyperkube kubelet`, or a link named kubelet. Its
	 * versions are older than those of flags.c and fields.c. */
	{ .name = "hyperkube",
	  .words = { "kubelet" },
	  .give = give_behind_subcommand,
	  .doubt =
		  "hyperkube ended with Kubernetes 1.18, and what is known here begins with 1.20" },

	/* k3s wipes its arguments out and writes a title over them (SetProcTitle in
	 * pkg/cli/server/server.go and agent.go, since 1.19). Its kubelet gets, besides the drop-in files,
	 * flags that stand nowhere: k3s's own (pkg/daemons/agent/agent_linux.go: --read-only-port=0 and
	 * more), and the operator's `--kubelet-arg`. Those may come from its environment and from
	 * /etc/rancher/k3s too, but what these say proves nothing, since the command line is gone. And the
	 * drop-in files it writes anew when it starts, so that they always changed later. Before 1.32
	 * there are no drop-in files at all. */
	{ .name = "k3s",
	  .words = { "server", "agent" },
	  .give = give_of_k3s,
	  .hides = true,
	  .doubt = "k3s does not show the arguments of the kubelet inside it" },

	{ .name = "kubelite", .give = kp_kubelite_give },

	/* MicroShift writes the file of its kubelet when it starts, reads it back, and sets flags in the
	 * code (pkg/node/kubelet.go). A file that is older than the process is not the one that it read,
	 * and whether a newer one is as it was written cannot be told. */
	{ .name = "microshift",
	  .words = { "run" },
	  .give = give_of_microshift,
	  .hides = true,
	  .doubt =
		  "microshift does not show the arguments of the kubelet inside it, and writes its "
		  "configuration file only after it has started" },

	/* kubeadm, kubespray, RKE2, k0s, EKS, AKS, GKE, OpenShift, Bottlerocket, Talos, minikube, kind;
	 * Canonical Kubernetes by argv[0], where the executable is one for many programs. */
	{ .name = "kubelet", .is_argv0 = true, .give = give_own },
};

enum {
	HOSTS = sizeof(hosts) / sizeof(hosts[0])
};

void kp_given_done(struct kp_given *given)
{
	kp_argv_free(given->argv);
	free(given->file);
	*given = (struct kp_given){ 0 };
}

bool kp_host_is_named(const char *exe)
{
	for (size_t i = 0; i < HOSTS; i++) {
		if (strcmp(hosts[i].name, exe) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_word(const struct kp_host *host, const char *text)
{
	for (size_t i = 0; host->words[i] != NULL; i++) {
		if (strcmp(host->words[i], text) == 0) {
			return true;
		}
	}
	return false;
}

/** @return the index of the first argument that is no flag; the number of arguments if all are */
static size_t find_subcommand(const struct kp_argv *argv)
{
	size_t at = 1;

	while (at < kp_argv_count(argv) && kp_argv_get(argv, at)[0] == '-') {
		at++;
	}
	return at;
}

/**
 * The subcommand in a title that was written over all arguments, `/usr/local/bin/k3s server`: what
 * is left of them are NULs, which read as empty arguments.
 * @return borrowed from argv; empty if it is no title
 */
static const char *title_word(const struct kp_argv *argv)
{
	const char *blank = strrchr(kp_argv_get(argv, 0), ' ');

	for (size_t i = 1; i < kp_argv_count(argv); i++) {
		if (kp_argv_get(argv, i)[0] != '\0') {
			return "";
		}
	}
	return blank == NULL ? "" : blank + 1;
}

/** Whether a program is started so that it runs a kubelet. */
static bool runs(const struct kp_host *host, const struct kp_argv *argv)
{
	size_t at;

	if (host->words[0] == NULL) {
		return true;
	}
	if (kp_argv_count(argv) == 0) {
		return false;
	}
	at = find_subcommand(argv);
	return (at < kp_argv_count(argv) && is_word(host, kp_argv_get(argv, at))) ||
	       is_word(host, title_word(argv)) ||
	       is_word(host, kp_text_basename(kp_argv_get(argv, 0)));
}

const struct kp_host *kp_host_find(const char *exe, const struct kp_argv *argv)
{
	const char *argv0 = kp_argv_count(argv) == 0 ? "" : kp_argv_get(argv, 0);

	for (size_t i = 0; i < HOSTS; i++) {
		const struct kp_host *host = &hosts[i];
		bool named = strcmp(host->name, exe) == 0 ||
			     (host->is_argv0 && strcmp(host->name, kp_text_basename(argv0)) == 0);

		if (named && runs(host, argv)) {
			return host;
		}
	}
	return NULL;
}

const char *kp_host_name(const struct kp_host *host)
{
	return host->name;
}

/** The kubelet's arguments are those of the process. */
static enum kp_status give_own(const struct kp_ctx *ctx, const struct kp_process *process,
			       struct kp_given *given, struct kp_error *reterr)
{
	(void)ctx;
	return kp_argv_copy(process->argv, &given->argv, reterr);
}

/** The kubelet's arguments begin behind a subcommand, if there is one. */
static enum kp_status give_behind_subcommand(const struct kp_ctx *ctx,
					     const struct kp_process *process,
					     struct kp_given *given, struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };
	const struct kp_argv *argv = process->argv;
	size_t at = find_subcommand(argv);
	enum kp_status status = KP_OK;

	if (strcmp(kp_text_basename(kp_argv_get(argv, 0)), "kubelet") == 0) {
		return give_own(ctx, process, given, reterr);
	}
	kp_argv_parts_add(&parts, "kubelet", "");
	for (size_t i = at + 1; status == KP_OK && i < kp_argv_count(argv); i++) {
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		kp_argv_add_location(argv, i, &text);
		status = kp_text_finish(&text, &location, reterr);
		if (status == KP_OK) {
			kp_argv_parts_add(&parts, kp_argv_get(argv, i), location);
		}
	}
	return status == KP_OK ? kp_argv_parts_finish(&parts, &given->argv, reterr) : status;
}

/**
 * Where k3s keeps its data. Its executable is unpacked there, into data/HASH/bin (cmd/k3s/main.go),
 * unless it is in the default directory already: a guess, for the error alone.
 * @return bytes of exe that are that path; 0 for the default
 */
static size_t k3s_data_dir(const char *exe)
{
	static const char *const above[] = { "k3s", "bin", NULL, "data" };
	size_t len = exe == NULL ? 0 : strlen(exe);

	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++) {
		size_t begin = len;

		while (begin > 0 && exe[begin - 1] != '/') {
			begin--;
		}
		if (begin == 0 ||
		    (above[i] != NULL && (strlen(above[i]) != len - begin ||
					  memcmp(exe + begin, above[i], len - begin) != 0))) {
			return 0;
		}
		len = begin - 1;
	}
	return len;
}

/** What k3s 1.32 and later gives its kubelet at least (pkg/daemons/agent/agent_linux.go). */
static enum kp_status give_of_k3s(const struct kp_ctx *ctx, const struct kp_process *process,
				  struct kp_given *given, struct kp_error *reterr)
{
	static const char fixed[] = "built into k3s";
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };
	KP_CLEANUP(kp_freep) char *config_dir = NULL;
	size_t len = k3s_data_dir(process->exe);
	struct kp_text text = { 0 };
	enum kp_status status;

	(void)ctx;
	kp_text_add_str(&text, "--config-dir=");
	if (len == 0) {
		kp_text_add_str(&text, "/var/lib/rancher/k3s");
	} else {
		kp_text_add(&text, process->exe, len);
	}
	kp_text_add_str(&text, "/agent/etc/kubelet.conf.d");
	status = kp_text_finish(&text, &config_dir, reterr);
	if (status != KP_OK) {
		return status;
	}
	kp_argv_parts_add(&parts, "kubelet", "");
	kp_argv_parts_add(&parts, config_dir, fixed);
	kp_argv_parts_add(&parts, "--read-only-port=0", fixed);
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
}

static enum kp_status give_of_microshift(const struct kp_ctx *ctx, const struct kp_process *process,
					 struct kp_given *given, struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };

	(void)ctx;
	(void)process;
	kp_argv_parts_add(&parts, "kubelet", "");
	kp_argv_parts_add(&parts,
			  "--config=/var/lib/microshift/resources/kubelet/config/config.yaml",
			  "built into microshift");
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
}

enum kp_status kp_host_give(const struct kp_ctx *ctx, const struct kp_process *process,
			    struct kp_given *given, struct kp_error *reterr)
{
	const struct kp_host *host = process->host == NULL ? &hosts[HOSTS - 1] : process->host;

	given->is_hidden = host->hides;
	if (host->doubt != NULL) {
		(void)kp_fail(&given->doubt, KP_ERR_UNSUPPORTED, "%s", host->doubt);
	}
	return host->give(ctx, process, given, reterr);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/hosts.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "hosts/carriers.h"
#include "hosts/kubelite.h"
#include "hosts/program_name.h"
#include "process/argv_parts.h"

/** Works out what the component of a process is given. */
typedef enum kp_status give_function(const struct kp_ctx *ctx, const struct kp_process *process,
				     struct kp_given *given, struct kp_error *reterr);

struct kp_host {
	const char *runs;      /* name of the component */
	const char *name;      /* file name of the executable */
	const char *words[3];  /* the subcommands with the component; none: always */
	const char *others[5]; /* by which argv[0] it is another program, whatever follows */
	give_function *give;
	const char *doubt; /* why nothing is certain; NULL if it is */
	bool is_argv0;     /* whether argv[0] may have the name, whatever the executable is */
	bool hides;        /* whether the arguments cannot be seen */
};

static give_function give_own;
static give_function give_behind_subcommand;
static give_function give_nothing;
static give_function give_of_k3s;
static give_function give_of_microshift;

#define KUBELET    "kubelet"
#define KUBE_PROXY "kube-proxy"

/** The name of the executable goes before argv[0]; so the order of the rows means nothing. */
static const struct kp_host hosts[] = {
	/* One binary for all of Kubernetes, to 1.18: `hyperkube kubelet`, or a link named kubelet. Its
	 * versions are older than those of flags.c and fields.c. */
	{ .runs = KUBELET,
	  .name = "hyperkube",
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
	{ .runs = KUBELET,
	  .name = "k3s",
	  .words = { "server", "agent" },
	  /* pkg/containerd and pkg/kubectl of k3s, which reexec.Register() in cmd/server/main.go names */
	  .others = { "kubectl", "crictl", "ctr", "containerd" },
	  .give = give_of_k3s,
	  .hides = true,
	  .doubt = "k3s does not show the arguments of the kubelet inside it" },

	{ .runs = KUBELET, .name = "kubelite", .give = kp_kubelite_give },

	/* One binary for all of Canonical Kubernetes, by argv[0] or by a subcommand. */
	{ .runs = KUBELET,
	  .name = "kubernetes",
	  .words = { "kubelet" },
	  .give = give_behind_subcommand },

	/* MicroShift writes the file of its kubelet when it starts, reads it back, and sets flags in the
	 * code (pkg/node/kubelet.go). A file that is older than the process is not the one that it read,
	 * and whether a newer one is as it was written cannot be told. */
	{ .runs = KUBELET,
	  .name = "microshift",
	  .words = { "run" },
	  .give = give_of_microshift,
	  .hides = true,
	  .doubt =
		  "microshift does not show the arguments of the kubelet inside it, and writes its "
		  "configuration file only after it has started" },

	/* kubeadm, kubespray, RKE2, k0s, EKS, AKS, GKE, OpenShift, Bottlerocket, Talos, minikube, kind */
	{ .runs = KUBELET, .name = "kubelet", .is_argv0 = true, .give = give_own },

	{ .runs = KUBE_PROXY,
	  .name = "hyperkube",
	  .words = { "kube-proxy", "proxy" },
	  .give = give_behind_subcommand,
	  .doubt =
		  "hyperkube ended with Kubernetes 1.18, and what is known here begins with 1.20" },

	/* Its arguments are made in the code and of `--kube-proxy-arg` (kubeProxyArgs in
	 * pkg/daemons/agent/agent.go). */
	{ .runs = KUBE_PROXY,
	  .name = "k3s",
	  .words = { "server", "agent" },
	  .others = { "kubectl", "crictl", "ctr", "containerd" },
	  .give = give_nothing,
	  .hides = true,
	  .doubt = "k3s does not show the arguments of the kube-proxy inside it" },

	{ .runs = KUBE_PROXY, .name = "kubelite", .give = kp_kubelite_give_proxy },
	{ .runs = KUBE_PROXY,
	  .name = "kubernetes",
	  .words = { "kube-proxy" },
	  .give = give_behind_subcommand },

	/* The first versions had one (pkg/node/kube-proxy.go); which it is, is not seen. */
	{ .runs = KUBE_PROXY,
	  .name = "microshift",
	  .words = { "run" },
	  .give = give_nothing,
	  .hides = true,
	  .doubt = "microshift does not show whether there is a kube-proxy inside it" },

	/* kubeadm, kubespray, RKE2, k0s, EKS, AKS, GKE, OpenShift: mostly in a pod */
	{ .runs = KUBE_PROXY, .name = "kube-proxy", .is_argv0 = true, .give = give_own },
};

enum {
	HOSTS = sizeof(hosts) / sizeof(hosts[0]),
	/* An emulator that runs a loader that runs a program, and one to spare. */
	CARRIERS_MAX = 3
};

static bool is_named(const char *component, const char *file)
{
	return kp_program_is_named(file, component);
}

static bool is_of(const struct kp_host *host, const char *component)
{
	return strcmp(host->runs, component) == 0;
}

/** Whether a program can run a component, by the file name of its executable. */
static bool may_contain(const char *component, const char *exe)
{
	const char *stem = kp_program_stem(exe);

	for (size_t i = 0; i < HOSTS; i++) {
		/* Each process of a node is asked for, and nearly all differ in the first byte. */
		if (stem[0] == hosts[i].name[0] && is_of(&hosts[i], component) &&
		    kp_program_has_stem(stem, hosts[i].name)) {
			return true;
		}
	}
	return kp_carrier_is(exe);
}

/**
 * Whether a name may be that of a program here: one may be cut off, or be made of the name and more, as
 * the title `k3s-server` is.
 */
static bool resembles(const char *component, const char *called)
{
	bool found = kp_carrier_resembles(called);

	for (size_t i = 0; !found && i < HOSTS; i++) {
		found = is_of(&hosts[i], component) && strstr(called, hosts[i].name) != NULL;
	}
	return found;
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

/** Whether argv[0] makes another program of it. */
static bool is_other(const struct kp_host *host, const char *argv0)
{
	size_t i = 0;

	while (host->others[i] != NULL && strcmp(host->others[i], argv0) != 0) {
		i++;
	}
	return host->others[i] != NULL;
}

/**
 * The subcommand in a title that was written over all arguments, `/usr/local/bin/k3s server`: what
 * is left of them are NULs, which read as empty arguments.
 * @return borrowed from call; empty if it is no title
 */
static const char *title_word(const struct kp_call *call)
{
	const char *blank = strrchr(call->argv0, ' ');

	for (size_t i = call->rest; i < kp_argv_count(call->argv); i++) {
		if (kp_argv_get(call->argv, i)[0] != '\0') {
			return "";
		}
	}
	return blank == NULL ? "" : blank + 1;
}

/**
 * Where the subcommand with a kubelet is. One behind flags may be the value of a flag, or belong to
 * another subcommand. The first may be a path: argv[0] behind that of an emulated program.
 * @return its index; the number of arguments if there is none
 */
static size_t find_word(const struct kp_host *host, const struct kp_call *call)
{
	size_t count = kp_argv_count(call->argv);
	size_t at = call->rest;

	if (at < count && kp_argv_get(call->argv, at)[0] != '-') {
		return is_word(host, kp_text_basename(kp_argv_get(call->argv, at))) ? at : count;
	}
	while (at < count && !is_word(host, kp_argv_get(call->argv, at))) {
		at++;
	}
	return at;
}

/** Whether a program is started so that it runs the component, or perhaps does. */
static bool runs(const struct kp_host *host, const struct kp_call *call)
{
	const char *name;

	if (host->words[0] == NULL) {
		return true;
	}
	if (call->argv0 == NULL) {
		return false;
	}
	name = kp_text_basename(call->argv0);
	if (is_word(host, title_word(call)) ||
	    is_word(host, is_named(host->runs, name) ? host->runs : name)) {
		return true;
	}
	return !is_other(host, name) && find_word(host, call) < kp_argv_count(call->argv);
}

/** Which host of a component a call is of. */
static const struct kp_host *find(const char *component, const struct kp_call *call)
{
	const char *exe = kp_text_basename(call->exe);
	const char *argv0 = call->argv0 == NULL ? "" : kp_text_basename(call->argv0);
	const struct kp_host *by_argv0 = NULL;

	for (size_t i = 0; i < HOSTS; i++) {
		const struct kp_host *host = &hosts[i];

		if (!is_of(host, component)) {
			continue;
		}
		if (kp_program_is_named(exe, host->name) && runs(host, call)) {
			return host;
		}
		if (host->is_argv0 && kp_program_is_named(argv0, host->name) && runs(host, call)) {
			by_argv0 = host;
		}
	}
	return by_argv0;
}

/** Find the host behind a carrier whose options are not all known: any argument may be it. */
static const struct kp_host *find_behind(const char *component, struct kp_call *call)
{
	const struct kp_host *host = find(component, call);

	while (host == NULL && call->is_doubtful && call->rest < kp_argv_count(call->argv)) {
		call->exe = kp_argv_get(call->argv, call->rest++);
		call->argv0 = call->exe;
		host = find(component, call);
	}
	return host;
}

/**
 * Find the host that a process is, or carries.
 * @param[in] exe of the process, its path or its file name
 * @param[out] call what the host was called with, if there is one
 */
static const struct kp_host *look(const char *component, const char *exe,
				  const struct kp_argv *argv, struct kp_call *call)
{
	bool carries = true;

	*call = (struct kp_call){
		.exe = exe,
		.argv0 = kp_argv_count(argv) == 0 ? NULL : kp_argv_get(argv, 0),
		.argv = argv,
		.rest = 1,
	};
	for (int carriers = 0; carries && carriers < CARRIERS_MAX; carriers++) {
		carries = kp_carrier_unwrap(call);
	}
	return find_behind(component, call);
}

const struct kp_host *kp_host_find(const char *component, const char *exe,
				   const struct kp_argv *argv)
{
	struct kp_call call;

	return look(component, exe, argv, &call);
}

struct kp_programs kp_host_programs(const struct kp_component *component)
{
	return (struct kp_programs){
		.name = component->name,
		.variable = component->variable,
		.is_named = is_named,
		.may_contain = may_contain,
		.resembles = resembles,
		.find = kp_host_find,
	};
}

const char *kp_host_name(const struct kp_host *host)
{
	return host->name;
}

/** Add the arguments from an index on, with where each was written. */
static void add_arguments(struct kp_argv_parts *parts, const struct kp_argv *argv, size_t from)
{
	for (size_t i = from; i < kp_argv_count(argv); i++) {
		const struct kp_said_at place = kp_argv_place(argv, i);

		kp_argv_parts_add(parts, kp_argv_get(argv, i), &place);
	}
}

/** The component's arguments are those of the process. */
static enum kp_status give_own(const struct kp_ctx *ctx, const struct kp_process *process,
			       struct kp_given *given, struct kp_error *reterr)
{
	(void)ctx;
	return kp_argv_copy(process->argv, &given->argv, reterr);
}

/** The component's arguments begin behind a subcommand, if there is one. */
static enum kp_status give_behind_subcommand(const struct kp_ctx *ctx,
					     const struct kp_process *process,
					     struct kp_given *given, struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };
	const struct kp_argv *argv = process->argv;
	const struct kp_call call = { .argv = argv, .rest = 1 };
	size_t at = find_word(process->host, &call);

	if (is_named(process->host->runs, kp_text_basename(kp_argv_get(argv, 0)))) {
		return give_own(ctx, process, given, reterr);
	}
	if (at > 1 && given->doubt.status == KP_OK) {
		(void)kp_fail(&given->doubt, KP_ERR_UNSUPPORTED,
			      "%s has flags before its subcommand, which are not known here",
			      process->host->name);
	}
	kp_argv_parts_add(&parts, process->host->runs, /* at= */ NULL);
	add_arguments(&parts, argv, at + 1);
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
}

/** Nothing is known of the component's arguments. */
static enum kp_status give_nothing(const struct kp_ctx *ctx, const struct kp_process *process,
				   struct kp_given *given, struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };

	(void)ctx;
	kp_argv_parts_add(&parts, process->host->runs, /* at= */ NULL);
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
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
	static const struct kp_said_at fixed = {
		.source = KP_SOURCE_FLAG,
		.path = "built into k3s",
	};
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
	kp_argv_parts_add(&parts, "kubelet", /* at= */ NULL);
	kp_argv_parts_add(&parts, config_dir, &fixed);
	kp_argv_parts_add(&parts, "--read-only-port=0", &fixed);
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
}

static enum kp_status give_of_microshift(const struct kp_ctx *ctx, const struct kp_process *process,
					 struct kp_given *given, struct kp_error *reterr)
{
	static const struct kp_said_at fixed = {
		.source = KP_SOURCE_FLAG,
		.path = "built into microshift",
	};
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };

	(void)ctx;
	(void)process;
	kp_argv_parts_add(&parts, "kubelet", /* at= */ NULL);
	kp_argv_parts_add(&parts,
			  "--config=/var/lib/microshift/resources/kubelet/config/config.yaml",
			  &fixed);
	return kp_argv_parts_finish(&parts, &given->argv, reterr);
}

/** Give as a host does, from what it was called with. */
static enum kp_status give_called(const struct kp_ctx *ctx, const struct kp_process *process,
				  const struct kp_call *call, struct kp_given *given,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_freep) char *exe = NULL;
	struct kp_process called = *process;
	enum kp_status status = kp_text_dup(call->exe, &exe, reterr);

	kp_argv_parts_add(&parts, call->argv0, /* at= */ NULL);
	add_arguments(&parts, call->argv, call->rest);
	if (status == KP_OK) {
		status = kp_argv_parts_finish(&parts, &argv, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (call->is_doubtful && given->doubt.status == KP_OK) {
		(void)kp_fail(&given->doubt, KP_ERR_UNSUPPORTED,
			      "%s is started by %s with options that are not known here",
			      process->host->name, process->exe);
	}
	called.argv = argv;
	called.exe = exe;
	return process->host->give(ctx, &called, given, reterr);
}

enum kp_status kp_host_give(const struct kp_component *component, const struct kp_ctx *ctx,
			    const struct kp_process *process, struct kp_given *given,
			    struct kp_error *reterr)
{
	const struct kp_host *host =
		process->host == NULL
			? kp_host_find(component->name, component->name, process->argv)
			: process->host;
	struct kp_process known = *process;
	struct kp_call call;

	known.host = host;
	given->is_hidden = host->hides;
	if (host->doubt != NULL) {
		(void)kp_fail(&given->doubt, KP_ERR_UNSUPPORTED, "%s", host->doubt);
	}
	if (process->exe != NULL && kp_carrier_is(kp_text_basename(process->exe)) &&
	    look(component->name, process->exe, process->argv, &call) == host) {
		return give_called(ctx, &known, &call, given, reterr);
	}
	return host->give(ctx, &known, given, reterr);
}

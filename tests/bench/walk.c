/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the core takes, without oscap around it.
 *
 *     walk look TIMES                find the kubelets, as ../../probe/process/walk.h does
 *     walk collect TIMES             the same, and read and work them out
 *     walk settings TIMES [NAME...]  collect once, and then ask for these settings each time
 *     walk evaluate TIMES [NAME...]  collect all that any type of test wants, and ask for all settings,
 *                                    or for these alone, and for their files
 *     walk drift TIMES [NAME...]     the same with the kubelet of the service of each, compared
 *
 * Below OSCAP_PROBE_ROOT, if it is set: services then, where it has no processes. Prints as JSON what
 * `spent.h` says.
 */
#include "process/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/names.h"
#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "node/drift.h"
#include "node/running.h"
#include "node/services.h"
#include "process/process.h"
#include "spent.h"

/** What one round does. @return how many kubelets, or values of settings, there are */
typedef size_t (*round_of)(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets,
			   char **names);

static enum kp_status count(void *data, struct kp_process *process, struct kp_error *reterr)
{
	size_t *found = data;

	(void)process;
	(void)reterr;
	(*found)++;
	return KP_OK;
}

static size_t look(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets, char **names)
{
	const struct kp_programs programs = kp_host_programs(&kp_kubelet_component);
	size_t found = 0;
	struct kp_process_search search = { .programs = &programs, .visit = count, .data = &found };

	(void)kubelets;
	(void)names;
	return kp_process_walk(ctx, &search, 1, NULL) == KP_OK ? found : 0;
}

static const struct kp_query query = { .component = &kp_kubelet_component };

static size_t collect(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets, char **names)
{
	struct kp_kubelets *collected = NULL;
	size_t found = 0;

	(void)kubelets;
	(void)names;
	if (kp_kubelets_collect(&query, ctx, &collected, NULL) == KP_OK) {
		found = kp_kubelets_count(collected);
	}
	kp_kubelets_free(collected);
	return found;
}

static size_t settings(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets, char **names)
{
	size_t found = 0;

	(void)ctx;
	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		for (char **name = names; *name != NULL; name++) {
			struct kp_setting *setting = NULL;

			found += kp_kubelet_setting(kp_kubelets_get(kubelets, i), *name, &setting,
						    NULL) == KP_OK;
			kp_setting_free(setting);
		}
	}
	return found;
}

/** @return the next of the names that are asked for, or of all; NULL at the end */
static const char *next_name(char **names, size_t *position)
{
	return names[0] == NULL ? kp_names_next(&kp_kubelet_component, position)
				: names[(*position)++];
}

/** Ask a kubelet for a setting, and the file that it names. @return whether it has the setting */
static size_t ask(const struct kp_kubelet *kubelet, const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	const char *file = NULL;
	bool has_file = kp_kubelet_named_file(kubelet, name, &file, NULL) == KP_OK && file != NULL;

	return kp_kubelet_setting(kubelet, name, &setting, NULL) == KP_OK || has_file;
}

/** Compare a kubelet with that of its service. @return whether they can be compared */
static size_t compare(const struct kp_kubelet *kubelet, const char *name)
{
	KP_CLEANUP(kp_drift_done) struct kp_drift drift = { 0 };

	return kp_drift_get(kubelet, name, &drift, NULL) == KP_OK;
}

/** Collect, and ask each kubelet for each name. */
static size_t ask_all(const struct kp_query *wanted, const struct kp_ctx *ctx, char **names,
		      size_t (*ask_for)(const struct kp_kubelet *kubelet, const char *name))
{
	struct kp_kubelets *collected = NULL;
	size_t found = 0;
	enum kp_status status = kp_process_has_proc(ctx)
					? kp_kubelets_collect(wanted, ctx, &collected, NULL)
					: kp_services_collect(wanted, ctx, &collected, NULL);

	for (size_t i = 0; status == KP_OK && i < kp_kubelets_count(collected); i++) {
		size_t position = 0;
		const char *name;

		while ((name = next_name(names, &position)) != NULL) {
			found += ask_for(kp_kubelets_get(collected, i), name);
		}
	}
	kp_kubelets_free(collected);
	return found;
}

static size_t evaluate(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets, char **names)
{
	static const struct kp_query wanted = {
		.component = &kp_kubelet_component,
		.with_named_files = true,
		.with_unit_files = true,
		.judges_start = true,
	};

	(void)kubelets;
	return ask_all(&wanted, ctx, names, ask);
}

static size_t drift(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets, char **names)
{
	static const struct kp_query wanted = {
		.component = &kp_kubelet_component,
		.with_services = true,
		.with_named_files = true,
	};

	(void)kubelets;
	return ask_all(&wanted, ctx, names, compare);
}

static const struct {
	const char *name;
	round_of round;
	bool on_collected; /* whether the kubelets are collected once, before */
} rounds[] = {
	{ "look", look, false },        { "collect", collect, false },
	{ "settings", settings, true }, { "evaluate", evaluate, false },
	{ "drift", drift, false },
};

int main(int argc, char **argv)
{
	const char *root = getenv("OSCAP_PROBE_ROOT");
	struct kp_kubelets *kubelets = NULL;
	struct spent spent;
	struct kp_ctx ctx;
	size_t found = 0;
	size_t row = 0;

	while (argc >= 3 && row < sizeof(rounds) / sizeof(rounds[0]) &&
	       strcmp(rounds[row].name, argv[1]) != 0) {
		row++;
	}
	if (argc < 3 || row == sizeof(rounds) / sizeof(rounds[0]) ||
	    kp_ctx_init(&ctx, root == NULL ? "/" : root, NULL) != KP_OK ||
	    (rounds[row].on_collected &&
	     kp_kubelets_collect(&query, &ctx, &kubelets, NULL) != KP_OK)) {
		return EXIT_FAILURE;
	}
	spent_begin(&spent, argv[2]);
	for (long i = 0; i < spent.times; i++) {
		found += rounds[row].round(&ctx, kubelets, argv + 3);
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
	return spent_end(&spent, found);
}

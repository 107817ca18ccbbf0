/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the core takes, without oscap around it.
 *
 *     walk look TIMES                find the kubelets, as ../../probe/process/walk.h does
 *     walk collect TIMES             the same, and read and work them out
 *     walk settings TIMES [NAME...]  collect once, and then ask for these settings each time
 *
 * Prints as JSON what `spent.h` says.
 */
#include "process/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "node/running.h"
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
	struct kp_process_walk walk;
	size_t found = 0;

	(void)kubelets;
	(void)names;
	return kp_process_walk(ctx, &kp_host_programs, count, &found, &walk, NULL) == KP_OK ? found
											    : 0;
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

static const struct {
	const char *name;
	round_of round;
} rounds[] = {
	{ "look", look },
	{ "collect", collect },
	{ "settings", settings },
};

int main(int argc, char **argv)
{
	struct kp_kubelets *kubelets = NULL;
	round_of round = NULL;
	struct spent spent;
	struct kp_ctx ctx;
	size_t found = 0;

	for (size_t i = 0; argc >= 3 && i < sizeof(rounds) / sizeof(rounds[0]); i++) {
		round = strcmp(rounds[i].name, argv[1]) == 0 ? rounds[i].round : round;
	}
	if (round == NULL || kp_ctx_init(&ctx, "/", NULL) != KP_OK ||
	    kp_kubelets_collect(&query, &ctx, &kubelets, NULL) != KP_OK) {
		return EXIT_FAILURE;
	}
	spent_begin(&spent, argv[2]);
	for (long i = 0; i < spent.times; i++) {
		found += round(&ctx, kubelets, argv + 3);
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
	return spent_end(&spent, found);
}

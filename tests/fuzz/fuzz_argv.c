/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The arguments of a process, through both parses of every version, up to settings. The input is
 * as fuzz_argv() says. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "component/cmdline.h"
#include "component/flag_value.h"
#include "component/names.h"
#include "component/secret.h"
#include "component/versions.h"
#include "fuzz.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"
#include "shell_word.h"

/** Of all settings, each input asks for one in so many. */
enum {
	NAMES_STEP = 16
};

typedef enum kp_status (*parse_function)(const struct kp_component *component,
					 const struct kp_argv *argv, int minor,
					 struct kp_cmdline **ret_cmdline, struct kp_error *reterr);

/** No byte of the input is lost, and none is made up. */
static void check_split(const struct kp_argv *argv, size_t len)
{
	size_t total = 0;

	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		total += strlen(kp_argv_get(argv, i)) + 1;
	}
	FUZZ_CHECK(total == len || total == len + 1);
}

/** A shell reads the line back as the same arguments. */
static void check_shell(const struct kp_argv *argv)
{
	KP_CLEANUP(kp_freep) char *line = NULL;
	KP_CLEANUP(kp_freep) char *word = NULL;
	const char *at;

	FUZZ_CHECK(kp_argv_to_shell(argv, 0, &line, NULL) == KP_OK);
	FUZZ_CHECK(kp_quote_is_plain(line));
	word = malloc(strlen(line) + 1);
	FUZZ_CHECK(word != NULL);
	at = line;
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		FUZZ_CHECK(i == 0 || *at++ == ' ');
		FUZZ_CHECK(shell_word_read(&at, word));
		FUZZ_CHECK(strcmp(word, kp_argv_get(argv, i)) == 0);
	}
	FUZZ_CHECK(*at == '\0');
}

/** Each argument is itself, or has its value hidden; hiding twice hides nothing more. */
static void check_hidden(const struct kp_argv *argv)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *hidden = NULL;
	KP_CLEANUP(kp_argv_freep) struct kp_argv *twice = NULL;

	FUZZ_CHECK(kp_secret_hide_argv(&kp_kubelet_component, argv, &hidden, NULL) == KP_OK);
	FUZZ_CHECK(kp_secret_hide_argv(&kp_kubelet_component, hidden, &twice, NULL) == KP_OK);
	FUZZ_CHECK(kp_argv_count(hidden) == kp_argv_count(argv));
	FUZZ_CHECK(kp_argv_count(twice) == kp_argv_count(argv));
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		const char *shown = kp_argv_get(hidden, i);

		FUZZ_CHECK(strcmp(shown, kp_argv_get(argv, i)) == 0 ||
			   strstr(shown, KP_SECRET_MARKER) != NULL);
		FUZZ_CHECK(strcmp(shown, kp_argv_get(twice, i)) == 0);
	}
}

/** What a parse has accepted can be made a value. */
static void check_value(const struct kp_flag_use *use)
{
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };

	FUZZ_CHECK(kp_flag_value_add(use, &value, NULL) == KP_OK);
	FUZZ_CHECK(kp_flag_value_finish(use->flag, &value, NULL) == KP_OK);
}

static void check_use(const struct kp_argv *argv, int minor, const struct kp_cmdline *cmdline,
		      size_t index, bool has_values)
{
	const struct kp_flag_use *use = kp_cmdline_get(cmdline, index);
	const struct kp_flag_use *last = kp_cmdline_last(cmdline, use->flag->name);

	FUZZ_CHECK(use->flag->since <= minor && minor <= use->flag->until);
	FUZZ_CHECK(use->value != NULL);
	FUZZ_CHECK(use->index >= 1 && use->index < kp_argv_count(argv));
	FUZZ_CHECK(index == 0 || kp_cmdline_get(cmdline, index - 1)->index < use->index);
	FUZZ_CHECK(last != NULL && last->index >= use->index);
	FUZZ_CHECK(kp_argv_get(argv, use->index)[0] == '-');
	if (has_values || !use->flag->global) {
		check_value(use);
	}
}

/** One parse, and the same once more. */
static void check_parse(const struct kp_component *component, const struct kp_argv *argv, int minor,
			parse_function parse)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *again = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = parse(component, argv, minor, &cmdline, &error);

	FUZZ_CHECK(parse(component, argv, minor, &again, NULL) == status);
	if (status != KP_OK) {
		FUZZ_CHECK(cmdline == NULL && again == NULL);
		FUZZ_CHECK(status == KP_ERR_SYNTAX);
		fuzz_check_error(status, &error);
		return;
	}
	FUZZ_CHECK(kp_cmdline_count(cmdline) < kp_argv_count(argv) ||
		   kp_cmdline_count(cmdline) == 0);
	FUZZ_CHECK(kp_cmdline_count(cmdline) == kp_cmdline_count(again));
	for (size_t i = 0; i < kp_cmdline_count(cmdline); i++) {
		check_use(argv, minor, cmdline, i, parse == kp_cmdline_parse);
	}
}

static void check_setting(const struct kp_versions *versions, const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *again = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_versions_setting(versions, name, &setting, &error);

	FUZZ_CHECK(kp_versions_setting(versions, name, &again, NULL) == status);
	FUZZ_CHECK(fuzz_is_same_setting(setting, again));
	if (status == KP_OK) {
		fuzz_check_setting(setting, name);
		FUZZ_CHECK(setting->source == KP_SOURCE_FLAG ||
			   setting->source == KP_SOURCE_DEFAULT);
	} else {
		FUZZ_CHECK(setting == NULL);
		fuzz_check_error(status, &error);
	}
}

/**
 * The file that a flag names. Versions may refuse a command line, but do not differ about that.
 * @return borrowed from argv; NULL if there is none, or if no version accepts the arguments
 */
static const char *find_path(const struct kp_component *component, const struct kp_argv *argv,
			     const char *flag)
{
	const char *path = NULL;
	bool accepted = false;

	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
		const struct kp_flag_use *use;
		const char *named;

		if (kp_cmdline_parse(component, argv, minor, &cmdline, NULL) != KP_OK) {
			continue;
		}
		use = kp_cmdline_last(cmdline, flag);
		named = use == NULL || use->value[0] == '\0' ? NULL : use->value;
		FUZZ_CHECK(!accepted || named == path);
		path = named;
		accepted = true;
	}
	return path;
}

/** The settings of a component whose files are not there. */
static void check_settings(const struct kp_component *component, const struct kp_argv *argv,
			   size_t offset)
{
	static char absent[] = "/absent";
	struct kp_sources sources = { .has_alpha = KP_KNOWN_YES };
	const struct kp_circumstances circumstances = { .is_to_start = true };
	struct kp_versions *versions = NULL;
	size_t position = 0;
	size_t index = offset;
	const char *name;

	if (find_path(component, argv, "config") != NULL) {
		sources.main.path = absent;
		sources.main.status =
			kp_fail(&sources.main.error, KP_ERR_NOENT, "there is no such file");
	}
	if (find_path(component, argv, "config-dir") != NULL) {
		sources.config_dir = absent;
		sources.dir_status =
			kp_fail(&sources.dir_error, KP_ERR_NOENT, "there is no such directory");
	}
	FUZZ_CHECK(kp_versions_compute(component, argv, &sources, &circumstances, &versions,
				       NULL) == KP_OK);
	while ((name = kp_names_next(component, &position)) != NULL) {
		if (index++ % NAMES_STEP == 0) {
			check_setting(versions, name);
		}
	}
	check_setting(versions, "authorization.mode");
	check_setting(versions, "featureGates.A");
	check_setting(versions, "node-labels");
	check_setting(versions, "metricsBindAddress");
	kp_versions_free(versions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct kp_component *const components[] = { &kp_kubelet_component,
								 &kp_kubeproxy_component };
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = fuzz_argv(data, size);

	check_split(argv, size);
	check_shell(argv);
	check_hidden(argv);
	for (size_t i = 0; i < sizeof(components) / sizeof(components[0]); i++) {
		for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
			check_parse(components[i], argv, minor, kp_cmdline_parse);
			check_parse(components[i], argv, minor, kp_cmdline_parse_again);
		}
		check_settings(components[i], argv, size);
	}
	return 0;
}

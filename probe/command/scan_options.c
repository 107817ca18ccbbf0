/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/scan_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/** What a suffix may be made of: it goes into names of files. */
#define SUFFIX_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

#define SUFFIX_MAX 100

const char kp_scan_usage[] =
	"Usage: oscap-kubelet scan [OPTION...]\n"
	"\n"
	"Judge the kubelets of this node by rules of the CIS Kubernetes Benchmark, print the verdicts, and\n"
	"write report.html, arf.xml and results.xml. Run it as root.\n"
	"\n"
	"  --profile NAME           cis_node_level1 (the default), cis_node_level2, effective or drift; of\n"
	"                           another benchmark cis_eks_node, cis_aks_node, cis_gke_node,\n"
	"                           cis_oke_node, cis_openshift_node, cis_rke2_node, cis_k3s_node,\n"
	"                           cis_ack_node, stig_node\n"
	"  --tailoring-file FILE    changes to profiles; NAME is then one of its profiles, by default its only\n"
	"                           one\n"
	"  --rule NAME              judge this rule alone; may be repeated\n"
	"  --evidence WHAT          what decides on settings: computed (of arguments, files and defaults; the\n"
	"                           default), configz (what each running kubelet says, which is asked with\n"
	"                           what OSCAP_KUBELET_CONFIGZ names), or both (a difference is an error)\n"
	"  --root DIR               scan the node whose root directory is there instead: a mounted disk or\n"
	"                           image, of which the services are judged, or a running node at /host\n"
	"  --output DIR             where the files go, by default the current directory\n"
	"  --suffix TEXT            what stands behind their names, as in report-TEXT.html for -TEXT\n"
	"  --format FORMAT          what is printed: " KP_FORMATS "\n"
	"  -h, --help               print this\n"
	"\n"
	"Exit status: 0 when every rule passed or is not applicable, 2 when a rule failed or could not be\n"
	"decided, 1 when the scan itself failed.\n";

void kp_scan_options_done(struct kp_scan_options *options)
{
	free(options->rules);
	*options = (struct kp_scan_options){ 0 };
}

typedef enum kp_status (*kp_setter)(struct kp_scan_options *options, const char *value,
				    struct kp_error *reterr);

static enum kp_status fail_empty(const char *option, const char *what, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_INVAL, "%s: an empty name is no %s", option, what);
}

static enum kp_status set_profile(struct kp_scan_options *options, const char *value,
				  struct kp_error *reterr)
{
	(void)reterr;
	options->profile = value;
	return KP_OK;
}

static enum kp_status set_tailoring(struct kp_scan_options *options, const char *value,
				    struct kp_error *reterr)
{
	options->tailoring = value;
	return *value != '\0' ? KP_OK : fail_empty("--tailoring-file", "file", reterr);
}

static enum kp_status set_evidence(struct kp_scan_options *options, const char *value,
				   struct kp_error *reterr)
{
	static const char *const known[] = { "computed", "configz", "both" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(value, known[i]) == 0) {
			options->evidence = value;
			return KP_OK;
		}
	}
	return kp_fail(reterr, KP_ERR_INVAL,
		       "--evidence: '%s' is none, but computed, configz and both are", value);
}

static enum kp_status set_root(struct kp_scan_options *options, const char *value,
			       struct kp_error *reterr)
{
	options->root = value;
	return *value != '\0' ? KP_OK : fail_empty("--root", "directory", reterr);
}

static enum kp_status set_output(struct kp_scan_options *options, const char *value,
				 struct kp_error *reterr)
{
	options->output = value;
	return *value != '\0' ? KP_OK : fail_empty("--output", "directory", reterr);
}

static enum kp_status set_suffix(struct kp_scan_options *options, const char *value,
				 struct kp_error *reterr)
{
	options->suffix = value;
	return strlen(value) <= SUFFIX_MAX && value[strspn(value, SUFFIX_CHARACTERS)] == '\0'
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_INVAL,
				 "--suffix: letters, digits, '-', '_' and '.' only, not '%s'",
				 value);
}

static enum kp_status set_format(struct kp_scan_options *options, const char *value,
				 struct kp_error *reterr)
{
	options->format = kp_formats_find(value);
	return options->format != NULL ? KP_OK
				       : kp_fail(reterr, KP_ERR_INVAL,
						 "--format: '%s' is none, but " KP_FORMATS, value);
}

static enum kp_status add_rule(struct kp_scan_options *options, const char *value,
			       struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&options->rules, options->count, &options->size,
						 sizeof(*options->rules), reterr);

	if (status == KP_OK) {
		options->rules[options->count++] = value;
	}
	return status;
}

static const struct {
	const char *name;
	kp_setter set;
} valued[] = {
	{ "--evidence", set_evidence }, { "--format", set_format },
	{ "--output", set_output },     { "--profile", set_profile },
	{ "--root", set_root },         { "--rule", add_rule },
	{ "--suffix", set_suffix },     { "--tailoring-file", set_tailoring },
};

/**
 * Read an option.
 * @param[in,out] arguments at the option; afterwards at what follows
 */
static enum kp_status read_option(char *const **arguments, struct kp_scan_options *options,
				  struct kp_error *reterr)
{
	const char *argument = *(*arguments)++;
	size_t len = strcspn(argument, "=");

	if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
		options->is_help = true;
		return KP_OK;
	}
	for (size_t i = 0; i < sizeof(valued) / sizeof(valued[0]); i++) {
		if (strncmp(argument, valued[i].name, len) != 0 || valued[i].name[len] != '\0') {
			continue;
		}
		if (argument[len] == '=') {
			return valued[i].set(options, argument + len + 1, reterr);
		}
		if (**arguments == NULL) {
			return kp_fail(reterr, KP_ERR_INVAL, "%s needs a value (see --help)",
				       argument);
		}
		return valued[i].set(options, *(*arguments)++, reterr);
	}
	return kp_fail(reterr, KP_ERR_INVAL, "unknown argument '%s' (see --help)", argument);
}

enum kp_status kp_scan_options_read(char *const arguments[], struct kp_scan_options *ret_options,
				    struct kp_error *reterr)
{
	struct kp_scan_options options = {
		.output = ".",
		.suffix = "",
		.format = kp_formats_find("text"),
	};
	enum kp_status status = KP_OK;

	while (*arguments != NULL && !options.is_help && status == KP_OK) {
		status = read_option(&arguments, &options, reterr);
	}
	if (status != KP_OK) {
		kp_scan_options_done(&options);
		return status;
	}
	*ret_options = options;
	return KP_OK;
}

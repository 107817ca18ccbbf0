/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/precedence.h"

#include "base/cleanup.h"
#include "kubelet/defaults.h"
#include "kubelet/dropins.h"
#include "kubelet/fields.h"

/** Refuse what a scanner cannot follow. */
static enum kp_status check_dynamic(const struct kp_load *load, struct kp_error *reterr)
{
	const struct kp_flag_use *use =
		kp_cmdline_last(load->view.first_parse, "dynamic-config-dir");

	if (use == NULL || use->value[0] == '\0') {
		return KP_OK;
	}
	(void)kp_fail(reterr, KP_ERR_UNSUPPORTED,
		      "with --dynamic-config-dir a configuration from the API server may replace "
		      "the file");
	return kp_argv_wrap(use->argv, use->index, KP_ERR_UNSUPPORTED, reterr);
}

/**
 * Give each field the value that is in force before drop-in files: without --config that is what
 * the first parse left; a file has replaced that (server.go).
 */
static enum kp_status complete(struct kp_load *load, struct kp_error *reterr)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *none = NULL;
	enum kp_status status = kp_cmdline_new(&none, reterr);

	if (status != KP_OK) {
		return status;
	}
	return kp_load_complete(load, load->view.with_config ? none : load->view.first_parse,
				reterr);
}

/** Merge the drop-in files into what is in force without them. */
static enum kp_status load_dropins(struct kp_load *load, struct kp_error *reterr)
{
	struct kp_config *merged = NULL;
	enum kp_status status = kp_dropins_check_variable(load->sources, load->view.minor, reterr);

	if (status == KP_OK) {
		status = complete(load, reterr);
	}
	if (status == KP_OK) {
		status = kp_dropins_merge(load->sources, load->view.config, load->view.minor,
					  load->scratch, &merged, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	kp_config_free(load->view.config);
	load->view.config = merged;
	load->view.is_merged = load->view.minor >= KP_DROPINS_V1BETA1;
	load->view.with_config = load->view.with_config || load->view.is_merged;
	return KP_OK;
}

/** Load the file of --config. */
static enum kp_status load_main(struct kp_load *load, struct kp_error *reterr)
{
	enum kp_status status = kp_load_file(load, reterr);

	return status == KP_OK ? kp_defaults_unite_evictions(load->view.config, load->view.minor,
							     load->scratch, reterr)
			       : status;
}

/**
 * Forget what files say of the fields that the flags of the second parse reset: a flag that is registered
 * with a constant for its default writes that at once (component-base/logs/api/v1 options.go).
 */
static void reset_fields(struct kp_load *load)
{
	static const char *const reset[] = {
		"logging.options.json.splitStream",
		"logging.options.text.splitStream",
	};

	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++) {
		const struct kp_field *field =
			kp_field_find(&kp_kubelet_type, reset[i], load->view.minor);

		if (field != NULL) {
			kp_config_set(load->view.config, field, &(const struct kp_said){ 0 });
		}
	}
}

/** Load the configuration, and parse the flags again over it if there is one. */
static enum kp_status load_all(struct kp_load *load, struct kp_error *reterr)
{
	bool main = kp_load_has_flag(load, "config");
	bool dropins = kp_load_has_flag(load, "config-dir");
	enum kp_status status = main ? load_main(load, reterr)
				     : kp_config_new(&kp_kubelet_type, &load->view.config, reterr);

	load->view.config_parse = load->view.first_parse;
	if (status == KP_OK && dropins) {
		status = load_dropins(load, reterr);
	}
	if (status != KP_OK || (!main && !dropins)) {
		return status;
	}
	reset_fields(load);
	load->view.config_parse = NULL;
	return kp_cmdline_parse_again(load->view.component, load->argv, load->view.minor,
				      &load->view.config_parse, reterr);
}

enum kp_status kp_precedence_load(struct kp_load *load, struct kp_error *reterr)
{
	enum kp_status status = check_dynamic(load, reterr);

	load->view.dropins_are_patches = load->view.minor >= KP_DROPINS_PATCH;
	return status == KP_OK ? load_all(load, reterr) : status;
}

enum kp_status kp_precedence_can_run(const struct kp_sources *sources, int minor,
				     struct kp_error *reterr)
{
	return sources->config_dir == NULL ? KP_OK
					   : kp_dropins_check_variable(sources, minor, reterr);
}

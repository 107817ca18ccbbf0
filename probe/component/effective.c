/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/effective.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/load.h"
#include "component/overridden.h"

struct kp_effective {
	struct kp_load load;
	struct kp_overridden_files files;
};

void kp_effective_free(struct kp_effective *effective)
{
	if (effective != NULL) {
		kp_overridden_files_done(&effective->files);
		kp_load_done(&effective->load);
		free(effective);
	}
}

void kp_effective_freep(struct kp_effective **effective)
{
	kp_effective_free(*effective);
}

enum kp_status kp_effective_setting(const struct kp_effective *effective, const char *name,
				    struct kp_setting **ret_setting, struct kp_error *reterr)
{
	return kp_view_setting(&effective->load.view, name, ret_setting, reterr);
}

enum kp_status kp_effective_check_start(const struct kp_effective *effective, bool is_known,
					struct kp_error *reterr)
{
	const struct kp_view *view = &effective->load.view;

	return view->component->check_start == NULL
		       ? KP_OK
		       : view->component->check_start(view, is_known, reterr);
}

enum kp_status kp_effective_check_gates(const struct kp_effective *effective, bool accepts_gates,
					struct kp_error *reterr)
{
	const struct kp_view *view = &effective->load.view;

	return view->component->check_gates == NULL
		       ? KP_OK
		       : view->component->check_gates(view, accepts_gates, reterr);
}

enum kp_status kp_effective_add_overridden(struct kp_effective *effective,
					   struct kp_setting *setting, struct kp_error *reterr)
{
	return kp_overridden_add(&effective->load.view, effective->load.sources, &effective->files,
				 setting, reterr);
}

enum kp_status kp_effective_new(const struct kp_component *component, const struct kp_argv *argv,
				const struct kp_sources *sources, struct kp_release release,
				struct kp_cmdline *flags, struct kp_effective **ret_effective,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_effective_freep)
	struct kp_effective *effective = calloc(1, sizeof(*effective));
	struct kp_load *load;
	enum kp_status status;

	if (effective == NULL) {
		kp_cmdline_free(flags);
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	load = &effective->load;
	load->argv = argv;
	load->sources = sources;
	load->view.component = component;
	load->view.minor = release.minor;
	load->view.is_known = release.is_known;
	load->view.first_parse = flags;
	status = kp_document_new(NULL, sources->room, &load->scratch, reterr);
	if (status == KP_OK && flags == NULL) {
		status = kp_cmdline_parse(component, argv, release.minor, &load->view.first_parse,
					  reterr);
	}
	if (status == KP_OK) {
		status = component->load(load, reterr);
	}
	if (status == KP_OK) {
		status = component->validate(&load->view, reterr);
	}
	if (status == KP_OK) {
		/* Most of what many kubelets take is what their versions do not say. */
		status = kp_config_pack(load->view.config, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_effective = kp_steal(&effective);
	return KP_OK;
}

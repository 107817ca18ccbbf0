/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/load.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "component/field_node.h"

struct kp_load_place {
	struct kp_place place;
	struct kp_said_at said;       /* of the place, as in struct kp_finding */
	struct kp_said_at *said_more; /* likewise, owned */
	struct kp_load_place *next;
};

void kp_load_done(struct kp_load *load)
{
	if (load->view.config_parse != load->view.first_parse) {
		kp_cmdline_free(load->view.config_parse);
	}
	kp_cmdline_free(load->view.first_parse);
	kp_config_free(load->view.config);
	kp_document_free(load->scratch);
	while (load->places != NULL) {
		struct kp_load_place *place = load->places;

		load->places = place->next;
		free(place->said_more);
		free(place);
	}
}

bool kp_load_has_flag(const struct kp_load *load, const char *name)
{
	const struct kp_flag_use *use = kp_cmdline_last(load->view.first_parse, name);

	return use != NULL && use->value[0] != '\0';
}

enum kp_status kp_load_file(struct kp_load *load, struct kp_error *reterr)
{
	const struct kp_config_file *file = &load->sources->main;
	enum kp_status status = file->status;

	load->view.with_config = true;
	if (load->sources->is_blank) {
		return kp_config_new(load->view.component->type, &load->view.config, reterr);
	}
	if (status != KP_OK) {
		if (reterr != NULL) {
			*reterr = file->error;
		}
		return status;
	}
	status = kp_config_decode(load->view.component->type, file->document, load->view.minor,
				  load->scratch, &load->view.config, reterr);
	return status == KP_OK ? KP_OK
			       : kp_wrap(reterr, status, "failed to load %s config file %s",
					 load->view.component->name, file->path);
}

/** Make a place of those of a finding. */
static enum kp_status make_place(struct kp_load *load, struct kp_finding *finding,
				 const struct kp_place **ret_place, struct kp_error *reterr)
{
	struct kp_load_place *place = calloc(1, sizeof(*place));

	if (place == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	place->next = load->places;
	load->places = place;
	place->said = finding->said;
	place->said_more = kp_steal(&finding->said_more);
	place->place = (struct kp_place){
		.source = finding->source,
		.said = place->said_more == NULL ? &place->said : place->said_more,
		.said_count = finding->said_count,
	};
	*ret_place = &place->place;
	return KP_OK;
}

/** The value of a field that nothing in a file says: of a flag, or built in. */
static enum kp_status complete_field(struct kp_load *load, const struct kp_field *field,
				     struct kp_config *config, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	struct kp_said said = { 0 };
	enum kp_status status = kp_find_field(&load->view, field, &finding, reterr);

	if (status == KP_OK) {
		status = make_place(load, &finding, &said.place, reterr);
	}
	if (status == KP_OK) {
		status = kp_field_to_node(field, &finding.value, said.place, load->scratch,
					  &said.node, reterr);
	}
	if (status == KP_OK) {
		kp_config_set(config, field, &said);
	}
	return status;
}

enum kp_status kp_load_complete(struct kp_load *load, struct kp_cmdline *flags,
				struct kp_error *reterr)
{
	const struct kp_config_type *type = load->view.component->type;
	struct kp_cmdline *kept = load->view.config_parse;
	/* Another one, since some defaults hang on what else is said. */
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	enum kp_status status = kp_config_copy(load->view.config, &config, reterr);

	load->view.config_parse = flags;
	for (size_t i = 0; status == KP_OK && i < type->count; i++) {
		const struct kp_field *field = &type->rows[i];

		if (load->view.minor >= field->since && load->view.minor <= field->until &&
		    kp_config_get(load->view.config, field)->node == NULL) {
			status = complete_field(load, field, config, reterr);
		}
	}
	load->view.config_parse = kept;
	if (status == KP_OK) {
		kp_config_free(load->view.config);
		load->view.config = kp_steal(&config);
	}
	return status;
}

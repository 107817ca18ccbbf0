/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/parse.h"

#include "base/cleanup.h"
#include "document/json.h"
#include "document/yaml.h"

enum kp_status kp_document_parse(const uint8_t *buf, size_t len, const struct kp_limits *limits,
				 const struct kp_place *place, struct kp_document **ret_document,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *document = NULL;
	enum kp_status status = kp_document_new(place, limits->room, &document, reterr);

	if (status != KP_OK) {
		return status;
	}
	document->is_json = kp_json_is_chosen(buf, len);
	status = document->is_json ? kp_json_build(buf, len, limits, document, reterr)
				   : kp_yaml_build(buf, len, limits, document, reterr);
	if (status != KP_OK) {
		return status;
	}
	*ret_document = kp_steal(&document);
	return KP_OK;
}

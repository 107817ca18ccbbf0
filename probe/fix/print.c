/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/print.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/limits.h"
#include "base/text.h"
#include "component/field.h"
#include "document/envelope.h"
#include "fix/edit/document.h"

enum kp_status kp_print_begin(const struct kp_component *component, struct kp_buffer *ret_text,
			      struct kp_error *reterr)
{
	const struct kp_envelope *envelope = component->type->envelope;
	KP_CLEANUP(kp_freep) char *head = NULL;
	struct kp_text text = { 0 };
	struct kp_bytes bytes;
	enum kp_status status;

	kp_text_add_str(&text, "apiVersion: ");
	kp_text_add_str(&text, envelope->api_version);
	kp_text_add_str(&text, "\nkind: ");
	kp_text_add_str(&text, envelope->kind);
	kp_text_add_char(&text, '\n');
	status = kp_text_finish(&text, &head, reterr);
	if (status != KP_OK) {
		return status;
	}
	bytes = (struct kp_bytes){ (const uint8_t *)head, strlen(head) };
	return kp_buffer_copy(&bytes, ret_text, reterr);
}

enum kp_status kp_print_add(const struct kp_wanted *wanted, struct kp_buffer *text,
			    struct kp_error *reterr)
{
	const struct kp_bytes was = kp_buffer_bytes(text);
	const struct kp_new_value value = {
		.kind = wanted->kind,
		.text = wanted->value,
		.items = (const char *const *)wanted->members,
		.count = wanted->count,
	};
	KP_CLEANUP(kp_buffer_done) struct kp_buffer now = { 0 };
	long line;
	enum kp_status status = kp_document_set(&was, &kp_default_limits, wanted->name, &value,
						&now, &line, reterr);

	if (status == KP_OK) {
		kp_buffer_done(text);
		*text = kp_buffer_steal(&now);
		return KP_OK;
	}
	return kp_wrap(reterr, status, "%s=%s", wanted->name, wanted->value);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

void kp_buffer_done(struct kp_buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct kp_buffer){ 0 };
}

enum kp_status kp_buffer_copy(const struct kp_bytes *bytes, struct kp_buffer *ret_buffer,
			      struct kp_error *reterr)
{
	uint8_t *copy = malloc(bytes->len + 1);

	if (copy == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (bytes->len > 0) {
		memcpy(copy, bytes->at, bytes->len);
	}
	copy[bytes->len] = '\0';
	*ret_buffer = (struct kp_buffer){ copy, bytes->len };
	return KP_OK;
}

struct kp_buffer kp_buffer_steal(struct kp_buffer *buffer)
{
	struct kp_buffer stolen = *buffer;

	*buffer = (struct kp_buffer){ 0 };
	return stolen;
}

struct kp_bytes kp_buffer_bytes(const struct kp_buffer *buffer)
{
	return (struct kp_bytes){ buffer->at, buffer->len };
}

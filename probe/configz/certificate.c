/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/certificate.h"

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "configz/base64.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"

/** Tags of DER. */
enum {
	TAG_SEQUENCE = 0x30,
	TAG_INTEGER = 0x02,
	TAG_VERSION = 0xA0, /* [0] of TBSCertificate */
	LENGTH_LONG = 0x80,
	LENGTH_BYTES_MAX = 4,
	BYTE_BITS = 8
};

/** What a certificate has before its key: serial number, algorithm, issuer, validity, subject. */
static const uint8_t before_key[] = { TAG_INTEGER, TAG_SEQUENCE, TAG_SEQUENCE, TAG_SEQUENCE,
				      TAG_SEQUENCE };

/** Bytes that are left to be read. */
struct der {
	const uint8_t *at;
	size_t len;
};

/** Read the length of an element. @return false if it is none */
static bool take_length(struct der *der, size_t *ret_len)
{
	size_t len = der->len == 0 ? 0 : der->at[0];
	size_t bytes = len & (LENGTH_LONG - 1);

	if (der->len == 0) {
		return false;
	}
	der->at++;
	der->len--;
	if (len >= LENGTH_LONG) {
		if (bytes == 0 || bytes > LENGTH_BYTES_MAX || bytes > der->len) {
			return false;
		}
		len = 0;
		for (size_t i = 0; i < bytes; i++) {
			len = (len << BYTE_BITS) | der->at[i];
		}
		der->at += bytes;
		der->len -= bytes;
	}
	*ret_len = len;
	return len <= der->len;
}

/**
 * Take an element.
 * @param[out] ret_content what is in it; its tag and length stand before that
 */
static bool take(struct der *der, uint8_t tag, struct der *ret_content)
{
	size_t len;

	if (der->len == 0 || der->at[0] != tag) {
		return false;
	}
	der->at++;
	der->len--;
	if (!take_length(der, &len)) {
		return false;
	}
	*ret_content = (struct der){ der->at, len };
	der->at += len;
	der->len -= len;
	return true;
}

/** Find the key in a certificate. @param[out] ret_key with tag and length; untouched on failure */
static bool find_key(const struct kp_buffer *bytes, struct kp_bytes *ret_key)
{
	struct der rest = { bytes->at, bytes->len };
	struct der certificate;
	struct der body;
	struct der content;
	const uint8_t *begin;
	bool is_right = take(&rest, TAG_SEQUENCE, &certificate) && rest.len == 0 &&
			take(&certificate, TAG_SEQUENCE, &body);

	if (is_right && body.len > 0 && body.at[0] == TAG_VERSION) {
		is_right = take(&body, TAG_VERSION, &content);
	}
	for (size_t i = 0; is_right && i < sizeof(before_key); i++) {
		is_right = take(&body, before_key[i], &content);
	}
	begin = is_right ? body.at : NULL;
	if (!is_right || !take(&body, TAG_SEQUENCE, &content)) {
		return false;
	}
	*ret_key = (struct kp_bytes){ begin, (size_t)(content.at + content.len - begin) };
	return true;
}

enum kp_status kp_configz_public_key(const struct kp_bytes *pem, struct kp_buffer *ret_key,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer bytes = { 0 };
	struct kp_bytes key = { 0 };
	const char *begin = memmem(pem->at, pem->len, BEGIN, strlen(BEGIN));
	const char *end;
	size_t left;
	enum kp_status status;

	if (begin == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "there is no certificate in it");
	}
	begin += strlen(BEGIN);
	left = pem->len - (size_t)(begin - (const char *)pem->at);
	end = memmem(begin, left, END, strlen(END));
	if (end == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "its certificate has no end");
	}
	status = kp_base64_decode(begin, (size_t)(end - begin), &bytes, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "its certificate");
	}
	if (!find_key(&bytes, &key)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "its certificate is none");
	}
	return kp_buffer_copy(&key, ret_key, reterr);
}

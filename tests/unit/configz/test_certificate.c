/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "configz/base64.h"
#include "configz/certificate.h"
#include "table.h"

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END   "-----END CERTIFICATE-----\n"
/** A self-signed certificate of Ed25519, and its key as openssl pkey -pubin -outform DER tells it. */
#define BODY                                                                 \
	"MIIBLjCB4aADAgECAhQms+9iASgC/T1wI4R3l1hUOglvCzAFBgMrZXAwDDEKMAgG\n" \
	"A1UEAwwBazAgFw0yNjExMjkyMzE1NDJaGA8yMTI2MTEwNTIzMTU0MlowDDEKMAgG\n" \
	"A1UEAwwBazAqMAUGAytlcAMhAH5A5UMNK/nh1vYOktFofCfY1Wd0+bqYJ9HH68s0\n" \
	"9Nxmo1MwUTAdBgNVHQ4EFgQU5eL9GTSCuwfbPMgxk57vAvpNv40wHwYDVR0jBBgw\n" \
	"FoAU5eL9GTSCuwfbPMgxk57vAvpNv40wDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n" \
	"QQC0EPRcubkWyGWhE5wmGCs9Aljy1/LiaN9PVPHMQsqLf2dlZtkUPy03KBz0OqBa\n" \
	"Pnq1qMbog3jUkVJ0ZFjlmDsA\n"
#define KEY     "MCowBQYDK2VwAyEAfkDlQw0r+eHW9g6S0Wh8J9jVZ3T5upgn0cfryzT03GY="
#define PRIVATE "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n"

struct row {
	const char *name;
	const char *text;
	const char *says; /* NULL: it has the key */
};

/* clang-format off */
static struct row rows[] = {
	{ "a certificate", BEGIN BODY END, NULL },
	{ "behind a text and a key", "subject=CN = k\n" PRIVATE BEGIN BODY END, NULL },
	{ "before a key, and one that is broken", BEGIN BODY END PRIVATE BEGIN "x" END, NULL },
	{ "nothing", "", "there is no certificate in it" },
	{ "a key", PRIVATE, "there is no certificate in it" },
	{ "one without an end", BEGIN BODY, "its certificate has no end" },
	{ "no base64", BEGIN "***" END, "its certificate: no base64" },
	{ "empty", BEGIN END, "its certificate is none" },
	{ "a list that is empty", BEGIN "MAA=" END, "its certificate is none" },
	{ "a length beyond its end", BEGIN "MIQ=" END, "its certificate is none" },
	{ "a length that is too long", BEGIN "MIn/////////////" END, "its certificate is none" },
	{ "of a length that is not told", BEGIN "MIAwAAAA" END, "its certificate is none" },
	{ "another type", BEGIN "BAJhYg==" END, "its certificate is none" },
};

/* clang-format on */

static void test_key(void **state)
{
	const struct row *row = *state;
	const struct kp_bytes text = { (const uint8_t *)row->text, strlen(row->text) };
	struct kp_buffer wanted = { 0 };
	struct kp_buffer key = { 0 };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_configz_public_key(&text, &key, &error);
	if (row->says != NULL) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, row->says);
		assert_null(key.at);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(kp_base64_decode(KEY, strlen(KEY), &wanted, NULL), KP_OK);
	assert_int_equal(key.len, wanted.len);
	assert_memory_equal(key.at, wanted.at, key.len);
	kp_buffer_done(&wanted);
	kp_buffer_done(&key);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_key, rows) };

	return TABLE_MAIN(tables);
}

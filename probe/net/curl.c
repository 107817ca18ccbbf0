/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "net/curl.h"

#include <stddef.h>

#include <dlfcn.h>
#include <stdbool.h>

#include "base/library.h"

/**
 * The names that it has: with OpenSSL, and all that Fedora and RHEL have of it; with GnuTLS and with NSS
 * on Debian. libopenscap is linked with one of them, so that where oscap is there is one.
 */
static const char *const names[] = {
	"libcurl.so.4",
	"libcurl-gnutls.so.4",
	"libcurl-nss.so.4",
};

enum kp_status kp_curl_open(struct kp_curl *ret_curl, struct kp_error *reterr)
{
	struct kp_curl curl = { 0 };

	for (size_t i = 0; curl.library == NULL && i < sizeof(names) / sizeof(names[0]); i++) {
		/* What it sets up once, and never releases by itself, stays with it. */
		curl.library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	}
	if (curl.library == NULL) {
		return kp_fail(reterr, KP_ERR_NOENT, "libcurl is not installed");
	}
	if (!kp_library_find(curl.library, "curl_easy_init", &curl.easy_init) ||
	    !kp_library_find(curl.library, "curl_easy_setopt", &curl.easy_setopt) ||
	    !kp_library_find(curl.library, "curl_easy_perform", &curl.easy_perform) ||
	    !kp_library_find(curl.library, "curl_easy_getinfo", &curl.easy_getinfo) ||
	    !kp_library_find(curl.library, "curl_easy_cleanup", &curl.easy_cleanup) ||
	    !kp_library_find(curl.library, "curl_easy_strerror", &curl.easy_strerror)) {
		kp_curl_done(&curl);
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "libcurl lacks a function");
	}
	*ret_curl = curl;
	return KP_OK;
}

void kp_curl_done(struct kp_curl *curl)
{
	if (curl->library != NULL) {
		(void)dlclose(curl->library);
	}
	*curl = (struct kp_curl){ 0 };
}

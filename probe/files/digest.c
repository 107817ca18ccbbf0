/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/digest.h"

#include <stddef.h>
#include <stdint.h>

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/library.h"
#include "files/fd.h"

/** A context of libgcrypt, struct gcry_md_handle there. */
struct handle;

/**
 * Functions of libgcrypt, as src/gcrypt.h declares them for a library that is libgcrypt.so.20: its headers
 * are not needed to build.
 */
struct gcrypt {
	void *library;
	const char *(*check_version)(const char *required);
	unsigned (*md_open)(struct handle **ret_handle, int algorithm, unsigned flags);
	void (*md_write)(struct handle *handle, const void *buf, size_t len);
	const unsigned char *(*md_read)(struct handle *handle, int algorithm);
	void (*md_close)(struct handle *handle);
};

enum {
	GCRY_MD_MD5 = 1,
	MD5_BYTES = 16,
	BLOCK_BYTES = 1 << 16,
	FILE_MAX = 1 << 30
};

/** Open the library. It stays: what it sets up once it never releases by itself. */
static bool open_gcrypt(struct gcrypt *ret_gcrypt)
{
	void *library = dlopen("libgcrypt.so.20", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	ret_gcrypt->library = library;
	return library != NULL &&
	       kp_library_find(library, "gcry_check_version", &ret_gcrypt->check_version) &&
	       kp_library_find(library, "gcry_md_open", &ret_gcrypt->md_open) &&
	       kp_library_find(library, "gcry_md_write", &ret_gcrypt->md_write) &&
	       kp_library_find(library, "gcry_md_read", &ret_gcrypt->md_read) &&
	       kp_library_find(library, "gcry_md_close", &ret_gcrypt->md_close) &&
	       ret_gcrypt->check_version(NULL) != NULL;
}

/** Give all bytes of a file to a context. */
static enum kp_status feed(const struct gcrypt *gcrypt, int fd, struct handle *handle,
			   struct kp_error *reterr)
{
	uint8_t block[BLOCK_BYTES];
	size_t all = 0;
	size_t len = 0;

	do {
		enum kp_status status =
			kp_fd_read_up_to(fd, "the executable", block, sizeof(block), &len, reterr);

		if (status != KP_OK) {
			return status;
		}
		gcrypt->md_write(handle, block, len);
		all += len;
	} while (len == sizeof(block) && all < FILE_MAX);
	return len < sizeof(block) ? KP_OK
				   : kp_fail(reterr, KP_ERR_LIMIT,
					     "the executable is larger than %d bytes", FILE_MAX);
}

static enum kp_status compute(const struct gcrypt *gcrypt, int fd, char ret_sum[KP_MD5_SIZE],
			      struct kp_error *reterr)
{
	struct handle *handle = NULL;
	enum kp_status status;

	if (gcrypt->md_open(&handle, GCRY_MD_MD5, 0) != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "libgcrypt computes no MD5 sum");
	}
	status = feed(gcrypt, fd, handle, reterr);
	if (status == KP_OK) {
		const unsigned char *sum = gcrypt->md_read(handle, GCRY_MD_MD5);

		for (int i = 0; i < MD5_BYTES; i++) {
			(void)snprintf(ret_sum + 2 * (ptrdiff_t)i, 3, "%02x", sum[i]);
		}
	}
	gcrypt->md_close(handle);
	return status;
}

enum kp_status kp_digest_md5(int fd, char ret_sum[KP_MD5_SIZE], struct kp_error *reterr)
{
	struct gcrypt gcrypt = { 0 };
	enum kp_status status = KP_ERR_UNSUPPORTED;

	if (open_gcrypt(&gcrypt)) {
		status = compute(&gcrypt, fd, ret_sum, reterr);
	} else {
		(void)kp_fail(reterr, status, "there is no libgcrypt.so.20");
	}
	if (gcrypt.library != NULL) {
		(void)dlclose(gcrypt.library);
	}
	return status;
}

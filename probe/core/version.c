/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "version.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "govalue.h"
#include "root.h"

/** dpkg's database of a node with some thousand packages has a few MiB. */
enum {
	DPKG_STATUS_MAX = 64 << 20
};

/** What a version is made of, Debian's included. */
static const char version_bytes[] = "0123456789.-+~:_"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool kp_version_parse(const char *text, int *ret_minor)
{
	char digits[4] = { 0 };
	int64_t minor;
	size_t len;

	text += *text == 'v' ? 1 : 0;
	if (strncmp(text, "1.", 2) != 0) {
		return false;
	}
	text += 2;
	len = strspn(text, "0123456789");
	if (len == 0 || len >= sizeof(digits) ||
	    (text[len] != '\0' && strchr(".-+~", text[len]) == NULL) ||
	    text[len + strspn(text + len, version_bytes)] != '\0') {
		return false;
	}
	memcpy(digits, text, len);
	if (!kp_go_int(digits, 10, 32, &minor)) {
		return false;
	}
	*ret_minor = (int)minor;
	return true;
}

/** A directory in a path that is named as a full version: `/data/v1.31.2-rke2r1-0a1b2c3d/bin/`. */
static int from_path(const char *path)
{
	int minor = 0;

	for (const char *at = strstr(path, "/v1."); at != NULL; at = strstr(at + 1, "/v1.")) {
		const char *patch = strchr(at + strlen("/v1."), '.');
		size_t len = strcspn(at + 1, "/");
		char directory[128] = { 0 };

		if (patch != NULL && patch < at + 1 + len && patch[1] >= '0' && patch[1] <= '9' &&
		    at[1 + len] == '/' && len < sizeof(directory)) {
			memcpy(directory, at + 1, len);
			(void)kp_version_parse(directory, &minor);
		}
	}
	return minor;
}

/** @return the text behind `name: ` on a line of a paragraph, borrowed; NULL if it has none */
static const char *find_line(const char *paragraph, const char *end, const char *name)
{
	size_t len = strlen(name);

	while (paragraph < end) {
		if (strncmp(paragraph, name, len) == 0) {
			return paragraph + len;
		}
		paragraph += strcspn(paragraph, "\n");
		paragraph += *paragraph == '\n' ? 1 : 0;
	}
	return NULL;
}

/**
 * Find the next paragraph of the package kubelet. Some MiB of other packages are passed: strstr(3) is
 * all that may be done with each byte.
 * @return where it, or the line end before it, is; NULL if there is none
 */
static const char *find_package(const char *text, const char *from)
{
	static const char line[] = "Package: kubelet\n";
	const char *at;

	if (from == text && strncmp(text, line, strlen(line)) == 0) {
		return text;
	}
	at = strstr(from, "\nPackage: kubelet\n");
	while (at != NULL && at > text && !(at[0] == '\n' && at[-1] == '\n')) {
		at--;
	}
	return at;
}

/** The version of the package kubelet in the text of /var/lib/dpkg/status (deb822(5)). */
static int from_dpkg_status(const char *text)
{
	const char *at = find_package(text, text);

	while (at != NULL) {
		const char *start = at + strspn(at, "\n");
		const char *blank = strstr(start, "\n\n");
		const char *end = blank == NULL ? start + strlen(start) : blank + 1;
		const char *status = find_line(start, end, "Status: ");
		const char *version = find_line(start, end, "Version: ");
		int minor = 0;

		if (status != NULL && strncmp(status, "install ok installed\n", 21) == 0 &&
		    version != NULL) {
			KP_CLEANUP(kp_freep) char *found = strndup(version, strcspn(version, "\n"));

			return found != NULL && kp_version_parse(found, &minor) ? minor : 0;
		}
		at = find_package(text, end);
	}
	return 0;
}

/** Ask the package database below the root of a process. */
static int from_dpkg(const struct kp_process *process)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec ignored;
	size_t len;

	if (process->root_fd < 0 || process->exe == NULL || process->exe_replaced ||
	    strcmp(process->exe, "/usr/bin/kubelet") != 0 ||
	    kp_root_read_beneath(process->root_fd, "/var/lib/dpkg/status", DPKG_STATUS_MAX, &buf,
				 &len, &ignored, NULL) != KP_OK) {
		return 0;
	}
	return from_dpkg_status((const char *)buf);
}

int kp_version_of(const struct kp_ctx *ctx, const struct kp_process *process)
{
	int minor = ctx->minor;

	if (minor == 0 && process->exe != NULL) {
		minor = from_path(process->exe);
	}
	return minor == 0 ? from_dpkg(process) : minor;
}

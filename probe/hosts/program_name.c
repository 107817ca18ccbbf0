/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/program_name.h"

#include <stddef.h>

#include <string.h>

/** What stands between the words of a name. */
#define SEPARATORS "-._+~"

/** Words for another copy of a program: beside a wrapper, of a package, of a release. */
static const char *const marks[] = {
	/* in place of which a wrapper is; `.NAME-wrapped` is that of Nix (make-wrapper.sh) */
	"bin", "orig", "original", "real", "unwrapped", "wrapped",
	/* dpkg-divert(1), dpkg(1), rpm(8), and whoever moves it out of the way by hand */
	"bak", "copy", "current", "dist", "distrib", "dpkg", "latest", "new", "old", "prev",
	"previous", "rpmnew", "rpmorig", "rpmsave", "save", "stable", "stock", "tmp", "upstream",
	/* how it was built */
	"custom", "debug", "exe", "fips", "patched", "static",
	/* dl.k8s.io, and the same in words of the kernel */
	"386", "aarch64", "amd64", "arm", "arm64", "armhf", "armv7", "linux", "linux64", "ppc64le",
	"riscv64", "s390x", "x86", "x86_64", "64"
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/** Whether a text begins as a version does. */
static bool is_version(const char *text)
{
	return is_digit(text[0]) || (text[0] == 'v' && is_digit(text[1]));
}

/** The mark that a text begins with, up to a separator. @return its length; 0 if there is none */
static size_t mark_len(const char *text)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t len = strlen(marks[i]);

		if (strncmp(text, marks[i], len) == 0 &&
		    (text[len] == '\0' || strchr(SEPARATORS, text[len]) != NULL)) {
			return len;
		}
	}
	return 0;
}

/** Whether what is behind the name of a program says that it is a copy of it. */
static bool is_copy(const char *rest)
{
	if (is_digit(rest[0])) {
		return true;
	}
	while (rest[0] != '\0') {
		size_t len;

		if (strchr(SEPARATORS, rest[0]) == NULL) {
			return false;
		}
		rest++;
		if (is_version(rest)) {
			return true;
		}
		len = mark_len(rest);
		if (len == 0 && rest[0] != '\0') {
			return false;
		}
		rest += len;
	}
	return true;
}

const char *kp_program_stem(const char *file)
{
	/* memfd_create(2) puts this before the name. */
	static const char memfd[] = "memfd:";

	if (file[0] == '.') {
		return file + 1;
	}
	return file[0] == 'm' && strncmp(file, memfd, sizeof(memfd) - 1) == 0
		       ? file + sizeof(memfd) - 1
		       : file;
}

bool kp_program_has_stem(const char *stem, const char *program)
{
	size_t len = strlen(program);

	return strncmp(stem, program, len) == 0 && (stem[len] == '\0' || is_copy(stem + len));
}

bool kp_program_is_named(const char *file, const char *program)
{
	const char *stem = kp_program_stem(file);

	return stem[0] == program[0] && kp_program_has_stem(stem, program);
}

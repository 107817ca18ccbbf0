/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/carriers.h"

#include <string.h>

#include "base/text.h"

struct carrier {
	const char *begin;         /* of the file name of its executable */
	const char *part;          /* what stands further on in that name; NULL: anything */
	const char *but;           /* what another program's name begins with; NULL: none */
	const char *const *valued; /* options that take the next argument, without their dashes */
	const char *const *plain;  /* options that take none */
	const char *argv0_option;  /* the one that says argv[0]; NULL: none */
	/* Whether argv[0] may stand behind the path: the flag P of binfmt_misc (admin-guide/binfmt-misc.rst
	 * of Linux), which Rosetta needs and which emulators can tell by a bit that is not seen here. */
	bool may_repeat;
};

/** glibc 2.41 elf/rtld.c and musl 1.2.5 ldso/dynlink.c. With another option nothing is run. */
static const char *const loader_valued[] = {
	"argv0",         "audit",        "glibc-hwcaps-mask", "glibc-hwcaps-prepend",
	"inhibit-rpath", "library-path", "preload",           NULL,
};
static const char *const loader_plain[] = { "inhibit-cache", NULL };

/** linux-user/main.c of QEMU 9.2, arg_table. */
static const char *const qemu_valued[] = {
	"0", "B", "D", "E", "L", "R",      "U",    "cpu",   "d",  "dfilter",
	"g", "p", "r", "s", "t", "plugin", "seed", "trace", NULL,
};
static const char *const qemu_plain[] = { "jitdump", "one-insn-per-tb",  "perfmap", "singlestep",
					  "strace",  "xtensa-abi-call0", NULL };

static const char *const no_options[] = { NULL };

#define LOADER .valued = loader_valued, .plain = loader_plain, .argv0_option = "argv0"
#define QEMU                                                                                    \
	.but = "qemu-system-", .valued = qemu_valued, .plain = qemu_plain, .argv0_option = "0", \
	.may_repeat = true
#define EMULATOR .valued = no_options, .plain = no_options, .may_repeat = true

static const struct carrier carriers[] = {
	{ .begin = "ld-",
	  .part = ".so",
	  LOADER }, /* ld-linux-x86-64.so.2, ld-musl-x86_64.so.1, ld-2.31.so */
	{ .begin = "ld.so", LOADER },
	{ .begin = "ld64.so", LOADER },
	{ .begin = "libc.so", LOADER },      /* what the loader of musl is a link to */
	{ .begin = "libc.musl-", LOADER },   /* the same on Alpine */
	{ .begin = "qemu-", QEMU },          /* qemu-x86_64-static, qemu-aarch64 */
	{ .begin = "buildkit-qemu-", QEMU }, /* the same in images of BuildKit */
	{ .begin = "rosetta", EMULATOR },    /* /run/rosetta/rosetta of Apple's virtual machines */
	{ .begin = "FEX", EMULATOR },        /* FEXInterpreter, FEXLoader */
	{ .begin = "box64", EMULATOR },
};

enum {
	CARRIERS = sizeof(carriers) / sizeof(carriers[0])
};

/** Whether the name of a carrier begins so: each process of a node is asked for, and few do. */
static bool is_first_byte(char c)
{
	switch (c) {
	case 'F':
	case 'b':
	case 'l':
	case 'q':
	case 'r':
		return true;
	default:
		return false;
	}
}

static const struct carrier *find(const char *exe)
{
	for (size_t i = 0; i < CARRIERS; i++) {
		const struct carrier *carrier = &carriers[i];

		if (strncmp(exe, carrier->begin, strlen(carrier->begin)) == 0 &&
		    (carrier->part == NULL || strstr(exe, carrier->part) != NULL) &&
		    (carrier->but == NULL ||
		     strncmp(exe, carrier->but, strlen(carrier->but)) != 0)) {
			return carrier;
		}
	}
	return NULL;
}

bool kp_carrier_resembles(const char *name)
{
	bool found = false;

	for (size_t i = 0; !found && i < CARRIERS; i++) {
		const struct carrier *carrier = &carriers[i];

		found = strncmp(name, carrier->begin, strlen(carrier->begin)) == 0 &&
			(carrier->but == NULL ||
			 strncmp(name, carrier->but, strlen(carrier->but)) != 0);
	}
	return found;
}

bool kp_carrier_is(const char *exe)
{
	return is_first_byte(exe[0]) && find(exe) != NULL;
}

static bool is_one_of(const char *const *words, const char *text)
{
	size_t i = 0;

	while (words[i] != NULL && strcmp(words[i], text) != 0) {
		i++;
	}
	return words[i] != NULL;
}

/** The value of `--option=VALUE`, as musl takes it too. @return NULL if it is another option */
static const char *value_behind(const char *option, const char *name)
{
	size_t len = name == NULL ? 0 : strlen(name);

	return len > 0 && strncmp(option, name, len) == 0 && option[len] == '=' ? option + len + 1
										: NULL;
}

/**
 * Step over the options of a carrier.
 * @param[in,out] at index of the first argument that is to be looked at
 * @param[in,out] call gets argv0 and is_doubtful
 */
static void skip_options(const struct carrier *carrier, size_t *at, struct kp_call *call)
{
	const struct kp_argv *argv = call->argv;
	size_t count = kp_argv_count(argv);
	bool ended = false;

	while (!ended && *at < count && kp_argv_get(argv, *at)[0] == '-') {
		const char *option = kp_argv_get(argv, *at);
		const char *value;

		option += strspn(option, "-");
		value = value_behind(option, carrier->argv0_option);
		ended = option[0] == '\0';
		++*at;
		if (value != NULL) {
			call->argv0 = value;
		} else if (is_one_of(carrier->valued, option)) {
			if (carrier->argv0_option != NULL && *at < count &&
			    strcmp(option, carrier->argv0_option) == 0) {
				call->argv0 = kp_argv_get(argv, *at);
			}
			++*at;
		} else if (!ended && strchr(option, '=') == NULL &&
			   !is_one_of(carrier->plain, option)) {
			call->is_doubtful = true;
		}
	}
}

/**
 * Whether an argument behind the path of a program is its argv[0]. If not, it is an argument that this
 * program has; a kubelet would not start with one that is no flag.
 */
static bool is_repeated(const char *path, const char *arg)
{
	return strcmp(kp_text_basename(arg), kp_text_basename(path)) == 0;
}

bool kp_carrier_unwrap(struct kp_call *call)
{
	const struct carrier *carrier = find(kp_text_basename(call->exe));
	struct kp_call inner = *call;
	size_t at = call->rest;

	if (carrier == NULL) {
		return false;
	}
	inner.argv0 = NULL;
	skip_options(carrier, &at, &inner);
	if (at >= kp_argv_count(call->argv)) {
		return false;
	}
	inner.exe = kp_argv_get(call->argv, at);
	inner.rest = at + 1;
	if (carrier->may_repeat && inner.rest < kp_argv_count(call->argv) &&
	    is_repeated(inner.exe, kp_argv_get(call->argv, inner.rest))) {
		inner.argv0 = kp_argv_get(call->argv, inner.rest++);
	}
	inner.argv0 = inner.argv0 == NULL ? inner.exe : inner.argv0;
	*call = inner;
	return true;
}

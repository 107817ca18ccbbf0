/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the fuzz targets share: the entry that libFuzzer and the replay call, and checks that end
 * the process when something that must always hold does not.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"
#include "component/setting.h"
#include "process/argv.h"

/** Run one input. @return 0; a finding ends the process */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** End the process, saying what does not hold and where, unless it does. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))

_Noreturn void fuzz_fail(const char *what, const char *file, int line);

/** An error as every function fills it: with that status, and a message. */
void fuzz_check_error(enum kp_status status, const struct kp_error *error);

/** A setting as it may be published: named, with a source and a location. */
void fuzz_check_setting(const struct kp_setting *setting, const char *name);

/** Whether two settings, of which each may be NULL, tell the same value from the same place. */
bool fuzz_is_same_setting(const struct kp_setting *left, const struct kp_setting *right);

/**
 * Copy bytes into memory that ends with them, for an address sanitizer to see what reads beyond.
 * @return NUL-terminated, caller-owned, free with free()
 */
char *fuzz_copy(const uint8_t *bytes, size_t len);

/** kp_text_finish() that cannot fail. @return caller-owned, free with free() */
char *fuzz_finish(struct kp_text *text);

/**
 * Arguments of a process: as they stand if there is a NUL in them, else each line is one.
 * @return caller-owned, free with kp_argv_free()
 */
struct kp_argv *fuzz_argv(const uint8_t *bytes, size_t len);

#endif

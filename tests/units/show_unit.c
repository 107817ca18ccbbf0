/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Print what the core makes of a service: show_unit ROOT NAME. Each text ends with a NUL: a key, its
 * value, and so on. */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "files/ctx.h"
#include "systemd/load.h"
#include "systemd/unit.h"

static void show(const char *key, const char *value)
{
	(void)printf("%s%c%s%c", key, '\0', value, '\0');
}

static void show_unit(const struct kp_unit *unit)
{
	show("name", kp_unit_name(unit));
	show("path", kp_unit_path(unit));
	if (kp_unit_is_masked(unit)) {
		show("masked", "yes");
		return;
	}
	show("exe", kp_unit_executable(unit));
	show("cwd", kp_unit_cwd(unit));
	for (size_t i = 0; i < kp_argv_count(kp_unit_argv(unit)); i++) {
		const struct kp_said_at at = kp_argv_place(kp_unit_argv(unit), i);
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		kp_said_at_add(&at, &text);
		if (kp_text_finish(&text, &location, NULL) == KP_OK) {
			show("location", location);
		}
		show("argument", kp_argv_get(kp_unit_argv(unit), i));
	}
}

/** Print the variables that the caller wants to know, each an argument. */
static void show_variables(const struct kp_unit *unit, char **names)
{
	for (; *names != NULL; names++) {
		const char *value = kp_unit_variable(unit, *names);

		if (value != NULL) {
			show("variable", *names);
			show("value", value);
		}
	}
}

int main(int argc, char **argv)
{
	struct kp_error error = { 0 };
	struct kp_ctx ctx;
	struct kp_units *units = NULL;
	struct kp_unit *unit = NULL;
	enum kp_status status;

	if (argc < 3 || kp_ctx_init(&ctx, argv[1], &error) != KP_OK) {
		return EXIT_FAILURE;
	}
	status = kp_units_new(&ctx, &units, &error);
	if (status == KP_OK) {
		status = kp_unit_load(units, argv[2], &unit, &error);
	}
	if (status == KP_OK) {
		show_unit(unit);
		show_variables(unit, argv + 3);
	} else {
		show("status", kp_status_str(status));
		show("message", error.message);
	}
	kp_unit_free(unit);
	kp_units_free(units);
	kp_ctx_done(&ctx);
	return EXIT_SUCCESS;
}

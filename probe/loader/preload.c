/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/preload.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader/hooks.h"

#define SEPARATORS " :"

#define SEXP_SWITCH "SEXP_VALIDATE_DISABLE"

/** Whether an entry of LD_PRELOAD is the plugin: under any name, such as that of a symbolic link. */
static bool is_plugin(const char *entry)
{
	Dl_info self;
	struct stat entry_stat;
	struct stat self_stat;

	if (dladdr(kp_hooks_address(0), &self) == 0 || self.dli_fname == NULL) {
		return false;
	}
	if (strcmp(entry, self.dli_fname) == 0) {
		return true;
	}
	return stat(entry, &entry_stat) == 0 && stat(self.dli_fname, &self_stat) == 0 &&
	       entry_stat.st_dev == self_stat.st_dev && entry_stat.st_ino == self_stat.st_ino;
}

void kp_environment_leave_preload(void)
{
	const char *value = getenv("LD_PRELOAD");
	char *entries = value != NULL ? strdup(value) : NULL;
	char *kept = value != NULL ? calloc(strlen(value) + 1, 1) : NULL;
	char *position = NULL;
	char *end = kept;

	if (entries == NULL || kept == NULL) {
		goto out;
	}
	for (char *entry = strtok_r(entries, SEPARATORS, &position); entry != NULL;
	     entry = strtok_r(NULL, SEPARATORS, &position)) {
		if (is_plugin(entry)) {
			continue;
		}
		if (end != kept) {
			*end++ = ':';
		}
		end = stpcpy(end, entry);
	}
	if (end == kept) {
		(void)unsetenv("LD_PRELOAD");
	} else {
		(void)setenv("LD_PRELOAD", kept, 1);
	}
out:
	free(entries);
	free(kept);
}

/** Whether there is a dictionary in a directory. */
static bool has_dictionary(const char *directory)
{
	char *path = NULL;
	bool found;

	if (directory == NULL || asprintf(&path, "%s/openscap-cpe-dict.xml", directory) < 0) {
		return false;
	}
	found = access(path, R_OK) == 0;
	free(path);
	return found;
}

void kp_environment_find_dictionary(void)
{
	const char *chosen = getenv("OSCAP_CPE_PATH");
	char *directory = NULL;
	char *plugin = NULL;
	Dl_info self;

	if ((chosen != NULL && chosen[0] != '\0') || has_dictionary(oscap_path_to_cpe()) ||
	    dladdr(kp_hooks_address(0), &self) == 0 || self.dli_fname == NULL) {
		return;
	}
	plugin = realpath(self.dli_fname, NULL);
	if (plugin != NULL &&
	    asprintf(&directory, "%.*s/cpe", (int)(strrchr(plugin, '/') - plugin), plugin) >= 0) {
		if (has_dictionary(directory)) {
			(void)setenv("OSCAP_CPE_PATH", directory, 1);
		}
		free(directory);
	}
	free(plugin);
}

/* The switch is libopenscap's own, for its tests; 1.3.7 and 1.4.2 read it once, at the first check
 * (src/OVAL/probes/SEAP/sexp-manip.c). It changes no result: a check ends the process where memory is
 * corrupted, and does nothing else. Builds with NDEBUG have none. */
bool kp_environment_trust_sexp(void)
{
	const char *wanted = getenv(KP_SEXP_VALIDATE_ENV);

	if (wanted == NULL || wanted[0] == '\0') {
		(void)setenv(SEXP_SWITCH, "1", 0);
	}
	return getenv(SEXP_SWITCH) != NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/diagnose_system.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/rights.h"

/** Say whether a right is there. */
static void check_right(enum kp_right right, const char *purpose, struct kp_diagnosis *diagnosis)
{
	if (kp_right_is_held(right)) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "%s", purpose);
	} else {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "cannot: %s", purpose);
		kp_diagnosis_advise(diagnosis, "%s", kp_right_advice(right));
	}
}

void kp_check_processes(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	(void)patient;
	check_right(KP_RIGHT_PROCESSES, "look into the processes of others", diagnosis);
}

void kp_check_files(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	(void)patient;
	check_right(KP_RIGHT_FILES, "read files whatever their modes are", diagnosis);
}

void kp_check_noexec(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	const char *plugin = patient->command->plugin;
	struct statvfs file_system;

	if (statvfs(plugin, &file_system) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "the plugin %s is not there",
				 plugin);
		kp_diagnosis_advise(diagnosis, "install oscap-kubelet again");
	} else if ((file_system.f_flag & ST_NOEXEC) != 0) {
		kp_diagnosis_say(
			diagnosis, KP_HEALTH_PROBLEM,
			"%s is on a file system that is mounted noexec: nothing can load it",
			plugin);
		kp_diagnosis_advise(diagnosis, "install it on another file system");
	} else {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
				 "the file system of the plugin is mounted with exec");
	}
}

void kp_check_selinux(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	FILE *file = fopen("/sys/fs/selinux/enforce", "re");
	int enforce = file == NULL ? EOF : fgetc(file);

	if (file != NULL) {
		(void)fclose(file);
	}
	if (enforce != '1') {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
				 file == NULL ? "not enabled" : "does not enforce");
		return;
	}
	kp_diagnosis_say(
		diagnosis, KP_HEALTH_WARNING,
		"enforces: where oscap runs in a domain of its own, that has to be allowed "
		"to map %s and to read what the kubelet reads",
		patient->command->plugin);
	kp_diagnosis_advise(diagnosis,
			    "restorecon -v %s (it should be lib_t); where a scan lacks something, "
			    "ausearch -m avc -c oscap tells what was denied",
			    patient->command->plugin);
}

void kp_check_fapolicyd(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	if (access("/run/fapolicyd/fapolicyd.fifo", F_OK) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "does not run");
		return;
	}
	kp_diagnosis_say(
		diagnosis, KP_HEALTH_WARNING,
		"runs: it lets load what a package brought, and no plugin that was copied");
	kp_diagnosis_advise(diagnosis,
			    "unless a package brought it, fapolicyd-cli --file add %s, and "
			    "fapolicyd-cli --update",
			    patient->command->plugin);
}

/** Whether a list with colons has a directory in it. */
static bool has_directory(const char *list, const char *directory, size_t len)
{
	while (*list != '\0') {
		size_t part = strcspn(list, ":\"\n");

		if (part == len && strncmp(list, directory, len) == 0) {
			return true;
		}
		list += part + (list[part] == ':' ? 1 : 0);
		if (list[0] == '\"' || list[0] == '\n') {
			return false;
		}
	}
	return false;
}

/** Look for secure_path= in a file of sudo. @param[in,out] value the last one, replaced if there is one */
static void read_secure_path(const char *path, char **value)
{
	FILE *file = fopen(path, "re");
	KP_CLEANUP(kp_freep) char *line = NULL;
	size_t size = 0;

	while (file != NULL && getline(&line, &size, file) >= 0) {
		const char *text = line + strspn(line, " \t");
		const char *name = strncmp(text, "Defaults", strlen("Defaults")) == 0
					   ? strstr(text, "secure_path")
					   : NULL;
		const char *equals = name == NULL ? NULL : strchr(name, '=');

		if (equals != NULL) {
			free(*value);
			*value = strdup(equals + 1 + strspn(equals + 1, " \t\""));
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

/** Find what sudo makes of PATH. @return caller-owned; NULL if it leaves it as it is, or cannot be read */
static char *find_secure_path(void)
{
	static const char directory[] = "/etc/sudoers.d";
	struct dirent **entries = NULL;
	char *value = NULL;
	int count = scandir(directory, &entries, NULL, alphasort);

	read_secure_path("/etc/sudoers", &value);
	for (int i = 0; i < count; i++) {
		KP_CLEANUP(kp_freep) char *path = NULL;

		/* sudo itself leaves those with a dot out. */
		if (strchr(entries[i]->d_name, '.') == NULL &&
		    asprintf(&path, "%s/%s", directory, entries[i]->d_name) >= 0) {
			read_secure_path(path, &value);
		}
		free(entries[i]);
	}
	free(entries);
	return value;
}

void kp_check_sudo(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	const char *wrapper = patient->command->wrapper;
	size_t len = (size_t)(strrchr(wrapper, '/') - wrapper);
	KP_CLEANUP(kp_freep) char *secure_path = NULL;

	if (access("/etc/sudoers", F_OK) != 0) {
		return;
	}
	if (access("/etc/sudoers", R_OK) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
				 "what it makes of PATH only root can see");
		return;
	}
	secure_path = find_secure_path();
	if (secure_path == NULL) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "leaves PATH as it is");
	} else if (has_directory(secure_path, wrapper, len)) {
		kp_diagnosis_say(
			diagnosis, KP_HEALTH_OK,
			"its secure_path has %.*s; a PATH that you set does not reach what "
			"it starts",
			(int)len, wrapper);
	} else {
		kp_diagnosis_say(diagnosis, KP_HEALTH_WARNING,
				 "its secure_path lacks %.*s, so that `sudo oscap-kubelet` finds "
				 "nothing",
				 (int)len, wrapper);
		kp_diagnosis_advise(diagnosis, "sudo %s", wrapper);
	}
}

void kp_check_name(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	if (patient->is_by_name) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
				 "is oscap-kubelet by this PATH: what calls it gets the plugin");
		kp_diagnosis_advise(diagnosis, "to switch that off, take the link away");
		return;
	}
	kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
			 "is the stock scanner by this PATH: what calls it gets no plugin");
	kp_diagnosis_advise(diagnosis,
			    "for one caller, PATH=%s:$PATH; for the whole machine, ln -s %s/oscap "
			    "/usr/local/bin/oscap",
			    patient->scanner, patient->scanner);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/package.h"

#include <stdint.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "files/change.h"
#include "files/procfs.h"
#include "files/root.h"
#include "node/version_text.h"

enum {
	/** dpkg's database of a node with some thousand packages has a few MiB. */
	STATUS_MAX = 64 << 20,
	/** The sums of one package. */
	SUMS_MAX = 1 << 20,
	/** What each costs at least, for the descriptor that it keeps open. */
	COST_MIN = 16 << 20
};

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
 * Find the next paragraph of a package. Some MiB of other packages are passed: strstr(3) is all that
 * may be done with each byte.
 * @param[in] line that names it, with the line ends before and behind it
 * @return where it, or the line end before it, is; NULL if there is none
 */
static const char *find_package(const char *text, const char *from, const char *line)
{
	const char *first = line + 1;
	const char *at;

	if (from == text && strncmp(text, first, strlen(first)) == 0) {
		return text;
	}
	at = strstr(from, line);
	while (at != NULL && at > text && !(at[0] == '\n' && at[-1] == '\n')) {
		at--;
	}
	return at;
}

/**
 * Whether a package is installed, whatever is wanted of it (dpkg(1)): it may be on hold, as kubeadm's
 * instructions have it.
 */
static bool is_installed(const char *status)
{
	static const char installed[] = " ok installed\n";

	status += strcspn(status, " \n");
	return strncmp(status, installed, sizeof(installed) - 1) == 0;
}

/** The version of a package in the text of /var/lib/dpkg/status (deb822(5)). */
static int from_dpkg_status(const char *text, const char *line)
{
	const char *at = find_package(text, text, line);

	while (at != NULL) {
		const char *start = at + strspn(at, "\n");
		const char *blank = strstr(start, "\n\n");
		const char *end = blank == NULL ? start + strlen(start) : blank + 1;
		const char *status = find_line(start, end, "Status: ");
		const char *version = find_line(start, end, "Version: ");
		int minor = 0;

		if (status != NULL && is_installed(status) && version != NULL) {
			KP_CLEANUP(kp_freep) char *found = strndup(version, strcspn(version, "\n"));

			return found != NULL && kp_version_parse(found, &minor) ? minor : 0;
		}
		at = find_package(text, end, line);
	}
	return 0;
}

/** Read the version that dpkg's database has, below the root of a process. */
static int read_version(const char *name, int root_fd)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec ignored;
	char line[64];
	size_t len;

	(void)snprintf(line, sizeof(line), "\nPackage: %s\n", name);
	if (kp_root_read_beneath(root_fd, "/var/lib/dpkg/status", STATUS_MAX, &buf, &len, &ignored,
				 NULL) != KP_OK) {
		return 0;
	}
	return from_dpkg_status((const char *)buf, line);
}

/**
 * Whether the executable is, by its times, the file that the package brought, and not one that was put in its
 * place: dpkg lists the files of a package once they are in place (src/main/unpack.c, process_archive()), and
 * nobody can set back when a file last changed in any way.
 */
static bool is_older_than_list(const char *name, const struct kp_process *process)
{
	struct stat exe;
	struct stat list;
	char path[64];
	bool is_there;

	(void)snprintf(path, sizeof(path), "/var/lib/dpkg/info/%s.list", name);
	is_there =
		process->origin == KP_ORIGIN_PROCESS
			? fstatat(process->pid_fd, "exe", &exe, 0) == 0
			: kp_root_stat_beneath(process->root_fd, process->exe, &exe, NULL) == KP_OK;
	return is_there && kp_root_stat_beneath(process->root_fd, path, &list, NULL) == KP_OK &&
	       !kp_change_is_earlier(&list.st_mtim, &exe.st_ctim);
}

/** Find the sum of a file in the lines `SUM  path/of/it` of deb-md5sums(5). */
static bool find_sum(const char *text, const char *path, char ret_sum[KP_MD5_SIZE])
{
	const size_t digits = KP_MD5_SIZE - 1;
	const size_t begin = digits + strlen("  ");

	for (const char *line = text; *line != '\0'; line += *line == '\n' ? 1 : 0) {
		size_t len = strcspn(line, "\n");

		if (len == begin + strlen(path) && strspn(line, "0123456789abcdef") == digits &&
		    strncmp(line + begin, path, len - begin) == 0) {
			memcpy(ret_sum, line, digits);
			ret_sum[digits] = '\0';
			return true;
		}
		line += len;
	}
	return false;
}

/** Read the sum that the executable has in the package. */
static bool read_sum(const char *name, const struct kp_process *process, char ret_sum[KP_MD5_SIZE])
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec ignored;
	char path[64];
	size_t len;

	(void)snprintf(path, sizeof(path), "/var/lib/dpkg/info/%s.md5sums", name);
	return kp_root_read_beneath(process->root_fd, path, SUMS_MAX, &buf, &len, &ignored, NULL) ==
		       KP_OK &&
	       find_sum((const char *)buf, process->exe + strlen("/"), ret_sum);
}

/** Open the executable: of a process the very file that it runs. */
static bool open_executable(const struct kp_process *process, int *ret_fd)
{
	enum kp_status status =
		process->origin == KP_ORIGIN_PROCESS
			? kp_procfs_open_exe(process->pid_fd, ret_fd, NULL)
			: kp_root_open_beneath(process->root_fd, process->exe, ret_fd, NULL);

	return status == KP_OK;
}

void kp_package_find(const struct kp_component *component, const struct kp_process *process,
		     struct kp_package *package)
{
	const char *name = component->package;

	if (name == NULL || process->root_fd < 0 || process->exe == NULL || process->exe_replaced ||
	    strcmp(process->exe, component->package_path) != 0) {
		return;
	}
	package->is_proven = is_older_than_list(name, process);
	if (package->is_proven ||
	    (read_sum(name, process, package->sum) && open_executable(process, &package->exe_fd))) {
		package->minor = read_version(name, process->root_fd);
	}
}

void kp_package_charge(struct kp_package *package, struct kp_room *room)
{
	size_t cost = COST_MIN;
	struct stat st;

	if (package->exe_fd < 0 || room == NULL) {
		return;
	}
	if (fstat(package->exe_fd, &st) != 0) {
		cost = SIZE_MAX;
	} else if (st.st_size > COST_MIN) {
		cost = (size_t)st.st_size;
	}
	if (cost > room->executable_bytes) {
		kp_package_done(package);
	} else {
		room->executable_bytes -= cost;
	}
}

bool kp_package_prove(struct kp_package *package)
{
	char sum[KP_MD5_SIZE];

	if (package->exe_fd >= 0) {
		package->is_proven = package->minor != 0 &&
				     kp_digest_md5(package->exe_fd, sum, NULL) == KP_OK &&
				     strcmp(sum, package->sum) == 0;
		kp_package_done(package);
	}
	return package->is_proven;
}

void kp_package_done(struct kp_package *package)
{
	kp_closep(&package->exe_fd);
	package->exe_fd = -1;
}

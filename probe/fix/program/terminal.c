/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/program/terminal.h"

#include <stdint.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/govalue.h"
#include "base/text.h"

/** oscap starts a shell for a fix, which starts this program: by itself, or by another shell. */
enum {
	ANCESTORS = 4
};

/** Read the line of a process in /proc/PID/stat. @return false if it is not there */
static bool read_stat(int64_t pid, char *line, int size)
{
	char path[64];
	FILE *file;
	bool is_read;

	(void)snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	file = fopen(path, "re");
	is_read = file != NULL && fgets(line, size, file) != NULL;
	if (file != NULL) {
		(void)fclose(file);
	}
	return is_read;
}

/** Look at a process. @param[out] ret_parent untouched if it cannot be seen @return whether it is oscap */
static bool look(int64_t pid, int64_t *ret_parent)
{
	char line[512];
	char *parent;
	/* A name may have brackets in it, too; behind it are a blank, a letter, a blank, the parent. */
	char *end = read_stat(pid, line, sizeof(line)) ? strrchr(line, ')') : NULL;

	if (end == NULL || strlen(end) < sizeof(") R 1") - 1) {
		return false;
	}
	parent = end + sizeof(") R ") - 1;
	parent[strcspn(parent, " ")] = '\0';
	(void)kp_go_int(parent, 10, 32, ret_parent);
	*end = '\0';
	return kp_text_has_end(line, " (oscap");
}

static bool is_started_by_oscap(void)
{
	int64_t pid = getppid();
	bool found = false;

	for (int i = 0; i < ANCESTORS && !found && pid > 1; i++) {
		int64_t parent = 0;

		found = look(pid, &parent);
		pid = parent;
	}
	return found;
}

void kp_terminal_say(const char *format, va_list arguments)
{
	int terminal = is_started_by_oscap()
			       ? open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
			       : -1;

	if (terminal >= 0) {
		(void)dprintf(terminal, "oscap-kubelet-fix: ");
		(void)vdprintf(terminal, format, arguments);
		(void)dprintf(terminal, "\n");
		(void)close(terminal);
	}
}

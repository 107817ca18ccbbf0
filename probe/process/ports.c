/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/ports.h"

#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "files/fd.h"
#include "files/procfs.h"

enum {
	/** Some ten thousand sockets. Past it nothing is known. */
	FILE_MAX = 4 << 20,
	/** Descriptors of one process that are looked at. */
	DESCRIPTORS_MAX = 4096,
	/** Fields of a line of /proc/PID/net/tcp, from 0 (networking/proc_net_tcp.rst of Linux). */
	FIELD_LOCAL = 1,
	FIELD_STATE = 3,
	FIELD_USER = 7,
	FIELD_INODE = 9,
	FIELDS
};

/** A question. */
struct asked {
	int pid_fd;
	const int *ports;
	const struct kp_owner *owner;
};

static bool is_wanted(const struct asked *asked, const char *local)
{
	const char *colon = strrchr(local, ':');
	char number[16];
	int64_t port;
	size_t i = 0;

	if (colon == NULL) {
		return false;
	}
	(void)snprintf(number, sizeof(number), "%s", colon + 1);
	if (!kp_go_int(number, 16, 32, &port)) {
		return false;
	}
	while (asked->ports[i] != 0 && asked->ports[i] != port) {
		i++;
	}
	return asked->ports[i] != 0;
}

static bool is_owned(const struct asked *asked, const char *user)
{
	int64_t number;
	bool found = false;

	if (!kp_go_int(user, 10, 64, &number)) {
		return true;
	}
	for (size_t i = 0; !found && i < sizeof(asked->owner->users) / sizeof(int64_t); i++) {
		found = asked->owner->users[i] == number;
	}
	return found;
}

/** Whether one of the descriptors of a directory is a socket. */
static enum kp_known find_socket(DIR *dir, int fds, const char *socket)
{
	const struct dirent *entry = NULL;
	enum kp_status status = KP_OK;
	char link[64];

	for (int i = 0; i < DESCRIPTORS_MAX; i++) {
		status = kp_fd_next(dir, "/proc/PID/fd", &entry, NULL);
		if (status != KP_OK) {
			return status == KP_ERR_END ? KP_KNOWN_NO : KP_NOT_KNOWN;
		}
		/* What has a long name is a file. */
		if (entry->d_name[0] != '.' &&
		    kp_procfs_peek_link(fds, entry->d_name, link, sizeof(link), NULL) == KP_OK &&
		    strcmp(link, socket) == 0) {
			return KP_KNOWN_YES;
		}
	}
	return KP_NOT_KNOWN;
}

/** Whether the process has a socket. */
static enum kp_known has_socket(const struct asked *asked, const char *inode)
{
	KP_CLEANUP(kp_closep) int fds = -1;
	DIR *dir = NULL;
	enum kp_known found;
	char socket[64];

	(void)snprintf(socket, sizeof(socket), "socket:[%s]", inode);
	if (kp_procfs_open_dir(asked->pid_fd, "fd", &fds, NULL) != KP_OK ||
	    kp_fd_list(fds, &dir, NULL) != KP_OK) {
		return KP_NOT_KNOWN;
	}
	found = find_socket(dir, fds, socket);
	(void)closedir(dir);
	return found;
}

/** Look at a line. @param[in,out] line cut into pieces */
static enum kp_known look_at(const struct asked *asked, char *line)
{
	const char *fields[FIELDS] = { NULL };
	char *save = NULL;
	char *word = strtok_r(line, " ", &save);

	for (size_t i = 0; i < FIELDS && word != NULL; i++) {
		fields[i] = word;
		word = strtok_r(NULL, " ", &save);
	}
	if (fields[FIELD_INODE] == NULL) {
		return KP_NOT_KNOWN;
	}
	if (strcmp(fields[FIELD_STATE], "0A") != 0 || !is_wanted(asked, fields[FIELD_LOCAL])) {
		return KP_KNOWN_NO;
	}
	return is_owned(asked, fields[FIELD_USER]) ? KP_KNOWN_YES
						   : has_socket(asked, fields[FIELD_INODE]);
}

/** Look at a file of sockets. */
static enum kp_known look_through(const struct asked *asked, const char *name)
{
	KP_CLEANUP(kp_freep) uint8_t *text = NULL;
	enum kp_known found = KP_KNOWN_NO;
	char *save = NULL;
	size_t len;
	enum kp_status status = kp_procfs_read(asked->pid_fd, name, FILE_MAX, &text, &len, NULL);

	if (status != KP_OK) {
		/* Without IPv6 there is no file of it. */
		return status == KP_ERR_NOENT && kp_text_has_end(name, "6") ? KP_KNOWN_NO
									    : KP_NOT_KNOWN;
	}
	(void)strtok_r((char *)text, "\n", &save); /* the heading */
	for (char *line = strtok_r(NULL, "\n", &save); line != NULL && found == KP_KNOWN_NO;
	     line = strtok_r(NULL, "\n", &save)) {
		found = look_at(asked, line);
	}
	return found;
}

enum kp_known kp_ports_are_listened_on(int pid_fd, const int *ports, const struct kp_owner *owner)
{
	/* A socket stays in the network that it was made in, wherever the process is by now. */
	static const char *const files[] = { "net/tcp", "net/tcp6", "../1/net/tcp",
					     "../1/net/tcp6" };
	const struct asked asked = { pid_fd, ports, owner };
	enum kp_known found = KP_KNOWN_NO;

	for (size_t i = 0; found == KP_KNOWN_NO && i < sizeof(files) / sizeof(files[0]); i++) {
		found = look_through(&asked, files[i]);
	}
	return found;
}

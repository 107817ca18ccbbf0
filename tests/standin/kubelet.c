/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A stand-in for a kubelet: a process that has the name, the arguments, the directory and the files
 * of one, and waits. Its arguments are never looked at.
 *
 * It names its first thread as the variable STANDIN_COMM says, as a program that sets its title does,
 * and prints `ready` on standard output once it runs. With STANDIN_HEALTHZ it answers any request at
 * 127.0.0.1:10248 as the healthz of one that is well. It ends by SIGTERM, with its parent, or, where
 * standard input is a pipe or a socket, when that is closed.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEALTHZ_PORT 10248

/** Listen where the healthz of a kubelet is. @return a socket; -1 */
static int listen_for_healthz(void)
{
	const int yes = 1;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(HEALTHZ_PORT) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, 8) != 0) {
		return -1;
	}
	return fd;
}

/** Say that all is well, again and again. */
static void answer_healthz(int listening)
{
	static const char answer[] =
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
	char asked[1024];

	for (;;) {
		int fd = accept(listening, NULL, NULL);

		if (fd >= 0 && recv(fd, asked, sizeof(asked), 0) > 0) {
			(void)!send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
		}
		(void)close(fd);
	}
}

/** Whether standard input can tell by its end that whoever started us is gone. */
static bool stdin_is_a_leash(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

int main(void)
{
	const char *comm = getenv("STANDIN_COMM");
	int healthz = -1;
	char byte;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
		return EXIT_FAILURE;
	}
	if (comm != NULL && prctl(PR_SET_NAME, comm) != 0) {
		return EXIT_FAILURE;
	}
	if (getenv("STANDIN_HEALTHZ") != NULL && (healthz = listen_for_healthz()) < 0) {
		return EXIT_FAILURE;
	}
	if (puts("ready") == EOF || fflush(stdout) != 0) {
		return EXIT_FAILURE;
	}
	if (healthz >= 0) {
		answer_healthz(healthz);
	}
	if (!stdin_is_a_leash()) {
		for (;;) {
			(void)pause();
		}
	}
	while (read(STDIN_FILENO, &byte, sizeof(byte)) > 0) {
		;
	}
	return EXIT_SUCCESS;
}

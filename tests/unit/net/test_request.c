/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/request.h"
#include "table.h"

enum {
	LIMIT = 16,
	/* Milliseconds: for what is answered, also under valgrind, and for what is not. */
	TIMEOUT = 20000,
	SHORT_TIMEOUT = 500
};

/** What a server says once it has heard something, and what comes of it. */
struct row {
	const char *name;
	const char *says;   /* NULL: it says nothing, and waits */
	const char *scheme; /* of the URL */
	enum kp_status status;
	int code;
	const char *body; /* or a part of the reason */
};

#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"

/* clang-format off */
static struct row rows[] = {
	{ "ok", HEAD "Content-Length: 2\r\n\r\nok", "http", KP_OK, 200, "ok" },
	{ "in chunks", HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", "http", KP_OK, 200, "ok" },
	{ "an empty body", HEAD "Content-Length: 0\r\n\r\n", "http", KP_OK, 200, "" },
	{ "a failure", "HTTP/1.1 500 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno", "http", KP_OK, 500, "no" },
	{ "a redirect is not followed", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "http", KP_OK, 302, "" },
	{ "as much as is taken", HEAD "Content-Length: 16\r\n\r\n0123456789abcdef", "http", KP_OK, 200, "0123456789abcdef" },
	{ "more than is taken", HEAD "Content-Length: 17\r\n\r\n0123456789abcdefg", "http", KP_ERR_LIMIT, 0, "more than 16 bytes" },
	{ "it hangs up", "", "http", KP_ERR_IO, 0, "http://127.0.0.1:" },
	{ "it waits", NULL, "http", KP_ERR_IO, 0, "timed out" },
	{ "no TLS", HEAD "\r\n", "https", KP_ERR_IO, 0, "https://127.0.0.1:" },
};

static struct row handshake_rows[] = {
	{ "handshake: it hangs up", "", "", KP_ERR_IO, 0, "https://127.0.0.1:" },
	{ "handshake: it waits", NULL, "", KP_ERR_IO, 0, "timed out" },
	{ "handshake: no TLS", "HTTP/1.0 400 Bad Request\r\n\r\n", "", KP_ERR_IO, 0, "https://127.0.0.1:" },
	/* An alert: fatal, internal error. It is what a kubelet says that has no certificate. */
	{ "handshake: an alert", "\x15\x03\x03\x01\x02\x02\x50", "", KP_ERR_IO, 0, "https://127.0.0.1:" },
};

/* clang-format on */

/** A server in a process of its own. */
struct server {
	pid_t pid;
	int port;
};

/** Answer one connection. */
static void answer(int fd, const char *says)
{
	char heard[1024];

	if (says == NULL) {
		(void)sleep(60);
	}
	if (recv(fd, heard, sizeof(heard), 0) >= 0 && says != NULL) {
		(void)!send(fd, says, strlen(says), MSG_NOSIGNAL);
	}
	(void)close(fd);
}

static unsigned timeout_of(const struct row *row)
{
	return row->says == NULL ? SHORT_TIMEOUT : TIMEOUT;
}

static struct server serve(const char *says)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct server server = { 0 };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	server.port = ntohs(address.sin_port);
	server.pid = fork();
	assert_int_not_equal(server.pid, -1);
	if (server.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			answer(accept(fd, NULL, NULL), says);
		}
	}
	(void)close(fd);
	return server;
}

static void stop_server(const struct server *server)
{
	assert_int_equal(kill(server->pid, SIGKILL), 0);
	assert_int_equal(waitpid(server->pid, NULL, 0), server->pid);
}

static struct kp_curl open_curl(void)
{
	struct kp_curl curl = { 0 };
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_curl_open(&curl, &error), &error);
	return curl;
}

static void test_get(void **state)
{
	const struct row *row = *state;
	struct server server = serve(row->says);
	struct kp_curl curl = open_curl();
	struct kp_net_answer answered = { TABLE_UNTOUCHED_NUMBER, TABLE_UNTOUCHED, 0 };
	struct kp_error error;
	char url[64];
	enum kp_status status;

	table_error_prepare(&error);
	(void)snprintf(url, sizeof(url), "%s://127.0.0.1:%d/healthz", row->scheme, server.port);
	/* What the environment says of proxies does not count. */
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	assert_int_equal(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
	status = kp_net_get(&curl, url, timeout_of(row), LIMIT, &answered, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_int_equal(answered.code, row->code);
		assert_string_equal(answered.body, row->body);
		assert_int_equal(answered.len, strlen(row->body));
		kp_net_answer_done(&answered);
	} else {
		table_assert_failed(status, &error, row->status, 0, row->body);
		assert_ptr_equal(answered.body, TABLE_UNTOUCHED);
		assert_int_equal(answered.code, TABLE_UNTOUCHED_NUMBER);
	}
	kp_curl_done(&curl);
	stop_server(&server);
}

static void test_handshake(void **state)
{
	const struct row *row = *state;
	struct server server = serve(row->says);
	struct kp_curl curl = open_curl();
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_net_handshake(&curl, "127.0.0.1", server.port, timeout_of(row), &error);
	table_assert_failed(status, &error, row->status, 0, row->body);
	kp_curl_done(&curl);
	stop_server(&server);
}

/** Where nobody listens any more. */
static void test_nobody(void **state)
{
	struct server server = serve("");
	struct kp_curl curl = open_curl();
	struct kp_net_answer answered = { 0 };
	struct kp_error error;
	char url[64];

	(void)state;
	stop_server(&server);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", server.port);
	table_error_prepare(&error);
	table_assert_failed(kp_net_get(&curl, url, TIMEOUT, LIMIT, &answered, &error), &error,
			    KP_ERR_IO, 0, url);
	table_assert_failed(kp_net_handshake(&curl, "127.0.0.1", server.port, TIMEOUT, &error),
			    &error, KP_ERR_IO, 0, "https://127.0.0.1:");
	kp_curl_done(&curl);
}

/** Nothing but HTTP and HTTPS is spoken. */
static void test_protocols(void **state)
{
	static const char *const urls[] = { "file:///dev/null", "ftp://127.0.0.1:1/",
					    "gopher://127.0.0.1:1/", "telnet://127.0.0.1:1/" };
	struct kp_curl curl = open_curl();

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct kp_net_answer answered = { 0 };
		struct kp_error error;

		table_error_prepare(&error);
		table_assert_failed(kp_net_get(&curl, urls[i], TIMEOUT, LIMIT, &answered, &error),
				    &error, KP_ERR_IO, 0, "rotocol");
	}
	kp_curl_done(&curl);
}

/** struct curl_easyoption of curl/options.h */
struct option {
	const char *name;
	int id;
	int type;
	unsigned flags;
};

/** The numbers that we know are those that the library has for the names. */
static void test_numbers(void **state)
{
	static const struct {
		const char *name;
		int number;
	} numbers[] = {
		{ "NETRC", KP_CURLOPT_NETRC },
		{ "FOLLOWLOCATION", KP_CURLOPT_FOLLOWLOCATION },
		{ "SSL_VERIFYPEER", KP_CURLOPT_SSL_VERIFYPEER },
		{ "SSL_VERIFYHOST", KP_CURLOPT_SSL_VERIFYHOST },
		{ "NOSIGNAL", KP_CURLOPT_NOSIGNAL },
		{ "CONNECT_ONLY", KP_CURLOPT_CONNECT_ONLY },
		{ "TIMEOUT_MS", KP_CURLOPT_TIMEOUT_MS },
		{ "PROTOCOLS", KP_CURLOPT_PROTOCOLS },
		{ "WRITEDATA", KP_CURLOPT_WRITEDATA },
		{ "URL", KP_CURLOPT_URL },
		{ "PROXY", KP_CURLOPT_PROXY },
		{ "ERRORBUFFER", KP_CURLOPT_ERRORBUFFER },
		{ "WRITEFUNCTION", KP_CURLOPT_WRITEFUNCTION },
	};
	const struct option *(*by_name)(const char *);
	struct kp_curl curl = open_curl();
	void *found = dlsym(curl.library, "curl_easy_option_by_name");

	(void)state;
	assert_non_null(found);
	memcpy(&by_name, &found, sizeof(by_name));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct option *option = by_name(numbers[i].name);

		assert_non_null(option);
		assert_int_equal(option->id, numbers[i].number);
	}
	kp_curl_done(&curl);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_get, rows), TABLE_ROWS(test_handshake, handshake_rows),
		TABLE_ONE(test_nobody),     TABLE_ONE(test_protocols),
		TABLE_ONE(test_numbers),
	};

	return TABLE_MAIN(tables);
}

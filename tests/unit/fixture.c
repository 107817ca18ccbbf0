/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "document/parse.h"
#include "files/ctx.h"
#include "table.h"

/** More trees than any row makes. */
enum {
	TREES = 8
};

static struct fixture trees[TREES];
static size_t tree_count;

/** Make the directories above a path. */
static void make_parents(int dir_fd, const char *path)
{
	char parent[PATH_MAX];

	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		(void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
		if (mkdirat(dir_fd, parent, 0755) != 0) {
			struct stat st;

			assert_int_equal(fstatat(dir_fd, parent, &st, 0), 0);
		}
	}
}

/** Write bytes at the end of a file, which is made or emptied first if `flags` say so. */
static void write_file(int dir_fd, const char *path, int flags, const void *bytes, size_t len)
{
	int fd = openat(dir_fd, path, O_WRONLY | O_CLOEXEC | flags, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(close(fd), 0);
}

void fixture_write(const struct fixture *fixture, const char *path, const void *bytes, size_t len)
{
	make_parents(fixture->fd, path);
	write_file(fixture->fd, path, O_CREAT | O_TRUNC, bytes, len);
}

/** Make the file of one line `PATH: TEXT`, and remember its path for lines that follow. */
static void build_file(const struct fixture *fixture, char *line, char *colon, char *path)
{
	const char *content = colon + 1 + (colon[1] == ' ' ? 1 : 0);

	*colon = '\0';
	(void)snprintf(path, PATH_MAX, "%s", line);
	fixture_write(fixture, path, content, strlen(content));
	if (*content != '\0') {
		write_file(fixture->fd, path, O_APPEND, "\n", 1);
	}
}

/** Make what one line says. */
static void build_entry(const struct fixture *fixture, char *line, char *path)
{
	char *arrow = strstr(line, " -> ");
	char *bar = strstr(line, " |");
	char *colon = strchr(line, ':');

	if (line[0] == '\t') {
		write_file(fixture->fd, path, O_APPEND, line + 1, strlen(line + 1));
		write_file(fixture->fd, path, O_APPEND, "\n", 1);
	} else if (arrow != NULL) {
		*arrow = '\0';
		make_parents(fixture->fd, line);
		assert_int_equal(symlinkat(arrow + strlen(" -> "), fixture->fd, line), 0);
	} else if (bar != NULL) {
		*bar = '\0';
		make_parents(fixture->fd, line);
		assert_int_equal(mkfifoat(fixture->fd, line, 0644), 0);
	} else if (colon != NULL) {
		build_file(fixture, line, colon, path);
	} else {
		assert_int_equal(line[strlen(line) - 1], '/');
		make_parents(fixture->fd, line);
	}
}

void fixture_build(struct fixture *fixture, const char *text)
{
	char path[PATH_MAX] = "";

	assert_true(tree_count < TREES);
	(void)snprintf(fixture->path, sizeof(fixture->path), "/tmp/kubelet-unit-XXXXXX");
	assert_non_null(mkdtemp(fixture->path));
	fixture->fd = open(fixture->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(fixture->fd >= 0);
	trees[tree_count++] = *fixture;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		assert_non_null(line);
		build_entry(fixture, line, path);
		free(line);
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void fixture_remove_all(void)
{
	while (tree_count > 0) {
		struct fixture *tree = &trees[--tree_count];

		(void)nftw(tree->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
		(void)close(tree->fd);
	}
}

struct kp_argv *fixture_argv(const char *text)
{
	static const char name[] = "kubelet";
	size_t len = strlen(text);
	uint8_t *bytes = malloc(sizeof(name) + len);
	struct kp_argv *argv = NULL;

	assert_non_null(bytes);
	assert_true(len == 0 || text[len - 1] == '\n');
	memcpy(bytes, name, sizeof(name));
	for (size_t i = 0; i < len; i++) {
		bytes[sizeof(name) + i] = text[i] == '\n' ? '\0' : (uint8_t)text[i];
	}
	assert_int_equal(kp_argv_parse(bytes, sizeof(name) + len, &argv, NULL), KP_OK);
	free(bytes);
	return argv;
}

struct kp_process fixture_process(const struct fixture *fixture, const char *argv)
{
	return (struct kp_process){
		.pid = 4242,
		.pid_fd = -1,
		.start = { .tv_sec = time(NULL) + 3600 },
		.argv = fixture_argv(argv),
		.root_fd = fixture->fd,
		.cwd = strdup("/cwd"),
		.user_id = -1,
		.has_variable = KP_KNOWN_YES,
	};
}

const struct kp_limits fixture_limits = {
	.argv_bytes = 1 << 20,
	.file_bytes = 1 << 20,
	.document_nodes = 1 << 16,
	.document_depth = 50,
	.document_anchors = 50,
	.document_blanks = 100,
	.document_directives = 10,
};

enum kp_status fixture_parse(const void *bytes, size_t len, const struct kp_limits *limits,
			     struct kp_document **ret_document, struct kp_error *reterr)
{
	return kp_document_parse(bytes, len, limits, NULL, ret_document, reterr);
}

struct kp_document *fixture_document(const char *text)
{
	struct kp_document *document = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(fixture_parse(text, strlen(text), &fixture_limits, &document, &error),
			&error);
	return document;
}

void fixture_dump(struct kp_text *out, const struct kp_node *node)
{
	const char *brackets = node->kind == KP_NODE_MAP ? "{}" : "[]";

	switch (node->kind) {
	case KP_NODE_NULL:
		kp_text_add_str(out, "null");
		return;
	case KP_NODE_BOOL:
		kp_text_add_str(out, node->boolean ? "true" : "false");
		return;
	case KP_NODE_INT:
		kp_text_addf(out, "%" PRId64, node->integer);
		return;
	case KP_NODE_FLOAT:
		kp_text_addf(out, "%g", node->real);
		return;
	case KP_NODE_STRING:
		kp_text_add_char(out, '\'');
		kp_text_add_str(out, node->text);
		kp_text_add_char(out, '\'');
		return;
	case KP_NODE_LIST:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		break;
	}
	assert_true(node->kind != KP_NODE__COUNT);
	kp_text_add_char(out, brackets[0]);
	for (size_t i = 0; i < node->count; i++) {
		const struct kp_member *member = &node->members[i];

		assert_true((member->key != NULL) == (node->kind == KP_NODE_MAP));
		kp_text_add_str(out, i == 0 ? "" : ",");
		kp_text_add_str(out, member->key == NULL ? "" : member->key);
		kp_text_addf(out, "@%ld:", member->line);
		fixture_dump(out, member->value);
	}
	kp_text_add_char(out, brackets[1]);
}

void fixture_build_main(struct fixture *fixture, const char *content)
{
	fixture_build(fixture, "main/\ncwd/\n");
	if (content != NULL) {
		fixture_write(fixture, "main/kubelet.conf", content, strlen(content));
	}
}

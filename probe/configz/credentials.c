/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/credentials.h"

#include <stddef.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "configz/kubeconfig.h"
#include "files/fd.h"
#include "files/root.h"
#include "files/way.h"

/** Most bytes of one file: many certificates. */
#define FILE_LIMIT ((size_t)1 << 20)

/** A root directory, and a path below it. */
struct where {
	int root_fd;
	const char *path;
};

void kp_configz_file_done(struct kp_configz_file *file)
{
	kp_closep(&file->fd);
	file->fd = -1;
}

const char *kp_configz_file_path(const struct kp_configz_file *file)
{
	return file->fd < 0 ? NULL : file->path;
}

void kp_configz_credentials_done(struct kp_configz_credentials *credentials)
{
	kp_configz_file_done(&credentials->cert);
	kp_configz_file_done(&credentials->key);
	kp_configz_file_done(&credentials->ca);
	free(credentials->token);
	credentials->token = NULL;
}

enum kp_status kp_configz_file_make(const struct kp_bytes *bytes, struct kp_configz_file *file,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = memfd_create("oscap-kubelet", MFD_CLOEXEC);
	size_t written = 0;

	while (fd >= 0 && written < bytes->len) {
		ssize_t got = write(fd, bytes->at + written, bytes->len - written);

		if (got < 0) {
			return kp_fail_errno(reterr, errno, "cannot write to a file in memory");
		}
		written += (size_t)got;
	}
	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot make a file in memory");
	}
	(void)snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", fd);
	file->fd = kp_steal_fd(&fd);
	return KP_OK;
}

/** Check that nobody else can write to what a way leads to, or lead it elsewhere. */
static enum kp_status check(const struct kp_way *way, const char *path, struct kp_error *reterr)
{
	bool is_own = way->st.st_uid == 0 || way->st.st_uid == geteuid();

	if (!S_ISREG(way->st.st_mode)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is no regular file", path);
	}
	/* With an ACL the bits of the group are the most that it gives to anybody. */
	if (!is_own || (way->st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s: others than root may write to it (mode %03o, owner %lu)", path,
			       (unsigned)(way->st.st_mode & ALLPERMS),
			       (unsigned long)way->st.st_uid);
	}
	return kp_way_check(way, path, reterr);
}

enum kp_status kp_configz_read_trusted(int root_fd, const char *path, struct kp_buffer *ret_text,
				       struct kp_error *reterr)
{
	KP_CLEANUP(kp_way_done) struct kp_way way = KP_WAY_NONE;
	KP_CLEANUP(kp_closep) int fd = -1;
	struct kp_buffer text = { 0 };
	enum kp_status status = kp_way_open(root_fd, path, &way, reterr);

	if (status == KP_OK) {
		status = check(&way, path, reterr);
	}
	if (status == KP_OK) {
		status = kp_fd_reopen(way.end.fd, path, &fd, reterr);
	}
	if (status == KP_OK) {
		status = kp_fd_read_all(fd, path, FILE_LIMIT, &text.at, &text.len, reterr);
	}
	if (status == KP_OK) {
		*ret_text = text;
	}
	return status;
}

/** Find out whether a path is one below the root directory that is scanned. */
static struct where locate(const struct kp_ctx *ctx, const char *root, int own_fd, const char *path)
{
	size_t len = strlen(root);

	while (len > 0 && root[len - 1] == '/') {
		len--;
	}
	return len > 0 && strncmp(path, root, len) == 0 && path[len] == '/'
		       ? (struct where){ ctx->root_fd, path + len }
		       : (struct where){ own_fd, path };
}

/** Read a part, if there is one, into a file. @param[in] root_fd below which its path is */
static enum kp_status read_part(int root_fd, const struct kp_configz_part *part,
				struct kp_configz_file *file, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	struct kp_bytes bytes = kp_buffer_bytes(&part->bytes);
	enum kp_status status;

	if (!kp_configz_part_is_given(part)) {
		return KP_OK;
	}
	if (part->path != NULL) {
		status = kp_configz_read_trusted(root_fd, part->path, &text, reterr);
		if (status != KP_OK) {
			return status;
		}
		bytes = kp_buffer_bytes(&text);
	}
	return kp_configz_file_make(&bytes, file, reterr);
}

/** Take a token: printing characters without a blank, and what stands around it. */
static enum kp_status take_token(const char *path, struct kp_buffer *text, char **ret_token,
				 struct kp_error *reterr)
{
	const char *token = kp_text_trim((char *)text->at);
	bool is_right = token[0] != '\0';

	for (size_t i = 0; token[i] != '\0'; i++) {
		is_right = is_right && token[i] > ' ' && token[i] <= '~';
	}
	if (!is_right || strlen((const char *)text->at) > text->len) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s: there is no token in it", path);
	}
	return kp_text_dup(token, ret_token, reterr);
}

/** Read a token, if there is one. */
static enum kp_status read_token(int root_fd, const char *name, const struct kp_configz_part *part,
				 char **ret_token, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	const struct kp_bytes bytes = kp_buffer_bytes(&part->bytes);
	enum kp_status status;

	if (!kp_configz_part_is_given(part)) {
		return KP_OK;
	}
	status = part->path != NULL ? kp_configz_read_trusted(root_fd, part->path, &text, reterr)
				    : kp_buffer_copy(&bytes, &text, reterr);
	return status == KP_OK ? take_token(part->path != NULL ? part->path : name, &text,
					    ret_token, reterr)
			       : status;
}

/** Read what a user has. @param[in] name of the kubeconfig, for messages */
static enum kp_status read_user(int root_fd, const char *name, const struct kp_configz_user *user,
				struct kp_configz_credentials *credentials, struct kp_error *reterr)
{
	enum kp_status status = read_part(root_fd, &user->cert, &credentials->cert, reterr);

	if (status == KP_OK) {
		status = read_part(root_fd, &user->key, &credentials->key, reterr);
	}
	return status == KP_OK
		       ? read_token(root_fd, name, &user->token, &credentials->token, reterr)
		       : status;
}

/** Read a kubeconfig, and what it names. */
static enum kp_status read_kubeconfig(const struct kp_ctx *ctx, const struct where *where,
				      struct kp_configz_credentials *credentials,
				      struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	KP_CLEANUP(kp_configz_user_done) struct kp_configz_user user = { 0 };
	struct kp_bytes bytes;
	enum kp_status status = kp_configz_read_trusted(where->root_fd, where->path, &text, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&text);
		status = kp_configz_kubeconfig_parse(where->path, &bytes, &ctx->limits, &user,
						     reterr);
	}
	return status == KP_OK ? read_user(where->root_fd, where->path, &user, credentials, reterr)
			       : status;
}

/** Read the file of an option into one in memory. @param[in] path NULL: it is not given */
static enum kp_status read_option(const struct kp_ctx *ctx, const char *root, int own_fd,
				  const char *path, struct kp_configz_file *file,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	struct kp_bytes bytes;
	struct where where;
	enum kp_status status;

	if (path == NULL) {
		return KP_OK;
	}
	where = locate(ctx, root, own_fd, path);
	status = kp_configz_read_trusted(where.root_fd, where.path, &text, reterr);
	if (status != KP_OK) {
		return status;
	}
	bytes = kp_buffer_bytes(&text);
	return kp_configz_file_make(&bytes, file, reterr);
}

/** Read the file of a token. */
static enum kp_status read_token_option(const struct kp_ctx *ctx, const char *root, int own_fd,
					const char *path, char **ret_token, struct kp_error *reterr)
{
	const struct where where = locate(ctx, root, own_fd, path);
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	enum kp_status status = kp_configz_read_trusted(where.root_fd, where.path, &text, reterr);

	return status == KP_OK ? take_token(path, &text, ret_token, reterr) : status;
}

enum kp_status kp_configz_credentials_read(const struct kp_ctx *ctx, const char *root,
					   const struct kp_configz_options *options,
					   struct kp_configz_credentials *credentials,
					   struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int own_fd = -1;
	enum kp_status status = kp_root_open("/", &own_fd, reterr);

	if (status == KP_OK && options->kubeconfig != NULL) {
		const struct where where = locate(ctx, root, own_fd, options->kubeconfig);

		status = read_kubeconfig(ctx, &where, credentials, reterr);
	}
	if (status == KP_OK) {
		status = read_option(ctx, root, own_fd, options->cert, &credentials->cert, reterr);
	}
	if (status == KP_OK) {
		status = read_option(ctx, root, own_fd, options->key, &credentials->key, reterr);
	}
	if (status == KP_OK) {
		status = read_option(ctx, root, own_fd, options->ca, &credentials->ca, reterr);
	}
	if (status == KP_OK && options->token != NULL) {
		status = read_token_option(ctx, root, own_fd, options->token, &credentials->token,
					   reterr);
	}
	return status;
}

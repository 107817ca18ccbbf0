/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/kubeconfig.h"

#include <stddef.h>

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "configz/base64.h"
#include "document/parse.h"

/** Keys of a user that stand for ways which are none of ours. */
static const char *const unsupported[] = { "exec", "auth-provider", "username", "as", NULL };

void kp_configz_part_done(struct kp_configz_part *part)
{
	free(part->path);
	kp_buffer_done(&part->bytes);
	*part = (struct kp_configz_part){ 0 };
}

bool kp_configz_part_is_given(const struct kp_configz_part *part)
{
	return part->path != NULL || part->bytes.at != NULL;
}

void kp_configz_user_done(struct kp_configz_user *user)
{
	kp_configz_part_done(&user->cert);
	kp_configz_part_done(&user->key);
	kp_configz_part_done(&user->token);
}

/** @return what a map has under a key, the last of them; NULL if nothing, or null */
static const struct kp_node *find(const struct kp_node *map, const char *key)
{
	const struct kp_node *found = NULL;

	for (size_t i = 0; map != NULL && map->kind == KP_NODE_MAP && i < map->count; i++) {
		if (strcmp(map->members[i].key, key) == 0) {
			found = map->members[i].value;
		}
	}
	return found == NULL || found->kind == KP_NODE_NULL ? NULL : found;
}

/** @return the text under a key; NULL if there is none that is more than empty */
static const char *find_text(const struct kp_node *map, const char *key)
{
	const struct kp_node *node = find(map, key);

	return node == NULL || node->kind != KP_NODE_STRING || node->opaque || node->text[0] == '\0'
		       ? NULL
		       : node->text;
}

/** @return what a list of `{name: NAME, KEY: ...}` has for a name, the first; NULL if nothing */
static const struct kp_node *find_named(const struct kp_node *root, const char *list,
					const char *name, const char *key)
{
	const struct kp_node *nodes = find(root, list);

	for (size_t i = 0; nodes != NULL && nodes->kind == KP_NODE_LIST && i < nodes->count; i++) {
		const struct kp_node *node = nodes->members[i].value;
		const char *its = find_text(node, "name");

		if (its != NULL && strcmp(its, name) == 0) {
			return find(node, key);
		}
	}
	return NULL;
}

/** Find the user of the current context. */
static enum kp_status find_user(const struct kp_node *root, const struct kp_node **ret_user,
				struct kp_error *reterr)
{
	const char *context = find_text(root, "current-context");
	const char *name = NULL;

	if (context == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "there is no current-context");
	}
	name = find_text(find_named(root, "contexts", context, "context"), "user");
	if (name == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "the context of current-context has no user");
	}
	*ret_user = find_named(root, "users", name, "user");
	return *ret_user == NULL ? kp_fail(reterr, KP_ERR_SYNTAX,
					   "the user of the current context is not there")
				 : KP_OK;
}

/** A path of a kubeconfig. */
static enum kp_status resolve(const char *kubeconfig, const char *path, char **ret_path,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *directory = NULL;

	directory = strndup(kubeconfig, (size_t)(kp_text_basename(kubeconfig) - kubeconfig));
	if (directory == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return kp_path_absolute(directory, path, ret_path, reterr);
}

/** Read a part that stands there as data, or else as the path of a file. */
static enum kp_status read_part(const char *kubeconfig, const struct kp_node *user,
				const char *file_key, const char *data_key,
				struct kp_configz_part *part, struct kp_error *reterr)
{
	const char *data = find_text(user, data_key);
	const char *file = find_text(user, file_key);
	enum kp_status status;

	if (data != NULL) {
		status = kp_base64_decode(data, strlen(data), &part->bytes, reterr);
		return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "%s", data_key);
	}
	return file == NULL ? KP_OK : resolve(kubeconfig, file, &part->path, reterr);
}

/** Read the token, of which the file goes first. */
static enum kp_status read_token(const char *kubeconfig, const struct kp_node *user,
				 struct kp_configz_part *part, struct kp_error *reterr)
{
	const char *token = find_text(user, "token");
	const char *file = find_text(user, "tokenFile");

	if (file != NULL) {
		return resolve(kubeconfig, file, &part->path, reterr);
	}
	if (token != NULL) {
		const struct kp_bytes bytes = { (const uint8_t *)token, strlen(token) };

		return kp_buffer_copy(&bytes, &part->bytes, reterr);
	}
	return KP_OK;
}

/** Check that a user is one of ours. */
static enum kp_status check(const struct kp_node *node, const struct kp_configz_user *user,
			    struct kp_error *reterr)
{
	bool has_cert = kp_configz_part_is_given(&user->cert);

	for (size_t i = 0; unsupported[i] != NULL; i++) {
		if (find(node, unsupported[i]) != NULL) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "its user has `%s`, and client certificates and tokens "
				       "alone are understood",
				       unsupported[i]);
		}
	}
	if (has_cert != kp_configz_part_is_given(&user->key)) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "its user has a client certificate without the key, or the key "
			       "without it");
	}
	if (!has_cert && !kp_configz_part_is_given(&user->token)) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "its user has neither a client certificate nor a token");
	}
	return KP_OK;
}

/** Read the user of a kubeconfig. @param[in,out] user released by the caller */
static enum kp_status read_user(const char *path, const struct kp_node *root,
				struct kp_configz_user *user, struct kp_error *reterr)
{
	const struct kp_node *node = NULL;
	enum kp_status status = find_user(root, &node, reterr);

	if (status == KP_OK) {
		status = read_part(path, node, "client-certificate", "client-certificate-data",
				   &user->cert, reterr);
	}
	if (status == KP_OK) {
		status = read_part(path, node, "client-key", "client-key-data", &user->key, reterr);
	}
	if (status == KP_OK) {
		status = read_token(path, node, &user->token, reterr);
	}
	return status == KP_OK ? check(node, user, reterr) : status;
}

enum kp_status kp_configz_kubeconfig_parse(const char *path, const struct kp_bytes *text,
					   const struct kp_limits *limits,
					   struct kp_configz_user *ret_user,
					   struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *document = NULL;
	KP_CLEANUP(kp_configz_user_done) struct kp_configz_user user = { 0 };
	enum kp_status status =
		kp_document_parse(text->at, text->len, limits, NULL, &document, reterr);

	if (status == KP_ERR_SYNTAX) {
		long line = reterr == NULL ? 0 : reterr->line;

		/* What the parser says of a broken text may have a part of it. */
		return kp_fail_line(reterr, status, line, "%s: line %ld: neither YAML nor JSON",
				    path, line);
	}
	if (status == KP_OK) {
		status = read_user(path, document->root, &user, reterr);
	}
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "%s", path);
	}
	*ret_user = user;
	user = (struct kp_configz_user){ 0 };
	return KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A value set in a configuration file: some values in any text, and the one that a comment in its
 * first line asks for: `# authorization.mode s Webhook`, `# a.b l A,B`, `# a b true`, `# a i 1`.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "component/config.h"
#include "component/field_value.h"
#include "document/parse.h"
#include "document/tree.h"
#include "fix/edit/document.h"
#include "fix/edit/same.h"
#include "fuzz.h"
#include "kubelet/fields.h"

enum {
	MINOR = 34,
	MAX_ITEMS = 8,
};

static const struct kp_limits limits = {
	.file_bytes = 1 << 20,
	.document_nodes = 1 << 12,
	.document_depth = 60,
	.document_anchors = 32,
	.document_blanks = 256,
	.document_directives = 16,
};

struct setting {
	const char *path;
	struct kp_new_value value;
};

static const char *const suites[] = { "TLS_AES_128_GCM_SHA256", "true" };

static const struct setting settings[] = {
	{ "authorization.mode", { KP_NODE_STRING, "Webhook", NULL, 0 } },
	{ "authentication.anonymous.enabled", { KP_NODE_BOOL, "false", NULL, 0 } },
	{ "readOnlyPort", { KP_NODE_INT, "0", NULL, 0 } },
	{ "tlsCipherSuites", { KP_NODE_LIST, NULL, suites, 2 } },
	{ "featureGates.RotateKubeletServerCertificate", { KP_NODE_BOOL, "true", NULL, 0 } },
};

static struct kp_document *parse(const uint8_t *data, size_t size)
{
	struct kp_document *document = NULL;

	FUZZ_CHECK(kp_document_parse(data, size, &limits, NULL, &document, NULL) == KP_OK);
	return document;
}

/** The text of a field's value; an empty one if it has none. */
static char *format(const struct kp_config *config, const struct kp_field *field)
{
	const struct kp_said *said = kp_config_get(config, field);
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };

	if (said->node != NULL) {
		FUZZ_CHECK(kp_field_format(&kp_kubelet_type, field, said->node, &value, NULL) ==
			   KP_OK);
	}
	return fuzz_copy((const uint8_t *)(value.text == NULL ? "" : value.text),
			 value.text == NULL ? 0 : strlen(value.text));
}

/** Whether a field is the one of a path, in any case, or a map in which the path is a key. */
static bool is_field_of(const struct kp_field *field, const char *path)
{
	const char *rest = kp_fold_skip(path, field->path, strlen(field->path));

	return rest != NULL && (*rest == '\0' || *rest == '.');
}

/** Decode a document as that of --config, or as a drop-in file. @return NULL if it is refused */
static struct kp_config *decode(const struct kp_document *document, bool is_dropin,
				struct kp_document *scratch)
{
	const struct kp_decoding decoding = { .type = &kp_kubelet_type,
					      .minor = MINOR,
					      .folds_case = true };
	struct kp_config *config = NULL;
	struct kp_node *sorted = NULL;
	enum kp_status status;

	if (!is_dropin) {
		status =
			kp_config_decode(&kp_kubelet_type, document, MINOR, scratch, &config, NULL);
	} else {
		FUZZ_CHECK(kp_tree_sort_last(document->root, scratch, &sorted, NULL) == KP_OK);
		status = kp_config_decode_object(sorted, &decoding, scratch, &config, NULL);
	}
	return status == KP_OK ? config : NULL;
}

/** What a kubelet makes of both documents: all other fields have the same values. */
static void check_kubelet(const struct kp_document *old, const struct kp_document *changed,
			  const char *path, bool is_dropin)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	KP_CLEANUP(kp_config_freep) struct kp_config *before = NULL;
	KP_CLEANUP(kp_config_freep) struct kp_config *after = NULL;

	FUZZ_CHECK(kp_document_new(NULL, NULL, &scratch, NULL) == KP_OK);
	before = decode(old, is_dropin, scratch);
	after = decode(changed, is_dropin, scratch);
	for (size_t i = 0; before != NULL && after != NULL && i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];
		KP_CLEANUP(kp_freep) char *was = format(before, field);
		KP_CLEANUP(kp_freep) char *is = format(after, field);

		FUZZ_CHECK(is_field_of(field, path) || strcmp(was, is) == 0);
	}
}

/** The value that counts in a tree of which each key is there once. */
static void check_value(const struct kp_document *changed, const struct setting *setting)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	struct kp_node *node = NULL;

	FUZZ_CHECK(kp_document_new(NULL, NULL, &scratch, NULL) == KP_OK);
	FUZZ_CHECK(kp_tree_sort_last(changed->root, scratch, &node, NULL) == KP_OK);
	for (const char *path = setting->path; *path != '\0'; path += *path == '.') {
		size_t len = strcspn(path, ".");
		const struct kp_member *member = kp_document_last(node, path, len);

		FUZZ_CHECK(member != NULL);
		node = member->value;
		path += len;
	}
	FUZZ_CHECK(kp_document_is_value(node, &setting->value));
}

static void check_changed(const uint8_t *data, size_t size, const uint8_t *buf, size_t len,
			  const struct setting *setting, long line)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *old = parse(data, size);
	KP_CLEANUP(kp_document_freep) struct kp_document *changed = parse(buf, len);
	bool is_same = len == size && memcmp(data, buf, len) == 0;
	long found = 0;

	FUZZ_CHECK(line >= 1);
	FUZZ_CHECK(is_same ||
		   kp_document_is_set(old, changed, setting->path, &setting->value, &found));
	FUZZ_CHECK(is_same || found == line);
	check_value(changed, setting);
	check_kubelet(old, changed, setting->path, false);
	check_kubelet(old, changed, setting->path, true);
}

static void check_setting(const uint8_t *data, size_t size, const struct setting *setting)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer again = { 0 };
	struct kp_bytes bytes = { data, size };
	struct kp_error error = { 0 };
	long line = 0;
	long again_line = 0;
	enum kp_status status = kp_document_set(&bytes, &limits, setting->path, &setting->value,
						&text, &line, &error);

	if (status != KP_OK) {
		FUZZ_CHECK(text.at == NULL && status != KP_ERR_NOMEM);
		fuzz_check_error(status, &error);
		return;
	}
	check_changed(data, size, text.at, text.len, setting, line);
	bytes = kp_buffer_bytes(&text);
	FUZZ_CHECK(kp_document_set(&bytes, &limits, setting->path, &setting->value, &again,
				   &again_line, NULL) == KP_OK);
	FUZZ_CHECK(again.len == text.len && memcmp(again.at, text.at, text.len) == 0 &&
		   again_line == line);
}

/** Set the value that the first line asks for. */
static void check_asked(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *line = fuzz_copy(data, size);
	const char *items[MAX_ITEMS];
	struct setting setting = { .value = { .items = items } };
	char *value;
	char *rest;

	line[strcspn(line, "\r\n")] = '\0';
	value = strncmp(line, "# ", 2) == 0 ? strchr(line + 2, ' ') : NULL;
	if (value == NULL || value[1] == '\0' || value[2] != ' ') {
		return;
	}
	*value = '\0';
	setting.path = line + 2;
	setting.value.kind = value[1] == 'b'   ? KP_NODE_BOOL
			     : value[1] == 'i' ? KP_NODE_INT
			     : value[1] == 'l' ? KP_NODE_LIST
					       : KP_NODE_STRING;
	setting.value.text = value + 3;
	if (setting.value.kind == KP_NODE_LIST) {
		for (char *item = strtok_r(value + 3, ",", &rest);
		     item != NULL && setting.value.count < MAX_ITEMS;
		     item = strtok_r(NULL, ",", &rest)) {
			items[setting.value.count++] = item;
		}
	}
	check_setting(data, size, &setting);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		check_setting(data, size, &settings[i]);
	}
	check_asked(data, size);
	return 0;
}

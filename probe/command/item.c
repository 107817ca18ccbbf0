/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/item.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "command/xml.h"

/** An entity that is there. */
static const xmlNode *entity(const xmlNode *item, const char *name)
{
	const xmlNode *found = kp_xml_child(item, name);

	return kp_xml_has(found, "status", "does not exist") ? NULL : found;
}

/** The text of an entity. @param[out] ret_text caller-owned; NULL if it does not exist */
static enum kp_status read_entity(const xmlNode *item, const char *name, char **ret_text,
				  struct kp_error *reterr)
{
	const xmlNode *found = entity(item, name);

	return found == NULL ? KP_OK : kp_xml_text(found, ret_text, reterr);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void add_value(struct kp_text *text, const char *value)
{
	kp_text_add_str(text, value == NULL ? " is not set" : " is ");
	kp_text_add_str(text, or_empty(value));
}

/** Whether a name is one of a list with a comma before and behind each. */
static bool is_listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; (at = strstr(at, name)) != NULL; at++) {
		if (at != list && at[-1] == ',' && at[len] == ',') {
			return true;
		}
	}
	return false;
}

static enum kp_status tell_setting(const xmlNode *item, const struct kp_leave *leave,
				   struct kp_remark *finding, struct kp_text *text,
				   struct kp_error *reterr)
{
	const char *source = or_empty(finding->source);

	(void)item;
	(void)reterr;
	kp_text_add_str(text, or_empty(finding->setting));
	add_value(text, finding->value);
	kp_text_add_str(text, ", source: ");
	kp_text_add_str(text, source);
	kp_text_add_str(text, ", location: ");
	kp_text_add_str(text, or_empty(finding->location));
	if (strcmp(source, "built-in default") == 0 &&
	    (leave->default_is_nothing ||
	     is_listed(leave->to_be_said, or_empty(finding->setting)))) {
		kp_text_add_str(text, " (in this profile a built-in default does not count)");
	}
	if (strcmp(source, "command line") == 0 && leave->argument_is_nothing) {
		kp_text_add_str(text, " (in this profile what an argument says does not count)");
	}
	return KP_OK;
}

static enum kp_status tell_drift(const xmlNode *item, const struct kp_leave *leave,
				 struct kp_remark *finding, struct kp_text *text,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	KP_CLEANUP(kp_freep) char *location = NULL;
	enum kp_status status = read_entity(item, "service_value", &value, reterr);

	(void)leave;
	if (status == KP_OK) {
		status = read_entity(item, "service_location", &location, reterr);
	}
	kp_text_add_str(text, or_empty(finding->setting));
	add_value(text, finding->value);
	kp_text_add_str(text, " (");
	kp_text_add_str(text, or_empty(finding->location));
	kp_text_add_str(text, "), and after a restart it");
	add_value(text, value);
	kp_text_add_str(text, " (");
	kp_text_add_str(text, or_empty(location));
	kp_text_add_char(text, ')');
	return status;
}

/** @return an octal digit for three rights of an item */
static char digit(const xmlNode *item, const char *const names[3])
{
	int value = 0;

	for (int i = 0; i < 3; i++) {
		value = 2 * value + (kp_xml_says(entity(item, names[i]), "true") ? 1 : 0);
	}
	return (char)('0' + value);
}

static enum kp_status tell_file(const xmlNode *item, const struct kp_leave *leave,
				struct kp_remark *finding, struct kp_text *text,
				struct kp_error *reterr)
{
	static const char *const rights[4][3] = {
		{ "suid", "sgid", "sticky" },
		{ "uread", "uwrite", "uexec" },
		{ "gread", "gwrite", "gexec" },
		{ "oread", "owrite", "oexec" },
	};
	KP_CLEANUP(kp_freep) char *owner = NULL;
	KP_CLEANUP(kp_freep) char *group = NULL;
	enum kp_status status = read_entity(item, "filepath", &finding->location, reterr);

	(void)leave;
	if (status == KP_OK) {
		status = read_entity(item, "user_id", &owner, reterr);
	}
	if (status == KP_OK) {
		status = read_entity(item, "group_id", &group, reterr);
	}
	kp_text_add_str(text, or_empty(finding->location));
	kp_text_add_str(text, " has mode ");
	for (size_t i = 0; i < 4; i++) {
		char c = digit(item, rights[i]);

		if (i > 0 || c != '0') {
			kp_text_add_char(text, c);
		}
	}
	kp_text_add_str(text, ", owner ");
	kp_text_add_str(text, or_empty(owner));
	kp_text_add_str(text, ", group ");
	kp_text_add_str(text, or_empty(group));
	return status;
}

/** Any other item: its entities by name. */
static enum kp_status tell_other(const xmlNode *item, const struct kp_leave *leave,
				 struct kp_remark *finding, struct kp_text *text,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	(void)leave;
	(void)finding;
	for (const xmlNode *node = kp_xml_child(item, NULL); node != NULL && status == KP_OK;
	     node = kp_xml_next(node, NULL)) {
		KP_CLEANUP(kp_freep) char *value = NULL;

		if (kp_xml_is(node, "message")) {
			continue;
		}
		status = kp_xml_text(node, &value, reterr);
		kp_text_add_str(text, text->len == 0 ? "" : " ");
		kp_text_add_str(text, (const char *)node->name);
		kp_text_add_str(text, value == NULL || *value == '\0' ? "" : " ");
		kp_text_add_str(text, or_empty(value));
	}
	return status;
}

/** How a kind of item is told; without a function, by its message only. */
struct kind {
	const char *name;
	const char *of; /* as in struct kp_remark */
	enum kp_status (*tell)(const xmlNode *item, const struct kp_leave *leave,
			       struct kp_remark *finding, struct kp_text *text,
			       struct kp_error *reterr);
};

#define KUBELET   "kubelet"
#define KUBEPROXY "kube-proxy"

static const struct kind kinds[] = {
	{ "kubeletsetting_item", KUBELET, tell_setting },
	{ "kubeletdrift_item", KUBELET, tell_drift },
	{ "kubeproxysetting_item", KUBEPROXY, tell_setting },
	{ "kubeproxydrift_item", KUBEPROXY, tell_drift },
	{ "file_item", NULL, tell_file },
	{ "kubelet_item", KUBELET, NULL },
	/* The setting that it was made of tells the same. */
	{ "variable_item", NULL, NULL },
	{ NULL, NULL, tell_other },
};

static enum kp_status read_entities(const xmlNode *item, struct kp_remark *finding,
				    struct kp_error *reterr)
{
	const struct {
		const char *name;
		char **text;
	} entities[] = {
		{ "pid", &finding->pid },           { "setting", &finding->setting },
		{ "value", &finding->value },       { "source", &finding->source },
		{ "location", &finding->location },
	};
	enum kp_status status = KP_OK;

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]) && status == KP_OK; i++) {
		status = read_entity(item, entities[i].name, entities[i].text, reterr);
	}
	return status;
}

enum kp_status kp_item_tell(const xmlNode *item, const struct kp_leave *leave,
			    struct kp_remark *ret_finding, struct kp_error *reterr)
{
	KP_CLEANUP(kp_remark_done) struct kp_remark finding = { 0 };
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	const struct kind *kind = kinds;
	enum kp_status status;

	while (kind->name != NULL && !kp_xml_is(item, kind->name)) {
		kind++;
	}
	finding.of = kind->of;
	status = kind->name == NULL ? KP_OK : read_entities(item, &finding, reterr);
	if (status == KP_OK && kind->tell != NULL) {
		status = kind->tell(item, leave, &finding, &text, reterr);
		if (status == KP_OK) {
			status = kp_text_finish(&text, &finding.text, reterr);
		}
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_finding = finding;
	finding = (struct kp_remark){ 0 };
	return KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/tailor.h"

#include <stdint.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/names.h"
#include "command/xml.h"

#define XCCDF "http://checklists.nist.gov/xccdf/1.2"

/** oscap up to 1.3.7 skips what follows a `select` without white space. */
#define SPACE "\n    "

static const xmlChar *to_xml(const char *text)
{
	return (const xmlChar *)text;
}

/** @return a new element, caller-owned, in the namespace of another one; NULL where memory ran out */
static xmlNode *make_element(const xmlNode *like, const char *name, const char *text)
{
	xmlNode *made = xmlNewDocNode(like->doc, like->ns, to_xml(name), NULL);

	if (made != NULL && text != NULL) {
		xmlNodeAddContent(made, to_xml(text));
	}
	return made;
}

/** Append an element. @return it; NULL where memory ran out */
static xmlNode *append(xmlNode *parent, const char *name, const char *text)
{
	xmlNode *made = parent == NULL ? NULL : make_element(parent, name, text);

	return made == NULL ? NULL : xmlAddChild(parent, made);
}

static bool set_attribute(xmlNode *node, const char *name, const char *text)
{
	return node != NULL && xmlNewProp(node, to_xml(name), to_xml(text)) != NULL;
}

/** @return the profile; NULL if the tailoring has none of that id */
static xmlNode *find_profile(const xmlNode *root, const char *id)
{
	xmlNode *profile = kp_xml_find(root, root, "Profile");

	while (profile != NULL && !kp_xml_has(profile, "id", id)) {
		profile = kp_xml_find(root, profile, "Profile");
	}
	return profile;
}

/** Add a profile that is the one of the content. @return it; NULL where memory ran out */
static xmlNode *add_profile(xmlNode *root, const char *id)
{
	xmlNode *profile = append(root, "Profile", NULL);

	return set_attribute(profile, "id", id) && set_attribute(profile, "extends", id) &&
			       append(profile, "title", kp_names_short(id)) != NULL
		       ? profile
		       : NULL;
}

/** Set the Value in a profile: behind all that selects and sets (XCCDF 1.2, 7.5.3). */
static bool set_value(xmlNode *profile, const struct kp_tailor *tailor)
{
	xmlNode *before = kp_xml_child(profile, NULL);
	xmlNode *space;
	xmlNode *made;

	while (before != NULL && !kp_xml_is(before, "metadata") &&
	       !kp_xml_is(before, "signature")) {
		if (kp_xml_is(before, "set-value") && kp_xml_has(before, "idref", tailor->value)) {
			xmlNodeSetContent(before, to_xml(tailor->text));
			return true;
		}
		before = kp_xml_next(before, NULL);
	}
	space = xmlNewDocText(profile->doc, to_xml(SPACE));
	made = make_element(profile, "set-value", tailor->text);
	if (space == NULL || !set_attribute(made, "idref", tailor->value)) {
		xmlFreeNode(space);
		xmlFreeNode(made);
		return false;
	}
	if (before == NULL) {
		(void)xmlAddChild(profile, space);
		(void)xmlAddChild(profile, made);
	} else {
		(void)xmlAddPrevSibling(before, space);
		(void)xmlAddPrevSibling(before, made);
	}
	return true;
}

/** @return a tailoring without profiles, caller-owned; NULL where memory ran out */
static xmlDoc *make_document(void)
{
	KP_CLEANUP(kp_xml_freep) xmlDoc *document = xmlNewDoc(to_xml("1.0"));
	xmlNode *root =
		document == NULL ? NULL : xmlNewDocNode(document, NULL, to_xml("Tailoring"), NULL);

	if (root == NULL) {
		return NULL;
	}
	(void)xmlDocSetRootElement(document, root);
	root->ns = xmlNewNs(root, to_xml(XCCDF), NULL);
	if (root->ns == NULL ||
	    !set_attribute(root, "id", "xccdf_" KP_NAMESPACE "_tailoring_scan") ||
	    !set_attribute(append(root, "version", "1"), "time", "2026-01-01T00:00:00")) {
		return NULL;
	}
	return kp_steal(&document);
}

enum kp_status kp_tailor_write(const struct kp_tailor *tailor, struct kp_buffer *ret_bytes,
			       struct kp_error *reterr)
{
	union {
		const xmlDoc *given;
		xmlDoc *document;
	} source = { .given = tailor->tailoring };

	KP_CLEANUP(kp_xml_freep)
	xmlDoc *document = source.given == NULL ? make_document() : xmlCopyDoc(source.document, 1);
	xmlNode *root = document == NULL ? NULL : xmlDocGetRootElement(document);
	xmlNode *profile = root == NULL ? NULL : find_profile(root, tailor->profile);
	enum kp_status status;
	xmlChar *text = NULL;
	int len = 0;

	if (profile == NULL && root != NULL) {
		profile = add_profile(root, tailor->profile);
	}
	if (profile != NULL && set_value(profile, tailor)) {
		xmlDocDumpMemory(document, &text, &len);
	}
	if (text == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_buffer_copy(&(struct kp_bytes){ text, (size_t)len }, ret_bytes, reterr);
	xmlFree(text);
	return status;
}

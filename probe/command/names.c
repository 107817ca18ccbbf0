/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/names.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "command/xml.h"

const char *kp_names_short(const char *id)
{
	static const char *const kinds[] = { "_profile_", "_rule_" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *kind = strncmp(id, "xccdf_", 6) == 0 ? strstr(id, kinds[i]) : NULL;

		if (kind != NULL) {
			return kind + strlen(kinds[i]);
		}
	}
	return id;
}

/** Say that there is no such name, and which there are. */
static enum kp_status fail_unknown(const xmlNode *root, const char *element, const char *what,
				   const char *name, struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	KP_CLEANUP(kp_freep) char *list = NULL;
	enum kp_status status = KP_OK;

	for (const xmlNode *node = kp_xml_find(root, root, element);
	     node != NULL && status == KP_OK; node = kp_xml_find(root, node, element)) {
		const char *id = kp_xml_attribute(node, "id");

		id = id == NULL ? "" : kp_names_short(id);
		status = kp_strings_add(&names, id, strlen(id), reterr);
	}
	if (status == KP_OK) {
		status = kp_strings_join(&names, " ", &list, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	return kp_fail(reterr, KP_ERR_NOENT, "%s: there is no %c%s '%s', but: %s", what,
		       tolower((unsigned char)element[0]), element + 1, name, list);
}

enum kp_status kp_names_find(const xmlDoc *document, const char *element, const char *what,
			     const char *name, const char **ret_id, struct kp_error *reterr)
{
	const xmlNode *root = xmlDocGetRootElement(document);
	const char *found = NULL;

	for (const xmlNode *node = kp_xml_find(root, root, element); node != NULL;
	     node = kp_xml_find(root, node, element)) {
		const char *id = kp_xml_attribute(node, "id");

		if (id == NULL) {
			continue;
		}
		if (strcmp(id, name) == 0) {
			*ret_id = id;
			return KP_OK;
		}
		if (strcmp(kp_names_short(id), name) != 0) {
			continue;
		}
		if (found != NULL && strcmp(found, id) != 0) {
			return kp_fail(reterr, KP_ERR_INVAL, "%s: '%s' is short for %s and for %s",
				       what, name, found, id);
		}
		found = id;
	}
	if (found == NULL) {
		return fail_unknown(root, element, what, name, reterr);
	}
	*ret_id = found;
	return KP_OK;
}

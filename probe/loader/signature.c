/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/signature.h"

#include <string.h>

#include "loader/program.h"
#include "loader/tree.h"

/* The session that this thread made last. */
static _Thread_local struct {
	const struct xccdf_session *session;
	struct oscap_source *source;
	bool is_absent; /* as it was told */
	bool is_demanded;
} latest;

void kp_signature_note(const struct xccdf_session *session, struct oscap_source *source)
{
	latest.session = session;
	latest.source = source;
	latest.is_absent = false;
	latest.is_demanded = false;
}

/**
 * Whether a document is a data stream: of a tailoring it is what that names which is evaluated, and has to
 * be signed well. The numbers of kinds of documents are others in libopenscap 1.4.
 */
static bool is_stream(const xmlDoc *document)
{
	const xmlNode *root = kp_tree_element(document->children);

	return root != NULL && strcmp((const char *)root->name, "data-stream-collection") == 0;
}

/** Whether an element, in any namespace, is something else (kp_tree_visit). */
static bool is_no_signature(void *data, const xmlNode *element)
{
	(void)data;
	return strcmp((const char *)element->name, "Signature") != 0;
}

/* libopenscap starts xmlsec and OpenSSL, and then looks for an element Signature. Where there is none, which
 * is no error, it ends them again (1.3.7 to 1.4.2, _oscap_signature_validate_doc() in
 * src/source/signature.c): 2 MB for nothing. The tree that is looked at is the one it would look at, which
 * the session has parsed to find out what it is. */
bool kp_signature_is_absent(const struct xccdf_session *session)
{
	const xmlDoc *document;

	if (session == NULL || session != latest.session || latest.is_demanded ||
	    !kp_program_is_oscap() || oscap_err()) {
		return false;
	}
	document = kp_tree_of(latest.source);
	latest.is_absent = document != NULL && is_stream(document) &&
			   kp_tree_each_element(document, is_no_signature, NULL);
	if (document == NULL) {
		oscap_clearerr();
	}
	return latest.is_absent;
}

bool kp_signature_demand(const struct xccdf_session *session)
{
	if (session == NULL || session != latest.session) {
		return false;
	}
	latest.is_demanded = true;
	return latest.is_absent;
}

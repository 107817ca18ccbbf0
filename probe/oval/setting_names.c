/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/setting_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/names.h"
#include "oval/entity.h"

/** Take a name if it satisfies an entity. @return 0; PROBE_ENOMEM */
static int take_if(struct kp_session_names *names, enum kp_match match, const char *name)
{
	switch (match) {
	case KP_MATCH_NO:
		return 0;
	case KP_MATCH_YES:
		return kp_strings_add(&names->found, name, strlen(name), NULL) == KP_OK
			       ? 0
			       : PROBE_ENOMEM;
	case KP_MATCH_ERROR:
		break;
	}
	names->is_refused = true;
	return 0;
}

/** Take the names that an entity holds; no table needs to know them. */
static int take_named(struct kp_session_names *names, struct kp_entity *entity)
{
	SEXP_t *values = NULL;
	uint32_t count = (uint32_t)probe_ent_getvals(entity->sexp, &values);
	int result = 0;

	for (uint32_t i = 1; result == 0 && i <= count; i++) {
		SEXP_t *value = SEXP_list_nth(values, i);
		KP_CLEANUP(kp_freep) char *name = SEXP_string_cstr(value);

		if (name == NULL) {
			names->is_refused = true;
		} else {
			result = take_if(names, kp_entity_match_own(entity, name), name);
		}
		SEXP_free(value);
	}
	SEXP_free(values);
	return result;
}

/** Take the names of the tables that satisfy an entity. */
static int take_known(struct kp_session *session, struct kp_entity *entity)
{
	struct kp_session_names *names = &session->names;
	size_t position = 0;
	const char *name;
	int result = 0;

	/* An entity that cannot be compared with one name cannot with another. */
	while (result == 0 && !names->is_refused &&
	       (name = kp_names_next(session->component, &position)) != NULL) {
		result = take_if(names, kp_entity_match(entity, name), name);
	}
	return result;
}

/** Whether the names that an entity can mean are the ones that it holds. */
static bool names_all(const struct kp_entity *entity)
{
	return !kp_entity_is_inverted(entity->sexp) && entity->operation == OVAL_OPERATION_EQUALS;
}

/** Find the names, which are the same for each kubelet. */
static int find_names(struct kp_session *session)
{
	KP_CLEANUP(kp_entity_done) struct kp_entity entity;

	if (!kp_entity_init(session->subtype, session->object, "setting",
			    kp_kept_memo(session->kept), &entity)) {
		return PROBE_ENOENT;
	}
	session->names.is_known = true;
	return names_all(&entity) ? take_named(&session->names, &entity)
				  : take_known(session, &entity);
}

int kp_setting_names_each(struct kp_session *session, const struct kp_kubelet *kubelet,
			  kp_setting_collect collect)
{
	const struct kp_session_names *names = &session->names;
	int result = names->is_known ? 0 : find_names(session);

	for (size_t i = 0; result == 0 && !session->items.is_over && i < names->found.count; i++) {
		result = collect(session, kubelet, names->found.items[i]);
	}
	return result == 0 && names->is_refused ? kp_session_refuse_entity(session, "setting")
						: result;
}

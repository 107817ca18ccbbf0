/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/setting_names.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "component/names.h"
#include "oval/entity.h"

/** Collect a setting if its name satisfies an entity. */
static int collect_if(struct kp_session *session, const struct kp_kubelet *kubelet,
		      struct kp_entity *entity, const char *name, kp_setting_collect collect)
{
	switch (kp_entity_match(entity, name)) {
	case KP_MATCH_NO:
		return 0;
	case KP_MATCH_YES:
		return collect(session, kubelet, name);
	case KP_MATCH_ERROR:
		break;
	}
	return kp_session_refuse_entity(session, "setting");
}

/** Collect the settings that an entity names one by one; no table needs to know them. */
static int collect_named(struct kp_session *session, const struct kp_kubelet *kubelet,
			 struct kp_entity *entity, kp_setting_collect collect)
{
	SEXP_t *values = NULL;
	uint32_t count = (uint32_t)probe_ent_getvals(entity->sexp, &values);
	int result = 0;

	for (uint32_t i = 1; result == 0 && i <= count; i++) {
		SEXP_t *value = SEXP_list_nth(values, i);
		KP_CLEANUP(kp_freep) char *name = SEXP_string_cstr(value);

		result = name == NULL ? kp_session_refuse_entity(session, "setting")
				      : collect_if(session, kubelet, entity, name, collect);
		SEXP_free(value);
	}
	SEXP_free(values);
	return result;
}

/** Collect the settings of the tables whose names satisfy an entity. */
static int collect_known(struct kp_session *session, const struct kp_kubelet *kubelet,
			 struct kp_entity *entity, kp_setting_collect collect)
{
	size_t position = 0;
	const char *name;
	int result = 0;

	/* An entity that cannot be compared with one name cannot with another. */
	name = kp_names_next(session->component, &position);
	if (kp_entity_match(entity, name) == KP_MATCH_ERROR) {
		return kp_session_refuse_entity(session, "setting");
	}
	for (; result == 0 && name != NULL; name = kp_names_next(session->component, &position)) {
		result = collect_if(session, kubelet, entity, name, collect);
	}
	return result;
}

/** Whether the names that an entity can mean are the ones that it holds. */
static bool names_all(const struct kp_entity *entity)
{
	return !kp_entity_is_inverted(entity->sexp) && entity->operation == OVAL_OPERATION_EQUALS;
}

int kp_setting_names_each(struct kp_session *session, const struct kp_kubelet *kubelet,
			  kp_setting_collect collect)
{
	KP_CLEANUP(kp_entity_done) struct kp_entity entity;

	if (!kp_entity_init(session->subtype, session->object, "setting",
			    kp_kept_memo(session->kept), &entity)) {
		return PROBE_ENOENT;
	}
	return names_all(&entity) ? collect_named(session, kubelet, &entity, collect)
				  : collect_known(session, kubelet, &entity, collect);
}

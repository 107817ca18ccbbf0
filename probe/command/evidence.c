/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/evidence.h"

#include <libxml/hash.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "command/xml.h"

/** How many nodes a set of them begins with room for. */
#define SET_SIZE 64

/** What oscap says where a variable has no value: no reason, but what follows from one. */
static const char *const follow_ups[] = { "Referenced variable", "There was a problem" };

/** The results of one document of OVAL definitions: an ARF has those of applicability checks, too, with
 * numbers of items of their own. */
struct outcome {
	xmlHashTable *definitions; /**< results of definitions, by their ids */
	const xmlNode *system;     /**< of the results */
	const xmlNode *tests;      /**< as they are defined */
	const xmlNode *objects;    /**< what was collected of each */
	const xmlNode *items;
};

struct kp_evidence {
	struct outcome *outcomes;
	size_t count;
	size_t size;
};

/** What of an outcome a verdict stands on: sets of ids. */
struct ground {
	const struct outcome *outcome;
	const struct kp_leave *leave;
	struct kp_verdict *verdict;
	bool has_failed;        /**< the verdict is fail: values are what is wrong */
	xmlHashTable *tests;    /**< that the definition names */
	xmlHashTable *failed;   /**< of these, that did not come out true */
	xmlHashTable *items;    /**< that a failed test did not find true */
	xmlHashTable *about;    /**< that any test looked at */
	xmlHashTable *objects;  /**< of failed tests */
	xmlHashTable *told;     /**< items that are findings already */
	bool has_variable_item; /**< among the items that were not found true */
	bool has_item;
	const char *unseen; /**< the comment of a test of what was not looked at; NULL */
};

static void put(xmlHashTable *set, const char *id, const xmlNode *node)
{
	union {
		const xmlNode *node;
		void *payload;
	} entry = { .node = node };

	/* The first of a name is the one that counts. */
	if (id != NULL) {
		(void)xmlHashAddEntry(set, (const xmlChar *)id, entry.payload);
	}
}

static const xmlNode *get(xmlHashTable *set, const char *id)
{
	return id == NULL ? NULL : xmlHashLookup(set, (const xmlChar *)id);
}

static void free_set(xmlHashTable *set)
{
	if (set != NULL) {
		xmlHashFree(set, NULL);
	}
}

void kp_evidence_free(struct kp_evidence *evidence)
{
	if (evidence == NULL) {
		return;
	}
	for (size_t i = 0; i < evidence->count; i++) {
		free_set(evidence->outcomes[i].definitions);
	}
	free(evidence->outcomes);
	free(evidence);
}

/** Look where everything is in an element oval_results. */
static enum kp_status add_outcome(struct kp_evidence *evidence, const xmlNode *results,
				  struct kp_error *reterr)
{
	const xmlNode *system = kp_xml_child(kp_xml_child(results, "results"), "system");
	const xmlNode *found = kp_xml_child(system, "oval_system_characteristics");
	const xmlNode *definition = kp_xml_child(kp_xml_child(system, "definitions"), "definition");
	struct outcome *outcome;
	enum kp_status status =
		kp_array_reserve(&evidence->outcomes, evidence->count, &evidence->size,
				 sizeof(*evidence->outcomes), reterr);

	if (status != KP_OK) {
		return status;
	}
	outcome = &evidence->outcomes[evidence->count];
	*outcome = (struct outcome){
		.definitions = xmlHashCreate(SET_SIZE),
		.system = system,
		.tests = kp_xml_child(kp_xml_child(results, "oval_definitions"), "tests"),
		.objects = kp_xml_child(found, "collected_objects"),
		.items = kp_xml_child(found, "system_data"),
	};
	if (outcome->definitions == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	evidence->count++;
	for (; definition != NULL; definition = kp_xml_next(definition, "definition")) {
		put(outcome->definitions, kp_xml_attribute(definition, "definition_id"),
		    definition);
	}
	return KP_OK;
}

enum kp_status kp_evidence_new(const xmlDoc *document, struct kp_evidence **ret_evidence,
			       struct kp_error *reterr)
{
	const xmlNode *root = xmlDocGetRootElement(document);
	struct kp_evidence *evidence = calloc(1, sizeof(*evidence));
	enum kp_status status = KP_OK;

	if (evidence == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (const xmlNode *node = kp_xml_find(root, root, "oval_results");
	     node != NULL && status == KP_OK; node = kp_xml_find(root, node, "oval_results")) {
		status = add_outcome(evidence, node, reterr);
	}
	if (status != KP_OK) {
		kp_evidence_free(evidence);
		return status;
	}
	*ret_evidence = evidence;
	return KP_OK;
}

static void ground_done(struct ground *ground)
{
	free_set(ground->tests);
	free_set(ground->failed);
	free_set(ground->items);
	free_set(ground->about);
	free_set(ground->objects);
	free_set(ground->told);
}

static enum kp_status ground_init(struct ground *ground, struct kp_error *reterr)
{
	xmlHashTable **sets[] = { &ground->tests, &ground->failed,  &ground->items,
				  &ground->about, &ground->objects, &ground->told };

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		*sets[i] = xmlHashCreate(SET_SIZE);
		if (*sets[i] == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
	}
	return KP_OK;
}

/** What would do where the value in force counts, as the comments of such tests say, is no reason of a
 * failure where the audit text does. */
static bool is_idle(const struct ground *ground, const xmlNode *defined)
{
	const char *comment = kp_xml_attribute(defined, "comment");

	return ground->has_failed && ground->leave->text_counts && comment != NULL &&
	       strstr(comment, "where that counts") != NULL;
}

/** @return the definition of a test in its document; NULL */
static const xmlNode *defined_test(const struct ground *ground, const char *id)
{
	const xmlNode *test = kp_xml_child(ground->outcome->tests, NULL);

	while (test != NULL && (id == NULL || !kp_xml_has(test, "id", id))) {
		test = kp_xml_next(test, NULL);
	}
	return test;
}

/** Take the results of a test. */
static void take_test(struct ground *ground, const xmlNode *test)
{
	const char *id = kp_xml_attribute(test, "test_id");
	bool is_failed =
		!kp_xml_has(test, "result", "true") && !is_idle(ground, defined_test(ground, id));

	for (const xmlNode *item = kp_xml_child(test, "tested_item"); item != NULL;
	     item = kp_xml_next(item, "tested_item")) {
		put(ground->about, kp_xml_attribute(item, "item_id"), item);
		if (is_failed && !kp_xml_has(item, "result", "true")) {
			put(ground->items, kp_xml_attribute(item, "item_id"), item);
		}
	}
	if (is_failed) {
		put(ground->failed, id, test);
	}
}

/** Take the definitions of tests that failed: which objects they have. */
static void take_definition(struct ground *ground, const xmlNode *test)
{
	if (get(ground->failed, kp_xml_attribute(test, "id")) == NULL) {
		return;
	}
	if (kp_xml_is(test, "variable_test") && ground->unseen == NULL) {
		ground->unseen = kp_xml_attribute(test, "comment");
		ground->unseen = ground->unseen == NULL ? "" : ground->unseen;
	}
	for (const xmlNode *object = kp_xml_child(test, "object"); object != NULL;
	     object = kp_xml_next(object, "object")) {
		put(ground->objects, kp_xml_attribute(object, "object_ref"), object);
	}
}

/** Fill the sets of ids. */
static void survey(struct ground *ground, const xmlNode *definition)
{
	const struct outcome *outcome = ground->outcome;
	const xmlNode *node;

	for (node = kp_xml_find(definition, definition, "criterion"); node != NULL;
	     node = kp_xml_find(definition, node, "criterion")) {
		put(ground->tests, kp_xml_attribute(node, "test_ref"), node);
	}
	for (node = kp_xml_child(kp_xml_child(outcome->system, "tests"), "test"); node != NULL;
	     node = kp_xml_next(node, "test")) {
		if (get(ground->tests, kp_xml_attribute(node, "test_id")) != NULL) {
			take_test(ground, node);
		}
	}
	for (node = kp_xml_child(outcome->tests, NULL); node != NULL;
	     node = kp_xml_next(node, NULL)) {
		take_definition(ground, node);
	}
	for (node = kp_xml_child(outcome->items, NULL); node != NULL;
	     node = kp_xml_next(node, NULL)) {
		if (get(ground->items, kp_xml_attribute(node, "id")) != NULL) {
			ground->has_item = true;
			ground->has_variable_item =
				ground->has_variable_item || kp_xml_is(node, "variable_item");
		}
	}
}

/** Add a finding to the verdict. @param[in] finding consumed, also on failure */
static enum kp_status add(struct ground *ground, struct kp_remark *finding, bool is_reason,
			  struct kp_error *reterr)
{
	struct kp_verdict *verdict = ground->verdict;
	enum kp_status status = kp_array_reserve(&verdict->findings, verdict->count, &verdict->size,
						 sizeof(*verdict->findings), reterr);

	if (status != KP_OK) {
		kp_remark_done(finding);
		return status;
	}
	finding->is_reason = is_reason;
	verdict->findings[verdict->count++] = *finding;
	return KP_OK;
}

/** Add a reason that is of no item. */
static enum kp_status add_text(struct ground *ground, const char *before, const char *said,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	struct kp_remark finding = { 0 };
	enum kp_status status;

	kp_text_add_str(&text, before);
	kp_text_add_str(&text, said);
	status = kp_text_finish(&text, &finding.text, reterr);
	return status == KP_OK ? add(ground, &finding, true, reterr) : status;
}

/** Whether an item is a setting that is set. */
static bool is_set_setting(const xmlNode *item)
{
	const xmlNode *value = kp_xml_child(item, "value");

	return kp_xml_is(item, "kubeletsetting_item") && value != NULL &&
	       !kp_xml_has(value, "status", "does not exist");
}

/** Which items are told, by their sets; each but the messages of those that are in error. */
typedef bool (*kp_choice)(const struct ground *ground, const xmlNode *item);

/** The values that made a test fail. */
static bool is_wrong(const struct ground *ground, const xmlNode *item)
{
	const char *id = kp_xml_attribute(item, "id");

	return (get(ground->items, id) != NULL && !kp_xml_has(item, "status", "error")) ||
	       (ground->has_variable_item && get(ground->about, id) != NULL &&
		is_set_setting(item));
}

/** The settings that a definition is about, where it is no test of theirs that failed. */
static bool is_about(const struct ground *ground, const xmlNode *item)
{
	return get(ground->about, kp_xml_attribute(item, "id")) != NULL && is_set_setting(item);
}

/** What else was looked at. */
static bool is_rest(const struct ground *ground, const xmlNode *item)
{
	const char *id = kp_xml_attribute(item, "id");

	return get(ground->about, id) != NULL && get(ground->told, id) == NULL &&
	       !kp_xml_has(item, "status", "error");
}

/** Add what chosen items say of values. */
static enum kp_status add_values(struct ground *ground, kp_choice is_chosen, bool is_reason,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (const xmlNode *item = kp_xml_child(ground->outcome->items, NULL);
	     item != NULL && status == KP_OK; item = kp_xml_next(item, NULL)) {
		struct kp_remark finding = { 0 };

		if (!is_chosen(ground, item)) {
			continue;
		}
		status = kp_item_tell(item, ground->leave, &finding, reterr);
		if (status == KP_OK && finding.text == NULL) {
			kp_remark_done(&finding);
		} else if (status == KP_OK) {
			put(ground->told, kp_xml_attribute(item, "id"), item);
			status = add(ground, &finding, is_reason, reterr);
		}
	}
	return status;
}

/** Whether a message says only that another one is the reason. */
static bool is_follow_up(const xmlNode *message)
{
	const char *text =
		message->children == NULL ? NULL : (const char *)message->children->content;

	for (size_t i = 0; text != NULL && i < sizeof(follow_ups) / sizeof(follow_ups[0]); i++) {
		if (strncmp(text, follow_ups[i], strlen(follow_ups[i])) == 0) {
			return true;
		}
	}
	return false;
}

/** Two tests tell the same of one kubelet: once is enough. */
static bool is_known(const struct kp_verdict *verdict, const struct kp_remark *finding)
{
	for (size_t i = 0; i < verdict->count; i++) {
		const struct kp_remark *known = &verdict->findings[i];

		if (known->message != NULL && kp_text_is_same(known->message, finding->message) &&
		    kp_text_is_same(known->pid, finding->pid)) {
			return true;
		}
	}
	return false;
}

/** Add a message of an item or of an object. */
static enum kp_status add_message(struct ground *ground, const xmlNode *about,
				  const xmlNode *message, struct kp_error *reterr)
{
	struct kp_remark finding = { 0 };
	enum kp_status status = kp_item_tell(about, ground->leave, &finding, reterr);

	free(finding.text);
	finding.text = NULL;
	if (status == KP_OK) {
		status = kp_xml_text(message, &finding.message, reterr);
	}
	if (status == KP_OK) {
		status = kp_text_dup(finding.message, &finding.text, reterr);
	}
	if (status != KP_OK || is_known(ground->verdict, &finding)) {
		kp_remark_done(&finding);
		return status;
	}
	return add(ground, &finding, true, reterr);
}

/**
 * Add the messages of elements whose ids are in a set.
 * @param[in] elements their parent
 * @param[in,out] ret_has becomes true if there is any
 */
static enum kp_status add_messages(struct ground *ground, const xmlNode *elements,
				   xmlHashTable *set, bool *ret_has, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (const xmlNode *node = kp_xml_child(elements, NULL); node != NULL;
	     node = kp_xml_next(node, NULL)) {
		const xmlNode *message = kp_xml_child(node, "message");

		if (message == NULL || get(set, kp_xml_attribute(node, "id")) == NULL ||
		    is_follow_up(message)) {
			continue;
		}
		*ret_has = true;
		for (; message != NULL && status == KP_OK;
		     message = kp_xml_next(message, "message")) {
			status = add_message(ground, node, message, reterr);
		}
	}
	return status;
}

/** Order by pid: none first, then by number, which as a text of digits is by length first. */
static int compare_pids(const char *left, const char *right)
{
	size_t left_len = left == NULL ? 0 : strlen(left);
	size_t right_len = right == NULL ? 0 : strlen(right);

	if (left_len != right_len) {
		return left_len < right_len ? -1 : 1;
	}
	return left_len == 0 ? 0 : strcmp(left, right);
}

/** Sort findings from one on by their pids, those of one pid as they are. */
static void sort(struct kp_verdict *verdict, size_t from)
{
	for (size_t i = from + 1; i < verdict->count; i++) {
		struct kp_remark finding = verdict->findings[i];
		size_t place = i;

		while (place > from &&
		       compare_pids(verdict->findings[place - 1].pid, finding.pid) > 0) {
			verdict->findings[place] = verdict->findings[place - 1];
			place--;
		}
		verdict->findings[place] = finding;
	}
}

/** Where no item and no message says why. */
static enum kp_status add_last_resort(struct ground *ground, struct kp_error *reterr)
{
	enum kp_status status;

	/* Of what was not looked at there is no item. */
	if (strcmp(ground->verdict->result, "error") == 0 && ground->unseen != NULL) {
		status = add_values(ground, is_about, true, reterr);
		sort(ground->verdict, 0);
		return status == KP_OK ? add_text(ground, "not so: ", ground->unseen, reterr)
				       : status;
	}
	return add_text(ground, "",
			ground->has_failed
				? "nothing of the kind was found on this machine"
				: "the check could not be carried out: see what oscap wrote above",
			reterr);
}

/** Add why the verdict is not pass. */
static enum kp_status add_reasons(struct ground *ground, struct kp_error *reterr)
{
	struct kp_verdict *verdict = ground->verdict;
	bool has_message = false;
	enum kp_status status = KP_OK;
	size_t values;

	/* The values only where a value is what is wrong. */
	if (ground->has_failed) {
		status = add_values(ground, is_wrong, true, reterr);
	}
	sort(verdict, 0);
	values = verdict->count;
	if (status == KP_OK) {
		status = add_messages(ground, ground->outcome->objects, ground->objects,
				      &has_message, reterr);
	}
	if (status == KP_OK) {
		status = add_messages(ground, ground->outcome->items, ground->items, &has_message,
				      reterr);
	}
	sort(verdict, values);
	if (status != KP_OK || has_message || (ground->has_failed && ground->has_item)) {
		return status;
	}
	return add_last_resort(ground, reterr);
}

static enum kp_status add_findings(struct ground *ground, const xmlNode *definition,
				   struct kp_error *reterr)
{
	enum kp_status status = ground_init(ground, reterr);
	size_t reasons;

	if (status != KP_OK) {
		return status;
	}
	survey(ground, definition);
	if (kp_verdict_has_reason(ground->verdict)) {
		status = add_reasons(ground, reterr);
	}
	reasons = ground->verdict->count;
	if (status == KP_OK) {
		status = add_values(ground, is_rest, false, reterr);
	}
	sort(ground->verdict, reasons);
	return status;
}

enum kp_status kp_evidence_add(const struct kp_evidence *evidence, const char *definition,
			       const struct kp_leave *leave, struct kp_verdict *verdict,
			       struct kp_error *reterr)
{
	static const struct outcome none = { 0 };
	KP_CLEANUP(ground_done)
	struct ground ground = {
		.outcome = &none,
		.leave = leave,
		.verdict = verdict,
		.has_failed = strcmp(verdict->result, "fail") == 0,
	};
	const xmlNode *found = NULL;

	for (size_t i = 0; i < evidence->count && found == NULL && definition != NULL; i++) {
		ground.outcome = &evidence->outcomes[i];
		found = get(ground.outcome->definitions, definition);
	}
	if (found == NULL) {
		ground.outcome = &none;
		return kp_verdict_has_reason(verdict) ? add_last_resort(&ground, reterr) : KP_OK;
	}
	return add_findings(&ground, found, reterr);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/limits.h"
#include "table.h"

/** Limits let every real kubelet pass: 128 KiB of arguments, a file of an etcd object, all gates. */
static void test_limits(void **state)
{
	const struct kp_limits *limits = &kp_default_limits;

	(void)state;
	assert_true(limits->argv_bytes >= 128 << 10);
	assert_true(limits->file_bytes >= 1536 << 10);
	assert_true(limits->document_nodes >= 10000);
	assert_true(limits->document_depth >= 10);
	assert_true(limits->document_anchors >= 10);
	assert_true(limits->document_blanks >= 1000);
	assert_true(limits->document_directives >= 10);
	assert_true(limits->elements >= 300);
	/* A setting of each kubelet, and all settings of some hundred. */
	assert_true(limits->entities >= limits->kubelets * 8);
}

/** The sum of two weights within the limit cannot overflow, as kp__node_append() needs it. */
static void test_no_limits(void **state)
{
	(void)state;
	assert_true(kp_no_limits.document_nodes <= SIZE_MAX - kp_no_limits.document_nodes);
	assert_null(kp_no_limits.room);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_limits),
		TABLE_ONE(test_no_limits),
	};

	return TABLE_MAIN(tables);
}

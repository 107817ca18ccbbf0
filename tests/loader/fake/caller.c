/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stddef.h>

#include "fake.h"

/* The plugin's first type, and one that nobody has. */
static const int subtypes[] = { 1, 9900, 9901, 9902, 9903, 9904, 9999 };

static const char *shown(const char *text)
{
	return text != NULL ? text : "(null)";
}

static void call_one(int subtype)
{
	(void)printf("%d main=%d init=%d fini=%d offline=%d text=%s str=%s", subtype,
		     probe_table_get_main_function(subtype) != NULL,
		     probe_table_get_init_function(subtype) != NULL,
		     probe_table_get_fini_function(subtype) != NULL,
		     probe_table_get_offline_mode_function(subtype) != NULL,
		     shown(oval_subtype_get_text(subtype)), shown(oval_subtype_to_str(subtype)));
#ifndef FAKE_PARTIAL
	(void)printf(" exists=%d", probe_table_exists(subtype));
#endif
	(void)printf("\n");
}

void fake_call_all(void)
{
	for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++)
		call_one(subtypes[i]);
	(void)printf("size=%d", probe_table_size());
#ifndef FAKE_HOOKLESS
	for (int i = 0; i <= probe_table_size(); i++)
		(void)printf(" %d", probe_table_at_index(i));
#endif
	(void)printf(
		"\nlinux/kubelet=%d linux/kubeletsetting=%d linux/kubeletdrift=%d linux/kubeproxysetting=%d linux/kubeproxydrift=%d unix/kubelet=%d linux/two=%d\n",
		oval_subtype_from_str("linux", "kubelet"),
		oval_subtype_from_str("linux", "kubeletsetting"),
		oval_subtype_from_str("linux", "kubeletdrift"),
		oval_subtype_from_str("linux", "kubeproxysetting"),
		oval_subtype_from_str("linux", "kubeproxydrift"),
		oval_subtype_from_str("unix", "kubelet"), oval_subtype_from_str("linux", "two"));
	(void)printf("import=%d tailoring=%d\n", oval_definition_model_import_source(NULL) == NULL,
		     xccdf_tailoring_import_source(NULL, NULL) == NULL);
}

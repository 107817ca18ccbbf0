/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/limits.h"

#include <stdint.h>

/** Each limit is far above what a component can use, and far below what would hurt the scan. */
const struct kp_limits kp_default_limits = {
	.seconds = 60,         /* a node with 10,000 processes takes less than one */
	.argv_bytes = 4 << 20, /* Linux allows 6 MiB at most (execve(2)); real ones have 4 KiB */
	.file_bytes = 4 << 20, /* an etcd object, so a kubeadm ConfigMap, ends at 1.5 MiB */
	.document_nodes = 1 << 20,   /* more than file_bytes can hold, but for aliases */
	.all_values = 4 << 20,       /* some 500 MB; a node has one kubelet with some 100 values */
	.executable_bytes = 1 << 30, /* two seconds; a kubelet has 130 MB at most */
	.kubelets = 2000,            /* kind on a large machine has tens */
	.argv_count = 4096,          /* there are 200 flags */
	.document_depth = 100,       /* KubeletConfiguration is 5 deep */
	.document_anchors = 256,     /* each alias looks through them */
	.document_blanks = 4096,     /* libyaml clears the room for them at each blank */
	.document_directives = 256,  /* libyaml compares each with those before */
	.environ_bytes = 4 << 20,    /* as argv_bytes: they share the stack's space */
	.dropins = 256,              /* RKE2 writes one, and people add a few */
	.dropin_entries = 4096,
	.dropin_depth = 16,
	.unit_entries = 16384, /* a desktop has 600 */
	.unit_names = 8192,
	.unit_files = 1024, /* a unit of a distribution has up to 10 */
	.unit_settings = 16384,
	/* oscap 1.3.7 takes some 12 microseconds and 550 bytes for each: seven seconds, 300 MB. 2,000
	 * kubelets have 2,000 x 7 for a setting. */
	.entities = 1 << 19,
	.elements = 512, /* OpenShift names some 200 feature gates; oscap's time is quadratic */
};

const struct kp_limits kp_no_limits = {
	.argv_bytes = SIZE_MAX,
	.file_bytes = SIZE_MAX,
	.document_nodes = SIZE_MAX / 2,
	.document_depth = SIZE_MAX,
	.document_anchors = SIZE_MAX,
	.document_blanks = SIZE_MAX,
	.document_directives = SIZE_MAX,
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/stat.h"

#include <stddef.h>

#include <string.h>

#include "base/govalue.h"
#include "files/procfs.h"

/** Fields that are looked at, by their numbers in proc_pid_stat(5). */
enum {
	FIELD_STATE = 3,
	FIELD_PARENT = 4,
	FIELD_FLAGS = 9,
	FIELD_START = 22
};

/** include/linux/sched.h since Linux 2.6.27. */
static const int64_t pf_kthread = 0x00200000;

enum kp_status kp_stat_read(int dir_fd, const char *name, struct kp_stat *ret_stat,
			    struct kp_error *reterr)
{
	uint8_t text[1024];
	struct kp_stat stat = { 0 };
	int64_t flags = 0;
	bool known = true;
	size_t len;
	char *at;
	char *save = NULL;
	enum kp_status status = kp_procfs_peek(dir_fd, name, text, sizeof(text) - 1, &len, reterr);

	if (status != KP_OK) {
		return status;
	}
	text[len] = '\0';
	/* The name of the process may contain anything, also blanks and brackets. */
	at = strrchr((char *)text, ')');
	at = at == NULL ? NULL : strtok_r(at + 1, " ", &save);
	for (int field = FIELD_STATE; at != NULL && known && field < FIELD_START; field++) {
		if (field == FIELD_STATE) {
			stat.has_ended = at[0] == 'Z' || at[0] == 'X';
		} else if (field == FIELD_PARENT) {
			known = kp_go_int(at, 10, 64, &stat.parent);
		} else if (field == FIELD_FLAGS) {
			known = kp_go_int(at, 10, 64, &flags);
		}
		at = strtok_r(NULL, " ", &save);
	}
	if (at == NULL || !known || !kp_go_int(at, 10, 64, &stat.start_ticks)) {
		return kp_fail(reterr, KP_ERR_IO,
			       "cannot make out the start time in /proc/PID/stat");
	}
	stat.is_kernel_thread = (flags & pf_kthread) != 0;
	*ret_stat = stat;
	return KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * When a process started, by the clock that files are dated with.
 */
#ifndef KP_PROCESS_START_H
#define KP_PROCESS_START_H

#include <stdint.h>

#include <time.h>

#include "base/status.h"
#include "files/ctx.h"
#include "process/process.h"

/** The time, by CLOCK_REALTIME as it is set now, of a number of ticks since boot. */
struct timespec kp__start_of_ticks(int64_t ticks);

/**
 * Take an earlier start if the clock was stepped forward since (a machine that was resumed, NTP at boot):
 * the start that is worked out by the clock of now is then later than what was written after the real
 * one. systemd makes /run/systemd/units/invocation:UNIT right before it starts the first process of a
 * service (core/unit.c, unit_export_invocation_id()): what changed since that is not known to be older.
 * It counts for the processes that systemd itself has started, unless /run shows that the clock was
 * not stepped since boot.
 * @param[in,out] process all but its environment has been read
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp__start_check(const struct kp_ctx *ctx, int pid_fd, struct kp_process *process)
	__attribute__((warn_unused_result));

#endif

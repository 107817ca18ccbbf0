/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/hook.h"

#include <stdatomic.h>

#include "loader/real.h"

/* Written once by the constructor, before there are threads. */
static bool active;

void kp_hook_activate(void)
{
	active = true;
}

bool kp_hook_is_active(void)
{
	return active;
}

union kp_function kp_hook_real(const char *name)
{
	return (union kp_function){ .symbol = kp_real(name) };
}

union kp_function kp_hook_real_once(const char *name, _Atomic(void *) *found)
{
	union kp_function next = { .symbol = atomic_load(found) };

	if (next.symbol == NULL) {
		next = kp_hook_real(name);
		if (active) {
			atomic_store(found, next.symbol);
		}
	}
	return next;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/given.h"

#include <stdlib.h>

void kp_given_done(struct kp_given *given)
{
	kp_argv_free(given->argv);
	free(given->file);
	*given = (struct kp_given){ 0 };
}

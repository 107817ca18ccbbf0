/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A library that somebody else preloads for a reason of their own.
 */
int bystander(void);

int bystander(void)
{
	return 1;
}

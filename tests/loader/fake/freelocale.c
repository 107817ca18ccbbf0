/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * With the ASan runtime of GCC 12 and glibc 2.36, stock oscap hangs at its end after some errors: the
 * destructor of libp11-kit, which comes with libcurl, calls freelocale(), and the lock of glibc that
 * this takes has been released once too often. Tests of sanitized builds preload this in its place.
 */
#include <locale.h>

void freelocale(locale_t dataset)
{
	(void)dataset;
}

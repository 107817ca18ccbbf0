/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * When a file last changed, as its status tells (inode(7)).
 */
#ifndef KP_FILES_CHANGE_H
#define KP_FILES_CHANGE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

/**
 * The last moment at which a file can have changed in any way: its ctime, which no one can set back. A
 * file system that keeps whole seconds (ext3, ext4 with inodes of 128 bytes, some of NFS and FUSE) has
 * cut that down.
 */
struct timespec kp_change_of(const struct stat *st);

/**
 * The last moment at which a directory can have come to where it is: a rename sets its ctime alone, what
 * comes and goes in it sets its mtime too. So does a change of owner, mode or attributes.
 * @return the Epoch if the last change was one of its entries
 */
struct timespec kp_change_of_name(const struct stat *st);

bool kp_change_is_earlier(const struct timespec *left, const struct timespec *right);

#endif

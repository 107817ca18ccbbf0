/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/change.h"

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/** As the kernel (path_resolution(7)): more symbolic links than this are a loop. */
#define MAX_LINKS 40
/** Directories that one path may go down into; PATH_MAX allows more, no configuration does. */
#define MAX_DEPTH 128

/** A walk down from the root: the directories passed, and the text still to go. */
struct walk {
	int fds[MAX_DEPTH];     /* fds[0] is borrowed, the others are ours */
	size_t depth;           /* index of the innermost one */
	size_t ends[MAX_DEPTH]; /* bytes of `path` that lead to each */
	char path[PATH_MAX];    /* without symbolic links */
	int links;
	struct timespec newest;  /* of the changes of names on the way */
	bool keep_last;          /* whether a symbolic link at the end is not followed */
	kp_beneath_visit *visit; /* NULL if nobody looks at the way */
	void *visitor;
	char rest[PATH_MAX];
};

static void walk_done(struct walk *walk)
{
	while (walk->depth > 0) {
		kp_closep(&walk->fds[walk->depth--]);
	}
}

/**
 * Cut the next component off the text still to go. A slash at the end stands for `.`, as what is
 * before it has to be a directory (path_resolution(7)).
 * @return false at the end of the path
 */
static bool next_component(struct walk *walk, char component[NAME_MAX + 1], int *ret_errno)
{
	size_t slashes = strspn(walk->rest, "/");
	const char *begin = walk->rest + slashes;
	size_t len = strcspn(begin, "/");

	*ret_errno = len > NAME_MAX ? ENAMETOOLONG : 0;
	if ((len == 0 && slashes == 0) || len > NAME_MAX) {
		return false;
	}
	memcpy(component, len == 0 ? "." : begin, len == 0 ? 1 : len);
	component[len == 0 ? 1 : len] = '\0';
	memmove(walk->rest, begin + len, strlen(begin + len) + 1);
	return true;
}

/** Continue with the target of a symbolic link. @return an errno, or 0 */
static int follow(struct walk *walk, int link_fd)
{
	char target[PATH_MAX];
	char joined[PATH_MAX];
	struct statfs fs;
	ssize_t len;

	/* The links of a procfs are doors to other file systems, not texts (proc(5)). */
	if (fstatfs(link_fd, &fs) != 0 || fs.f_type == PROC_SUPER_MAGIC ||
	    ++walk->links > MAX_LINKS) {
		return ELOOP;
	}
	len = readlinkat(link_fd, "", target, sizeof(target) - 1);
	if (len <= 0) {
		return len == 0 ? ENOENT : errno;
	}
	target[len] = '\0';
	if (target[0] == '/') {
		walk_done(walk);
	}
	/* What is left begins with its slash, if it is anything. */
	if (snprintf(joined, sizeof(joined), "%s%s", target, walk->rest) >= (int)sizeof(joined)) {
		return ENAMETOOLONG;
	}
	memcpy(walk->rest, joined, sizeof(joined));
	return 0;
}

static bool is_at_end(const struct walk *walk)
{
	return walk->rest[0] == '\0';
}

/** Add a directory, or what is at the end. @param[in] fd consumed. @return an errno, or 0 */
static int descend(struct walk *walk, const char *component, int fd)
{
	size_t end = walk->ends[walk->depth];
	size_t len = strlen(component);

	if (walk->depth + 1 >= MAX_DEPTH || end + 1 + len >= sizeof(walk->path)) {
		kp_closep(&fd);
		return ENAMETOOLONG;
	}
	walk->path[end] = '/';
	memcpy(walk->path + end + 1, component, len + 1);
	walk->fds[++walk->depth] = fd;
	walk->ends[walk->depth] = end + 1 + len;
	return 0;
}

/** Show the look-up of a component. @param[in] st of what it is itself */
static void show(struct walk *walk, const struct stat *st)
{
	struct kp_beneath_step step = {
		.dir = walk->depth == 0 ? "/" : walk->path,
		.dir_fd = walk->fds[walk->depth],
		.st = st,
		.is_last = is_at_end(walk),
	};

	if (walk->visit != NULL) {
		walk->path[walk->ends[walk->depth]] = '\0';
		walk->visit(walk->visitor, &step);
	}
}

/** Note when what a name leads to came to be there. */
static void note_change(struct walk *walk, const struct stat *st)
{
	struct timespec changed = { 0 };

	if (S_ISLNK(st->st_mode)) {
		changed = kp_change_of(st);
	} else if (S_ISDIR(st->st_mode)) {
		changed = kp_change_of_name(st);
	}
	if (kp_change_is_earlier(&walk->newest, &changed)) {
		walk->newest = changed;
	}
}

/** Go into one component. @return an errno, or 0 */
static int step(struct walk *walk, const char *component)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	struct stat st;

	if (strcmp(component, ".") == 0 || strcmp(component, "..") == 0) {
		if (fstat(walk->fds[walk->depth], &st) != 0 || !S_ISDIR(st.st_mode)) {
			return ENOTDIR;
		}
		/* Never the file system's own "..": a renamed directory could lead out. */
		if (component[1] == '.' && walk->depth > 0) {
			kp_closep(&walk->fds[walk->depth--]);
		}
		return 0;
	}
	fd = openat(walk->fds[walk->depth], component, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		return errno;
	}
	show(walk, &st);
	note_change(walk, &st);
	if (S_ISLNK(st.st_mode) && !(walk->keep_last && is_at_end(walk))) {
		return follow(walk, fd);
	}
	return descend(walk, component, kp_steal_fd(&fd));
}

/** @return an errno, or 0 */
static int walk_all(struct walk *walk)
{
	char component[NAME_MAX + 1];
	int error = 0;

	while (error == 0 && next_component(walk, component, &error)) {
		error = step(walk, component);
	}
	return error;
}

/** Walk to the end of a path. @param[in,out] walk fresh; to be released also on failure */
static enum kp_status walk_path(struct walk *walk, const char *path, struct kp_error *reterr)
{
	size_t len = strlen(path);
	int error = ENAMETOOLONG;

	if (len < sizeof(walk->rest)) {
		memcpy(walk->rest, path, len + 1);
		error = len == 0 ? ENOENT : walk_all(walk);
	}
	return error == 0 ? KP_OK : kp_fail_errno(reterr, error, "cannot open %s", path);
}

/** A copy of a directory of the walk, or of what is at its end. @return -1 with errno set */
static int copy_fd(const struct walk *walk, size_t depth)
{
	return fcntl(walk->fds[depth], F_DUPFD_CLOEXEC, 0);
}

static enum kp_status open_by_walk(int root_fd, const char *path, bool keep_last, int *ret_fd,
				   struct kp_error *reterr)
{
	struct walk walk = { .fds = { root_fd }, .keep_last = keep_last };
	enum kp_status status = walk_path(&walk, path, reterr);

	if (status == KP_OK) {
		/* A copy of the innermost one, also when that is the root itself. */
		int fd = copy_fd(&walk, walk.depth);

		if (fd < 0) {
			status = kp_fail_errno(reterr, errno, "cannot open %s", path);
		} else {
			*ret_fd = fd;
		}
	}
	walk_done(&walk);
	return status;
}

enum kp_status kp_beneath_newest_name(int root_fd, const char *path, struct timespec *ret_time,
				      struct kp_error *reterr)
{
	struct walk walk = { .fds = { root_fd } };
	enum kp_status status = walk_path(&walk, path, reterr);

	walk_done(&walk);
	if (status == KP_OK) {
		*ret_time = walk.newest;
	}
	return status;
}

enum kp_status kp_beneath_resolve(int root_fd, const char *path, char **ret_path,
				  struct kp_error *reterr)
{
	struct walk walk = { .fds = { root_fd } };
	enum kp_status status = walk_path(&walk, path, reterr);

	if (status == KP_OK) {
		walk.path[walk.ends[walk.depth]] = '\0';
		status = kp_text_dup(walk.depth == 0 ? "/" : walk.path, ret_path, reterr);
	}
	walk_done(&walk);
	return status;
}

/** Hand over where a walk has ended. */
static enum kp_status hand_over(struct walk *walk, const char *path, struct kp_beneath_end *end,
				struct kp_error *reterr)
{
	walk->path[walk->ends[walk->depth]] = '\0';
	end->fd = copy_fd(walk, walk->depth);
	end->dir_fd = walk->depth == 0 ? -1 : copy_fd(walk, walk->depth - 1);
	if (end->fd < 0 || (walk->depth > 0 && end->dir_fd < 0)) {
		return kp_fail_errno(reterr, errno, "cannot open %s", path);
	}
	return kp_text_dup(walk->depth == 0 ? "/" : walk->path, &end->path, reterr);
}

void kp_beneath_end_done(struct kp_beneath_end *end)
{
	kp_closep(&end->fd);
	kp_closep(&end->dir_fd);
	free(end->path);
	*end = (struct kp_beneath_end)KP_BENEATH_END_NONE;
}

enum kp_status kp_beneath_follow(int root_fd, const char *path, kp_beneath_visit *visit,
				 void *visitor, struct kp_beneath_end *end, struct kp_error *reterr)
{
	struct walk walk = { .fds = { root_fd }, .visit = visit, .visitor = visitor };
	enum kp_status status = walk_path(&walk, path, reterr);

	if (status == KP_OK) {
		status = hand_over(&walk, path, end, reterr);
	}
	walk_done(&walk);
	return status;
}

enum kp_status kp__beneath_walk(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
{
	return open_by_walk(root_fd, path, false, ret_fd, reterr);
}

enum kp_status kp__beneath_walk_link(int root_fd, const char *path, int *ret_fd,
				     struct kp_error *reterr)
{
	return open_by_walk(root_fd, path, true, ret_fd, reterr);
}

static enum kp_status open_beneath(int root_fd, const char *path, bool keep_last, int *ret_fd,
				   struct kp_error *reterr)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | (keep_last ? (unsigned)O_NOFOLLOW : 0U),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

	if (fd >= 0) {
		*ret_fd = (int)fd;
		return KP_OK;
	}
	/* Sandboxes answer EPERM to a call that they do not know; EAGAIN is a rename in between. */
	if (errno != ENOSYS && errno != EPERM && errno != EAGAIN) {
		return kp_fail_errno(reterr, errno, "cannot open %s", path);
	}
#endif
	return open_by_walk(root_fd, path, keep_last, ret_fd, reterr);
}

enum kp_status kp_beneath_open(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
{
	return open_beneath(root_fd, path, false, ret_fd, reterr);
}

enum kp_status kp_beneath_open_link(int root_fd, const char *path, int *ret_fd,
				    struct kp_error *reterr)
{
	return open_beneath(root_fd, path, true, ret_fd, reterr);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/swap.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/cleanup.h"

static enum kp_status edited(const struct kp_swap *swap, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_GONE, "%s was edited meanwhile", swap->path);
}

/** Leave a version of others under the name of the scratch, and say so. */
static enum kp_status keep(const struct kp_swap *swap, struct kp_error *reterr)
{
	enum kp_status status =
		kp_fail(reterr, KP_ERR_GONE,
			"%s was edited more than once meanwhile; one version is in %s%s",
			swap->path, swap->place->dir, swap->scratch->name);

	kp_scratch_leave(swap->scratch);
	return status;
}

/** Whether a file that is not open, and is alike to one that is, has the same content. */
static bool holds_too(const struct kp_swap *swap, const struct kp_bytes *content)
{
	struct kp_spot out = KP_SPOT_NONE;
	KP_CLEANUP(kp_closep)
	int fd = openat(swap->place->dir_fd, swap->scratch->name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool holds = false;

	out.fd = fd;
	return fd >= 0 &&
	       kp_spot_holds(&out, swap->path, content, &holds, /* reterr= */ NULL) == KP_OK &&
	       holds;
}

/**
 * Whether what has the name of the scratch now is a file as it was.
 * @param[in] like the file, open, and how it was; nothing else is opened if it still is the same one, so
 *            that a lack of descriptors or memory cannot look like an edit
 */
static bool is_out(const struct kp_swap *swap, const struct kp_spot *like,
		   const struct kp_bytes *content)
{
	struct stat st;
	bool holds = false;

	if (fstatat(swap->place->dir_fd, swap->scratch->name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !kp_spot_is_alike(like, &st)) {
		return false;
	}
	if (st.st_dev != like->st.st_dev || st.st_ino != like->st.st_ino) {
		return holds_too(swap, content);
	}
	return kp_spot_holds(like, swap->path, content, &holds, /* reterr= */ NULL) == KP_OK &&
	       holds;
}

/**
 * Give a file that is not what was to be replaced its name again. In the meantime somebody may have
 * put yet another one there, which then is the one that stays: it is the newest.
 * @param[in] mine the finished file, as it was before the exchange
 * @return KP_ERR_GONE; why it has another name now
 */
static enum kp_status give_back(const struct kp_swap *swap, const struct kp_spot *mine,
				struct kp_error *reterr)
{
	const char *name = swap->place->name;

	if (kp_scratch_exchange(swap->scratch, name, swap->path, /* reterr= */ NULL) != KP_OK) {
		return keep(swap, reterr);
	}
	if (is_out(swap, mine, swap->now)) {
		return edited(swap, reterr);
	}
	(void)!kp_scratch_exchange(swap->scratch, name, swap->path, /* reterr= */ NULL);
	return keep(swap, reterr);
}

/** Look, then replace. */
static enum kp_status replace(const struct kp_swap *swap, bool *ret_in_one_step,
			      struct kp_error *reterr)
{
	enum kp_status status;

	if (!kp_spot_is_untouched(swap->place)) {
		return edited(swap, reterr);
	}
	status = kp_scratch_rename(swap->scratch, swap->place->name, swap->path, reterr);
	if (status == KP_OK) {
		*ret_in_one_step = false;
	}
	return status;
}

enum kp_status kp_swap(const struct kp_swap *swap, bool *ret_in_one_step, struct kp_error *reterr)
{
	struct kp_spot mine = { .dir_fd = -1, .fd = swap->scratch->fd };
	struct kp_error error;
	enum kp_status status;

	/* It sees what shows in the time of the last change alone, such as another attribute. */
	if (!kp_spot_is_untouched(swap->place)) {
		return edited(swap, reterr);
	}
	if (fstat(mine.fd, &mine.st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", swap->path);
	}
	status = kp_scratch_exchange(swap->scratch, swap->place->name, swap->path, &error);
	if (status == KP_ERR_UNSUPPORTED) {
		return replace(swap, ret_in_one_step, reterr);
	}
	if (status != KP_OK) {
		return kp_tell(&error, reterr);
	}
	if (!is_out(swap, swap->place, swap->was)) {
		return give_back(swap, &mine, reterr);
	}
	*ret_in_one_step = true;
	return KP_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/file_guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/beneath.h"
#include "files/fd.h"
#include "files/root.h"

/** A file, or a directory with all below it, that others need, and what for. */
struct needed {
	const char *path; /* a directory ends with a slash */
	const char *by;
};

#define LIBC  "the C library of all programs"
#define LOGIN "the programs that let users in"
#define CERTS "all programs that check certificates"
#define ALL   "all programs"

static const struct needed needed[] = {
	{ "/boot/", "the boot loader" },
	{ "/dev/", ALL },
	{ "/etc/aliases", "the mail system" },
	{ "/etc/anacrontab", "cron" },
	{ "/etc/audit/", "auditd" },
	{ "/etc/bash.bashrc", "shells" },
	{ "/etc/bashrc", "shells" },
	{ "/etc/ca-certificates.conf", CERTS },
	{ "/etc/cron.d/", "cron" },
	{ "/etc/cron.daily/", "cron" },
	{ "/etc/cron.hourly/", "cron" },
	{ "/etc/cron.monthly/", "cron" },
	{ "/etc/cron.weekly/", "cron" },
	{ "/etc/crontab", "cron" },
	{ "/etc/crypttab", "the start of the system" },
	{ "/etc/dbus-1/", "the message bus" },
	{ "/etc/default/locale", ALL },
	{ "/etc/environment", ALL },
	{ "/etc/environment.d/", ALL },
	{ "/etc/ethers", LIBC },
	{ "/etc/exports", "the NFS server" },
	{ "/etc/fstab", "mount" },
	{ "/etc/gai.conf", LIBC },
	{ "/etc/group", LIBC },
	{ "/etc/gshadow", LOGIN },
	{ "/etc/host.conf", LIBC },
	{ "/etc/hostname", ALL },
	{ "/etc/hosts", LIBC },
	{ "/etc/hosts.allow", LOGIN },
	{ "/etc/hosts.deny", LOGIN },
	{ "/etc/inittab", "the start of the system" },
	{ "/etc/inputrc", "shells" },
	{ "/etc/issue", LOGIN },
	{ "/etc/krb5.conf", LOGIN },
	{ "/etc/ld.so.cache", LIBC },
	{ "/etc/ld.so.conf", LIBC },
	{ "/etc/ld.so.conf.d/", LIBC },
	{ "/etc/ld.so.preload", LIBC },
	{ "/etc/locale.conf", ALL },
	{ "/etc/localtime", LIBC },
	{ "/etc/login.defs", LOGIN },
	{ "/etc/lsb-release", ALL },
	{ "/etc/machine-id", ALL },
	{ "/etc/machine-info", ALL },
	{ "/etc/modprobe.d/", "modprobe" },
	{ "/etc/mtab", LIBC },
	{ "/etc/networks", LIBC },
	{ "/etc/nsswitch.conf", LIBC },
	{ "/etc/os-release", ALL },
	{ "/etc/pam.conf", LOGIN },
	{ "/etc/pam.d/", LOGIN },
	{ "/etc/passwd", LIBC },
	{ "/etc/pki/ca-trust/", CERTS },
	{ "/etc/pki/tls/", CERTS },
	{ "/etc/polkit-1/", "polkit" },
	{ "/etc/profile", "shells" },
	{ "/etc/profile.d/", "shells" },
	{ "/etc/protocols", LIBC },
	{ "/etc/resolv.conf", LIBC },
	{ "/etc/rpc", LIBC },
	{ "/etc/securetty", LOGIN },
	{ "/etc/security/", LOGIN },
	{ "/etc/selinux/", "SELinux" },
	{ "/etc/services", LIBC },
	{ "/etc/shadow", LOGIN },
	{ "/etc/shells", LOGIN },
	{ "/etc/ssh/", "ssh" },
	{ "/etc/ssl/cert.pem", CERTS },
	{ "/etc/ssl/certs/", CERTS },
	{ "/etc/ssl/openssl.cnf", "the TLS library of all programs" },
	{ "/etc/subgid", LOGIN },
	{ "/etc/subuid", LOGIN },
	{ "/etc/sudo.conf", "sudo" },
	{ "/etc/sudoers", "sudo" },
	{ "/etc/sudoers.d/", "sudo" },
	{ "/etc/sysctl.conf", "sysctl" },
	{ "/etc/sysctl.d/", "sysctl" },
	{ "/etc/timezone", ALL },
	{ "/etc/udev/", "udev" },
	{ "/etc/zshrc", "shells" },
	{ "/proc/", "the kernel" },
	{ "/run/systemd/resolve/", LIBC },
	{ "/sys/", "the kernel" },
	{ "/usr/lib/locale/", LIBC },
	{ "/usr/lib/os-release", ALL },
	{ "/usr/share/ca-certificates/", CERTS },
	{ "/usr/share/pki/", CERTS },
	{ "/usr/share/zoneinfo/", LIBC },
	{ "/var/spool/cron/", "cron" },
};

/** Where systemd has units (systemd.unit(5)), and what they name. */
static const char *const unit_dirs[] = {
	"/etc/systemd",     "/lib/systemd",           "/run/systemd",
	"/usr/lib/systemd", "/usr/local/lib/systemd",
};

/** Where distributions and installers of Kubernetes have the files of a kubelet, or of a kube-proxy. */
static const char *const kubelet_dirs[] = {
	"/etc/default",
	"/etc/eks",
	"/etc/k0s",
	"/etc/kubernetes",
	"/etc/microshift",
	"/etc/openshift",
	"/etc/rancher",
	"/etc/srv/kubernetes", /* GCE */
	"/etc/sysconfig",
	"/home/kubernetes", /* GKE on Container-Optimized OS */
	"/root/cdk",        /* Charmed Kubernetes */
	"/run/k0s",
	"/srv/kubernetes", /* kOps */
	"/usr/local/etc/kubernetes",
	"/var/lib/k0s",
	"/var/lib/kube-proxy",
	"/var/lib/kubelet",
	"/var/lib/kubernetes",
	"/var/lib/microshift",
	"/var/lib/minikube",
	"/var/lib/rancher",
	"/var/snap/k8s",
	"/var/snap/microk8s",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** A file that is looked at. */
struct file {
	int root_fd;
	const struct kp_way *way;
	const char *called; /* in messages: the path, and what it leads to if that is another */
};

static enum kp_status refuse(const struct file *file, const char *reason, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s %s", file->called, reason);
}

/** Whether a path without links is below a directory, or that itself. @param[in] dir without links */
static bool is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 &&
	       (path[len] == '/' || path[len] == '\0' || strcmp(dir, "/") == 0);
}

/** Whether a file is below a directory, whatever links lead there. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look_below(const struct file *file, const char *dir, bool *ret_is_below,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *resolved = NULL;
	enum kp_status status = kp_beneath_resolve(file->root_fd, dir, &resolved, NULL);

	*ret_is_below = status == KP_OK && is_below(file->way->end.path, resolved);
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
}

/** Whether a file is below one of some directories. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look_below_any(const struct file *file, const char *const *dirs, size_t count,
				     bool *ret_is_below, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	*ret_is_below = false;
	for (size_t i = 0; status == KP_OK && !*ret_is_below && i < count; i++) {
		status = look_below(file, dirs[i], ret_is_below, reterr);
	}
	return status;
}

/** Whether a file is the one of a row, by whatever name. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look_needed(const struct file *file, const struct needed *row,
				  bool *ret_is_it, struct kp_error *reterr)
{
	const struct stat *st = &file->way->st;
	struct stat known;
	enum kp_status status;

	if (row->path[strlen(row->path) - 1] == '/') {
		return look_below(file, row->path, ret_is_it, reterr);
	}
	status = kp_root_stat_beneath(file->root_fd, row->path, &known, NULL);
	*ret_is_it = status == KP_OK && known.st_dev == st->st_dev && known.st_ino == st->st_ino;
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
}

/** Whether somebody would lose more than the rights to write and execute. */
static bool takes_away(const struct kp_restriction *wanted, const struct stat *st)
{
	return (st->st_mode & ~wanted->allowed & (S_IRUSR | S_IRGRP | S_IROTH)) != 0 ||
	       (wanted->root_owner && st->st_uid != 0) || (wanted->root_group && st->st_gid != 0);
}

/** Refuse to take a file away from those who need it. */
static enum kp_status check_needed(const struct file *file, const struct kp_restriction *wanted,
				   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (!takes_away(wanted, &file->way->st)) {
		return KP_OK;
	}
	for (size_t i = 0; status == KP_OK && i < COUNT(needed); i++) {
		bool is_it = false;

		status = look_needed(file, &needed[i], &is_it, reterr);
		if (status == KP_OK && is_it) {
			status =
				kp_fail(reterr, KP_ERR_UNSUPPORTED,
					"%s has to be readable for %s: let the kubelet have a file "
					"of its own",
					file->called, needed[i].by);
		}
	}
	return status;
}

/**
 * Whether a link may lead to the file: it is below the directory that holds the link, as one that is
 * rotated or has a version is; or the link is what a distribution puts in place of a directory.
 */
static bool is_near(const struct kp_way_step *link, const char *path)
{
	bool is_of_layout = strcmp(link->dir, "/") == 0 || strcmp(link->dir, "/usr") == 0;

	return is_of_layout ? !link->is_last : is_below(path, link->dir);
}

/** Refuse a file that a link leads to and that is not where the files of kubelets are. */
static enum kp_status check_links(const struct file *file, struct kp_error *reterr)
{
	const struct kp_way *way = file->way;
	bool is_near_all = true;
	bool is_there = false;
	enum kp_status status;

	for (size_t i = 0; is_near_all && i < way->count; i++) {
		is_near_all = !way->steps[i].is_link || is_near(&way->steps[i], way->end.path);
	}
	if (is_near_all) {
		return KP_OK;
	}
	status = look_below_any(file, unit_dirs, COUNT(unit_dirs), &is_there, reterr);
	if (status == KP_OK && !is_there) {
		status = look_below_any(file, kubelet_dirs, COUNT(kubelet_dirs), &is_there, reterr);
	}
	return status != KP_OK || is_there
		       ? status
		       : refuse(file,
				"is not where a kubelet has its files, and was reached by a symbolic "
				"link: name it without one if it is the kubelet's",
				reterr);
}

static bool has_end(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

/** Whether a file is a unit or a drop-in of one, by its name. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look_unit(const struct file *file, bool *ret_is_unit, struct kp_error *reterr)
{
	const char *path = file->way->end.path;

	*ret_is_unit = false;
	return has_end(path, ".service") || has_end(path, ".conf")
		       ? look_below_any(file, unit_dirs, COUNT(unit_dirs), ret_is_unit, reterr)
		       : KP_OK;
}

/** Refuse a program or a library. */
static enum kp_status check_content(const struct file *file, struct kp_error *reterr)
{
	static const uint8_t elf[] = { 0x7F, 'E', 'L', 'F' };
	static const uint8_t script[] = { '#', '!' };
	KP_CLEANUP(kp_closep) int fd = -1;
	uint8_t begin[sizeof(elf)] = { 0 };
	size_t len = 0;
	bool is_unit = false;
	enum kp_status status = kp_fd_reopen(file->way->end.fd, file->called, &fd, reterr);

	if (status == KP_OK) {
		status = kp_fd_read_up_to(fd, file->called, begin, sizeof(begin), &len, reterr);
	}
	if (status == KP_OK && len == sizeof(elf) && memcmp(begin, elf, sizeof(elf)) == 0) {
		return refuse(file, "is a program or a library (ELF)", reterr);
	}
	if (status != KP_OK || len < sizeof(script) || memcmp(begin, script, sizeof(script)) != 0) {
		return status;
	}
	status = look_unit(file, &is_unit, reterr);
	return status != KP_OK || is_unit
		       ? status
		       : refuse(file, "is a program (it begins with #!)", reterr);
}

/** Name a file for messages. */
static enum kp_status call(const struct kp_way *way, const char *path, char **ret_called,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *normal = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = kp_path_absolute("/", path, &normal, reterr);

	if (status != KP_OK) {
		return status;
	}
	kp_text_add_str(&text, path);
	if (strcmp(normal, way->end.path) != 0) {
		kp_text_add_str(&text, ", which leads to ");
		kp_text_add_str(&text, way->end.path);
		kp_text_add_str(&text, ",");
	}
	return kp_text_finish(&text, ret_called, reterr);
}

enum kp_status kp_file_guard_check(int root_fd, const struct kp_way *way, const char *path,
				   const struct kp_restriction *wanted, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *called = NULL;
	struct file file = { .root_fd = root_fd, .way = way };
	enum kp_status status = call(way, path, &called, reterr);

	file.called = called;
	if (status == KP_OK && !S_ISREG(way->st.st_mode)) {
		status = refuse(&file, "is not a regular file", reterr);
	}
	if (status == KP_OK) {
		status = check_needed(&file, wanted, reterr);
	}
	if (status == KP_OK && way->st.st_nlink != 1) {
		status = refuse(&file, "has other names (hard links), which would change with it",
				reterr);
	}
	if (status == KP_OK) {
		status = kp_way_check(way, path, reterr);
	}
	if (status == KP_OK) {
		status = check_links(&file, reterr);
	}
	return status == KP_OK ? check_content(&file, reterr) : status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/foresee.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "component/setting.h"
#include "files/procfs.h"
#include "files/root.h"
#include "kubelet/needs.h"
#include "node/identity.h"

/** A kubelet, and the outside that it would start in. */
struct view {
	const struct kp_ctx *ctx;
	int root_fd;
	const struct kp_kubelet *kubelet;
};

struct rule;

/**
 * See whether a rule is broken.
 * @param[in] setting of the rule, with a value
 * @param[in,out] detail may get what else the message has to say
 * @param[in,out] is_broken false
 * @return KP_OK; KP_ERR_NOMEM
 */
typedef enum kp_status check_function(const struct view *view, const struct rule *rule,
				      const struct kp_setting *setting, struct kp_text *detail,
				      bool *is_broken, struct kp_error *reterr);

struct rule {
	const char *setting; /* whose value breaks it */
	const char *value;   /* that it has to have for that; NULL: any but the empty one */
	check_function *check;
	const char *other; /* a setting that the check needs; NULL if none */
	const char *reason;
	const char *source;
	/** It is about the machine as well, which may have changed since the running kubelet started. */
	bool is_outside;
};

static bool is_set(const struct kp_setting *setting)
{
	return setting->value != NULL && setting->value[0] != '\0';
}

/** Get a setting. @param[out] ret_setting NULL if it cannot be told @return KP_OK; KP_ERR_NOMEM */
static enum kp_status get(const struct kp_kubelet *kubelet, const char *name,
			  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	enum kp_status status = kp_kubelet_setting(kubelet, name, ret_setting, reterr);

	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** The other setting would be needed, too. */
static enum kp_status check_other(const struct view *view, const struct rule *rule,
				  const struct kp_setting *setting, struct kp_text *detail,
				  bool *is_broken, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *other = NULL;
	enum kp_status status = get(view->kubelet, rule->other, &other, reterr);

	(void)setting;
	(void)detail;
	*is_broken = other != NULL && !is_set(other);
	return status;
}

/** Whether one of its cipher suites is one of those of which HTTP/2 needs one; none are all. */
static bool has_suite(const struct kp_setting *setting)
{
	for (size_t i = 0; i < setting->element_count; i++) {
		const char *suite = setting->elements[i];

		if (strcmp(suite, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") == 0 ||
		    strcmp(suite, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256") == 0) {
			return true;
		}
	}
	return setting->element_count == 0;
}

/** No cipher suite will do, and the other setting does not leave TLS 1.3 alone. */
static enum kp_status check_suites(const struct view *view, const struct rule *rule,
				   const struct kp_setting *setting, struct kp_text *detail,
				   bool *is_broken, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *least = NULL;
	enum kp_status status = get(view->kubelet, rule->other, &least, reterr);

	(void)detail;
	*is_broken = !has_suite(setting) && least != NULL &&
		     (!is_set(least) || strcmp(least->value, "VersionTLS13") != 0);
	return status;
}

/** The setting is the path of no file. What a relative one is depends on how the kubelet is started. */
static enum kp_status check_file(const struct view *view, const struct rule *rule,
				 const struct kp_setting *setting, struct kp_text *detail,
				 bool *is_broken, struct kp_error *reterr)
{
	struct kp_error error;
	struct stat st;
	enum kp_status status;

	(void)rule;
	if (setting->value[0] != '/') {
		return KP_OK;
	}
	status = kp_root_stat_beneath(view->root_fd, setting->value, &st, &error);
	if (status == KP_ERR_NOMEM) {
		return kp_tell(&error, reterr);
	}
	*is_broken = status != KP_OK || !S_ISREG(st.st_mode);
	if (status != KP_OK) {
		kp_text_add_str(detail, ": ");
		kp_text_add_str(detail, error.message);
	}
	return KP_OK;
}

/** Parameters of the kernel, and what they have to be. */
static const struct sysctl {
	const char *directories[2]; /* below /proc/sys; the second may be NULL */
	const char *name;
	int64_t value;
} sysctls[] = {
	{ { "vm", NULL }, "overcommit_memory", 1 },
	{ { "vm", NULL }, "panic_on_oom", 0 },
	{ { "kernel", NULL }, "panic", 10 },
	{ { "kernel", NULL }, "panic_on_oops", 1 },
	{ { "kernel", "keys" }, "root_maxkeys", 1000000 },
	{ { "kernel", "keys" }, "root_maxbytes", 25000000 },
};

/** Open a directory below another, which is closed. @param[in,out] fd of one, then of the other */
static enum kp_status enter(const char *name, int *fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int above = kp_steal_fd(fd);

	return kp_procfs_open_dir(above, name, fd, reterr);
}

/** Read a parameter as the text that it is. @param[out] value NUL at its end */
static enum kp_status read_sysctl(const struct view *view, const struct sysctl *sysctl, char *value,
				  size_t size, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	uint8_t bytes[32];
	size_t len = 0;
	enum kp_status status = kp_procfs_open(view->ctx->root_fd, &fd, reterr);

	if (status == KP_OK) {
		status = enter("sys", &fd, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < 2 && sysctl->directories[i] != NULL; i++) {
		status = enter(sysctl->directories[i], &fd, reterr);
	}
	if (status == KP_OK) {
		status = kp_procfs_peek(fd, sysctl->name, bytes, sizeof(bytes), &len, reterr);
	}
	if (status == KP_OK) {
		(void)snprintf(value, size, "%.*s", (int)len, (const char *)bytes);
		value[strcspn(value, "\n")] = '\0';
	}
	return status;
}

/** Add what a parameter is, unless it is what it has to be. */
static void add_sysctl(const struct view *view, const struct sysctl *sysctl, struct kp_text *detail)
{
	char value[33];
	int64_t number = 0;
	struct kp_error error;

	if (read_sysctl(view, sysctl, value, sizeof(value), &error) != KP_OK) {
		(void)snprintf(value, sizeof(value), "unreadable");
	} else if (kp_go_int(value, 10, 64, &number) && number == sysctl->value) {
		return;
	}
	kp_text_add_str(detail, detail->len == 0 ? ": " : ", ");
	for (size_t i = 0; i < 2 && sysctl->directories[i] != NULL; i++) {
		kp_text_add_str(detail, sysctl->directories[i]);
		kp_text_add_char(detail, '.');
	}
	kp_text_add_str(detail, sysctl->name);
	kp_text_add_str(detail, " is ");
	kp_text_add_str(detail, value);
	kp_text_addf(detail, ", not %lld", (long long)sysctl->value);
}

/** A parameter of the kernel is not what the kubelet would make it. */
static enum kp_status check_sysctls(const struct view *view, const struct rule *rule,
				    const struct kp_setting *setting, struct kp_text *detail,
				    bool *is_broken, struct kp_error *reterr)
{
	(void)rule;
	(void)setting;
	(void)reterr;
	for (size_t i = 0; i < sizeof(sysctls) / sizeof(sysctls[0]); i++) {
		add_sysctl(view, &sysctls[i], detail);
	}
	*is_broken = detail->len > 0;
	return KP_OK;
}

/* clang-format off */
static const struct rule rules[] = {
	/* With TLS 1.3 alone the list does not count; the Go of some old kubelets wants it all the same. */
	{ "tlsCipherSuites", NULL, check_suites, "tlsMinVersion",
	  "none of them is TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, of which HTTP/2 needs one",
	  "golang.org/x/net/http2, ConfigureServer", false },
	{ "tlsCertFile", NULL, check_file, NULL, "there is no such file",
	  "cmd/kubelet/app/server.go, InitializeTLS", true },
	{ "tlsPrivateKeyFile", NULL, check_file, NULL, "there is no such file",
	  "cmd/kubelet/app/server.go, InitializeTLS", true },
	{ "authentication.x509.clientCAFile", NULL, check_file, NULL, "there is no such file",
	  "cmd/kubelet/app/auth.go, BuildAuthn", true },
	{ "protectKernelDefaults", "true", check_sysctls, NULL, "sysctls are not what the kubelet wants",
	  "pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables", true },
};

/* clang-format on */

/**
 * See whether a kubelet breaks a rule.
 * @param[out] ret_setting of the rule, NULL if it is not broken; caller-owned, free with kp_setting_free()
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status check(const struct view *view, const struct rule *rule,
			    struct kp_setting **ret_setting, struct kp_text *detail,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	bool is_broken = false;
	enum kp_status status = get(view->kubelet, rule->setting, &setting, reterr);

	if (status == KP_OK && setting != NULL && is_set(setting) &&
	    (rule->value == NULL || strcmp(setting->value, rule->value) == 0)) {
		status = rule->check(view, rule, setting, detail, &is_broken, reterr);
	}
	if (status == KP_OK && is_broken) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

/** See whether the running kubelet breaks a rule as well, and lives. */
static enum kp_status check_running(const struct rule *rule, const struct kp_kubelet *running,
				    bool *ret_lives, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_text_done) struct kp_text detail = { 0 };
	const struct view view = { NULL, -1, running };
	enum kp_status status = KP_OK;

	if (!rule->is_outside) {
		status = check(&view, rule, &setting, &detail, reterr);
	}
	*ret_lives = setting != NULL;
	return status;
}

/** Say which rule is broken. @param[in,out] detail becomes empty */
static enum kp_status refuse(const struct rule *rule, const struct kp_setting *setting,
			     struct kp_text *detail, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *location = NULL;
	KP_CLEANUP(kp_freep) char *more = NULL;
	bool is_list = setting->element_count > 0;
	enum kp_status status = kp_setting_location(setting, &location, reterr);

	if (status == KP_OK) {
		status = kp_text_finish(detail, &more, reterr);
	}
	return status == KP_OK
		       ? kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "nothing was changed, since no kubelet does its work with %s%s%s "
				 "(%s): %s%s (%s)",
				 setting->name, is_list ? "" : "=", is_list ? "" : setting->value,
				 location, rule->reason, more, rule->source)
		       : status;
}

/** Make sure that one rule is kept. */
static enum kp_status keep(const struct view *view, const struct rule *rule,
			   const struct kp_kubelet *running, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_text_done) struct kp_text detail = { 0 };
	bool lives = false;
	enum kp_status status = check(view, rule, &setting, &detail, reterr);

	if (status == KP_OK && setting != NULL) {
		status = check_running(rule, running, &lives, reterr);
	}
	return status == KP_OK && setting != NULL && !lives ? refuse(rule, setting, &detail, reterr)
							    : status;
}

/** Make sure that what settings need of one another is there (kubelet/needs.h). */
static enum kp_status keep_needs(const struct view *view, const struct kp_kubelet *running,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	size_t count;
	const struct kp_need *needs = kp_needs(&count);

	for (size_t i = 0; status == KP_OK && i < count; i++) {
		const struct rule rule = {
			.setting = needs[i].setting,
			.value = needs[i].value,
			.check = check_other,
			.other = needs[i].other,
			.reason = needs[i].reason,
			.source = needs[i].source,
		};

		status = keep(view, &rule, running, reterr);
	}
	return status;
}

enum kp_status kp__foresee_below(const struct kp_ctx *ctx, int root_fd,
				 const struct kp_kubelet *running, const struct kp_kubelet *next,
				 struct kp_error *reterr)
{
	const struct view view = { ctx, root_fd, next };
	enum kp_status status = keep_needs(&view, running, reterr);

	for (size_t i = 0; status == KP_OK && i < sizeof(rules) / sizeof(rules[0]); i++) {
		status = keep(&view, &rules[i], running, reterr);
	}
	return status;
}

enum kp_status kp_foresee(const struct kp_ctx *ctx, const struct kp_kubelet *running,
			  const struct kp_kubelet *next, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	char root[64];
	enum kp_status status;

	(void)snprintf(root, sizeof(root), "/proc/%ld/root",
		       (long)kp_kubelet_identity(running)->pid);
	status = kp_root_open(root, &fd, reterr);
	return status == KP_OK ? kp__foresee_below(ctx, fd, running, next, reterr) : status;
}

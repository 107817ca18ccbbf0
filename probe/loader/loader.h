/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The start of the plugin, and what the wrapper tells it.
 */
#ifndef KP_LOADER_LOADER_H
#define KP_LOADER_LOADER_H

/** Set by the wrapper to ask, before it starts oscap for good, whether the plugin would be
 * effective there, where the dynamic linker does not plainly say that it is loaded. The plugin then
 * ends the process with one of the codes below before main(), and a wrapper that is asked ends with
 * KP_SELFTEST_WRAPPER. oscap itself ends with none of them. */
#define KP_SELFTEST_ENV "OSCAP_KUBELET_SELFTEST"

/** The value that it has then: another one is not heeded. */
#define KP_SELFTEST_ASKED "asked by oscap-kubelet"

enum kp_selftest {
	KP_SELFTEST_EFFECTIVE = 120,
	KP_SELFTEST_REFUSED = 121, /**< the reason is on stderr */
	KP_SELFTEST_WRAPPER = 122,
};

/** Set to KP_SELFTEST_ASKED to have the wrapper tell which oscap it would start, and end. */
#define KP_WHICH_ENV "OSCAP_KUBELET_WHICH"

/** Set by the wrapper for oscap itself: a plugin that cannot be effective ends it, with exit code 1. */
#define KP_REQUIRED_ENV "OSCAP_KUBELET_REQUIRED"

#endif

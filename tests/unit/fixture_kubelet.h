/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Kubelets, made from text.
 */
#ifndef FIXTURE_KUBELET_H
#define FIXTURE_KUBELET_H

#include "fixture.h"
#include "node/instance.h"
#include "node/query.h"

/** What is asked of kubelets: their settings. */
extern const struct kp_query fixture_query;

/**
 * The kubelet of a process.
 * @param[in,out] process consumed
 * @return caller-owned, free with kp_kubelet_free()
 */
struct kp_kubelet *fixture_kubelet_of(const struct fixture *fixture, struct kp_process *process);

/** The kubelet of fixture_process(). */
struct kp_kubelet *fixture_kubelet(const struct fixture *fixture, const char *argv);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verbs that oscap does not have. The wrapper hands a call of one to the program of this folder.
 */
#ifndef KP_COMMAND_VERBS_H
#define KP_COMMAND_VERBS_H

/** What each function gets: see command/command.h. */
struct kp_command;

/** The name, the function, and what help says of each: VERB(name, function, help). */
#define KP_VERBS(VERB)                                                                             \
	VERB("scan", kp_scan, "evaluate this node, print the verdicts, write reports")             \
	VERB("explain", kp_explain, "why a setting of the kubelets of this node is what it is")    \
	VERB("configz", kp_configz, "the configuration of a kubelet, as it shows it at /configz")  \
	VERB("doctor", kp_doctor, "what keeps scans of this machine from working, and what to do") \
	VERB("summary", kp_summary, "the results of many nodes on one page")

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Trees of files, arguments and processes, made from text.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stddef.h>

#include "base/text.h"
#include "document/document.h"
#include "process/argv.h"
#include "process/process.h"

/** A temporary directory with a tree in it. It goes away with the row that made it. */
struct fixture {
	char path[64];
	int fd; /**< the directory, O_PATH; closed with the rest */
};

/**
 * Make a tree. Each line of the text is an entry; directories on the way to it are made too.
 *
 *     PATH/               a directory
 *     PATH -> TARGET      a symbolic link
 *     PATH |              a FIFO
 *     PATH: TEXT          a file with that line; without TEXT it is empty
 *     <tab>TEXT           one more line of the file before
 */
void fixture_build(struct fixture *fixture, const char *text);

/** Make or replace a file of the tree; directories on the way to it are made too. */
void fixture_write(const struct fixture *fixture, const char *path, const void *bytes, size_t len);

/** Remove every tree and close its descriptor. */
void fixture_remove_all(void);

/**
 * The arguments of a kubelet: `kubelet`, and then each line of a text, of which an empty one is an
 * empty argument. Each line ends with a line end.
 * @return caller-owned, free with kp_argv_free()
 */
struct kp_argv *fixture_argv(const char *text);

/**
 * A process with the given arguments, whose root directory is that of a tree, and whose working
 * directory is `/cwd` there. It has started long after everything in the tree was written, with
 * the environment variable that asks for drop-in files.
 * @return to be handed on, or to be released with kp_process_done()
 */
struct kp_process fixture_process(const struct fixture *fixture, const char *argv);

/** Limits that no document of a test reaches by accident. */
extern const struct kp_limits fixture_limits;

/** kp_document_parse() of a document that is nowhere. */
enum kp_status fixture_parse(const void *bytes, size_t len, const struct kp_limits *limits,
			     struct kp_document **ret_document, struct kp_error *reterr);

/** A document that is in order. @return caller-owned, free with kp_document_free() */
struct kp_document *fixture_document(const char *text);

/**
 * Write a value with the line of each member: `{key@LINE:value,...}`, `[@LINE:value,...]`, strings
 * in apostrophes.
 */
void fixture_dump(struct kp_text *out, const struct kp_node *node);

/** A tree with one file, `/main/kubelet.conf`; none if its content is NULL. */
void fixture_build_main(struct fixture *fixture, const char *content);

/** The lines that every configuration begins with. */
#define FIXTURE_HEADER "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
/** The same as members of a JSON object. */
#define FIXTURE_JSON_HEADER \
	"\"apiVersion\":\"kubelet.config.k8s.io/v1beta1\",\"kind\":\"KubeletConfiguration\""
/** The argument that names the file of fixture_build_main(). */
#define FIXTURE_CONFIG "--config=/main/kubelet.conf\n"

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a shared object in this process leaves to the dynamic linker, read from its relocations.
 */
#ifndef KP_LOADER_ELF_IMAGE_H
#define KP_LOADER_ELF_IMAGE_H

#include <stddef.h>

#include <link.h>
#include <stdbool.h>

/** One shared object of this process. In place, needs no freeing; valid while it stays loaded. */
struct kp_elf_image {
	ElfW(Addr) base;
	const ElfW(Dyn) * dynamic;
	char path[4096]; /**< as the dynamic linker opened it */
};

/**
 * Find a shared object by the start of its file name.
 * @param[in] prefix such as `libfoo.so`
 * @param[out] ret_image untouched if there is none
 * @return whether it is in this process
 */
bool kp_elf_image_find(const char *prefix, struct kp_elf_image *ret_image)
	__attribute__((warn_unused_result));

/** Find the shared object that an address belongs to. @return as kp_elf_image_find() */
bool kp_elf_image_find_address(const void *address, struct kp_elf_image *ret_image)
	__attribute__((warn_unused_result));

/** Called with the name of a symbol, and whether the object only imports it.
 * @return whether to go on */
typedef bool (*kp_elf_visit_t)(const char *name, bool undefined, void *user);

/** Visit the symbol of each relocation that has one, so each symbol that the dynamic linker binds
 * for this object. A symbol may be visited more than once. */
void kp_elf_image_visit(const struct kp_elf_image *image, kp_elf_visit_t visit, void *user);

/** @return whether the dynamic linker binds this symbol for the object, so that an object loaded
 * earlier can take its place */
bool kp_elf_image_binds(const struct kp_elf_image *image, const char *name);

#endif

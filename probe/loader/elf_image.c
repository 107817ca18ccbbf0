/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/elf_image.h"

#include <stdint.h>

#include <elf.h>
#include <stdio.h>
#include <string.h>

#if __ELF_NATIVE_CLASS == 64
#define RELOCATION_SYMBOL(info) ELF64_R_SYM(info)
#else
#define RELOCATION_SYMBOL(info) ELF32_R_SYM(info)
#endif

struct search {
	const char *prefix; /**< NULL when looking for an address */
	ElfW(Addr) address;
	bool found;
	struct kp_elf_image *image;
};

static bool holds_address(const struct dl_phdr_info *info, ElfW(Addr) address)
{
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD &&
		    address - (info->dlpi_addr + segment->p_vaddr) < segment->p_memsz) {
			return true;
		}
	}
	return false;
}

static bool is_wanted(const struct dl_phdr_info *info, const struct search *search)
{
	const char *slash = strrchr(info->dlpi_name, '/');
	const char *name = slash != NULL ? slash + 1 : info->dlpi_name;

	if (search->prefix == NULL) {
		return holds_address(info, search->address);
	}
	return strncmp(name, search->prefix, strlen(search->prefix)) == 0;
}

/* For dl_iterate_phdr(): stops at the object that is searched for, and keeps what is needed of it. */
static int look_at(struct dl_phdr_info *info, size_t size, void *user)
{
	struct search *search = user;

	(void)size;
	if (!is_wanted(info, search)) {
		return 0;
	}
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_DYNAMIC) {
			continue;
		}
		search->image->base = info->dlpi_addr;
		search->image->dynamic =
			(const void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
		(void)snprintf(search->image->path, sizeof(search->image->path), "%s",
			       info->dlpi_name);
		search->found = true;
	}
	return 1;
}

bool kp_elf_image_find(const char *prefix, struct kp_elf_image *ret_image)
{
	struct search search = { .prefix = prefix, .image = ret_image };

	(void)dl_iterate_phdr(look_at, &search);
	return search.found;
}

bool kp_elf_image_find_address(const void *address, struct kp_elf_image *ret_image)
{
	struct search search = { .address = (ElfW(Addr))address, .image = ret_image };

	(void)dl_iterate_phdr(look_at, &search);
	return search.found;
}

/** @return the value of an entry of the dynamic section, 0 if there is none */
static ElfW(Addr) value_of(const struct kp_elf_image *image, long tag)
{
	for (const ElfW(Dyn) *entry = image->dynamic; entry->d_tag != DT_NULL; entry++) {
		if (entry->d_tag == tag) {
			return entry->d_un.d_ptr;
		}
	}
	return 0;
}

/* glibc adds the base to the addresses in the dynamic section on most machines, but not on all. */
static const void *address_of(const struct kp_elf_image *image, long tag)
{
	ElfW(Addr) address = value_of(image, tag);

	if (address == 0) {
		return NULL;
	}
	return (const void *)(address < image->base ? image->base + address : address);
}

/**
 * Visit one table of relocations.
 * @param[in] entry_size of an Elf_Rel or an Elf_Rela: r_info is the second word of both
 * @return false if the visitor wants no more
 */
static bool visit_table(const struct kp_elf_image *image, const void *table, size_t size,
			size_t entry_size, kp_elf_visit_t visit, void *user)
{
	const ElfW(Sym) *symbols = address_of(image, DT_SYMTAB);
	const char *names = address_of(image, DT_STRTAB);

	if (table == NULL || symbols == NULL || names == NULL) {
		return true;
	}
	for (size_t offset = 0; offset + entry_size <= size; offset += entry_size) {
		const ElfW(Rel) *relocation = (const void *)((const char *)table + offset);
		const ElfW(Sym) *symbol = &symbols[RELOCATION_SYMBOL(relocation->r_info)];

		if (symbol->st_name != 0 &&
		    !visit(names + symbol->st_name, symbol->st_shndx == SHN_UNDEF, user)) {
			return false;
		}
	}
	return true;
}

void kp_elf_image_visit(const struct kp_elf_image *image, kp_elf_visit_t visit, void *user)
{
	size_t plt_entry =
		value_of(image, DT_PLTREL) == DT_REL ? sizeof(ElfW(Rel)) : sizeof(ElfW(Rela));

	(void)(visit_table(image, address_of(image, DT_JMPREL), value_of(image, DT_PLTRELSZ),
			   plt_entry, visit, user) &&
	       visit_table(image, address_of(image, DT_RELA), value_of(image, DT_RELASZ),
			   sizeof(ElfW(Rela)), visit, user) &&
	       visit_table(image, address_of(image, DT_REL), value_of(image, DT_RELSZ),
			   sizeof(ElfW(Rel)), visit, user));
}

struct wanted {
	const char *name;
	bool found;
};

static bool compare_name(const char *name, bool undefined, void *user)
{
	struct wanted *wanted = user;

	(void)undefined;
	wanted->found = strcmp(name, wanted->name) == 0;
	return !wanted->found;
}

bool kp_elf_image_binds(const struct kp_elf_image *image, const char *name)
{
	struct wanted wanted = { .name = name };

	kp_elf_image_visit(image, compare_name, &wanted);
	return wanted.found;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/names.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define SIZE_FIRST 512

void kp_names_done(struct kp_names *names)
{
	free(names->slots);
	*names = (struct kp_names){ .size = 0 };
}

/* A polynomial of the bytes at a secret point, modulo a prime: whoever does not know the point can make no
 * more names than chance would that share a slot, as a document might that was made to take long. */
#define PRIME UINT64_C(0x7fffffff)

/** @return a point that is another one in each process */
static uint64_t new_point(void)
{
	const unsigned long random = getauxval(AT_RANDOM);
	uint32_t bits = 0;

	if (random != 0) {
		memcpy(&bits, (const void *)random, sizeof(bits));
	}
	return UCHAR_MAX + 2 + bits % (PRIME - UCHAR_MAX - 2);
}

static size_t hash(uint64_t point, const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;
	uint64_t result = 0;
	uint32_t rest = 0;

	/* Three bytes are one number, none of which is 0. */
	for (; length >= 3; length -= 3, at += 3) {
		uint32_t three = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;

		result = (result * point + three) % PRIME;
	}
	for (; length > 0; length--) {
		rest = rest << 8 | *at++;
	}
	return (size_t)((result * point + rest) % PRIME);
}

/** @return the slot of a name, or the free one where it would be; there is one */
static size_t find(const struct kp_names *names, const char *text, size_t length)
{
	size_t slot = hash(names->point, text, length) & (names->size - 1);

	while (names->slots[slot] != NULL && (strncmp(names->slots[slot], text, length) != 0 ||
					      names->slots[slot][length] != '\0')) {
		slot = (slot + 1) & (names->size - 1);
	}
	return slot;
}

/** Have room for a name more. @return false if there is no memory */
static bool grow(struct kp_names *names)
{
	struct kp_names larger = { .size = names->size == 0 ? SIZE_FIRST : names->size * 2 };

	if (2 * names->count < names->size) {
		return true;
	}
	larger.point = names->size == 0 ? new_point() : names->point;
	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (larger.slots == NULL) {
		return false;
	}
	for (size_t i = 0; i < names->size; i++) {
		const char *name = names->slots[i];

		if (name != NULL) {
			larger.slots[find(&larger, name, strlen(name))] = name;
		}
	}
	free(names->slots);
	names->slots = larger.slots;
	names->size = larger.size;
	names->point = larger.point;
	return true;
}

bool kp_names_add(struct kp_names *names, const char *name)
{
	size_t slot;

	/* What libxml2 has parsed has one text for each name. */
	if (name == names->last) {
		return true;
	}
	if (!grow(names)) {
		return false;
	}
	slot = find(names, name, strlen(name));
	names->count += names->slots[slot] == NULL;
	names->slots[slot] = name;
	names->last = name;
	return true;
}

bool kp_names_have(const struct kp_names *names, const char *text, size_t length)
{
	return names->size != 0 && names->slots[find(names, text, length)] != NULL;
}

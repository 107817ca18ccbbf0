/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/bytes.h"

#include <string.h>

static bool is_break(uint8_t c)
{
	return c == '\n' || c == '\r';
}

size_t kp_bytes_mark(const struct kp_bytes *bytes)
{
	static const uint8_t mark[] = { 0xEF, 0xBB, 0xBF };

	return bytes->len >= sizeof(mark) && memcmp(bytes->at, mark, sizeof(mark)) == 0
		       ? sizeof(mark)
		       : 0;
}

size_t kp_bytes_advance(const struct kp_bytes *bytes, size_t offset, size_t characters)
{
	while (characters > 0 && offset < bytes->len) {
		characters--;
		offset++;
		while (offset < bytes->len && (bytes->at[offset] & 0xC0) == 0x80) {
			offset++;
		}
	}
	return offset;
}

size_t kp_bytes_offset(const struct kp_bytes *bytes, size_t character)
{
	return kp_bytes_advance(bytes, kp_bytes_mark(bytes), character);
}

long kp_bytes_line(const struct kp_bytes *bytes, size_t offset)
{
	long line = 1;

	for (size_t i = 0; i < offset && i < bytes->len; i++) {
		bool is_pair =
			bytes->at[i] == '\r' && i + 1 < bytes->len && bytes->at[i + 1] == '\n';

		line += is_break(bytes->at[i]) && !is_pair ? 1 : 0;
	}
	return line;
}

size_t kp_bytes_line_begin(const struct kp_bytes *bytes, size_t offset)
{
	size_t begin = kp_bytes_mark(bytes);

	while (offset > begin && !is_break(bytes->at[offset - 1])) {
		offset--;
	}
	return offset;
}

size_t kp_bytes_line_end(const struct kp_bytes *bytes, size_t offset)
{
	while (offset < bytes->len && !is_break(bytes->at[offset])) {
		offset++;
	}
	return offset;
}

const char *kp_bytes_line_break(const struct kp_bytes *bytes, size_t offset)
{
	size_t at = kp_bytes_line_end(bytes, offset);

	if (at == bytes->len) {
		at = kp_bytes_line_end(bytes, 0);
	}
	if (at == bytes->len || bytes->at[at] == '\n') {
		return "\n";
	}
	return at + 1 < bytes->len && bytes->at[at + 1] == '\n' ? "\r\n" : "\r";
}

bool kp_bytes_are_all(const struct kp_bytes *bytes, size_t from, size_t to, const char *characters)
{
	while (from < to && bytes->at[from] != '\0' &&
	       strchr(characters, bytes->at[from]) != NULL) {
		from++;
	}
	return from >= to;
}

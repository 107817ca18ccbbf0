/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static enum kp_status out_of_memory(struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
}

void kp_text_done(struct kp_text *text)
{
	free(text->bytes);
	*text = (struct kp_text){ 0 };
}

/** Make room for `more` bytes and a final NUL. */
static bool reserve(struct kp_text *text, size_t more)
{
	size_t need = text->len + more + 1;
	size_t size = text->size == 0 ? 64 : text->size;
	char *grown;

	if (text->failed || need <= text->len) {
		return false;
	}
	if (need <= text->size) {
		return true;
	}
	while (size < need) {
		if (size > SIZE_MAX / 2) {
			return false;
		}
		size *= 2;
	}
	grown = realloc(text->bytes, size);
	if (grown == NULL) {
		return false;
	}
	text->bytes = grown;
	text->size = size;
	return true;
}

void kp_text_add(struct kp_text *text, const char *bytes, size_t len)
{
	if (!reserve(text, len)) {
		text->failed = true;
		return;
	}
	memcpy(text->bytes + text->len, bytes, len);
	text->len += len;
	text->bytes[text->len] = '\0';
}

void kp_text_add_str(struct kp_text *text, const char *string)
{
	kp_text_add(text, string, strlen(string));
}

void kp_text_add_char(struct kp_text *text, char c)
{
	kp_text_add(text, &c, 1);
}

void kp_text_addf(struct kp_text *text, const char *format, ...)
{
	char buffer[64];
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(buffer, sizeof(buffer), format, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= sizeof(buffer)) {
		text->failed = true;
		return;
	}
	kp_text_add(text, buffer, (size_t)len);
}

void kp_text_add_json(struct kp_text *text, const char *string)
{
	kp_text_add_char(text, '"');
	for (; *string != '\0'; string++) {
		if (*string == '"' || *string == '\\') {
			kp_text_add_char(text, '\\');
			kp_text_add_char(text, *string);
		} else if ((unsigned char)*string < 0x20) {
			kp_text_addf(text, "\\u%04x", (unsigned)*string);
		} else {
			kp_text_add_char(text, *string);
		}
	}
	kp_text_add_char(text, '"');
}

enum kp_status kp_text_finish(struct kp_text *text, char **ret_string, struct kp_error *reterr)
{
	kp_text_add(text, "", 0);
	if (text->failed) {
		kp_text_done(text);
		return out_of_memory(reterr);
	}
	*ret_string = kp_steal(&text->bytes);
	kp_text_done(text);
	return KP_OK;
}

enum kp_status kp_text_dup(const char *string, char **ret_string, struct kp_error *reterr)
{
	char *copy = strdup(string);

	if (copy == NULL) {
		return out_of_memory(reterr);
	}
	*ret_string = copy;
	return KP_OK;
}

bool kp_text_is_same(const char *left, const char *right)
{
	return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

bool kp_text_has_end(const char *text, const char *end)
{
	size_t len = strlen(text);

	return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

const char *kp_text_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

char *kp_text_trim(char *text)
{
	static const char blanks[] = " \t\n\v\f\r";
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]) != NULL) {
		text[--len] = '\0';
	}
	return text;
}

enum kp_status kp_array_reserve(void *array_address, size_t used, size_t *size, size_t element_size,
				struct kp_error *reterr)
{
	size_t wanted = *size == 0 ? 8 : *size * 2;
	void *array;
	void *grown;

	if (used < *size) {
		return KP_OK;
	}
	if (wanted <= *size || wanted > SIZE_MAX / element_size) {
		return out_of_memory(reterr);
	}
	memcpy(&array, array_address, sizeof(array));
	grown = realloc(array, wanted * element_size);
	if (grown == NULL) {
		return out_of_memory(reterr);
	}
	memcpy(array_address, &grown, sizeof(grown));
	*size = wanted;
	return KP_OK;
}

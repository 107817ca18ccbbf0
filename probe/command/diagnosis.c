/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/diagnosis.h"

#include <stdarg.h>

#include <stdio.h>

#include "base/quote.h"

/** Longest addition to a text at once: a path and some words. */
enum {
	ADDITION_SIZE = 4608
};

__attribute__((format(printf, 2, 0))) static void add(struct kp_text *text, const char *format,
						      va_list arguments)
{
	char addition[ADDITION_SIZE];

	(void)vsnprintf(addition, sizeof(addition), format, arguments);
	kp_quote_message(text, addition);
}

void kp_diagnosis_say(struct kp_diagnosis *diagnosis, enum kp_health health, const char *format,
		      ...)
{
	va_list arguments;

	diagnosis->health = health > diagnosis->health ? health : diagnosis->health;
	va_start(arguments, format);
	add(&diagnosis->text, format, arguments);
	va_end(arguments);
}

void kp_diagnosis_advise(struct kp_diagnosis *diagnosis, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(&diagnosis->advice, format, arguments);
	va_end(arguments);
}

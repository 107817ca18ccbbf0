/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/likeness.h"

#include <string.h>

/** Three rows of the table of steps. */
enum {
	ROWS = 3,
	WIDTH = KP_LIKENESS_MAX + 1,
	STEPS_MAX = 3,
	LETTERS_PER_STEP = 4
};

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/** Fill the row of the first `i` letters of the left name. */
static void fill_row(const char *left, const char *right, size_t i, size_t rows[ROWS][WIDTH])
{
	size_t *row = rows[i % ROWS];
	const size_t *above = rows[(i - 1) % ROWS];

	row[0] = i;
	for (size_t j = 1; right[j - 1] != '\0'; j++) {
		bool is_same = lower(left[i - 1]) == lower(right[j - 1]);

		row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (is_same ? 0 : 1));
		if (i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
		    lower(left[i - 2]) == lower(right[j - 1])) {
			row[j] = least(row[j], rows[(i - 2) % ROWS][j - 2] + 1);
		}
	}
}

size_t kp_likeness_steps(const char *left, const char *right)
{
	size_t left_len = strlen(left);
	size_t right_len = strlen(right);
	size_t rows[ROWS][WIDTH] = { { 0 } };

	if (left_len > KP_LIKENESS_MAX || right_len > KP_LIKENESS_MAX) {
		return KP_LIKENESS_MAX + 1;
	}
	for (size_t j = 0; j <= right_len; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= left_len; i++) {
		fill_row(left, right, i, rows);
	}
	return rows[left_len % ROWS][right_len];
}

bool kp_likeness_is_close(const char *left, const char *right)
{
	size_t steps = kp_likeness_steps(left, right);

	return steps <= STEPS_MAX && steps * LETTERS_PER_STEP <= strlen(right);
}

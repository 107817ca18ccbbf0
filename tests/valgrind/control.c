/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

/** Do wrong what the argument names, for valgrind to find. @return 0 */
int main(int argc, char **argv)
{
	volatile char *bytes = malloc(2);

	if (bytes == NULL || argc != 2) {
		return 1;
	}
	bytes[0] = 0;
	if (strcmp(argv[1], "uninitialized") == 0 && bytes[1] == 'x') {
		bytes[0] = 1;
	}
	if (strcmp(argv[1], "overflow") == 0) {
		bytes[2] = 0;
	}
	if (strcmp(argv[1], "leak") != 0) {
		free((void *)bytes);
	}
	return 0;
}

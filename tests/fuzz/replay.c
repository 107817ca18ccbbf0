/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Run a fuzz target over the files and directories that are its arguments: what libFuzzer does with
 * files, without libFuzzer. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

/** Larger than any input that is kept. */
#define INPUT_MAX (1 << 20)

static void die(const char *path, const char *why)
{
	(void)fprintf(stderr, "%s: %s\n", path, why);
	exit(EXIT_FAILURE);
}

/** Run the target over one file. The last name printed is the one that ended the process. */
static void replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *read = malloc(INPUT_MAX);
	uint8_t *exact;
	size_t len;

	if (file == NULL || read == NULL) {
		die(path, strerror(errno));
	}
	len = fread(read, 1, INPUT_MAX, file);
	if (ferror(file) || !feof(file)) {
		die(path, "cannot be read, or is too large");
	}
	(void)fclose(file);
	(void)puts(path);
	(void)fflush(stdout);
	exact = malloc(len == 0 ? 1 : len);
	if (exact == NULL) {
		die(path, strerror(errno));
	}
	memcpy(exact, read, len);
	free(read);
	(void)LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

/** Run the target over each file of a directory. @return how many there are */
static size_t replay_directory(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	size_t replayed = 0;

	if (count < 0) {
		die(path, strerror(errno));
	}
	for (int i = 0; i < count; i++) {
		char child[4096];

		(void)snprintf(child, sizeof(child), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.') {
			replay_file(child);
			replayed++;
		}
		free(entries[i]);
	}
	free(entries);
	return replayed;
}

int main(int argc, char **argv)
{
	size_t replayed = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) != 0) {
			die(argv[i], strerror(errno));
		}
		if (S_ISDIR(st.st_mode)) {
			replayed += replay_directory(argv[i]);
		} else {
			replay_file(argv[i]);
			replayed++;
		}
	}
	(void)printf("%zu inputs\n", replayed);
	return replayed == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

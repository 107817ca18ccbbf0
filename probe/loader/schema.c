/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader/lean.h"
#include "loader/report.h"
#include "loader/say.h"
#include "loader/schema_data.h"
#include "oval/openscap_abi.h"

/* In the directory of a schema version, each file that we extend is replaced by one of ours of the
 * same name. That one includes the stock file, under a name with BASE in it, and our definitions.
 *
 *	linux-definitions-schema.xsd          from memory
 *	linux-definitions-schema.base.xsd     the stock linux-definitions-schema.xsd
 *	linux-kubelet-definitions-schema.xsd  from memory
 */
#define BASE      ".base"
#define DIRECTORY "oval/5.11"

/* A file with this name in a schema directory shows that it is extended on disk. */
#define EXTENDED "linux-kubelet-definitions-schema.xsd"

#define PATH_SIZE 4096

/* The versions that are known, so that files of theirs may be left out. */
static const char *const versions[] = { "5.11", "5.11.1", "5.11.2", "5.11.3" };

/* Larger schemas are left to libxml2. */
#define TRIMMED_MAX (4 << 20)

/* An open file: from memory if file is NULL. */
struct input {
	FILE *file;
	char *owned; /**< NULL, or what bytes points into */
	const unsigned char *bytes;
	size_t left;
	char lean[KP_LEAN_SCHEMA_SIZE]; /**< what bytes points to, for a file that is left out */
};

static const struct kp_schema_data *find_data(const char *name)
{
	for (const struct kp_schema_data *data = kp__schema_data; data->name != NULL; data++) {
		if (strcmp(data->name, name) == 0) {
			return data;
		}
	}
	return NULL;
}

/** @return the file name in a path, if it is in the directory of a version that we extend; or NULL */
static const char *name_in_schema_directory(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *directory = name;

	if (name == NULL) {
		return NULL;
	}
	/* Back over the version and over "oval". */
	for (int slashes = 0; directory > path && slashes < 2; directory--) {
		slashes += directory[-1] == '/';
	}
	if (*directory == '/') {
		directory++;
	}
	return strncmp(directory, DIRECTORY, strlen(DIRECTORY)) == 0 ? name + 1 : NULL;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c != '\0' ? strchr(digits, c) : NULL;

	return found != NULL ? (int)((found - digits) % 16) : -1;
}

/** Undo the percent encoding of a URI, which libxml2 uses for a path with a blank. */
static void decode(char *path)
{
	char *to = path;

	for (const char *from = path; *from != '\0'; from++, to++) {
		int high = *from == '%' ? hex_digit(from[1]) : -1;
		int low = high >= 0 ? hex_digit(from[2]) : -1;

		*to = *from;
		if (low >= 0) {
			*to = (char)(high * 16 + low);
			from += 2;
		}
	}
	*to = '\0';
}

/**
 * Name another file in the directory of a path.
 * @param[out] ret_path of PATH_SIZE bytes
 * @return whether there is such a file
 */
static bool locate(const char *path, const char *name, char *ret_path)
{
	const char *slash = strrchr(path, '/');
	int length = snprintf(ret_path, PATH_SIZE, "%.*s%s", (int)(slash + 1 - path), path, name);

	if (length < 0 || length >= PATH_SIZE) {
		return false;
	}
	if (access(ret_path, R_OK) == 0) {
		return true;
	}
	decode(ret_path);
	return access(ret_path, R_OK) == 0;
}

/** Take BASE out of a name. @return whether that is a file that we extend */
static bool stock_name(const char *name, char *ret_name, size_t size)
{
	const char *base = strstr(name, BASE ".");
	int length;

	if (base == NULL) {
		return false;
	}
	length = snprintf(ret_name, size, "%.*s%s", (int)(base - name), name, base + strlen(BASE));
	return length > 0 && (size_t)length < size && find_data(ret_name) != NULL;
}

/** Whether a path is in the directory of a version that is known. @param[in] name at its end */
static bool is_known_version(const char *path, const char *name)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		size_t length = strlen(versions[i]);

		/* The directory before, "oval", has been looked at. */
		if ((size_t)(name - path) > length + 2 && name[-1] == '/' &&
		    strncmp(name - 1 - length, versions[i], length) == 0 &&
		    name[-2 - (ptrdiff_t)length] == '/') {
			return true;
		}
	}
	return false;
}

/** Whether a file is left out of this validation. One that is missing is not: that is an error. */
static bool is_lean(const char *path, const char *name, char *ret_text)
{
	char found[PATH_SIZE];

	return is_known_version(path, name) && kp_lean_schema(name, ret_text) &&
	       locate(path, name, found);
}

/** Whether a stock file is served without what the document that is validated does not need. */
static bool is_trimmed(const char *path)
{
	const char *name = name_in_schema_directory(path);

	return (name != NULL ? is_known_version(path, name) : strstr(path, "/oval/") == NULL) &&
	       kp_lean_trims(path);
}

/** Whether a file is part of our extension, and the directory is not extended on disk. */
static bool is_extended(const char *path, const char *name)
{
	char found[PATH_SIZE];
	char stock[64];

	return (find_data(name) != NULL || stock_name(name, stock, sizeof(stock))) &&
	       !locate(path, EXTENDED, found);
}

/* Asked by libxml2 for each file that it opens. */
static int match(const char *path)
{
	const char *name = name_in_schema_directory(path);
	char lean[KP_LEAN_SCHEMA_SIZE];

	return (name != NULL && (is_lean(path, name, lean) || is_extended(path, name))) ||
	       is_trimmed(path) || kp_report_serves(path);
}

/** Read a file that is trimmed. @return false if it is too large, or cannot be read whole */
static bool trim(struct input *input, const char *path)
{
	struct stat status;
	size_t size;

	if (fstat(fileno(input->file), &status) != 0 || status.st_size > TRIMMED_MAX) {
		return false;
	}
	input->owned = malloc((size_t)status.st_size + 1);
	if (input->owned == NULL) {
		return false;
	}
	size = fread(input->owned, 1, (size_t)status.st_size + 1, input->file);
	if (size != (size_t)status.st_size) {
		return false;
	}
	input->bytes = (const unsigned char *)input->owned;
	input->left = kp_lean_trim(path, input->owned, size);
	return true;
}

/** Open a file on disk. @param[in] path of a stock file */
static bool open_file(struct input *input, const char *path)
{
	bool is_kept;

	input->file = fopen(path, "re");
	if (input->file != NULL && is_trimmed(path)) {
		is_kept = !trim(input, path) && fseek(input->file, 0, SEEK_SET) == 0;
		if (!is_kept) {
			(void)fclose(input->file);
			input->file = NULL;
		}
	}
	return input->file != NULL || input->bytes != NULL;
}

/** Open what match() agreed to. @return false if it is not there */
static bool open_any(struct input *input, const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	const struct kp_schema_data *data = find_data(name);
	char found[PATH_SIZE];
	char stock[64];

	if (kp_report_open(path, &input->bytes, &input->left)) {
		return true;
	}
	if (name_in_schema_directory(path) != NULL && is_lean(path, name, input->lean)) {
		input->bytes = (const unsigned char *)input->lean;
		input->left = strlen(input->lean);
		return true;
	}
	if (name_in_schema_directory(path) == NULL || !is_extended(path, name)) {
		return locate(path, name, found) && open_file(input, found);
	}
	if (data != NULL) {
		input->bytes = data->bytes;
		input->left = data->size;
		return true;
	}
	return stock_name(name, stock, sizeof(stock)) && locate(path, stock, found) &&
	       open_file(input, found);
}

static int close_input(void *context)
{
	struct input *input = context;

	if (input->file != NULL) {
		(void)fclose(input->file);
	}
	free(input->owned);
	free(input);
	return 0;
}

/* NULL lets libxml2 try the file itself. */
static void *open_input(const char *path)
{
	struct input *input = calloc(1, sizeof(*input));

	if (input != NULL && !open_any(input, path)) {
		(void)close_input(input);
		return NULL;
	}
	return input;
}

static int read_input(void *context, char *buffer, int size)
{
	struct input *input = context;
	size_t count = (size_t)size;

	if (input->file != NULL) {
		count = fread(buffer, 1, count, input->file);
		return ferror(input->file) ? -1 : (int)count;
	}
	if (count > input->left) {
		count = input->left;
	}
	memcpy(buffer, input->bytes, count);
	input->bytes += count;
	input->left -= count;
	return (int)count;
}

/* libxml2 asks the callbacks that were registered last first, and registers its own ones in
 * xmlInitParser(): that has to come before. The types of schemas, which it makes with the first schema, and
 * in 2.9 half of them for whoever asks meanwhile in another thread, are made now (xmlSchemaInitTypes()). */
void kp_schema_extend(void)
{
	xmlInitParser();
	(void)xmlSchemaInitTypes();
	if (xmlRegisterInputCallbacks(match, open_input, read_input, close_input) < 0) {
		kp_loader_say("libxml2 takes no more input callbacks: validation does not know "
			      "kubelet_test");
	}
}

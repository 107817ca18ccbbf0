/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A program that uses libopenscap as others than oscap do, to be run with the plugin and libopenscap
 * preloaded, which it is not linked with since its version differs from system to system.
 *
 *	validator LIBOPENSCAP both <PATHS     validate each document with the plugin's function and with
 *	                                      libopenscap's own
 *	validator LIBOPENSCAP threads <PATHS  each with the plugin's, several times, in a thread of its own
 *	validator LIBOPENSCAP adopt <PATHS    the subtype of the test of each, read from its file and from
 *	                                      memory
 *	validator LIBOPENSCAP versions <TEXTS the numbers of each version of OVAL, by both; of NULL, too
 *	validator LIBOPENSCAP platforms <TEXTS  the form of each name of a platform, by both; likewise
 *
 * What is told of a validation is what was returned, the messages, and the error, with a NUL behind it.
 */
#include <stddef.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATHS 512
#define TIMES 4
#define TEST  "oval:x:tst:1"

/* As oval_schema_version_t of oval_schema_version.h is laid out. */
struct version {
	int component[6];
};

typedef int (*reporter_t)(const char *file, int line, const char *message, void *user);

/* The functions of one library, as the dynamic linker finds them from there. */
struct api {
	void *(*from_file)(const char *path);
	void *(*from_memory)(const char *text, size_t size, const char *path);
	int (*validate)(void *source, reporter_t reporter, void *user);
	void (*free)(void *source);
	char *(*error)(void);
	void *(*import)(void *source);
	void *(*get_test)(void *model, const char *id);
	int (*get_subtype)(void *test);
	void (*free_model)(void *model);
	struct version (*parse_version)(const char *text);
	int (*get_format)(const char *text);
};

static void find(void *library, const char *name, void *ret_function)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL) {
		(void)fprintf(stderr, "there is no %s\n", name);
		exit(1);
	}
	memcpy(ret_function, &symbol, sizeof(symbol));
}

static struct api find_all(void *library)
{
	struct api api;

	find(library, "oscap_source_new_from_file", &api.from_file);
	find(library, "oscap_source_new_from_memory", &api.from_memory);
	find(library, "oscap_source_validate", &api.validate);
	find(library, "oscap_source_free", &api.free);
	find(library, "oscap_err_get_full_error", &api.error);
	find(library, "oval_definition_model_import_source", &api.import);
	find(library, "oval_definition_model_get_test", &api.get_test);
	find(library, "oval_test_get_subtype", &api.get_subtype);
	find(library, "oval_definition_model_free", &api.free_model);
	find(library, "oval_schema_version_from_cstr", &api.parse_version);
	find(library, "cpe_name_get_format_of_str", &api.get_format);
	return api;
}

static int report(const char *file, int line, const char *message, void *user)
{
	(void)fprintf(user, "%s:%d: %s\n", file, line, message);
	return 0;
}

static void validate(const struct api *api, const char *path, FILE *output)
{
	void *source = api->from_file(path);
	char *messages = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&messages, &size);
	int returned = api->validate(source, report, memory);
	char *error = api->error();

	(void)fclose(memory);
	(void)fprintf(output, "%d\n%s%s%c", returned, messages, error != NULL ? error : "", '\0');
	free(messages);
	free(error);
	api->free(source);
}

struct job {
	const struct api *api;
	const char *path;
	pthread_barrier_t *start;
	char *text;
	size_t size;
};

static void *work(void *user)
{
	struct job *job = user;
	FILE *output = open_memstream(&job->text, &job->size);

	(void)pthread_barrier_wait(job->start);
	for (int i = 0; i < TIMES; i++) {
		validate(job->api, job->path, output);
	}
	(void)fclose(output);
	return NULL;
}

static void validate_together(const struct api *api, char **paths, size_t count)
{
	pthread_barrier_t start;
	pthread_t threads[PATHS];
	struct job jobs[PATHS];

	(void)pthread_barrier_init(&start, NULL, (unsigned)count);
	for (size_t i = 0; i < count; i++) {
		jobs[i] = (struct job){ .api = api, .path = paths[i], .start = &start };
		if (pthread_create(&threads[i], NULL, work, &jobs[i]) != 0) {
			exit(1);
		}
	}
	for (size_t i = 0; i < count; i++) {
		(void)pthread_join(threads[i], NULL);
		(void)fwrite(jobs[i].text, 1, jobs[i].size, stdout);
		free(jobs[i].text);
	}
	(void)pthread_barrier_destroy(&start);
}

static void adopt(const struct api *api, void *source)
{
	void *model = api->import(source);
	void *test = model != NULL ? api->get_test(model, TEST) : NULL;

	(void)printf("%d%c", test != NULL ? api->get_subtype(test) : -1, '\0');
	if (model != NULL) {
		api->free_model(model);
	}
	api->free(source);
}

static void adopt_both(const struct api *api, const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "r");
	size_t size = file != NULL ? fread(text, 1, sizeof(text), file) : 0;

	if (file != NULL) {
		(void)fclose(file);
	}
	adopt(api, api->from_file(path));
	adopt(api, api->from_memory(text, size, path));
}

static void parse(const struct api *api, const char *text)
{
	struct version version = api->parse_version(strcmp(text, "NULL") == 0 ? NULL : text);

	for (size_t i = 0; i < sizeof(version.component) / sizeof(version.component[0]); i++) {
		(void)printf("%d ", version.component[i]);
	}
	(void)putchar('\0');
}

static void tell_format(const struct api *api, const char *text)
{
	(void)printf("%d%c", api->get_format(strcmp(text, "NULL") == 0 ? NULL : text), '\0');
}

int main(int argc, char *argv[])
{
	static char *paths[PATHS];
	size_t count = 0;
	size_t room = 0;
	void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
	struct api ours;
	struct api stock;

	if (library == NULL) {
		(void)fprintf(
			stderr,
			"usage: validator LIBOPENSCAP both|threads|adopt|versions|platforms\n");
		return 2;
	}
	ours = find_all(RTLD_DEFAULT);
	stock = find_all(library);
	while (count < PATHS && getline(&paths[count], &room, stdin) > 0) {
		paths[count][strcspn(paths[count], "\n")] = '\0';
		count++;
		room = 0;
	}
	if (strcmp(argv[2], "threads") == 0) {
		validate_together(&ours, paths, count);
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(argv[2], "both") == 0) {
			validate(&ours, paths[i], stdout);
			validate(&stock, paths[i], stdout);
		} else if (strcmp(argv[2], "adopt") == 0) {
			adopt_both(&ours, paths[i]);
		} else if (strcmp(argv[2], "versions") == 0) {
			parse(&ours, paths[i]);
			parse(&stock, paths[i]);
		} else if (strcmp(argv[2], "platforms") == 0) {
			tell_format(&ours, paths[i]);
			tell_format(&stock, paths[i]);
		}
		free(paths[i]);
	}
	return 0;
}

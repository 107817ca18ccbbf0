/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/yaml_slow.h"

#include <stdbool.h>
#include <yaml.h>

/**
 * Whether a byte can be of a blank, or of the end of a line: of U+0009, U+000A, U+000D, U+0020,
 * U+0085, U+2028 or U+2029, in UTF-8 or UTF-16. Nothing else that is written with such bytes alone
 * is long.
 */
static bool is_blank(uint8_t byte)
{
	switch (byte) {
	case 0x00: /* half of a character in UTF-16 */
	case '\t':
	case '\n':
	case '\r':
	case ' ':
	case '(': /* with a blank the half of U+2028 and U+2029 */
	case ')':
	case 0x80:
	case 0x85:
	case 0xA8:
	case 0xA9:
	case 0xC2:
	case 0xE2:
		return true;
	default:
		return false;
	}
}

static enum kp_status check_blanks(const uint8_t *buf, size_t len, size_t limit,
				   struct kp_error *reterr)
{
	size_t run = 0;
	long line = 1;
	long begin = 1; /* the line of the run */

	for (size_t i = 0; i < len; i++) {
		if (!is_blank(buf[i])) {
			run = 0;
			continue;
		}
		begin = run == 0 ? line : begin;
		line += buf[i] == '\n' ? 1 : 0;
		if (++run > limit) {
			return kp_fail_line(reterr, KP_ERR_LIMIT, begin,
					    "line %ld: more than the limit of %zu blanks in a row",
					    begin, limit);
		}
	}
	return KP_OK;
}

/** Whether a text can have more directives than so many. */
static bool can_have_more(const uint8_t *buf, size_t len, size_t limit)
{
	size_t count = 0;

	for (size_t i = 0; i < len && count <= limit; i++) {
		count += buf[i] == '%' ? 1 : 0;
	}
	return count > limit;
}

/** Go to the next token, unless that is not of what stands before the first document. */
static bool next_directive(yaml_parser_t *parser, yaml_token_t *token, bool *ret_is_directive)
{
	yaml_token_delete(token);
	if (yaml_parser_scan(parser, token) == 0) {
		return false;
	}
	*ret_is_directive = token->type == YAML_VERSION_DIRECTIVE_TOKEN ||
			    token->type == YAML_TAG_DIRECTIVE_TOKEN;
	return *ret_is_directive || token->type == YAML_STREAM_START_TOKEN;
}

/** Count the tokens, which takes libyaml no more time than they are long. */
static enum kp_status check_directives(const uint8_t *buf, size_t len, size_t limit,
				       struct kp_error *reterr)
{
	yaml_parser_t parser;
	yaml_token_t token = { 0 };
	enum kp_status status = KP_OK;
	bool is_directive = false;
	size_t count = 0;

	if (!can_have_more(buf, len, limit)) {
		return KP_OK;
	}
	if (yaml_parser_initialize(&parser) == 0) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	yaml_parser_set_input_string(&parser, buf, len);
	while (status == KP_OK && next_directive(&parser, &token, &is_directive)) {
		long line = (long)token.start_mark.line + 1;

		count += is_directive ? 1 : 0;
		if (count > limit) {
			status = kp_fail_line(reterr, KP_ERR_LIMIT, line,
					      "line %ld: more than the limit of %zu directives",
					      line, limit);
		}
	}
	if (parser.error == YAML_MEMORY_ERROR) {
		status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	yaml_token_delete(&token);
	yaml_parser_delete(&parser);
	return status;
}

enum kp_status kp_yaml_check_slow(const uint8_t *buf, size_t len, const struct kp_limits *limits,
				  struct kp_error *reterr)
{
	enum kp_status status = check_blanks(buf, len, limits->document_blanks, reterr);

	return status == KP_OK ? check_directives(buf, len, limits->document_directives, reterr)
			       : status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "base/address.h"
#include "table.h"

/** What a text is, one letter each: `i` an address, `4` one of version 4, `b` a block, `r` ports. */
struct row {
	const char *name; /* the text */
	const char *is;
};

static struct row rows[] = {
	{ "", "r" },
	{ "0.0.0.0", "i4" },
	{ "127.0.0.1", "i4" },
	{ "127.0.0.01", "" },
	{ "127.1", "" },
	{ " 127.0.0.1", "" },
	{ "::", "i" },
	{ "::1", "i" },
	{ "::1:9999", "i" },
	{ "::ffff:127.0.0.1", "i4" },
	{ "fe80::1%eth0", "" },
	{ "[::1]", "" },
	{ "localhost", "" },
	{ "10.0.0.0/8", "b" },
	{ "10.0.0.0/33", "" },
	{ "10.0.0.0/", "" },
	{ "10.0.0.0/+8", "" },
	{ "10.0.0.0/8 ", "" },
	{ "/8", "" },
	{ "x/8", "" },
	{ "fd00::/48", "b" },
	{ "fd00::/129", "" },
	{ "1", "r" },
	{ " 1-2 ", "r" },
	{ "1000+9", "r" },
	{ "2-1", "" },
	{ "65535+1", "" },
	{ "65536", "" },
	{ "-1", "" },
	{ "1-", "" },
	{ "1 2", "" },
	{ "x", "" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/8", "" },
	{ "11111111111111111111111111111111111111111111111111111111111111111111111-2", "" },
};

static void test_kinds(void **state)
{
	const struct row *row = *state;
	const char *text = row->name;

	assert_int_equal(kp_address_is_ip(text), strchr(row->is, 'i') != NULL);
	assert_int_equal(kp_address_is_ipv4(text), strchr(row->is, '4') != NULL);
	assert_int_equal(kp_address_is_block(text), strchr(row->is, 'b') != NULL);
	assert_int_equal(kp_address_is_port_range(text), strchr(row->is, 'r') != NULL);
}

/** An address with a port. */
struct split_row {
	const char *name; /* the text */
	const char *port; /* NULL: it is none */
	bool is_port;     /* whether that is a port */
};

static struct split_row split_rows[] = {
	{ "127.0.0.1:10249", "10249", true },
	{ "[::1]:9999", "9999", true },
	{ "[::ffff:127.0.0.1]:1", "1", true },
	{ "127.0.0.1:0", "0", false },
	{ "127.0.0.1:65536", "65536", false },
	{ "127.0.0.1:http", "http", false },
	{ "127.0.0.1:", "", false },
	{ "", NULL, false },
	{ ":", NULL, false },
	{ ":9999", NULL, false },
	{ "127.0.0.1", NULL, false },
	{ "::1:9999", NULL, false },
	{ "[::1]", NULL, false },
	{ "[::1]9999", NULL, false },
	{ "[::1]:9999]", NULL, false },
	{ "[::1]]:9999", NULL, false },
	{ "[127.0.0.1:1", NULL, false },
	{ "localhost:1", NULL, false },
};

static void test_split(void **state)
{
	const struct split_row *row = *state;
	const char *port = TABLE_UNTOUCHED;
	bool is_split = kp_address_split(row->name, &port);

	assert_int_equal(is_split, row->port != NULL);
	if (is_split) {
		assert_string_equal(port, row->port);
		assert_int_equal(kp_address_is_port(port, 1), row->is_port);
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_kinds, rows),
		TABLE_ROWS(test_split, split_rows),
	};

	return TABLE_MAIN(tables);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/address.h"

#include <stdint.h>

#include <arpa/inet.h>
#include <string.h>

#include "base/govalue.h"

bool kp_address_is_ip(const char *text)
{
	struct in6_addr address;

	return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1;
}

bool kp_address_is_ipv4(const char *text)
{
	struct in6_addr address;

	return inet_pton(AF_INET, text, &address) == 1 ||
	       (inet_pton(AF_INET6, text, &address) == 1 && IN6_IS_ADDR_V4MAPPED(&address));
}

/** Copy a part of a text that may be an address. @return false if it is too long for one */
static bool cut(const char *text, size_t len, char address[KP_ADDRESS_SIZE])
{
	if (len >= KP_ADDRESS_SIZE) {
		return false;
	}
	memcpy(address, text, len);
	address[len] = '\0';
	return true;
}

bool kp_address_is_block(const char *text)
{
	const char *slash = strchr(text, '/');
	char address[KP_ADDRESS_SIZE];
	struct in_addr ignored;
	int64_t len;

	if (slash == NULL || !cut(text, (size_t)(slash - text), address) ||
	    !kp_address_is_ip(address) || slash[1] == '\0' ||
	    slash[1 + strspn(slash + 1, "0123456789")] != '\0' ||
	    !kp_go_int(slash + 1, 10, 32, &len)) {
		return false;
	}
	return len <= (inet_pton(AF_INET, address, &ignored) == 1 ? 32 : 128);
}

bool kp_address_split(const char *text, const char **ret_port)
{
	const char *colon = strrchr(text, ':');
	bool is_bracketed = text[0] == '[';
	const char *host = is_bracketed ? text + 1 : text;
	const char *end = is_bracketed ? strchr(text, ']') : colon;
	char address[KP_ADDRESS_SIZE];

	/* Behind the bracket comes the last colon; without brackets there is no other one. */
	if (colon == NULL || end == NULL || (is_bracketed && end + 1 != colon) ||
	    !cut(host, (size_t)(end - host), address) || !kp_address_is_ip(address) ||
	    (!is_bracketed && strchr(address, ':') != NULL)) {
		return false;
	}
	*ret_port = colon + 1;
	return strpbrk(colon, "[]") == NULL;
}

bool kp_address_is_port(const char *text, int min)
{
	int64_t port;

	return kp_go_int(text, 10, 32, &port) && port >= min && port <= UINT16_MAX;
}

/** Read one end of a range. @param[in] len of the number in the text */
static bool read_port(const char *text, size_t len, int64_t *ret_port)
{
	char number[KP_ADDRESS_SIZE];

	return cut(text, len, number) && kp_go_int(number, 10, 32, ret_port) && *ret_port >= 0;
}

bool kp_address_is_port_range(const char *text)
{
	const char *begin = text + strspn(text, " \t\n\v\f\r");
	size_t len = strcspn(begin, " \t\n\v\f\r");
	size_t low_len = strcspn(begin, "-+");
	int64_t high = 0;
	int64_t low;

	if (begin[0] == '\0') {
		return true;
	}
	if (begin[len + strspn(begin + len, " \t\n\v\f\r")] != '\0' ||
	    !read_port(begin, low_len < len ? low_len : len, &low)) {
		return false;
	}
	if (low_len >= len) {
		return low <= UINT16_MAX;
	}
	if (!read_port(begin + low_len + 1, len - low_len - 1, &high)) {
		return false;
	}
	high += begin[low_len] == '+' ? low : 0;
	return low <= high && high <= UINT16_MAX;
}

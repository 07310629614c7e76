#include "base/setting.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/money.h"
#include "base/text.h"

static bool read_number(const struct setting *setting, const char *value)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || end == value || *end || number < setting->min || number > setting->max)
		return false;
	if (setting->type == SETTING_IS_SWITCH)
		*setting->at.flag = number != 0;
	else
		*setting->at.number = number;
	return true;
}

static bool begins_with_one_of(const char *value, const char *const *words)
{
	for (; *words; words++)
		if (text_begins(value, *words) && value[strlen(*words)])
			return true;
	return false;
}

/* A host's name or an address of either kind, IPv6 in brackets. */
static bool is_host(const char *host, size_t length)
{
	unsigned char address[sizeof(struct in6_addr)];
	char inner[INET6_ADDRSTRLEN];

	if (*host != '[')
		return text_is_host(host, length);
	if (length < 4 || length - 2 >= sizeof(inner) || host[length - 1] != ']')
		return false;
	snprintf(inner, sizeof(inner), "%.*s", (int)(length - 2), host + 1);
	return inet_pton(AF_INET6, inner, address) == 1;
}

/* `:443` and so on, or nothing. The usual port of the scheme is cut out. */
static bool read_port(char *colon, const char *usual)
{
	size_t digits = *colon == ':' ? strspn(colon + 1, "0123456789") : 0;
	char *after = colon + 1 + digits;

	if (*colon != ':')
		return true;
	if (digits < 1 || digits > 5 || atol(colon + 1) < 1 || atol(colon + 1) > 65535)
		return false;
	if (!strncmp(colon, usual, digits + 1) && !usual[digits + 1])
		memmove(colon, after, strlen(after) + 1);
	return true;
}

static bool read_url(char *url)
{
	static const char path[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&()*+=:@/";
	size_t scheme = !strncasecmp(url, "https://", 8) ? 8 : !strncasecmp(url, "http://", 7) ? 7 : 0;
	char *host = url + scheme, *end = host + (*host == '[' ? strcspn(host, "]/") + 1 : strcspn(host, ":/"));

	if (!scheme || !is_host(host, strnlen(host, (size_t)(end - host))) || !read_port(end, scheme == 8 ? ":443" : ":80"))
		return false;
	for (char *at = url; at < end; at++)
		*at = (char)tolower((unsigned char)*at);
	end += *end == ':' ? 1 + strspn(end + 1, "0123456789") : 0;
	return (!*end || *end == '/') && !end[strspn(end, path)];
}

static bool read_currency(char *code)
{
	for (char *at = code; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return money_is_currency(code);
}

static bool is_secret(const char *value, size_t min)
{
	size_t length = 0;

	while (value[length] > ' ' && value[length] < '\x7f')
		length++;
	return !value[length] && length >= min;
}

static bool read_text(const struct setting *setting, char *value)
{
	switch (setting->type) {
	case SETTING_IS_ONE_OF:   return text_is_one_of(value, setting->words);
	case SETTING_IS_BEGUN:    return begins_with_one_of(value, setting->words);
	case SETTING_IS_URL:      return read_url(value);
	case SETTING_IS_CURRENCY: return read_currency(value);
	case SETTING_IS_EMAIL:    return text_is_email(value);
	case SETTING_IS_PATH:     return *value == '/';
	case SETTING_IS_SECRET:   return is_secret(value, (size_t)setting->min);
	default:                 return true;
	}
}

bool setting_read(const struct setting *setting, char *value)
{
	if (setting->type == SETTING_IS_NUMBER || setting->type == SETTING_IS_SWITCH)
		return read_number(setting, value);
	*setting->at.text = value;
	return *value ? read_text(setting, value) : !setting->required;
}

void setting_keep_standard(const struct setting *setting)
{
	if (setting->type == SETTING_IS_NUMBER || setting->type == SETTING_IS_SWITCH)
		read_number(setting, setting->standard);
	else
		*setting->at.text = setting->standard;
}

static void list_words(char right[SETTING_RIGHT_SIZE], const char *begin, const char *const *words)
{
	size_t length = (size_t)snprintf(right, SETTING_RIGHT_SIZE, "%s", begin);

	for (size_t i = 0; words[i] && length < SETTING_RIGHT_SIZE; i++)
		length += (size_t)snprintf(right + length, SETTING_RIGHT_SIZE - length, "%s%s", i ? ", " : " ", words[i]);
}

void setting_tell_right(char right[SETTING_RIGHT_SIZE], const struct setting *setting)
{
	static const char *const words[] = {
		[SETTING_IS_SWITCH] = "1 or 0", [SETTING_IS_TEXT] = "a text",
		[SETTING_IS_URL] = "an address: http:// or https://, a host's name, and perhaps a port and a path",
		[SETTING_IS_CURRENCY] = "a currency's code of ISO 4217, such as EUR", [SETTING_IS_EMAIL] = "an e-mail address",
		[SETTING_IS_PATH] = "a path that begins with /",
	};

	if (setting->type == SETTING_IS_NUMBER)
		snprintf(right, SETTING_RIGHT_SIZE, "a whole number from %" PRId64 " to %" PRId64, setting->min, setting->max);
	else if (setting->type == SETTING_IS_SECRET)
		snprintf(right, SETTING_RIGHT_SIZE, "%" PRId64 " or more characters of ASCII without blanks", setting->min);
	else if (setting->words)
		list_words(right, setting->type == SETTING_IS_ONE_OF ? "one of" : "begun with one of", setting->words);
	else
		snprintf(right, SETTING_RIGHT_SIZE, "%s", words[setting->type]);
}

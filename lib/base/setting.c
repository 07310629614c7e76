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

#define RATE_BURST_MAX 100000
#define RATE_INTERVAL_MAX 86400 /* a day */

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

/* Reads the digits at `*at`, and moves `*at` behind them. 0 where there are none, or their number is above `max`. */
static int64_t read_digits(const char **at, int64_t max)
{
	size_t digits = strspn(*at, "0123456789");
	int64_t number = digits && digits <= 9 ? atol(*at) : 0;

	*at += digits;
	return number <= max ? number : 0;
}

static bool read_rate(struct rate *rate, const char *value)
{
	int64_t burst = read_digits(&value, RATE_BURST_MAX), interval = *value == '/' ? (value++, read_digits(&value, RATE_INTERVAL_MAX)) : 0;

	if (!burst || !interval || *value)
		return false;
	*rate = (struct rate){ burst, interval };
	return true;
}

/* True for the types that aren't texts; each of these has a place of its own kind. */
static bool is_of_numbers(const struct setting *setting)
{
	return setting->type == SETTING_IS_NUMBER || setting->type == SETTING_IS_SWITCH || setting->type == SETTING_IS_RATE;
}

static bool read_numbers(const struct setting *setting, const char *value)
{
	return setting->type == SETTING_IS_RATE ? read_rate(setting->at.rate, value) : read_number(setting, value);
}

/* What follows the one of these words that the value begins with; NULL if it begins with none, or doesn't go on. */
static char *after_one_of(char *value, const char *const *words)
{
	for (; *words; words++)
		if (text_begins(value, *words) && value[strlen(*words)])
			return value + strlen(*words);
	return NULL;
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

/* The end of the host that begins here; behind the text, if a bracket isn't closed: is_host() refuses that. */
static char *end_of_host(char *host)
{
	return host + (*host == '[' ? strcspn(host, "]/") + 1 : strcspn(host, ":/"));
}

/* Reads a port such as `:8443`, or nothing; false if it can't be one. The usual port of the scheme is cut out of the text. */
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
	char *host = url + scheme, *end = end_of_host(host);

	if (!scheme || !is_host(host, strnlen(host, (size_t)(end - host))) || !read_port(end, scheme == 8 ? ":443" : ":80"))
		return false;
	for (char *at = url; at < end; at++)
		*at = (char)tolower((unsigned char)*at);
	end += *end == ':' ? 1 + strspn(end + 1, "0123456789") : 0;
	return (!*end || *end == '/') && !end[strspn(end, path)];
}

/* An address that paths are appended to, each with a slash of its own: it keeps none at its end. */
static bool read_base(char *url)
{
	if (!read_url(url))
		return false;
	for (char *end = url + strlen(url); end[-1] == '/';)
		*--end = '\0';
	return true;
}

/* What follows `smtp://`: perhaps `user:password@`, a host, perhaps a port, and no path. Checks it and changes nothing. */
static bool is_server(char *server)
{
	char *at = strrchr(server, '@'), *host = at ? at + 1 : server, *end = end_of_host(host);

	if (at && strcspn(server, "/?# \t") < (size_t)(at - server))
		return false;
	if (!is_host(host, strnlen(host, (size_t)(end - host))) || !read_port(end, ""))
		return false;
	end += *end == ':' ? 1 + strspn(end + 1, "0123456789") : 0;
	return !*end || !strcmp(end, "/");
}

/* After a scheme with `//` comes a server; after one without, such as `sendmail:/`, the rest of a path. */
static bool read_server(char *value, const char *const *schemes)
{
	char *rest = after_one_of(value, schemes);

	return rest && (rest[-2] != '/' || is_server(rest));
}

static bool is_loopback(const char *host)
{
	static const unsigned char mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127 };
	unsigned char bytes[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, host, bytes) == 1)
		return bytes[0] == 127;
	if (inet_pton(AF_INET6, host, bytes) == 1)
		return !memcmp(bytes, &in6addr_loopback, sizeof(bytes)) || !memcmp(bytes, mapped, sizeof(mapped));
	return !strcasecmp(host, "localhost");
}

bool setting_is_local(const char *address)
{
	const char *scheme = strstr(address, "://"), *host = scheme ? scheme + 3 : address, *end = host + strcspn(host, "/"), *at;
	char name[256];

	at = memrchr(host, '@', (size_t)(end - host));
	host = at ? at + 1 : host;
	if (*host == '[' && strchr(host, ']'))
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(host + 1, "]"), host + 1);
	else if (scheme)
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, ":/"), host);
	else
		snprintf(name, sizeof(name), "%s", host);
	return is_loopback(name);
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

/* A name that may stand in a cookie's header as it is (a token of RFC 6265, 4.1.1, of its harmless characters). */
static bool is_cookie(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] && strlen(name) <= 64;
}

/* One or more keys of `min` to `max` hexadecimal digits, with spaces between them. */
static bool are_keys(const struct setting *setting, const char *at)
{
	int64_t digits;

	do {
		at += strspn(at, " ");
		digits = (int64_t)strspn(at, "0123456789abcdefABCDEF");
		at += digits;
		if (digits < setting->min || digits > setting->max || !strchr(" ", *at))
			return false;
	} while (at[strspn(at, " ")]);
	return true;
}

static bool read_text(const struct setting *setting, char *value)
{
	switch (setting->type) {
	case SETTING_IS_TEXT:     return text_is_utf8(value, strlen(value));
	case SETTING_IS_ONE_OF:   return text_is_one_of(value, setting->words);
	case SETTING_IS_PREFIXED: return after_one_of(value, setting->words) != NULL;
	case SETTING_IS_URL:      return read_url(value);
	case SETTING_IS_BASE:     return read_base(value);
	case SETTING_IS_SERVER:   return read_server(value, setting->words);
	case SETTING_IS_CURRENCY: return read_currency(value);
	case SETTING_IS_EMAIL:    return text_is_email(value);
	case SETTING_IS_PATH:     return *value == '/';
	case SETTING_IS_SECRET:   return is_secret(value, (size_t)setting->min);
	case SETTING_IS_COOKIE:   return is_cookie(value);
	case SETTING_IS_KEYS:     return are_keys(setting, value);
	default:                  return true;
	}
}

bool setting_read(const struct setting *setting, char *value)
{
	if (is_of_numbers(setting))
		return read_numbers(setting, value);
	*setting->at.text = value;
	return *value ? read_text(setting, value) : !setting->required;
}

void setting_keep_standard(const struct setting *setting)
{
	if (is_of_numbers(setting))
		read_numbers(setting, setting->standard);
	else
		*setting->at.text = setting->standard;
}

static void list_words(char right[SETTING_RIGHT_SIZE], const char *begin, const char *const *words)
{
	size_t length = (size_t)snprintf(right, SETTING_RIGHT_SIZE, "%s", begin);

	for (size_t i = 0; words[i] && length < SETTING_RIGHT_SIZE; i++)
		length += (size_t)snprintf(right + length, SETTING_RIGHT_SIZE - length, "%s%s", i ? ", " : " ", words[i]);
}

#define AN_ADDRESS "an address: http:// or https://, a host's name, and perhaps a port and a path"

/* What is right for the types that have no limits and no words of their own. */
static const char *const right_words[] = {
	[SETTING_IS_SWITCH] = "1 or 0", [SETTING_IS_RATE] = "how many at once, a slash, and the seconds until one more, such as 10/30",
	[SETTING_IS_TEXT] = "a text in UTF-8 that isn't empty",
	[SETTING_IS_URL] = AN_ADDRESS, [SETTING_IS_BASE] = AN_ADDRESS,
	[SETTING_IS_CURRENCY] = "a currency's code of ISO 4217, such as EUR", [SETTING_IS_EMAIL] = "an e-mail address",
	[SETTING_IS_PATH] = "a path that begins with /", [SETTING_IS_COOKIE] = "1 to 64 letters, digits, - and _",
};

void setting_tell_right(char right[SETTING_RIGHT_SIZE], const struct setting *setting)
{
	switch (setting->type) {
	case SETTING_IS_NUMBER:
		snprintf(right, SETTING_RIGHT_SIZE, "a whole number from %" PRId64 " to %" PRId64, setting->min, setting->max);
		return;
	case SETTING_IS_SECRET:
		snprintf(right, SETTING_RIGHT_SIZE, "%" PRId64 " or more characters of ASCII without blanks", setting->min);
		return;
	case SETTING_IS_KEYS:
		snprintf(right, SETTING_RIGHT_SIZE, "one or more keys of %" PRId64 " to %" PRId64 " hexadecimal digits, with spaces between them",
		         setting->min, setting->max);
		return;
	case SETTING_IS_ONE_OF:   list_words(right, "one of", setting->words); return;
	case SETTING_IS_PREFIXED: list_words(right, "a text that begins with", setting->words); return;
	case SETTING_IS_SERVER:   list_words(right, "a whole address that begins with one of", setting->words); return;
	default:                  snprintf(right, SETTING_RIGHT_SIZE, "%s", right_words[setting->type]);
	}
}

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"

struct text text_in(void *pool)
{
	return (struct text){ .pool = pool };
}

static void grow(struct text *text, size_t more)
{
	if (text->length + more < text->room)
		return;
	text->room = (text->length + more + 1) * 2;
	text->bytes = pool_resize(text->pool, text->bytes, text->room);
}

void text_add(struct text *text, const char *bytes, size_t length)
{
	grow(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_reserve(struct text *text, size_t more)
{
	grow(text, more);
}

/* Prints into the room that is left. Where that is too little, makes more room and prints once more. */
void text_print_list(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	size_t room;
	int length;

	va_copy(again, arguments);
	grow(text, 64);
	room = text->room - text->length;
	length = vsnprintf(text->bytes + text->length, room, format, arguments);
	if (length < 0)
		fault(FAULT_BUG, "bad format: %s", format);
	if ((size_t)length >= room) {
		grow(text, (size_t)length);
		vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	text->length += (size_t)length;
}

void text_print(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_print_list(text, format, arguments);
	va_end(arguments);
}

void text_int(struct text *text, int64_t number)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		*--at = (char)('0' + left % 10);
	} while (left /= 10);
	if (number < 0)
		*--at = '-';
	text_add(text, at, (size_t)(digits + sizeof(digits) - at));
}

static const char *json_escape(unsigned char byte)
{
	static char unicode[8];

	switch (byte) {
	case '"':  return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	}
	snprintf(unicode, sizeof(unicode), "\\u%04x", byte);
	return unicode;
}

static bool json_plain(unsigned char byte)
{
	return byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && byte != 0x7f;
}

static void escaped(struct text *text, const char *string)
{
	const char *start = string;

	for (; *string; string++) {
		if (json_plain((unsigned char)*string))
			continue;
		text_add(text, start, (size_t)(string - start));
		text_put(text, json_escape((unsigned char)*string));
		start = string + 1;
	}
	text_add(text, start, (size_t)(string - start));
}

void text_json(struct text *text, const char *string)
{
	text_add(text, "\"", 1);
	escaped(text, string);
	text_add(text, "\"", 1);
}

void text_log(struct text *text, const char *string)
{
	text_json(text, string);
}

void text_url(struct text *text, const char *string)
{
	for (; *string; string++) {
		unsigned char byte = (unsigned char)*string;

		if (isalnum(byte) || strchr("-._~", byte))
			text_add(text, string, 1);
		else
			text_print(text, "%%%02X", byte);
	}
}

void text_hex(char *out, const unsigned char *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

/* The length in bytes of the well-formed UTF-8 sequence at `at` (RFC 3629, 4); 0 where the bytes are malformed. */
static size_t utf8_sequence(const unsigned char *at, size_t left)
{
	size_t more = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 1 : at[0] < 0xf0 ? 2 : at[0] < 0xf5 ? 3 : 0;
	unsigned char low = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char high = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;

	if (at[0] < 0x80)
		return at[0] ? 1 : 0;
	if (!more || left <= more || at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i <= more; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return more + 1;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes, *end = at + length;

	while (at < end) {
		size_t sequence = utf8_sequence(at, (size_t)(end - at));

		if (!sequence)
			return false;
		at += sequence;
	}
	return true;
}

size_t text_characters(const char *string)
{
	size_t count = 0;

	for (; *string; string++)
		count += ((unsigned char)*string & 0xc0) != 0x80;
	return count;
}

char *text_trim(char *string)
{
	size_t length;

	while (*string && (unsigned char)*string <= ' ')
		string++;
	length = strlen(string);
	while (length && (unsigned char)string[length - 1] <= ' ')
		length--;
	string[length] = '\0';
	return string;
}

char *text_lower(char *string)
{
	for (char *at = string; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
	return string;
}

uint64_t text_hash(const char *string)
{
	size_t length = strlen(string);
	uint64_t hash = 14695981039346656037u ^ length, word;

	for (; length >= sizeof(word); string += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, string, sizeof(word));
		hash = (hash ^ word) * 1099511628211u;
	}
	for (; length; string++, length--)
		hash = (hash ^ (unsigned char)*string) * 1099511628211u;
	return hash ^ hash >> 32;
}

bool text_is(const char *text, const char *other)
{
	return text && !strcmp(text, other);
}

bool text_is_one_of(const char *text, const char *const *others)
{
	while (*others && !text_is(text, *others))
		others++;
	return *others != NULL;
}

bool text_begins(const char *text, const char *beginning)
{
	return text && !strncmp(text, beginning, strlen(beginning));
}

static bool is_local(const char *part, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)part[i]) && !strchr(".!#$%&'*+/=?^_`{|}~-", part[i]))
			return false;
	return length >= 1 && length <= 64;
}

static bool is_label(const char *label, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)label[i]) && label[i] != '-')
			return false;
	return length >= 1 && length <= 63 && label[0] != '-' && label[length - 1] != '-';
}

bool text_is_host(const char *bytes, size_t length)
{
	const char *end = bytes + length;

	for (const char *dot; bytes < end; bytes = dot + 1) {
		dot = memchr(bytes, '.', (size_t)(end - bytes));
		if (!dot)
			return is_label(bytes, (size_t)(end - bytes));
		if (!is_label(bytes, (size_t)(dot - bytes)))
			return false;
	}
	return false;
}

bool text_is_email(const char *text)
{
	const char *at = strchr(text, '@');

	return at && strlen(text) <= TEXT_EMAIL_MAX && is_local(text, (size_t)(at - text)) && strchr(at, '.') &&
	       text_is_host(at + 1, strlen(at + 1));
}

/*
 * A text that grows at its end. Its bytes belong to a pool. `bytes` always ends with a NUL, which `length` doesn't count. `bytes`
 * is NULL until something has been appended.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	void *pool;
	char *bytes;
	size_t length, room;
};

/* An empty text in this pool. */
struct text text_in(void *pool);

/* Makes room for so many more bytes at once, so that the text needn't grow in steps. */
void text_reserve(struct text *text, size_t more);

/* Append bytes, a string, or what printf() would print. */
void text_add(struct text *text, const char *bytes, size_t length);
void text_put(struct text *text, const char *string);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* text_print() for a function that has a va_list. */
void text_print_list(struct text *text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Appends a decimal number. */
void text_int(struct text *text, int64_t number);

/* Appends a JSON string, quoted and escaped (RFC 8259, 7). `<` is escaped too, so that the JSON may stand in a page. */
void text_json(struct text *text, const char *string);

/* Appends a value of a log line (logfmt): quoted, with control characters, quotes and backslashes escaped. */
void text_log(struct text *text, const char *string);

/* Appends a name or value of a query, percent-encoded but for the unreserved characters (RFC 3986, 2.3). */
void text_url(struct text *text, const char *string);

/* Writes `count` bytes as lower-case hex digits and a NUL. `out` has room for 2 * count + 1. */
void text_hex(char *out, const unsigned char *bytes, size_t count);

/* True for well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const char *bytes, size_t length);

/* The number of characters (code points) of a text in well-formed UTF-8. */
size_t text_characters(const char *string);

/* Cuts white space and control characters of ASCII from both ends. Changes the text, and returns its new beginning. */
char *text_trim(char *string);

/* Makes the letters of ASCII small. Changes the text, and returns it. */
char *text_lower(char *string);

/* A hash of this text for tables in memory: FNV-1a, eight bytes at a time. Two texts may have the same. */
uint64_t text_hash(const char *string);

/* True if the text equals another, equals one of others (NULL after the last), or begins with another. False if `text` is NULL. */
bool text_is(const char *text, const char *other);
bool text_is_one_of(const char *text, const char *const *others);
bool text_begins(const char *text, const char *beginning);

/* True if it is the name of a host, or an IPv4 address: labels of letters, digits and hyphens, with dots between them. */
bool text_is_host(const char *bytes, size_t length);

/* The grammar of the HTML standard's email input, with a dot in the domain, and no longer than TEXT_EMAIL_MAX characters. */
#define TEXT_EMAIL_MAX 254 /* RFC 5321, 4.5.3.1.3, less the brackets */
bool text_is_email(const char *text);

#endif

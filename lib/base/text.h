/*
 * A text that grows at its end, in a pool. `bytes` is always NUL-terminated (and NULL only before the first append of
 * a zeroed struct); `length` doesn't count the NUL.
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

struct text text_in(void *pool);
/* Room for so many bytes more: spares growing in steps. */
void text_reserve(struct text *text, size_t more);
void text_add(struct text *text, const char *bytes, size_t length);
void text_put(struct text *text, const char *string);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a function that has such arguments of its own. */
void text_print_list(struct text *text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
void text_int(struct text *text, int64_t number);

/* A JSON string, quoted and escaped (RFC 8259, 7); `<` too, so that it may stand in a page. */
void text_json(struct text *text, const char *string);

/* A value of a log line (logfmt): quoted, with control characters, quotes and backslashes escaped. */
void text_log(struct text *text, const char *string);

/* A query component, percent-encoded (RFC 3986, 2.3: unreserved stay). */
void text_url(struct text *text, const char *string);

/* Lower-case hexadecimal. */
void text_hex(char *out, const unsigned char *bytes, size_t count);

/* True for well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const char *bytes, size_t length);

/* Characters (code points) of well-formed UTF-8. */
size_t text_characters(const char *string);

/* Cuts ASCII white space and controls from both ends, in place; returns the new start. */
char *text_trim(char *string);

/* A number for this text that others hardly have, for tables in memory: FNV-1a, eight bytes at a time. */
uint64_t text_hash(const char *string);

/* True if the text is the same as another, or as one of others (NULL after the last), or begins so. NULL is no text: never. */
bool text_is(const char *text, const char *other);
bool text_is_one_of(const char *text, const char *const *others);
bool text_begins(const char *text, const char *beginning);

/* True if it is the name of a host, or an IPv4 address: labels of letters, digits and hyphens, with dots between them. */
bool text_is_host(const char *bytes, size_t length);

/* The grammar of the HTML standard's email input, with a dot in the domain, and no longer than TEXT_EMAIL_MAX characters. */
#define TEXT_EMAIL_MAX 254 /* RFC 5321, 4.5.3.1.3, less the brackets */
bool text_is_email(const char *text);

#endif

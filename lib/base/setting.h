/* A setting: its name in the file of settings, where its value is kept, and what that may be. For tables of settings: base/config.h. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include <stdbool.h>
#include <stdint.h>

/* A limit: `burst` at once, then one more each `interval` seconds. */
struct rate {
	int64_t burst, interval;
};

/* What a value may be; any other is refused when the program starts. */
enum setting_type {
	SETTING_IS_NUMBER,   /* a whole number from `min` to `max` */
	SETTING_IS_SWITCH,   /* 1 or 0 */
	SETTING_IS_RATE,     /* a limit: `10/30` for ten at once, then one more each 30 seconds */
	SETTING_IS_TEXT,     /* anything in UTF-8 */
	SETTING_IS_ONE_OF,   /* one of `words` */
	SETTING_IS_PREFIXED, /* begins with one of `words`, and goes on */
	SETTING_IS_URL,      /* http or https, a host, a port and a path perhaps. Kept with a small host and without the usual port */
	SETTING_IS_BASE,     /* a URL that paths are appended to. Kept without a slash at its end */
	SETTING_IS_SERVER,   /* one of `words`: `smtp://`, then a server, account and port or not; `sendmail:/`, then the rest of a path */
	SETTING_IS_CURRENCY, /* a code of ISO 4217. Kept in capitals */
	SETTING_IS_EMAIL,    /* an e-mail address */
	SETTING_IS_PATH,     /* an absolute path */
	SETTING_IS_SECRET,   /* `min` or more characters of ASCII, without blanks */
	SETTING_IS_COOKIE,   /* the name of a cookie: letters, digits, `-` and `_` */
	SETTING_IS_KEYS,     /* keys of `min` to `max` hexadecimal digits, with spaces between them */
};

struct setting {
	const char *name;
	const char *standard; /* the value where the file doesn't name it; it isn't checked */
	enum setting_type type;
	union { /* where the value is kept */
		const char **text;
		int64_t *number;
		bool *flag;
		struct rate *rate;
	} at;
	int64_t min, max;
	const char *const *words; /* NULL after the last */
	bool required;            /* of a text of any type: it may not be empty. One without a standard value must be in the file */
};
#define SETTING_NUMBER(where, min, max) SETTING_IS_NUMBER, { .number = where }, min, max
#define SETTING_SWITCH(where) SETTING_IS_SWITCH, { .flag = where }, 0, 1
#define SETTING_RATE(where) SETTING_IS_RATE, { .rate = where }
#define SETTING_TEXT(where) SETTING_IS_TEXT, { .text = where }
#define SETTING_ONE_OF(where, these) SETTING_IS_ONE_OF, { .text = where }, .words = these
#define SETTING_PREFIXED(where, these) SETTING_IS_PREFIXED, { .text = where }, .words = these
#define SETTING_URL(where) SETTING_IS_URL, { .text = where }
#define SETTING_BASE(where) SETTING_IS_BASE, { .text = where }
#define SETTING_SERVER(where, schemes) SETTING_IS_SERVER, { .text = where }, .words = schemes
#define SETTING_CURRENCY(where) SETTING_IS_CURRENCY, { .text = where }, .required = true
#define SETTING_EMAIL(where) SETTING_IS_EMAIL, { .text = where }
#define SETTING_PATH(where) SETTING_IS_PATH, { .text = where }
#define SETTING_SECRET(where, min) SETTING_IS_SECRET, { .text = where }, min, 0
#define SETTING_COOKIE(where) SETTING_IS_COOKIE, { .text = where }, .required = true
#define SETTING_KEYS(where, min, max) SETTING_IS_KEYS, { .text = where }, min, max
#define SETTING_REQUIRED .required = true /* at the end of a row */

/* Gives the setting its standard value. */
void setting_keep_standard(const struct setting *setting);

/*
 * Checks a value and keeps it; false if it can't be right. A value that can be written in several ways is rewritten in place in the usual
 * one. The setting points into this text, so the text must live as long as the program.
 */
bool setting_read(const struct setting *setting, char *value);

/*
 * True if this host, or the host of this address, is this machine by its name or number: nobody can listen on the way there. False for any
 * name that has to be looked up.
 */
bool setting_is_local(const char *address);

/* What it must be, for people: "a whole number from 1 to 86400". */
#define SETTING_RIGHT_SIZE 128
void setting_tell_right(char right[SETTING_RIGHT_SIZE], const struct setting *setting);

#endif

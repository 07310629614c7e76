/* A setting: its name in the file of settings, where its value is kept, and what that may be. For tables of settings: base/config.h. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include <stdbool.h>
#include <stdint.h>

/* What a value may be; any other is refused when the program starts. */
enum setting_type {
	SETTING_IS_NUMBER,   /* a whole number from `min` to `max` */
	SETTING_IS_SWITCH,   /* 1 or 0 */
	SETTING_IS_TEXT,     /* anything */
	SETTING_IS_ONE_OF,   /* one of `words` */
	SETTING_IS_BEGUN,    /* begins with one of `words`, and goes on */
	SETTING_IS_URL,      /* http or https, a host, a port and a path perhaps. Kept with a small host and without the usual port */
	SETTING_IS_CURRENCY, /* a code of ISO 4217. Kept in capitals */
	SETTING_IS_EMAIL,    /* an e-mail address */
	SETTING_IS_PATH,     /* an absolute path */
	SETTING_IS_SECRET,   /* `min` or more characters of ASCII, without blanks */
};

struct setting {
	const char *name;
	const char *standard; /* the value where the file doesn't name it; it isn't checked */
	enum setting_type type;
	union { /* where the value is kept */
		const char **text;
		int64_t *number;
		bool *flag;
	} at;
	int64_t min, max;
	const char *const *words; /* NULL after the last */
	bool required;            /* of a text of any type: it may not be empty */
};
#define SETTING_NUMBER(where, least, most) SETTING_IS_NUMBER, { .number = where }, least, most
#define SETTING_SWITCH(where) SETTING_IS_SWITCH, { .flag = where }, 0, 1
#define SETTING_TEXT(where) SETTING_IS_TEXT, { .text = where }
#define SETTING_ONE_OF(where, these) SETTING_IS_ONE_OF, { .text = where }, .required = true, .words = these
#define SETTING_BEGUN(where, these) SETTING_IS_BEGUN, { .text = where }, .words = these
#define SETTING_URL(where) SETTING_IS_URL, { .text = where }
#define SETTING_CURRENCY(where) SETTING_IS_CURRENCY, { .text = where }, .required = true
#define SETTING_EMAIL(where) SETTING_IS_EMAIL, { .text = where }
#define SETTING_PATH(where) SETTING_IS_PATH, { .text = where }
#define SETTING_SECRET(where, least) SETTING_IS_SECRET, { .text = where }, least, 0
#define SETTING_REQUIRED .required = true /* at the end of a row */

/* Gives it the value that it has where the file doesn't name it. */
void setting_keep_standard(const struct setting *setting);

/* Checks a value and keeps it, written in the one way where there are several; the text must stay. False for one that can't be right. */
bool setting_read(const struct setting *setting, char *value);

/* What it must be, for people: "a whole number from 1 to 86400". */
#define SETTING_RIGHT_SIZE 128
void setting_tell_right(char right[SETTING_RIGHT_SIZE], const struct setting *setting);

#endif

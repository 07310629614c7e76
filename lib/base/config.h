/*
 * Settings: one file of NAME=value lines; `#` starts a comment line; a value runs to the end of its line and may stand in double
 * quotes. The file is the one that BOXOFFICE_CONF names, else ../etc/boxoffice.conf beside the program, else
 * /etc/boxoffice/boxoffice.conf. boxoffice.conf(5) explains each name.
 *
 * An area owns its settings: AREA/settings.h has a struct of their values, AREA/settings.c the table that says of each how it is
 * named, where it is kept and what it may be. lib/registry/settings.c lists the tables. Every program reads all of them, so that a name
 * which is misspelt is an error wherever the file is read.
 *
 *	struct sales_settings sales_settings;
 *
 *	static const struct setting settings[] = {
 *		{ "BOXOFFICE_HOLD_SECONDS", "900", SETTING_NUMBER(&sales_settings.hold_seconds, 1, 86400 * 30) },
 *		{ 0 }
 *	};
 *
 *	const struct config_table sales_settings_table = { settings, NULL };
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "base/setting.h"

/* What must be true of two settings together. */
struct config_rule {
	const char *wrong; /* what is said if it isn't: the names of both; NULL ends the table */
	struct {
		const char *const *set, *is; /* where this text is `is`, or anything at all for NULL, */
		const char *const *needs;    /* this one may not be empty */
	} text;
	struct {
		const int64_t *low, *high; /* this number may not be above that one */
	} number;
	struct {
		const char *const *set, *with;     /* where this text begins with `with`, */
		const char *const *other, *wanted; /* that one must begin with `wanted` */
	} begins;
};
#define CONFIG_NEEDS(setting, value, other) { .set = setting, .is = value, .needs = other }, { 0 }
#define CONFIG_ORDER(lower, higher) { 0 }, { .low = lower, .high = higher }
#define CONFIG_BEGINS(setting, beginning, needs, start) .begins = { setting, beginning, needs, start }

struct config_table {
	const struct setting *settings;  /* a row without a name ends it */
	const struct config_rule *rules; /* NULL: there are none */
};

/* NULL after the last: lib/registry/settings.c. */
extern const struct config_table *const config_tables[];

/* What any program needs to know of the shop. */
struct config {
	const char *site_name;
	const char *base_url;  /* "" or http(s)://host…, without a slash at its end */
	const char *currency;  /* of ISO 4217 */
	const char *templates; /* the folder of the pages */
	const char *shared;    /* the file that programs share (base/shm.h) */
	const char *counters;  /* what `shared` is where the file leaves that empty */
};

/* Filled by config_load(), like the structs of the areas, and never changed afterwards. Texts live as long as the program. */
extern struct config config;
extern const struct config_table config_table;

/*
 * Reads the file, once in a program's life. False if the file can't be read or has a mistake: `problem` then has one line for the operator,
 * which names file, line and setting, and says what would be right. The line never shows a value, since the value may be a password.
 */
bool config_load(char problem[256]);

/* Reads `text` as if it were the file `name`, for tests. The text is changed, and must live as long as the settings. */
bool config_parse(const char *name, char *text, char problem[256]);

#endif

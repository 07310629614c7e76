/* The settings of accounts. boxoffice.conf(5) explains each. */
#ifndef ACCOUNTS_SETTINGS_H
#define ACCOUNTS_SETTINGS_H

#include "base/config.h"

struct accounts_settings {
	int64_t password_min, password_max; /* characters */
	int64_t scrypt_ln;                  /* log2 of scrypt's N */
};

extern struct accounts_settings accounts_settings;
extern const struct config_table accounts_settings_table;

#endif

#include "accounts/settings.h"

#include <stddef.h>

struct accounts_settings accounts_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_PASSWORD_MIN", "4", SETTING_NUMBER(&accounts_settings.password_min, 1, 128) },
	{ "BOXOFFICE_PASSWORD_MAX", "20", SETTING_NUMBER(&accounts_settings.password_max, 1, 128) },
	{ "BOXOFFICE_SCRYPT_LN", "15", SETTING_NUMBER(&accounts_settings.scrypt_ln, 10, 18) },
	{ 0 }
};

static const struct config_rule rules[] = {
	{ "BOXOFFICE_PASSWORD_MIN is above BOXOFFICE_PASSWORD_MAX",
	  CONFIG_ORDER(&accounts_settings.password_min, &accounts_settings.password_max) },
	{ 0 }
};

const struct config_table accounts_settings_table = { settings, rules };

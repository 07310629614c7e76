#include "accounts/settings.h"

#include "base/text.h"

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

#define SHORT 8

/* The standard value is for whoever tries the shop out: the sample configuration asks for more. */
static bool takes_short_passwords(void)
{
	return accounts_settings.password_min < SHORT && text_begins(config.base_url, "https://");
}

static const struct config_notice notices[] = {
	{ "boxoffice_takes_short_passwords", "1 while passwords of fewer than 8 characters are taken at https.",
	  "BOXOFFICE_PASSWORD_MIN is below 8: passwords may be so short that they are guessed", NULL, .applies = takes_short_passwords },
	{ 0 }
};

const struct config_table accounts_settings_table = { settings, rules, notices };

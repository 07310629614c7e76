#include "serve/settings.h"

#include <stddef.h>

struct serve_settings serve_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_SIGNIN_RATE", "10/30", SETTING_RATE(&serve_settings.signin_rate) },
	{ "BOXOFFICE_SIGNIN_NETWORK_RATE", "120/2", SETTING_RATE(&serve_settings.signin_network_rate) },
	{ "BOXOFFICE_SIGNIN_ACCOUNT_RATE", "100/10", SETTING_RATE(&serve_settings.signin_account_rate) },
	{ "BOXOFFICE_SIGNUP_RATE", "120/2", SETTING_RATE(&serve_settings.signup_rate) },
	{ "BOXOFFICE_PASSWORD_LINE", "16", SETTING_NUMBER(&serve_settings.password_line, 1, 1000) },
	{ "BOXOFFICE_ACCOUNT_COST", "120", SETTING_NUMBER(&serve_settings.account_cost, 0, 1000000) },
	{ "BOXOFFICE_NETWORK_COST", "3000", SETTING_NUMBER(&serve_settings.network_cost, 0, 1000000) },
	{ "BOXOFFICE_ADMIN_TOKEN", "", SETTING_SECRET(&serve_settings.admin_token, 32) },
	{ 0 }
};

const struct config_table serve_settings_table = { settings, NULL };

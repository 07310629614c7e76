#include "serve/settings.h"

#include <stddef.h>

struct serve_settings serve_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_ACCOUNT_COST", "120", SETTING_NUMBER(&serve_settings.account_cost, 0, 1000000) },
	{ "BOXOFFICE_NETWORK_COST", "3000", SETTING_NUMBER(&serve_settings.network_cost, 0, 1000000) },
	{ "BOXOFFICE_ADMIN_TOKEN", "", SETTING_SECRET(&serve_settings.admin_token, 32) },
	{ 0 }
};

const struct config_table serve_settings_table = { settings, NULL };

#include "http/settings.h"

#include <stddef.h>

struct http_settings http_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_SESSION_KEYS", "", SETTING_KEYS(&http_settings.session_keys, 64, HTTP_KEY_MAX), SETTING_REQUIRED },
	{ "BOXOFFICE_SESSION_SECONDS", "604800", SETTING_NUMBER(&http_settings.session_seconds, 1, 86400 * 366) },
	{ 0 }
};

const struct config_table http_settings_table = { settings, NULL };

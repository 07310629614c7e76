#include "http/settings.h"

#include <stddef.h>

struct http_settings http_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_SESSION_KEYS", "", SETTING_KEYS(&http_settings.session_keys, 64, HTTP_KEY_MAX), SETTING_REQUIRED },
	{ "BOXOFFICE_SESSION_SECONDS", "604800", SETTING_NUMBER(&http_settings.session_seconds, 1, 86400 * 366) },
	{ "BOXOFFICE_SESSION_COOKIE", "session", SETTING_COOKIE(&http_settings.session_cookie) },
	{ 0 }
};

static const struct config_rule rules[] = {
	{ "BOXOFFICE_SESSION_COOKIE begins with __, which needs a BOXOFFICE_BASE_URL that begins with https://",
	  CONFIG_BEGINS(&http_settings.session_cookie, "__", &config.base_url, "https://") },
	{ 0 }
};

const struct config_table http_settings_table = { settings, rules };

#include "db/settings.h"

#include <stddef.h>

struct db_settings db_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_DB_SOCKET", "/run/mysqld/mysqld.sock", SETTING_PATH(&db_settings.socket) },
	{ "BOXOFFICE_DB_HOST", "localhost", SETTING_TEXT(&db_settings.host), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_PORT", "3306", SETTING_NUMBER(&db_settings.port, 1, 65535) },
	{ "BOXOFFICE_DB_NAME", "boxoffice", SETTING_TEXT(&db_settings.name), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_USER", "boxoffice", SETTING_TEXT(&db_settings.user), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_PASSWORD", "", SETTING_TEXT(&db_settings.password) },
	{ 0 }
};

const struct config_table db_settings_table = { settings, NULL };

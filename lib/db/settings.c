#include "db/settings.h"

#include <string.h>

struct db_settings db_settings;

static const char *const tls[] = { "remote", "always", "never", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_DB_SOCKET", "/run/mysqld/mysqld.sock", SETTING_PATH(&db_settings.socket) },
	{ "BOXOFFICE_DB_HOST", "localhost", SETTING_TEXT(&db_settings.host), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_PORT", "3306", SETTING_NUMBER(&db_settings.port, 1, 65535) },
	{ "BOXOFFICE_DB_TLS", "remote", SETTING_ONE_OF(&db_settings.tls, tls), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_CA", "", SETTING_PATH(&db_settings.ca) },
	{ "BOXOFFICE_DB_NAME", "boxoffice", SETTING_TEXT(&db_settings.name), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_USER", "boxoffice", SETTING_TEXT(&db_settings.user), SETTING_REQUIRED },
	{ "BOXOFFICE_DB_PASSWORD", "", SETTING_TEXT(&db_settings.password) },
	{ 0 }
};

static bool can_be_overheard(void)
{
	return !*db_settings.socket && !setting_is_local(db_settings.host) && !strcmp(db_settings.tls, "never");
}

static const struct config_notice notices[] = {
	{ "boxoffice_database_unencrypted", "1 while what goes to the database and back can be read on the way.",
	  "BOXOFFICE_DB_TLS=never: what goes to the database and back can be read on the way", NULL, .applies = can_be_overheard },
	{ 0 }
};

const struct config_table db_settings_table = { settings, NULL, notices };

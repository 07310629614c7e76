/* Where the database is: the socket, or host and port where the socket is empty. boxoffice.conf(5) explains each. */
#ifndef DB_SETTINGS_H
#define DB_SETTINGS_H

#include "base/config.h"

struct db_settings {
	const char *socket, *host, *name, *user, *password;
	const char *tls, *ca; /* whether a connection by host and port is encrypted; whose certificate the server must have */
	int64_t port;
};

extern struct db_settings db_settings;
extern const struct config_table db_settings_table;

#endif

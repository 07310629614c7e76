/* Whether the connection to the database is encrypted, by TLS 1.2 or 1.3. The certificate must then name the host that was asked for. */
#ifndef DB_ENCRYPTION_H
#define DB_ENCRYPTION_H

#include <stdbool.h>

#include "db/settings.h"

/* True if the settings want a connection by host and port encrypted. */
bool db_host_is_encrypted(void);

/* True if the settings want the connection encrypted, and the server's certificate checked. A socket needs no encryption. */
static inline bool db_is_encrypted(void)
{
	return !*db_settings.socket && db_host_is_encrypted();
}

#endif

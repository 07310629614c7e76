/* Whether the connection to the database is encrypted, and how: by TLS 1.2 or 1.3. */
#ifndef DB_ENCRYPTION_H
#define DB_ENCRYPTION_H

#include <stdbool.h>

struct st_mysql;

/* True if the settings want the connection encrypted, and the server's certificate checked. */
bool db_is_encrypted(void);

/*
 * For files of lib/db alone, before a connection is opened: the certificate must be by an authority that is known, and name the host that
 * was asked for.
 */
void db_encrypt(struct st_mysql *connection);

#endif

#include "db/encryption.h"

#include <mysql.h>

#include "base/text.h"
#include "db/settings.h"

bool db_is_encrypted(void)
{
	bool by_socket = *db_settings.socket, never = text_is(db_settings.tls, "never");

	return !by_socket && !never && (text_is(db_settings.tls, "always") || !setting_is_local(db_settings.host));
}

void db_encrypt(MYSQL *connection)
{
	const my_bool yes = 1;

	mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
	mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
	mysql_options(connection, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
	if (*db_settings.ca)
		mysql_options(connection, MYSQL_OPT_SSL_CA, db_settings.ca);
}

#include "db/connect.h"

#include <errmsg.h>
#include <mysql.h>
#include <stdio.h>

#include "base/fault.h"
#include "db/settings.h"

/* The SQL that limits how many seconds a statement, a lock wait and an idle transaction may take, for a request or for a job. */
static const char *settings_of(char *sql, size_t size, unsigned patience)
{
	snprintf(sql, size,
	         "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', max_statement_time = %u, innodb_lock_wait_timeout = %u,"
	         " idle_transaction_timeout = %u, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	         "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
	         patience ? patience : 3, patience ? 10u : 2u, patience ? 0u : 5u);
	return sql;
}

/* The certificate must be by an authority that is known, and name the host that was asked for. */
static void encrypt(MYSQL *connection)
{
	const my_bool yes = 1;

	mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
	mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
	mysql_options(connection, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
	if (*db_settings.ca)
		mysql_options(connection, MYSQL_OPT_SSL_CA, db_settings.ca);
}

static void set_options(MYSQL *connection, unsigned patience)
{
	unsigned connect = 2, transfer = patience + 5;
	char sql[512];

	mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(connection, MYSQL_INIT_COMMAND, settings_of(sql, sizeof(sql), patience));
	if (db_settings_encrypt())
		encrypt(connection);
}

/* The words of a failed handshake tell what is wrong with a certificate, and no secret. */
static _Noreturn void give_up(MYSQL *connection)
{
	unsigned error = mysql_errno(connection);
	char words[128] = "";

	if (error == CR_SSL_CONNECTION_ERROR)
		snprintf(words, sizeof(words), ", which BOXOFFICE_DB_TLS wants encrypted: %s", mysql_error(connection));
	mysql_close(connection);
	fault(FAULT_AWAY, "no connection to the database (error %u)%s", error, words);
}

MYSQL *connect_open(unsigned patience)
{
	const char *socket = *db_settings.socket ? db_settings.socket : NULL;
	MYSQL *connection = mysql_init(NULL);

	if (!connection)
		fault(FAULT_BUG, "out of memory");
	set_options(connection, patience);
	if (!mysql_real_connect(connection, socket ? NULL : db_settings.host, db_settings.user, db_settings.password, db_settings.name,
	                        (unsigned)db_settings.port, socket, 0))
		give_up(connection);
	return connection;
}

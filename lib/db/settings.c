#include "db/settings.h"

#include <stdio.h>

#include "db/db.h"

/* A request's limits in seconds: of a statement, of a wait for a lock, of a transaction that does nothing. */
#define STATEMENT 3u
#define LOCK_WAIT 2u
#define IDLE 5u
#define LOCK_WAIT_OF_JOBS 10u

static unsigned patience;

unsigned db_patience(void)
{
	return patience;
}

void db_allow_seconds(int64_t seconds)
{
	patience = (unsigned)seconds;
	db_close();
}

const char *db_settings(void)
{
	static char sql[512];

	snprintf(sql, sizeof(sql),
	         "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', max_statement_time = %u, innodb_lock_wait_timeout = %u,"
	         " idle_transaction_timeout = %u, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	         "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
	         patience ? patience : STATEMENT, patience ? LOCK_WAIT_OF_JOBS : LOCK_WAIT, patience ? 0 : IDLE);
	return sql;
}

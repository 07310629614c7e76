#include "db/link.h"

#include <stdio.h>

/* A request's limits in seconds: of a statement, of a wait for a lock, of a transaction that does nothing. */
#define STATEMENT 3u
#define LOCK_WAIT 2u
#define IDLE 5u
#define LOCK_WAIT_OF_JOBS 10u

const char *db_settings(char *sql, size_t size)
{
	unsigned patience = db_state.patience;

	snprintf(sql, size,
	         "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', max_statement_time = %u, innodb_lock_wait_timeout = %u,"
	         " idle_transaction_timeout = %u, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	         "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
	         patience ? patience : STATEMENT, patience ? LOCK_WAIT_OF_JOBS : LOCK_WAIT, patience ? 0 : IDLE);
	return sql;
}

void db_allow_seconds(int64_t seconds)
{
	db_state.patience = (unsigned)seconds;
	db_close();
}

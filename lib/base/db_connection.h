/* The connection and the statements prepared on it. For db.c alone. */
#ifndef BASE_DB_CONNECTION_H
#define BASE_DB_CONNECTION_H

#include <mysql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "base/db.h"
#include "base/db_row.h"

#define DB_MOST_PARTS 8
#define DB_MOST_VALUES 64

/* Statements that run in one round trip, known by their addresses. */
struct statement {
	const char *parts[DB_MOST_PARTS];
	size_t count;
	MYSQL_STMT *handle;
	struct db_column *columns;
	unsigned column_count;
};

/* Connects where there is no connection. */
MYSQL *db_connection(void);

/* Prepared at its first use on this connection. One part without a semicolon is what it is, all else a compound statement. */
struct statement *db_statement(const char *const *parts, size_t count);

/* Runs it with these values; an error is raised. Its rows, if it has some, are still to be fetched. */
void db_execute(struct statement *statement, const struct value *values, size_t count);

/* Rolls back; true without a connection. False: the connection can't be used any more. */
bool db_undo(void);

/* Raise the last error as the fault it is; a connection that is lost is closed. */
noreturn void db_raise_connection(void);

/* Connector/C tells an error that ends the fetching of rows to the connection alone. */
noreturn void db_raise_statement(MYSQL_STMT *handle);

/* What db.c knows: whether a COMMIT is on its way; and that there is no connection any more, so nothing waits for it. */
bool db_is_committing(void);
void db_forget(void);

#endif

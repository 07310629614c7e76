#include "base/db_connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/db.h"
#include "base/db_error.h"
#include "base/db_link.h"
#include "base/db_settings.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"

#define MOST_STATEMENTS 96

static MYSQL *connection;
static struct statement statements[MOST_STATEMENTS];
static size_t statement_count;

void db_close(void)
{
	db_forget();
	for (size_t i = 0; i < statement_count; i++) {
		mysql_stmt_close(statements[i].handle);
		free(statements[i].columns);
	}
	statement_count = 0;
	if (connection)
		mysql_close(connection);
	connection = NULL;
}

/* Raises the error of the connection or statement as the fault it is; the message has no values of ours in it. */
static noreturn void raise_error(unsigned error, const char *message)
{
	enum fault_kind kind = db_error_kind(error, db_is_committing());
	char detail[200];

	snprintf(detail, sizeof(detail), "%s", kind == FAULT_DUPLICATE || kind == FAULT_REFUSED ? "value refused" : message);
	if (db_error_is_lost(error))
		db_close();
	fault(kind, "database error %u: %s", error, detail);
}

noreturn void db_raise_connection(void)
{
	raise_error(mysql_errno(connection), mysql_error(connection));
}

noreturn void db_raise_statement(MYSQL_STMT *handle)
{
	if (!mysql_stmt_errno(handle))
		db_raise_connection();
	raise_error(mysql_stmt_errno(handle), mysql_stmt_error(handle));
}

static void set_options(void)
{
	unsigned connect = 2, transfer = db_patience() + 5;

	mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(connection, MYSQL_INIT_COMMAND, db_settings());
}

static noreturn void raise_unconnected(void)
{
	unsigned error = mysql_errno(connection);

	mysql_close(connection);
	connection = NULL;
	fault(FAULT_AWAY, "no connection to the database (error %u)", error);
}

static void connect_once(void)
{
	const char *socket = *config.db_socket ? config.db_socket : NULL;

	if (connection)
		return;
	connection = mysql_init(NULL);
	if (!connection)
		fault(FAULT_BUG, "out of memory");
	set_options();
	if (!mysql_real_connect(connection, socket ? NULL : config.db_host, config.db_user, config.db_password,
	                        config.db_name, (unsigned)config.db_port, socket, 0))
		raise_unconnected();
}

MYSQL *db_connection(void)
{
	connect_once();
	return connection;
}

bool db_undo(void)
{
	return !connection || !mysql_rollback(connection);
}

/* One statement as it is written; several, separated by semicolons or by being several, as one compound. */
static const char *whole(void *pool, const char *const *parts, size_t count)
{
	struct text sql = text_in(pool);

	if (count == 1 && !strchr(parts[0], ';'))
		return parts[0];
	text_put(&sql, "BEGIN NOT ATOMIC ");
	for (size_t i = 0; i < count; i++)
		text_print(&sql, "%s; ", parts[i]);
	text_put(&sql, "END");
	return sql.bytes;
}

static noreturn void raise_unprepared(struct statement *statement)
{
	unsigned error = mysql_stmt_errno(statement->handle);
	char message[200];

	snprintf(message, sizeof(message), "%s", mysql_stmt_error(statement->handle));
	mysql_stmt_close(statement->handle);
	statement_count--;
	raise_error(error, message);
}

static struct statement *prepare(const char *const *parts, size_t count)
{
	struct statement *new = &statements[statement_count];
	void *pool = pool_open(NULL);
	const char *sql = whole(pool, parts, count);
	int failed;

	if (statement_count == MOST_STATEMENTS)
		fault(FAULT_BUG, "more than %d statements", MOST_STATEMENTS);
	*new = (struct statement){ .count = count, .handle = mysql_stmt_init(connection) };
	memcpy(new->parts, parts, count * sizeof(*parts));
	if (!new->handle)
		fault(FAULT_BUG, "out of memory");
	statement_count++;
	failed = mysql_stmt_prepare(new->handle, sql, strlen(sql));
	pool_close(pool);
	if (failed)
		raise_unprepared(new);
	return new;
}

struct statement *db_statement(const char *const *parts, size_t count)
{
	connect_once();
	for (size_t i = 0; i < statement_count; i++)
		if (statements[i].count == count && !memcmp(statements[i].parts, parts, count * sizeof(*parts)))
			return &statements[i];
	return prepare(parts, count);
}

static MYSQL_BIND bound(const struct value *value)
{
	MYSQL_BIND bind = { 0 };

	if (value->type == VALUE_INT) {
		bind.buffer_type = MYSQL_TYPE_LONGLONG;
		bind.buffer = (void *)&value->number;
	} else {
		bind.buffer_type = value->text ? MYSQL_TYPE_STRING : MYSQL_TYPE_NULL;
		bind.buffer = (void *)value->text;
		bind.buffer_length = value->length;
	}
	return bind;
}

void db_execute(struct statement *statement, const struct value *values, size_t count)
{
	MYSQL_BIND binds[DB_MOST_VALUES];

	if (count != mysql_stmt_param_count(statement->handle))
		fault(FAULT_BUG, "%zu values for: %s", count, statement->parts[0]);
	for (size_t i = 0; i < count; i++)
		binds[i] = bound(&values[i]);
	if ((count && mysql_stmt_bind_param(statement->handle, binds)) || mysql_stmt_execute(statement->handle))
		db_raise_statement(statement->handle);
}

#include "db/db.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "db/error.h"
#include "db/link.h"
#include "db/queue.h"
#include "db/row.h"
#include "db/settings.h"
#include "db/slot.h"
#include "base/fault.h"
#include "base/pool.h"

#define MAX_COLUMNS 24

/* Statements that run in one round trip. */
struct statement {
	size_t parts;
	MYSQL_STMT *handle; /* NULL: none is prepared */
	struct db_column *columns;
	unsigned column_count;
};

static MYSQL *connection;
static struct statement statements[DB_SLOTS];
static MYSQL_STMT *reading; /* a statement whose rows are being fetched */

static void drop(struct statement *statement)
{
	if (statement->handle)
		mysql_stmt_close(statement->handle);
	free(statement->columns);
	*statement = (struct statement){ 0 };
}

void db_close(void)
{
	db_forget();
	for (size_t i = 0; i < DB_SLOTS; i++)
		drop(&statements[i]);
	reading = NULL;
	if (connection)
		mysql_close(connection);
	connection = NULL;
}

void db_close_rows(void)
{
	if (reading)
		mysql_stmt_free_result(reading);
	reading = NULL;
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

static noreturn void raise_connection(void)
{
	raise_error(mysql_errno(connection), mysql_error(connection));
}

/* Connector/C tells an error that ends the fetching of rows to the connection alone. */
static noreturn void raise_statement(MYSQL_STMT *handle)
{
	if (!mysql_stmt_errno(handle))
		raise_connection();
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

void db_say(const char *sql)
{
	connect_once();
	if (mysql_real_query(connection, sql, strlen(sql)))
		raise_connection();
}

void db_undo(void)
{
	if (connection && mysql_rollback(connection))
		db_close();
}

/* What was half made goes first: raising may close the connection with all that is left. */
static noreturn void raise_unprepared(struct statement *statement)
{
	unsigned error = mysql_stmt_errno(statement->handle);
	char message[200];

	snprintf(message, sizeof(message), "%s", mysql_stmt_error(statement->handle));
	drop(statement);
	raise_error(error, message);
}

static void prepare(struct statement *statement, const struct db_part *parts, size_t count)
{
	void *pool = pool_open(NULL);
	const char *sql = db_whole(pool, parts, count);
	int failed;

	*statement = (struct statement){ .parts = count, .handle = mysql_stmt_init(connection) };
	if (!statement->handle)
		fault(FAULT_BUG, "out of memory");
	failed = mysql_stmt_prepare(statement->handle, sql, strlen(sql));
	pool_close(pool);
	if (failed)
		raise_unprepared(statement);
}

static struct statement *find(const struct db_part *parts, size_t count)
{
	bool same;
	struct statement *statement = &statements[db_slot(parts, count, &same)];

	if (!same)
		drop(statement);
	connect_once();
	if (!statement->handle)
		prepare(statement, parts, count);
	return statement;
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

static void execute(struct statement *statement, const struct db_part *parts)
{
	static MYSQL_BIND binds[DB_MOST_VALUES]; /* too many to be cleared each time */
	size_t count = 0;

	for (size_t i = 0; i < statement->parts; i++)
		for (size_t j = 0; j < parts[i].count && count < DB_MOST_VALUES; j++)
			binds[count++] = bound(&parts[i].values[j]);
	if (count != mysql_stmt_param_count(statement->handle))
		fault(FAULT_BUG, "%zu values for: %s", count, parts[0].sql);
	if ((count && mysql_stmt_bind_param(statement->handle, binds)) || mysql_stmt_execute(statement->handle))
		raise_statement(statement->handle);
}

int64_t db_run(const struct db_part *parts, size_t count)
{
	struct statement *statement = find(parts, count);

	execute(statement, parts);
	return (int64_t)mysql_stmt_affected_rows(statement->handle);
}

static MYSQL_BIND bound_column(struct db_column *column, const struct field *field)
{
	MYSQL_BIND bind = { .length = &column->length, .is_null = &column->is_null, .error = &column->cut };

	column->is_number = db_is_number(field->type);
	bind.buffer_type = column->is_number ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
	bind.buffer = column->is_number ? (void *)&column->number : column->text;
	bind.buffer_length = column->is_number ? sizeof(column->number) : DB_COLUMN_ROOM;
	return bind;
}

/* Binds the statement's columns to buffers of its own, once: a statement is always read by the same fields. */
static void bind_columns(struct statement *statement, const struct field *fields, const char *sql)
{
	MYSQL_BIND binds[MAX_COLUMNS] = { 0 };
	unsigned count = mysql_stmt_field_count(statement->handle), i = 0;

	if (statement->columns)
		return;
	statement->columns = calloc(count, sizeof(struct db_column));
	if (!statement->columns || count > MAX_COLUMNS)
		fault(FAULT_BUG, "no room for columns of: %s", sql);
	statement->column_count = count;
	for (const struct field *f = db_next_stored(fields); f->name && i < count; f = db_next_stored(f + 1), i++)
		binds[i] = bound_column(&statement->columns[i], f);
	if (i != count || mysql_stmt_bind_result(statement->handle, binds))
		fault(FAULT_BUG, "%u columns read by %u fields: %s", count, i, sql);
}

/* A text longer than the column's buffer is fetched again, into memory of its own size. */
static void fetch_whole(MYSQL_STMT *handle, unsigned index, void *pool, struct db_column *column)
{
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer_length = column->length };

	column->whole = pool_alloc(pool, column->length + 1);
	bind.buffer = column->whole;
	if (mysql_stmt_fetch_column(handle, &bind, index, 0))
		raise_statement(handle);
}

static bool next_row(struct statement *statement, void *pool)
{
	int status = mysql_stmt_fetch(statement->handle);

	if (status == 1)
		raise_statement(statement->handle);
	for (unsigned i = 0; status != MYSQL_NO_DATA && i < statement->column_count; i++) {
		struct db_column *column = &statement->columns[i];

		column->whole = NULL;
		if (!column->is_number && !column->is_null && column->length > DB_COLUMN_ROOM)
			fetch_whole(statement->handle, i, pool, column);
	}
	return status != MYSQL_NO_DATA;
}

static struct statement *open_rows(const char *sql, const struct value *values, const struct field *fields)
{
	const struct db_part part = { .sql = sql, .values = values, .count = db_count(values) };
	struct statement *statement;

	db_send_before(sql);
	statement = find(&part, 1);
	execute(statement, &part);
	reading = statement->handle;
	bind_columns(statement, fields, sql);
	return statement;
}

bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing)
{
	struct statement *statement = open_rows(sql, values, fields);
	bool found = next_row(statement, pool);

	if (found)
		db_row_store(statement->columns, fields, pool, thing);
	db_close_rows();
	return found;
}

struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size)
{
	struct statement *statement = open_rows(sql, values, fields);
	struct list list = { 0 };
	size_t room = 0;

	while (next_row(statement, pool)) {
		if (list.count == room)
			list.rows = pool_resize(pool, list.rows, size * (room = room * 2 + 16));
		memset((char *)list.rows + list.count * size, 0, size);
		db_row_store(statement->columns, fields, pool, (char *)list.rows + list.count++ * size);
	}
	db_close_rows();
	return list;
}

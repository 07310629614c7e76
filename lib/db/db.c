#include "db/db.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/pool.h"
#include "db/error.h"
#include "db/link.h"
#include "db/row.h"

#define MAX_COLUMNS 24
#define BIND_STEP 64

struct db_statement {
	MYSQL_STMT *handle; /* NULL: none is prepared */
	struct db_column *columns;
	unsigned column_count;
};

struct db_state db_state;

static void drop(struct db_statement *statement)
{
	if (statement->handle)
		mysql_stmt_close(statement->handle);
	free(statement->columns);
	*statement = (struct db_statement){ 0 };
}

void db_close(void)
{
	for (size_t i = 0; i < db_state.slots.used; i++)
		drop(&db_state.statements[i]);
	slot_clear(&db_state.slots);
	db_state.reading = NULL;
	db_state.savepoints = 0;
	if (db_state.connection)
		mysql_close(db_state.connection);
	db_state.connection = NULL;
}

void db_close_rows(void)
{
	if (db_state.reading)
		mysql_stmt_free_result(db_state.reading->handle);
	db_state.reading = NULL;
}

/* Keeps what the database said: what follows may close the connection with all that is left of it. */
static unsigned noted(unsigned error, const char *message)
{
	snprintf(db_state.message, sizeof(db_state.message), "%s", message);
	if (db_error_is_lost(error))
		db_close();
	return error;
}

static unsigned connection_error(void)
{
	return noted(mysql_errno(db_state.connection), mysql_error(db_state.connection));
}

/* Connector/C tells an error that ends the fetching of rows to the connection alone. */
static unsigned statement_error(MYSQL_STMT *handle)
{
	unsigned error = mysql_stmt_errno(handle);

	return error ? noted(error, mysql_stmt_error(handle)) : connection_error();
}

/* The message has no values of ours in it. */
noreturn void db_raise_error(unsigned error, bool committing)
{
	enum fault_kind kind = db_error_kind(error, committing);
	bool has_values = kind == FAULT_DUPLICATE || kind == FAULT_REFUSED;

	fault(kind, "database error %u: %s", error, has_values ? "value refused" : db_state.message);
}

static void set_options(MYSQL *connection)
{
	unsigned connect = 2, transfer = db_state.patience + 5;
	char sql[512];

	mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(connection, MYSQL_INIT_COMMAND, db_settings(sql, sizeof(sql)));
}

static noreturn void raise_unconnected(MYSQL *connection)
{
	unsigned error = mysql_errno(connection);

	mysql_close(connection);
	fault(FAULT_AWAY, "no connection to the database (error %u)", error);
}

static MYSQL *connect_once(void)
{
	const char *socket = *config.db_socket ? config.db_socket : NULL;
	MYSQL *connection = db_state.connection;

	if (connection)
		return connection;
	connection = mysql_init(NULL);
	if (!connection)
		fault(FAULT_BUG, "out of memory");
	set_options(connection);
	if (!mysql_real_connect(connection, socket ? NULL : config.db_host, config.db_user, config.db_password,
	                        config.db_name, (unsigned)config.db_port, socket, 0))
		raise_unconnected(connection);
	return db_state.connection = connection;
}

unsigned db_say(const char *sql)
{
	connect_once();
	return mysql_real_query(db_state.connection, sql, strlen(sql)) ? connection_error() : 0;
}

void db_roll_back(void)
{
	db_close_rows();
	db_state.savepoints = 0;
	if (db_state.connection && mysql_rollback(db_state.connection))
		db_close();
}

static unsigned prepare(struct db_statement *statement, const char *sql)
{
	unsigned error;

	statement->handle = mysql_stmt_init(db_state.connection);
	if (!statement->handle)
		fault(FAULT_BUG, "out of memory");
	if (!mysql_stmt_prepare(statement->handle, sql, strlen(sql)))
		return 0;
	error = statement_error(statement->handle);
	drop(statement);
	return error;
}

/* The statement of this text, prepared; 0 or the error of preparing it. */
static unsigned find_statement(const char *sql, struct db_statement **statement)
{
	bool same;

	connect_once();
	if (!db_state.statements)
		db_state.statements = calloc(DB_SLOTS, sizeof(*db_state.statements));
	if (!db_state.statements)
		fault(FAULT_BUG, "out of memory");
	*statement = &db_state.statements[slot_of(&db_state.slots, sql, &same)];
	if (!same)
		drop(*statement);
	return (*statement)->handle ? 0 : prepare(*statement, sql);
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

static MYSQL_BIND *binds_for(size_t count)
{
	if (count > db_state.bind_room) {
		db_state.bind_room = count + BIND_STEP;
		db_state.binds = realloc(db_state.binds, db_state.bind_room * sizeof(MYSQL_BIND));
	}
	if (count && !db_state.binds)
		fault(FAULT_BUG, "out of memory");
	return db_state.binds;
}

static unsigned execute(struct db_statement *statement, const char *sql, const struct value *values, size_t count)
{
	MYSQL_BIND *binds = binds_for(count);

	if (count != mysql_stmt_param_count(statement->handle))
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	for (size_t i = 0; i < count; i++)
		binds[i] = bound(&values[i]);
	if ((count && mysql_stmt_bind_param(statement->handle, binds)) || mysql_stmt_execute(statement->handle))
		return statement_error(statement->handle);
	return 0;
}

unsigned db_attempt(const char *sql, const struct value *values, size_t count, int64_t *rows)
{
	struct db_statement *statement;
	unsigned error = find_statement(sql, &statement);

	if (!error)
		error = execute(statement, sql, values, count);
	if (!error)
		*rows = (int64_t)mysql_stmt_affected_rows(statement->handle);
	return error;
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

/* The columns' buffers, bound; false where the fields are others than the statement's columns. */
static bool bind_buffers(struct db_statement *statement, unsigned count, const struct field *fields)
{
	MYSQL_BIND binds[MAX_COLUMNS] = { 0 };
	unsigned i = 0;

	if (count > MAX_COLUMNS)
		return false;
	for (const struct field *f = db_next_stored(fields); f->name && i < count; f = db_next_stored(f + 1), i++)
		binds[i] = bound_column(&statement->columns[i], f);
	return i == count && !mysql_stmt_bind_result(statement->handle, binds);
}

/* Once: a statement is always read by the same fields. One that can't be read is prepared anew the next time. */
static void bind_columns(struct db_statement *statement, const struct field *fields, const char *sql)
{
	unsigned count = mysql_stmt_field_count(statement->handle);

	if (statement->columns)
		return;
	statement->columns = calloc(count, sizeof(struct db_column));
	statement->column_count = count;
	if (statement->columns && bind_buffers(statement, count, fields))
		return;
	db_state.reading = NULL;
	drop(statement);
	fault(FAULT_BUG, "%u columns aren't what the fields are: %s", count, sql);
}

/* A text longer than the column's buffer is fetched again, into memory of its own size. */
static void fetch_whole(MYSQL_STMT *handle, unsigned index, void *pool, struct db_column *column)
{
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer_length = column->length };

	column->whole = pool_alloc(pool, column->length + 1);
	bind.buffer = column->whole;
	if (mysql_stmt_fetch_column(handle, &bind, index, 0))
		db_raise_error(statement_error(handle), false);
}

const struct db_column *db_next_row(void *pool)
{
	struct db_statement *statement = db_state.reading;
	int status = mysql_stmt_fetch(statement->handle);

	if (status == 1)
		db_raise_error(statement_error(statement->handle), false);
	if (status == MYSQL_NO_DATA)
		return NULL;
	for (unsigned i = 0; i < statement->column_count; i++) {
		struct db_column *column = &statement->columns[i];

		column->whole = NULL;
		if (!column->is_number && !column->is_null && column->length > DB_COLUMN_ROOM)
			fetch_whole(statement->handle, i, pool, column);
	}
	return statement->columns;
}

void db_open_rows(const char *sql, const struct value *values, const struct field *fields)
{
	struct db_statement *statement;
	unsigned error;

	db_close_rows(); /* that a fault has left half read */
	error = find_statement(sql, &statement);
	if (!error)
		error = execute(statement, sql, values, db_count(values));
	if (error)
		db_raise_error(error, false);
	db_state.reading = statement;
	bind_columns(statement, fields, sql);
}

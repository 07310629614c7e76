#include "db/db.h"

#include <mysql.h>

#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/text.h"
#include "db/connection.h"
#include "db/encryption.h"
#include "db/link.h"

#define MAX_COLUMNS 24
#define STATEMENTS 192 /* entries in the cache of prepared statements */
#define NEIGHBOURS 4   /* entries that a statement may be in: the one that its hash names, and those after it */
#define BIND_STEP 64

struct db_state db_state;

static void drop_statement(struct db_statement *statement)
{
	if (statement->handle)
		mysql_stmt_close(statement->handle);
	pool_close(statement->pool);
	*statement = (struct db_statement){ 0 };
}

void db_close(void)
{
	for (size_t i = 0; i < STATEMENTS && db_state.statements; i++)
		drop_statement(&db_state.statements[i]);
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

static unsigned connection_error(void)
{
	return db_note_error(mysql_errno(db_state.connection), mysql_error(db_state.connection));
}

/* The number of a statement's error. Connector/C reports an error in the middle of fetching rows with the connection alone. */
static unsigned statement_error(MYSQL_STMT *handle)
{
	unsigned error = mysql_stmt_errno(handle);

	return error ? db_note_error(error, mysql_stmt_error(handle)) : connection_error();
}

/* ---- opening a connection */

static void encrypt(MYSQL *connection)
{
	const my_bool yes = 1;

	mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
	mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
	mysql_options(connection, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
	mysql_options(connection, MYSQL_OPT_SSL_CA, *db_settings.ca ? db_settings.ca : NULL);
}

static void set_options(MYSQL *connection)
{
	unsigned connect = 2, transfer = db_state.patience + 5;
	char sql[512];

	mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(connection, MYSQL_INIT_COMMAND, db_session_sql(sql, sizeof(sql)));
	if (db_is_encrypted())
		encrypt(connection);
}

/* Returns 0, or the number of the error. */
static unsigned try_to_connect(void)
{
	const char *socket = *db_settings.socket ? db_settings.socket : NULL;
	unsigned error;

	db_state.connection = mysql_init(NULL);
	if (!db_state.connection)
		fault(FAULT_BUG, "out of memory");
	set_options(db_state.connection);
	if (mysql_real_connect(db_state.connection, socket ? NULL : db_settings.host, db_settings.user, db_settings.password, db_settings.name,
	                       (unsigned)db_settings.port, socket, 0))
		return 0;
	error = connection_error();
	db_close();
	return error;
}

/* Before each statement. A fault may have left the rows of an earlier one half read. */
static void get_ready(void)
{
	int64_t began = db_state.connection ? 0 : moment_steady();
	unsigned error;

	db_close_rows();
	db_state.rests_since = 0;
	db_state.has_asked = true;
	while (!db_state.connection && (error = try_to_connect()))
		if (!db_connection_waits(error, began))
			db_raise_no_connection(error);
}

int db_socket(void)
{
	return (int)mysql_get_socket(db_state.connection);
}

unsigned db_say(const char *sql)
{
	get_ready();
	return mysql_real_query(db_state.connection, sql, strlen(sql)) ? connection_error() : 0;
}

static unsigned prepare_statement(struct db_statement *statement, const char *sql)
{
	unsigned error;

	statement->handle = mysql_stmt_init(db_state.connection);
	if (!statement->handle)
		fault(FAULT_BUG, "out of memory");
	statement->pool = pool_open(NULL);
	statement->sql = pool_text(statement->pool, sql);
	if (!mysql_stmt_prepare(statement->handle, sql, strlen(sql)))
		return 0;
	error = statement_error(statement->handle);
	drop_statement(statement);
	return error;
}

/* The cache entry that has this statement; else the one to put it into: a free neighbour, or the entry that its hash names. */
static struct db_statement *place_of(const char *sql)
{
	size_t own = text_hash(sql) % STATEMENTS;
	struct db_statement *place = &db_state.statements[own];

	for (size_t i = 0; i < NEIGHBOURS; i++) {
		struct db_statement *at = &db_state.statements[(own + i) % STATEMENTS];

		if (at->sql && !strcmp(at->sql, sql))
			return at;
		if (!at->sql)
			place = at;
	}
	return place;
}

/* Finds or prepares the statement. It replaces whatever statement had its cache entry. Returns 0, or the error of preparing it. */
static unsigned find_statement(const char *sql, struct db_statement **statement)
{
	get_ready();
	if (!db_state.statements)
		db_state.statements = pool_alloc(NULL, STATEMENTS * sizeof(*db_state.statements));
	*statement = place_of(sql);
	if ((*statement)->sql && !strcmp((*statement)->sql, sql))
		return 0;
	drop_statement(*statement);
	return prepare_statement(*statement, sql);
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

static unsigned execute(struct db_statement *statement, const char *sql, const struct value *values, size_t count)
{
	if (count > db_state.bind_room) {
		db_state.bind_room = count + BIND_STEP;
		db_state.binds = pool_resize(NULL, db_state.binds, db_state.bind_room * sizeof(MYSQL_BIND));
	}
	if (count != mysql_stmt_param_count(statement->handle))
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	for (size_t i = 0; i < count; i++)
		db_state.binds[i] = bound(&values[i]);
	if ((count && mysql_stmt_bind_param(statement->handle, db_state.binds)) || mysql_stmt_execute(statement->handle))
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

/* Binds the buffers that the columns are fetched into. False where the statement has another number of columns than there are fields. */
static bool bind_buffers(struct db_statement *statement, unsigned count, const struct field *fields)
{
	MYSQL_BIND binds[MAX_COLUMNS] = { 0 };
	const struct field *f = db_next_stored(fields);
	unsigned i = 0;

	if (count > MAX_COLUMNS)
		return false;
	for (; f->name && i < count; f = db_next_stored(f + 1), i++)
		binds[i] = bound_column(&statement->columns[i], f);
	return i == count && !f->name && !mysql_stmt_bind_result(statement->handle, binds);
}

/* Binds the columns once, since a statement is always read with the same fields. After an error it is prepared anew the next time. */
static void bind_columns(struct db_statement *statement, const struct field *fields, const char *sql)
{
	unsigned count = mysql_stmt_field_count(statement->handle);

	if (statement->columns)
		return;
	statement->columns = pool_alloc(statement->pool, count * sizeof(struct db_column));
	statement->column_count = count;
	if (bind_buffers(statement, count, fields))
		return;
	db_state.reading = NULL;
	drop_statement(statement);
	fault(FAULT_BUG, "%u columns aren't what the fields are: %s", count, sql);
}

/* Fetches a text that is longer than the column's buffer again, whole, into memory of the pool. */
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
	unsigned error = find_statement(sql, &statement);

	if (!error)
		error = execute(statement, sql, values, db_count(values));
	if (error)
		db_raise_error(error, false);
	db_state.reading = statement;
	bind_columns(statement, fields, sql);
}

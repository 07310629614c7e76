#include "base/db.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/db_link.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"

#define MOST_STATEMENTS 96
#define MOST_VALUES 24
#define MOST_COLUMNS 24
#define COLUMN_ROOM 1024

/* Settings of each connection: facts measured for them stand in ARCHITECTURE.md. */
static const char SESSION[] =
	"SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', max_statement_time = 3, innodb_lock_wait_timeout = 2,"
	" idle_transaction_timeout = 5, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'";

struct column {
	char text[COLUMN_ROOM];
	long long number;
	unsigned long length;
	my_bool is_null, cut;
};

struct statement {
	const char *sql;
	MYSQL_STMT *handle;
	struct column *columns;
};

static MYSQL *connection;
static struct statement statements[MOST_STATEMENTS];
static size_t statement_count;
static MYSQL_STMT *reading; /* a statement whose rows are being fetched */
static bool committing;

void db_close(void)
{
	for (size_t i = 0; i < statement_count; i++) {
		mysql_stmt_close(statements[i].handle);
		free(statements[i].columns);
	}
	statement_count = 0;
	reading = NULL;
	committing = false;
	if (connection)
		mysql_close(connection);
	connection = NULL;
}

static bool is_lost(unsigned error)
{
	return error == CR_SERVER_GONE_ERROR || error == CR_SERVER_LOST || error == ER_CONNECTION_KILLED ||
	       error == ER_SERVER_SHUTDOWN || error == ER_UNKNOWN_COM_ERROR;
}

static bool is_transient(unsigned error)
{
	return error == ER_LOCK_DEADLOCK || error == ER_LOCK_WAIT_TIMEOUT || error == ER_CHECKREAD;
}

static bool is_away(unsigned error)
{
	return error == CR_CONNECTION_ERROR || error == CR_CONN_HOST_ERROR || error == ER_CON_COUNT_ERROR ||
	       error == ER_TOO_MANY_USER_CONNECTIONS || error == ER_USER_LIMIT_REACHED || error == ER_RECORD_FILE_FULL ||
	       error == ER_DISK_FULL || error == ER_STATEMENT_TIMEOUT;
}

static bool is_refused_value(unsigned error)
{
	return error == ER_CONSTRAINT_FAILED || error == ER_WARN_DATA_OUT_OF_RANGE || error == ER_DATA_TOO_LONG ||
	       error == ER_TRUNCATED_WRONG_VALUE_FOR_FIELD;
}

static enum fault_kind kind_of(unsigned error)
{
	if (error == ER_DUP_ENTRY)
		return FAULT_DUPLICATE;
	if (is_transient(error))
		return FAULT_AGAIN;
	if (is_lost(error))
		return committing ? FAULT_AWAY : FAULT_AGAIN;
	if (is_away(error))
		return FAULT_AWAY;
	return is_refused_value(error) ? FAULT_REFUSED : FAULT_BUG;
}

/* Raises the error of the connection or statement as the fault it is; the message has no values of ours in it. */
static noreturn void raise_error(unsigned error, const char *message)
{
	enum fault_kind kind = kind_of(error);
	char detail[200];

	snprintf(detail, sizeof(detail), "%s", kind == FAULT_DUPLICATE || kind == FAULT_REFUSED ? "value refused" : message);
	if (is_lost(error))
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

static void close_rows(void)
{
	if (reading)
		mysql_stmt_free_result(reading);
	reading = NULL;
}

static void set_options(void)
{
	unsigned connect = 2, transfer = 5;

	mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &transfer);
	mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(connection, MYSQL_INIT_COMMAND, SESSION);
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

void db_command(const char *sql)
{
	connect_once();
	if (mysql_real_query(connection, sql, strlen(sql)))
		raise_connection();
}

void db_commit(void)
{
	committing = true;
	db_command("COMMIT");
	committing = false;
}

void db_roll_back(void)
{
	close_rows();
	committing = false;
	if (connection && mysql_rollback(connection))
		db_close();
}

void db_allow_seconds(int64_t seconds)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SET max_statement_time = %lld, idle_transaction_timeout = 0, innodb_lock_wait_timeout = 10",
	         (long long)seconds);
	db_command(sql);
}

static struct statement *prepare(const char *sql)
{
	struct statement *new = &statements[statement_count];

	if (statement_count == MOST_STATEMENTS)
		fault(FAULT_BUG, "more than %d statements", MOST_STATEMENTS);
	new->sql = sql;
	new->columns = NULL;
	new->handle = mysql_stmt_init(connection);
	if (!new->handle)
		fault(FAULT_BUG, "out of memory");
	statement_count++;
	if (mysql_stmt_prepare(new->handle, sql, strlen(sql))) {
		unsigned error = mysql_stmt_errno(new->handle);
		char message[200];

		snprintf(message, sizeof(message), "%s", mysql_stmt_error(new->handle));
		mysql_stmt_close(new->handle);
		statement_count--;
		raise_error(error, message);
	}
	return new;
}

static struct statement *find(const char *sql)
{
	connect_once();
	for (size_t i = 0; i < statement_count; i++)
		if (statements[i].sql == sql)
			return &statements[i];
	return prepare(sql);
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

static struct statement *run(const char *sql, const struct value *values)
{
	struct statement *statement = find(sql);
	MYSQL_BIND binds[MOST_VALUES];
	size_t count = 0;

	for (; values[count].type != VALUE_END && count < MOST_VALUES; count++)
		binds[count] = bound(&values[count]);
	if (count != mysql_stmt_param_count(statement->handle))
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	if ((count && mysql_stmt_bind_param(statement->handle, binds)) || mysql_stmt_execute(statement->handle))
		raise_statement(statement->handle);
	return statement;
}

int64_t db_exec(const char *sql, const struct value *values)
{
	return (int64_t)mysql_stmt_affected_rows(run(sql, values)->handle);
}

bool db_insert(const char *sql, const struct value *values)
{
	struct recovery here;

	if (fault_caught(&here)) {
		if (here.kind == FAULT_DUPLICATE)
			return false;
		fault_again(&here);
	}
	run(sql, values);
	fault_disarm(&here);
	return true;
}

int64_t db_last_id(void)
{
	return (int64_t)mysql_insert_id(connection);
}

static bool is_number(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_MONEY || type == FIELD_MOMENT || type == FIELD_FLAG;
}

static const struct field *next_stored(const struct field *field)
{
	while (field->name && !(field->flags & STORED))
		field++;
	return field;
}

/* Binds the statement's columns to buffers of its own, once: a statement is always read by the same fields. */
static void bind_columns(struct statement *statement, const struct field *fields)
{
	MYSQL_BIND binds[MOST_COLUMNS] = { 0 };
	unsigned count = mysql_stmt_field_count(statement->handle), i = 0;

	if (statement->columns)
		return;
	statement->columns = calloc(count, sizeof(struct column));
	if (!statement->columns || count > MOST_COLUMNS)
		fault(FAULT_BUG, "no room for columns of: %s", statement->sql);
	for (const struct field *f = next_stored(fields); f->name && i < count; f = next_stored(f + 1), i++) {
		struct column *column = &statement->columns[i];

		binds[i].buffer_type = is_number(f->type) ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
		binds[i].buffer = is_number(f->type) ? (void *)&column->number : column->text;
		binds[i].buffer_length = is_number(f->type) ? sizeof(column->number) : COLUMN_ROOM;
		binds[i].length = &column->length;
		binds[i].is_null = &column->is_null;
		binds[i].error = &column->cut;
	}
	if (i != count || mysql_stmt_bind_result(statement->handle, binds))
		fault(FAULT_BUG, "%u columns read by %u fields: %s", count, i, statement->sql);
}

/* A text longer than the column's buffer is fetched again, into memory of its own size. */
static const char *long_text(MYSQL_STMT *handle, unsigned index, void *pool, unsigned long length)
{
	char *text = pool_alloc(pool, length + 1);
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = length };

	if (mysql_stmt_fetch_column(handle, &bind, index, 0))
		raise_statement(handle);
	return text;
}

static void store_text(struct statement *statement, unsigned index, const struct field *field, void *pool, void *member)
{
	const struct column *column = &statement->columns[index];

	if (field->type == FIELD_ID)
		snprintf(member, ID_SIZE, "%.*s", column->is_null ? 0 : (int)column->length, column->text);
	else if (column->is_null)
		*(const char **)member = NULL;
	else if (column->length > COLUMN_ROOM)
		*(const char **)member = long_text(statement->handle, index, pool, column->length);
	else
		*(const char **)member = pool_copy(pool, column->text, column->length);
}

static void store_row(struct statement *statement, const struct field *fields, void *pool, void *thing)
{
	unsigned i = 0;

	for (const struct field *f = next_stored(fields); f->name; f = next_stored(f + 1), i++) {
		void *member = (char *)thing + f->offset;

		if (is_number(f->type))
			*(int64_t *)member = statement->columns[i].is_null ? 0 : statement->columns[i].number;
		else
			store_text(statement, i, f, pool, member);
	}
}

static bool next_row(MYSQL_STMT *handle)
{
	int status = mysql_stmt_fetch(handle);

	if (status == 1)
		raise_statement(handle);
	return status != MYSQL_NO_DATA;
}

static struct statement *open_rows(const char *sql, const struct value *values, const struct field *fields)
{
	struct statement *statement = run(sql, values);

	reading = statement->handle;
	bind_columns(statement, fields);
	return statement;
}

bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing)
{
	struct statement *statement = open_rows(sql, values, fields);
	bool found = next_row(statement->handle);

	if (found)
		store_row(statement, fields, pool, thing);
	close_rows();
	return found;
}

struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size)
{
	struct statement *statement = open_rows(sql, values, fields);
	struct list list = { 0 };
	size_t room = 0;

	while (next_row(statement->handle)) {
		if (list.count == room)
			list.rows = pool_resize(pool, list.rows, size * (room = room * 2 + 16));
		memset((char *)list.rows + list.count * size, 0, size);
		store_row(statement, fields, pool, (char *)list.rows + list.count++ * size);
	}
	close_rows();
	return list;
}

int64_t db_number(const char *sql, const struct value *values, int64_t otherwise)
{
	static const struct field one[] = { { "number", FIELD_INT, 0, STORED, NULL, 0 }, { 0 } };
	int64_t number;

	return db_get(NULL, sql, values, one, &number) ? number : otherwise;
}

bool db_answers(void)
{
	struct recovery here;

	if (fault_caught(&here))
		return false;
	connect_once();
	if (mysql_ping(connection))
		raise_connection();
	fault_disarm(&here);
	return true;
}

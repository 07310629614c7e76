#include "base/db.h"

#include <mysql.h>
#include <stdlib.h>

#include "base/db_connection.h"
#include "base/db_link.h"
#include "base/fault.h"
#include "base/pool.h"

#define MOST_COLUMNS 24
#define TEXT_ROOM 16384

static const char START[] = "START TRANSACTION";
static const char COMMIT[] = "COMMIT";

/* What waits for the next round trip. */
static const char *queue[DB_MOST_PARTS];
static struct value queue_values[DB_MOST_VALUES];
static char queue_text[TEXT_ROOM];
static size_t queued, value_count, text_length;

static MYSQL_STMT *reading; /* a statement whose rows are being fetched */
static bool committing;

bool db_is_committing(void)
{
	return committing;
}

void db_forget(void)
{
	queued = value_count = text_length = 0;
	reading = NULL;
	committing = false;
}

static void close_rows(void)
{
	if (reading)
		mysql_stmt_free_result(reading);
	reading = NULL;
}

/* Runs what waits: how many rows it changed in all. Whatever comes of it, it waits no more. */
static int64_t flush(void)
{
	size_t parts = queued, values = value_count;
	struct statement *statement;

	if (!parts)
		return 0;
	queued = value_count = text_length = 0;
	statement = db_statement(queue, parts);
	db_execute(statement, queue_values, values);
	return (int64_t)mysql_stmt_affected_rows(statement->handle);
}

static size_t count_of(const struct value *values)
{
	const struct value *end = values;

	while (end->type != VALUE_END)
		end++;
	return (size_t)(end - values);
}

/* Appends to what waits; where there is no room, that goes first. */
static struct value *append(const char *sql, const struct value *values, size_t count)
{
	struct value *own;

	if (count > DB_MOST_VALUES)
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	if (queued == DB_MOST_PARTS || value_count + count > DB_MOST_VALUES)
		flush();
	own = queue_values + value_count;
	memcpy(own, values, count * sizeof(*values));
	queue[queued++] = sql;
	value_count += count;
	return own;
}

/* A transaction that waits for its first statement, and nothing else does. */
static bool has_not_begun(void)
{
	return queued == 1 && queue[0] == START;
}

/* What waits is run by itself: of a compound the database tells only how many rows it changed in all. */
int64_t db_exec(const char *sql, const struct value *values)
{
	if (!has_not_begun())
		flush();
	append(sql, values, count_of(values));
	return flush();
}

static size_t length_of(const struct value *values, size_t count)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++)
		length += values[i].length;
	return length;
}

static void keep_texts(struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].type == VALUE_TEXT && values[i].text) {
			values[i].text = memcpy(queue_text + text_length, values[i].text, values[i].length);
			text_length += values[i].length;
		}
}

void db_queue(const char *sql, const struct value *values)
{
	size_t count = count_of(values), length = length_of(values, count);
	struct value *own = append(sql, values, count);

	if (text_length + length > TEXT_ROOM)
		flush();
	else
		keep_texts(own, count);
}

void db_begin(void)
{
	db_queue(START, BIND());
}

void db_commit(void)
{
	committing = true;
	if (has_not_begun())
		queued = 0;
	else {
		db_queue(COMMIT, BIND());
		flush();
	}
	committing = false;
}

void db_roll_back(void)
{
	bool nothing = has_not_begun();

	close_rows();
	db_forget();
	if (!nothing && !db_undo())
		db_close();
}

void db_command(const char *sql)
{
	flush();
	if (mysql_real_query(db_connection(), sql, strlen(sql)))
		db_raise_connection();
}

bool db_insert(const char *sql, const struct value *values)
{
	struct recovery here;

	if (!has_not_begun())
		flush(); /* a duplicate of its own is a fault */
	if (fault_caught(&here)) {
		if (here.kind == FAULT_DUPLICATE)
			return false;
		fault_again(&here);
	}
	db_exec(sql, values);
	fault_disarm(&here);
	return true;
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
static void bind_columns(struct statement *statement, const struct field *fields)
{
	MYSQL_BIND binds[MOST_COLUMNS] = { 0 };
	unsigned count = mysql_stmt_field_count(statement->handle), i = 0;

	if (statement->columns)
		return;
	statement->columns = calloc(count, sizeof(struct db_column));
	if (!statement->columns || count > MOST_COLUMNS)
		fault(FAULT_BUG, "no room for columns of: %s", statement->parts[0]);
	statement->column_count = count;
	for (const struct field *f = db_next_stored(fields); f->name && i < count; f = db_next_stored(f + 1), i++)
		binds[i] = bound_column(&statement->columns[i], f);
	if (i != count || mysql_stmt_bind_result(statement->handle, binds))
		fault(FAULT_BUG, "%u columns read by %u fields: %s", count, i, statement->parts[0]);
}

/* A text longer than the column's buffer is fetched again, into memory of its own size. */
static void fetch_whole(MYSQL_STMT *handle, unsigned index, void *pool, struct db_column *column)
{
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer_length = column->length };

	column->whole = pool_alloc(pool, column->length + 1);
	bind.buffer = column->whole;
	if (mysql_stmt_fetch_column(handle, &bind, index, 0))
		db_raise_statement(handle);
}

static bool next_row(struct statement *statement, void *pool)
{
	int status = mysql_stmt_fetch(statement->handle);

	if (status == 1)
		db_raise_statement(statement->handle);
	for (unsigned i = 0; status != MYSQL_NO_DATA && i < statement->column_count; i++) {
		struct db_column *column = &statement->columns[i];

		column->whole = NULL;
		if (!column->is_number && !column->is_null && column->length > DB_COLUMN_ROOM)
			fetch_whole(statement->handle, i, pool, column);
	}
	return status != MYSQL_NO_DATA;
}

/* Sees the same before the transaction begins as in it (READ COMMITTED). */
static bool is_plain_read(const char *sql)
{
	return !strncmp(sql, "SELECT", 6) && !strstr(sql, "FOR UPDATE");
}

static struct statement *open_rows(const char *sql, const struct value *values, const struct field *fields)
{
	struct statement *statement;

	if (!has_not_begun() || !is_plain_read(sql))
		flush();
	statement = db_statement(&sql, 1);
	db_execute(statement, values, count_of(values));
	reading = statement->handle;
	bind_columns(statement, fields);
	return statement;
}

bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing)
{
	struct statement *statement = open_rows(sql, values, fields);
	bool found = next_row(statement, pool);

	if (found)
		db_row_store(statement->columns, fields, pool, thing);
	close_rows();
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
	close_rows();
	return list;
}

#include "db/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"
#include "base/text.h"
#include "db/link.h"
#include "wait/wait.h"

#define MAX_TRIES 5

const char *db_session_sql(char *sql, size_t size)
{
	unsigned patience = db_state.patience;

	snprintf(sql, size,
	         "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', max_statement_time = %u, innodb_lock_wait_timeout = %u,"
	         " idle_transaction_timeout = %u, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	         "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
	         patience ? patience : 3, patience ? 10u : 2u, patience ? 0u : 5u);
	return sql;
}

/* ---- the gaps of a statement */

static const char *column_of(const struct field *field)
{
	return field->column ? field->column : field->name;
}

/* Writes the field for {columns}. A moment is read as milliseconds. */
static void put_column(struct text *sql, const struct field *field)
{
	bool moment = field->type == FIELD_MOMENT;

	text_put(sql, moment ? "CAST(UNIX_TIMESTAMP(" : "");
	text_put(sql, column_of(field));
	text_put(sql, moment ? ") * 1000 AS SIGNED)" : "");
}

/* Writes the name of the column for {names}: without the alias of the table. */
static void put_name(struct text *sql, const struct field *field)
{
	const char *dot = strchr(column_of(field), '.');

	text_put(sql, dot ? dot + 1 : column_of(field));
}

static void put_mark(struct text *sql, const struct field *field)
{
	(void)field;
	text_put(sql, "?");
}

static void put_assignment(struct text *sql, const struct field *field)
{
	text_put(sql, column_of(field));
	text_put(sql, " = ?");
}

/* Writes the field for {members}: its name and its value in JSON. Money becomes major units. */
static void put_member(struct text *sql, const struct field *field)
{
	text_put(sql, "'");
	text_put(sql, field->name);
	text_put(sql, "', ");
	text_put(sql, column_of(field));
	text_put(sql, field->type == FIELD_MONEY ? " * 0.01" : "");
}

static const struct gap {
	const char *name;
	unsigned flag; /* fields with this flag fill the gap */
	void (*put)(struct text *sql, const struct field *field);
} gaps[] = {
	{ "{columns}",     STORED,     put_column },
	{ "{names}",       WRITTEN,    put_name },
	{ "{marks}",       WRITTEN,    put_mark },
	{ "{assignments}", WRITTEN,    put_assignment },
	{ "{members}",     EVENT_DATA, put_member },
};

/* The gap that begins at this `{`; NULL where the brace belongs to the SQL itself. */
static const struct gap *gap_at(const char *sql)
{
	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++)
		if (!strncmp(sql, gaps[i].name, strlen(gaps[i].name)))
			return &gaps[i];
	return NULL;
}

static void put_fields(struct text *sql, const struct gap *gap, const struct field *fields)
{
	const char *before = "";

	for (const struct field *field = fields; field->name; field++) {
		if (!(field->flags & gap->flag))
			continue;
		text_put(sql, before);
		gap->put(sql, field);
		before = ", ";
	}
}

/* The next gap at or after `sql`, and in `*where` its position; NULL where there is none. */
static const struct gap *next_gap(const char *sql, const char **where)
{
	const struct gap *gap = NULL;

	for (*where = strchr(sql, '{'); *where && !(gap = gap_at(*where)); *where = strchr(*where + 1, '{'))
		continue;
	return gap;
}

const char *sql_fill(void *pool, const char *sql, const struct field *fields)
{
	struct text whole = text_in(pool);
	const char *where;
	const struct gap *gap = next_gap(sql, &where);

	if (!gap)
		return sql;
	if (!pool)
		fault(FAULT_BUG, "no pool for: %s", sql);
	text_reserve(&whole, 1024);
	for (; gap; gap = next_gap(sql, &where)) {
		text_add(&whole, sql, (size_t)(where - sql));
		put_fields(&whole, gap, fields);
		sql = where + strlen(gap->name);
	}
	text_put(&whole, sql);
	return whole.bytes;
}

/* ---- its values */

bool db_is_number(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_MONEY || type == FIELD_MOMENT || type == FIELD_FLAG;
}

const struct value *sql_values(void *pool, const struct field *fields, const void *thing, const struct value *further)
{
	struct value *values, *at;
	size_t count = db_count(further) + 1;

	for (const struct field *field = fields; field->name; field++)
		count += (field->flags & WRITTEN) != 0;
	at = values = pool_alloc(pool, count * sizeof(*values));
	for (const struct field *field = fields; field->name; field++)
		if (field->flags & WRITTEN)
			*at++ = db_is_number(field->type) ? db_int(field_number(field, thing)) : db_text(field_string(field, thing));
	memcpy(at, further, (db_count(further) + 1) * sizeof(*at));
	return values;
}

/* ---- its rows */

const struct field *db_next_stored(const struct field *field)
{
	while (field->name && !(field->flags & STORED))
		field++;
	return field;
}

static void store_text(const struct db_column *column, const struct field *field, void *pool, void *member)
{
	if (field->type == FIELD_ID)
		snprintf(member, ID_SIZE, "%.*s", column->is_null ? 0 : (int)column->length, column->text);
	else if (column->is_null)
		*(const char **)member = NULL;
	else
		*(const char **)member = column->whole ? column->whole : pool_copy(pool, column->text, column->length);
}

static void store_row(const struct db_column *columns, const struct field *fields, void *pool, void *thing)
{
	for (const struct field *f = db_next_stored(fields); f->name; f = db_next_stored(f + 1), columns++) {
		void *member = (char *)thing + f->offset;

		if (db_is_number(f->type))
			*(int64_t *)member = columns->is_null ? 0 : columns->number;
		else
			store_text(columns, f, pool, member);
	}
}

bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing)
{
	const struct db_column *columns;

	db_open_rows(sql_fill(pool, sql, fields), values, fields);
	columns = db_next_row(pool);
	if (columns)
		store_row(columns, fields, pool, thing);
	db_close_rows();
	return columns;
}

struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size)
{
	const struct db_column *columns;
	struct list list = { 0 };
	size_t room = 0;

	db_open_rows(sql_fill(pool, sql, fields), values, fields);
	while ((columns = db_next_row(pool))) {
		if (list.count == room)
			list.rows = pool_resize(pool, list.rows, size * (room = room * 2 + 16));
		memset((char *)list.rows + list.count * size, 0, size);
		store_row(columns, fields, pool, (char *)list.rows + list.count++ * size);
	}
	db_close_rows();
	return list;
}

struct list db_page(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size, int64_t limit)
{
	size_t count = db_count(values);
	struct value *all = pool_alloc(pool, (count + 2) * sizeof(*all)); /* the last value stays 0, which is VALUE_END */
	struct list list;

	memcpy(all, values, count * sizeof(*all));
	all[count] = db_int(limit + 1);
	list = db_each(pool, sql, all, fields, size);
	list.more = list.count > (size_t)limit;
	list.count -= list.more;
	return list;
}

int64_t db_number(const char *sql, const struct value *values, int64_t otherwise)
{
	static const struct field one[] = { { "number", FIELD_INT, 0, STORED, NULL, 0 }, { 0 } };
	int64_t number;

	return db_get(NULL, sql, values, one, &number) ? number : otherwise;
}

/* ---- reading again where the connection was lost; a transaction is such work, with a beginning and a commit */

/* One try: true with its outcome, false if it should be run again. */
static bool try_once(const struct outcome *(*work)(void *), void *argument, const struct outcome **outcome)
{
	struct recovery here;

	if (fault_caught(&here)) {
		db_roll_back();
		db_tell_touched(); /* a commit whose answer was lost may have happened */
		if (here.kind == FAULT_AGAIN)
			return false;
		fault_again(&here);
	}
	*outcome = work(argument);
	fault_disarm(&here);
	return true;
}

void db_pause(int try)
{
	wait_milliseconds((5 << try) + (int64_t)arc4random_uniform(6));
}

const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument)
{
	const struct outcome *outcome;

	for (int try = 0; try < MAX_TRIES; try++) {
		if (try_once(work, argument, &outcome))
			return outcome;
		db_pause(try);
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "db/link.h"

size_t db_count(const struct value *values)
{
	const struct value *end = values;

	while (end->type != VALUE_END)
		end++;
	return (size_t)(end - values);
}

void db_command(const char *sql)
{
	unsigned error = db_say(sql);

	if (error)
		db_raise_error(error, false);
}

int64_t db_exec(const char *sql, const struct value *values)
{
	int64_t rows = 0;
	unsigned error = db_attempt(sql, values, db_count(values), &rows);

	if (error)
		db_raise_error(error, false);
	return rows;
}

bool db_insert(const char *sql, const struct value *values)
{
	int64_t rows = 0;
	unsigned error = db_attempt(sql, values, db_count(values), &rows);

	if (error && db_error_kind(error, false) != FAULT_DUPLICATE)
		db_raise_error(error, false);
	return !error;
}

bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing)
{
	const struct db_column *columns;

	db_open_rows(sql, values, fields);
	columns = db_next_row(pool);
	if (columns)
		db_row_store(columns, fields, pool, thing);
	db_close_rows();
	return columns;
}

struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size)
{
	const struct db_column *columns;
	struct list list = { 0 };
	size_t room = 0;

	db_open_rows(sql, values, fields);
	while ((columns = db_next_row(pool))) {
		if (list.count == room)
			list.rows = pool_resize(pool, list.rows, size * (room = room * 2 + 16));
		memset((char *)list.rows + list.count * size, 0, size);
		db_row_store(columns, fields, pool, (char *)list.rows + list.count++ * size);
	}
	db_close_rows();
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
	db_number("SELECT 1", BIND(), 0);
	fault_disarm(&here);
	return true;
}

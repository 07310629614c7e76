#include "db/row.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/pool.h"
#include "db/link.h"
#include "db/sql.h"

bool db_is_number(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_MONEY || type == FIELD_MOMENT || type == FIELD_FLAG;
}

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

void db_row_store(const struct db_column *columns, const struct field *fields, void *pool, void *thing)
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
		db_row_store(columns, fields, pool, thing);
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
		db_row_store(columns, fields, pool, (char *)list.rows + list.count++ * size);
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

#include "db/row.h"

#include <stdio.h>

#include "base/id.h"
#include "base/pool.h"

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

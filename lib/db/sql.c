#include "db/sql.h"

#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"
#include "db/link.h"

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
	{ "{columns}",     STORED,  put_column },
	{ "{names}",       WRITTEN, put_name },
	{ "{marks}",       WRITTEN, put_mark },
	{ "{assignments}", WRITTEN, put_assignment },
	{ "{members}",     EVENT_DATA,    put_member },
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

/*
 * One table of fields for each entity: it reads the database's row, writes the JSON, fills the template. Adding a
 * column touches the SQL, the struct and this table.
 *
 *	static const struct field product_fields[] = {
 *		{ "id", FIELD_ID, offsetof(struct product, id), STORED | SHOWN },
 *		...
 *		{ 0 }
 *	};
 *
 * A row's columns are the STORED fields, in the table's order. JSON has the SHOWN ones. A page has them all. A field
 * without a value ("" for an id, NULL for a text) is left out of JSON.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum field_type {
	FIELD_ID = 1, /* char[ID_SIZE] */
	FIELD_TEXT,   /* const char * */
	FIELD_INT,    /* int64_t */
	FIELD_MONEY,  /* int64_t, minor units */
	FIELD_MOMENT, /* int64_t, milliseconds */
	FIELD_FLAG,   /* int64_t, 0 or 1: true or false in JSON, a section in a page */
	FIELD_JSON,   /* const char *, JSON already: written as it is */
	FIELD_OBJECT, /* a struct inside this one, described by `of` */
	FIELD_LIST,   /* struct list of structs, described by `of` */
};

enum { STORED = 1, SHOWN = 2 };

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	unsigned flags;
	const struct field *of;
	size_t size; /* of one struct of a FIELD_LIST */
};

/* Rows of one kind, in a pool. */
struct list {
	void *rows;
	size_t count;
};

/* The thing and its fields together: what a handler hands to be shown. */
struct view {
	const struct field *fields;
	const void *thing;
};

int64_t field_number(const struct field *field, const void *thing);

/* The text of an id or text field; NULL when it has no value. */
const char *field_string(const struct field *field, const void *thing);

/* {"id":"…",…} and [{…},…] */
void field_json(struct text *out, const struct field *fields, const void *thing);
void field_json_list(struct text *out, const struct field *fields, size_t size, const struct list *list);

#endif

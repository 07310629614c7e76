/*
 * One table of fields for each entity. A row says what there is to know of one member of its struct, and from it come the columns that
 * are read and written (db/sql.h), the JSON of the API and of events, what a page shows (page/view.h), what a client may enter
 * (http/input.h) and the form that asks for it (serve/layout.h). Adding a column touches the SQL step, the struct and this table.
 *
 *	const struct field product_fields[] = {
 *		{ "id",    FIELD_ID,   offsetof(struct product, id),    STORED | SHOWN | EVENT_DATA, .column = "p.id" },
 *		{ "title", FIELD_TEXT, offsetof(struct product, title), STORED | WRITTEN | SHOWN | EVENT_DATA, .column = "p.title",
 *		  ENTERED(.min = 1, .max = 200, .message = "Title is required", .label = "Title", .hint = "Up to 200 characters.") },
 *		{ 0 }
 *	};
 *
 * A page has all fields. A field without a value ("" for an id, NULL for a text, 0 for a moment) is left out of JSON.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum field_type {
	FIELD_ID = 1, /* char[ID_SIZE] */
	FIELD_TEXT,   /* const char * */
	FIELD_INT,    /* int64_t */
	FIELD_MONEY,  /* int64_t, minor units */
	FIELD_MOMENT, /* int64_t, milliseconds; 0 is none */
	FIELD_FLAG,   /* int64_t, 0 or 1: true or false in JSON, a section in a page */
	FIELD_JSON,   /* const char *, JSON already: written as it is */
	FIELD_OBJECT, /* a struct inside this one, described by `of` */
	FIELD_LIST,   /* struct list of structs, described by `of` */
};

enum {
	STORED = 1,     /* read from a row: a SELECT's columns are these fields, in the table's order */
	SHOWN = 2,      /* in the JSON of whoever may read the thing */
	EVENT_DATA = 4, /* in the JSON of its events */
	WRITTEN = 8,    /* what is entered goes into its column */
};

/* How a client enters a field. ENTERED(…) says it within a row. */
struct field_entry {
	int64_t min, max;    /* characters of a text; or of a whole number, which may be left out */
	const char *message; /* what is said of a value that isn't so */
	const char *label;   /* above its box in the form; NULL: the form doesn't ask for it */
	const char *hint;    /* below the label */
	const char *initial; /* in the box of a new thing's form; NULL: nothing */
};
#define ENTERED(...) .entry = &(const struct field_entry){ __VA_ARGS__ }

struct field {
	const char *name; /* in JSON, in templates, in forms */
	enum field_type type;
	size_t offset;
	unsigned flags;
	const struct field *of;
	size_t size;        /* of one struct of a FIELD_LIST */
	const char *column; /* an SQL expression; NULL: the column has the field's name */
	const struct field_entry *entry; /* NULL: nobody enters it */
};

/* Rows of one kind, in a pool. */
struct list {
	void *rows;
	size_t count;
	bool more; /* db_page(): further ones come after these */
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

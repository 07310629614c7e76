/*
 * Field tables. An entity (a product, an order) is a struct with one table, which has a row for each member. Other modules are driven by
 * the rows: the columns of statements (db/sql.h), the JSON of the API and of events, the markers of a page (page/view.h), the checks of
 * what a client enters (http/input.h) and the form (serve/layout.h). A new column needs an SQL step, a member and a row here.
 *
 *	const struct field product_fields[] = {
 *		{ "id",    FIELD_ID,   offsetof(struct product, id),    STORED | SHOWN | EVENT_DATA, .column = "p.id" },
 *		{ "title", FIELD_TEXT, offsetof(struct product, title), STORED | WRITTEN | SHOWN | EVENT_DATA, .column = "p.title",
 *		  ENTERED(.min = 1, .max = 200, .message = "Title is required", .label = "Title", .hint = "Up to 200 characters.") },
 *		{ 0 }
 *	};
 *
 * A page can show every field. JSON leaves out a field without a value: "" for an id, NULL for a text, 0 for a moment.
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
	FIELD_JSON,   /* const char *, a text that is JSON already and is written as it is */
	FIELD_OBJECT, /* a struct inside this one, described by `of` */
	FIELD_LIST,   /* struct list of structs, described by `of` */
};

enum {
	STORED = 1,     /* a SELECT reads it: its columns are the STORED fields, in the order of the table */
	SHOWN = 2,      /* the JSON of the API has it */
	EVENT_DATA = 4, /* the JSON of the entity's events has it */
	WRITTEN = 8,    /* INSERT and UPDATE write what the client has entered */
};

/* How a client enters a field. A row of the table gives it as ENTERED(…). */
struct field_entry {
	int64_t min, max;    /* of the number of characters of a text, or of a whole number; a whole number is optional */
	const char *message; /* the error message for any value outside these limits */
	const char *label;   /* above its box in the form; NULL: the form has no box for it */
	const char *hint;    /* below the label */
	const char *initial; /* what the box holds in the form for a new thing; NULL: nothing */
};
#define ENTERED(...) .entry = &(const struct field_entry){ __VA_ARGS__ }

struct field {
	const char *name; /* in JSON, in templates, in forms */
	enum field_type type;
	size_t offset;      /* offsetof() of the member */
	unsigned flags;     /* STORED, SHOWN, EVENT_DATA, WRITTEN */
	const struct field *of; /* the field table of a FIELD_OBJECT or FIELD_LIST */
	size_t size;        /* bytes of one struct of a FIELD_LIST */
	const char *column; /* an SQL expression; NULL: the column has the field's name */
	const struct field_entry *entry; /* NULL: nobody enters it */
};

/* An array of structs, in a pool. */
struct list {
	void *rows;
	size_t count;
	bool more; /* set by db_page(): the database has further rows after these */
};

/* A thing and its field table: what a handler gives to respond() to be shown. */
struct view {
	const struct field *fields;
	const void *thing;
};

/* The address of the field within the thing. */
static inline const void *field_member(const struct field *field, const void *thing)
{
	return (const char *)thing + field->offset;
}

/* The value of a field that is an int64_t. */
static inline int64_t field_number(const struct field *field, const void *thing)
{
	return *(const int64_t *)field_member(field, thing);
}

/* The text of an id, text or JSON field, in the thing's own memory; NULL when the field has no value. */
static inline const char *field_string(const struct field *field, const void *thing)
{
	const char *string = field->type == FIELD_ID ? field_member(field, thing) : *(const char *const *)field_member(field, thing);

	return string && (field->type != FIELD_ID || *string) ? string : NULL;
}

/* Appends the SHOWN fields as a JSON object, {"id":"…",…}; and a list of such objects, `size` bytes apart. */
void field_json(struct text *out, const struct field *fields, const void *thing);
void field_json_list(struct text *out, const struct field *fields, size_t size, const struct list *list);

/* The same for as many things as fit into so many bytes, one at least: the others are cut off the list, which then has `more`. */
void field_json_page(struct text *out, const struct field *fields, size_t size, struct list *list, size_t bytes);

#endif

/* A row as it comes from the database, and how its columns become the members of a struct. For db.c. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include <stdbool.h>

#include "base/field.h"

#define DB_COLUMN_ROOM 1024 /* bytes; a longer text is fetched by itself */

struct db_column {
	char text[DB_COLUMN_ROOM];
	char *whole; /* a text longer than that, in the row's pool */
	long long number;
	unsigned long length;
	bool is_number;
	char is_null, cut;
};

bool db_is_number(enum field_type type);

/* This field if it is STORED, else the next one that is, or the one that ends the table. */
const struct field *db_next_stored(const struct field *field);

/* The columns' values into `thing`; texts are copied to the pool. */
void db_row_store(const struct db_column *columns, const struct field *fields, void *pool, void *thing);

#endif

/* The columns of a fetched row, and how they are stored in the members of a struct. For files of lib/db alone. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include <stdbool.h>

#include "base/field.h"

#define DB_COLUMN_ROOM 1024 /* bytes of a column's buffer; a longer text is fetched once more, into the pool */

struct db_column {
	char text[DB_COLUMN_ROOM];
	char *whole; /* a text that is longer than the buffer, in the pool; else NULL */
	long long number;
	unsigned long length;
	bool is_number;
	char is_null, cut;
};

/* True if fields of this type are read as numbers. */
bool db_is_number(enum field_type type);

/* The first STORED field of the table from this one on; the row that ends the table if there is none. */
const struct field *db_next_stored(const struct field *field);

/* Stores the values of the columns in the members of `thing`. Texts are copied to the pool. */
void db_row_store(const struct db_column *columns, const struct field *fields, void *pool, void *thing);

#endif

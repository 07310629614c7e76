/*
 * The state of the one connection, and what db.c, which speaks to the database, shares with sql.c, batch.c and transaction.c, which
 * decide what is run and when again. Not for others.
 */
#ifndef DB_LINK_H
#define DB_LINK_H

#include <stdbool.h>
#include <stdnoreturn.h>

#include "base/id.h"
#include "db/db.h"
#include "db/error.h"

#define DB_COLUMN_ROOM 1024 /* bytes; a longer text is fetched by itself */
#define DB_TOUCHED_MAX 16 /* things that a transaction names; more are told of as everything */

/* One column of the row that was fetched. */
struct db_column {
	char text[DB_COLUMN_ROOM];
	char *whole; /* a text longer than that, in the row's pool */
	long long number;
	unsigned long length;
	bool is_number;
	char is_null, cut;
};

struct db_statement;

struct db_state {
	struct st_mysql *connection;      /* NULL: there is none */
	struct db_statement *statements;  /* prepared, each in the place of its text */
	struct db_statement *reading;     /* whose rows are being fetched; NULL: none */
	struct st_mysql_bind *binds;      /* memory to bind values in, kept from one statement to the next */
	size_t bind_room;
	char message[200];                /* what the database said of its last error */
	unsigned patience;                /* seconds that a job's statements may take; 0: what a request's may */
	unsigned savepoints;              /* how many are open */
	char touched[DB_TOUCHED_MAX][ID_SIZE]; /* by the transaction that is open; "" stands for everything */
	size_t touched_count;
};

extern struct db_state db_state;

/* Runs a statement with its values: 0 and, in `*rows`, how many rows it changed; or the error's number. Rows aren't fetched. */
unsigned db_attempt(const char *sql, const struct value *values, size_t count, int64_t *rows);

/* Raises the fault that this error of the last statement is. `committing`: COMMIT was part of it. */
noreturn void db_raise_error(unsigned error, bool committing);

/* A statement without values or rows, not prepared: 0 or the error's number. */
unsigned db_say(const char *sql);

/* The same; an error is a fault. */
void db_command(const char *sql);

/* Leaves no transaction and no half-read rows behind; a connection that can't do it is closed. Never faults. */
void db_roll_back(void);

/* Tells the other programs of this machine what the transaction that ended has touched, and forgets it. */
void db_tell_touched(void);

/*
 * Reading: runs a statement that has rows; its next row, whose texts that are too long for a buffer are in the pool, NULL after the
 * last; lets go of the rows that haven't been read.
 */
void db_open_rows(const char *sql, const struct value *values, const struct field *fields);
const struct db_column *db_next_row(void *pool);
void db_close_rows(void);

/* True for a field that is a number in a column; the others are texts. */
bool db_is_number(enum field_type type);

/* This field if it is STORED, else the next one that is, or the one that ends the table. */
const struct field *db_next_stored(const struct field *field);

#endif

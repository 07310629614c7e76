/*
 * The state of the connection, and the functions of db.c that sql.c, batch.c and transaction.c need. db.c talks to the database; the
 * others decide what is run, and what is run again. For files of lib/db alone.
 */
#ifndef DB_LINK_H
#define DB_LINK_H

#include <stdbool.h>
#include <stdnoreturn.h>

#include "base/id.h"
#include "db/db.h"
#include "db/error.h"

#define DB_COLUMN_ROOM 1024 /* bytes of a column's buffer; a longer text is fetched once more, into the pool */
#define DB_TOUCHED_MAX 16 /* things that a transaction can name; with more of them, everything counts as changed */

/* One column of the row that was fetched. */
struct db_column {
	char text[DB_COLUMN_ROOM];
	char *whole; /* a text that is longer than the buffer, in the pool; else NULL */
	long long number;
	unsigned long length;
	bool is_number;
	char is_null, cut;
};

/* An entry of the cache of prepared statements. */
struct db_statement {
	void *pool;                  /* of the text and the columns */
	const char *sql;             /* NULL: the entry is free */
	struct st_mysql_stmt *handle;
	struct db_column *columns;
	unsigned column_count;
};

struct db_state {
	struct st_mysql *connection;      /* NULL: there is none */
	struct db_statement *statements;  /* the cache of prepared statements */
	struct db_statement *reading;     /* the statement whose rows are being fetched; NULL: none */
	struct st_mysql_bind *binds;      /* memory to bind values in, kept from one statement to the next */
	size_t bind_room;
	char message[200];                /* the message of the last error */
	int64_t rests_since;              /* moment_steady() when the program began to have nothing to ask; 0: it asks */
	bool has_asked;                   /* since the last db_yield() */
	int64_t crowded_at;               /* db/connection.c, where programs share no memory */
	unsigned patience;                /* seconds that a job's statements may take; 0: what a request's may */
	unsigned savepoints;              /* how many are open */
	char touched[DB_TOUCHED_MAX][ID_SIZE]; /* what the open transaction has changed: ids; "" stands for everything */
	size_t touched_count;
};

extern struct db_state db_state;

/* Runs a statement with `count` values. Returns 0 and in `*rows` the number of rows that it changed, or the number of the error. */
unsigned db_attempt(const char *sql, const struct value *values, size_t count, int64_t *rows);

/*
 * Keeps the message of an error, of which it returns the number, and closes a connection that is lost. Closing frees the library's message,
 * so the message is copied first.
 */
unsigned db_note_error(unsigned error, const char *message);

/* The descriptor of the open connection. */
int db_socket(void);

/* Writes the SQL with which a connection begins: how many seconds statements, lock waits and idle transactions may take, and so on. */
const char *db_session_sql(char *sql, size_t size);

/* Raises the fault for a connection that couldn't be opened, after db_note_error(). */
noreturn void db_raise_no_connection(unsigned error);

/* Raises the fault for this error of the last statement. `committing`: COMMIT was part of that statement. */
noreturn void db_raise_error(unsigned error, bool committing);

/* Runs a statement that has no values and no rows, without preparing it. Returns 0 or the number of the error. */
unsigned db_say(const char *sql);

/* db_say(), but an error is a fault. */
void db_command(const char *sql);

/* Rolls back an open transaction and drops rows that are half read. Closes the connection if that fails. Never raises a fault. */
void db_roll_back(void);

/* Calls shm_touch() for all that the transaction which has ended has named by batch_touch(). */
void db_tell_touched(void);

/*
 * Reading rows. db_open_rows() runs the statement. db_next_row() fetches a row, whose long texts are put into the pool; it returns NULL
 * after the last row. db_close_rows() drops the rows that haven't been read.
 */
void db_open_rows(const char *sql, const struct value *values, const struct field *fields);
const struct db_column *db_next_row(void *pool);
void db_close_rows(void);

/* True if fields of this type are read as numbers; the others are texts. */
bool db_is_number(enum field_type type);

/* The first STORED field of the table from this one on; the row that ends the table if there is none. */
const struct field *db_next_stored(const struct field *field);

#endif

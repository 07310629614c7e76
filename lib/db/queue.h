/*
 * Between db.c, which speaks to the database, and db_queue.c, which decides what goes in one round trip; db_queue.c has the
 * db_…() of db.h and db_link.h that change something. Not for others.
 */
#ifndef DB_QUEUE_H
#define DB_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"

/* As many as four orders under keys need: five each, START and COMMIT. */
#define DB_MOST_PARTS 22
#define DB_MOST_VALUES 160

/* A statement of a round trip, with its values; its text is a named constant, known by its address. */
struct db_part {
	const char *sql;
	const struct value *values;
	size_t count;
	const char *key; /* of what goes last, in this order; NULL: goes as it came */
};

/* Sends what waits where this statement, which has rows, must come after it. */
void db_send_before(const char *sql);

/* The text of statements that run in one round trip: one without a semicolon is what it is, all else a compound; in the pool. */
const char *db_whole(void *pool, const struct db_part *parts, size_t count);

/* How many values, without the one that ends them. */
size_t db_count(const struct value *values);

/* Whether a COMMIT is on its way. */
bool db_is_committing(void);

/* There is no connection any more: nothing waits. */
void db_forget(void);

/* Runs statements in one round trip, prepared at their first use on this connection: how many rows they changed in all. */
int64_t db_run(const struct db_part *parts, size_t count);

/* A statement without values or rows, not prepared. */
void db_say(const char *sql);

/* Lets go of half-read rows. */
void db_close_rows(void);

/* Rolls back; a connection that can't do it is closed. */
void db_undo(void);

#endif

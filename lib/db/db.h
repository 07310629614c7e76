/*
 * The database. Statements are named constants, prepared once per connection and found again by their address; values
 * are bound, never formatted. Any error that isn't an answer is a fault. One connection per program, opened when first
 * needed and again after it was lost.
 *
 *	static const char TAKE[] = "UPDATE products SET held = held + ? WHERE id = ? AND …";
 *	if (db_exec(TAKE, BIND(num(quantity), str(id))) == 0)
 *		return RESERVED;
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/field.h"
#include "base/outcome.h"
#include "base/shared.h"

/* A bound value. A text of NULL is SQL's NULL. */
struct value {
	enum { VALUE_END, VALUE_TEXT, VALUE_INT } type;
	const char *text;
	size_t length;
	int64_t number;
};

static inline struct value db_text(const char *text)
{
	return (struct value){ .type = VALUE_TEXT, .text = text, .length = text ? strlen(text) : 0 };
}

static inline struct value db_bytes(const void *data, size_t length)
{
	return (struct value){ .type = VALUE_TEXT, .text = data, .length = length };
}

static inline struct value db_int(int64_t number)
{
	return (struct value){ .type = VALUE_INT, .number = number };
}

#define BIND(...) ((const struct value[]){ __VA_ARGS__ __VA_OPT__(,) { .type = VALUE_END } })

/* Runs a statement that changes rows: how many it changed. */
int64_t db_exec(const char *sql, const struct value *values);

/*
 * Within a transaction: lets a statement that changes rows wait for the next one, or for the commit, and go with it in one
 * round trip. For what nobody waits for the result of; its texts are copied. A fault of it comes then, too.
 */
void db_queue(const char *sql, const struct value *values);

/*
 * The same, and after all else that waits for the commit, in the order of keys: for the row of a thing in demand, which is then
 * locked as late as can be, and no two transactions wait for each other in a ring.
 */
void db_queue_last(const char *key, const char *sql, const struct value *values);

/* As db_exec(), but false where a unique key is taken already (the transaction goes on). */
bool db_insert(const char *sql, const struct value *values);

/* One row into `thing` (its STORED fields, in order); texts are copied to the pool. False where there is none. */
bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing);

/* All rows, as structs of `size` bytes in the pool. */
struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size);

/* One number of one row; `otherwise` where there is no row. */
int64_t db_number(const char *sql, const struct value *values, int64_t otherwise);

/*
 * Runs `work` in a transaction: commits if its result is a success, rolls back otherwise. It begins with the first statement
 * that changes or locks something; until then reads see the same as within (READ COMMITTED). A deadlock, a lock wait that
 * timed out or a connection lost before COMMIT runs the whole again, up to five times with growing random pauses, so
 * `work` must start from scratch each time. If the answer to COMMIT is lost the fault is FAULT_AWAY: what happened is
 * then one of two, and an idempotency key tells which.
 */
const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument);

/* One of several units of work that may be one transaction. */
struct db_unit {
	const struct outcome *(*work)(void *); /* as for db_transaction() */
	void *argument;
	enum unit_state { UNIT_OPEN, UNIT_QUEUED, UNIT_DONE } state;
	const struct outcome *result; /* of one that is done */
};

/*
 * Runs the units' work and commits all of them in one transaction and one round trip, where each succeeded, and only read and then
 * queued. Which of them are done, the state tells. One that is open afterwards changed nothing and is to be run by itself, by
 * db_transaction(): its work needed more than that or queued others' statements than the first one's, or the transaction was rolled
 * back, which opens all that were in it. One that failed is done. If the answer to COMMIT is lost the fault is FAULT_AWAY, and
 * the state of those in it UNIT_QUEUED.
 */
void db_together(struct db_unit *units, size_t count);

/* True in a transaction's first try: what may fail because others were quicker is tried, and done step by step in the next. */
bool db_is_first_try(void);

/* True in a transaction once this unit of work has changed something, or queued a change. */
bool db_has_changed(void);

/* The same for work that only reads: no transaction, run again when the connection was lost. */
const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument);

/* The same for work whose many reads must agree: all see one moment. */
const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument);

/* Within a transaction: runs `work`, and undoes what it changed unless its result is a success. */
const struct outcome *db_savepoint(const struct outcome *(*work)(void *), void *argument);

/* Within a transaction: its commit raises this number, before anybody is told of it. */
void db_raise(enum shared_number which);

/* True if the database answers now. */
bool db_answers(void);

/* Closes the connection. */
void db_close(void);

/*
 * For jobs, before anything else: lets each statement take this long, and a transaction and its lock waits longer than a
 * request's; also on a connection made anew.
 */
void db_allow_seconds(int64_t seconds);

#endif

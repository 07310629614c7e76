/*
 * The database. Statements are named constants, prepared once per connection and found again by their text; values are bound,
 * never formatted. Each call here runs at once. Writes that should go together, as a value: db/batch.h. Any error that isn't an
 * answer is a fault. One connection per program, opened when first needed and again after it was lost.
 *
 *	static const char TAKE[] = "UPDATE products SET held = held + ? WHERE id = ? AND …";
 *	if (db_exec(TAKE, BIND(db_int(quantity), db_text(id))) == 0)
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

/* How many values, without the one that ends them. */
static inline size_t db_count(const struct value *values)
{
	size_t count = 0;

	while (values[count].type != VALUE_END)
		count++;
	return count;
}

/* Runs a statement that changes rows, at once: how many it changed. */
int64_t db_exec(const char *sql, const struct value *values);

/* The same, but false where a unique key is taken already; a transaction that is open goes on. */
bool db_insert(const char *sql, const struct value *values);

/*
 * One row into `thing` (its STORED fields, in order); texts are copied to the pool. False where there is none. The fields fill the
 * statement's gaps (db/sql.h), for which there must be a pool.
 */
bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing);

/* All rows, as structs of `size` bytes in the pool. */
struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size);

/*
 * One page of a longer list: up to `limit` rows, and whether there are more. The statement ends with `LIMIT ?`, whose value isn't among
 * `values`: it is bound here, and is one row more than the page shows.
 */
struct list db_page(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size, int64_t limit);

/* One number of one row; `otherwise` where there is no row. */
int64_t db_number(const char *sql, const struct value *values, int64_t otherwise);

/*
 * Runs `work` in a transaction: commits if its outcome is a success, rolls back otherwise. A deadlock, a lock wait that timed out or
 * a connection lost before COMMIT runs the whole again, up to five times with growing random pauses, so `work` must start from scratch
 * each time. If the answer to COMMIT is lost the fault is FAULT_AWAY: what happened is then one of two, and an idempotency key tells
 * which.
 */
const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument);

/* The same for work that only reads: no transaction, run again when the connection was lost. */
const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument);

/* The same for work whose many reads must agree: all see one moment. */
const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument);

/* Within a transaction: runs `work`, and undoes what it changed unless its outcome is a success. May be nested. */
const struct outcome *db_savepoint(const struct outcome *(*work)(void *), void *argument);

/* Waits before the given try (0 for the second one): 5 ms, doubled each time, and some more at random. */
void db_pause(int try);

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

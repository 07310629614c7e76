/*
 * The database. Statements are named constants. They are prepared once per connection and cached by their text; values are bound, never
 * formatted into the text. Each function here runs its statement at once; db/batch.h collects writes and runs them together. Every error
 * is a fault (base/fault.h), except where a function says otherwise. A program has one connection: it is opened by the first statement, and
 * opened again after it was lost.
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

/* A value to bind. A text that is a NULL pointer is bound as NULL. The text isn't copied: it must live until the statement has run. */
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

/* An array of values for the `?` of a statement, in their order: BIND(db_text(id), db_int(3)), or BIND() for none. */
#define BIND(...) ((const struct value[]){ __VA_ARGS__ __VA_OPT__(,) { .type = VALUE_END } })

/* How many values there are before VALUE_END. */
static inline size_t db_count(const struct value *values)
{
	size_t count = 0;

	while (values[count].type != VALUE_END)
		count++;
	return count;
}

/* Runs a statement that writes, at once. Returns the number of rows that it changed. */
int64_t db_exec(const char *sql, const struct value *values);

/* Runs an INSERT. False where a row with the same unique key exists; a transaction that is open goes on all the same. */
bool db_insert(const char *sql, const struct value *values);

/*
 * Reads one row into `thing`: the columns become its STORED fields, in their order. Texts are copied to the pool. False where there is no
 * row; `thing` is then unchanged. The fields also fill the gaps of the statement (db/sql.h); `pool` may be NULL where there are neither
 * gaps nor texts.
 */
bool db_get(void *pool, const char *sql, const struct value *values, const struct field *fields, void *thing);

/* Reads all rows, as an array of structs of `size` bytes in the pool. */
struct list db_each(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size);

/*
 * Reads one page of a longer list: up to `limit` rows, and in `more` whether there are further ones. The statement ends with `LIMIT ?`;
 * `values` doesn't have that value. It is bound here as limit + 1: the row too many shows that there are more.
 */
struct list db_page(void *pool, const char *sql, const struct value *values, const struct field *fields, size_t size, int64_t limit);

/* Reads one number: the first column of the first row. Returns `otherwise` where there is no row. */
int64_t db_number(const char *sql, const struct value *values, int64_t otherwise);

/*
 * Runs `work` in a transaction, and returns its outcome. Commits if the outcome is a success, rolls back otherwise. After a deadlock, a
 * lock wait that timed out or a connection lost before COMMIT, `work` runs again, up to five times with growing random pauses; so it must
 * keep nothing from an earlier try. If the answer to COMMIT is lost, the fault is FAULT_AWAY: the transaction has been committed or rolled
 * back, and an idempotency key finds out which. Within it nobody waits for the outside: that is FAULT_BUG (wait/wait.h).
 */
const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument);

/* Runs work that only reads, without a transaction. `work` runs again when the connection was lost. */
const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument);

/* Runs work that only reads, in a read-only transaction: all its statements see the database as it was at one moment. */
const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument);

/* Within a transaction: runs `work`, and undoes what it changed unless its outcome is a success. May be nested. */
const struct outcome *db_savepoint(const struct outcome *(*work)(void *), void *argument);

/* Waits before a try is repeated: 5 ms before the second one (`try` is 0), doubled each time, and some more at random. */
void db_pause(int try);

/* True if the database answers now. */
bool db_answers(void);

/* Closes the connection. */
void db_close(void);

/*
 * For jobs, which call it before anything else. Each statement may take so many seconds, and lock waits and idle transactions may be longer
 * than those of a request. Holds for later connections as well.
 */
void db_allow_seconds(int64_t seconds);

#endif

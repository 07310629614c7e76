/*
 * A batch: writes that go to the database together, as a value. Whoever decides what is to be written adds to it; nothing is sent
 * before batch_commit(), which runs all of it in one transaction and one round trip, or batch_run(), which does so within a
 * transaction that is open. Redis' MULTI is the model: a queue that the client owns.
 *
 *	struct batch *batch = batch_new(pool);
 *
 *	batch_add(batch, INSERT_ORDER, BIND(db_text(order->id), …), 1);
 *	batch_add_last(batch, quota_id, TAKE, BIND(…), 1);
 *	switch (batch_commit(&batch, 1)) …
 *
 * Several batches may be committed in one transaction (group commit). Statements are named constants; the texts of values are
 * copied.
 */
#ifndef DB_BATCH_H
#define DB_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

#define BATCH_ANY (-1) /* however many rows a write changes */

struct batch;

enum batch_outcome {
	BATCH_DONE,    /* committed */
	BATCH_REFUSED, /* a write changed another number of rows than expected, or a unique key is taken: nothing is changed */
	BATCH_AGAIN,   /* a deadlock, or a connection lost before anything was sent: nothing is changed, and it may be tried again */
};

/* An empty batch, in the pool. */
struct batch *batch_new(void *pool);

/* The pool that it is in: for a statement's text that is made for it (db/sql.h). */
void *batch_pool(const struct batch *batch);

/* Takes back all writes. */
void batch_clear(struct batch *batch);

/* How many writes it has. */
size_t batch_size(const struct batch *batch);

/* One write. `expect`: how many rows it must change, or BATCH_ANY. SQL of several statements (`a; b`) counts the last one's rows. */
void batch_add(struct batch *batch, const char *sql, const struct value *values, int64_t expect);

/*
 * One write that comes after all those of batch_add(), in the order of keys: for the row of a thing in demand, which is then locked
 * as late as can be, and no two transactions wait for each other in a ring. Writes of the same key keep their order.
 *
 * Where batches of several orders are committed together, their writes of the same key and text become one: its numbers are the sums
 * of theirs, its texts are the same in all. So what is in demand is changed once for all of them, and its change is told once.
 */
void batch_add_last(struct batch *batch, const char *key, const char *sql, const struct value *values, int64_t expect);

/* After the commit, tells all programs of this machine that what they know of this thing is old (NULL: of everything). */
void batch_touch(struct batch *batch, const char *id);

/*
 * Runs these batches in one transaction: START TRANSACTION, all that isn't last, all that is last in the order of keys, COMMIT.
 * A connection lost before the answer is FAULT_AWAY: what happened is then one of two, and an idempotency key tells which.
 */
enum batch_outcome batch_commit(struct batch *const *batches, size_t count);

/* Runs it within the transaction that is open: false where it was refused, and the transaction must then be rolled back. */
bool batch_run(struct batch *batch);

/* The same where nothing but a change by others can refuse it: the transaction is run again (FAULT_AGAIN). Clears the batch. */
void batch_run_all(struct batch *batch);

#endif

#include "db/batch.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "base/shm.h"
#include "base/text.h"
#include "db/connection.h"
#include "db/error.h"
#include "db/link.h"
#include "db/settings.h"

struct write {
	const char *sql;
	struct value *values;
	size_t count;
	int64_t expect;
	const char *key; /* of one that comes last; NULL: goes as it came */
};

struct batch {
	void *pool;
	struct write *writes;
	size_t size, room;
	char touched[DB_TOUCHED_MAX][ID_SIZE]; /* "": everything */
	size_t touched_count;
};

struct batch *batch_new(void *pool)
{
	struct batch *batch = pool_alloc(pool, sizeof(*batch));

	batch->pool = pool;
	return batch;
}

void *batch_pool(const struct batch *batch)
{
	return batch->pool;
}

void batch_clear(struct batch *batch)
{
	batch->size = batch->touched_count = 0;
}

size_t batch_size(const struct batch *batch)
{
	return batch->size;
}

static struct value *copy_of(void *pool, const struct value *values, size_t count)
{
	struct value *own = pool_alloc(pool, count * sizeof(*own));

	for (size_t i = 0; i < count; i++) {
		own[i] = values[i];
		if (own[i].type == VALUE_TEXT && own[i].text)
			own[i].text = pool_copy(pool, own[i].text, own[i].length);
	}
	return own;
}

void batch_add_last(struct batch *batch, const char *key, const char *sql, const struct value *values, int64_t expect)
{
	size_t count = db_count(values);

	if (batch->size == batch->room) {
		batch->room = batch->room * 2 + 16;
		batch->writes = pool_resize(batch->pool, batch->writes, batch->room * sizeof(*batch->writes));
	}
	batch->writes[batch->size++] = (struct write){
		.sql = sql, .values = copy_of(batch->pool, values, count), .count = count, .expect = expect,
		.key = key ? pool_text(batch->pool, key) : NULL,
	};
}

void batch_add(struct batch *batch, const char *sql, const struct value *values, int64_t expect)
{
	batch_add_last(batch, NULL, sql, values, expect);
}

/* Where there is no room for another, all of them stand for everything. */
static void add_touched(char (*touched)[ID_SIZE], size_t *count, const char *id)
{
	if (*count < DB_TOUCHED_MAX)
		snprintf(touched[(*count)++], ID_SIZE, "%s", id);
	else
		*touched[0] = '\0';
}

void batch_touch(struct batch *batch, const char *id)
{
	add_touched(batch->touched, &batch->touched_count, id ? id : "");
}

/* ---- several batches as one statement */

/* The writes of several batches in the order in which they are run. */
struct order {
	struct write *writes;
	size_t size, values;
};

static bool goes_before(const struct write *a, const struct write *b)
{
	return b->key && (!a->key || strcmp(a->key, b->key) < 0);
}

/* Where in the order a write is that has this one's key and text; NULL: there is none. */
static struct write *same_as(const struct order *order, const struct write *write)
{
	for (size_t i = order->size; write->key && i > 0 && order->writes[i - 1].key; i--) {
		struct write *other = &order->writes[i - 1];

		if (!strcmp(other->key, write->key) && !strcmp(other->sql, write->sql))
			return other;
	}
	return NULL;
}

static void add_numbers(void *pool, struct write *sum, const struct write *write)
{
	sum->values = copy_of(pool, sum->values, sum->count);
	for (size_t i = 0; i < sum->count; i++)
		if (sum->values[i].type == VALUE_INT)
			sum->values[i].number += write->values[i].number;
}

/* Those without a key as they came, then those with one by their keys; writes of the same key keep their order. */
static void put_in_order(struct order *order, const struct write *write)
{
	size_t at = order->size++;

	for (; at > 0 && goes_before(write, &order->writes[at - 1]); at--)
		order->writes[at] = order->writes[at - 1];
	order->writes[at] = *write;
	order->values += write->count;
}

/* Of a further batch: what it changes of things that those before it change as well is added to theirs. */
static void put_batch(void *pool, struct order *order, const struct batch *batch)
{
	const struct order before = *order;

	for (size_t i = 0; i < batch->size; i++) {
		const struct write *write = &batch->writes[i];
		struct write *same = before.size ? same_as(order, write) : NULL;

		if (same)
			add_numbers(pool, same, write);
		else
			put_in_order(order, write);
	}
}

static struct order order_of(void *pool, struct batch *const *batches, size_t count)
{
	struct order order = { 0 };
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += batches[i]->size;
	order.writes = pool_alloc(pool, size * sizeof(*order.writes));
	for (size_t i = 0; i < count; i++)
		put_batch(pool, &order, batches[i]);
	return order;
}

static void put_write(struct text *sql, const struct write *write)
{
	text_put(sql, write->sql);
	text_put(sql, "; ");
	if (write->expect == BATCH_ANY)
		return;
	text_put(sql, "IF ROW_COUNT() <> ");
	text_int(sql, write->expect);
	text_put(sql, " THEN SIGNAL SQLSTATE '45000'; END IF; ");
}

/* The same writes are always the same text, which is prepared once. */
static const char *compound_of(void *pool, const struct order *order, const char *before, const char *after)
{
	struct text sql = text_in(pool);

	text_reserve(&sql, 4096);
	text_put(&sql, "BEGIN NOT ATOMIC ");
	text_put(&sql, before);
	for (size_t i = 0; i < order->size; i++)
		put_write(&sql, &order->writes[i]);
	text_put(&sql, after);
	text_put(&sql, "END");
	return sql.bytes;
}

static const struct value *values_of(void *pool, const struct order *order)
{
	struct value *values = pool_alloc(pool, order->values * sizeof(*values)), *at = values;

	for (size_t i = 0; i < order->size; i++) {
		memcpy(at, order->writes[i].values, order->writes[i].count * sizeof(*at));
		at += order->writes[i].count;
	}
	return values;
}

/* Runs the writes of these batches, and what stands before and after them: 0 or the error's number. */
static unsigned run(struct batch *const *batches, size_t count, const char *before, const char *after)
{
	void *pool = pool_open(batches[0]->pool);
	struct order order = order_of(pool, batches, count);
	int64_t rows;
	unsigned error = 0;

	if (order.size)
		error = db_attempt(compound_of(pool, &order, before, after), values_of(pool, &order), order.values, &rows);
	pool_close(pool);
	return error;
}

/* Things that a batch has touched within a transaction are told of at its end. */
static void touch_all(const struct batch *batch)
{
	for (size_t i = 0; i < batch->touched_count; i++)
		add_touched(db_state.touched, &db_state.touched_count, batch->touched[i]);
}

void db_tell_touched(void)
{
	for (size_t i = 0; i < db_state.touched_count; i++)
		shm_touch(*db_state.touched[i] ? db_state.touched[i] : NULL);
	db_state.touched_count = 0;
}

/* Whatever is known of the commit: where its answer was lost it may have happened. */
static void tell_touched(struct batch *const *batches, size_t count)
{
	for (size_t i = 0; i < count; i++)
		touch_all(batches[i]);
	db_tell_touched();
}

enum batch_outcome batch_commit(struct batch *const *batches, size_t count)
{
	enum fault_kind kind;
	unsigned error;

	if (!*db_settings.socket && db_is_cut_off())
		db_close(); /* by TCP what is sent there would seem to arrive, and nobody would know whether it had */
	error = run(batches, count, "START TRANSACTION; ", "COMMIT; ");
	if (!error) {
		tell_touched(batches, count);
		return BATCH_DONE;
	}
	kind = db_error_kind(error, true);
	db_roll_back();
	if (kind == FAULT_AGAIN)
		return BATCH_AGAIN;
	if (kind == FAULT_DUPLICATE || db_error_is_refusal(error))
		return BATCH_REFUSED;
	tell_touched(batches, count);
	db_raise_error(error, true);
}

bool batch_run(struct batch *batch)
{
	unsigned error = run(&batch, 1, "", "");

	if (error && db_error_kind(error, false) != FAULT_DUPLICATE && !db_error_is_refusal(error))
		db_raise_error(error, false);
	if (!error)
		touch_all(batch);
	return !error;
}

void batch_run_all(struct batch *batch)
{
	if (!batch_run(batch))
		fault(FAULT_AGAIN, "changed meanwhile");
	batch_clear(batch);
}

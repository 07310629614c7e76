#include "sales/buyer.h"

#include <inttypes.h>
#include <stddef.h>

#include "base/config.h"
#include "base/pool.h"
#include "db/db.h"
#include "db/sql.h"
#include "sales/settings.h"

#define HOUR INT64_C(3600)

const struct outcome MANY_TICKETS[1] = { { 400, "Too many tickets for one order", NULL } };
const struct outcome MANY_OF_PRODUCT[1] = { { 400, "Too many tickets for one person", NULL } };
const struct outcome MANY_UNPAID[1] = { { 400, "Too many unpaid orders", NULL } };
const struct outcome PAUSED[1] = {
	{ 429, "Your last tickets were not paid for in time, please try again later", "A little pause, please" }
};

#define OWED_NOW "CEILING(UNIX_TIMESTAMP(paid_off) - UNIX_TIMESTAMP(NOW(3)))"

/*
 * Each order adds its part of an hour, where up to two hours are remembered. The accounts are locked in the order of their ids, so this
 * statement and others of its kind never wait for each other in a ring.
 */
static const char NOTE_EXPIRED[] =
	"INSERT INTO buyers (user_id, paid_off) SELECT t.user_id, NOW(3) + INTERVAL LEAST(t.orders * ?, ?) SECOND FROM (SELECT o.user_id,"
	" COUNT(*) AS orders FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o" BY_PRIMARY_KEY "ON o.id = s.id GROUP BY o.user_id) t"
	" ORDER BY t.user_id ON DUPLICATE KEY UPDATE"
	" paid_off = LEAST(GREATEST(paid_off, NOW(3)) + INTERVAL t.orders * ? SECOND, NOW(3) + INTERVAL ? SECOND)";

/* Two ranges of the index: what was bought of the product, and all that is held now. */
static const char HAS[] =
	"SELECT CAST(COALESCE(SUM(IF(c.quota_id = ?, c.quantity, 0)), 0) AS SIGNED), COUNT(c.held_until),"
	" COALESCE((SELECT CAST(GREATEST(0, " OWED_NOW ") AS SIGNED) FROM buyers WHERE user_id = ?), 0) FROM claims c FORCE INDEX (person)"
	" WHERE c.user_id = ? AND ((c.held_until IS NULL AND c.quota_id = ?) OR c.held_until > NOW(3))";

/* DISTINCT makes a temporary table, so only accounts that hold many claims are asked this. */
static const char UNPAID[] =
	"SELECT COUNT(DISTINCT order_id) FROM claims FORCE INDEX (person) WHERE user_id = ? AND held_until > NOW(3)";

static const char OWED[] = "SELECT CAST(" OWED_NOW " AS SIGNED) FROM buyers WHERE user_id = ?";

static const struct field buyer_fields[] = {
	{ "tickets", FIELD_INT, offsetof(struct buyer, tickets), STORED, NULL, 0 },
	{ "claims",  FIELD_INT, offsetof(struct buyer, claims),  STORED, NULL, 0 },
	{ "owed",    FIELD_INT, offsetof(struct buyer, owed),    STORED, NULL, 0 },
	{ 0 }
};

/* A limit of 0 is none. */
static bool exceeds(int64_t number, int64_t limit)
{
	return buyer_is_limited() && limit && number > limit;
}

int64_t buyer_order_max(int64_t max)
{
	return exceeds(max, sales_settings.tickets_per_order) ? sales_settings.tickets_per_order : max;
}

void buyer_load(struct buyer *buyer, const char *user_id, const char *product_id)
{
	if (buyer->last >= 0)
		db_get(NULL, HAS, BIND(db_text(product_id), db_text(user_id), db_text(user_id), db_text(product_id)), buyer_fields, buyer);
}

const struct outcome *buyer_may_order(int64_t tickets)
{
	return exceeds(tickets, sales_settings.tickets_per_order) ? MANY_TICKETS : DONE;
}

const struct outcome *buyer_may_have(const struct buyer *buyer, int64_t tickets)
{
	return exceeds(buyer->tickets + tickets, sales_settings.tickets_per_buyer) ? MANY_OF_PRODUCT : DONE;
}

/* What one hold that ran out adds to what is owed, in seconds. */
static int64_t part_of_hour(void)
{
	return HOUR / (sales_settings.unpaid_per_hour ? sales_settings.unpaid_per_hour : HOUR);
}

static int64_t pause_of(int64_t owed)
{
	int64_t pause = owed - (sales_settings.unpaid_per_hour - 1) * part_of_hour();

	return buyer_is_limited() && sales_settings.unpaid_per_hour && pause > 0 ? pause : 0;
}

/* An order of several products has several claims. */
static bool has_many_unpaid(const struct buyer *buyer, const char *user_id)
{
	int64_t max = sales_settings.unpaid_orders;

	return exceeds(buyer->claims + 1, max) && exceeds(db_number(UNPAID, BIND(db_text(user_id)), 0) + 1, max);
}

const struct outcome *buyer_may_hold(const struct buyer *buyer, const char *user_id)
{
	if (has_many_unpaid(buyer, user_id))
		return MANY_UNPAID;
	return pause_of(buyer->owed) ? PAUSED : DONE;
}

struct value buyer_next_number(const struct buyer *buyer)
{
	return db_int(buyer->last < 0 ? 1 : buyer->last + 1);
}

void buyer_note_expired(struct batch *batch, const char *order_ids)
{
	struct value part = db_int(part_of_hour()), max = db_int(2 * HOUR);

	if (buyer_is_limited() && sales_settings.unpaid_per_hour)
		batch_add(batch, NOTE_EXPIRED, BIND(part, max, db_text(order_ids), part, max), BATCH_ANY);
}

const char *buyer_words(void *pool, const struct outcome *outcome)
{
	if (outcome == MANY_TICKETS)
		return pool_print(pool, "At most %" PRId64 " in one order", sales_settings.tickets_per_order);
	if (outcome == MANY_OF_PRODUCT)
		return pool_print(pool, "At most %" PRId64 " for each person", sales_settings.tickets_per_buyer);
	if (outcome == MANY_UNPAID)
		return pool_print(pool, "At most %" PRId64 " unpaid orders at a time: please pay for one first, or cancel it",
		                  sales_settings.unpaid_orders);
	return NULL;
}

int64_t buyer_pause(const char *user_id)
{
	int64_t pause = pause_of(db_number(OWED, BIND(db_text(user_id)), 0));

	return pause ? pause : 1;
}

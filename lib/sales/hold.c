#include "sales/hold.h"

#include "db/db.h"
#include "base/id.h"
#include "base/text.h"
#include "outbox/outbox.h"
#include "quota/quota.h"
#include "db/sql.h"
#include "sales/order.h"

#define STEP_ORDERS 100 /* orders that one step cancels */
#define IDLE_STEPS 20   /* steps that find nothing to cancel, since other processes are cancelling the same orders */

/* The oldest overdue claims of a quota. The query locks nothing, since orders must be locked before their claims, here as everywhere. */
static const char OVERDUE_OF_QUOTA[] =
	"SELECT order_id FROM claims WHERE quota_id = ? AND held_until <= NOW(3) ORDER BY held_until LIMIT ?";

/*
 * Locks the orders of the set that are still overdue. The query waits for transactions that have locked one of these orders: afterwards
 * either its tickets are free, or it isn't overdue any more. STRAIGHT_JOIN and FORCE INDEX, here and below, make the database begin with
 * the set and find each order by its key. Otherwise the optimizer, whose statistics of a new table are poor, may choose to read the whole
 * table, and locks every order of the shop.
 */
static const char LOCK_OVERDUE[] =
	"SELECT o.id FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o" BY_PRIMARY_KEY "ON o.id = s.id WHERE o.status = 'created'"
	" AND o.expires_at <= NOW(3) FOR UPDATE";

/* Skips the orders that other transactions have locked: those take care of them. */
static const char OVERDUE[] =
	"SELECT id FROM orders WHERE status = 'created' AND expires_at <= NOW(3) ORDER BY expires_at LIMIT ?"
	" FOR UPDATE SKIP LOCKED";

struct overdue {
	char id[ID_SIZE];
};

static const struct field overdue_fields[] = {
	{ "id", FIELD_ID, offsetof(struct overdue, id), STORED, NULL, 0 },
	{ 0 }
};

static const char *set_of(void *pool, const struct list *orders)
{
	return id_array(pool, orders->rows, orders->count, sizeof(struct overdue)); /* the id is the first member of each struct */
}

/* Cancels overdue orders. Their rows must be locked. */
static void cancel_overdue(void *pool, const struct list *orders)
{
	struct batch *batch = batch_new(pool);
	const char *order_ids = set_of(pool, orders);

	order_cancel_overdue(batch, order_ids);
	outbox_expiration(batch, order_ids);
	outbox_order_cancelled(batch, order_ids);
	quota_release(batch, order_ids);
	batch_run_all(batch);
}

/* One step, which cancels the oldest overdue orders of a quota. */
struct step {
	void *pool;
	const char *quota_id;
	int64_t ended; /* orders that the step has cancelled; 0: other processes were quicker, or none is overdue */
};

static const struct outcome *end_oldest(void *argument)
{
	struct step *step = argument;
	struct list orders = db_each(step->pool, OVERDUE_OF_QUOTA, BIND(db_text(step->quota_id), db_int(STEP_ORDERS)), overdue_fields,
	                             sizeof(struct overdue));

	if (orders.count)
		orders = db_each(step->pool, LOCK_OVERDUE, BIND(db_text(set_of(step->pool, &orders))), overdue_fields,
		                 sizeof(struct overdue));
	if (orders.count)
		cancel_overdue(step->pool, &orders);
	step->ended = (int64_t)orders.count;
	return DONE;
}

static bool make_room(void *pool, const char *quota_id, int64_t quantity, bool within)
{
	struct step step = { .pool = pool, .quota_id = quota_id };
	struct quota_room room = quota_room_of(quota_id);

	for (int idle = 0; room.free < quantity && idle < IDLE_STEPS; idle += !step.ended) {
		if (room.free + room.overdue < quantity)
			return false;
		if (within)
			end_oldest(&step);
		else
			db_transaction(end_oldest, &step);
		room = quota_room_of(quota_id);
	}
	return room.free >= quantity;
}

bool hold_make_room(void *pool, const char *quota_id, int64_t quantity)
{
	return make_room(pool, quota_id, quantity, true);
}

bool hold_make_room_now(void *pool, const char *quota_id, int64_t quantity)
{
	return make_room(pool, quota_id, quantity, false);
}

int64_t hold_expire(void *pool, int64_t max)
{
	struct list orders = db_each(pool, OVERDUE, BIND(db_int(max)), overdue_fields, sizeof(struct overdue));

	if (orders.count)
		cancel_overdue(pool, &orders);
	return (int64_t)orders.count;
}

#include "sales/hold.h"

#include "db/db.h"
#include "base/id.h"
#include "base/text.h"
#include "outbox/outbox.h"
#include "quota/quota.h"
#include "db/sql.h"

#define AT_ONCE 100 /* orders ended in one step */

/* The oldest overdue claims of a quota, without a lock: orders are locked before what is theirs, here as everywhere. */
static const char OVERDUE_OF_QUOTA[] =
	"SELECT order_id FROM claims WHERE quota_id = ? AND held_until <= NOW(3) ORDER BY held_until LIMIT ?";

/*
 * Waits for whoever is at such an order: its stock is then free, or its row no longer overdue. The set leads, here and below:
 * the other way round, which statistics of a young table suggest, every order of the shop would be locked.
 */
static const char LOCK_OVERDUE[] =
	"SELECT o.id FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o ON o.id = s.id WHERE o.status = 'created'"
	" AND o.expires_at <= NOW(3) FOR UPDATE";

/* Leaves what others are at to them. */
static const char OVERDUE[] =
	"SELECT id FROM orders WHERE status = 'created' AND expires_at <= NOW(3) ORDER BY expires_at LIMIT ?"
	" FOR UPDATE SKIP LOCKED";

static const char CANCEL[] =
	"UPDATE " SET_OF_ORDERS " STRAIGHT_JOIN orders o ON o.id = s.id SET o.status = 'cancelled', o.cancelled_by = 'expiry',"
	" o.version = o.version + 1"
	" WHERE o.status = 'created' AND o.expires_at <= NOW(3)";

struct overdue {
	char id[ID_SIZE];
};

static const struct field overdue_fields[] = {
	{ "id", FIELD_ID, offsetof(struct overdue, id), STORED, NULL, 0 },
	{ 0 }
};

static const char *set_of(void *pool, const struct list *orders)
{
	struct text json = text_in(pool);

	for (size_t i = 0; i < orders->count; i++) {
		text_put(&json, i ? "," : "[");
		text_json(&json, ((const struct overdue *)orders->rows)[i].id);
	}
	text_put(&json, "]");
	return json.bytes;
}

/* Cancels overdue orders that are locked. */
static void cancel_overdue(void *pool, const struct list *orders)
{
	struct batch *batch = batch_new(pool);
	const char *order_ids = set_of(pool, orders);

	batch_add(batch, CANCEL, BIND(db_text(order_ids)), BATCH_ANY);
	outbox_expiration(batch, order_ids);
	outbox_order_cancelled(batch, order_ids);
	quota_release(batch, order_ids);
	batch_run_all(batch);
}

static struct list overdue_of(void *pool, const char *quota_id)
{
	return db_each(pool, OVERDUE_OF_QUOTA, BIND(db_text(quota_id), db_int(AT_ONCE)), overdue_fields, sizeof(struct overdue));
}

void hold_expire_of(void *pool, const char *quota_id)
{
	struct list found, locked;

	while ((found = overdue_of(pool, quota_id)).count) {
		locked = db_each(pool, LOCK_OVERDUE, BIND(db_text(set_of(pool, &found))), overdue_fields, sizeof(struct overdue));
		if (!locked.count)
			return; /* somebody else has just ended them */
		cancel_overdue(pool, &locked);
	}
}

struct ending {
	void *pool;
	const char *quota_id;
};

static const struct outcome *end_overdue(void *argument)
{
	const struct ending *ending = argument;

	hold_expire_of(ending->pool, ending->quota_id);
	return DONE;
}

void hold_end_overdue(void *pool, const char *quota_id)
{
	if (overdue_of(pool, quota_id).count)
		db_transaction(end_overdue, &(struct ending){ pool, quota_id });
}

int64_t hold_expire(void *pool, int64_t max)
{
	struct list orders = db_each(pool, OVERDUE, BIND(db_int(max)), overdue_fields, sizeof(struct overdue));

	if (orders.count)
		cancel_overdue(pool, &orders);
	return (int64_t)orders.count;
}

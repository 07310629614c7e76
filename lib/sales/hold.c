#include "sales/hold.h"

#include "db/db.h"
#include "base/id.h"
#include "base/text.h"
#include "outbox/outbox.h"
#include "db/sql.h"

#define AT_ONCE 100 /* orders taken over in one step */

/* The oldest overdue holds of a product, without a lock: orders are locked before their items, here as everywhere. */
static const char OVERDUE_OF_PRODUCT[] =
	"SELECT order_id FROM order_items WHERE product_id = ? AND held_until <= NOW(3) ORDER BY held_until LIMIT ?";

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

static const char HELD_OF_PRODUCT[] =
	"SELECT COALESCE(SUM(i.quantity), 0) FROM " SET_OF_ORDERS " STRAIGHT_JOIN order_items i"
	" ON i.order_id = s.id WHERE i.product_id = ? AND i.held_until IS NOT NULL";

static const char RELEASE[] =
	"UPDATE (SELECT i.product_id, SUM(i.quantity) AS quantity FROM " SET_OF_ORDERS " STRAIGHT_JOIN order_items i"
	" ON i.order_id = s.id WHERE i.held_until IS NOT NULL AND i.product_id <> ? GROUP BY i.product_id) t"
	" STRAIGHT_JOIN products p ON p.id = t.product_id SET p.held = p.held - t.quantity, p.order_id = NULL, p.version = p.version + 1";

static const char NO_LONGER_HELD[] =
	"UPDATE " SET_OF_ORDERS " STRAIGHT_JOIN order_items i ON i.order_id = s.id SET i.held_until = NULL";

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

void hold_release(const char *order_ids, const char *except)
{
	if (db_exec(RELEASE, BIND(db_text(order_ids), db_text(except))))
		outbox_products_of(order_ids, except);
	db_exec(NO_LONGER_HELD, BIND(db_text(order_ids)));
}

static void cancel(const char *order_ids, const char *except)
{
	db_exec(CANCEL, BIND(db_text(order_ids)));
	outbox_expiration(order_ids);
	outbox_order_cancelled(order_ids);
	hold_release(order_ids, except);
}

bool hold_take_over(void *pool, const char *product_id, int64_t *freed)
{
	struct list orders = db_each(pool, OVERDUE_OF_PRODUCT, BIND(db_text(product_id), db_int(AT_ONCE)), overdue_fields,
	                             sizeof(struct overdue));
	const char *order_ids;

	if (!orders.count)
		return false;
	orders = db_each(pool, LOCK_OVERDUE, BIND(db_text(set_of(pool, &orders))), overdue_fields, sizeof(struct overdue));
	if (!orders.count)
		return true;
	order_ids = set_of(pool, &orders);
	*freed += db_number(HELD_OF_PRODUCT, BIND(db_text(order_ids), db_text(product_id)), 0);
	cancel(order_ids, product_id);
	return true;
}

void hold_expire_of(void *pool, const char *product_id)
{
	struct list orders = db_each(pool, OVERDUE_OF_PRODUCT, BIND(db_text(product_id), db_int(AT_ONCE)), overdue_fields,
	                             sizeof(struct overdue));

	if (orders.count)
		orders = db_each(pool, LOCK_OVERDUE, BIND(db_text(set_of(pool, &orders))), overdue_fields, sizeof(struct overdue));
	if (orders.count)
		cancel(set_of(pool, &orders), "");
}

int64_t hold_expire(void *pool, int64_t max)
{
	struct list orders = db_each(pool, OVERDUE, BIND(db_int(max)), overdue_fields, sizeof(struct overdue));

	if (orders.count)
		cancel(set_of(pool, &orders), "");
	return (int64_t)orders.count;
}

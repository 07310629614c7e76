#include "shop/expiry.h"

#include "base/db.h"
#include "base/id.h"
#include "base/text.h"
#include "shop/outbox.h"
#include "shop/sql.h"

/*
 * Waits for whoever is at such an order: its stock is then free, or its row no longer overdue. The product's items lead:
 * the other way round, which statistics of a young table suggest, every overdue order of the shop would be locked.
 */
static const char OVERDUE_OF_PRODUCT[] =
	"SELECT o.id FROM order_items i STRAIGHT_JOIN orders o ON o.id = i.order_id WHERE i.product_id = ? AND i.held_until <= NOW(3)"
	" AND o.status = 'created' AND o.expires_at <= NOW(3) ORDER BY o.id FOR UPDATE";

/* Leaves what others are at to them. */
static const char OVERDUE[] =
	"SELECT id FROM orders WHERE status = 'created' AND expires_at <= NOW(3) ORDER BY expires_at LIMIT ?"
	" FOR UPDATE SKIP LOCKED";

static const char CANCEL[] =
	"UPDATE orders o JOIN " SET_OF_ORDERS " ON s.id = o.id SET o.status = 'cancelled', o.cancelled_by = 'expiry',"
	" o.version = o.version + 1"
	" WHERE o.status = 'created' AND o.expires_at <= NOW(3)";

static const char HELD_OF_PRODUCT[] =
	"SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i JOIN " SET_OF_ORDERS " ON s.id = i.order_id"
	" WHERE i.product_id = ? AND i.held_until IS NOT NULL";

static const char RELEASE[] =
	"UPDATE products p JOIN (SELECT i.product_id, SUM(i.quantity) AS quantity FROM order_items i JOIN " SET_OF_ORDERS
	" ON s.id = i.order_id WHERE i.held_until IS NOT NULL AND i.product_id <> ? GROUP BY i.product_id) t"
	" ON t.product_id = p.id SET p.held = p.held - t.quantity, p.order_id = NULL, p.version = p.version + 1";

static const char NO_LONGER_HELD[] =
	"UPDATE order_items i JOIN " SET_OF_ORDERS " ON s.id = i.order_id SET i.held_until = NULL";

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

void expiry_release(const char *order_ids, const char *except)
{
	if (db_exec(RELEASE, BIND(str(order_ids), str(except))))
		outbox_products_of(order_ids, except);
	db_exec(NO_LONGER_HELD, BIND(str(order_ids)));
}

static void cancel(const char *order_ids, const char *except)
{
	db_exec(CANCEL, BIND(str(order_ids)));
	outbox_expiration(order_ids);
	outbox_order_cancelled(order_ids);
	expiry_release(order_ids, except);
}

int64_t expiry_take_over(void *pool, const char *product_id)
{
	struct list orders = db_each(pool, OVERDUE_OF_PRODUCT, BIND(str(product_id)), overdue_fields, sizeof(struct overdue));
	const char *order_ids;
	int64_t held;

	if (!orders.count)
		return 0;
	order_ids = set_of(pool, &orders);
	held = db_number(HELD_OF_PRODUCT, BIND(str(order_ids), str(product_id)), 0);
	cancel(order_ids, product_id);
	return held;
}

int64_t expiry_batch(void *pool, int64_t most)
{
	struct list orders = db_each(pool, OVERDUE, BIND(num(most)), overdue_fields, sizeof(struct overdue));

	if (orders.count)
		cancel(set_of(pool, &orders), "");
	return (int64_t)orders.count;
}

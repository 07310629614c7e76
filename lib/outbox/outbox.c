#include "outbox/outbox.h"

#include "db/db.h"
#include "base/pool.h"
#include "outbox/outbox_sql.h"
#include "db/sql.h"

/* An order's items: all of them as JSON, and the first for those who know of one only. */
#define ID "JSON_OBJECT('id', i.product_id)"
#define ITEMS \
	"(SELECT JSON_ARRAYAGG(JSON_OBJECT('product', " ID ", 'quantity', i.quantity) ORDER BY i.line)" \
	" FROM order_items i WHERE i.order_id = o.id)"
#define FIRST "(SELECT " ID " FROM order_items i WHERE i.order_id = o.id AND i.line = 0)"
#define MEMBERS "'product', JSON_EXTRACT(" FIRST ", '$'), 'items', JSON_EXTRACT(" ITEMS ", '$')"
#define ONE_ORDER "FROM orders o WHERE o.id = ?"
#define EACH_ORDER "FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o ON o.id = s.id"

static const char PRODUCT[] = OUTBOX_INTO "?, p.id, p.version, " OUTBOX_PRODUCT_DATA " FROM products p WHERE p.id = ?";

static const char PRODUCTS_OF[] =
	OUTBOX_INTO "'product:updated', p.id, p.version, " OUTBOX_PRODUCT_DATA " FROM (SELECT DISTINCT i.product_id FROM " SET_OF_ORDERS
	" STRAIGHT_JOIN order_items i ON i.order_id = s.id WHERE i.product_id <> ?) t STRAIGHT_JOIN products p ON p.id = t.product_id";

static const char ORDER_CREATED[] =
	"INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data) VALUES (?, ?, 'order:created', ?, 0, ?)";

static const char ORDER_CANCELLED[] =
	OUTBOX_INTO "'order:cancelled', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version, "
	MEMBERS ") " EACH_ORDER;

static const char ORDER_COMPLETED[] =
	OUTBOX_INTO "'order:completed', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version,"
	" 'userId', o.user_id, 'total', o.total * 0.01, " MEMBERS ") " ONE_ORDER;

static const char EXPIRATION[] =
	OUTBOX_INTO "'expiration:complete', o.id, o.version, JSON_OBJECT('orderId', o.id) " EACH_ORDER;

/* A payment has no versions: its money comes once, and each refund of it is an event by itself. */
static const char PAYMENT[] =
	OUTBOX_INTO "?, y.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id,"
	" 'amount', y.amount * 0.01, 'currency', y.currency) FROM payments y WHERE y.id = ?";

static const char REFUND[] =
	OUTBOX_INTO "'payment:refunded', r.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id,"
	" 'amount', r.amount * 0.01, 'currency', y.currency, 'reason', r.reason) FROM refunds r"
	" JOIN payments y ON y.id = r.payment_id WHERE r.id = ?";

void outbox_product(const char *subject, const char *product_id)
{
	db_touch(product_id);
	db_exec(PRODUCT, BIND(OUTBOX_ORIGIN, db_text(subject), db_text(product_id)));
}

void outbox_products_of(const char *order_ids, const char *except)
{
	db_touch(NULL);
	db_exec(PRODUCTS_OF, BIND(OUTBOX_ORIGIN, db_text(order_ids), db_text(except)));
}

void outbox_order_created(struct batch *batch, const char *order_id, const char *data)
{
	batch_add(batch, ORDER_CREATED, BIND(OUTBOX_ORIGIN, db_text(order_id), db_text(data)), 1);
}

void outbox_order_cancelled(const char *order_ids)
{
	db_exec(ORDER_CANCELLED, BIND(OUTBOX_ORIGIN, db_text(order_ids)));
}

void outbox_add_order_completed(struct batch *batch, const char *order_id)
{
	batch_add(batch, ORDER_COMPLETED, BIND(OUTBOX_ORIGIN, db_text(order_id)), 1);
}

void outbox_order_completed(const char *order_id)
{
	db_exec(ORDER_COMPLETED, BIND(OUTBOX_ORIGIN, db_text(order_id)));
}

void outbox_expiration(const char *order_ids)
{
	db_exec(EXPIRATION, BIND(OUTBOX_ORIGIN, db_text(order_ids)));
}

const char *outbox_one(void *pool, const char *order_id)
{
	return pool_print(pool, "[\"%s\"]", order_id);
}

void outbox_payment(const char *subject, const char *payment_id)
{
	db_exec(PAYMENT, BIND(OUTBOX_ORIGIN, db_text(subject), db_text(payment_id)));
}

void outbox_refund(const char *refund_id)
{
	db_exec(REFUND, BIND(OUTBOX_ORIGIN, db_text(refund_id)));
}

#include "outbox/outbox.h"

#include "db/db.h"
#include "base/pool.h"
#include "outbox/outbox_sql.h"
#include "db/sql.h"

/* The items of an order as JSON; and the first item by itself, for consumers that know orders of one item only. */
#define ID "JSON_OBJECT('id', i.product_id)"
#define ITEMS \
	"(SELECT JSON_ARRAYAGG(JSON_OBJECT('product', " ID ", 'quantity', i.quantity) ORDER BY i.line)" \
	" FROM order_items i WHERE i.order_id = o.id)"
#define FIRST "(SELECT " ID " FROM order_items i WHERE i.order_id = o.id AND i.line = 0)"
#define MEMBERS "'product', JSON_EXTRACT(" FIRST ", '$'), 'items', JSON_EXTRACT(" ITEMS ", '$')"
#define ONE_ORDER "FROM orders o WHERE o.id = ?"
#define EACH_ORDER "FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o ON o.id = s.id"

/*
 * The JSON of a product: the fields of product_fields with EVENT_DATA. A product without an order has no member orderId: REPLACE() cuts
 * it out, which is faster than building two objects. A title can't be hit by mistake, since in a JSON string its quotes are escaped.
 */
#define PRODUCT_DATA "REPLACE(JSON_OBJECT({members}), ', \"orderId\": null', '')"

static const char PRODUCT_CREATED[] =
	OUTBOX_INTO "'product:created', p.id, " OUTBOX_PRODUCT_VERSION ", " PRODUCT_DATA " FROM " OUTBOX_PRODUCTS OUTBOX_ITS_CLAIM
	" WHERE p.id = ?";

static const char PRODUCT_EDITED[] =
	OUTBOX_INTO "'product:updated', p.id, " OUTBOX_PRODUCT_VERSION ", " PRODUCT_DATA " FROM " OUTBOX_PRODUCTS OUTBOX_ITS_CLAIM
	" WHERE p.id = ? AND q.size = ?";

/*
 * INSERT … VALUES with sub-selects, and not INSERT … SELECT: the latter holds the lock on the counter of `outbox` until it ends, so
 * that orders of all products would wait for each other. The sub-selects of VALUES lock the rows that they read. They read the
 * product's row, which nobody writes without having locked its quota; and they read no claims, which others write before they wait for
 * the quota.
 */
static const char PRODUCT_UPDATED[] =
	OUTBOX_COLUMNS " VALUES (?, ?, 'product:updated', ?, (SELECT " OUTBOX_PRODUCT_VERSION " FROM " OUTBOX_PRODUCTS " WHERE p.id = ?),"
	" (SELECT " PRODUCT_DATA " FROM " OUTBOX_PRODUCTS " LEFT JOIN (SELECT ? AS order_id) c ON q.size = 1 AND q.held + q.sold > 0"
	" WHERE p.id = ?))";

static const char PRODUCTS_OF[] =
	OUTBOX_INTO "'product:updated', p.id, " OUTBOX_PRODUCT_VERSION ", " PRODUCT_DATA " FROM (SELECT DISTINCT i.product_id FROM "
	SET_OF_ORDERS " STRAIGHT_JOIN order_items i ON i.order_id = s.id) t STRAIGHT_JOIN products p ON p.id = t.product_id"
	" STRAIGHT_JOIN quotas q ON q.id = p.id" OUTBOX_ITS_CLAIM;

static const char ORDER_CREATED[] = OUTBOX_COLUMNS " VALUES (?, ?, 'order:created', ?, 0, ?)";

static const char ORDER_CANCELLED[] =
	OUTBOX_INTO "'order:cancelled', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version, "
	MEMBERS ") " EACH_ORDER;

static const char ORDER_COMPLETED[] =
	OUTBOX_INTO "'order:completed', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version,"
	" 'userId', o.user_id, 'total', o.total * 0.01, " MEMBERS ") " ONE_ORDER;

static const char EXPIRATION[] =
	OUTBOX_INTO "'expiration:complete', o.id, o.version, JSON_OBJECT('orderId', o.id) " EACH_ORDER;

/* A payment has no versions: its money comes once, and each refund has an event of its own. */
#define PAYMENT(subject) \
	OUTBOX_INTO "'" subject "', y.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id," \
	" 'amount', y.amount * 0.01, 'currency', y.currency) FROM payments y WHERE y.id = ?"
static const char PAYMENT_CREATED[] = PAYMENT("payment:created");
static const char PAYMENT_DISPUTED[] = PAYMENT("payment:disputed");

static const char REFUND[] =
	OUTBOX_INTO "'payment:refunded', r.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id,"
	" 'amount', r.amount * 0.01, 'currency', y.currency, 'reason', r.reason) FROM refunds r"
	" JOIN payments y ON y.id = r.payment_id WHERE r.id = ?";

static const char *of_product(const struct batch *batch, const char *sql)
{
	return sql_fill(batch_pool(batch), sql, product_fields);
}

void outbox_product_created(struct batch *batch, const char *product_id)
{
	batch_add(batch, of_product(batch, PRODUCT_CREATED), BIND(OUTBOX_ORIGIN, db_text(product_id)), 1);
	batch_touch(batch, product_id);
}

void outbox_product_edited(struct batch *batch, const char *product_id, int64_t size)
{
	batch_add_last(batch, product_id, of_product(batch, PRODUCT_EDITED), BIND(OUTBOX_ORIGIN, db_text(product_id), db_int(size)), 1);
	batch_touch(batch, product_id);
}

void outbox_product_updated(struct batch *batch, const char *product_id, const char *order_id)
{
	batch_add_last(batch, product_id, of_product(batch, PRODUCT_UPDATED),
	               BIND(OUTBOX_ORIGIN, db_text(product_id), db_text(product_id), db_text(order_id), db_text(product_id)), 1);
	batch_touch(batch, product_id);
}

void outbox_products_of(struct batch *batch, const char *order_ids)
{
	batch_add(batch, of_product(batch, PRODUCTS_OF), BIND(OUTBOX_ORIGIN, db_text(order_ids)), BATCH_ANY);
	batch_touch(batch, OUTBOX_RELEASED);
}

void outbox_order_created(struct batch *batch, const char *order_id, const char *data)
{
	batch_add(batch, ORDER_CREATED, BIND(OUTBOX_ORIGIN, db_text(order_id), db_text(data)), 1);
}

void outbox_order_cancelled(struct batch *batch, const char *order_ids)
{
	batch_add(batch, ORDER_CANCELLED, BIND(OUTBOX_ORIGIN, db_text(order_ids)), BATCH_ANY);
}

void outbox_order_completed(struct batch *batch, const char *order_id)
{
	batch_add(batch, ORDER_COMPLETED, BIND(OUTBOX_ORIGIN, db_text(order_id)), 1);
}

void outbox_expiration(struct batch *batch, const char *order_ids)
{
	batch_add(batch, EXPIRATION, BIND(OUTBOX_ORIGIN, db_text(order_ids)), BATCH_ANY);
}

void outbox_payment_created(struct batch *batch, const char *payment_id)
{
	batch_add(batch, PAYMENT_CREATED, BIND(OUTBOX_ORIGIN, db_text(payment_id)), 1);
}

void outbox_payment_disputed(struct batch *batch, const char *payment_id)
{
	batch_add(batch, PAYMENT_DISPUTED, BIND(OUTBOX_ORIGIN, db_text(payment_id)), 1);
}

void outbox_refund(struct batch *batch, const char *refund_id)
{
	batch_add(batch, REFUND, BIND(OUTBOX_ORIGIN, db_text(refund_id)), 1);
}

#include "shop/outbox.h"

#include <stdio.h>

#include "base/db.h"
#include "base/pool.h"
#include "shop/sql.h"

/* What follows are the further columns. */
#define INTO "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data) SELECT ?, ?, "

/* A null member of a merge patch is left out (RFC 7396): so is the orderId of a product that has none. */
#define PRODUCT_DATA \
	"p.id, p.version, JSON_MERGE_PATCH(JSON_OBJECT('id', p.id, 'version', p.version, 'title', p.title," \
	" 'price', p.price * 0.01, 'userId', p.user_id, 'quantity', p.quantity," \
	" 'available', p.quantity - p.held - p.sold), JSON_OBJECT('orderId', p.order_id)) "

/* An order's items: all of them as JSON, and the first for those who know of one only. */
#define ITEMS(product) \
	"(SELECT JSON_ARRAYAGG(JSON_OBJECT('product', " product ", 'quantity', i.quantity) ORDER BY i.line)" \
	" FROM order_items i WHERE i.order_id = o.id)"
#define FIRST(product) "(SELECT " product " FROM order_items i WHERE i.order_id = o.id AND i.line = 0)"
#define ID_AND_PRICE "JSON_OBJECT('id', i.product_id, 'price', i.price * 0.01)"
#define ID_ALONE "JSON_OBJECT('id', i.product_id)"
#define MEMBERS(product) \
	"'product', JSON_EXTRACT(" FIRST(product) ", '$'), 'items', JSON_EXTRACT(" ITEMS(product) ", '$')"
#define EACH_ORDER "FROM " SET_OF_ORDERS " STRAIGHT_JOIN orders o ON o.id = s.id"

static const char PRODUCT[] = INTO "?, " PRODUCT_DATA "FROM products p WHERE p.id = ?";

static const char PRODUCTS_OF[] =
	INTO "'product:updated', " PRODUCT_DATA "FROM (SELECT DISTINCT i.product_id FROM " SET_OF_ORDERS
	" STRAIGHT_JOIN order_items i ON i.order_id = s.id WHERE i.product_id <> ?) t STRAIGHT_JOIN products p ON p.id = t.product_id";

static const char ORDER_CREATED[] =
	INTO "'order:created', o.id, 0, JSON_OBJECT('id', o.id, 'version', 0, 'status', 'created',"
	" 'userId', o.user_id, 'expiresAt', CONCAT(LEFT(DATE_FORMAT(o.expires_at, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z'), "
	MEMBERS(ID_AND_PRICE) ") " EACH_ORDER;

static const char ORDER_CANCELLED[] =
	INTO "'order:cancelled', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version, "
	MEMBERS(ID_ALONE) ") " EACH_ORDER;

static const char ORDER_COMPLETED[] =
	INTO "'order:completed', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version,"
	" 'userId', o.user_id, 'total', o.total * 0.01, " MEMBERS(ID_ALONE) ") " EACH_ORDER;

static const char EXPIRATION[] =
	INTO "'expiration:complete', o.id, o.version, JSON_OBJECT('orderId', o.id) " EACH_ORDER;

/* A payment has no versions: its money comes once, and each refund of it is an event by itself. */
static const char PAYMENT[] =
	INTO "?, y.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id,"
	" 'amount', y.amount * 0.01, 'currency', y.currency) FROM payments y WHERE y.id = ?";

static const char REFUND[] =
	INTO "'payment:refunded', r.id, 0, JSON_OBJECT('id', y.id, 'orderId', y.order_id, 'providerId', y.provider_id,"
	" 'amount', r.amount * 0.01, 'currency', y.currency, 'reason', r.reason) FROM refunds r"
	" JOIN payments y ON y.id = r.payment_id WHERE r.id = ?";

/* NULL where it is no request that writes events. */
static const char *request_id, *traceparent;

#define ORIGIN str(request_id), str(traceparent)

void outbox_origin(const char *request, const char *trace)
{
	static char request_copy[65], trace_copy[56];

	snprintf(request_copy, sizeof(request_copy), "%s", request);
	snprintf(trace_copy, sizeof(trace_copy), "%s", trace);
	request_id = request_copy;
	traceparent = trace_copy;
}

void outbox_product(const char *subject, const char *product_id)
{
	db_raise(SHARED_GENERATION);
	db_exec(PRODUCT, BIND(ORIGIN, str(subject), str(product_id)));
}

void outbox_products_of(const char *order_ids, const char *except)
{
	db_raise(SHARED_GENERATION);
	db_exec(PRODUCTS_OF, BIND(ORIGIN, str(order_ids), str(except)));
}

void outbox_order_created(const char *order_ids)
{
	db_exec(ORDER_CREATED, BIND(ORIGIN, str(order_ids)));
}

void outbox_order_cancelled(const char *order_ids)
{
	db_exec(ORDER_CANCELLED, BIND(ORIGIN, str(order_ids)));
}

void outbox_order_completed(const char *order_ids)
{
	db_exec(ORDER_COMPLETED, BIND(ORIGIN, str(order_ids)));
}

void outbox_expiration(const char *order_ids)
{
	db_exec(EXPIRATION, BIND(ORIGIN, str(order_ids)));
}

const char *outbox_one(void *pool, const char *order_id)
{
	return pool_print(pool, "[\"%s\"]", order_id);
}

void outbox_payment(const char *subject, const char *payment_id)
{
	db_exec(PAYMENT, BIND(ORIGIN, str(subject), str(payment_id)));
}

void outbox_refund(const char *refund_id)
{
	db_exec(REFUND, BIND(ORIGIN, str(refund_id)));
}

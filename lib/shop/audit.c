#include "shop/audit.h"

#include "base/db.h"

#define LIVE "o.status IN ('created', 'awaiting:payment', 'complete')"

/* Stock recounted from the orders that hold or have bought it. */
static const char STOCK[] =
	"SELECT p.id, CONCAT('held ', p.held, ' sold ', p.sold, ', orders hold ', COALESCE(t.held, 0), ' bought ', COALESCE(t.sold, 0))"
	" FROM products p LEFT JOIN (SELECT i.product_id, SUM(IF(o.status = 'complete', 0, i.quantity)) AS held,"
	" SUM(IF(o.status = 'complete', i.quantity - i.refunded, 0)) AS sold FROM order_items i JOIN orders o ON o.id = i.order_id"
	" WHERE " LIVE " GROUP BY i.product_id) t ON t.product_id = p.id"
	" WHERE p.held <> COALESCE(t.held, 0) OR p.sold <> COALESCE(t.sold, 0) LIMIT ?";

static const char OVERSOLD[] =
	"SELECT id, CONCAT('held ', held, ' sold ', sold, ' of ', quantity) FROM products WHERE held + sold > quantity LIMIT ?";

/* products.order_id is the live order of a product of quantity 1, and is there whenever there is one. */
static const char ORDER_ID[] =
	"SELECT p.id, CONCAT('order_id ', COALESCE(p.order_id, 'none'), ', live order ', COALESCE(o.id, 'none')) FROM products p"
	" LEFT JOIN order_items i ON i.product_id = p.id LEFT JOIN orders o ON o.id = i.order_id AND i.refunded < i.quantity AND " LIVE
	" WHERE p.quantity = 1 AND NOT EXISTS (SELECT 1 FROM order_items j JOIN orders k ON k.id = j.order_id"
	" WHERE j.product_id = p.id AND k.status <> 'cancelled' AND j.refunded < j.quantity AND k.id <=> p.order_id)"
	" AND (p.order_id IS NOT NULL OR o.id IS NOT NULL) LIMIT ?";

static const char ORDER_ID_OF_MANY[] =
	"SELECT id, CONCAT('order_id ', order_id, ' at quantity ', quantity) FROM products"
	" WHERE quantity > 1 AND order_id IS NOT NULL LIMIT ?";

/* An item holds exactly while its order does. */
static const char HELD_UNTIL[] =
	"SELECT o.id, CONCAT(o.status, ', held until ', COALESCE(i.held_until, 'never'), ', expires ', o.expires_at)"
	" FROM order_items i JOIN orders o ON o.id = i.order_id WHERE (o.status IN ('created', 'awaiting:payment'))"
	" <> (i.held_until IS NOT NULL) OR (o.status = 'created' AND NOT i.held_until <=> o.expires_at)"
	" OR (o.status = 'awaiting:payment' AND i.held_until < '9999-12-31') LIMIT ?";

static const char TOTAL[] =
	"SELECT o.id, CONCAT('total ', o.total, ', items ', t.total) FROM orders o JOIN (SELECT order_id,"
	" SUM(price * quantity) AS total FROM order_items GROUP BY order_id) t ON t.order_id = o.id WHERE t.total <> o.total LIMIT ?";

static const char NO_ITEMS[] =
	"SELECT o.id, 'no items' FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id) LIMIT ?";

static const char NO_PRODUCT[] =
	"SELECT i.order_id, CONCAT('no product ', i.product_id) FROM order_items i"
	" WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.id = i.product_id) LIMIT ?";

/* One event of its own for each version from 0 to the present one. */
#define VERSIONS(table, subjects) \
	"SELECT a.id, CONCAT('version ', a.version, ', events ', COALESCE(t.events, 0), ' from ', COALESCE(t.least, '-')," \
	" ' to ', COALESCE(t.most, '-')) FROM " table " a LEFT JOIN (SELECT aggregate_id, COUNT(*) AS events," \
	" MIN(version) AS least, MAX(version) AS most FROM outbox WHERE subject IN (" subjects ") GROUP BY aggregate_id) t" \
	" ON t.aggregate_id = a.id WHERE COALESCE(t.events, 0) <> a.version + 1 OR t.least <> 0 OR t.most <> a.version LIMIT ?"

static const char PRODUCT_EVENTS[] = VERSIONS("products", "'product:created', 'product:updated'");
static const char ORDER_EVENTS[] = VERSIONS("orders", "'order:created', 'order:cancelled', 'order:completed'");

/* What an order has become is what its last event says. */
static const char LAST_EVENT[] =
	"SELECT o.id, CONCAT(o.status, ', last event ', e.subject) FROM orders o JOIN outbox e ON e.aggregate_id = o.id"
	" AND e.version = o.version AND e.subject LIKE 'order:%' WHERE e.subject <> CASE o.status WHEN 'cancelled' THEN"
	" 'order:cancelled' WHEN 'complete' THEN 'order:completed' ELSE 'order:created' END LIMIT ?";

/* From created to complete or cancelled; from cancelled to complete only by money that came late and was honoured. */
static const char TRANSITIONS[] =
	"SELECT t.aggregate_id, CONCAT(COALESCE(t.previous, 'nothing'), ', then ', t.subject) FROM (SELECT aggregate_id, subject,"
	" LAG(subject) OVER (PARTITION BY aggregate_id ORDER BY version) AS previous FROM outbox"
	" WHERE subject IN ('order:created', 'order:cancelled', 'order:completed')) t WHERE CASE t.subject"
	" WHEN 'order:created' THEN t.previous IS NOT NULL WHEN 'order:cancelled' THEN NOT t.previous <=> 'order:created'"
	" ELSE NOT (t.previous <=> 'order:created' OR (t.previous <=> 'order:cancelled'"
	" AND EXISTS (SELECT 1 FROM payments y WHERE y.paid_order = t.aggregate_id))) END LIMIT ?";

/* A hold that ran out says so before it says that it is cancelled; no other cancellation does. */
static const char EXPIRATION[] =
	"SELECT o.id, CONCAT('cancelled by ', o.cancelled_by, ', expiration ', COALESCE(x.id, 'none'), ', cancellation ', c.id)"
	" FROM orders o JOIN outbox c ON c.aggregate_id = o.id AND c.subject = 'order:cancelled' LEFT JOIN outbox x"
	" ON x.aggregate_id = o.id AND x.subject = 'expiration:complete'"
	" WHERE (o.status = 'cancelled' AND (o.cancelled_by = 'expiry') <> (x.id IS NOT NULL))"
	" OR x.id > c.id LIMIT ?";

/* Complete means paid, once, and what is kept of it is the price of the tickets kept. */
static const char PAID[] =
	"SELECT o.id, CONCAT(o.status, ', total ', o.total, ', received ', COALESCE(t.received, 0), ', refunded ', COALESCE(t.refunded, 0))"
	" FROM orders o JOIN (SELECT order_id, SUM(price * refunded) AS back FROM order_items GROUP BY order_id) i ON i.order_id = o.id"
	" LEFT JOIN (SELECT y.order_id, SUM(y.amount) AS received, SUM(COALESCE(r.amount, 0)) AS refunded FROM payments y"
	" LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM refunds GROUP BY payment_id) r ON r.payment_id = y.id"
	" WHERE y.status = 'succeeded' GROUP BY y.order_id) t ON t.order_id = o.id"
	" WHERE COALESCE(t.received, 0) - COALESCE(t.refunded, 0) <> IF(o.status = 'complete', o.total - i.back, 0) LIMIT ?";

/* An order that awaits its payment has one that is pending; a page of the provider's that is open is awaited by nobody. */
static const char PENDING[] =
	"SELECT o.id, CONCAT(o.status, ', pending payments ', COUNT(y.id)) FROM orders o LEFT JOIN payments y ON y.order_id = o.id"
	" AND y.status = 'pending' AND NOT y.elsewhere GROUP BY o.id, o.status"
	" HAVING o.status = 'awaiting:payment' AND COUNT(y.id) <> 1 LIMIT ?";

static const char PAYMENT_EVENTS[] =
	"SELECT y.id, CONCAT(y.status, ', events ', COUNT(e.id)) FROM payments y LEFT JOIN outbox e ON e.aggregate_id = y.id"
	" AND e.subject = 'payment:created' GROUP BY y.id, y.status HAVING COUNT(e.id) <> (y.status = 'succeeded') LIMIT ?";

static const char REFUND_EVENTS[] =
	"SELECT r.id, CONCAT('done ', r.done, ', events ', COUNT(e.id)) FROM refunds r LEFT JOIN outbox e ON e.aggregate_id = r.id"
	" AND e.subject = 'payment:refunded' GROUP BY r.id, r.done HAVING COUNT(e.id) <> r.done LIMIT ?";

static const char LAST_PRODUCT_EVENT[] =
	"SELECT p.id, CONCAT('available ', p.quantity - p.held - p.sold, ', last event ', JSON_VALUE(e.data, '$.available'))"
	" FROM products p JOIN outbox e ON e.aggregate_id = p.id AND e.version = p.version AND e.subject LIKE 'product:%'"
	" WHERE JSON_VALUE(e.data, '$.available') <> p.quantity - p.held - p.sold"
	" OR NOT JSON_VALUE(e.data, '$.orderId') <=> p.order_id LIMIT ?";

const struct audit_rule audit_rules[] = {
	{ "stock", STOCK },
	{ "oversold", OVERSOLD },
	{ "order_id", ORDER_ID },
	{ "order_id_of_many", ORDER_ID_OF_MANY },
	{ "held_until", HELD_UNTIL },
	{ "total", TOTAL },
	{ "no_items", NO_ITEMS },
	{ "no_product", NO_PRODUCT },
	{ "product_events", PRODUCT_EVENTS },
	{ "order_events", ORDER_EVENTS },
	{ "last_event", LAST_EVENT },
	{ "transitions", TRANSITIONS },
	{ "expiration", EXPIRATION },
	{ "paid", PAID },
	{ "pending", PENDING },
	{ "payment_events", PAYMENT_EVENTS },
	{ "refund_events", REFUND_EVENTS },
	{ "last_product_event", LAST_PRODUCT_EVENT },
};

const size_t audit_rule_count = sizeof(audit_rules) / sizeof(audit_rules[0]);

static const struct field breach_fields[] = {
	{ "id",     FIELD_TEXT, offsetof(struct audit_breach, id),     STORED, NULL, 0 },
	{ "detail", FIELD_TEXT, offsetof(struct audit_breach, detail), STORED, NULL, 0 },
	{ 0 }
};

struct list audit_breaches(void *pool, const struct audit_rule *rule, int64_t most)
{
	return db_each(pool, rule->sql, BIND(num(most)), breach_fields, sizeof(struct audit_breach));
}

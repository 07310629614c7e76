#include "sales/area.h"

#include "outbox/event_sql.h"

static const char *const buyer_and_seller[] = { SALES_AREA_AUDIENCE("e.aggregate_id"), NULL };

static const struct area_subject subjects[] = {
	{ "order:created", "order", buyer_and_seller },
	{ "order:cancelled", "order", buyer_and_seller },
	{ "order:completed", "order", buyer_and_seller },
	{ "expiration:complete", NULL, buyer_and_seller },
	{ 0 }
};

#define LIVE "o.status IN ('created', 'awaiting:payment', 'complete')"

/*
 * SHOULD_CLAIM: what each order should claim of each quota, computed from the order's items. CLAIMS compares that with the rows of
 * `claims`.
 */
#define SHOULD_CLAIM \
	"SELECT l.order_id, l.quota_id, SUM(l.quantity) AS quantity FROM (SELECT i.order_id, i.product_id AS quota_id," \
	" i.quantity - IF(o.status = 'complete', i.refunded, 0) AS quantity FROM order_items i JOIN orders o ON o.id = i.order_id" \
	" WHERE " LIVE \
	" UNION ALL SELECT i.order_id, t.quota_id, (i.quantity - IF(o.status = 'complete', i.refunded, 0)) * t.takes FROM order_items i" \
	" JOIN orders o ON o.id = i.order_id JOIN product_quotas t ON t.product_id = i.product_id WHERE " LIVE ") l" \
	" GROUP BY l.order_id, l.quota_id HAVING SUM(l.quantity) > 0"
static const char CLAIMS[] =
	"SELECT w.order_id, CONCAT('of ', w.quota_id, ' should claim ', w.quantity, ', claims ', COALESCE(c.quantity, 0))"
	" FROM (" SHOULD_CLAIM ") w LEFT JOIN claims c ON c.order_id = w.order_id AND c.quota_id = w.quota_id"
	" WHERE NOT c.quantity <=> w.quantity UNION ALL"
	" SELECT c.order_id, CONCAT('of ', c.quota_id, ' claims ', c.quantity, ', should claim none') FROM claims c LEFT JOIN (" SHOULD_CLAIM
	") w ON w.order_id = c.order_id AND w.quota_id = c.quota_id WHERE w.order_id IS NULL LIMIT ?";

/* The claims of an order are held as long as the order holds its tickets, and until the same moment. */
static const char HELD_UNTIL[] =
	"SELECT o.id, CONCAT(o.status, ', held until ', COALESCE(c.held_until, 'sold'), ', expires ', o.expires_at)"
	" FROM claims c JOIN orders o ON o.id = c.order_id WHERE (o.status IN ('created', 'awaiting:payment'))"
	" <> (c.held_until IS NOT NULL) OR (o.status = 'created' AND NOT c.held_until <=> o.expires_at)"
	" OR (o.status = 'awaiting:payment' AND c.held_until < '9999-12-31') LIMIT ?";

static const char TOTAL[] =
	"SELECT o.id, CONCAT('total ', o.total, ', items ', t.total) FROM orders o JOIN (SELECT order_id,"
	" SUM(price * quantity) AS total FROM order_items GROUP BY order_id) t ON t.order_id = o.id WHERE t.total <> o.total LIMIT ?";

static const char NO_ITEMS[] =
	"SELECT o.id, 'no items' FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id) LIMIT ?";

static const char NO_PRODUCT[] =
	"SELECT i.order_id, CONCAT('no product ', i.product_id) FROM order_items i"
	" WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.id = i.product_id) LIMIT ?";

static const char ORDER_EVENTS[] = EVENT_VERSIONS("orders");

/* The status of an order must fit the subject of its last event. */
#define LAST_EVENT_IN(events) \
	"SELECT o.id, CONCAT(o.status, ', last event ', e.subject) FROM orders o JOIN " events " e ON e.aggregate_id = o.id" \
	" AND e.version = o.version AND e.subject LIKE 'order:%' WHERE e.subject <> CASE o.status WHEN 'cancelled' THEN" \
	" 'order:cancelled' WHEN 'complete' THEN 'order:completed' ELSE 'order:created' END"
static const char LAST_EVENT[] = EVENT_BOTH(LAST_EVENT_IN);

/* A created order may become complete or cancelled. A cancelled order may become complete only by a payment that arrived late. */
#define STEPS_IN(events) \
	"SELECT aggregate_id, version, subject FROM " events " WHERE subject IN ({subjects})"
static const char TRANSITIONS[] =
	"SELECT t.aggregate_id, CONCAT(COALESCE(t.previous, 'nothing'), ', then ', t.subject) FROM (SELECT aggregate_id, version,"
	" subject, LAG(subject) OVER (PARTITION BY aggregate_id ORDER BY version) AS previous FROM (" STEPS_IN("outbox")
	" UNION ALL " STEPS_IN("outbox_archive") ") s) t WHERE (t.version = 0) <> (t.subject = 'order:created')"
	" OR t.previous = 'order:completed' OR (t.previous = 'order:cancelled' AND (t.subject <> 'order:completed'"
	" OR NOT EXISTS (SELECT 1 FROM payments y WHERE y.paid_order = t.aggregate_id))) LIMIT ?";

/*
 * Where a hold has run out, `expiration:complete` must come before `order:cancelled`; other cancellations must have no
 * `expiration:complete`.
 */
#define EXPIRATION_IN(events) \
	"SELECT o.id, CONCAT('cancelled by ', o.cancelled_by, ', expiration ', COALESCE(x.id, y.id, 'none'), ', cancellation ', c.id)" \
	" FROM orders o JOIN " events " c ON c.aggregate_id = o.id AND c.subject = 'order:cancelled' LEFT JOIN outbox x" \
	" ON x.aggregate_id = o.id AND x.subject = 'expiration:complete' LEFT JOIN outbox_archive y" \
	" ON y.aggregate_id = o.id AND y.subject = 'expiration:complete' WHERE COALESCE(x.id, y.id) > c.id OR (o.status = 'cancelled'" \
	" AND IF(o.cancelled_by = 'expiry', COALESCE(x.id, y.id) IS NULL AND NOT " EVENT_PURGED ", COALESCE(x.id, y.id) IS NOT NULL))"
static const char EXPIRATION[] = EVENT_BOTH(EXPIRATION_IN);

#define WITH_STATUS(status) "(SELECT COUNT(*) FROM orders WHERE status = '" status "')"

/*
 * Orders that are created or await payment are counted as rows, all others by their events. Events count only once they have a position, so
 * these numbers lag behind a little.
 */
static const char ORDERS[] =
	"WITH n AS (SELECT " WITH_STATUS("created") " AS created, " WITH_STATUS("awaiting:payment") " AS awaiting, "
	EVENT_TOTAL("order:created") " AS placed, " EVENT_TOTAL("order:completed") " AS complete)"
	" SELECT 'created', created FROM n UNION ALL SELECT 'awaiting:payment', awaiting FROM n UNION ALL SELECT 'complete', complete FROM n"
	" UNION ALL SELECT 'cancelled', GREATEST(0, CAST(placed AS SIGNED) - complete - created - awaiting) FROM n";

static const char HOLDS[] =
	"SELECT 'live', COUNT(*) FROM orders WHERE status = 'created' AND expires_at > NOW(3)"
	" UNION ALL SELECT 'overdue', COUNT(*) FROM orders WHERE status = 'created' AND expires_at <= NOW(3)"
	" UNION ALL SELECT 'paying', " WITH_STATUS("awaiting:payment");

static const struct area_rule rules[] = {
	{ "claims", CLAIMS },
	{ "held_until", HELD_UNTIL },
	{ "total", TOTAL },
	{ "no_items", NO_ITEMS },
	{ "no_product", NO_PRODUCT },
	{ "order_events", ORDER_EVENTS, "order" },
	{ "last_event", LAST_EVENT },
	{ "transitions", TRANSITIONS, "order" },
	{ "expiration", EXPIRATION },
	{ 0 }
};

static const struct area_figure figures[] = {
	{ "boxoffice_orders", "gauge", "Orders by state.", "state", ORDERS },
	{ "boxoffice_holds", "gauge", "Orders that hold tickets: live, overdue and not yet ended, being paid.", "state", HOLDS },
	{ 0 }
};

const struct area sales_area = { .subjects = subjects, .rules = rules, .figures = figures };

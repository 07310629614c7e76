#include "ops/audit.h"

#include "base/config.h"
#include "db/db.h"
#include "db/sql.h"

#define LIVE "o.status IN ('created', 'awaiting:payment', 'complete')"

/* What a quota says is held and sold is what its claims say; each claim has an order that holds or has bought something. */
static const char QUOTA[] =
	"SELECT q.id, CONCAT('held ', q.held, ' sold ', q.sold, ', claims hold ', COALESCE(t.held, 0), ' bought ', COALESCE(t.sold, 0))"
	" FROM quotas q LEFT JOIN (SELECT quota_id, SUM(IF(held_until IS NULL, 0, quantity)) AS held,"
	" SUM(IF(held_until IS NULL, quantity, 0)) AS sold FROM claims GROUP BY quota_id) t ON t.quota_id = q.id"
	" WHERE q.held <> COALESCE(t.held, 0) OR q.sold <> COALESCE(t.sold, 0) LIMIT ?";

/* What orders hold and have bought, recounted from their lines; what they should claim against what they do. */
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

static const char OVERSOLD[] =
	"SELECT id, CONCAT('held ', held, ' sold ', sold, ' of ', size) FROM quotas WHERE held + sold > size LIMIT ?";

/* Each product has its own quota, and each that it shares is there. */
static const char NO_QUOTA[] =
	"SELECT p.id, 'no quota of its own' FROM products p WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = p.id) UNION ALL"
	" SELECT t.product_id, CONCAT('no quota ', t.quota_id) FROM product_quotas t"
	" WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = t.quota_id) UNION ALL"
	" SELECT c.order_id, CONCAT('claims of no quota ', c.quota_id) FROM claims c"
	" WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = c.quota_id) LIMIT ?";

/* What an order claims is held exactly while the order holds, and until it ends. */
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

/* What of the events may be deleted: those of a thing up to some version, where any are. */
#define PURGED "(SELECT purged > 0 FROM feed_head WHERE one = 1)"

#define OF_VERSIONS(table, subjects) \
	"SELECT aggregate_id, COUNT(*) AS events, MIN(version) AS least, MAX(version) AS most FROM " table \
	" WHERE subject IN (" subjects ") GROUP BY aggregate_id"

/* One event of its own for each version from 0 to the present one. */
#define VERSIONS(table, subjects) \
	"SELECT a.id, CONCAT('version ', a.version, ', events ', COALESCE(t.events, 0), ' from ', COALESCE(t.least, '-')," \
	" ' to ', COALESCE(t.most, '-')) FROM " table " a LEFT JOIN (SELECT aggregate_id, SUM(events) AS events, MIN(least) AS least," \
	" MAX(most) AS most FROM (" OF_VERSIONS("outbox", subjects) " UNION ALL " OF_VERSIONS("outbox_archive", subjects) ") u" \
	" GROUP BY aggregate_id) t ON t.aggregate_id = a.id WHERE IF(" PURGED ", t.events <> t.most - t.least + 1," \
	" COALESCE(t.events, 0) <> a.version + 1 OR t.least <> 0) OR t.most <> a.version LIMIT ?"

#define VERSIONS_OF_PRODUCTS "(SELECT p.id, p.revision + q.version AS version FROM products p JOIN quotas q ON q.id = p.id)"
static const char PRODUCT_EVENTS[] =
	VERSIONS(VERSIONS_OF_PRODUCTS, "'product:created', 'product:updated'");
static const char ORDER_EVENTS[] = VERSIONS("orders", "'order:created', 'order:cancelled', 'order:completed'");

/* The same query of either table of events. */
#define OF_BOTH(query) query("outbox") " UNION ALL " query("outbox_archive") " LIMIT ?"

/* What an order has become is what its last event says. */
#define LAST_EVENT_IN(events) \
	"SELECT o.id, CONCAT(o.status, ', last event ', e.subject) FROM orders o JOIN " events " e ON e.aggregate_id = o.id" \
	" AND e.version = o.version AND e.subject LIKE 'order:%' WHERE e.subject <> CASE o.status WHEN 'cancelled' THEN" \
	" 'order:cancelled' WHEN 'complete' THEN 'order:completed' ELSE 'order:created' END"
static const char LAST_EVENT[] = OF_BOTH(LAST_EVENT_IN);

/* From created to complete or cancelled; from cancelled to complete only by money that came late and was honoured. */
#define STEPS_IN(events) \
	"SELECT aggregate_id, version, subject FROM " events " WHERE subject IN ('order:created', 'order:cancelled', 'order:completed')"
static const char TRANSITIONS[] =
	"SELECT t.aggregate_id, CONCAT(COALESCE(t.previous, 'nothing'), ', then ', t.subject) FROM (SELECT aggregate_id, version,"
	" subject, LAG(subject) OVER (PARTITION BY aggregate_id ORDER BY version) AS previous FROM (" STEPS_IN("outbox")
	" UNION ALL " STEPS_IN("outbox_archive") ") s) t WHERE (t.version = 0) <> (t.subject = 'order:created')"
	" OR t.previous = 'order:completed' OR (t.previous = 'order:cancelled' AND (t.subject <> 'order:completed'"
	" OR NOT EXISTS (SELECT 1 FROM payments y WHERE y.paid_order = t.aggregate_id))) LIMIT ?";

/* A hold that ran out says so before it says that it is cancelled; no other cancellation does. */
#define EXPIRATION_IN(events) \
	"SELECT o.id, CONCAT('cancelled by ', o.cancelled_by, ', expiration ', COALESCE(x.id, y.id, 'none'), ', cancellation ', c.id)" \
	" FROM orders o JOIN " events " c ON c.aggregate_id = o.id AND c.subject = 'order:cancelled' LEFT JOIN outbox x" \
	" ON x.aggregate_id = o.id AND x.subject = 'expiration:complete' LEFT JOIN outbox_archive y" \
	" ON y.aggregate_id = o.id AND y.subject = 'expiration:complete' WHERE COALESCE(x.id, y.id) > c.id OR (o.status = 'cancelled'" \
	" AND IF(o.cancelled_by = 'expiry', COALESCE(x.id, y.id) IS NULL AND NOT " PURGED ", COALESCE(x.id, y.id) IS NOT NULL))"
static const char EXPIRATION[] = OF_BOTH(EXPIRATION_IN);

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

/* How many events of this subject a thing has: 0 or 1, as it should have, or it once had one. */
#define HAS(subject, id) \
	"(SELECT COUNT(*) FROM outbox e WHERE e.aggregate_id = " id " AND e.version = 0 AND e.subject = '" subject "')" \
	" + (SELECT COUNT(*) FROM outbox_archive e WHERE e.aggregate_id = " id " AND e.version = 0 AND e.subject = '" subject "')"
#define WRONG(events, should) "(" events " > " should " OR (" events " < " should " AND NOT " PURGED "))"

static const char PAYMENT_EVENTS[] =
	"SELECT id, CONCAT(status, ', events ', events) FROM (SELECT y.id, y.status, " HAS("payment:created", "y.id") " AS events"
	" FROM payments y) t WHERE " WRONG("events", "(status = 'succeeded')") " LIMIT ?";

static const char REFUND_EVENTS[] =
	"SELECT id, CONCAT('done ', done, ', events ', events) FROM (SELECT r.id, r.done, " HAS("payment:refunded", "r.id") " AS events"
	" FROM refunds r) t WHERE " WRONG("events", "done") " LIMIT ?";

#define LAST_PRODUCT_EVENT_IN(events) \
	"SELECT p.id, CONCAT('available ', q.size - q.held - q.sold, ', last event ', JSON_VALUE(e.data, '$.available'))" \
	" FROM products p JOIN quotas q ON q.id = p.id JOIN " events " e ON e.aggregate_id = p.id" \
	" AND e.version = p.revision + q.version AND e.subject LIKE 'product:%'" \
	" WHERE JSON_VALUE(e.data, '$.available') <> q.size - q.held - q.sold" \
	" OR NOT JSON_VALUE(e.data, '$.orderId') <=> (SELECT c.order_id FROM claims c WHERE c.quota_id = p.id AND q.size = 1 LIMIT 1)"
static const char LAST_PRODUCT_EVENT[] = OF_BOTH(LAST_PRODUCT_EVENT_IN);

/* Positions are unique: so many from the least to the greatest leave none out. */
#define STRETCH(events, from, to) \
	"SELECT '" events "', CONCAT(n, ' events at positions ', COALESCE(least, '-'), ' to ', COALESCE(most, '-'), ' instead of ', " from \
	" + 1, ' to ', " to ") FROM feed_head h JOIN (SELECT COUNT(*) AS n, MIN(position) AS least, MAX(position) AS most FROM " events \
	" WHERE position IS NOT NULL) t WHERE n <> " to " - " from " OR least <> " from " + 1 OR most <> " to
static const char POSITIONS[] =
	STRETCH("outbox", "archived", "position") " UNION ALL " STRETCH("outbox_archive", "purged", "archived") " LIMIT ?";

/* An event comes after that of the version before; one without a position comes last. */
#define OUT_OF_ORDER(first, then) \
	"SELECT a.aggregate_id, CONCAT('version ', a.version, ' at ', COALESCE(a.position, 'none'), ', version ', b.version, ' at '," \
	" b.position) FROM " first " a JOIN " then " b ON b.aggregate_id = a.aggregate_id AND b.version = a.version + 1"
static const char POSITION_ORDER[] =
	OUT_OF_ORDER("outbox", "outbox") " WHERE b.position < COALESCE(a.position, ~0)"
	" UNION ALL " OUT_OF_ORDER("outbox_archive", "outbox_archive") " WHERE b.position < a.position"
	" UNION ALL " OUT_OF_ORDER("outbox", "outbox_archive") " LIMIT ?";

/* No transaction is open for a minute: an event that is older by so much than one with a position has been passed over. */
static const char OVERLOOKED[] =
	"SELECT o.aggregate_id, CONCAT(o.subject, ' of ', o.created_at, ' without a position') FROM outbox o"
	" JOIN (SELECT e.created_at AS at FROM feed_head h JOIN outbox e ON e.position = h.position) last"
	" ON o.created_at < last.at - INTERVAL 1 MINUTE WHERE o.position IS NULL LIMIT ?";

/* The totals count every position ever given out. */
static const char EVENT_TOTALS[] =
	"SELECT 'event_totals', CONCAT(COALESCE(t.events, 0), ' events, ', h.position, ' positions') FROM feed_head h"
	" JOIN (SELECT SUM(events) AS events FROM event_totals) t WHERE COALESCE(t.events, 0) <> h.position LIMIT ?";

/* Nobody has what isn't there yet. */
static const char AHEAD[] =
	"SELECT c.name, CONCAT('at ', c.position, ', events up to ', h.position) FROM consumers c JOIN feed_head h"
	" WHERE c.position > h.position LIMIT ?";

const struct audit_rule audit_rules[] = {
	{ "quota", QUOTA },
	{ "claims", CLAIMS },
	{ "oversold", OVERSOLD },
	{ "no_quota", NO_QUOTA },
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
	{ "positions", POSITIONS },
	{ "position_order", POSITION_ORDER },
	{ "overlooked", OVERLOOKED },
	{ "event_totals", EVENT_TOTALS },
	{ "ahead", AHEAD },
};

const size_t audit_rule_count = sizeof(audit_rules) / sizeof(audit_rules[0]);

static const struct field breach_fields[] = {
	{ "id",     FIELD_TEXT, offsetof(struct audit_breach, id),     STORED, NULL, 0 },
	{ "detail", FIELD_TEXT, offsetof(struct audit_breach, detail), STORED, NULL, 0 },
	{ 0 }
};

struct list audit_breaches(void *pool, const struct audit_rule *rule, int64_t max)
{
	return db_each(pool, rule->sql, BIND(db_int(max)), breach_fields, sizeof(struct audit_breach));
}

static const char BACKLOG[] =
	"SELECT (SELECT COUNT(*) FROM outbox WHERE position IS NULL OR position > t.had), COALESCE((SELECT TIMESTAMPDIFF(SECOND,"
	" MIN(created_at), NOW(6)) FROM outbox WHERE position IS NULL OR position > t.had), 0) FROM (SELECT LEAST(position,"
	" COALESCE((SELECT MIN(c.position) FROM consumers c WHERE " IS_WANTED "), position)) AS had FROM feed_head WHERE one = 1) t";

static const struct field backlog_fields[] = {
	{ "events",  FIELD_INT, offsetof(struct audit_backlog, events),  STORED, NULL, 0 },
	{ "seconds", FIELD_INT, offsetof(struct audit_backlog, seconds), STORED, NULL, 0 },
	{ 0 }
};

struct audit_backlog audit_backlog(void)
{
	struct audit_backlog backlog = { 0 };

	db_get(NULL, BACKLOG, BIND(CONSUMERS_WANTED), backlog_fields, &backlog);
	return backlog;
}

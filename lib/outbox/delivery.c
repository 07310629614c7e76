#include "outbox/delivery.h"

#include "db/db.h"

const struct field delivery_fields[] = {
	{ "n",          FIELD_INT,    offsetof(struct delivery, n),           STORED | SHOWN },
	{ "position",   FIELD_JSON,   offsetof(struct delivery, position),    STORED | SHOWN, .column = "CAST(position AS CHAR)" },
	{ "subject",    FIELD_TEXT,   offsetof(struct delivery, subject),     STORED | SHOWN },
	{ "state",      FIELD_TEXT,   offsetof(struct delivery, state),       STORED | SHOWN },
	{ "attempts",   FIELD_INT,    offsetof(struct delivery, attempts),    STORED | SHOWN },
	{ "status",     FIELD_JSON,   offsetof(struct delivery, status),      STORED | SHOWN, .column = "CAST(status AS CHAR)" },
	{ "reason",     FIELD_TEXT,   offsetof(struct delivery, reason),      STORED | SHOWN },
	{ "answeredAt", FIELD_MOMENT, offsetof(struct delivery, answered_at), STORED | SHOWN, .column = "answered_at" },
	{ "createdAt",  FIELD_MOMENT, offsetof(struct delivery, created_at),  STORED | SHOWN, .column = "created_at" },
	{ 0 }
};

static const char ANY_ON[] = "SELECT COUNT(*) FROM (SELECT 1 FROM webhooks WHERE state = 'on' LIMIT 1) t";

/* Events of a stretch of the feed, and the order that each is about where it is about one. */
#define RANGE "e.position BETWEEN ? AND ?"
#define ABOUT_ORDER "e.subject NOT LIKE 'product:%'"
/* In the ids' own character set, or no index would be of use. */
#define ITS_ORDER \
	"CONVERT(IF(e.subject LIKE 'payment:%', JSON_VALUE(e.data, '$.orderId'), e.aggregate_id) USING ascii) COLLATE ascii_bin"

/* The stretch leads: from the other side, which few products suggest, every event of the shop would be read. */
#define EVENTS "outbox e FORCE INDEX (position)"

static const char PLAN[] =
	"INSERT INTO deliveries (webhook_id, position, subject) SELECT w.id, a.position, a.subject FROM ("
	"SELECT e.position, e.subject, p.user_id FROM " EVENTS " STRAIGHT_JOIN products p ON p.id = e.aggregate_id"
	" WHERE " RANGE " AND NOT " ABOUT_ORDER
	" UNION SELECT e.position, e.subject, o.user_id FROM " EVENTS " STRAIGHT_JOIN orders o ON o.id = " ITS_ORDER
	" WHERE " RANGE " AND " ABOUT_ORDER
	" UNION SELECT e.position, e.subject, MIN(p.user_id) FROM " EVENTS " STRAIGHT_JOIN order_items i ON i.order_id = " ITS_ORDER
	" STRAIGHT_JOIN products p ON p.id = i.product_id WHERE " RANGE " AND " ABOUT_ORDER
	" GROUP BY e.position, e.subject HAVING MIN(p.user_id) = MAX(p.user_id)"
	" UNION SELECT e.position, e.subject, NULL FROM " EVENTS " WHERE " RANGE
	") a JOIN webhooks w ON w.user_id <=> a.user_id WHERE w.state = 'on' AND a.position > w.since"
	" AND (w.subjects = '' OR FIND_IN_SET(a.subject, w.subjects)) ORDER BY a.position";

/* Those that got a delivery from this statement's first one on. A sender that has just found nothing sees the count and looks again. */
static const char WAKE_PLANNED[] =
	"UPDATE webhooks w JOIN (SELECT DISTINCT webhook_id FROM deliveries WHERE n >= LAST_INSERT_ID()) d ON d.webhook_id = w.id"
	" SET w.planned = w.planned + 1, w.due_at = COALESCE(w.due_at, NOW(3)) WHERE w.state = 'on'";

static const char LIST[] =
	"SELECT {columns} FROM deliveries WHERE webhook_id = ? AND (? = 0 OR n < ?) ORDER BY n DESC LIMIT ?";

static const char LAST[] = "SELECT {columns} FROM deliveries WHERE n = LAST_INSERT_ID()";

static const char PING[] = "INSERT INTO deliveries (webhook_id, subject) VALUES (?, 'ping')";
static const char WAKE_FOR_PING[] = "UPDATE webhooks SET planned = planned + 1, due_at = NOW(3) WHERE id = ?";

static const char REPLAY[] =
	"INSERT INTO deliveries (webhook_id, position, subject) SELECT webhook_id, position, subject FROM deliveries"
	" WHERE webhook_id = ? AND n = ?";
static const char WAKE_FOR_REPLAY[] =
	"UPDATE webhooks SET planned = planned + 1, due_at = COALESCE(due_at, NOW(3)) WHERE id = ?";

static const char PURGE_OLD[] =
	"DELETE FROM deliveries WHERE created_at < NOW(6) - INTERVAL ? DAY AND (state <> 'pending' OR NOT EXISTS"
	" (SELECT 1 FROM webhooks w WHERE w.id = deliveries.webhook_id AND w.state = 'on')) ORDER BY created_at LIMIT ?";

static const char PURGE_DELETED[] =
	"DELETE FROM deliveries WHERE webhook_id = (SELECT w.id FROM webhooks w WHERE w.state = 'deleted'"
	" AND EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = w.id) LIMIT 1) LIMIT ?";

void delivery_plan(int64_t from, int64_t to)
{
	struct value a = db_int(from), b = db_int(to);

	if (!db_number(ANY_ON, BIND(), 0))
		return;
	if (db_exec(PLAN, BIND(a, b, a, b, a, b, a, b)))
		db_exec(WAKE_PLANNED, BIND());
}

struct list delivery_list(void *pool, const char *webhook_id, int64_t before, int64_t limit)
{
	return db_page(pool, LIST, BIND(db_text(webhook_id), db_int(before), db_int(before)), delivery_fields, sizeof(struct delivery), limit);
}

const struct outcome *delivery_ping(void *pool, const char *webhook_id, struct delivery *delivery)
{
	db_exec(PING, BIND(db_text(webhook_id)));
	db_get(pool, LAST, BIND(), delivery_fields, delivery);
	db_exec(WAKE_FOR_PING, BIND(db_text(webhook_id)));
	return CREATED;
}

const struct outcome *delivery_replay(void *pool, const char *webhook_id, int64_t n, struct delivery *delivery)
{
	if (!db_exec(REPLAY, BIND(db_text(webhook_id), db_int(n))))
		return NOT_FOUND;
	db_get(pool, LAST, BIND(), delivery_fields, delivery);
	db_exec(delivery->position ? WAKE_FOR_REPLAY : WAKE_FOR_PING, BIND(db_text(webhook_id)));
	return CREATED;
}

int64_t delivery_purge(int64_t max)
{
	int64_t old = db_exec(PURGE_OLD, BIND(db_int(DELIVERY_DAYS), db_int(max)));

	return old < max ? old + db_exec(PURGE_DELETED, BIND(db_int(max - old))) : old;
}

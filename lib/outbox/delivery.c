#include "outbox/delivery.h"

#include "base/pool.h"
#include "base/text.h"
#include "db/area.h"
#include "db/db.h"
#include "outbox/webhook.h"

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

/* The webhooks of the operator, whose owner is NULL, get all events. */
#define EVENTS_OF_ALL "SELECT e.position, e.subject, NULL AS user_id FROM outbox e FORCE INDEX (position) WHERE e.position BETWEEN ? AND ?"

/* The beginning and the end of the statement; between them come the queries of all audiences (db/area.h). */
#define PLAN_BEGINS "INSERT INTO deliveries (webhook_id, position, subject) SELECT w.id, a.position, a.subject FROM (" EVENTS_OF_ALL
#define PLAN_ENDS \
	") a JOIN webhooks w ON w.user_id <=> a.user_id WHERE w.state = 'on' AND a.position > w.since" \
	" AND (w.subjects = '' OR FIND_IN_SET(a.subject, w.subjects)) ORDER BY a.position"

static const char LIST[] =
	"SELECT {columns} FROM deliveries WHERE webhook_id = ? AND (? = 0 OR n < ?) ORDER BY n DESC LIMIT ?";

static const char LAST[] = "SELECT {columns} FROM deliveries WHERE n = LAST_INSERT_ID()";

static const char PING[] = "INSERT INTO deliveries (webhook_id, subject) VALUES (?, 'ping')";

static const char REPLAY[] =
	"INSERT INTO deliveries (webhook_id, position, subject) SELECT webhook_id, position, subject FROM deliveries"
	" WHERE webhook_id = ? AND n = ?";

/* `?` is a JSON array of pairs: a delivery's number and the status of its answer. */
static const char MARK_DELIVERED[] =
	"UPDATE JSON_TABLE(?, '$[*]' COLUMNS (n BIGINT UNSIGNED PATH '$[0]', status INT PATH '$[1]')) s STRAIGHT_JOIN deliveries d ON d.n = s.n"
	" SET d.state = 'delivered', d.attempts = d.attempts + 1, d.status = s.status, d.reason = NULL, d.answered_at = NOW(3)";

/* A ping isn't tried again. An event stays pending. */
static const char MARK_FAILED[] =
	"UPDATE deliveries SET state = IF(position IS NULL, 'failed', state), attempts = attempts + 1, status = NULLIF(?, 0), reason = ?,"
	" answered_at = NOW(3) WHERE n = ?";

static const char PURGE_OLD[] =
	"DELETE FROM deliveries WHERE created_at < NOW(6) - INTERVAL ? DAY AND (state <> 'pending' OR NOT EXISTS"
	" (SELECT 1 FROM webhooks w WHERE w.id = deliveries.webhook_id AND w.state = 'on')) ORDER BY created_at LIMIT ?";

static const char PURGE_DELETED[] =
	"DELETE FROM deliveries WHERE webhook_id = (SELECT w.id FROM webhooks w WHERE w.state = 'deleted'"
	" AND EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = w.id) LIMIT 1) LIMIT ?";

/* True for the first subject of those that have its audience. */
static bool is_first_of_audience(const struct area_subject *subject)
{
	AREA_EACH (area_subject, subjects, other)
		if (other->audience == subject->audience)
			return other == subject;
	return false;
}

/* Appends the queries of an audience. Returns how many there are. */
static size_t put_audience(void *pool, struct text *sql, const char *const *audience)
{
	size_t count = 0;

	for (; audience[count]; count++) {
		text_put(sql, " UNION ");
		text_put(sql, area_sql_of_audience(pool, audience[count], audience));
	}
	return count;
}

/* The whole statement, and in `*count` how many times the two positions must be bound. */
static const char *plan_sql(void *pool, size_t *count)
{
	struct text sql = text_in(pool);

	*count = 1;
	text_put(&sql, PLAN_BEGINS);
	AREA_EACH (area_subject, subjects, subject)
		if (is_first_of_audience(subject))
			*count += put_audience(pool, &sql, subject->audience);
	text_put(&sql, PLAN_ENDS);
	return sql.bytes;
}

/* The values to bind: the two positions, `count` times. */
static const struct value *positions(void *pool, int64_t from, int64_t to, size_t count)
{
	struct value *values = pool_alloc(pool, (2 * count + 1) * sizeof(*values));

	for (size_t i = 0; i < count; i++) {
		values[2 * i] = db_int(from);
		values[2 * i + 1] = db_int(to);
	}
	return values;
}

void delivery_plan(void *pool, int64_t from, int64_t to)
{
	size_t count;
	const char *sql = plan_sql(pool, &count);

	if (db_number(ANY_ON, BIND(), 0) && db_exec(sql, positions(pool, from, to, count)))
		webhook_wake_planned();
}

struct list delivery_list(void *pool, const char *webhook_id, int64_t before, int64_t limit)
{
	return db_page(pool, LIST, BIND(db_text(webhook_id), db_int(before), db_int(before)), delivery_fields, sizeof(struct delivery), limit);
}

const struct outcome *delivery_ping(void *pool, const char *webhook_id, struct delivery *delivery)
{
	db_exec(PING, BIND(db_text(webhook_id)));
	db_get(pool, LAST, BIND(), delivery_fields, delivery);
	webhook_wake(webhook_id, true);
	return CREATED;
}

const struct outcome *delivery_replay(void *pool, const char *webhook_id, int64_t n, struct delivery *delivery)
{
	if (!db_exec(REPLAY, BIND(db_text(webhook_id), db_int(n))))
		return NOT_FOUND;
	db_get(pool, LAST, BIND(), delivery_fields, delivery);
	webhook_wake(webhook_id, !delivery->position);
	return CREATED;
}

void delivery_mark_delivered(const char *answers)
{
	db_exec(MARK_DELIVERED, BIND(db_text(answers)));
}

void delivery_mark_failed(int64_t n, int64_t status, const char *reason)
{
	db_exec(MARK_FAILED, BIND(db_int(status), db_text(reason), db_int(n)));
}

int64_t delivery_purge(int64_t max)
{
	int64_t old = db_exec(PURGE_OLD, BIND(db_int(DELIVERY_DAYS), db_int(max)));

	return old < max ? old + db_exec(PURGE_DELETED, BIND(db_int(max - old))) : old;
}

#include "shop/feed.h"

#include "base/db.h"
#include "base/fault.h"
#include "base/text.h"

#define LOOK 20000 /* positions looked through in one read for a rare subject */

const struct field event_fields[] = {
	{ "position",    FIELD_INT,    offsetof(struct event, position),     STORED | SHOWN, NULL, 0 },
	{ "id",          FIELD_INT,    offsetof(struct event, id),           STORED | SHOWN, NULL, 0 },
	{ "subject",     FIELD_TEXT,   offsetof(struct event, subject),      STORED | SHOWN, NULL, 0 },
	{ "data",        FIELD_JSON,   offsetof(struct event, data),         STORED | SHOWN, NULL, 0 },
	{ "createdAt",   FIELD_MOMENT, offsetof(struct event, created_at),   STORED | SHOWN, NULL, 0 },
	{ "aggregateId", FIELD_ID,     offsetof(struct event, aggregate_id), STORED, NULL, 0 },
	{ "version",     FIELD_INT,    offsetof(struct event, version),      STORED, NULL, 0 },
	{ "requestId",   FIELD_TEXT,   offsetof(struct event, request_id),   STORED, NULL, 0 },
	{ "traceparent", FIELD_TEXT,   offsetof(struct event, traceparent),  STORED, NULL, 0 },
	{ 0 }
};

static const char LOCK_HEAD[] = "SELECT position FROM feed_head WHERE one = 1 FOR UPDATE";
static const char WITHOUT_POSITION[] = "SELECT id FROM outbox WHERE position IS NULL ORDER BY id LIMIT ?";

static const char NUMBER[] =
	"UPDATE JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT UNSIGNED PATH '$')) s STRAIGHT_JOIN outbox o ON o.id = s.id"
	" SET o.position = ? + s.n WHERE o.position IS NULL";

static const char MOVE_HEAD[] = "UPDATE feed_head SET position = position + ? WHERE one = 1 AND position = ?";

static const char HEAD[] = "SELECT position FROM feed_head WHERE one = 1";
static const char ARCHIVED[] = "SELECT archived FROM feed_head WHERE one = 1";

#define READ(table) \
	"SELECT position, id, subject, data, CAST(UNIX_TIMESTAMP(created_at) * 1000 AS SIGNED), aggregate_id, version, request_id," \
	" traceparent FROM " table " WHERE position > ? AND position <= ? AND (? IS NULL OR subject = ?) ORDER BY position LIMIT ?"
static const char READ_OUTBOX[] = READ("outbox");
static const char READ_ARCHIVE[] = READ("outbox_archive");

struct row {
	int64_t id;
};

static const struct field row_fields[] = {
	{ "id", FIELD_INT, offsetof(struct row, id), STORED, NULL, 0 },
	{ 0 }
};

static const char *array_of(void *pool, const struct list *rows)
{
	struct text json = text_in(pool);

	for (size_t i = 0; i < rows->count; i++) {
		text_put(&json, i ? "," : "[");
		text_int(&json, ((const struct row *)rows->rows)[i].id);
	}
	text_put(&json, "]");
	return json.bytes;
}

int64_t feed_number(void *pool, int64_t most)
{
	int64_t head = db_number(LOCK_HEAD, BIND(), -1), count;
	struct list rows = db_each(pool, WITHOUT_POSITION, BIND(num(most)), row_fields, sizeof(struct row));

	if (!rows.count)
		return 0;
	count = (int64_t)rows.count;
	if (db_exec(NUMBER, BIND(str(array_of(pool, &rows)), num(head))) != count || !db_exec(MOVE_HEAD, BIND(num(count), num(head))))
		fault(FAULT_AGAIN, "positions were given out by somebody else");
	return count;
}

int64_t feed_head(void)
{
	return db_number(HEAD, BIND(), 0);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Positions are dense: so many events lie in so long a stretch of them, where no subject is asked for. */
struct list feed_read(void *pool, int64_t after, int64_t limit, const char *subject, int64_t *through)
{
	int64_t head = feed_head(), archived = db_number(ARCHIVED, BIND(), 0);
	bool old = after < archived;
	int64_t end = least(after + (subject ? LOOK : limit), old ? archived : head);
	struct list events = { 0 };

	if (after < end)
		events = db_each(pool, old ? READ_ARCHIVE : READ_OUTBOX, BIND(num(after), num(end), str(subject), str(subject), num(limit)),
		                 event_fields, sizeof(struct event));
	*through = events.count == (size_t)limit ? ((const struct event *)events.rows)[limit - 1].position : end > after ? end : after;
	return events;
}

#include "outbox/feed.h"

#include "db/db.h"
#include "base/fault.h"
#include "base/text.h"

const struct outcome GONE[1] = { { 410, "Events after this position are no longer kept", NULL } };
const struct outcome BEYOND_HEAD[1] = { { 409, "After is beyond the last position", NULL } };

#define LOOK 20000 /* how many positions one read looks through for events of one subject */

const struct field event_fields[] = {
	{ "position",    FIELD_INT,    offsetof(struct event, position),     STORED | SHOWN },
	{ "id",          FIELD_INT,    offsetof(struct event, id),           STORED | SHOWN },
	{ "subject",     FIELD_TEXT,   offsetof(struct event, subject),      STORED | SHOWN },
	{ "data",        FIELD_JSON,   offsetof(struct event, data),         STORED | SHOWN },
	{ "createdAt",   FIELD_MOMENT, offsetof(struct event, created_at),   STORED | SHOWN, .column = "created_at" },
	{ "aggregateId", FIELD_ID,     offsetof(struct event, aggregate_id), STORED, .column = "aggregate_id" },
	{ "version",     FIELD_INT,    offsetof(struct event, version),      STORED },
	{ "requestId",   FIELD_TEXT,   offsetof(struct event, request_id),   STORED, .column = "request_id" },
	{ "traceparent", FIELD_TEXT,   offsetof(struct event, traceparent),  STORED },
	{ 0 }
};

static const char LOCK_HEAD[] = "SELECT position FROM feed_head WHERE one = 1 FOR UPDATE";

/*
 * Events without a position, in the order of their ids, but the events of one thing in the order of its versions: an event moves behind
 * those of the same thing that must come before it. (The nodes of a cluster draw ids from different sequences, so ids alone can be out of
 * order.)
 */
static const char WITHOUT_POSITION[] =
	"SELECT o.id FROM (SELECT id FROM outbox FORCE INDEX (position) WHERE position IS NULL ORDER BY id LIMIT ?) w"
	" STRAIGHT_JOIN outbox o ON o.id = w.id"
	" ORDER BY MAX(o.id) OVER (PARTITION BY o.aggregate_id ORDER BY o.version, o.id), o.version, o.id";

static const char NUMBER[] =
	"UPDATE JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT UNSIGNED PATH '$')) s STRAIGHT_JOIN outbox o ON o.id = s.id"
	" SET o.position = ? + s.n WHERE o.position IS NULL";

static const char TOTAL[] =
	"INSERT INTO event_totals (subject, events) SELECT subject, COUNT(*) AS n FROM outbox WHERE position > ? AND position <= ?"
	" GROUP BY subject ON DUPLICATE KEY UPDATE events = events + VALUES(events)";

static const char MOVE_HEAD[] = "UPDATE feed_head SET position = position + ? WHERE one = 1 AND position = ?";

static const char HEAD[] = "SELECT position FROM feed_head WHERE one = 1";
static const char EXTENT[] = "SELECT position, archived, purged FROM feed_head WHERE one = 1";
static const char ARCHIVED[] = "SELECT archived FROM feed_head WHERE one = 1";

#define READ(table) \
	"SELECT {columns} FROM " table " WHERE position > ? AND position <= ? AND (? IS NULL OR subject = ?) ORDER BY position LIMIT ?"
static const char READ_OUTBOX[] = READ("outbox");
static const char READ_ARCHIVE[] = READ("outbox_archive");

static const struct field extent_fields[] = {
	{ "position", FIELD_INT, offsetof(struct feed_extent, position), STORED, NULL, 0 },
	{ "archived", FIELD_INT, offsetof(struct feed_extent, archived), STORED, NULL, 0 },
	{ "purged",   FIELD_INT, offsetof(struct feed_extent, purged),   STORED, NULL, 0 },
	{ 0 }
};

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

int64_t feed_number(void *pool, int64_t max)
{
	int64_t head = db_number(LOCK_HEAD, BIND(), -1), count;
	struct list rows = db_each(pool, WITHOUT_POSITION, BIND(db_int(max)), row_fields, sizeof(struct row));

	if (!rows.count)
		return 0;
	count = (int64_t)rows.count;
	if (db_exec(NUMBER, BIND(db_text(array_of(pool, &rows)), db_int(head))) != count || !db_exec(MOVE_HEAD, BIND(db_int(count),
		db_int(head))))
		fault(FAULT_AGAIN, "positions were given out by somebody else");
	db_exec(TOTAL, BIND(db_int(head), db_int(head + count)));
	return count;
}

int64_t feed_head(void)
{
	return db_number(HEAD, BIND(), 0);
}

struct feed_extent feed_extent(void)
{
	struct feed_extent extent = { 0 };

	db_get(NULL, EXTENT, BIND(), extent_fields, &extent);
	return extent;
}

static int64_t min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static struct list read_from(void *pool, const char *sql, int64_t after, int64_t end, int64_t limit, const char *subject)
{
	if (after >= end)
		return (struct list){ 0 };
	return db_each(pool, sql, BIND(db_int(after), db_int(end), db_text(subject), db_text(subject), db_int(limit)), event_fields,
	               sizeof(struct event));
}

/*
 * Positions have no gaps, so a range of `limit` positions holds `limit` events, where all subjects are wanted. Events may be moved to the
 * archive between two statements of this function, and would seem to be missing: it then reads once more.
 */
struct list feed_read(void *pool, int64_t after, int64_t limit, const char *subject, int64_t *through)
{
	struct feed_extent all = feed_extent();
	int64_t from = after < all.purged ? all.purged : after, end;
	bool old = from < all.archived;
	struct list events;

	end = min(from + (subject ? LOOK : limit), old ? all.archived : all.position);
	events = read_from(pool, old ? READ_ARCHIVE : READ_OUTBOX, from, end, limit, subject);
	if (!old && from < end && db_number(ARCHIVED, BIND(), 0) > from)
		return feed_read(pool, after, limit, subject, through);
	*through = events.count == (size_t)limit ? ((const struct event *)events.rows)[limit - 1].position : end > from ? end : from;
	return events;
}

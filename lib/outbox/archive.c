#include "outbox/archive.h"

#include "outbox/settings.h"
#include "db/db.h"
#include "base/fault.h"
#include "outbox/consumer.h"
#include "outbox/feed.h"

static const char LOCK[] = "SELECT archived FROM feed_head WHERE one = 1 FOR UPDATE";

/* The position up to which every consumer has all events; the head of the feed where there is no consumer. */
static const char HAD_BY_ALL[] =
	"SELECT COALESCE((SELECT MIN(c.position) FROM consumers c WHERE " CONSUMER_IS_WANTED "), position) FROM feed_head WHERE one = 1";

/* The last position before the first event that isn't old enough. */
#define OLD_UP_TO(table) \
	"SELECT COALESCE(MIN(position) - 1, ?) FROM " table " WHERE position > ? AND position <= ?" \
	" AND created_at >= NOW(6) - INTERVAL ? DAY"
static const char OLD_IN_OUTBOX[] = OLD_UP_TO("outbox");
static const char OLD_IN_ARCHIVE[] = OLD_UP_TO("outbox_archive");

#define COLUMNS "id, subject, data, created_at, aggregate_id, version, position, request_id, traceparent"
static const char COPY[] =
	"INSERT INTO outbox_archive (" COLUMNS ") SELECT " COLUMNS " FROM outbox WHERE position > ? AND position <= ?";
static const char TAKE[] = "DELETE FROM outbox WHERE position > ? AND position <= ?";
static const char ARCHIVED[] = "UPDATE feed_head SET archived = ? WHERE one = 1 AND archived = ?";

static const char ERASE[] = "DELETE FROM outbox_archive WHERE position > ? AND position <= ?";
static const char PURGED[] = "UPDATE feed_head SET purged = ? WHERE one = 1 AND purged = ?";

static int64_t min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The last position that may go: `max` events at most, all of them old enough, and none that a consumer still needs. */
static int64_t end_of(const char *old, int64_t from, int64_t bound, int64_t max, int64_t days)
{
	int64_t end = min(min(from + max, bound), db_number(HAD_BY_ALL, BIND(CONSUMER_WANTED_VALUES), from));

	return end <= from ? from : db_number(old, BIND(db_int(end), db_int(from), db_int(end), db_int(days)), from);
}

/* Positions have no gaps, so a statement must change exactly end - from rows. Anything else is a mistake in this program. */
static void expect(int64_t changed, int64_t from, int64_t end)
{
	if (changed != end - from)
		fault(FAULT_BUG, "%lld events between positions %lld and %lld", (long long)changed, (long long)from, (long long)end);
}

int64_t archive_move(int64_t max)
{
	int64_t from, end;

	if (!outbox_settings.keep_days)
		return 0;
	from = db_number(LOCK, BIND(), 0);
	end = end_of(OLD_IN_OUTBOX, from, feed_head(), max, outbox_settings.keep_days);
	if (end == from)
		return 0;
	expect(db_exec(COPY, BIND(db_int(from), db_int(end))), from, end);
	expect(db_exec(TAKE, BIND(db_int(from), db_int(end))), from, end);
	db_exec(ARCHIVED, BIND(db_int(end), db_int(from)));
	return end - from;
}

int64_t archive_purge(int64_t max)
{
	struct feed_extent all;
	int64_t end;

	if (!outbox_settings.archive_days)
		return 0;
	db_number(LOCK, BIND(), 0);
	all = feed_extent();
	end = end_of(OLD_IN_ARCHIVE, all.purged, all.archived, max, outbox_settings.archive_days);
	if (end == all.purged)
		return 0;
	expect(db_exec(ERASE, BIND(db_int(all.purged), db_int(end))), all.purged, end);
	db_exec(PURGED, BIND(db_int(end), db_int(all.purged)));
	return end - all.purged;
}

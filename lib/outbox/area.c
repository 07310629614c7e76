#include "outbox/area.h"

#include "outbox/consumer.h"

/* Positions are unique, so if the count of events equals the length of the range, the range has no gaps. */
#define STRETCH(events, from, to) \
	"SELECT '" events "', CONCAT(n, ' events at positions ', COALESCE(lowest, '-'), ' to ', COALESCE(highest, '-'), ' instead of ', " from \
	" + 1, ' to ', " to ") FROM feed_head h JOIN (SELECT COUNT(*) AS n, MIN(position) AS lowest, MAX(position) AS highest FROM " events \
	" WHERE position IS NOT NULL) t WHERE n <> " to " - " from " OR lowest <> " from " + 1 OR highest <> " to
static const char POSITIONS[] =
	STRETCH("outbox", "archived", "position") " UNION ALL " STRETCH("outbox_archive", "purged", "archived") " LIMIT ?";

/* The event of a version must have a higher position than the event of the version before. No position counts as the highest. */
#define OUT_OF_ORDER(first, then) \
	"SELECT a.aggregate_id, CONCAT('version ', a.version, ' at ', COALESCE(a.position, 'none'), ', version ', b.version, ' at '," \
	" b.position) FROM " first " a JOIN " then " b ON b.aggregate_id = a.aggregate_id AND b.version = a.version + 1"
static const char POSITION_ORDER[] =
	OUT_OF_ORDER("outbox", "outbox") " WHERE b.position < COALESCE(a.position, ~0)"
	" UNION ALL " OUT_OF_ORDER("outbox_archive", "outbox_archive") " WHERE b.position < a.position"
	" UNION ALL " OUT_OF_ORDER("outbox", "outbox_archive") " LIMIT ?";

/* No transaction stays open for a minute. So an event without a position that is a minute older than one with a position was missed. */
static const char OVERLOOKED[] =
	"SELECT o.aggregate_id, CONCAT(o.subject, ' of ', o.created_at, ' without a position') FROM outbox o"
	" JOIN (SELECT e.created_at AS at FROM feed_head h JOIN outbox e ON e.position = h.position) last"
	" ON o.created_at < last.at - INTERVAL 1 MINUTE WHERE o.position IS NULL LIMIT ?";

/* The totals of all subjects together are the number of positions that were ever given out, but for what sql/restored.sql has added. */
static const char EVENT_TOTALS[] =
	"SELECT 'event_totals', CONCAT(COALESCE(t.events, 0), ' events, ', h.position - h.raised, ' positions') FROM feed_head h"
	" JOIN (SELECT SUM(events) AS events FROM event_totals) t WHERE COALESCE(t.events, 0) <> h.position - h.raised LIMIT ?";

/* No consumer can have events beyond the head of the feed. */
static const char AHEAD[] =
	"SELECT c.name, CONCAT('at ', c.position, ', events up to ', h.position) FROM consumers c JOIN feed_head h"
	" WHERE c.position > h.position LIMIT ?";

static const char EVENTS_TOTAL[] = "SELECT subject, events FROM event_totals ORDER BY subject";
static const char HEAD[] = "SELECT NULL, position FROM feed_head WHERE one = 1";
static const char WITHOUT_POSITION[] = "SELECT NULL, COUNT(*) FROM outbox WHERE position IS NULL";
static const char WITHOUT_POSITION_AGE[] =
	"SELECT NULL, COALESCE((SELECT TIMESTAMPDIFF(MICROSECOND, created_at, NOW(6)) * 0.000001 FROM outbox FORCE INDEX (position)"
	" WHERE position IS NULL ORDER BY id LIMIT 1), 0)";

/* A feed client that never asked may have a position among deleted events; deleted events don't count as its backlog. */
static const char BACKLOG[] =
	"SELECT c.name, h.position - LEAST(h.position, GREATEST(c.position, h.purged)) FROM consumers c JOIN feed_head h"
	" WHERE " CONSUMER_IS_WANTED " ORDER BY c.name";

static const char BACKLOG_AGE[] =
	"SELECT c.name, COALESCE(TIMESTAMPDIFF(MICROSECOND, COALESCE(o.created_at, a.created_at), NOW(6)), 0) * 0.000001 FROM consumers c"
	" JOIN feed_head h LEFT JOIN outbox o ON o.position = GREATEST(c.position, h.purged) + 1"
	" LEFT JOIN outbox_archive a ON a.position = GREATEST(c.position, h.purged) + 1 WHERE " CONSUMER_IS_WANTED " ORDER BY c.name";

static const struct area_rule rules[] = {
	{ "positions", POSITIONS },
	{ "position_order", POSITION_ORDER },
	{ "overlooked", OVERLOOKED },
	{ "event_totals", EVENT_TOTALS },
	{ "ahead", AHEAD },
	{ 0 }
};

static const struct area_figure figures[] = {
	{ "boxoffice_events_total", "counter", "Events with a position, by subject.", "subject", EVENTS_TOTAL },
	{ "boxoffice_feed_position", "gauge", "The last position given out.", NULL, HEAD },
	{ "boxoffice_events_without_position", "gauge", "Events that relay hasn't given a position yet.", NULL, WITHOUT_POSITION },
	{ "boxoffice_events_without_position_age_seconds", "gauge", "Age of the oldest of them; 0 for none.", NULL, WITHOUT_POSITION_AGE },
	{ "boxoffice_consumer_backlog_events", "gauge", "Events that a consumer doesn't have yet.", "consumer", BACKLOG, true },
	{ "boxoffice_consumer_backlog_age_seconds", "gauge", "Age of the first of them; 0 for none.", "consumer", BACKLOG_AGE, true },
	{ 0 }
};

const struct area outbox_area = { .rules = rules, .figures = figures };

/* Pieces of SQL about events, for the rules and figures (db/area.h) of all areas that have events. */
#ifndef OUTBOX_EVENT_SQL_H
#define OUTBOX_EVENT_SQL_H

/* True once events have been deleted: the first events of a thing may then be missing. */
#define EVENT_PURGED "(SELECT purged > raised FROM feed_head WHERE one = 1)"

#define EVENT_OF(table) \
	"SELECT aggregate_id, COUNT(*) AS events, MIN(version) AS lowest, MAX(version) AS highest FROM " table \
	" WHERE subject IN ({subjects}) GROUP BY aggregate_id"

/* A rule: each version of a row, from 0 to the present one, has exactly one event. Its subjects are those of the rule's versions_of. */
#define EVENT_VERSIONS(table) \
	"SELECT a.id, CONCAT('version ', a.version, ', events ', COALESCE(t.events, 0), ' from ', COALESCE(t.lowest, '-')," \
	" ' to ', COALESCE(t.highest, '-')) FROM " table " a LEFT JOIN (SELECT aggregate_id, SUM(events) AS events, MIN(lowest) AS lowest," \
	" MAX(highest) AS highest FROM (" EVENT_OF("outbox") " UNION ALL " EVENT_OF("outbox_archive") ") u" \
	" GROUP BY aggregate_id) t ON t.aggregate_id = a.id WHERE IF(" EVENT_PURGED ", t.events <> t.highest - t.lowest + 1," \
	" COALESCE(t.events, 0) <> a.version + 1 OR t.lowest <> 0) OR t.highest <> a.version LIMIT ?"

/* A query over both tables of events. */
#define EVENT_BOTH(query) query("outbox") " UNION ALL " query("outbox_archive") " LIMIT ?"

/* The number of events of this subject that a thing has; and whether that differs from `should` and deleted events don't explain it. */
#define EVENT_COUNT(subject, id) \
	"(SELECT COUNT(*) FROM outbox e WHERE e.aggregate_id = " id " AND e.version = 0 AND e.subject = '" subject "')" \
	" + (SELECT COUNT(*) FROM outbox_archive e WHERE e.aggregate_id = " id " AND e.version = 0 AND e.subject = '" subject "')"
#define EVENT_WRONG(events, should) "(" events " > " should " OR (" events " < " should " AND NOT " EVENT_PURGED "))"

/* How many events of this subject there have ever been. Events without a position aren't counted yet. */
#define EVENT_TOTAL(subject) "COALESCE((SELECT events FROM event_totals WHERE subject = '" subject "'), 0)"

#endif

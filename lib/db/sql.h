/* Pieces of SQL that several entities share. */
#ifndef DB_SQL_H
#define DB_SQL_H

/* A bound JSON array of ids, as a table `s` of `id`. */
#define SET_OF_ORDERS SET_OF_IDS
#define SET_OF_IDS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

/* An order's status at this instant: `overdue` where its time has run out and nobody has noticed yet. */
#define STATUS_OF(o) "IF(" o ".status = 'created' AND " o ".expires_at <= NOW(3), 'overdue', " o ".status)"

/*
 * True of a consumer `c` that events are kept for: one that the settings turn on, or that has been seen in the last day. Its
 * bound values are CONSUMERS_WANTED.
 */
#define IS_WANTED \
	"(CASE c.name WHEN 'nats' THEN ? WHEN 'mail' THEN ? WHEN 'feed:default' THEN ? ELSE 1 END" \
	" OR c.seen_at > NOW(6) - INTERVAL 1 DAY)"
#define CONSUMERS_WANTED db_int(*config.nats_url != 0), db_int(*config.smtp_url != 0), db_int(*config.feed_token != 0)

#endif

/*
 * The feed: all committed events, at the positions 1, 2, 3 and so on without gaps. No event ever appears at or before a position that was
 * given out already, so a consumer need only remember the last position that it has.
 *
 * outbox.id can't serve as position: it is drawn when a row is written, so a row with a lower id may be committed after a row with a higher
 * one has been read. feed_number() gives positions to committed rows: it locks the one row of feed_head, moves it by a guarded update, and
 * writes the positions in the same transaction. A second process waits for the lock, or is rolled back if it works on another node of a
 * cluster.
 */
#ifndef OUTBOX_FEED_H
#define OUTBOX_FEED_H

#include "base/field.h"
#include "base/outcome.h"
#include "base/id.h"

struct event {
	int64_t position;
	int64_t id;           /* of the row in outbox; the message id, by which consumers recognise a repeat */
	const char *subject;
	const char *data;     /* JSON */
	int64_t created_at;   /* milliseconds */
	char aggregate_id[ID_SIZE];
	int64_t version;
	const char *request_id, *traceparent; /* of the request that made the change; NULL: a job made it */
};

/* The SHOWN fields, {position,id,subject,data,createdAt}, are what consumers get. */
extern const struct field event_fields[];

/*
 * Gives positions to up to `max` committed events that have none. Returns how many got one. Within a transaction. The events of one thing
 * get positions in the order of its versions. On a cluster, where the ids of two nodes may be far apart, that holds within one call.
 */
int64_t feed_number(void *pool, int64_t max);

/* The last position that was given out; 0 before the first. */
int64_t feed_head(void);

/* The last position that was given out, the last that was moved to the archive, and the last that was deleted from the archive. */
struct feed_extent {
	int64_t position, archived, purged;
};

struct feed_extent feed_extent(void);

/*
 * Reads up to `limit` events after this position, in ascending order, as struct event; of one subject, or of all where it is NULL.
 * `*through`: the position up to which this call has looked; the next call begins there. The call may stop before the head of the feed,
 * even without events, since it looks through a limited number of positions. Archived events come like the others; deleted ones are
 * skipped.
 */
struct list feed_read(void *pool, int64_t after, int64_t limit, const char *subject, int64_t *through);

extern const struct outcome
	GONE[1],         /* the events after this position have been deleted, or it is from before a backup was put back */
	BEYOND_HEAD[1];  /* no such position was given out: a backup was put back, and sql/restored.sql not run */

#endif

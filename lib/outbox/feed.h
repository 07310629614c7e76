/*
 * The feed: every committed event at a position of its own, from 1 on, dense, in an order behind which nothing ever appears.
 *
 * outbox.id can't be that order: it is drawn when a row is written, so a row may be committed behind one that was read
 * already. Positions are given to rows that are committed, by feed_number(): whoever does it holds feed_head's one row,
 * moves it by a guarded update, and writes the positions in the same transaction. Two at once wait for each other, or on
 * different nodes of a cluster one of the two is rolled back; so a position is given once, and lower ones were committed before.
 */
#ifndef OUTBOX_FEED_H
#define OUTBOX_FEED_H

#include "base/field.h"
#include "base/outcome.h"
#include "base/id.h"

struct event {
	int64_t position;
	int64_t id;           /* the outbox's: the message id for consumers that drop what they have seen */
	const char *subject;
	const char *data;     /* JSON */
	int64_t created_at;   /* milliseconds */
	char aggregate_id[ID_SIZE];
	int64_t version;
	const char *request_id, *traceparent; /* of the request that made the change; NULL for none */
};

/* SHOWN: {position,id,subject,data,createdAt}, as every consumer gets it. */
extern const struct field event_fields[];

/*
 * Gives positions to up to `max` committed events that have none; returns to how many. Within a transaction. The versions of a
 * thing come in order; on a cluster that holds within a batch, should ids of different nodes be far out of order.
 */
int64_t feed_number(void *pool, int64_t max);

/* The last position given out. */
int64_t feed_head(void);

/* How far everything is: positions given out, events moved to the archive, events deleted from there. */
struct feed_extent {
	int64_t position, archived, purged;
};

struct feed_extent feed_extent(void);

/*
 * Up to `limit` events after this position, ascending, as struct event; of one subject, or NULL for all. `*through` is the position
 * up to which has been looked: go on there. It stays behind the head where there is more than one look takes. Events that are
 * archived come like the others; those that are deleted are passed over.
 */
struct list feed_read(void *pool, int64_t after, int64_t limit, const char *subject, int64_t *through);

extern const struct outcome GONE[1]; /* it was there, and is no longer kept */

#endif

/*
 * A consumer of the feed that the relay works for: takes the events after its place in order, delivers them, moves on. However
 * many relays run, one process at a time works for a consumer (outbox/consumer.h). What is delivered but not yet marked when a
 * process is killed is delivered again: at least once, and first deliveries in the order of positions.
 */
#ifndef OUT_CONSUMER_LOOP_H
#define OUT_CONSUMER_LOOP_H

#include "base/field.h"
#include "outbox/consumer.h"
#include "outbox/feed.h"

struct consumer {
	const char *name; /* of its row in `consumers` */
	enum consumer_start start;
	int64_t batch;    /* events at a time */
	/*
	 * For a consumer whose deliveries are rows to be sent later: writes those that the events at these positions ask for, in the
	 * transaction that moves it on. NULL: events are read and handed to deliver().
	 */
	void (*plan)(void *pool, int64_t first, int64_t last);
	/* Before events are read: false where nothing can be delivered now. NULL: always. */
	bool (*ready)(void *pool);
	/* Delivers these events (struct event) in order; how many, from the first on, are safely there. */
	int64_t (*deliver)(void *pool, const struct list *events);
};

/* One batch: how many events were delivered. */
int64_t consumer_loop_round(void *pool, const struct consumer *consumer);

/* For a delivery that takes longer than a second or two: claims the place again; false where another process has it. */
bool consumer_loop_keep(const struct consumer *consumer);

/* Lets another process go on at once. */
void consumer_loop_end(const struct consumer *consumer);

#endif

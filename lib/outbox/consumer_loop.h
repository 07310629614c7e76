/*
 * The loop of the job `relay` for one consumer: read the events after the consumer's position, deliver them in order, move the position.
 * However many relays run, one process at a time works for a consumer (outbox/consumer.h). When a process is killed after delivering and
 * before moving the position, the events are delivered again. So each event is delivered at least once, and first deliveries are in order.
 */
#ifndef OUT_CONSUMER_LOOP_H
#define OUT_CONSUMER_LOOP_H

#include "base/field.h"
#include "outbox/consumer.h"
#include "outbox/feed.h"

struct consumer {
	const char *name; /* of the consumer's row in `consumers` */
	enum consumer_start start;
	int64_t batch;    /* how many events are delivered at a time */
	/*
	 * For a consumer whose deliveries are rows that are sent later: writes the rows for the events at these positions, within the
	 * transaction that moves the position. NULL: events are read and handed to deliver().
	 */
	void (*plan)(void *pool, int64_t first, int64_t last);
	/* Before events are read: false where nothing can be delivered now. NULL: always. */
	bool (*ready)(void *pool);
	/* Delivers these events (struct event) in order. Returns how many of them, counted from the first, have arrived safely. */
	int64_t (*deliver)(void *pool, const struct list *events);
};

/* Delivers one batch. Returns the number of events. */
int64_t consumer_loop_round(void *pool, const struct consumer *consumer);

/* Renews the claim, during a delivery that takes longer than a second or two. False where another process has the claim. */
bool consumer_loop_keep(const struct consumer *consumer);

/* Ends the claim, so that another process can go on at once. */
void consumer_loop_end(const struct consumer *consumer);

#endif

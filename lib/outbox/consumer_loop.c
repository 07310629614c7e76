#include "outbox/consumer_loop.h"

#include "db/db.h"

/* The id under which this process claims consumers. */
static const char *holder(void)
{
	static char id[ID_SIZE];

	if (!*id)
		id_new(id);
	return id;
}

struct batch {
	void *pool;
	const struct consumer *consumer;
	int64_t from, through, delivered;
};

/* A batch may end behind its last event: the read has looked through further positions without finding an event. */
static const struct outcome *deliver(struct batch *batch, const struct list *list)
{
	const struct event *events = list->rows;
	int64_t count = (int64_t)list->count, to;

	batch->delivered = batch->consumer->deliver(batch->pool, list);
	to = batch->delivered == count ? batch->through : batch->delivered ? events[batch->delivered - 1].position : batch->from;
	return to == batch->from || consumer_advance(batch->consumer->name, holder(), batch->from, to) ? DONE : STALE;
}

static int64_t deliver_events(struct batch *batch)
{
	struct list events = feed_read(batch->pool, batch->from, batch->consumer->batch, NULL, &batch->through);

	return events.count && deliver(batch, &events) == DONE ? batch->delivered : 0;
}

static const struct outcome *plan(void *argument)
{
	struct batch *batch = argument;

	batch->consumer->plan(batch->pool, batch->from + 1, batch->through);
	return consumer_advance(batch->consumer->name, holder(), batch->from, batch->through) ? DONE : STALE;
}

/*
 * A consumer that plans needs no events read: its statement reads them from outbox, where they stay until the consumer has them. One that
 * begins at the first event begins behind those that were deleted; after a backup was put back that is far behind position 0.
 */
static int64_t plan_events(struct batch *batch)
{
	struct feed_extent all = feed_extent();
	int64_t max = (batch->from < all.purged ? all.purged : batch->from) + batch->consumer->batch;

	batch->through = all.position < max ? all.position : max;
	return batch->through > batch->from && db_transaction(plan, batch) == DONE ? batch->through - batch->from : 0;
}

int64_t consumer_loop_round(void *pool, const struct consumer *consumer)
{
	struct batch batch = { .pool = pool, .consumer = consumer };

	if (!consumer_claim(consumer->name, holder(), consumer->start, &batch.from))
		return 0;
	if (consumer->ready && !consumer->ready(pool))
		return 0;
	return consumer->plan ? plan_events(&batch) : deliver_events(&batch);
}

bool consumer_loop_keep(const struct consumer *consumer)
{
	int64_t position;

	return consumer_claim(consumer->name, holder(), consumer->start, &position);
}

void consumer_loop_end(const struct consumer *consumer)
{
	consumer_release(consumer->name, holder());
}

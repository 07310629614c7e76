#include "out/consumer.h"

#include "base/db.h"

/* This process, as a holder of places. */
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
	const struct list *events;
	int64_t from, through, delivered;
};

/* After the last event of a batch comes what was looked through without finding one. */
static enum result deliver(void *argument)
{
	struct batch *batch = argument;
	const struct event *events = batch->events->rows;
	int64_t count = (int64_t)batch->events->count, to;

	batch->delivered = batch->consumer->deliver(batch->pool, batch->events);
	to = batch->delivered == count ? batch->through : batch->delivered ? events[batch->delivered - 1].position : batch->from;
	return to == batch->from || cursor_advance(batch->consumer->name, holder(), batch->from, to) ? DONE : STALE;
}

int64_t consumer_round(void *pool, const struct consumer *consumer)
{
	struct batch batch = { .pool = pool, .consumer = consumer };
	struct list events;
	enum result result;

	if (!cursor_claim(consumer->name, holder(), consumer->start, &batch.from))
		return 0;
	if (consumer->ready && !consumer->ready(pool))
		return 0;
	events = feed_read(pool, batch.from, consumer->batch, NULL, &batch.through);
	if (!events.count)
		return 0;
	batch.events = &events;
	result = consumer->in_database ? db_transaction(deliver, &batch) : deliver(&batch);
	return result == DONE ? batch.delivered : 0;
}

bool consumer_keep(const struct consumer *consumer)
{
	int64_t position;

	return cursor_claim(consumer->name, holder(), consumer->start, &position);
}

void consumer_end(const struct consumer *consumer)
{
	cursor_release(consumer->name, holder());
}

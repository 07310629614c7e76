/* Brings events to whoever waits for them: gives each its place in the feed, and works for each consumer in a process of its own. */
#include "base/crew.h"
#include "base/db.h"
#include "base/job.h"
#include "out/consumer.h"
#include "out/courier.h"
#include "shop/delivery.h"
#include "shop/feed.h"

#define BATCH 2000

struct numbering {
	void *pool;
	int64_t done;
};

static enum result number(void *argument)
{
	struct numbering *numbering = argument;

	numbering->done = feed_number(numbering->pool, BATCH);
	return DONE;
}

/* Events become deliveries, rows that wait to be sent. */
static int64_t plan_deliveries(void *pool, const struct list *list)
{
	const struct event *events = list->rows;

	(void)pool;
	delivery_plan(events[0].position, events[list->count - 1].position);
	return (int64_t)list->count;
}

/* From the first event on: a webhook's own `since` says which are too old for it. */
static const struct consumer webhooks = { "webhooks", FROM_FIRST_EVENT, BATCH, true, plan_deliveries };

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What needs nothing but the database: positions, and what is planned for each event. An event counts once, as it gets through both. */
static int64_t feed_round(void *pool)
{
	struct numbering numbering = { .pool = pool };

	db_transaction(number, &numbering);
	return most(numbering.done, consumer_round(pool, &webhooks));
}

static void feed_end(void)
{
	consumer_end(&webhooks);
}

static const struct worker workers[] = {
	{ "feed", NULL, feed_round, feed_end },
	{ "webhooks", NULL, courier_round, courier_end },
};

static int relay(int64_t seconds)
{
	return crew_run(workers, sizeof(workers) / sizeof(workers[0]), seconds);
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "relay",
		.purpose = "Gives each event its place in the feed, and brings it to NATS, webhooks and mail.",
		.work = relay,
		.takes_for = true,
		.follows = true,
	});
}

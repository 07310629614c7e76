/* Brings events to whoever waits for them: gives each its place in the feed, and works for each consumer in a process of its own. */
#include "base/crew.h"
#include "base/db.h"
#include "base/job.h"
#include "out/consumer.h"
#include "out/courier.h"
#include "out/mailing.h"
#include "out/nats.h"
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

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What needs nothing but the database: positions, and what is planned for each event, which counts once as it gets through all. */
static int64_t feed_round(void *pool)
{
	struct numbering numbering = { .pool = pool };
	int64_t planned;

	db_transaction(number, &numbering);
	planned = consumer_round(pool, &courier_consumer);
	if (mailing_wanted())
		planned = most(planned, consumer_round(pool, &mailing_consumer));
	return most(numbering.done, planned);
}

static void feed_end(void)
{
	if (mailing_wanted())
		consumer_end(&mailing_consumer);
	consumer_end(&courier_consumer);
}

static const struct worker workers[] = {
	{ "feed", NULL, feed_round, feed_end },
	{ "nats", nats_wanted, nats_round, nats_end },
	{ "webhooks", NULL, courier_round, courier_end },
	{ "mail", mailing_wanted, mailing_round, NULL },
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

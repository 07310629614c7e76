/* Brings events to whoever waits for them: gives each its place in the feed, and works for each consumer in a process of its own. */
#include "base/crew.h"
#include "base/db.h"
#include "base/job.h"
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

static int64_t feed_round(void *pool)
{
	struct numbering numbering = { .pool = pool };

	db_transaction(number, &numbering);
	return numbering.done;
}

static const struct worker workers[] = {
	{ "feed", NULL, feed_round, NULL },
	{ "nats", nats_wanted, nats_round, nats_end },
	{ "webhooks", NULL, courier_round, courier_end },
	{ "mail", mailing_wanted, mailing_round, mailing_end },
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

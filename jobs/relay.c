/* Gives each event its position in the feed, and delivers the events to each consumer, in a process for each. */
#include "job/crew.h"
#include "db/db.h"
#include "job/job.h"
#include "out/webhook_sender.h"
#include "out/mail_sender.h"
#include "out/nats.h"
#include "outbox/feed.h"

#define BATCH 2000

struct numbering {
	void *pool;
	int64_t done;
};

static const struct outcome *number(void *argument)
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
	{ "webhooks", NULL, webhook_sender_round, webhook_sender_end },
	{ "mail", mail_sender_wanted, mail_sender_round, mail_sender_end },
};

static int relay(int64_t seconds)
{
	return crew_run(workers, sizeof(workers) / sizeof(workers[0]), seconds);
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "relay",
		.purpose = "Gives each event its position in the feed, and brings it to NATS, webhooks and mail.",
		.work = relay,
		.takes_for = true,
		.follows = true,
	});
}

/* Deletes rows that are no longer needed, and moves events that every consumer has to the archive. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "db/db.h"
#include "job/job.h"
#include "money/provider_event.h"
#include "outbox/archive.h"
#include "outbox/delivery.h"
#include "serve/idempotency.h"
#include "serve/throttle.h"
#include "outbox/webhook.h"

#define BATCH 1000

struct purge {
	int64_t (*rows)(int64_t max);
	int64_t deleted;
};

static const struct outcome *one_batch(void *argument)
{
	struct purge *purge = argument;

	purge->deleted = purge->rows(BATCH);
	return DONE;
}

static int64_t purge_all(int64_t (*rows)(int64_t))
{
	struct purge purge = { .rows = rows };
	int64_t total = 0;

	do {
		db_transaction(one_batch, &purge);
		total += purge.deleted;
	} while (purge.deleted == BATCH && !job_stopping());
	return total;
}

static int purge(int64_t seconds)
{
	(void)seconds;
	printf("answers=%" PRId64, purge_all(idempotency_purge));
	printf(" throttles=%" PRId64, purge_all(throttle_purge));
	printf(" archived=%" PRId64, purge_all(archive_move));
	printf(" deleted=%" PRId64, purge_all(archive_purge));
	printf(" provider_events=%" PRId64, purge_all(provider_event_forget));
	printf(" deliveries=%" PRId64, purge_all(delivery_purge));
	printf(" webhooks=%" PRId64 "\n", purge_all(webhook_purge));
	return EX_OK;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "purge",
		.purpose = "Deletes what has served its time, and moves events that every consumer has to the archive.",
		.work = purge,
	});
}

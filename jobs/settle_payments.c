/* Asks the provider about payments that were cut off, ends payments whose time has run out, and pays refunds that are due. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/moment.h"
#include "db/db.h"
#include "job/job.h"
#include "base/pool.h"
#include "flow/payment_flow.h"
#include "flow/refund_flow.h"

#define BATCH 50
#define PAUSE_MS 1000
#define ROUND_SECONDS 55 /* shorter than cron's minute, so that a run is over before the next begins */

struct counts {
	int64_t settled, pending, refunded;
};

static void settle_one(const struct payment *payment, struct counts *counts)
{
	void *pool = pool_open(NULL);
	const struct outcome *result = payment_flow_settle(pool, payment);

	counts->pending += result == UNSETTLED;
	counts->settled += result != UNSETTLED;
	pool_close(pool);
}

/* One round. It asks about each payment once, so a payment that stays pending holds up no other. */
static void settle_round(struct counts *counts, int64_t end)
{
	void *pool = pool_open(NULL);
	struct list pending = payment_unsettled(pool, BATCH);

	counts->pending = 0;
	for (size_t i = 0; i < pending.count && moment_seconds() < end && !job_stopping(); i++)
		settle_one((const struct payment *)pending.rows + i, counts);
	counts->refunded += refund_flow_run(pool, NULL);
	pool_close(pool);
}

static int settle_all(int64_t seconds)
{
	int64_t end = moment_seconds() + (seconds ? seconds : ROUND_SECONDS);
	struct counts counts = { 0 };

	do {
		settle_round(&counts, end);
		if (seconds)
			job_pause(PAUSE_MS);
	} while (seconds && moment_seconds() < end && !job_stopping());
	printf("settled=%" PRId64 " pending=%" PRId64 " refunded=%" PRId64 "\n", counts.settled, counts.pending, counts.refunded);
	return EX_OK;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "settle_payments",
		.purpose = "Asks the payment provider about payments that were cut off, and carries out refunds that are due.",
		.work = settle_all,
		.takes_for = true,
	});
}

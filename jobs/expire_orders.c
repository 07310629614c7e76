/* Cancels overdue orders, in batches. Several processes may run at once; each order is cancelled once. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/moment.h"
#include "db/db.h"
#include "job/job.h"
#include "base/pool.h"
#include "sales/hold.h"

#define BATCH 1000
#define PAUSE_MS 500

static const struct outcome *one_batch(void *expired)
{
	void *pool = pool_open(NULL);

	*(int64_t *)expired = hold_expire(pool, BATCH);
	pool_close(pool);
	return DONE;
}

/* Cancels all orders that are overdue now. Returns how many. */
static int64_t expire_all(void)
{
	int64_t total = 0, expired;

	do {
		db_transaction(one_batch, &expired);
		total += expired;
	} while (expired && !job_stopping());
	return total;
}

static int expire(int64_t seconds)
{
	int64_t end = moment_seconds() + seconds;
	int64_t total = 0;

	db_allow_seconds(60);
	do {
		total += expire_all();
		if (seconds)
			job_pause(PAUSE_MS);
	} while (moment_seconds() < end && !job_stopping());
	printf("expired=%" PRId64 "\n", total);
	return EX_OK;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "expire_orders",
		.purpose = "Cancels orders whose hold has run out, releases their tickets and records the events.",
		.work = expire,
		.takes_for = true,
	});
}

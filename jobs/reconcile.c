/* Compares the payment provider's ledger with the shop's payments and refunds, and prints each row that differs. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "money/settings.h"
#include "base/moment.h"
#include "db/db.h"
#include "job/job.h"
#include "base/log.h"
#include "base/pool.h"
#include "flow/reconcile.h"

#define DAY 86400
#define PAUSE_MS 5000

static int print(const struct reconciliation *found)
{
	for (const struct difference *one = found->differences; one < found->differences + found->count; one++)
		printf("kind=%s problem=%s id=%s provider_id=%s ours=%" PRId64 " theirs=%" PRId64 "\n", one->kind, one->problem, one->id,
		       *one->provider_id ? one->provider_id : "-", one->ours, one->theirs);
	printf("charges=%zu refunds=%zu differences=%zu\n", found->charges, found->refunds, found->count);
	return found->count ? EX_DATAERR : EX_OK;
}

/* Compares both once. If they differ, compares again until the time is over: what is under way agrees a moment later. */
static int compare(int64_t seconds)
{
	int64_t began = moment_seconds();
	struct reconciliation found;
	bool reached;
	void *pool = NULL;

	db_allow_seconds(60);
	do {
		if (pool)
			job_pause(PAUSE_MS);
		pool_close(pool);
		pool = pool_open(NULL);
		reached = reconcile(pool, began - money_settings.reconcile_days * DAY, &found);
	} while ((!reached || found.count) && moment_seconds() < began + seconds && !job_stopping());
	if (reached)
		return print(&found);
	log_say("error", "the payment provider can't be asked");
	return EX_TEMPFAIL;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "reconcile",
		.purpose = "Compares the payment provider's ledger with the shop's; exits 65 if they disagree, and prints where.",
		.work = compare,
		.takes_for = true,
	});
}

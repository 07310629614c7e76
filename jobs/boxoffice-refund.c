/* Refunds that the payment provider refuses or couldn't pay: lists them, and takes down that one was paid by other means. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/moment.h"
#include "base/pool.h"
#include "db/db.h"
#include "job/job.h"
#include "money/refund.h"

#define MAX_LISTED 10000

static void print_refund(const struct refund_stuck *refund)
{
	char since[MOMENT_SIZE];

	moment_iso(since, refund->created_at);
	printf("refund=%s order=%s payment=%s provider_id=%s amount=%" PRId64 " currency=%s why=%s since=%s\n", refund->id, refund->order_id,
	       refund->payment_id, refund->provider_id ? refund->provider_id : "-", refund->amount, refund->currency,
	       refund->came_back ? "came_back" : "refused", since);
}

static int list_refunds(void)
{
	void *pool = pool_open(NULL);
	struct list stuck = refund_stuck_list(pool, MAX_LISTED);

	for (size_t i = 0; i < stuck.count; i++)
		print_refund(&((const struct refund_stuck *)stuck.rows)[i]);
	pool_close(pool);
	return EX_OK;
}

struct payment_by_hand {
	void *pool;
	const char *refund_id;
};

static const struct outcome *take_down(void *argument)
{
	const struct payment_by_hand *by_hand = argument;

	return refund_paid_by_hand(by_hand->pool, by_hand->refund_id);
}

static int mark_paid(const char *id)
{
	struct payment_by_hand by_hand = { pool_open(NULL), id };
	const struct outcome *result = db_transaction(take_down, &by_hand);

	pool_close(by_hand.pool);
	if (result != DONE) {
		fprintf(stderr, "boxoffice-refund: no refund of this id is stuck\n");
		return EX_DATAERR;
	}
	printf("paid=%s\n", id);
	return EX_OK;
}

static int command(int count, char **words)
{
	if (count == 0 || (count == 1 && !strcmp(words[0], "list")))
		return list_refunds();
	if (count == 2 && !strcmp(words[0], "paid"))
		return mark_paid(words[1]);
	return EX_USAGE;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "boxoffice-refund",
		.purpose = "Lists refunds that the payment provider refuses or could not pay, and takes down that one was paid by other means.",
		.words = "[list | paid REFUND] ",
		.command = command,
	});
}

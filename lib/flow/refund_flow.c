#include "flow/refund_flow.h"

#include "base/log.h"
#include "db/db.h"
#include "money/payment.h"
#include "money/provider.h"
#include "money/refund.h"
#include "money/refund_found.h"
#include "money/settlement.h"

#define REFUNDS_AT_ONCE 100

struct answered_refund {
	void *pool;
	const struct refund *refund;
	enum refund_state state;
};

static const struct outcome *remember(void *argument)
{
	const struct answered_refund *answered = argument;

	if (answered->state == REFUND_ACCEPTED)
		return refund_done(answered->pool, answered->refund);
	return refund_put_off(answered->refund, answered->state == REFUND_REFUSED);
}

struct looking {
	void *pool;
	const struct statement *statement;
	struct refund_found found;
};

static const struct outcome *take_up(void *argument)
{
	struct looking *looking = argument;
	struct payment payment = { 0 };

	if (payment_load(looking->pool, looking->statement->payment_id, NULL, &payment) != DONE)
		return DONE;
	settlement_apply(looking->pool, &payment, &looking->statement->charge);
	looking->found = refund_found_take_up(looking->pool, &payment, &looking->statement->back);
	return DONE;
}

/* What a person must know of who runs the shop. */
static void tell_operator(const char *payment_id, const struct refund_found *found)
{
	if (found->found)
		log_say("warning", "payment %s: money has gone back that the shop hasn't given back", payment_id);
	if (found->came_back)
		log_say("error", "payment %s: a refund could not be paid and has come back; boxoffice-refund lists it", payment_id);
	if (found->dispute)
		log_say("warning", "payment %s: disputed by the buyer's bank; it is %s", payment_id, found->dispute);
}

bool refund_flow_look(void *pool, const struct provider *provider, const char *provider_id)
{
	struct statement statement = { 0 };
	struct looking looking = { .pool = pool, .statement = &statement };

	if (!provider->state(pool, provider_id, &statement))
		return false;
	if (!statement.payment_id)
		return true;
	db_transaction(take_up, &looking);
	tell_operator(statement.payment_id, &looking.found);
	return true;
}

/* It may be that others have given the money back: then less is due, or nothing. */
static bool pay_back(void *pool, const struct refund *refund)
{
	const struct provider *provider = provider_named(refund->provider);
	struct answered_refund answered = { pool, refund, provider->refund(pool, refund) };

	if (answered.state != REFUND_ACCEPTED)
		log_say("error", "refund %s: not accepted by the provider, will be tried again", refund->id);
	if (answered.state == REFUND_REFUSED && provider->state)
		refund_flow_look(pool, provider, refund->provider_id);
	db_transaction(remember, &answered);
	return answered.state == REFUND_ACCEPTED;
}

int64_t refund_flow_run(void *pool, const char *order_id)
{
	struct list due = refund_due(pool, order_id, REFUNDS_AT_ONCE);
	int64_t count = 0;

	for (size_t i = 0; i < due.count; i++)
		count += pay_back(pool, (const struct refund *)due.rows + i);
	return count;
}

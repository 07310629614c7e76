#include "flow/refund_flow.h"

#include "base/log.h"
#include "db/db.h"
#include "money/provider.h"
#include "money/refund.h"

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

static bool pay_back(void *pool, const struct refund *refund)
{
	struct answered_refund answered = { pool, refund, provider_named(refund->provider)->refund(pool, refund) };

	if (answered.state != REFUND_ACCEPTED)
		log_say("error", "refund %s: not accepted by the provider, will be tried again", refund->id);
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

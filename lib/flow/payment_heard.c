#include "flow/payment_heard.h"

#include "db/db.h"
#include "flow/payment_flow.h"
#include "flow/refund_flow.h"
#include "money/payment.h"
#include "money/provider_event.h"
#include "money/settlement.h"

struct hearing {
	void *pool;
	const struct provider_event *event;
	struct payment payment;
};

/* The payment that the event is about: by our name for it in its metadata, or by the provider's. */
static bool find_payment(void *pool, const struct provider_event *event, struct payment *payment)
{
	if (event->payment_id)
		return payment_load(pool, event->payment_id, NULL, payment) == DONE;
	return event->provider_id && payment_by_provider_id(pool, event->provider, event->provider_id, payment) == DONE;
}

static const struct outcome *read_payment(void *argument)
{
	struct hearing *hearing = argument;

	return find_payment(hearing->pool, hearing->event, &hearing->payment) ? DONE : NOT_FOUND;
}

static const struct outcome *take_effect(void *argument)
{
	struct hearing *hearing = argument;

	if (provider_event_is_new(hearing->event->id))
		settlement_apply(hearing->pool, &hearing->payment, &hearing->event->charge);
	return DONE;
}

static const struct outcome *ask_about(void *pool, struct payment *payment)
{
	struct charge charge = provider_named(payment->provider)->look_up(pool, payment);

	payment_flow_apply(pool, payment, &charge);
	return charge.state == CHARGE_UNKNOWN ? UNSETTLED : DONE;
}

static const struct outcome *hear_charge(void *pool, const struct provider_event *event)
{
	struct hearing hearing = { .pool = pool, .event = event };

	if (db_reading(read_payment, &hearing) != DONE)
		return DONE;
	if (event->charge.state == CHARGE_SUCCEEDED && !settlement_is_expected(&hearing.payment, &event->charge))
		return ask_about(pool, &hearing.payment);
	return db_transaction(take_effect, &hearing);
}

const struct outcome *payment_heard(void *pool, const struct provider_event *event)
{
	if (event->tells_charge)
		return hear_charge(pool, event);
	if (event->tells_return && event->provider_id)
		return refund_flow_look(pool, provider_named(event->provider), event->provider_id) ? DONE : UNSETTLED;
	return DONE;
}

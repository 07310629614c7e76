#include "flow/payment_flow.h"

#include <string.h>

#include "money/payment_begin.h"
#include "money/settings.h"
#include "base/fault.h"
#include "db/connection.h"
#include "db/db.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "money/provider.h"
#include "money/settlement.h"
#include "flow/refund_flow.h"
#include "money/test_provider.h"
#include "wait/wait.h"

#define MAX_TRIES 5
#define LONGEST_WAIT 8000  /* milliseconds that a request waits for another that is at the same payment */
#define FIRST_PAUSE 100    /* milliseconds; each is half as long again as the one before, so that many who wait ask the database little */
#define LONGEST_PAUSE 1000 /* so late, at most, a request hears of the other's answer */

struct step {
	void *pool;
	const char *order_id, *buyer;
	struct payment *payment;
	const struct charge *charge;
	const struct outcome *result;
	bool has_hosted_checkout; /* the order could be paid on a page of the provider's as well, until that page is closed */
	struct batch *batch;
};

static const struct outcome *read_begin(void *argument)
{
	struct step *step = argument;

	batch_clear(step->batch);
	return payment_begin(step->batch, step->order_id, step->buyer, provider_named(money_settings.payment_provider), step->payment,
	                     &step->has_hosted_checkout);
}

/* Refused, the order has changed since it was read: it is read anew. */
static const struct outcome *begin_payment(struct step *step)
{
	const struct outcome *outcome;

	if (!payment_is_possible())
		return NOT_FOR_MONEY;
	step->batch = batch_new(step->pool);
	for (int try = 0; try < MAX_TRIES; try++) {
		enum batch_outcome committed;

		outcome = db_reading(read_begin, step);
		if (outcome != CREATED)
			return outcome;
		committed = batch_commit(&step->batch, 1);
		if (committed == BATCH_DONE)
			return outcome;
		if (committed == BATCH_AGAIN)
			db_pause(try);
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

static const struct outcome *name(void *argument)
{
	struct step *step = argument;

	return payment_name(step->payment, step->charge->provider_id);
}

/* Whatever came of it is kept: that the provider was asked, too. */
static const struct outcome *settle_step(void *argument)
{
	struct step *step = argument;

	step->result = settlement_apply(step->pool, step->payment, step->charge);
	step->payment->failure = step->charge->message;
	return DONE;
}

/* What a person must know of who runs the shop. */
static void tell_operator(const struct payment *payment, const struct outcome *result)
{
	if (result == OTHER_MONEY)
		log_say("error", "payment %s: another amount or currency was received than was asked for; all of it goes back", payment->id);
	if (payment->given_up)
		log_say("error", "payment %s: the provider hasn't said in %d days what became of it; it is given up", payment->id,
		        PAYMENT_GIVE_UP / 86400);
}

const struct outcome *payment_flow_apply(void *pool, struct payment *payment, const struct charge *charge)
{
	struct step step = { .pool = pool, .payment = payment, .charge = charge };

	if (settlement_apply_expected(pool, payment, charge)) {
		payment->status = "succeeded";
		payment->provider_id = charge->provider_id;
		return DONE;
	}
	db_transaction(settle_step, &step);
	payment_load(pool, payment->id, NULL, payment);
	tell_operator(payment, step.result);
	if (!strcmp(payment->status, "pending"))
		return UNSETTLED;
	if (strcmp(payment->status, "failed"))
		return DONE;
	payment->failure = payment->failure ? payment->failure : charge->message;
	return charge->state == CHARGE_UNAVAILABLE ? NO_PAYMENTS : DECLINED;
}

/* Remembers the provider's name for it; false where the payment was given up meanwhile: nobody may go on with it. */
static bool keep_name(struct payment *payment, const struct charge *charge)
{
	struct step step = { .payment = payment, .charge = charge };

	return db_reading(name, &step) == DONE; /* one guarded statement is a transaction by itself */
}

/* Opens the payment at the provider unless that was done, and remembers its name there before anything is confirmed. */
static struct charge open_once(void *pool, const struct provider *provider, struct payment *payment)
{
	struct charge charge = { .state = CHARGE_OPEN, .provider_id = payment->provider_id };

	if (charge.provider_id)
		return charge;
	charge = provider->open(pool, payment);
	if (charge.state == CHARGE_OPEN && !keep_name(payment, &charge))
		charge.state = CHARGE_UNKNOWN;
	return charge;
}

/* Closes the hosted checkout of this order; true where the order has been paid by it, and the money doesn't go back. */
static bool paid_by_hosted_checkout(void *pool, const struct provider *provider, const char *order_id)
{
	struct payment page = { 0 };
	struct charge charge;

	if (payment_hosted_checkout(pool, order_id, &page) != DONE || !page.provider_id)
		return false;
	charge = provider->cancel(pool, &page);
	return payment_flow_apply(pool, &page, &charge) == DONE && !page.refunded;
}

static const struct outcome *charge(void *pool, struct payment *payment, bool has_hosted_checkout, const char *token, const char **action)
{
	const struct provider *provider = provider_named(payment->provider);
	struct charge charge = { .state = CHARGE_CANCELLED };
	const struct outcome *result;

	if (has_hosted_checkout && paid_by_hosted_checkout(pool, provider, payment->order_id)) {
		payment_flow_apply(pool, payment, &charge);
		return ALREADY_PAID;
	}
	charge = open_once(pool, provider, payment);
	if (charge.state == CHARGE_OPEN)
		charge = provider->confirm(pool, payment, token);
	*action = charge.state == CHARGE_ACTION ? charge.action_url : NULL;
	if (charge.state == CHARGE_UNKNOWN)
		return UNSETTLED;
	result = payment_flow_apply(pool, payment, &charge);
	if (result == DONE && payment->refunded)
		refund_flow_run(pool, payment->order_id);
	return result == DONE || *action ? CREATED : result;
}

/* A program is at work on it. What waits for the buyer's answer to the bank's question may take hours. */
static bool is_under_way(const struct payment *payment)
{
	return !strcmp(payment->status, "pending") && !payment->confirm_at;
}

/* Another request pays for the same: waits until its answer is known. */
static const struct outcome *wait_for(void *pool, struct payment *payment)
{
	int64_t pause = FIRST_PAUSE, until = moment_steady() + LONGEST_WAIT;

	while (is_under_way(payment) && moment_steady() < until) {
		db_rest();
		wait_milliseconds(pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE);
		pause += pause / 2;
		payment_load(pool, payment->id, NULL, payment);
	}
	if (!strcmp(payment->status, "pending"))
		return UNSETTLED;
	return strcmp(payment->status, "failed") ? CREATED : DECLINED;
}

/* A decline is of the other's card, unless the other is this same request; and what was called off is nobody's. */
static bool is_ours(const struct payment *payment, const struct outcome *result, bool repeated)
{
	return result != DECLINED || (repeated && payment->failure);
}

const struct outcome *payment_flow_pay(void *pool, const struct wish *wish, struct payment *payment, const char **action)
{
	struct step step = { .pool = pool, .order_id = wish->order_id, .buyer = wish->buyer, .payment = payment };
	const struct outcome *result = begin_payment(&step);

	*action = NULL;
	if (result == PAYING) {
		result = wait_for(pool, payment);
		if (is_ours(payment, result, wish->repeated))
			return result;
		result = begin_payment(&step);
	}
	if (result == CREATED)
		return charge(pool, payment, step.has_hosted_checkout, wish->token, action);
	return result == PAYING ? wait_for(pool, payment) : result;
}

static const struct outcome *begin_hosted_checkout(void *argument)
{
	struct step *step = argument;

	return payment_begin_hosted_checkout(step->pool, step->order_id, step->buyer, step->payment);
}

/* No page was opened: nothing is being confirmed, whatever the provider said. What it refused for good is given up at once. */
static const struct outcome *no_checkout(void *pool, struct payment *payment, const struct charge *charge)
{
	if (charge->state == CHARGE_DECLINED || charge->state == CHARGE_UNAVAILABLE)
		return payment_flow_apply(pool, payment, charge);
	return NO_PAYMENTS;
}

const struct outcome *payment_flow_checkout(void *pool, const struct wish *wish, const char *back, struct payment *payment,
                                            const char **address)
{
	const struct provider *provider;
	struct charge charge;
	struct step step = { .pool = pool, .order_id = wish->order_id, .buyer = wish->buyer, .payment = payment };
	const struct outcome *result;

	*address = NULL;
	if (!payment_is_possible())
		return NOT_FOR_MONEY;
	provider = provider_named(money_settings.payment_provider);
	if (!provider->checkout)
		return CREATED;
	result = db_transaction(begin_hosted_checkout, &step);
	if (result != CREATED)
		return result;
	charge = provider->checkout(pool, payment, back);
	if (charge.state != CHARGE_OPEN || (!payment->provider_id && !keep_name(payment, &charge)))
		return no_checkout(pool, payment, &charge);
	*address = charge.action_url;
	return CREATED;
}

/* Confirmed is only what has its name here: one without can be given up without a question once no request is at it. */
static struct charge unnamed(const struct payment *payment)
{
	return (struct charge){ .state = payment->quiet >= PAYMENT_ABANDONED ? CHARGE_CANCELLED : CHARGE_UNKNOWN };
}

static struct charge ask(void *pool, const struct payment *payment)
{
	const struct provider *provider = provider_named(payment->provider);
	struct charge charge = provider->look_up(pool, payment);
	bool nothing_yet = charge.state == CHARGE_OPEN || charge.state == CHARGE_ACTION;

	return nothing_yet && settlement_is_abandoned(payment, charge.state) ? provider->cancel(pool, payment) : charge;
}

const struct outcome *payment_flow_settle(void *pool, const struct payment *pending)
{
	struct payment payment = *pending;
	struct charge charge = payment.provider_id ? ask(pool, &payment) : unnamed(&payment);

	return payment_flow_apply(pool, &payment, &charge);
}

const struct outcome *payment_flow_answer(void *pool, struct payment *payment, bool yes)
{
	struct charge charge = test_provider_answer(pool, payment, yes);

	return payment_flow_apply(pool, payment, &charge);
}

/*
 * Stripe, by its HTTP API, version 2024-06-20: one PaymentIntent for each payment, opened under the payment's id as
 * idempotency key, confirmed under id and attempt. https://docs.stripe.com/api/payment_intents
 */
#include "stripe/stripe.h"

#include <inttypes.h>

#include "base/config.h"
#include "base/pool.h"
#include "base/text.h"
#include "stripe/api.h"
#include "stripe/intent.h"
#include "stripe/ledger.h"
#include "stripe/refusal.h"

/* What the intent is now; a refused request tells of it too. Without one nothing is known. */
static struct charge charge_from(void *pool, struct stripe_answer answer)
{
	const json_t *intent = answer.status < 300 ? answer.json :
	                       json_object_get(json_object_get(answer.json, "error"), "payment_intent");

	return json_is_object(intent) ? stripe_intent_charge(pool, intent) : (struct charge){ .state = CHARGE_UNKNOWN };
}

/* The answer to a request that would have led to a charge: a refusal leaves the intent open for another card. */
static struct charge outcome(void *pool, struct stripe_answer answer)
{
	struct charge charge = charge_from(pool, answer);
	bool is_over = charge.state == CHARGE_SUCCEEDED || charge.state == CHARGE_CANCELLED;

	return stripe_refusal_is(&answer) && !is_over ? stripe_refusal_charge(&answer, charge.provider_id) : charge;
}

/* The answer to a request that opens what can be paid: nothing was charged yet, so being too busy is a refusal, too. */
static struct charge opened(struct charge charge, struct stripe_answer answer)
{
	if (answer.status == 429)
		charge.state = CHARGE_UNAVAILABLE;
	return charge;
}

static struct charge open(void *pool, const struct payment *payment)
{
	struct text form = text_in(pool);
	struct stripe_answer answer;

	text_print(&form, "amount=%" PRId64 "&currency=%s", stripe_units(payment->amount, payment->currency),
	           stripe_currency(pool, payment->currency));
	text_print(&form, "&payment_method_types[]=card&metadata[order]=%s&metadata[payment]=%s", payment->order_id, payment->id);
	answer = stripe_ask(pool, "POST", "payment_intents", payment->id, form.bytes);
	return opened(outcome(pool, answer), answer);
}

static const char *intent_path(void *pool, const struct payment *payment, const char *verb)
{
	return pool_print(pool, "payment_intents/%s%s", payment->provider_id, verb);
}

/* The account doesn't know the intent, as after a change to another account: no card can pay it. 404 is also said of a card's token. */
static bool is_gone(struct stripe_answer answer)
{
	const char *param = stripe_answer_error(&answer, "param");

	return answer.status == 404 && answer.json && (!param || text_is(param, "intent"));
}

static struct charge confirm(void *pool, const struct payment *payment, const char *token)
{
	struct stripe_answer answer;
	struct charge charge;
	const char *key = pool_print(pool, "%s-%" PRId64, payment->id, payment->attempt);
	bool method = text_begins(token, "pm_");
	struct text form = text_in(pool);

	text_put(&form, method ? "payment_method=" : "payment_method_data[type]=card&payment_method_data[card][token]=");
	text_url(&form, token);
	text_put(&form, "&return_url=");
	text_url(&form, pool_print(pool, "%s/payments/%s", config.base_url, payment->id));
	answer = stripe_ask(pool, "POST", intent_path(pool, payment, "/confirm"), key, form.bytes);
	charge = outcome(pool, answer);
	if (is_gone(answer))
		charge = (struct charge){ .state = CHARGE_CANCELLED, .message = "The payment could not be made. Please try again." };
	return charge;
}

/* A checkout session: its payment, once the buyer has begun one; ended or not, it says whether it can still succeed. */
static struct charge charge_of_session(void *pool, struct stripe_answer answer)
{
	const json_t *intent = json_object_get(answer.json, "payment_intent");
	struct charge charge = { .state = CHARGE_UNKNOWN };

	if (!answer.json || answer.status >= 300)
		return charge;
	if (json_is_object(intent))
		charge = stripe_intent_charge(pool, intent);
	else
		charge.state = text_is(stripe_text(answer.json, "status"), "expired") ? CHARGE_CANCELLED : CHARGE_OPEN;
	if (charge.state == CHARGE_ACTION || (charge.state == CHARGE_UNKNOWN && text_is(stripe_text(answer.json, "status"), "open")))
		charge.state = CHARGE_OPEN;
	return charge;
}

static bool is_session(const struct payment *payment)
{
	return text_begins(payment->provider_id, "cs_");
}

static const char *session_path(void *pool, const struct payment *payment, const char *verb)
{
	return pool_print(pool, "checkout/sessions/%s%s", payment->provider_id, verb);
}

/* One that we have no name for may have been opened all the same: opening it again under its key tells. */
static struct charge look_up(void *pool, const struct payment *payment)
{
	if (!payment->provider_id)
		return open(pool, payment);
	if (is_session(payment))
		return charge_of_session(pool, stripe_ask(pool, "GET", session_path(pool, payment, "?expand[]=payment_intent"), NULL, NULL));
	return charge_from(pool, stripe_ask(pool, "GET", intent_path(pool, payment, ""), NULL, NULL));
}

static struct charge cancel(void *pool, const struct payment *payment)
{
	if (is_session(payment)) {
		stripe_ask(pool, "POST", session_path(pool, payment, "/expire"), NULL, "");
		return look_up(pool, payment);
	}
	return charge_from(pool, stripe_ask(pool, "POST", intent_path(pool, payment, "/cancel"), NULL, ""));
}

enum known { NOT_SAID, NO, YES };

/*
 * Whether the provider has this refund already: one whose answer was lost, or that its keys have forgotten after a day. One that has failed
 * there is none.
 */
static enum known has_refund(void *pool, const char *intent, const char *refund_id)
{
	struct ledger refunds = { 0 };

	if (!stripe_list_back(pool, intent, &refunds))
		return NOT_SAID;
	for (size_t i = 0; i < refunds.count; i++)
		if (text_is(refunds.entries[i].id, refund_id) && !refunds.entries[i].failed)
			return YES;
	return NO;
}

/*
 * A key that has an answer keeps it, an error of Stripe's own (500) and a refund that failed at once too: that refund will not be made
 * under this key any more.
 */
static enum refund_state state_of_refund(struct stripe_answer answer)
{
	const char *status = stripe_text(answer.json, "status");

	if (answer.status == 200 && (text_is(status, "succeeded") || text_is(status, "pending") || text_is(status, "requires_action")))
		return REFUND_ACCEPTED;
	if (stripe_refusal_is_ours(&answer))
		return REFUND_UNKNOWN;
	return status || answer.status == 500 || stripe_refusal_is(&answer) ? REFUND_REFUSED : REFUND_UNKNOWN;
}

static enum refund_state refund(void *pool, const struct refund *due)
{
	const char *intent = stripe_intent_of(pool, due->provider_id);
	enum known known = intent ? has_refund(pool, intent, due->id) : NOT_SAID;
	struct text form = text_in(pool);

	if (known != NO)
		return known == YES ? REFUND_ACCEPTED : REFUND_UNKNOWN;
	text_print(&form, "payment_intent=%s&metadata[refund]=%s", intent, due->id);
	if (!due->whole)
		text_print(&form, "&amount=%" PRId64, stripe_units(due->amount, due->currency));
	return state_of_refund(stripe_ask(pool, "POST", "refunds", pool_print(pool, "%s-%" PRId64, due->id, due->attempt), form.bytes));
}

static void put_address(struct text *form, const char *name, const char *url)
{
	text_print(form, "&%s=", name);
	text_url(form, url);
}

/* Cards alone: what settles days later would come after the hold's end. No other currency, whatever the account has switched on. */
static const char CARDS_IN_OUR_CURRENCY[] = "mode=payment&payment_method_types[0]=card&adaptive_pricing[enabled]=false";

static struct charge checkout(void *pool, const struct payment *payment, const char *back)
{
	struct text form = text_in(pool);
	struct stripe_answer answer;

	text_put(&form, CARDS_IN_OUR_CURRENCY);
	text_print(&form, "&client_reference_id=%s&line_items[0][quantity]=1&line_items[0][price_data][currency]=%s",
	           payment->id, stripe_currency(pool, payment->currency));
	text_print(&form, "&line_items[0][price_data][unit_amount]=%" PRId64, stripe_units(payment->amount, payment->currency));
	text_put(&form, "&line_items[0][price_data][product_data][name]=");
	text_url(&form, pool_print(pool, "%s order %s", config.site_name, payment->order_id));
	text_print(&form, "&payment_intent_data[metadata][order]=%s&payment_intent_data[metadata][payment]=%s", payment->order_id,
	           payment->id);
	put_address(&form, "success_url", back);
	put_address(&form, "cancel_url", back);
	answer = stripe_ask(pool, "POST", "checkout/sessions", pool_print(pool, "checkout-%s", payment->id), form.bytes);
	if (!answer.json || answer.status >= 300)
		return opened(outcome(pool, answer), answer);
	return (struct charge){ .state = CHARGE_OPEN, .provider_id = stripe_text(answer.json, "id"),
	                        .action_url = stripe_text(answer.json, "url") };
}

const struct provider stripe_provider = { "stripe", NULL, open, confirm, look_up, cancel, refund, checkout, stripe_list_charges,
                                         stripe_list_refunds, stripe_statement };

#include "stripe/intent.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "stripe/api.h"
#include "stripe/ledger.h"

static enum charge_state state_of_intent(const json_t *intent)
{
	static const char *const open_ones[] = { "requires_payment_method", "requires_confirmation", "requires_capture" };
	const char *status = stripe_text(intent, "status");

	if (text_is(status, "succeeded"))
		return CHARGE_SUCCEEDED;
	if (text_is(status, "canceled"))
		return CHARGE_CANCELLED;
	if (text_is(status, "requires_action"))
		return CHARGE_ACTION;
	for (size_t i = 0; i < sizeof(open_ones) / sizeof(open_ones[0]); i++)
		if (text_is(status, open_ones[i]))
			return CHARGE_OPEN;
	return CHARGE_UNKNOWN;
}

/* Money has an amount and a currency. */
static bool tells_money(const json_t *intent)
{
	const char *currency = stripe_text(intent, "currency");

	return json_is_integer(json_object_get(intent, "amount_received")) && currency && strlen(currency) == 3;
}

struct charge stripe_intent_charge(void *pool, const json_t *intent)
{
	const json_t *redirect = json_object_get(json_object_get(intent, "next_action"), "redirect_to_url");
	const char *currency = stripe_read_currency(pool, stripe_text(intent, "currency")), *id = stripe_text(intent, "id");

	return (struct charge){
		.state = id && tells_money(intent) ? state_of_intent(intent) : CHARGE_UNKNOWN,
		.provider_id = id,
		.action_url = stripe_text(redirect, "url"),
		.amount = stripe_amount(intent, "amount_received", currency),
		.currency = currency,
	};
}

/* A refund names the intent, also of what was paid in a checkout session. */
const char *stripe_intent_of(void *pool, const char *provider_id)
{
	struct stripe_answer answer;

	if (!text_begins(provider_id, "cs_"))
		return provider_id;
	answer = stripe_ask(pool, "GET", pool_print(pool, "checkout/sessions/%s", provider_id), NULL, NULL);
	return stripe_text(answer.json, "payment_intent");
}

bool stripe_statement(void *pool, const char *provider_id, struct statement *statement)
{
	const char *intent = stripe_intent_of(pool, provider_id);
	struct stripe_answer answer;

	if (!intent)
		return false;
	answer = stripe_ask(pool, "GET", pool_print(pool, "payment_intents/%s", intent), NULL, NULL);
	if (answer.status != 200 || !answer.json)
		return false;
	statement->payment_id = stripe_text(json_object_get(answer.json, "metadata"), "payment");
	statement->charge = stripe_intent_charge(pool, answer.json);
	if (!statement->payment_id)
		return true;
	return stripe_list_back(pool, intent, &statement->back) && stripe_list_disputes(pool, intent, &statement->back);
}

#include "stripe/ledger.h"

#include <inttypes.h>

#include "base/pool.h"
#include "base/text.h"
#include "stripe/api.h"

#define A_PAGE 100 /* Stripe gives no more at once */

/* What one object of the list is to us; false for one that moved no money. */
typedef bool entry_reader(void *pool, const json_t *object, struct ledger_entry *entry);

static const char *our_name(const json_t *object, const char *name)
{
	return stripe_text(json_object_get(object, "metadata"), name);
}

static bool read_charge(void *pool, const json_t *intent, struct ledger_entry *entry)
{
	const char *currency = stripe_read_currency(pool, stripe_text(intent, "currency"));

	*entry = (struct ledger_entry){ .id = our_name(intent, "payment"), .payment_id = our_name(intent, "payment"),
	                                .provider_id = stripe_text(intent, "id"), .currency = currency,
	                                .amount = stripe_amount(intent, "amount_received", currency) };
	return text_is(stripe_text(intent, "status"), "succeeded");
}

/* One that was made by hand at Stripe has no name of ours, but its payment has. */
static bool read_any_refund(void *pool, const json_t *refund, struct ledger_entry *entry)
{
	const char *currency = stripe_read_currency(pool, stripe_text(refund, "currency")), *status = stripe_text(refund, "status");

	*entry = (struct ledger_entry){ .id = our_name(refund, "refund"),
	                                .payment_id = our_name(json_object_get(refund, "payment_intent"), "payment"),
	                                .provider_id = stripe_text(refund, "id"), .currency = currency,
	                                .amount = stripe_amount(refund, "amount", currency) };
	entry->failed = text_is(status, "failed") || text_is(status, "canceled");
	return true;
}

static bool read_refund(void *pool, const json_t *refund, struct ledger_entry *entry)
{
	return read_any_refund(pool, refund, entry) && !entry->failed;
}

/* Inquiries, too: a bank that only asks has `warning` before its state, and may come to want the money. */
static enum dispute_state state_of_dispute(const char *status)
{
	if (text_is(status, "lost"))
		return DISPUTE_LOST;
	return text_is(status, "won") || text_is(status, "warning_closed") || text_is(status, "prevented") ? DISPUTE_WON : DISPUTE_OPEN;
}

static bool read_dispute(void *pool, const json_t *dispute, struct ledger_entry *entry)
{
	const char *currency = stripe_read_currency(pool, stripe_text(dispute, "currency"));

	*entry = (struct ledger_entry){ .payment_id = our_name(json_object_get(dispute, "payment_intent"), "payment"),
	                                .provider_id = stripe_text(dispute, "id"), .currency = currency,
	                                .amount = stripe_amount(dispute, "amount", currency),
	                                .dispute = state_of_dispute(stripe_text(dispute, "status")) };
	return true;
}

/* What the page has of ours; the account may serve others, too. */
static void read_page(void *pool, const json_t *page, entry_reader *read, struct ledger *ledger)
{
	struct ledger_entry entry;
	size_t index;
	json_t *object;

	json_array_foreach(page, index, object)
		if (read(pool, object, &entry) && entry.payment_id && entry.provider_id)
			provider_ledger_add(pool, ledger, &entry);
}

static const char *last_of(const json_t *page)
{
	return stripe_text(json_array_get(page, json_array_size(page) - 1), "id");
}

/* All pages, newest first. A page that can't be had, or doesn't lead on, ends it: half a list is none. */
static bool list(void *pool, const char *what, int64_t since, entry_reader *read, struct ledger *ledger)
{
	const char *after = "";
	struct stripe_answer answer;
	json_t *page;

	do {
		answer = stripe_ask(pool, "GET", pool_print(pool, "%slimit=%d&created[gte]=%" PRId64 "%s", what, A_PAGE, since, after),
		                    NULL, NULL);
		page = json_object_get(answer.json, "data");
		if (answer.status != 200 || !json_is_array(page))
			return false;
		read_page(pool, page, read, ledger);
		if (!json_is_true(json_object_get(answer.json, "has_more")))
			return true;
		after = pool_print(pool, "&starting_after=%s", last_of(page));
	} while (last_of(page));
	return false;
}

#define WITH_INTENT "expand[]=data.payment_intent&"

bool stripe_list_charges(void *pool, int64_t since, struct ledger *ledger)
{
	return list(pool, "payment_intents?", since, read_charge, ledger);
}

bool stripe_list_refunds(void *pool, int64_t since, struct ledger *ledger)
{
	return list(pool, "refunds?" WITH_INTENT, since, read_refund, ledger);
}

bool stripe_list_back(void *pool, const char *intent, struct ledger *ledger)
{
	return list(pool, pool_print(pool, "refunds?" WITH_INTENT "payment_intent=%s&", intent), 0, read_any_refund, ledger);
}

bool stripe_list_disputes(void *pool, const char *intent, struct ledger *ledger)
{
	return list(pool, pool_print(pool, "disputes?" WITH_INTENT "payment_intent=%s&", intent), 0, read_dispute, ledger);
}

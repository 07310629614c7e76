#include "cgi-bin/money/payment_page.h"

#include <string.h>

#include "money/settings.h"
#include "stripe/page.h"
#include "stripe/settings.h"
#include "base/pool.h"
#include "base/text.h"
#include "page/view.h"
#include "sales/order.h"
#include "http/input.h"
#include "http/session.h"
#include "serve/respond.h"

const struct outcome *payment_page_load(struct request *request)
{
	struct order *order = pool_alloc(request->pool, sizeof(*order));
	const char *id = *request->match.id ? request->match.id : input_raw(request, "orderId");
	const struct outcome *result = order_load(request->pool, id, session_user(request), order);

	respond_show(request, order_fields, order);
	return result;
}

void payment_page_status(struct page *page, const char *status, bool returned)
{
	view_flag(page, "is_created", !strcmp(status, "created"));
	view_flag(page, "is_awaiting", !strcmp(status, "awaiting:payment"));
	view_flag(page, returned ? "is_returned" : "is_complete", !strcmp(status, "complete"));
	view_flag(page, "is_cancelled", !strcmp(status, "cancelled"));
}

bool payment_page_has_arrived(const struct payment *payment)
{
	return text_is(payment->status, "succeeded") || text_is(payment->status, "refunded");
}

/* Reasons of a refund of money that has never paid for the order. */
static const char *const never_kept[] = { "late", "duplicate", "differs", NULL };

void payment_page_state(struct page *page, const struct payment *payment)
{
	view_flag(page, "is_pending", text_is(payment->status, "pending"));
	view_flag(page, "is_succeeded", text_is(payment->status, "succeeded"));
	view_flag(page, "is_failed", text_is(payment->status, "failed") && !payment->given_up);
	view_flag(page, "is_refunded", text_is(payment->status, "refunded"));
	view_flag(page, "has_refund", payment->refunded > 0);
	view_flag(page, "is_kept", !text_is_one_of(payment->reason ? payment->reason : "", never_kept));
	view_flag(page, "is_late_refund", text_is(payment->reason, "late"));
	view_flag(page, "is_duplicate_refund", text_is(payment->reason, "duplicate"));
	view_flag(page, "is_differs_refund", text_is(payment->reason, "differs"));
	view_flag(page, "is_seller_refund", text_is(payment->reason, "seller"));
	view_flag(page, "is_provider_refund", text_is(payment->reason, "provider"));
	view_flag(page, "is_dispute_refund", text_is(payment->reason, "dispute"));
	view_flag(page, "is_disputed", text_is(payment->dispute, "open"));
}

void payment_page_payment(struct page *page, const struct payment *payment)
{
	view_fill(page, payment_fields, payment);
	payment_page_state(page, payment);
}

/* Our form with Stripe's field for the card, for browsers that run scripts. Everybody may pay on Stripe's page instead. */
static void fill_card(struct page *page)
{
	page_section(page, "by_card");
	page_set(page, "publishable_key", stripe_settings.publishable_key);
	page_set(page, "stripe_js", stripe_settings.js);
}

void payment_page_fill(struct page *page, const void *shown)
{
	const struct order *order = shown;
	bool test = !strcmp(money_settings.payment_provider, "test");

	payment_page_status(page, order->status, order_is_returned(order));
	if (text_is(order->status, "created"))
		page_show_everywhere(page, "still_held");
	page_set(page, "orderId", order->id);
	view_flag(page, "by_test_card", test);
	view_flag(page, "by_provider", payment_is_possible() && !test);
	view_flag(page, "by_nobody", !payment_is_possible());
	if (!test && *stripe_settings.publishable_key)
		fill_card(page);
}

void payment_page_sources(void *pool, struct page_sources *sources)
{
	if (text_is(money_settings.payment_provider, "stripe"))
		stripe_page_sources(pool, sources);
}

/* Paying for an order: /payments…, /api/payments…. The payment provider reports to /api/payments/webhook. */
#include <string.h>

#include "base/config.h"
#include "base/moment.h"
#include "base/pool.h"
#include "flow/payment_flow.h"
#include "flow/payment_heard.h"
#include "stripe/event.h"
#include "page/view.h"
#include "gateway/serve.h"
#include "http/input.h"
#include "http/session.h"
#include "serve/respond.h"
#include "cgi-bin/money/payment_page.h"

#define TOKEN_CHARACTERS 255

static bool read_wish(struct request *request, struct wish *wish)
{
	wish->order_id = input_text(request, "orderId", 1, 64, "Order ID is required");
	wish->buyer = session_user(request);
	wish->repeated = request->run.repeated;
	wish->token = input_text(request, "token", 1, TOKEN_CHARACTERS, request->received.api ? "Token is required" : "Please choose a card");
	return !input_failed(request);
}

/* Leads the buyer to a page that must be seen before the charge is made: the provider's, or, if it is a path, one of ours. */
static void send_to(struct request *request, struct payment *payment, const char *address)
{
	payment->action_url = *address == '/' ? pool_print(request->pool, "%s%s", config.base_url, address) : address;
	if (request->received.api)
		return;
	if (*address == '/')
		respond_goes_to(request, "%s", address);
	else
		request->answer.goes_to = address;
}

static void show_payment(struct request *request, const struct payment *payment)
{
	respond_show(request, payment_fields, payment);
	respond_goes_to(request, request->received.api ? "/payments/%s" : "/orders/%s",
	                request->received.api ? payment->id : payment->order_id);
}

/*
 * Answers 201; 404; 401 to others than the buyer; 400 if cancelled or paid; 402 in the provider's words; 503 if it takes none, or
 * hasn't said. */
static const struct outcome *pay(struct request *request)
{
	struct payment *payment = pool_alloc(request->pool, sizeof(*payment));
	const char *action;
	struct wish wish;
	const struct outcome *result;

	if (!read_wish(request, &wish))
		return INVALID;
	result = payment_flow_pay(request->pool, &wish, payment, &action);
	if (result == ALREADY_PAID && request->run.repeated && payment_of_order(request->pool, wish.order_id, payment) == DONE)
		result = CREATED; /* an earlier request with this key has paid */
	show_payment(request, payment);
	if (action)
		send_to(request, payment, action);
	if (result == DECLINED && payment->failure)
		input_error(request, "", payment->failure);
	return result == UNSETTLED && !request->received.api ? DONE : result;
}

/* Leads to the provider's own page, which leads back to the order. 404, 401, 400, 402 and 503 as above. */
static const struct outcome *pay_by_hosted_checkout(struct request *request)
{
	struct wish wish = { .order_id = input_raw(request, "orderId"), .buyer = session_user(request) };
	struct payment payment = { 0 };
	const char *address, *back = pool_print(request->pool, "%s/orders/%.24s", config.base_url, wish.order_id);
	const struct outcome *result = payment_flow_checkout(request->pool, &wish, back, &payment, &address);

	if (result == CREATED && address)
		request->answer.goes_to = address;
	else
		respond_goes_to(request, "/orders/%.24s/pay", wish.order_id);
	if (result == DECLINED && payment.failure)
		input_error(request, "", payment.failure);
	return result;
}

/* Answers 200; 404; 401 to others than the buyer. */
static const struct outcome *show_one(struct request *request)
{
	struct payment *payment = pool_alloc(request->pool, sizeof(*payment));
	const struct outcome *result = payment_load(request->pool, request->match.id, session_user(request), payment);

	respond_show(request, payment_fields, payment);
	return result;
}

/* Takes the buyer's answer, yes or no, to the bank's question, which the `test` provider imitates. */
static const struct outcome *confirm_payment(struct request *request)
{
	struct payment *payment = pool_alloc(request->pool, sizeof(*payment));
	const struct outcome *result = payment_load(request->pool, request->match.id, session_user(request), payment);

	if (result != DONE)
		return result;
	respond_goes_to(request, "/orders/%s", payment->order_id);
	if (!strcmp(payment->provider, "test"))
		payment_flow_answer(request->pool, payment, !strcmp(input_raw(request, "answer"), "yes"));
	return DONE;
}

/* Answers 200 when the effect is committed, for a repetition too; 400 for what Stripe hasn't signed; 503 where it is to come again. */
static const struct outcome *hear(struct request *request)
{
	const char *signature = request->received.stripe_signature;
	struct provider_event event;
	const struct outcome *result;

	if (!signature || !stripe_signed(signature, request->received.body.bytes, request->received.body.length, moment_seconds()))
		return BAD_SIGNATURE;
	if (!stripe_event_read(request->pool, request->received.body.bytes, request->received.body.length, &event))
		return MALFORMED;
	result = payment_heard(request->pool, &event);
	if (result == DONE)
		respond_text(request, DONE, "application/json; charset=utf-8", "{\"received\":true}");
	return result;
}

static void fill_payment(struct page *page, const void *payment)
{
	payment_page_state(page, payment);
}

static const struct page_kind pay_page = { "money/pay.tpl", "Pay", payment_page_load, payment_page_fill, 0, .sources = payment_page_sources,
                                           .error_title = "The payment did not go through" };
static const struct page_kind receipt_page = { "money/payment.tpl", "Receipt", NULL, fill_payment, 0 };
static const struct page_kind confirm_page = { "money/confirm.tpl", "Confirm your payment", show_one, fill_payment, 0 };

static const struct route routes[] = {
	{ POST, "/payments", pay, SIGNED_IN | SENDS | CREATES | OWN_TRANSACTIONS, &pay_page, "/orders/{orderId}/pay" },
	{ POST, "/payments/hosted-checkout", pay_by_hosted_checkout, SIGNED_IN | SENDS | OWN_TRANSACTIONS | PAGE_ONLY, &pay_page,
	  "/orders/{orderId}/pay" },
	{ POST, "/payments/webhook", hear, OWN_TRANSACTIONS | SIGNED_WEBHOOK | API_ONLY, NULL },
	{ GET,  "/payments/{id}", show_one, SIGNED_IN, &receipt_page },
	{ GET,  "/payments/{id}/confirm", show_one, SIGNED_IN | PAGE_ONLY, &confirm_page },
	{ POST, "/payments/{id}/confirm", confirm_payment, SIGNED_IN | OWN_TRANSACTIONS | PAGE_ONLY, &confirm_page, "/payments/{id}/confirm" },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}

/* A buyer's orders: /orders…, /api/orders… */
#include "sales/buyer.h"
#include "sales/order_place.h"

#include <string.h>

#include "base/pool.h"
#include "money/payment.h"
#include "catalogue/product.h"
#include "money/refund.h"
#include "sales/sale.h"
#include "gateway/serve.h"
#include "http/input.h"
#include "http/session.h"
#include "cgi-bin/catalogue/product_page.h"
#include "serve/respond.h"
#include "cgi-bin/money/payment_page.h"
#include "cgi-bin/sales/order_page.h"

#define ON_A_PAGE 20

static const char NEEDS_PRODUCT[] = "Product ID is required";
static const char NEEDS_QUANTITY[] = "Quantity must be between 1 and 100000";

/* Adds a line. Where there is a line for this product already, its quantity rises instead. */
static void add_line(struct order_line *lines, size_t *count, const char *product_id, int64_t quantity)
{
	size_t i = 0;

	while (i < *count && strcmp(lines[i].product_id, product_id))
		i++;
	if (i == *count)
		memcpy(lines[(*count)++].product_id, product_id, ID_SIZE);
	lines[i].quantity += quantity;
}

/* Reads one {productId, quantity}. In place of a malformed id stands one that no product has, so that the answer is 404. */
static void read_order_line(struct request *request, const json_t *from, struct order_line *lines, size_t *count)
{
	const char *product_id = json_string_value(json_object_get(from, "productId"));
	const json_t *quantity = json_object_get(from, "quantity");
	int64_t number = 1;

	if (!product_id || !*product_id)
		input_error(request, "productId", NEEDS_PRODUCT);
	else if (quantity && !input_count_from_json(quantity, 1, PRODUCT_QUANTITY_MAX, &number))
		input_error(request, "quantity", NEEDS_QUANTITY);
	else
		add_line(lines, count, id_valid(product_id) ? product_id : "000000000000000000000000", number);
}

/* Reads the lines of an order, given as {productId, quantity?} or as {items: [...]}. Returns how many there are. */
static size_t read_lines(struct request *request, struct order_line lines[ORDER_LINES_MAX])
{
	const json_t *items = json_object_get(request->input.body, "items");
	size_t count = 0, size = json_array_size(items);

	if (!items)
		read_order_line(request, request->input.body, lines, &count);
	else if (!size)
		input_error(request, "productId", NEEDS_PRODUCT);
	else if (size > ORDER_LINES_MAX)
		input_error(request, "items", "An order can have at most 20 items");
	for (size_t i = 0; i < size && !input_failed(request); i++)
		read_order_line(request, json_array_get(items, i), lines, &count);
	return count;
}

/* Shows the page of the product again, when an order for it has failed. */
static const struct outcome *show_wanted(struct request *request)
{
	return product_page_load(request, input_raw(request, "productId"));
}

/* Why the order wasn't placed, where a limit of the account is in the way, or the product isn't what the buyer has seen. */
static void tell_why(struct request *request, const struct outcome *outcome, const struct order_line *lines)
{
	const char *words = buyer_words(request->pool, outcome);

	if (words)
		input_error(request, outcome == MANY_UNPAID ? "" : "quantity", words);
	if (outcome == PAUSED)
		respond_wait(request, buyer_pause(session_user(request)));
	if (outcome == SEEN_OTHERWISE)
		product_page_tell_changes(request, lines);
}

/*
 * Answers 201 and the order's address; 400 with the broken rules, where too few are left, or where it would cost money and nobody takes
 * any; 404 for an unknown product; 409, on a page, where it isn't what the buyer has seen; 429 in a pause.
 */
static const struct outcome *place(struct request *request)
{
	struct order_line lines[ORDER_LINES_MAX] = { 0 };
	struct order *order = pool_alloc(request->pool, sizeof(*order));
	size_t count = read_lines(request, lines);
	const struct outcome *result;

	id_new(order->id);
	if (input_failed(request))
		return INVALID;
	order->network = session_network(request);
	lines[0].seen = request->received.api ? NULL : product_page_seen(request);
	result = order_place(request->pool, request->run.batch, order, session_user(request), lines, count);
	if (result == CREATED && order->total && !payment_is_possible())
		return NOT_FOR_MONEY;
	if (result != CREATED)
		tell_why(request, result, lines);
	respond_show(request, order_fields, order);
	respond_goes_to(request, "/orders/%s", order->id);
	return result;
}

static void link_next(struct request *request, const struct list *orders, int64_t limit)
{
	const struct order *last;

	if (!orders->more)
		return;
	last = (const struct order *)orders->rows + orders->count - 1;
	if (request->received.api)
		respond_next(request, "/orders?limit=%d&after=%s", (int)limit, last->id);
	else
		respond_next(request, "/orders?after=%s", last->id);
}

/* Answers 200 with the buyer's own orders, to the API in order of creation, on a page the newest first; 400 with the broken rules. */
static const struct outcome *list_own(struct request *request)
{
	bool api = request->received.api;
	const char *after = input_query_id(request, "after", "After must be the id of an order");
	int64_t limit = ON_A_PAGE;
	struct orders_shown *shown = pool_alloc(request->pool, sizeof(*shown));

	if (api)
		limit = input_query_count(request, "limit", ORDER_LIST_MAX, ORDER_LIST_MAX, "Limit must be between 1 and 500");
	if (input_failed(request))
		return INVALID;
	shown->orders = order_list(request->pool, session_user(request), after, limit, !api);
	respond_list(request, order_fields, sizeof(struct order), &shown->orders);
	link_next(request, &shown->orders, limit);
	shown->older = request->answer.next;
	respond_page(request, shown);
	return DONE;
}

/* What the page of the order shows and the API doesn't. */
static void load_payments(struct request *request, struct order_shown *shown)
{
	const struct payment *first;

	shown->payments = payment_list(request->pool, shown->order.id);
	first = shown->payments.rows;
	if (shown->payments.count && first->confirm_at)
		shown->confirm_at = pool_print(request->pool, "%s%s", *first->confirm_at == '/' ? request_base() : "", first->confirm_at);
	respond_page(request, shown);
}

/* Answers 200; 404; 401 to others than the buyer. A page shows its payments too. */
static const struct outcome *show_order(struct request *request)
{
	struct order_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	const struct outcome *outcome = order_load(request->pool, request->match.id, session_user(request), &shown->order);

	respond_show(request, order_fields, &shown->order);
	if (outcome == DONE && !request->received.api)
		load_payments(request, shown);
	return outcome;
}

/* Answers 204, also where it was cancelled before; 404; 401 to others than the buyer; 400 where it is complete. */
static const struct outcome *cancel_order(struct request *request)
{
	respond_goes_to(request, "/orders/%s", request->match.id);
	return order_cancel(request->pool, request->match.id, session_user(request));
}

/* Reads which tickets to refund, as {items} or {productId, quantity}. 0: all tickets of this seller in the order. */
static size_t read_refund_lines(struct request *request, struct order_line lines[ORDER_LINES_MAX])
{
	bool all = !json_object_get(request->input.body, "items") && !json_object_get(request->input.body, "productId");

	return all ? 0 : read_lines(request, lines);
}

/*
 * Answers 200 with the order: the tickets are on sale again, and jobs/settle_payments will pay the money back. 400 with the broken
 * rules, or where fewer tickets are left; 404; 401 to others than a seller of it.
 */
static const struct outcome *refund_order(struct request *request)
{
	struct order_line lines[ORDER_LINES_MAX] = { 0 };
	struct order *order = pool_alloc(request->pool, sizeof(*order));
	size_t count = read_refund_lines(request, lines);
	const struct outcome *result;

	if (input_failed(request))
		return INVALID;
	result = id_valid(request->match.id) ? refund_tickets(request->pool, request->match.id, session_user(request), lines,
	                                                      count) : NOT_FOUND;
	if (result == DONE)
		sale_load(request->pool, request->match.id, session_user(request), order);
	respond_show(request, order_fields, order);
	respond_goes_to(request, "/orders/%s/sale", request->match.id);
	return result;
}

/* Shows a seller what he sold in this order, what he can refund, and what became of its money: 200; 404; 401 to others. */
static const struct outcome *show_sale(struct request *request)
{
	struct order_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	const struct outcome *result = sale_load(request->pool, request->match.id, session_user(request), &shown->order);

	respond_show(request, order_fields, &shown->order);
	if (result == DONE)
		shown->payments = payment_list(request->pool, shown->order.id);
	respond_page(request, shown);
	return result;
}

static const struct page_kind wanted_page = { "catalogue/product.tpl", "Tickets", show_wanted, product_page_fill, 0,
                                              .error_title = "That did not work" };
static const struct page_kind list_page = { "sales/orders.tpl", "My orders", NULL, order_page_fill_list, 0 };
static const struct page_kind pay_page = { "money/pay.tpl", "Pay", NULL, payment_page_fill, 0, .sources = payment_page_sources,
                                           .error_title = "The payment did not go through" };
static const struct page_kind sale_page = { "sales/refund.tpl", "Refund tickets", show_sale, order_page_fill_sale, 0,
                                            .error_title = "Nothing was refunded" };
static const struct page_kind one_page = { "sales/order.tpl", "Your order", show_order, order_page_fill, 0 };

static const struct route routes[] = {
	{ GET,    "/orders", list_own, SIGNED_IN, &list_page },
	{ POST,   "/orders", place, SIGNED_IN | CREATES | BATCHED | GROUP_COMMIT, &wanted_page, "/products/{productId}?" },
	{ GET,    "/orders/{id}", show_order, SIGNED_IN | SNAPSHOT, &one_page },
	{ GET,    "/orders/{id}/pay", payment_page_load, SIGNED_IN | PAGE_ONLY, &pay_page },
	{ DELETE, "/orders/{id}", cancel_order, SIGNED_IN | API_ONLY, NULL },
	{ POST,   "/orders/{id}/cancel", cancel_order, SIGNED_IN | PAGE_ONLY, &one_page, "/orders/{id}" },
	{ POST,   "/orders/{id}/refund", refund_order, SIGNED_IN | LASTS | CREATES, &sale_page, "/orders/{id}/sale" },
	{ GET,    "/orders/{id}/sale", show_sale, SIGNED_IN | SNAPSHOT | PAGE_ONLY, &sale_page },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}

#include "cgi-bin/sales/order_page.h"

#include <string.h>

#include "cgi-bin/money/payment_page.h"
#include "money/payment.h"
#include "page/view.h"

/* The first payment is the one that has paid for the order, if any has. */
void order_page_fill_sale(struct page *page, const void *thing)
{
	const struct order_shown *shown = thing;
	const struct payment *first = shown->payments.rows;

	payment_page_status(page, shown->order.status, order_is_returned(&shown->order));
	if (shown->payments.count && payment_page_has_arrived(first))
		payment_page_payment(page_section(page, "payment"), first);
}

static void fill_row(struct page *row, const struct order *order)
{
	view_fill(row, order_fields, order);
	page_set(row, "title", order->product.title);
	payment_page_status(row, order->status, order_is_returned(order));
	if (order->items.count > 1)
		view_number(page_section(row, "more"), "count", (int64_t)order->items.count - 1);
}

void order_page_fill_list(struct page *page, const void *thing)
{
	const struct orders_shown *shown = thing;
	const struct order *orders = shown->orders.rows;

	for (size_t i = 0; i < shown->orders.count; i++)
		fill_row(page_section(page, "orders"), &orders[i]);
	view_flag(page, "none", !shown->orders.count);
	if (shown->older)
		page_set(page_section(page, "older"), "url", shown->older);
}

/* Fills in the payment that decides what the buyer can do now, and all that have arrived, each with what became of it. */
static void fill_payments(struct page *page, const struct order_shown *shown)
{
	const struct payment *payments = shown->payments.rows;
	bool charged = false;

	for (size_t i = 0; i < shown->payments.count; i++) {
		charged |= strcmp(payments[i].status, "failed") != 0 || payments[i].given_up;
		if (payment_page_has_arrived(&payments[i]))
			payment_page_payment(page_section(page, "payments"), &payments[i]);
	}
	view_flag(page, "not_charged", !charged);
	if (shown->payments.count)
		payment_page_payment(page_section(page, "payment"), payments);
	if (shown->confirm_at)
		page_set(page_section(page, "must_confirm"), "url", shown->confirm_at);
}

void order_page_fill(struct page *page, const void *thing)
{
	const struct order_shown *shown = thing;
	const struct order *order = &shown->order;

	payment_page_status(page, order->status, order_is_returned(order));
	fill_payments(page, shown);
	view_flag(page, "cancelled_by_you", !order->overdue);
	view_flag(page, "payable", !strcmp(order->status, "created"));
}

/* What the pages of orders show. Each function fills the page from what the handler has handed to it (struct page_kind). */
#ifndef SALES_ORDER_PAGE_H
#define SALES_ORDER_PAGE_H

#include "http/request.h"
#include "sales/order.h"

struct orders_shown {
	struct list orders;
	const char *older; /* the address of the next page; NULL: there is none */
};

struct order_shown {
	struct order order;
	struct list payments;   /* struct payment: first the one that decides what the buyer can do now */
	const char *confirm_at; /* the address where the bank asks the buyer to confirm; NULL: it doesn't ask */
};

void order_page_fill_list(struct page *page, const void *orders_shown);
void order_page_fill(struct page *page, const void *order_shown);

/* For a seller: of the order the lines that are his. */
void order_page_fill_sale(struct page *page, const void *order_shown);

#endif

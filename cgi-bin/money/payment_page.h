/* The page where an order is paid: shown by orders.fcgi, and again by payments.fcgi when a payment fails. */
#ifndef MONEY_PAYMENT_PAGE_H
#define MONEY_PAYMENT_PAGE_H

#include "money/payment.h"
#include "http/request.h"

/* Loads the order to be paid, which the path or the form names, and shows it. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *payment_page_load(struct request *request);

/* Fills the page with that struct order: whether it can be paid, and by which form. */
void payment_page_fill(struct page *page, const void *order);

/* What it needs of other sites: the payment provider's. */
void payment_page_sources(void *pool, struct page_sources *sources);

/* True if its money has arrived, even if it was refunded since. */
bool payment_page_has_arrived(const struct payment *payment);

/* Shows the sections that say what became of a payment: is_pending, is_failed, is_refunded and so on. For a page that has its fields. */
void payment_page_state(struct page *page, const struct payment *payment);

/* Fills in the payment's fields, too. */
void payment_page_payment(struct page *page, const struct payment *payment);

/* Shows the section of an order's status: is_created, is_awaiting, is_complete, is_returned (all tickets refunded), is_cancelled. */
void payment_page_status(struct page *page, const char *status, bool returned);

#endif

/* The page where an order is paid: shown by orders.fcgi, and again by payments.fcgi when a payment fails. */
#ifndef MONEY_PAYMENT_PAGE_H
#define MONEY_PAYMENT_PAGE_H

#include "money/payment.h"
#include "http/request.h"

/* Shows the order to be paid: that of the path, or of the form. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *payment_page_load(struct request *request);

/* Of that struct order: whether it can be paid, and how: our form for test cards, or the provider's page. */
void payment_page_fill(struct page *page, const void *order);

/* True if its money has come in, whatever became of it since. */
bool payment_page_has_arrived(const struct payment *payment);

/* A payment's fields and the sections of what became of it: is_pending, is_failed, is_refunded, has_refund, … */
void payment_page_payment(struct page *page, const struct payment *payment);

/* The section of an order's status: is_created, is_awaiting, is_complete, is_returned (all tickets given back), is_cancelled. */
void payment_page_status(struct page *page, const char *status, bool returned);

#endif

/*
 * What payments change in an order. The module of payments decides when; the functions here write the rows of orders and of their items.
 *
 * The caller must hold the lock on the order's row, or rely on the guard in the statement: if the guard doesn't hold, the write changes no
 * row, and the batch is refused.
 */
#ifndef SALES_ORDER_PAYMENT_H
#define SALES_ORDER_PAYMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/batch.h"

/* Adds to the batch: an order that is `created` and not overdue becomes `awaiting:payment`, for `seconds` seconds at most. */
void order_await_payment(struct batch *batch, const char *id, int64_t seconds);

/*
 * Makes an order that awaits its payment `created` again; its hold ends when it would have ended before. False where the order didn't await
 * a payment. Within a transaction.
 */
bool order_await_no_payment(const char *id);

/* Adds to the batch: an order that awaits its payment becomes complete. */
void order_complete_awaiting(struct batch *batch, const char *id);

/* Adds to the batch: the order becomes complete, whatever its status is, even from cancelled. Its row must be locked. */
void order_complete_locked(struct batch *batch, const char *id);

/* Adds to the batch: `quantity` tickets more of this item count as refunded. The guard: the item still has so many tickets that aren't. */
void order_refund_item(struct batch *batch, const char *id, const char *product_id, int64_t quantity);

#endif

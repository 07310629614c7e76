/*
 * What paying does to an order. The module of payments decides; the rows of orders and of their items are written here.
 *
 * Whoever calls one of these holds the lock on the order's row, or lets the guard in the statement decide: a write of a batch whose
 * guard doesn't hold changes no row, and the batch is refused.
 */
#ifndef SALES_ORDER_PAYMENT_H
#define SALES_ORDER_PAYMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/batch.h"

/* Adds to the batch: an order that is `created` and not overdue awaits its payment for so many seconds at most. */
void order_await_payment(struct batch *batch, const char *id, int64_t seconds);

/* The order awaits its payment no longer, and its hold runs on as before. False where it awaited none. Within a transaction. */
bool order_await_no_payment(const char *id);

/* Adds to the batch: an order that awaits its payment is complete. */
void order_complete_awaiting(struct batch *batch, const char *id);

/* Adds to the batch: the order is complete, whatever its status was, a cancelled one as well. Its row is locked. */
void order_complete_locked(struct batch *batch, const char *id);

/* Adds to the batch: so many more tickets of this item count as given back, if the item still has as many. */
void order_refund_item(struct batch *batch, const char *id, const char *product_id, int64_t quantity);

#endif

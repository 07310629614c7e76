/*
 * The end of a hold. An order is overdue from its `expires_at` on, whether or not anybody has noticed; these make it
 * permanent: `cancelled`, `expiration:complete` and `order:cancelled` in the outbox, the stock released. Several at
 * once do each order once: its row is locked while its state is asked for and changed. All within a transaction.
 */
#ifndef SALES_HOLD_H
#define SALES_HOLD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Cancels overdue orders that hold this product, a hundred of the oldest, and adds to `*freed` how many tickets of it they
 * held. Those of other products in the same orders are released; this product's `held` is left to the caller's own update, so
 * that its version rises once. False if there was none: ask until enough is freed. True with nothing added means that
 * somebody else has just released them.
 */
bool hold_take_over(void *pool, const char *product_id, int64_t *freed);

/* Cancels all overdue orders that hold this product. */
void hold_expire_of(void *pool, const char *product_id);

/* Cancels up to `most` overdue orders that nobody else is at, oldest first; returns how many. */
int64_t hold_expire(void *pool, int64_t max);

/* Releases what these orders (a JSON array of ids) hold, except of one product ("" for none), with its events. */
void hold_release(const char *order_ids, const char *except);

#endif

/*
 * The end of a hold. An order is overdue as soon as its `expires_at` has passed, even if no process has noticed. These functions write it
 * down: the order becomes `cancelled`, the events `expiration:complete` and `order:cancelled` go into the outbox, and the tickets are free
 * again. Each function locks an order's row before it reads the status, so each order is cancelled once, even if several processes try at
 * the same time.
 */
#ifndef SALES_HOLD_H
#define SALES_HOLD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Cancels up to `max` overdue orders, oldest first, and skips those that other transactions have locked. Returns how many. Within a
 * transaction.
 */
int64_t hold_expire(void *pool, int64_t max);

/*
 * Makes sure that `quantity` units of a quota are free. If fewer are free, cancels overdue orders that hold units of the quota, oldest
 * first and one step at a time, until enough are free. Waits for transactions that have locked such an order. False, and nothing is
 * cancelled, where even all overdue orders together hold too few. Other processes may take the free units before the caller does: only the
 * guard of quota_take() decides. Within a transaction.
 */
bool hold_make_room(void *pool, const char *quota_id, int64_t quantity);

/* Does the same outside of a transaction: each step runs in a transaction of its own. */
bool hold_make_room_now(void *pool, const char *quota_id, int64_t quantity);

#endif

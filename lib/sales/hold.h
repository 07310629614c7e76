/*
 * The end of a hold. An order is overdue from its `expires_at` on, whether or not anybody has noticed; these make it permanent:
 * `cancelled`, `expiration:complete` and `order:cancelled` in the outbox, what it held free again. Several at once do each order once:
 * its row is locked while its state is asked for and changed.
 */
#ifndef SALES_HOLD_H
#define SALES_HOLD_H

#include <stdbool.h>
#include <stdint.h>

/* Cancels up to `max` overdue orders that nobody else is at, oldest first; returns how many. Within a transaction. */
int64_t hold_expire(void *pool, int64_t max);

/*
 * Sees to it that so many of a quota are free, by cancelling overdue orders that hold something of it: the oldest first, and no more
 * than a step of them beyond what is needed; waits for whoever is at one of them. False, and nothing is cancelled, where there would be
 * too few. Others may take what is free: the guard of quota_take() has the last word. Within a transaction.
 */
bool hold_make_room(void *pool, const char *quota_id, int64_t quantity);

/* The same outside of one: each step is a transaction of its own. */
bool hold_make_room_now(void *pool, const char *quota_id, int64_t quantity);

#endif

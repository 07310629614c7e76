/*
 * The end of a hold. An order is overdue from its `expires_at` on, whether or not anybody has noticed; these make it permanent:
 * `cancelled`, `expiration:complete` and `order:cancelled` in the outbox, what it held free again. Several at once do each order once:
 * its row is locked while its state is asked for and changed.
 */
#ifndef SALES_HOLD_H
#define SALES_HOLD_H

#include <stdint.h>

/* Cancels up to `max` overdue orders that nobody else is at, oldest first; returns how many. Within a transaction. */
int64_t hold_expire(void *pool, int64_t max);

/*
 * Cancels all overdue orders that hold something of this quota, and waits for whoever is at one of them: what they held is free
 * afterwards, for whoever is first. Within a transaction.
 */
void hold_expire_of(void *pool, const char *quota_id);

/* The same in a transaction of its own. */
void hold_end_overdue(void *pool, const char *quota_id);

#endif

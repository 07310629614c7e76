/*
 * Money back. A refund is decided in the transaction of its cause, as a row that is due, and carried out afterwards by
 * flow/refund_flow.c; the provider's idempotency key is the row's id, so it is paid once however often it is tried.
 */
#ifndef MONEY_REFUND_H
#define MONEY_REFUND_H

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "db/batch.h"
#include "sales/order.h"

struct refund {
	char id[ID_SIZE], payment_id[ID_SIZE];
	const char *provider_id, *provider, *currency;
	int64_t amount; /* minor units */
	int64_t attempt; /* with the id, the provider's idempotency key */
};

/* Adds to the batch: all of this payment that hasn't gone back yet. `reason`: late, duplicate, seller. */
void refund_all(struct batch *batch, const char *payment_id, const char *reason);

/*
 * The seller gives tickets of a completed order back: `count` lines of his own products, or all of them (count 0). They are on
 * sale again, and their price is due to the buyer. DONE; NOT_FOUND; UNAUTHORIZED (nothing in it is the seller's);
 * NOT_REFUNDABLE (not completed, or more than there are). Within a transaction.
 */
const struct outcome *refund_tickets(void *pool, const char *order_id, const char *seller, const struct order_line *lines, size_t count);

/* Refunds that are due, those that have waited longest first, as struct refund; of one order only, or NULL. */
struct list refund_due(void *pool, const char *order_id, int64_t max);

/*
 * The provider hasn't said yes: it is asked again later and later, at least once an hour, and others come first. `anew`: under
 * another key, for this one has its answer; not before the provider's list must show whatever was done. Within a transaction.
 */
const struct outcome *refund_put_off(const struct refund *refund, bool anew);

/* The provider has said yes: payment:refunded, once. Within a transaction. */
const struct outcome *refund_done(void *pool, const struct refund *refund);

extern const struct outcome NOT_REFUNDABLE[1]; /* the order isn't complete, or has fewer tickets than should go back */

#endif

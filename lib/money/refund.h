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
	int64_t whole;   /* 1: whatever the provider has of it, which may be no amount of ours */
};

#define REFUND_STUCK 5 /* refusals after which people are told: some five minutes */
#define REFUND_NUMBER(number) #number
#define REFUND_REFUSALS(number) REFUND_NUMBER(number)

/* An SQL expression over a row `y` of payments: what has gone back of it, or is to, in minor units. */
#define REFUND_SUM "(SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id)"

/* An SQL expression over a row `r` of refunds: its money hasn't arrived, and won't by itself soon, or ever. */
#define REFUND_IS_STUCK "(r.failed_at IS NOT NULL OR (r.done = FALSE AND r.refusals >= " REFUND_REFUSALS(REFUND_STUCK) "))"

/* Adds to the batch: all of this payment that hasn't gone back yet. `reason`: late, duplicate, differs. */
void refund_all(struct batch *batch, const char *payment_id, const char *reason);

/*
 * The seller gives tickets of a completed order back: `count` lines of his own products, or all of them (count 0). They are on
 * sale again, and their price is due to the buyer. DONE; NOT_FOUND; UNAUTHORIZED (nothing in it is the seller's);
 * NOT_REFUNDABLE (not completed, or more than there are). Within a transaction.
 */
const struct outcome *refund_tickets(void *pool, const char *order_id, const char *seller, const struct order_line *lines, size_t count);

/* The same, for all tickets that were paid for and that the buyer has left, whoever sold them. The order's row must be locked. */
void refund_rest(void *pool, struct batch *batch, const char *order_id);

/*
 * Refunds that are due, as struct refund: of each account that has caused some the one that has waited longest, then the second, and so on.
 * Of one order only, or NULL.
 */
struct list refund_due(void *pool, const char *order_id, int64_t max);

/*
 * The provider hasn't said yes: it is asked again later and later, at least once an hour, and others come first. `anew`: under
 * another key, for this one has its answer; not before the provider's list must show whatever was done. Within a transaction.
 */
const struct outcome *refund_put_off(const struct refund *refund, bool anew);

/* The provider has said yes: payment:refunded, once. Within a transaction. */
const struct outcome *refund_done(void *pool, const struct refund *refund);

/* A refund that is stuck, for whoever runs the shop. */
struct refund_stuck {
	char id[ID_SIZE], payment_id[ID_SIZE], order_id[ID_SIZE];
	const char *provider_id, *currency; /* the payment's */
	int64_t amount, came_back;          /* minor units; 1: the provider had paid it, and it has come back */
	int64_t created_at;                 /* milliseconds */
};

/* The refunds that are stuck, the oldest first, as struct refund_stuck; `max` at most. */
struct list refund_stuck_list(void *pool, int64_t max);

/*
 * Somebody has paid it by other means: it is done, and payment:refunded tells of it, once. DONE; NOT_FOUND where there is none of this id
 * that is stuck. Within a transaction.
 */
const struct outcome *refund_paid_by_hand(void *pool, const char *id);

extern const struct outcome NOT_REFUNDABLE[1]; /* the order isn't complete, or has fewer tickets than should go back */

#endif

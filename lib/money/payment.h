/*
 * Payments. The provider moves the money; this keeps what is known of it and what follows for the order, each step in a
 * transaction of its own, with nothing locked while the provider is asked:
 *
 *	payment_begin()   (money/payment_begin.h) the order is awaiting:payment, the payment is pending: written before the provider is called
 *	(the provider is asked, flow/payment_flow.c)
 *	settlement_apply()  (money/settlement.h) what the provider said takes effect, once, however often and in whatever order it is told
 *
 * While a payment is pending the order's hold doesn't run out under it, until `pay_until`; then jobs/settle_payments
 * asks the provider. `awaiting:payment` is a phase of a live hold that no event tells of, so it doesn't count as a version.
 */
#ifndef MONEY_PAYMENT_H
#define MONEY_PAYMENT_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "db/batch.h"
#include "money/settings.h"

struct payment {
	char id[ID_SIZE];
	char order_id[ID_SIZE];
	int64_t amount; /* minor units */
	const char *currency;
	const char *status; /* pending, succeeded, failed, refunded (all of it) */
	const char *provider_id; /* its name there; NULL where the provider gives it and hasn't yet */
	const char *action_url; /* where the buyer must confirm it; NULL: nowhere */
	int64_t refunded;   /* minor units, those on their way included */
	int64_t attempt;
	const char *failure, *provider;
	const char *reason; /* of its last refund (refunds.reason), or NULL */
	char user_id[ID_SIZE]; /* the buyer */
	const char *reference; /* the order's */
	int64_t created_at;
	int64_t quiet; /* seconds since its attempt began */
	int64_t given_up; /* 1: failed, as the provider never said what became of it */
	const char *dispute; /* open, won, lost: the buyer's bank wants or wanted the money back; NULL: it doesn't */
	int64_t refund_stuck;  /* 1: the provider has refused a refund of it several times, or couldn't pay it */
	const char *confirm_at; /* where the bank asks the buyer, while it does: an address, or a path of ours */
};

extern const struct field payment_fields[];

/* True if BOXOFFICE_PAYMENT_PROVIDER names a provider. Without one only free tickets can be ordered, and no payment begins. */
static inline bool payment_is_possible(void)
{
	return *money_settings.payment_provider;
}

struct charge; /* money/provider.h */

/* Reads the hosted checkout of the order that is pending. DONE, or NOT_FOUND where there is none. */
const struct outcome *payment_hosted_checkout(void *pool, const char *order_id, struct payment *payment);

/* Keeps the provider's name for it, before anything is confirmed under that name. STALE where it was given up. Within a transaction. */
const struct outcome *payment_name(struct payment *payment, const char *provider_id);

/* DONE, NOT_FOUND, or UNAUTHORIZED where the buyer is another; `buyer` NULL: whoever it is. */
const struct outcome *payment_load(void *pool, const char *id, const char *buyer, struct payment *payment);

/* The payment with the provider's name; the one that paid for the order, or its latest. DONE or NOT_FOUND. */
const struct outcome *payment_by_provider_id(void *pool, const char *provider, const char *provider_id, struct payment *payment);
const struct outcome *payment_of_order(void *pool, const char *order_id, struct payment *payment);

#define PAYMENT_LIST_MAX 50

/* All payments of an order, failed ones too: the one that paid for it first, then the latest. As struct payment. */
struct list payment_list(void *pool, const char *order_id);

#define PAYMENT_ADDRESS_MAX 1024
#define PAYMENT_QUIET 5      /* seconds after which a pending payment is asked about */
#define PAYMENT_ASK_EVERY 10 /* seconds, at least, between two questions about the same; ten minutes once it has waited for hours */
#define PAYMENT_ABANDONED 30 /* seconds after which no request can be at it any more */
#define PAYMENT_LET_GO 3600  /* seconds beyond the ends of payment and hold that tickets wait for a provider that can't say */
#define PAYMENT_GIVE_UP (7 * 86400) /* seconds after which a provider that never said is asked no more */

/* Pending payments to ask the provider about now, as struct payment: of each buyer the one that has waited longest, then the second… */
struct list payment_unsettled(void *pool, int64_t max);

/*
 * Adds to the batch: the payment has succeeded under the provider's id for it. `pays_order`: its money pays for the order; else the
 * money goes back. The payment's row is locked.
 */
void payment_succeed(struct batch *batch, const char *id, const char *provider_id, bool pays_order);

/* Adds to the batch: a payment that is pending has succeeded and pays for its order. The batch is refused where it isn't pending. */
void payment_succeed_pending(struct batch *batch, const char *id, const char *provider_id);

/*
 * Adds to the batch: the payment has succeeded with another amount or currency than was asked for; it is now of these. An amount that can't
 * be told in our units counts as 0. The payment's row is locked.
 */
void payment_succeed_otherwise(struct batch *batch, const char *id, const struct charge *charge);

/* A payment that has been pending for PAYMENT_GIVE_UP seconds has failed, given up. False where it isn't that old. Within a transaction. */
bool payment_give_up(const char *id);

/* Keeps how its dispute stands: open, won or lost. False where that is known. Within a transaction. */
bool payment_note_dispute(const char *id, const char *state);

/* A payment that is pending has failed. `message`: why, for the buyer; NULL for no reason. Within a transaction. */
void payment_fail(const char *id, const char *message);

/*
 * Keeps that the provider was asked about the payment just now, and the address where the bank asks the buyer. NULL leaves the address
 * as it was. Within a transaction.
 */
void payment_note_asked(const char *id, const char *confirm_at);

extern const struct outcome
	NOT_FOR_MONEY[1], /* no provider is set */
	PAY_CANCELLED[1], /* a cancelled or expired order can't be paid */
	ALREADY_PAID[1],  /* the order is complete */
	MANY_ATTEMPTS[1], /* it was tried as often as it may be */
	DECLINED[1],      /* the provider doesn't charge this card */
	NO_PAYMENTS[1],   /* the provider takes no payments at the moment; nothing was charged */
	UNSETTLED[1];     /* the provider hasn't said yet what became of the payment */

#endif

/*
 * What follows for payment, order and tickets from what the provider says. It may be told by whoever asked, by a webhook and by the
 * settle job, in any order, at once and late: the order's row, locked, makes one of them first, and the payment's state the rest
 * without effect.
 */
#ifndef MONEY_SETTLEMENT_H
#define MONEY_SETTLEMENT_H

#include <stdbool.h>

#include "base/outcome.h"
#include "money/payment.h"

/* What the provider says of a payment. */
enum charge_state {
	CHARGE_UNKNOWN,   /* it couldn't be asked, or didn't answer */
	CHARGE_OPEN,      /* nothing has been charged, and nothing will be unless we confirm it */
	CHARGE_ACTION,    /* waits for the buyer to confirm it with the bank */
	CHARGE_DECLINED,  /* this card wasn't charged; another may be */
	CHARGE_SUCCEEDED,
	CHARGE_CANCELLED, /* it can never succeed any more */
};

struct charge {
	enum charge_state state;
	const char *provider_id;
	const char *message;    /* for the buyer: why it was declined; NULL for none */
	const char *action_url; /* where the buyer confirms it; NULL for none */
	int64_t amount;         /* minor units; what succeeded */
	const char *currency;
};

/*
 * Lets what the provider said take effect: DONE for money received (the order is complete, or a refund is due), DECLINED,
 * UNSETTLED where nothing is decided. AMOUNT_DIFFERS for another amount or currency than asked: nothing changes. Within a transaction.
 */
const struct outcome *settlement_apply(void *pool, const struct payment *payment, const struct charge *charge);

/*
 * The usual case of that in two round trips, in a transaction of its own: a payment that is pending has succeeded, and its order awaits it.
 * False, and nothing changes, where it isn't so: settlement_apply() decides then.
 */
bool settlement_apply_expected(void *pool, const struct payment *payment, const struct charge *charge);

/*
 * True where nothing more can come of a payment that the provider has open: no request is at it any more, or its time is up.
 */
bool settlement_is_abandoned(const struct payment *payment, enum charge_state state);

extern const struct outcome AMOUNT_DIFFERS[1]; /* the provider has another amount or currency than was asked for */

#endif

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
#include "money/provider.h"

/*
 * Lets what the provider said take effect: DONE for money received (the order is complete, or a refund is due), DECLINED,
 * UNSETTLED where nothing is decided. OTHER_MONEY for another amount or currency than was asked for: the payment is then what was
 * received, all of it is due back, and the order awaits it no more. Within a transaction.
 *
 * Where the provider can't say (CHARGE_UNKNOWN) the order awaits it for PAYMENT_LET_GO seconds beyond both its ends, and the payment is
 * given up after PAYMENT_GIVE_UP seconds. Money that is heard of later still has its effect.
 */
const struct outcome *settlement_apply(void *pool, const struct payment *payment, const struct charge *charge);

/* True if the charge has succeeded with the amount and currency that the payment was to have. */
bool settlement_is_expected(const struct payment *payment, const struct charge *charge);

/*
 * The usual case of that in two round trips, in a transaction of its own: a payment that is pending has succeeded, and its order awaits it.
 * False, and nothing changes, where it isn't so: settlement_apply() decides then.
 */
bool settlement_apply_expected(void *pool, const struct payment *payment, const struct charge *charge);

/*
 * True where nothing more can come of a payment that the provider has open: no request is at it any more, or its time is up.
 */
bool settlement_is_abandoned(const struct payment *payment, enum charge_state state);

extern const struct outcome OTHER_MONEY[1]; /* the provider has received another amount or currency than was asked for */

#endif

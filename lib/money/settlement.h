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

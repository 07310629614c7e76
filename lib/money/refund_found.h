/*
 * Money that has gone back at the provider without the shop: by somebody who has refunded it there, or by the buyer's bank. What the
 * provider says of a payment is compared with the payment's refunds, and taken up:
 *
 *	others have given it back  a refund of its own, done; refunds that are due become less by as much as would be too much
 *	ours is there, and we don't know   it is done
 *	one didn't arrive          it has come back (failed_at): somebody has to pay it by other means, and the buyer gets a mail
 *	all of it is back          the tickets that it has paid for go back on sale
 */
#ifndef MONEY_REFUND_FOUND_H
#define MONEY_REFUND_FOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "money/payment.h"
#include "money/provider.h"

/* What was new: for the log. */
struct refund_found {
	int64_t found, came_back; /* refunds */
	const char *dispute;      /* open, won, lost; NULL: nothing new of that */
};

/*
 * Takes up what the provider says of this payment, which has succeeded; any other is left alone. What was taken up before has no effect.
 * Within a transaction.
 */
struct refund_found refund_found_take_up(void *pool, const struct payment *payment, const struct ledger *back);

#endif

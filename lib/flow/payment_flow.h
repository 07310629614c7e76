/*
 * Taking and returning money: asks the provider, and lets its answer take effect. Each step that must be remembered is
 * committed before the next one is taken, so a program killed at any instruction leaves what payment_flow_settle() can finish.
 */
#ifndef FLOW_PAYMENT_FLOW_H
#define FLOW_PAYMENT_FLOW_H

#include <stdbool.h>

#include "base/outcome.h"
#include "money/provider.h"
#include "money/settlement.h"

/* Who wants to pay for what, and how. */
struct wish {
	const char *order_id, *buyer, *token;
	bool repeated; /* the same request has come before, and had no answer yet */
};

/*
 * Pays for the buyer's order with a token of the provider's. CREATED, and `payment` as it now is; DECLINED with the words
 * for the buyer in `payment->failure`; NO_PAYMENTS; UNSETTLED; NOT_FOR_MONEY; what payment_begin() refuses. Where a payment is under way
 * already it is waited for, for a few seconds, unless the bank has asked the buyer about it: if it succeeds, or is this same request,
 * its outcome is the answer, so a second click charges nothing. A page of the provider's where the order could be paid, too, is closed
 * first. `action` is where the buyer must confirm the payment (CREATED, the order still awaiting:payment), or NULL.
 */
const struct outcome *payment_flow_pay(void *pool, const struct wish *wish, struct payment *payment, const char **action);

/*
 * The address of a page of the provider's where the buyer pays, leading back to the path `back`: CREATED and `*address`. NULL
 * in `*address` where our own form takes the card. DECLINED with the words for the buyer in `payment->failure` where the provider
 * opens no page for this order, NO_PAYMENTS where it opens none or can't be reached; NOT_FOR_MONEY; what payment_begin() refuses. The token
 * isn't used.
 */
const struct outcome *payment_flow_checkout(void *pool, const struct wish *wish, const char *back, struct payment *payment,
                                            const char **address);

/* Asks the provider about one pending payment; ends it where its time has run out. DONE, DECLINED or UNSETTLED. */
const struct outcome *payment_flow_settle(void *pool, const struct payment *payment);

/* The buyer's answer to the question that the `test` provider asks before some charges. DONE, DECLINED or UNSETTLED. */
const struct outcome *payment_flow_answer(void *pool, struct payment *payment, bool yes);

/* What the provider said takes effect, and `payment` is as it then is: DONE, also where all of it goes back, DECLINED or UNSETTLED. */
const struct outcome *payment_flow_apply(void *pool, struct payment *payment, const struct charge *charge);

#endif

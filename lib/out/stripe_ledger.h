/* What Stripe says that it has done: its lists of payments and refunds (out/provider.h). */
#ifndef OUT_STRIPE_LEDGER_H
#define OUT_STRIPE_LEDGER_H

#include "out/provider.h"

bool stripe_list_charges(void *pool, int64_t since, struct ledger *ledger);
bool stripe_list_refunds(void *pool, int64_t since, struct ledger *ledger);

#endif

/* What Stripe says that it has done: its lists of payments and refunds (money/provider.h). */
#ifndef STRIPE_LEDGER_H
#define STRIPE_LEDGER_H

#include "money/provider.h"

bool stripe_list_charges(void *pool, int64_t since, struct ledger *ledger);
bool stripe_list_refunds(void *pool, int64_t since, struct ledger *ledger);

/* Adds all refunds of one intent, those that have failed too; and the disputes about it. False where it can't say. */
bool stripe_list_back(void *pool, const char *intent, struct ledger *ledger);
bool stripe_list_disputes(void *pool, const char *intent, struct ledger *ledger);

#endif

/* The `test` provider, which never leaves this machine (money/provider.h); its cards: boxoffice.conf(5). */
#ifndef MONEY_TEST_PROVIDER_H
#define MONEY_TEST_PROVIDER_H

#include "money/payment.h"
#include "money/provider.h"
#include "money/refund.h"

extern const struct provider test_provider;

/* Its bank: the buyer has said yes or no to a payment that waits for it. */
struct charge test_provider_answer(void *pool, const struct payment *payment, bool yes);

#endif

/* Stripe's PaymentIntent, which is what it has of a payment. https://docs.stripe.com/api/payment_intents */
#ifndef STRIPE_INTENT_H
#define STRIPE_INTENT_H

#include <jansson.h>
#include <stdbool.h>

#include "money/provider.h"

/* What became of it. `processing`, and whatever else isn't decided, is CHARGE_UNKNOWN. */
struct charge stripe_intent_charge(void *pool, const json_t *intent);

/* The intent that the shop has under this name: the name is of an intent, or of a checkout session. NULL where that can't be said. */
const char *stripe_intent_of(void *pool, const char *provider_id);

/* All about the payment of this name (money/provider.h): its intent, refunds and disputes. */
bool stripe_statement(void *pool, const char *provider_id, struct statement *statement);

#endif

/* Stripe, by its HTTP API: a payment provider (money/provider.h). */
#ifndef STRIPE_STRIPE_H
#define STRIPE_STRIPE_H

#include "money/payment.h"
#include "money/provider.h"
#include "money/refund.h"

extern const struct provider stripe_provider;

#endif

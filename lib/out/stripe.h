/* Stripe, by its HTTP API: a payment provider (out/provider.h). */
#ifndef OUT_STRIPE_H
#define OUT_STRIPE_H

#include "out/provider.h"

extern const struct provider stripe_provider;

#endif

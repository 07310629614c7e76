/* What Stripe refuses, and what that means for a charge, with words for the buyer. https://docs.stripe.com/error-codes */
#ifndef STRIPE_REFUSAL_H
#define STRIPE_REFUSAL_H

#include <stdbool.h>

#include "money/provider.h"
#include "stripe/answer.h"

/* Whether the answer refuses what was asked for, so that nothing was done. 409, 429 and 5xx don't say so. */
bool stripe_refusal_is(const struct stripe_answer *answer);

/* Whether it is about our key or account, so that no buyer can pay: 401 and 403. */
bool stripe_refusal_is_ours(const struct stripe_answer *answer);

/* The charge that a refusal makes of what was asked for: CHARGE_DECLINED or CHARGE_UNAVAILABLE, with words for the buyer. */
struct charge stripe_refusal_charge(const struct stripe_answer *answer, const char *provider_id);

#endif

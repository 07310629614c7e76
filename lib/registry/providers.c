/* All payment providers. A new provider adds one line here. */
#include <stddef.h>

#include "money/provider.h"
#include "money/test_provider.h"
#include "stripe/stripe.h"

const struct provider *const providers[] = { &test_provider, &stripe_provider, NULL };

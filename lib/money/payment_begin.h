/* How a payment begins: what is written before the provider is asked. */
#ifndef MONEY_PAYMENT_BEGIN_H
#define MONEY_PAYMENT_BEGIN_H

#include <stdbool.h>

#include "base/outcome.h"
#include "db/batch.h"

struct payment;
struct provider; /* money/provider.h */

/*
 * Adds to the batch that the order is awaiting:payment, and `payment` the one to be confirmed, a failed one tried again or a new one; the
 * batch is refused where the order has changed since it was read. `provider` is the configured one; it isn't asked. CREATED;
 * NOT_FOUND, UNAUTHORIZED, PAY_CANCELLED, ALREADY_PAID, MANY_ATTEMPTS; PAYING where another attempt is under way (`payment` is that one).
 * `*has_hosted_checkout`: a hosted checkout of the order is open as well (payment_hosted_checkout()).
 */
const struct outcome *payment_begin(struct batch *batch, const char *order_id, const char *buyer, const struct provider *provider,
                                    struct payment *payment, bool *has_hosted_checkout);

/*
 * Begins a hosted checkout: a payment that the buyer makes on a page of the provider's. The order stays `created` and its hold runs on;
 * money that arrives after the hold has ended is a late payment. Where a hosted checkout of the order is pending already, `payment` is
 * that one. CREATED, or an outcome of payment_begin(). Within a transaction.
 */
const struct outcome *payment_begin_hosted_checkout(void *pool, const char *order_id, const char *buyer, struct payment *payment);

#endif

/*
 * Returning money: asks the provider, and remembers its answer. Each refund is under its id there, so asking again pays once. And money
 * that has gone back without the shop: what the provider says of a payment is taken up (money/refund_found.h).
 */
#ifndef FLOW_REFUND_FLOW_H
#define FLOW_REFUND_FLOW_H

#include <stdbool.h>
#include <stdint.h>

struct provider;

/*
 * Carries out refunds that are due (of one order, or NULL for all); returns how many the provider has accepted. Of one that it refuses the
 * provider is asked what has gone back otherwise.
 */
int64_t refund_flow_run(void *pool, const char *order_id);

/*
 * Asks the provider for all about the payment that has this name there, and takes it up. False where it can't say; true also where the
 * payment isn't the shop's.
 */
bool refund_flow_look(void *pool, const struct provider *provider, const char *provider_id);

#endif

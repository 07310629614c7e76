/* Returning money: asks the provider, and remembers its answer. Each refund is under its id there, so asking again pays once. */
#ifndef FLOW_REFUND_FLOW_H
#define FLOW_REFUND_FLOW_H

#include <stdint.h>

/* Carries out refunds that are due (of one order, or NULL for all); returns how many the provider has accepted. */
int64_t refund_flow_run(void *pool, const char *order_id);

#endif

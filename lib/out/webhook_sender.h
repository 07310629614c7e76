/*
 * Brings deliveries to webhooks: to many endpoints at once, and to each endpoint one delivery at a time and in order
 * (outbox/endpoint_claim.h). An endpoint that hangs takes one of many slots for ten seconds, and endpoints that have failed can't take all
 * slots. For a worker of jobs/relay.
 */
#ifndef OUT_WEBHOOK_SENDER_H
#define OUT_WEBHOOK_SENDER_H

#include <stdint.h>

#define WEBHOOK_SENDER_MAX 64    /* endpoints at once */
#define WEBHOOK_SENDER_FAILING 32 /* of which may have failed last time */

/*
 * Plans deliveries from events, and sends them: for about a second, or while nothing but what is under way is left. How many events
 * were planned from, or deliveries tried, whichever is more.
 */
int64_t webhook_sender_round(void *pool);

/* Waits a moment for what is under way, and leaves the rest to others. */
void webhook_sender_end(void);

#endif

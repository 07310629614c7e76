/* What Stripe tells by itself: signed events, each of them once or more, late or early. https://docs.stripe.com/webhooks */
#ifndef STRIPE_EVENT_H
#define STRIPE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "money/provider.h"

#define STRIPE_TOLERANCE 300 /* seconds between a signature and now */

/*
 * True if `signature` (Stripe-Signature: t=…,v1=…[,v1=…]) is that of this body under the configured secret, made within the
 * tolerance of `now` (Unix seconds).
 */
bool stripe_signed(const char *signature, const char *body, size_t length, int64_t now);

/* Reads the event; false where the body isn't one. Its texts are in the pool. */
bool stripe_event_read(void *pool, const char *body, size_t length, struct provider_event *event);

extern const struct outcome BAD_SIGNATURE[1]; /* a webhook that the provider didn't send, or too long ago */

#endif

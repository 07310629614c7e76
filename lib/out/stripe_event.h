/* What Stripe tells by itself: signed events, each of them once or more, late or early. https://docs.stripe.com/webhooks */
#ifndef OUT_STRIPE_EVENT_H
#define OUT_STRIPE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "shop/settlement.h"

#define STRIPE_TOLERANCE 300 /* seconds between a signature and now */

struct stripe_event {
	const char *id;
	const char *payment_id;  /* ours, of the metadata; NULL for none */
	const char *provider_id; /* of the payment that it is about; NULL for none */
	bool tells_charge;       /* `charge` is what it says */
	struct charge charge;
};

/*
 * True if `signature` (Stripe-Signature: t=…,v1=…[,v1=…]) is that of this body under the configured secret, made within the
 * tolerance of `now` (Unix seconds).
 */
bool stripe_signed(const char *signature, const char *body, size_t length, int64_t now);

/* Reads the event; false where the body isn't one. Its texts are in the pool. */
bool stripe_event_read(void *pool, const char *body, size_t length, struct stripe_event *event);

#endif

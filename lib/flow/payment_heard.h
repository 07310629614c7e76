/*
 * What the provider tells by itself. An event is often late, comes twice or overtakes another, so that it is believed only where it tells
 * what was expected. For all else the provider is asked how the payment is now, and that takes effect.
 */
#ifndef FLOW_PAYMENT_HEARD_H
#define FLOW_PAYMENT_HEARD_H

#include "base/outcome.h"
#include "money/provider.h"

/*
 * The event has its effect, once. DONE, also for a repeat, or an event about nothing of ours; UNSETTLED where the provider can't be asked:
 * it is to send the event again.
 */
const struct outcome *payment_heard(void *pool, const struct provider_event *event);

#endif

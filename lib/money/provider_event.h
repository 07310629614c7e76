/*
 * Events that the payment provider has sent by webhook. The shop keeps their ids, so that an event that is sent again has no effect.
 * This module knows nothing else of providers: a job that only deletes old ids needs no library for HTTP.
 */
#ifndef MONEY_PROVIDER_EVENT_H
#define MONEY_PROVIDER_EVENT_H

#include <stdbool.h>
#include <stdint.h>

/* Keeps the id of an event. False where the event has been seen before. Within the transaction of the event's effect. */
bool provider_event_is_new(const char *event_id);

/* Deletes up to `max` ids of events that are too old to be sent again. Returns how many. Within a transaction. */
int64_t provider_event_forget(int64_t max);

#endif

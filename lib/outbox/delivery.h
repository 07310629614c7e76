/*
 * Deliveries: the queue and the log of each webhook. An event becomes one delivery for each webhook that wants its subject and whose owner
 * may know of the event:
 *
 *	product:…                           the seller's
 *	order:…, expiration:…, payment:…    the buyer's; and the seller's, where all of the order's items are that one seller's
 *	                                    (a seller must not learn what was bought from others in the same order)
 *	all of them                         the operator's
 *
 * Deliveries that wait are sent in the order of positions, one at a time (outbox/endpoint_claim.h).
 */
#ifndef OUTBOX_DELIVERY_H
#define OUTBOX_DELIVERY_H

#include "base/field.h"
#include "base/outcome.h"

#define DELIVERY_LIST_MAX 100
#define DELIVERY_DAYS 30 /* how long the log keeps a delivery */

struct delivery {
	int64_t n;
	const char *position;    /* a number; NULL: a ping */
	const char *subject, *state; /* pending, delivered, failed (a ping) */
	int64_t attempts;
	const char *status;      /* the HTTP status of the last answer, a number; NULL: there was no answer */
	const char *reason;      /* why there was no answer: timeout, unreachable, private, …; or NULL */
	int64_t answered_at;     /* milliseconds, when the last attempt ended; 0: there was none */
	int64_t created_at;      /* milliseconds */
};

extern const struct field delivery_fields[];

/* Plans the deliveries of the events at these positions, both included. Within the transaction that moves the consumer's position. */
void delivery_plan(void *pool, int64_t from, int64_t to);

/* A page (db_page()) of a webhook's deliveries, as struct delivery, the newest first. `before`: only those with a lower number; 0: all. */
struct list delivery_list(void *pool, const char *webhook_id, int64_t before, int64_t limit);

/* Plans a ping. A ping is sent before all events, also to a webhook that is off. CREATED. Within a transaction. */
const struct outcome *delivery_ping(void *pool, const char *webhook_id, struct delivery *delivery);

/* Plans the same event (or another ping) once more, as a new delivery. CREATED, or NOT_FOUND. Within a transaction. */
const struct outcome *delivery_replay(void *pool, const char *webhook_id, int64_t n, struct delivery *delivery);

/*
 * Marks deliveries as delivered, and counts the attempt. `answers`: a JSON array of pairs, each a delivery's number and the HTTP status
 * of the endpoint's answer. Within the transaction that moves the endpoint on.
 */
void delivery_mark_delivered(const char *answers);

/*
 * Counts an attempt that failed. A ping is then `failed`; an event stays pending and is tried again. `status`: the HTTP status of the
 * answer, 0 for none. `reason`: why there was no answer, or NULL. Within the same transaction.
 */
void delivery_mark_failed(int64_t n, int64_t status, const char *reason);

/*
 * Deletes up to `max` deliveries that are older than DELIVERY_DAYS and needn't be sent, or whose webhook is deleted. Returns how many.
 */
int64_t delivery_purge(int64_t max);

#endif

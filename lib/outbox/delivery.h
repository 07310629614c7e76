/*
 * Deliveries: an endpoint's queue and log. An event becomes one for each webhook that may know of it and wants its subject:
 *
 *	product:…                           the seller's
 *	order:…, expiration:…, payment:…    the buyer's; and the seller's, where all of the order's items are that one seller's
 *	                                    (what was bought from others in the same order is nobody's business)
 *	all of them                         the operator's
 *
 * What waits is sent in the order of positions, one at a time (outbox/endpoint_claim.h).
 */
#ifndef OUTBOX_DELIVERY_H
#define OUTBOX_DELIVERY_H

#include "base/field.h"
#include "base/outcome.h"

#define DELIVERY_LIST_MAX 100
#define DELIVERY_DAYS 30 /* that the log goes back */

struct delivery {
	int64_t n;
	const char *position;    /* a number; NULL: a ping */
	const char *subject, *state; /* pending, delivered, failed (a ping) */
	int64_t attempts;
	const char *status;      /* of the last answer, a number; NULL: there was none */
	const char *reason;      /* why not: timeout, unreachable, private, …; NULL */
	int64_t answered_at;     /* milliseconds, when the last attempt ended; 0: there was none */
	int64_t created_at;      /* milliseconds */
};

extern const struct field delivery_fields[];

/* Plans the deliveries of the events from one position to another. Within the cursor's transaction. */
void delivery_plan(void *pool, int64_t from, int64_t to);

/* A page of them (db_page()), the newest first, of those before `before` (0: all). */
struct list delivery_list(void *pool, const char *webhook_id, int64_t before, int64_t limit);

/* A ping, which is sent at once whatever else waits, also to an endpoint that is off. CREATED. Within a transaction. */
const struct outcome *delivery_ping(void *pool, const char *webhook_id, struct delivery *delivery);

/* The same event (or another ping) once more, as a delivery of its own. CREATED, NOT_FOUND. Within a transaction. */
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

/* Deletes up to `max` that are older than DELIVERY_DAYS and wait for nobody, or whose webhook is deleted; how many. */
int64_t delivery_purge(int64_t max);

#endif

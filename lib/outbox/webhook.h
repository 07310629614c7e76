/*
 * A webhook: an address that a user wants events sent to. A user's webhooks get the events of the user's own products and orders
 * (outbox/delivery.h); the operator's, whose owner is NULL, get all. An owner who isn't this one's is UNAUTHORIZED.
 *
 * One that has failed for WEBHOOK_DAYS, or whose address says that it is gone, is switched off. What waits for it is kept; what
 * happens while it is off is not sent to it.
 */
#ifndef OUTBOX_WEBHOOK_H
#define OUTBOX_WEBHOOK_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"

#define WEBHOOK_URL_MAX 2000
#define WEBHOOKS_MAX 20          /* of one owner, but for those made at the same instant */
#define WEBHOOK_DAYS 3            /* of failures; then it is off */
#define WEBHOOK_SECRET_SIZE 71    /* whsec_ and 64 hex digits */
#define WEBHOOK_SECRET_MINUTES 10 /* that a new secret can be seen */

struct webhook {
	char id[ID_SIZE], user_id[ID_SIZE];
	const char *url, *subjects; /* a JSON array; ["*"] for all */
	const char *state;          /* on, off */
	const char *reason;         /* why it is off: owner, gone, failing; NULL */
	const char *secret;         /* while it is new; NULL */
	int64_t created_at, failing_at, retry_at, delivered_at; /* milliseconds; 0: not */
};

/* As the API shows it; as it shows one whose secret has just been made. */
extern const struct field webhook_fields[], webhook_secret_fields[];

/* What an owner may set; NULL leaves it as it is (all subjects and on, of a new one). */
struct webhook_input {
	const char *url;
	const char *subjects; /* separated by commas; "" for all */
	const char *state;    /* on, off */
};

/* CREATED, or WEBHOOKS_FULL. Within a transaction, as all that changes something here. */
const struct outcome *webhook_create(void *pool, const char *owner, const struct webhook_input *input, struct webhook *webhook);

/* DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_load(void *pool, const char *id, const char *owner, struct webhook *webhook);

/* The owner's, in order of creation, as struct webhook. */
struct list webhook_list(void *pool, const char *owner);

/* Changes it, and tries at once what waits for it: DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_update(void *pool, const char *id, const char *owner, const struct webhook_input *input,
                                     struct webhook *webhook);

/* EMPTY, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_delete(void *pool, const char *id, const char *owner);

/* A new secret; the one before it signs along for a day. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_rotate(void *pool, const char *id, const char *owner, struct webhook *webhook);

/*
 * A delivery has been planned for this webhook, and the webhook is due: now (`now`, for a ping), else when the pause after a
 * failure is over. Within the transaction that plans the delivery.
 */
void webhook_wake(const char *id, bool now);

/* The same for all webhooks that got a delivery by the statement that ran last (its LAST_INSERT_ID() and the numbers after it). */
void webhook_wake_planned(void);

/* Deletes up to `max` that were deleted by their owners and have no deliveries left; how many. */
int64_t webhook_purge(int64_t max);

extern const struct outcome WEBHOOKS_FULL[1]; /* a user has as many endpoints as one may have */

#endif

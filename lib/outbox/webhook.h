/*
 * A webhook: an address that a user wants events sent to. A user's webhooks get the events of the user's own products and orders
 * (outbox/delivery.h). The operator's webhooks, whose user_id is "" (NULL in its column), get all events. `owner` below is who asks;
 * the outcome is UNAUTHORIZED where the webhook has another owner.
 *
 * Anybody can name anybody's address, so an address must prove that it wants what is sent to it: each message has a challenge, and an
 * answer that repeats the challenge proves the address. Until then little is sent (outbox/endpoint_claim.h). The operator's need no proof.
 *
 * A webhook that has failed for WEBHOOK_DAYS, or whose address answers 410 (Gone), is switched off. Deliveries that wait for it are kept;
 * events that happen while it is off are not sent to it.
 */
#ifndef OUTBOX_WEBHOOK_H
#define OUTBOX_WEBHOOK_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"

#define WEBHOOK_URL_MAX 2000
#define WEBHOOKS_MAX 20           /* of one owner; requests at the same instant may exceed it */
#define WEBHOOK_DAYS 3            /* of failures, after which a webhook is switched off */
#define WEBHOOK_CHALLENGE_SIZE 33 /* 32 hex digits */
#define WEBHOOK_SECRET_SIZE 71    /* whsec_ and 64 hex digits */
#define WEBHOOK_SECRET_MINUTES 10 /* how long a new secret can be seen */

/* Whose webhooks are meant: the operator's, or a user's. An empty id is nobody, which is FAULT_BUG with each function here. */
struct webhook_owner {
	bool is_operator;
	const char *user; /* an id, where it isn't the operator */
};
#define WEBHOOK_OPERATOR ((struct webhook_owner){ .is_operator = true })
#define WEBHOOK_USER(id) ((struct webhook_owner){ .user = (id) })

struct webhook {
	char id[ID_SIZE], user_id[ID_SIZE];
	const char *url, *subjects; /* a JSON array; ["*"] for all */
	const char *state;          /* on, off */
	const char *reason;         /* why it is off: owner, gone, failing; NULL */
	const char *secret;         /* NULL once it is no longer new */
	int64_t created_at, failing_at, retry_at, delivered_at; /* milliseconds; 0: never, or not now */
	int64_t proved_at;          /* milliseconds; 0: the address hasn't proved itself */
};

/* What the API shows of a webhook; and what it shows of one whose secret has just been made. */
extern const struct field webhook_fields[], webhook_secret_fields[];

/* What an owner may set. NULL leaves a value as it is; a new webhook then gets all subjects, and is on. */
struct webhook_input {
	const char *url;
	const char *subjects; /* separated by commas; "" for all */
	const char *state;    /* on, off */
};

/* Makes a webhook. CREATED, or WEBHOOKS_FULL. Within a transaction, like all functions here that change something. */
const struct outcome *webhook_create(void *pool, struct webhook_owner owner, const struct webhook_input *input, struct webhook *webhook);

/* Reads a webhook. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_load(void *pool, const char *id, struct webhook_owner owner, struct webhook *webhook);

/* All webhooks of this owner, in the order of their creation, as struct webhook. */
struct list webhook_list(void *pool, struct webhook_owner owner);

/* Changes a webhook. Another address must prove itself anew. Deliveries that wait are then tried at once. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_update(void *pool, const char *id, struct webhook_owner owner, const struct webhook_input *input,
                                     struct webhook *webhook);

/* Marks a webhook as deleted; webhook_purge() deletes it later. EMPTY, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_delete(void *pool, const char *id, struct webhook_owner owner);

/* Makes a new secret. For a day, messages are signed with the old secret as well. DONE, NOT_FOUND, UNAUTHORIZED. */
const struct outcome *webhook_rotate(void *pool, const char *id, struct webhook_owner owner, struct webhook *webhook);

/*
 * A delivery has been planned for this webhook, and the webhook is due: now (`now`, for a ping), else when the pause after a
 * failure is over. Within the transaction that plans the delivery.
 */
void webhook_wake(const char *id, bool now);

/* The same for all webhooks that got a delivery by the statement that ran last (its LAST_INSERT_ID() and the numbers after it). */
void webhook_wake_planned(void);

/* Deletes up to `max` webhooks that are marked as deleted and have no deliveries left. Returns how many. */
int64_t webhook_purge(int64_t max);

extern const struct outcome WEBHOOKS_FULL[1]; /* the owner has WEBHOOKS_MAX webhooks already */

#endif

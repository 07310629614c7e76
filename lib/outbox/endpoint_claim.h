/*
 * A claim of an endpoint: one process alone sends to an endpoint at a time. The process claims the endpoint for ENDPOINT_CLAIM_SECONDS
 * and renews the claim while it works. It takes the next few deliveries, sends them one after the other, and writes the results; each
 * write is guarded by the claim. When the process dies, the claim runs out, and another process sends every delivery that isn't marked,
 * the first one first. So each event arrives at least once, and first deliveries arrive in order.
 *
 * After a failure the endpoint's own clock runs: 5 seconds, doubled with each further failure up to four hours, give or take a
 * quarter; nothing behind the event that failed is sent before it. After WEBHOOK_DAYS of nothing but failures, and at once when
 * it answers 410, the endpoint is off.
 */
#ifndef OUTBOX_ENDPOINT_CLAIM_H
#define OUTBOX_ENDPOINT_CLAIM_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "outbox/feed.h"
#include "outbox/mail.h"

#define ENDPOINT_CLAIM_SECONDS 5
#define ENDPOINT_CLAIM_DELIVERIES 50 /* taken at a time */

/* A delivery to be made. */
struct delivery_attempt {
	int64_t n;
	struct event event; /* position and id are 0 for a ping */
	int64_t status;     /* what became of it: the answer's status, 0 for none */
	const char *reason; /* and why there was none; NULL */
};

struct endpoint_claim {
	char id[ID_SIZE]; /* the webhook's */
	char user_id[ID_SIZE]; /* "" for the operator's */
	const char *url, *secret, *old_secret; /* NULL where no old one signs along */
	int64_t planned, attempt, is_ready;
	bool is_ping;       /* one delivery, which isn't tried again */
	struct list deliveries;
};

/* Ids (struct due) of up to `max` endpoints that have something to be sent now: of those that are failing, or of the others. */
struct due {
	char id[ID_SIZE];
};

struct list endpoint_claim_due(void *pool, int64_t max, bool failing);

/* Claims the endpoint and takes what is to be sent; false where another holds it or there is nothing. Within a transaction. */
bool endpoint_claim_begin(void *pool, const char *id, const char *holder, struct endpoint_claim *claim);

/* Keeps these endpoints (a JSON array of ids) for another ENDPOINT_CLAIM_SECONDS. */
void endpoint_claim_renew(const char *ids, const char *holder);

/*
 * Writes what became of the first `tried` deliveries, of which all but perhaps the last succeeded, and gives the endpoint free.
 * False where the claim was lost: then nothing is written. Within a transaction.
 */
bool endpoint_claim_end(void *pool, const struct endpoint_claim *claim, const char *holder, size_t tried);

/* Gives these endpoints free as if nothing had been tried. */
void endpoint_claim_abandon(const char *ids, const char *holder);

/* True for a status of success. */
bool endpoint_claim_succeeded(int64_t status);

/* Milliseconds to wait after so many failures. */
int64_t endpoint_claim_pause(int64_t attempt);

/* The owner of an endpoint that was switched off is told. */
extern const struct mail_kind endpoint_claim_mails[];

#endif

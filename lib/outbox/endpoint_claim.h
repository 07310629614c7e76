/*
 * A claim of an endpoint: one process alone sends to an endpoint at a time. The process claims the endpoint for ENDPOINT_CLAIM_SECONDS
 * and renews the claim while it works. It takes the next few deliveries, sends them one after the other, and writes the results; each
 * write is guarded by the claim. When the process dies, the claim runs out, and another process sends every delivery that isn't marked,
 * the first one first. So each event arrives at least once, and first deliveries arrive in order.
 *
 * To addresses that haven't proved themselves (outbox/webhook.h) an owner can have UNPROVED_AT_ONCE messages sent at once, and then one
 * each second, over all of the owner's webhooks. BOXOFFICE_RATE_LIMIT 0 lifts that.
 *
 * After a failure the endpoint pauses: for 5 seconds, doubled with each further failure up to four hours, and longer or shorter by up to a
 * quarter at random. No later event is sent before the one that failed. After WEBHOOK_DAYS of failures alone, or at once when it answers
 * 410 (Gone), the endpoint is switched off.
 */
#ifndef OUTBOX_ENDPOINT_CLAIM_H
#define OUTBOX_ENDPOINT_CLAIM_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "outbox/feed.h"
#include "mail/mail.h"

#define ENDPOINT_CLAIM_SECONDS 5
#define ENDPOINT_CLAIM_DELIVERIES 50 /* how many deliveries a claim takes at most */
#define ENDPOINT_CLAIM_OWNER 4       /* how many endpoints of one owner, other than the operator, are claimed at the same time */
#define UNPROVED_AT_ONCE 60

/* A delivery to be sent, and after that its result. */
struct delivery_attempt {
	int64_t n;
	struct event event; /* position and id are 0 for a ping */
	int64_t status;     /* the HTTP status of the answer; 0: there was no answer */
	const char *reason; /* why there was no answer; or NULL */
};

struct endpoint_claim {
	char id[ID_SIZE]; /* the webhook's */
	char user_id[ID_SIZE]; /* "" for the operator's */
	const char *url, *secret, *old_secret; /* old_secret: signs as well for a day after a change; else NULL */
	const char *challenge; /* that an answer must repeat to prove the address; NULL where there is no need */
	int64_t owed;       /* seconds until what was sent to the owner's addresses without proof is forgotten */
	int64_t planned;    /* how many deliveries had been planned when the claim began */
	int64_t attempt;    /* failures in a row so far */
	int64_t is_ready;   /* 1: the webhook is on, and its pause is over */
	bool is_ping;       /* the only delivery is a ping, which isn't tried again */
	struct list deliveries; /* struct delivery_attempt */
};

/* The id of an endpoint that has something to be sent now. */
struct due {
	char id[ID_SIZE];
};

/*
 * Up to `max` endpoints (struct due) that have something to be sent now. `trusted`: of those that have answered quickly and well the last
 * time; else of the others. First come those whose owners have the least endpoints in hand, and no owner gets more than
 * ENDPOINT_CLAIM_OWNER of them.
 */
struct list endpoint_claim_due(void *pool, int64_t max, bool trusted);

/* Claims the endpoint and reads what is to be sent. False where another process has the claim, or nothing is due. Within a transaction. */
bool endpoint_claim_begin(void *pool, const char *id, const char *holder, struct endpoint_claim *claim);

/* Renews the claims of these endpoints (a JSON array of ids) for another ENDPOINT_CLAIM_SECONDS. */
void endpoint_claim_renew(const char *ids, const char *holder);

/* What was seen of an endpoint while it was in hand. */
struct endpoint_seen {
	size_t tried; /* deliveries, from the first on: all of them but perhaps the last have succeeded */
	bool slow;    /* one of the answers took long */
	bool proved;  /* one of them repeated the challenge */
};

/* Writes the results and ends the claim. False where the claim was lost: then nothing is written. Within a transaction. */
bool endpoint_claim_end(void *pool, const struct endpoint_claim *claim, const char *holder, const struct endpoint_seen *seen);

/* Ends the claims of these endpoints (a JSON array of ids) as if nothing had been tried. */
void endpoint_claim_abandon(const char *ids, const char *holder);

/* True for an HTTP status of success, 200 to 299. */
bool endpoint_claim_succeeded(int64_t status);

/* How many milliseconds to wait after `attempt` failures in a row, with a random part. */
int64_t endpoint_claim_pause(int64_t attempt);

/* The kinds of mail of this module: the owner learns that an endpoint was switched off. */
extern const struct mail_kind endpoint_claim_mails[];

#endif

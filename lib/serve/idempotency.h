/*
 * Idempotency keys (IETF draft "The Idempotency-Key HTTP Header Field"): a request that creates something runs once for
 * each owner and key within 24 hours; a repeat gets the answer of the first. The row is written in the transaction of
 * the request, so the effect and the answer are there together or not at all, and a second request with the same key
 * waits for the first to commit.
 */
#ifndef SERVE_IDEMPOTENCY_H
#define SERVE_IDEMPOTENCY_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "http/request.h"

#define IDEMPOTENCY_KEY_MAX 255
#define FINGERPRINT_SIZE 65

struct kept_answer {
	int64_t status;       /* 0: still under way */
	const char *location; /* NULL for none */
	const char *type, *body;
	struct account signs_in; /* whom the answer signs in; its id is "" for nobody */
	const char *fingerprint;
};

/* 1 to 255 printable ASCII characters. */
bool idempotency_key_valid(const char *key);

/* Claims the key: true if it is new (or older than 24 hours); else the kept answer is in `answer`. */
bool idempotency_claim(void *pool, const char *owner, const char *key, const char *fingerprint, struct kept_answer *answer);

/* Keeps the answer under the claimed key; false, and nothing changes, where another request was first to. */
bool idempotency_keep(const char *owner, const char *key, const struct kept_answer *answer);

/* True, and the kept answer, where the key has one that is committed. */
bool idempotency_find(void *pool, const char *owner, const char *key, struct kept_answer *answer);

/*
 * Claims the key and keeps the answer under it, in one round trip with the commit. Where the key is not new the transaction is
 * tried again; only in db_is_first_try().
 */
void idempotency_keep_at_commit(const char *owner, const char *key, const struct kept_answer *answer);

/* Deletes up to `most` answers older than 24 hours; returns how many. */
int64_t idempotency_purge(int64_t max);

extern const struct outcome
	KEY_INVALID[1], /* the key isn't 1 to 255 printable characters */
	KEY_REUSED[1];  /* the key came before with another request */

#endif

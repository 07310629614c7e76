/*
 * Idempotency keys (IETF draft "The Idempotency-Key HTTP Header Field"): a request that creates something runs once for each visitor
 * and key within 24 hours; a repeat gets the answer of the first. Key and answer are one row, written in the transaction of the
 * request, so the effect and the answer are there together or not at all. The request runs as if its key were new; the unique index
 * decides at the commit, and a second request with the same key is rolled back and answered with what the first has kept.
 */
#ifndef SERVE_IDEMPOTENCY_H
#define SERVE_IDEMPOTENCY_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "db/batch.h"
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

/* True, and the kept answer, where the key has one that is committed and not older than 24 hours. */
bool idempotency_find(void *pool, const char *owner, const char *key, struct kept_answer *answer);

/* Keeps an answer under a new key: false, and nothing changes, where the key isn't new. */
bool idempotency_keep(const char *owner, const char *key, const struct kept_answer *answer);

/* The same as one more write of a batch, which is refused where the key isn't new. */
void idempotency_add(struct batch *batch, const char *owner, const char *key, const struct kept_answer *answer);

/* Forgets the key if it is older than 24 hours: true where there was such a one. */
bool idempotency_forget(const char *owner, const char *key);

/*
 * For a request that asks an outside service: claims the key before it does, without an answer yet. True if it is new (or older than
 * 24 hours); else what is kept is in `answer`, whose status is 0 where the first request is under way or was cut off.
 */
bool idempotency_claim(void *pool, const char *owner, const char *key, const char *fingerprint, struct kept_answer *answer);

/* Keeps the answer under the claimed key; false, and nothing changes, where another request was first to. */
bool idempotency_answer(const char *owner, const char *key, const struct kept_answer *answer);

/* Deletes up to `max` answers older than 24 hours; returns how many. */
int64_t idempotency_purge(int64_t max);

extern const struct outcome
	KEY_INVALID[1], /* the key isn't 1 to 255 printable characters */
	KEY_REUSED[1];  /* the key came before with another request */

#endif

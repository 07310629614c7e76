/*
 * Idempotency keys (IETF draft "The Idempotency-Key HTTP Header Field"): a request that creates something runs once for each visitor and
 * key within 24 hours, and a repeat gets the answer of the first. Key and answer are one row, written in the transaction of the request, so
 * either both the effect and the answer are committed or neither is. The request runs as if its key were new. At the commit the unique
 * index decides: a second request with the same key is rolled back, and answered with the answer of the first.
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
	int64_t status;       /* 0: the request is still being answered */
	const char *location; /* NULL for none */
	const char *type, *body;
	struct account signs_in; /* the account that the answer signs in; its id is "" for none */
	const char *fingerprint;
};

/* True if the key has 1 to 255 printable ASCII characters. */
bool idempotency_key_valid(const char *key);

/* Reads the answer that is kept under the key. False where none is committed, or it is older than 24 hours. */
bool idempotency_find(void *pool, const char *owner, const char *key, struct kept_answer *answer);

/* Keeps an answer under a new key. False, and nothing is written, where the key isn't new. */
bool idempotency_keep(const char *owner, const char *key, const struct kept_answer *answer);

/* Adds the same to a batch, which is refused where the key isn't new. */
void idempotency_add(struct batch *batch, const char *owner, const char *key, const struct kept_answer *answer);

/* Deletes the key if it is older than 24 hours. True if it was. */
bool idempotency_forget(const char *owner, const char *key);

/*
 * For a request that calls an outside service: claims the key before the call, without an answer. True if the key is new, or older than 24
 * hours. Otherwise `answer` is what is kept under the key; its status is 0 if the first request is still running or was cut off.
 */
bool idempotency_claim(void *pool, const char *owner, const char *key, const char *fingerprint, struct kept_answer *answer);

/* Keeps the answer under the claimed key. False, and nothing is written, where another request with the key has answered first. */
bool idempotency_answer(const char *owner, const char *key, const struct kept_answer *answer);

/* Deletes up to `max` answers that are older than 24 hours. Returns how many. */
int64_t idempotency_purge(int64_t max);

extern const struct outcome
	KEY_INVALID[1], /* the key isn't 1 to 255 printable characters */
	KEY_REUSED[1];  /* the key was used before with a different request */

#endif

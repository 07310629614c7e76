/*
 * Feed clients: programs that pull events by /api/feed. Each client has a token of its own, which is random and shown once; the database
 * keeps its SHA-256 digest. A further token, for the client named `default`, is a setting (BOXOFFICE_FEED_TOKEN). A client that asks for
 * the events after a position has all events up to there: its row of `consumers`, named `feed:` and the client's name, keeps that
 * position.
 */
#ifndef OUTBOX_FEED_CLIENT_H
#define OUTBOX_FEED_CLIENT_H

#include <stdbool.h>

#include "base/field.h"
#include "base/outcome.h"

#define FEED_CLIENT_TOKEN_SIZE 65 /* hex digits and the NUL */

struct feed_client {
	const char *name;   /* of its row in `consumers` */
	int64_t position;   /* the client has all events up to here; -1: it has never asked */
	int64_t created_at, seen_at; /* milliseconds; seen_at 0: never */
};

/* Finds the client with this token. DONE, or UNAUTHORIZED where nobody has it. */
const struct outcome *feed_client_of(void *pool, const char *token, struct feed_client *client);

/* Records that the client has all events up to this position. Never moves back, and never beyond the head of the feed. */
void feed_client_has(const struct feed_client *client, int64_t position);

/* True for a name that a client may have: 1 to 48 of a-z, 0-9, '.', '_' and '-', the first a letter or digit; not `default`. */
bool feed_client_name_valid(const char *name);

/*
 * Adds a client and makes its token. False where the name is taken. All events that are in outbox now are kept until the client has them.
 */
bool feed_client_add(const char *name, char token[FEED_CLIENT_TOKEN_SIZE]);

/* Deletes a client and its token. False where there is no client of this name. */
bool feed_client_revoke(const char *name);

/* All clients with tokens of their own, sorted by name, as struct feed_client. */
struct list feed_client_list(void *pool);

#endif

/*
 * Programs that pull the feed. Each has a token: random, shown once, kept as a digest; the shop-wide one is a setting. What a
 * client has asked for tells how far it has come: its place among the consumers is `feed:` and its name.
 */
#ifndef OUTBOX_FEED_CLIENT_H
#define OUTBOX_FEED_CLIENT_H

#include <stdbool.h>

#include "base/field.h"
#include "base/outcome.h"

#define FEED_CLIENT_TOKEN_SIZE 65 /* hex digits and the NUL */

struct feed_client {
	const char *name;   /* of its row in `consumers` */
	int64_t position;   /* it has all up to here; -1: it has never asked */
	int64_t created_at, seen_at; /* milliseconds; seen_at 0: never */
};

/* Whose token this is: DONE, or UNAUTHORIZED for nobody's. */
const struct outcome *feed_client_of(void *pool, const char *token, struct feed_client *client);

/* Writes down that the client has all up to this position, which is no higher than the head; never goes back. */
void feed_client_has(const struct feed_client *client, int64_t position);

/* True for a name that a client may have: 1 to 48 of a-z, 0-9, '.', '_' and '-', the first a letter or digit; not `default`. */
bool feed_client_name_valid(const char *name);

/* A new client and its token; false where there is one of this name. What is in the outbox now is kept until it has it. */
bool feed_client_add(const char *name, char token[FEED_CLIENT_TOKEN_SIZE]);

/* Ends the token; false where there is no client of this name. */
bool feed_client_revoke(const char *name);

/* All that have tokens of their own, by name, as struct feed_client. */
struct list feed_client_list(void *pool);

#endif

/*
 * Programs that pull the feed. Each has a token: random, shown once, kept as a digest; the shop-wide one is a setting. What a
 * reader has asked for tells how far it has come: its place among the consumers is `feed:` and its name.
 */
#ifndef SHOP_READER_H
#define SHOP_READER_H

#include <stdbool.h>

#include "base/field.h"
#include "base/result.h"

#define READER_TOKEN_SIZE 65 /* hex digits and the NUL */

struct reader {
	const char *name;   /* of its row in `consumers` */
	int64_t position;   /* it has all up to here; -1: it has never asked */
	int64_t created_at, seen_at; /* milliseconds; seen_at 0: never */
};

/* Whose token this is: DONE, or UNAUTHORIZED for nobody's. */
enum result reader_of(void *pool, const char *token, struct reader *reader);

/* Writes down that the reader has all up to this position, which is no higher than the head; never goes back. */
void reader_has(const struct reader *reader, int64_t position);

/* True for a name that a reader may have: 1 to 48 of a-z, 0-9, '.', '_' and '-', the first a letter or digit; not `default`. */
bool reader_name_valid(const char *name);

/* A new reader and its token; false where there is one of this name. What is in the outbox now is kept until it has it. */
bool reader_add(const char *name, char token[READER_TOKEN_SIZE]);

/* Ends the token; false where there is no reader of this name. */
bool reader_revoke(const char *name);

/* All that have tokens of their own, by name, as struct reader. */
struct list reader_list(void *pool);

#endif

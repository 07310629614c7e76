/*
 * Which place a prepared statement has among those that are kept, found by its text. A statement whose text is not there takes a free
 * place, or the place of the one that has been there for longest.
 */
#ifndef DB_SLOT_H
#define DB_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_SLOTS 128

struct slots {
	struct slot {
		uint64_t hash;
		char *sql; /* its own copy */
	} slots[DB_SLOTS];
	size_t used, next; /* how many have a text; which goes next when all have one */
};

/* The place of this text, which is its own from now on. `*same`: it had it before. A fault if there is no memory. */
size_t slot_of(struct slots *slots, const char *sql, bool *same);

/* Forgets all texts. */
void slot_clear(struct slots *slots);

#endif

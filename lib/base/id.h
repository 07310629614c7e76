/*
 * Ids: 24 lower-case hex digits, 4 bytes of big-endian Unix seconds and 8 random bytes. Sortable by creation to the
 * second, not guessable. Made by the program before its transaction, so that a lost COMMIT can be looked up.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define ID_SIZE 25 /* with the NUL */

void id_new(char id[ID_SIZE]);

/* True for exactly 24 lower-case hex digits. */
bool id_valid(const char *id);

/*
 * A JSON array of ids, as statements take a set of them (db/sql.h): of the `count` ids in memory whose first is at `first` and each
 * other `stride` bytes after the one before, as in an array of structs. Or one by one: into a new text of a pool, until its end.
 */
const char *id_array(void *pool, const char *first, size_t count, size_t stride);
void id_array_add(struct text *array, const char *id);
const char *id_array_end(struct text *array);

#endif

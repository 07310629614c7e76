/*
 * Ids: 24 lower-case hex digits, 4 bytes of big-endian Unix seconds and 8 random bytes. Sortable by creation to the
 * second, and not guessable. The program makes an id before its transaction begins: if the answer to COMMIT is lost, the program can look
 * whether the row is there.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define ID_SIZE 25 /* with the NUL */

/* Makes a new id. */
void id_new(char id[ID_SIZE]);

/* True for exactly 24 lower-case hex digits. */
bool id_valid(const char *id);

/*
 * A JSON array of ids, which is how a statement takes a set of them (SET_OF_IDS in db/sql.h). id_array() takes `count` ids from an array of
 * structs: the first id is at `first`, each other one `stride` bytes after the one before. The other two build the array id by id, in a
 * text that text_in() has made: id_array_add() for each id, then id_array_end(), which returns the JSON.
 */
const char *id_array(void *pool, const char *first, size_t count, size_t stride);
void id_array_add(struct text *array, const char *id);
const char *id_array_end(struct text *array);

#endif

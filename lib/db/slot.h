/* Which place a prepared statement has among those that are kept. For db.c, which has the statements. */
#ifndef DB_SLOT_H
#define DB_SLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "db/queue.h"

#define DB_SLOTS 96

/*
 * The place of what runs in one round trip, known by the addresses of its texts; from now on it is theirs. `same` is false where it
 * was nobody's or another's before: of those that are kept the one that has been there for longest goes.
 */
size_t db_slot(const struct db_part *parts, size_t count, bool *same);

#endif

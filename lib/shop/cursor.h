/*
 * A consumer's place in the feed: one row of `consumers`, worked for by one process at a time. The process claims it for a few
 * seconds and claims again while it works; when it dies the claim ends by itself. Moving on is guarded by the claim and by the
 * place, so a process that slept through the end of its claim moves nothing: what it delivered meanwhile is a repeat.
 */
#ifndef SHOP_CURSOR_H
#define SHOP_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define CURSOR_SECONDS 5 /* that a claim lasts */

/* Where a consumer begins that has no place yet. */
enum cursor_start { FROM_FIRST_EVENT, FROM_NOW };

/*
 * Claims the place for this process (`holder`: its id, from id_new()) for CURSOR_SECONDS, or goes on holding it. False where
 * another holds it. `*position`: it has all events up to there. Not within a transaction.
 */
bool cursor_claim(const char *name, const char *holder, enum cursor_start start, int64_t *position);

/* Moves on from one position to another; false where the claim was lost: whatever the transaction did must be undone. */
bool cursor_advance(const char *name, const char *holder, int64_t from, int64_t to);

/* Gives the place to whoever wants it. */
void cursor_release(const char *name, const char *holder);

#endif

/*
 * A consumer's place in the feed: one row of `consumers`, worked for by one process at a time. The process claims it for a few
 * seconds and claims again while it works; when it dies the claim ends by itself. Moving on is guarded by the claim and by the
 * place, so a process that slept through the end of its claim moves nothing: what it delivered meanwhile is a repeat.
 */
#ifndef OUTBOX_CONSUMER_H
#define OUTBOX_CONSUMER_H

#include <stdbool.h>
#include <stdint.h>

#include "outbox/settings.h"
#include "base/id.h"

/*
 * SQL that is true of a consumer `c` that events are kept for: one that the settings turn on, or that has been seen in the last day.
 * Its bound values are CONSUMER_WANTED_VALUES.
 */
#define CONSUMER_IS_WANTED \
	"(CASE c.name WHEN 'nats' THEN ? WHEN 'mail' THEN ? WHEN 'feed:default' THEN ? ELSE 1 END" \
	" OR c.seen_at > NOW(6) - INTERVAL 1 DAY)"
#define CONSUMER_WANTED_VALUES \
	db_int(*outbox_settings.nats_url != 0), db_int(*outbox_settings.smtp_url != 0), db_int(*outbox_settings.feed_token != 0)

#define CONSUMER_CLAIM_SECONDS 5 /* that a claim lasts */

/* Where a consumer begins that has no place yet. */
enum consumer_start { FROM_FIRST_EVENT, FROM_NOW };

/*
 * Claims the place for this process (`holder`: its id, from id_new()) for CONSUMER_CLAIM_SECONDS, or goes on holding it. False where
 * another holds it. `*position`: it has all events up to there. Not within a transaction.
 */
bool consumer_claim(const char *name, const char *holder, enum consumer_start start, int64_t *position);

/* Moves on from one position to another; false where the claim was lost: whatever the transaction did must be undone. */
bool consumer_advance(const char *name, const char *holder, int64_t from, int64_t to);

/* Gives the place to whoever wants it. */
void consumer_release(const char *name, const char *holder);

#endif

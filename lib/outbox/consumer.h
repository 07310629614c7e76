/*
 * A consumer's position in the feed, which is a row of `consumers`. One process at a time works for a consumer. The process claims the row
 * for a few seconds, and renews the claim while it works; when the process dies, the claim runs out. The update that moves the position is
 * guarded by the claim and by the old position. So a process that has slept beyond its claim moves nothing, and whatever it delivered
 * meanwhile is delivered once more by the next process.
 */
#ifndef OUTBOX_CONSUMER_H
#define OUTBOX_CONSUMER_H

#include <stdbool.h>
#include <stdint.h>

#include "mail/settings.h"
#include "outbox/settings.h"
#include "base/id.h"

/*
 * SQL that is true for a consumer `c` if events must be kept for it: the settings turn it on, or it has been seen within the last day. Bind
 * CONSUMER_WANTED_VALUES.
 */
#define CONSUMER_IS_WANTED \
	"(CASE c.name WHEN 'nats' THEN ? WHEN 'mail' THEN ? WHEN 'feed:default' THEN ? ELSE 1 END" \
	" OR c.seen_at > NOW(6) - INTERVAL 1 DAY)"
#define CONSUMER_WANTED_VALUES \
	db_int(*outbox_settings.nats_url != 0), db_int(*mail_settings.smtp_url != 0), db_int(*outbox_settings.feed_token != 0)

#define CONSUMER_CLAIM_SECONDS 5 /* how long a claim lasts */

/* Where a new consumer, which has no row yet, begins: at the first event, or after the last one. */
enum consumer_start { FROM_FIRST_EVENT, FROM_NOW };

/*
 * Claims the consumer for this process for CONSUMER_CLAIM_SECONDS, or renews the claim. `holder`: an id of the process, from id_new().
 * False where another process has the claim. `*position`: the consumer has all events up to there. Not within a transaction.
 */
bool consumer_claim(const char *name, const char *holder, enum consumer_start start, int64_t *position);

/* Moves the position. False where the claim was lost: the caller must then roll its transaction back. */
bool consumer_advance(const char *name, const char *holder, int64_t from, int64_t to);

/* Ends the claim, so that another process needn't wait for its end. */
void consumer_release(const char *name, const char *holder);

#endif

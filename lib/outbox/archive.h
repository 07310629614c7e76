/*
 * The end of an event's life: what every consumer has moves from outbox to outbox_archive after BOXOFFICE_KEEP_DAYS, and from
 * there into nothing after BOXOFFICE_ARCHIVE_DAYS, where these aren't 0. Always the first positions first, so that a number
 * in feed_head says where each begins; the feed reads on in both. Within a transaction.
 */
#ifndef OUTBOX_ARCHIVE_H
#define OUTBOX_ARCHIVE_H

#include <stdint.h>

/* Moves up to `max` events; returns how many. */
int64_t archive_move(int64_t max);

/* Deletes up to `max` events from the archive for good; returns how many. */
int64_t archive_purge(int64_t max);

#endif

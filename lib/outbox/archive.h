/*
 * The end of an event's life. An event that every consumer has moves from outbox to outbox_archive after BOXOFFICE_KEEP_DAYS, and is
 * deleted from there after BOXOFFICE_ARCHIVE_DAYS; 0 means never. The lowest positions always go first, so one number in feed_head says
 * where each table begins. The feed reads both tables. Each function here runs within a transaction.
 */
#ifndef OUTBOX_ARCHIVE_H
#define OUTBOX_ARCHIVE_H

#include <stdint.h>

/* Moves up to `max` events; returns how many. */
int64_t archive_move(int64_t max);

/* Deletes up to `max` events from the archive for good; returns how many. */
int64_t archive_purge(int64_t max);

#endif

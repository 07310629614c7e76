/*
 * Throttling by the generic cell rate algorithm, in the database so that all programs and hosts share it: `burst`
 * requests at once, then one each `interval` seconds. A name is stored as a digest.
 */
#ifndef SERVE_THROTTLE_H
#define SERVE_THROTTLE_H

#include <stdint.h>

struct rate {
	int64_t burst, interval;
};

/* Counts a request under this name: 0 if it may go on, else how many seconds it must wait. Within a transaction. */
int64_t throttle_wait(const char *kind, const char *name, const struct rate *rate);

/* Deletes up to `max` names that have nothing to wait for any more; returns how many. */
int64_t throttle_purge(int64_t max);

#endif

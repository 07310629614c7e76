/*
 * Limits the rate of requests by the generic cell rate algorithm: `burst` requests at once, then one every `interval` seconds. The state is
 * in the database, so that all programs and hosts share it. A name is stored as a digest.
 */
#ifndef SERVE_THROTTLE_H
#define SERVE_THROTTLE_H

#include <stdint.h>

struct rate {
	int64_t burst, interval;
};

/*
 * Counts a request under this name. Returns 0 if the request may go on, else how many seconds the client must wait. Within a transaction.
 */
int64_t throttle_wait(const char *kind, const char *name, const struct rate *rate);

/* Deletes up to `max` names that needn't wait any more. Returns how many. */
int64_t throttle_purge(int64_t max);

#endif

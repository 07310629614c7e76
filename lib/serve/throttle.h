/*
 * Limits how often something may happen, by the generic cell rate algorithm: `burst` times at once, then once every `interval` seconds.
 * The state is in the database, so that all programs and hosts share it. A name is stored as a digest.
 */
#ifndef SERVE_THROTTLE_H
#define SERVE_THROTTLE_H

#include <stdint.h>

#include "base/setting.h"

/* What is counted: the name within its kind, and how often it may happen. */
struct throttle {
	const char *kind, *name;
	const struct rate *rate;
};

/*
 * Counts one more. Returns 0 if it may happen, else how many seconds to wait until it may; nothing is counted then. Within a transaction.
 */
int64_t throttle_wait(const struct throttle *throttle);

/* Takes one back that was counted, since it is none of what is limited. Within a transaction. */
void throttle_give_back(const struct throttle *throttle);

/* Deletes up to `max` names that needn't wait any more. Returns how many. */
int64_t throttle_purge(int64_t max);

#endif

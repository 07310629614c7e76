/*
 * Counters that all programs of a shop on this machine share, whichever web server runs them, in their shared memory (base/shm).
 * Adding is atomic, so nothing is lost between processes or by a kill. Without shared memory nothing is counted, and nothing fails
 * for it.
 */
#ifndef SERVE_COUNTERS_H
#define SERVE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"

#define COUNTERS_BOUNDS 13 /* of a histogram; requests above the last bound are counted in one more place */

/* The upper bounds of the histogram's places, in microseconds, ascending. */
extern const int64_t counters_bounds[COUNTERS_BOUNDS];

/* Requests of one kind. */
struct counter {
	char route[80], method[8];
	int64_t status_class;                 /* 2 for 200 to 299 and so on */
	int64_t within[COUNTERS_BOUNDS + 1];  /* how many took this long; each request is counted in one place */
	int64_t microseconds;                 /* that all of them took together */
};

/* Counts a request that took this long. Names that are too long are cut. */
void counters_add(const char *route, const char *method, int status, int64_t microseconds);

/* All of them, as struct counter. */
struct list counters_read(void *pool);

/* True if there is shared memory to count in. */
bool counters_work(void);

/* Keeps a text beside the counters; reads it: NULL where it is older than so many seconds, or there is none. */
void counters_keep(const char *text, size_t length);
const char *counters_kept(void *pool, int64_t seconds);

/*
 * Takes one of `max` places that the processes share, false where all are taken; gives it back. A process that dies gives
 * its place back too. Without shared memory there is a place for everybody.
 */
bool counters_enter(int64_t max);
void counters_leave(void);

#endif

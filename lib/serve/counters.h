/*
 * Counters of requests, in memory that all programs of a shop on this machine share (base/shm), whichever web server runs them. Adding is
 * atomic, so nothing gets lost between processes, or when one is killed. Without shared memory nothing is counted, and no function fails.
 */
#ifndef SERVE_COUNTERS_H
#define SERVE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"

#define COUNTERS_BOUNDS 13 /* of the histogram; one more class counts the requests above the last bound */

/* The upper bounds of the histogram's classes, in microseconds, ascending. */
extern const int64_t counters_bounds[COUNTERS_BOUNDS];

/* Requests of one kind. */
struct counter {
	char route[80], method[8];
	int64_t status_class;                 /* 2 for 200 to 299 and so on */
	int64_t within[COUNTERS_BOUNDS + 1];  /* how many requests fell into each class of the histogram; each request is counted in one */
	int64_t microseconds;                 /* the time of all these requests together */
};

/* Counts a request. Names that are too long are cut. */
void counters_add(const char *route, const char *method, int status, int64_t microseconds);

/* All counters, as struct counter. */
struct list counters_read(void *pool);

/* True if there is shared memory for the counters. */
bool counters_work(void);

/*
 * counters_keep() keeps a text beside the counters. counters_kept() reads it: NULL where it is older than `seconds`, or where there is
 * none.
 */
void counters_keep(const char *text, size_t length);
const char *counters_kept(void *pool, int64_t seconds);

/*
 * counters_enter() takes one of `max` slots that all processes share; false where all are taken. counters_leave() gives the slot back; so
 * does the end of the process, even when it is killed. Without shared memory there are slots for everybody.
 */
bool counters_enter(int64_t max);
void counters_leave(void);

#endif

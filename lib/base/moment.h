/*
 * Moments are int64_t milliseconds since 1970-01-01 UTC, as the database's clock gives them. This machine's clocks are read here
 * alone: the time of day, which somebody may set, and a steady clock, which only goes forward and has no beginning that means anything.
 */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include <stdint.h>

#define MOMENT_SIZE 40

int64_t moment_now(void);                                   /* the time of day; a hold is timed by the database's clock alone */
int64_t moment_seconds(void);                               /* the same in whole seconds */
int64_t moment_steady(void);                                /* milliseconds of the steady clock: for how long something may take */
int64_t moment_ticks(void);                                 /* microseconds of the steady clock: for durations */
void moment_iso(char out[MOMENT_SIZE], int64_t moment);     /* 2025-11-12T10:15:00.000Z */
void moment_sql(char out[MOMENT_SIZE], int64_t moment);     /* 2025-11-12 10:15:00.000: a DATETIME(3) without arithmetic */
void moment_text(char out[MOMENT_SIZE], int64_t moment);    /* 12 Nov 2025, 10:15 UTC */
void moment_http(char out[MOMENT_SIZE], int64_t moment);    /* Wed, 12 Nov 2025 10:15:00 GMT (RFC 9110, 5.6.7) */

#endif

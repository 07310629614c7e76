/*
 * Moments are int64_t milliseconds since 1970-01-01 UTC. Whatever is decided (whether a hold has run out) is decided by the database's
 * clock. This module alone reads the clocks of this machine: the time of day, which somebody may set, and a steady clock, which only goes
 * forward and whose zero means nothing.
 */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include <stdint.h>

#define MOMENT_SIZE 40

int64_t moment_now(void);                                   /* the time of day, in milliseconds */
int64_t moment_seconds(void);                               /* the time of day, in whole seconds */
int64_t moment_steady(void);                                /* the steady clock in milliseconds, for time limits */
int64_t moment_ticks(void);                                 /* the steady clock in microseconds, for durations */
void moment_iso(char out[MOMENT_SIZE], int64_t moment);     /* 2025-11-12T10:15:00.000Z */
void moment_sql(char out[MOMENT_SIZE], int64_t moment);     /* 2025-11-12 10:15:00.000, which SQL reads as a DATETIME(3) */
void moment_text(char out[MOMENT_SIZE], int64_t moment);    /* 12 Nov 2025, 10:15 UTC */
void moment_http(char out[MOMENT_SIZE], int64_t moment);    /* Wed, 12 Nov 2025 10:15:00 GMT (RFC 9110, 5.6.7) */

#endif

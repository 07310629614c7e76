/* Rows to try transactions with, known by a name each. They are throttle's: nothing else looks at these names. */
#ifndef TESTS_NAMES_H
#define TESTS_NAMES_H

#include <stdint.h>

extern const char PUT[], TOUCH[]; /* the name is bound */

int64_t count_of(const char *name);

/* What this connection has sent until now, this question included. */
int64_t round_trips(void);

#endif

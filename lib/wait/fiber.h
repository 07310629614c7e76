/*
 * Fibers: work that runs on stacks of its own, so that one piece of work can wait while others run. They take turns: a fiber runs until
 * it rests or ends, and nothing else runs meanwhile, so no data needs a lock. For lib/wait/wait.c and for tests; what only wants to wait
 * calls wait/wait.h.
 *
 * What the program remembers of the work in hand belongs to each fiber: its recovery points (base/fault.h), the request that the log
 * names (base/log.h), and the pool for JSON (base/pool.h). A fault unwinds the fiber that it happened in, and no other. A fiber that uses
 * up its stack ends the program: beneath it is a guard of 64 KB.
 */
#ifndef WAIT_FIBER_H
#define WAIT_FIBER_H

#include <stdbool.h>
#include <stddef.h>

#define FIBER_MAX 512 /* at once; each takes the memory that its work touches, some tens of kilobytes */

struct fiber;

/* Runs this on a stack of its own, until it rests or ends. False where there is no room, and nothing was run. */
bool fiber_start(void (*work)(void *), void *argument);

/* How many have begun and not ended. */
size_t fiber_count(void);

/* The fiber that calls this; NULL: what runs is none. */
struct fiber *fiber_running(void);

/* Lets whoever started or resumed this fiber go on. Returns once the fiber is resumed. */
void fiber_rest(void);

/* Runs a fiber that rests, until it rests again or ends. Not for fibers themselves. */
void fiber_resume(struct fiber *fiber);

#endif

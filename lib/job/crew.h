/*
 * Several pieces of work of one job, each in a process of its own with a connection of its own: one that hangs or dies
 * holds up none of the others. A worker that dies is started again; all end with the job, also when that is killed.
 */
#ifndef JOB_CREW_H
#define JOB_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct worker {
	const char *name;             /* under which its count is printed */
	bool (*wanted)(void);         /* by the configuration; NULL: always */
	int64_t (*round)(void *pool); /* does what there is to do, and says how much; 0: nothing now */
	void (*end)(void);            /* when its process ends in peace; NULL: nothing to do */
};

/*
 * Runs the workers for this long, each round after round with a short pause where there was nothing to do; with `seconds` 0
 * until each has nothing to do, one worker after the other in the table's order. A database that is away is waited for. Prints
 * name=count pairs in one line, and returns the job's exit status.
 */
int crew_run(const struct worker *workers, size_t count, int64_t seconds);

#endif

/*
 * A crew: several workers of one job. Each worker has a process and a database connection of its own, so a worker that hangs or dies
 * holds up none of the others. A worker that dies is started again, and so is one that there was no process for. All workers end with the
 * job, even when the job is killed.
 */
#ifndef JOB_CREW_H
#define JOB_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct worker {
	const char *name;             /* printed before its count */
	bool (*wanted)(void);         /* true if the configuration wants this worker; NULL: always */
	int64_t (*round)(void *pool); /* does what there is to do, and returns how much that was; 0: there was nothing to do */
	void (*end)(void);            /* called when the process ends without having been killed; NULL: nothing to do */
};

/*
 * Runs the workers for so many seconds, each round after round, with a short pause after a round that found nothing to do. With `seconds` 0
 * the workers run one after the other, in the order of the table, each until it finds nothing to do. While the database can't be reached,
 * workers wait for it. Prints one line of name=count pairs, and returns the job's exit status.
 */
int crew_run(const struct worker *workers, size_t count, int64_t seconds);

#endif

/*
 * What all jobs share: options, configuration and exit statuses (sysexits.h). A job prints what it did on standard output, as name=value
 * pairs, and nothing else.
 *
 *	int main(int count, char **words)
 *	{
 *		return job_run(count, words, &(struct job){ .name = "purge", .purpose = "…", .work = purge });
 *	}
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define JOB_FOREVER (INT64_C(100) * 366 * 86400)

struct job {
	const char *name, *purpose; /* for --help */
	int (*work)(int64_t seconds); /* does the work, and returns the exit status; `seconds`: of --for, else 0 */
	bool takes_for;               /* the job takes --for SECONDS, and works that long */
	bool follows;                 /* the job takes --follow, and works until a signal stops it: `seconds` is JOB_FOREVER */
	const char *words;            /* which words the job takes, for --help; NULL: none */
	int (*command)(int count, char **words); /* called instead of `work` in a job that takes words; EX_USAGE: wrong words */
};

/*
 * The whole of main(). Returns the exit status: what the work returned, or 64 for wrong usage, 69 without a database, 70 for a mistake in
 * the program, 75 for trying again later, 78 for a wrong configuration.
 */
int job_run(int count, char **words, const struct job *job);

/* The exit status for a fault. */
int job_status(enum fault_kind kind);

/* True once SIGTERM or SIGINT has arrived: the job should finish its present step and return. */
bool job_stopping(void);

/* Sleeps for so many milliseconds, or until a signal arrives. Meanwhile the database's connection may be let go (db_rest()). */
void job_pause(int64_t milliseconds);

#endif

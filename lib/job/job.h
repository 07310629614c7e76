/*
 * What jobs share: options, configuration, exit status (sysexits.h). A job prints what it did as name=value pairs on
 * standard output, and nothing else there.
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
	int (*work)(int64_t seconds); /* its exit status; `seconds` is that of --for, 0 without */
	bool takes_for;             /* works on for --for SECONDS */
	bool follows;               /* and with --follow until it is told to stop: `seconds` is JOB_FOREVER */
	const char *words;          /* what words it takes, for --help; NULL: none */
	int (*command)(int count, char **words); /* instead of work, for one that takes words; EX_USAGE: not these */
};

/* 0; 64 usage; 69 no database; 70 a fault of ours; 75 try again; 78 configuration; or what the work returned. */
int job_run(int count, char **words, const struct job *job);

/* The exit status that tells of a fault. */
int job_status(enum fault_kind kind);

/* True once SIGTERM or SIGINT has come: finish what is in hand and return. */
bool job_stopping(void);

/* Sleeps, at most this long; less if a signal comes. */
void job_pause(int64_t milliseconds);

#endif

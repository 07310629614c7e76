#include "job/job.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "base/config.h"
#include "db/connection.h"
#include "db/db.h"
#include "base/log.h"

static volatile sig_atomic_t stopping;

bool job_stopping(void)
{
	return stopping;
}

/* The signals that stop a job are let through by ppoll() alone: none comes between the look and the sleep, which would not end by it. */
void job_pause(int64_t milliseconds)
{
	struct timespec time = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000 };
	sigset_t stoppers, before;

	sigemptyset(&stoppers);
	sigaddset(&stoppers, SIGTERM);
	sigaddset(&stoppers, SIGINT);
	db_rest();
	pthread_sigmask(SIG_BLOCK, &stoppers, &before);
	if (!stopping)
		ppoll(NULL, 0, &time, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static void catch_signals(void)
{
	struct sigaction stopper = { .sa_handler = stop };

	sigaction(SIGTERM, &stopper, NULL);
	sigaction(SIGINT, &stopper, NULL);
}

static int usage(const struct job *job, FILE *to, int status)
{
	const char *options = job->follows ? "[--for SECONDS | --follow] " : job->takes_for ? "[--for SECONDS] " : "";

	fprintf(to, "usage: %s %s%s[--help] [--version]\n%s\n", job->name, job->words ? job->words : "", options, job->purpose);
	if (job->takes_for)
		fprintf(to, "  --for SECONDS  work on for this long (1 to 86400); without it, once\n");
	if (job->follows)
		fprintf(to, "  --follow       work on until it is told to stop\n");
	fprintf(to, "BOXOFFICE_CONF names the configuration file; see boxoffice.conf(5).\n");
	return status;
}

static bool read_seconds(const char *text, int64_t *seconds)
{
	char *end;

	errno = 0;
	*seconds = strtoll(text, &end, 10);
	return !errno && end != text && !*end && *seconds >= 1 && *seconds <= 86400;
}

/* Reads --for or --follow. False if the job doesn't take this option, or the seconds are wrong. */
static bool read_duration(int option, const struct job *job, int64_t *seconds)
{
	if (option == 'F')
		*seconds = JOB_FOREVER;
	return option == 'F' ? job->follows : option == 'f' && job->takes_for && read_seconds(optarg, seconds);
}

/* Reads all options. Returns the exit status where the job ends here (--help, wrong usage), or -1 to go on. */
static int read_options(int count, char **words, const struct job *job, int64_t *seconds)
{
	static const struct option options[] = {
		{ "for", required_argument, NULL, 'f' }, { "follow", no_argument, NULL, 'F' },
		{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'v' }, { 0 }
	};
	int option;

	while ((option = getopt_long(count, words, "", options, NULL)) != -1) {
		if (option == 'h')
			return usage(job, stdout, EX_OK);
		if (option == 'v')
			return printf("%s %s\n", job->name, BOXOFFICE_VERSION), EX_OK;
		if (!read_duration(option, job, seconds))
			return usage(job, stderr, EX_USAGE);
	}
	return optind < count && !job->command ? usage(job, stderr, EX_USAGE) : -1;
}

int job_status(enum fault_kind kind)
{
	return kind == FAULT_AWAY ? EX_UNAVAILABLE : kind == FAULT_AGAIN ? EX_TEMPFAIL : EX_SOFTWARE;
}

static int run_work(const struct job *job, int64_t seconds, int count, char **words)
{
	struct recovery here;
	int status;

	if (fault_caught(&here)) {
		log_say("error", "%s", here.message);
		return job_status(here.kind);
	}
	status = job->command ? job->command(count, words) : job->work(seconds);
	fault_disarm(&here);
	return status;
}

int job_run(int count, char **words, const struct job *job)
{
	char problem[256];
	int64_t seconds = 0;
	int status = read_options(count, words, job, &seconds);

	if (status >= 0)
		return status;
	if (!config_load(problem)) {
		fprintf(stderr, "%s: %s\n", job->name, problem);
		return EX_CONFIG;
	}
	catch_signals();
	status = run_work(job, seconds, count - optind, words + optind);
	db_close();
	return status == EX_USAGE ? usage(job, stderr, EX_USAGE) : status;
}

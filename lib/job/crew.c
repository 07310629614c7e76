#include "job/crew.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/moment.h"
#include "db/connection.h"
#include "db/db.h"
#include "base/fault.h"
#include "job/job.h"
#include "base/log.h"
#include "base/pool.h"

#define IDLE_MS 200   /* pause after a round that found nothing to do */
#define FAULT_MS 1000 /* pause after a round that ended with a fault */
#define WORKERS_MAX 8

/* What a worker reports, in memory that the processes share. */
struct tally {
	int64_t done;
	enum fault_kind fault; /* the fault of the last round; 0: none */
};

static bool is_time_left(int64_t end)
{
	return moment_seconds() < end && !job_stopping();
}

/* Runs one round. Returns what the round did, or -1 after a fault. Of several faults in a row only the first is logged. */
static int64_t try_round(const struct worker *worker, struct tally *tally)
{
	void *pool = pool_open(NULL);
	struct recovery here;
	int64_t done;

	if (fault_caught(&here)) {
		db_close();
		pool_close(pool);
		if (!tally->fault)
			log_say("error", "%s: %s", worker->name, here.message);
		tally->fault = here.kind;
		return -1;
	}
	done = worker->round(pool);
	fault_disarm(&here);
	db_yield();
	pool_close(pool);
	tally->fault = 0;
	tally->done += done;
	return done;
}

/* Runs rounds until the end of time; `once`: until a round finds nothing to do. */
static void work_until(const struct worker *worker, struct tally *tally, int64_t end, bool once)
{
	while (is_time_left(end)) {
		int64_t done = try_round(worker, tally);

		if (done <= 0 && once)
			return;
		if (done <= 0)
			job_pause(done ? FAULT_MS : IDLE_MS);
	}
}

/* Calls the worker's `end`. A fault in it is caught here, since nobody else would catch it. */
static void finish_worker(const struct worker *worker)
{
	struct recovery here;

	if (!worker->end || fault_caught(&here))
		return;
	worker->end();
	fault_disarm(&here);
}

/* Returns the process, or -1 where there can be none now. */
static pid_t launch(const struct worker *worker, struct tally *tally, int64_t end)
{
	pid_t parent = getpid(), child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent) {
		work_until(worker, tally, end, false);
		finish_worker(worker);
	}
	db_close();
	_exit(EX_OK);
}

/* Of several tries in a row that failed only the first is logged. */
static void start_worker(const struct worker *worker, struct tally *tally, pid_t *child, int64_t end)
{
	pid_t before = *child;

	*child = launch(worker, tally, end);
	if (*child < 0 && before >= 0)
		log_say("error", "worker %s can't be started (error %d), tried again", worker->name, errno);
}

static void end_all(const pid_t *children, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (children[i] > 0)
			kill(children[i], SIGTERM);
	for (size_t i = 0; i < count; i++)
		while (children[i] > 0 && waitpid(children[i], NULL, 0) < 0 && errno == EINTR)
			continue;
}

/* True if the worker has died, or couldn't be started; false too for one that isn't wanted, whose child is 0. */
static bool is_missing(const struct worker *worker, pid_t child, int64_t end)
{
	int status;

	if (child <= 0)
		return child < 0;
	if (waitpid(child, &status, WNOHANG) != child)
		return false;
	if (status && is_time_left(end))
		log_say("error", "worker %s ended (status %d), started again", worker->name, status);
	return true;
}

/* Starts workers again that are missing. */
static void watch(const struct worker *workers, struct tally *tallies, pid_t *children, size_t count, int64_t end)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_missing(&workers[i], children[i], end))
			continue;
		if (is_time_left(end))
			start_worker(&workers[i], &tallies[i], &children[i], end);
		else
			children[i] = 0;
	}
}

static void run_together(const struct worker *workers, struct tally *tallies, size_t count, int64_t end)
{
	pid_t children[WORKERS_MAX] = { 0 };

	for (size_t i = 0; i < count; i++)
		if (!workers[i].wanted || workers[i].wanted())
			start_worker(&workers[i], &tallies[i], &children[i], end);
	while (is_time_left(end)) {
		job_pause(IDLE_MS);
		watch(workers, tallies, children, count, end);
	}
	end_all(children, count);
}

static void run_in_turn(const struct worker *workers, struct tally *tallies, size_t count, int64_t end)
{
	for (size_t i = 0; i < count; i++) {
		if (workers[i].wanted && !workers[i].wanted())
			continue;
		work_until(&workers[i], &tallies[i], end, true);
		finish_worker(&workers[i]);
	}
}

static int report(const struct worker *workers, const struct tally *tallies, size_t count)
{
	int status = EX_OK;

	for (size_t i = 0; i < count; i++) {
		printf("%s%s=%" PRId64, i ? " " : "", workers[i].name, tallies[i].done);
		if (tallies[i].fault)
			status = job_status(tallies[i].fault);
	}
	putchar('\n');
	return status;
}

int crew_run(const struct worker *workers, size_t count, int64_t seconds)
{
	struct tally *tallies = mmap(NULL, sizeof(*tallies) * WORKERS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (tallies == MAP_FAILED || count > WORKERS_MAX)
		fault(FAULT_BUG, "no room for %zu workers", count);
	if (seconds)
		run_together(workers, tallies, count, moment_seconds() + seconds);
	else
		run_in_turn(workers, tallies, count, INT64_MAX);
	return report(workers, tallies, count);
}

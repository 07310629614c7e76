/* A job that is told to stop. What a job takes and says is in jobs.sh. */
#include "job/job.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/test.h"

static long slept = -2; /* what the system's call has returned: 0 if all of the time has passed */

/* Stands before the one of libc: the signal comes when the job has looked whether there was one. */
int ppoll(struct pollfd *files, nfds_t count, const struct timespec *time, const sigset_t *signals)
{
	struct timespec left = *time;

	raise(SIGTERM);
	slept = syscall(SYS_ppoll, files, count, &left, signals, 8); /* bytes of the kernel's set of signals */
	return (int)slept;
}

static int pause_once(int64_t unused)
{
	sigset_t held_back;

	(void)unused;
	ck_assert(!job_stopping());
	job_pause(3000);
	ck_assert(job_stopping());
	sigprocmask(SIG_SETMASK, NULL, &held_back);
	ck_assert(!sigismember(&held_back, SIGTERM) && !sigismember(&held_back, SIGINT));
	return 0;
}

TEST(a_signal_that_comes_right_before_a_pause_ends_it)
{
	char *words[] = { pool_text(pool, "job"), NULL };

	ck_assert_int_eq(job_run(1, words, &(struct job){ .name = "job", .purpose = "", .work = pause_once }), 0);
	ck_assert_int_eq(slept, -1);
}

int main(void)
{
	return test_run("job", PLAIN); /* job_run() reads the configuration */
}

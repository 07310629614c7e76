/* Workers of a job: one that there is no process for, for a while, comes back. */
#include "job/crew.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/test.h"

static int failures; /* so many calls of fork() fail */
static _Atomic int *rounds; /* of the worker, in memory that both share */

/* Stands before the one of libc. */
pid_t fork(void)
{
	pid_t (*real)(void) = (pid_t (*)(void))(uintptr_t)dlsym(RTLD_NEXT, "fork");

	if (failures > 0 && failures--) {
		errno = EAGAIN;
		return -1;
	}
	return real();
}

static int64_t count_round(void *unused)
{
	(void)unused;
	atomic_fetch_add(rounds, 1);
	return 0;
}

static const struct worker workers[] = { { .name = "counted", .round = count_round } };

static void share_count(void)
{
	rounds = mmap(NULL, sizeof(*rounds), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(rounds, MAP_FAILED);
}

TEST(a_worker_that_could_not_be_started_is_started_later)
{
	share_count();
	signal(SIGTERM, SIG_DFL); /* that of the tests' runner would end all of its processes */
	failures = 2;
	ck_assert_int_eq(crew_run(workers, 1, 3), 0);
	ck_assert_int_eq(failures, 0);
	ck_assert_int_gt(atomic_load(rounds), 0);
}

static bool is_unwanted(void)
{
	return false;
}

TEST(a_worker_that_nobody_wants_is_not_started_at_all)
{
	const struct worker unwanted[] = { { .name = "unwanted", .round = count_round, .wanted = is_unwanted } };

	share_count();
	ck_assert_int_eq(crew_run(unwanted, 1, 1), 0);
	ck_assert_int_eq(atomic_load(rounds), 0);
}

int main(void)
{
	return test_run("crew", PLAIN);
}

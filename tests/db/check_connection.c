/* When a program lets its connection go. tests/connections.sh has a shop with ten connections. */
#include "db/connection.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "base/moment.h"
#include "base/shm.h"
#include "db/link.h"
#include "tests/test.h"

static int64_t clock_ahead; /* seconds */

/* Stands before the one of libc. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	time->tv_sec += clock_ahead;
	return result;
}

/* As if another program had found no connection left, so many milliseconds ago. */
static void crowd(int64_t ago)
{
	atomic_store((_Atomic int64_t *)shm_area(SHM_DATABASE), moment_now() - ago);
}

static void ask(void)
{
	ck_assert_int_eq(db_number("SELECT 7", BIND(), 0), 7);
}

/* Whether there is a connection still, after another look. */
static bool is_kept(void)
{
	db_rest();
	return db_state.connection;
}

TEST(three_errors_say_that_no_connection_is_left)
{
	ck_assert(db_error_is_crowd(1040)); /* ER_CON_COUNT_ERROR: as many as the server takes */
	ck_assert(db_error_is_crowd(1203)); /* ER_TOO_MANY_USER_CONNECTIONS: as many as any account may have */
	ck_assert(db_error_is_crowd(1226)); /* ER_USER_LIMIT_REACHED: as many as this account may have */
	ck_assert(!db_error_is_crowd(1045));
	ck_assert(!db_error_is_crowd(2002));
	ck_assert(!db_connection_waits(1045, moment_steady()));
}

TEST(only_a_crowd_is_waited_for_and_only_for_some_seconds)
{
	test_own_shared();
	ck_assert(db_connection_waits(1226, moment_steady()));
	ck_assert(db_connection_waits(1040, moment_steady() - 4000));
	ck_assert(!db_connection_waits(1226, moment_steady() - 6000));
	test_drop_shared();
}

TEST(who_rests_keeps_the_connection_for_a_minute)
{
	test_own_shared();
	ck_assert(!is_kept());
	ck_assert_int_eq(db_rest_in(), -1);
	ask();
	ck_assert_int_gt(db_rest_in(), 0);
	ck_assert(is_kept());
	clock_ahead += 59;
	ck_assert(is_kept());
	clock_ahead += 2;
	ck_assert(!is_kept());
	ck_assert_int_eq(db_rest_in(), -1);
	ask();
	test_drop_shared();
}

TEST(who_asks_meanwhile_has_not_rested)
{
	test_own_shared();
	ask();
	db_rest();
	clock_ahead += 59;
	ask();
	clock_ahead += 59;
	ck_assert(is_kept());
	test_drop_shared();
}

TEST(where_connections_are_few_none_is_kept_at_rest)
{
	test_own_shared();
	ask();
	crowd(1000);
	ck_assert(!is_kept());
	ask();
	crowd(3600000);
	ck_assert(is_kept());
	db_close();
	test_drop_shared();
}

TEST(a_connection_is_given_up_between_two_works_only_to_who_waits_right_now)
{
	test_own_shared();
	ask();
	db_yield();
	ck_assert_ptr_nonnull(db_state.connection);
	ask();
	crowd(2000);
	db_yield();
	ck_assert_ptr_nonnull(db_state.connection);
	ask();
	crowd(100);
	db_yield();
	ck_assert_ptr_null(db_state.connection);
	test_drop_shared();
}

TEST(who_shares_no_memory_keeps_none_for_long)
{
	config.shared = "/nowhere/at/all";
	ask();
	ck_assert(is_kept());
	clock_ahead += 2;
	ck_assert(!is_kept());
}

TEST(a_database_that_has_closed_the_connection_answers_all_the_same)
{
	ask();
	db_say("SET SESSION wait_timeout = 1");
	sleep(2);
	ck_assert(db_answers());
	db_close();
}

int main(void)
{
	return test_run("connection", CONFIGURED);
}

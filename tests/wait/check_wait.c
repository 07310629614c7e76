/* Waiting: beside others on a fiber, by itself elsewhere, never within a transaction. */
#include "wait/wait.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "base/moment.h"
#include "db/db.h"
#include "tests/test.h"
#include "wait/fiber.h"

#define MANY 100

static int ended;
static bool is_over;

static void nap(void *milliseconds)
{
	wait_milliseconds(*(int *)milliseconds);
	ended++;
}

/* As the loop of a program that has fibers. */
static void finish_all(void)
{
	while (fiber_count()) {
		wait_sleep();
		wait_go_on();
	}
}

TEST(many_wait_as_long_as_one)
{
	int64_t began = moment_steady();
	int length = 100;

	for (int i = 0; i < MANY; i++)
		fiber_start(nap, &length);
	ck_assert_int_eq(ended, 0);
	finish_all();
	ck_assert_int_eq(ended, MANY);
	ck_assert_int_ge(moment_steady() - began, length - 1);
	ck_assert_int_lt(moment_steady() - began, length * MANY / 4);
}

TEST(who_waits_shorter_goes_on_first)
{
	int longer = 1000, shorter = 1;

	fiber_start(nap, &longer);
	fiber_start(nap, &shorter);
	ck_assert_int_ge(wait_left(), 0);
	ck_assert_int_le(wait_left(), shorter);
	wait_sleep();
	wait_go_on();
	ck_assert_int_eq(ended, 1);
	ck_assert_int_gt(wait_left(), 100);
	finish_all();
	ck_assert_int_eq(wait_left(), -1);
}

TEST(what_is_no_fiber_waits_by_itself)
{
	int64_t began = moment_steady();

	ck_assert(!wait_aside());
	wait_milliseconds(30);
	ck_assert_int_ge(moment_steady() - began, 29);
	ck_assert_fault(FAULT_BUG, wait_until(&is_over));
}

static void wait_for_it(void *unused)
{
	(void)unused;
	wait_until(&is_over);
	ended++;
}

static void read_it(int file, unsigned events)
{
	char byte;

	ck_assert(events & EPOLLIN);
	ck_assert_int_eq(read(file, &byte, 1), 1);
	ck_assert(wait_watch(file, 0));
	is_over = true;
}

static void give_up(void)
{
	is_over = true;
}

static const struct wait_source source = { read_it, give_up };

TEST(a_fiber_goes_on_when_its_file_can_be_read)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	wait_use(&source);
	ck_assert(wait_watch(ends[0], EPOLLIN));
	fiber_start(wait_for_it, NULL);
	wait_go_on();
	ck_assert_int_eq(ended, 0);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	finish_all();
	ck_assert_int_eq(ended, 1);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	wait_go_on(); /* nobody watches any more: otherwise it would be read */
	close(ends[0]);
	close(ends[1]);
}

TEST(or_when_the_time_of_the_source_has_passed)
{
	wait_use(&source);
	wait_timer(20);
	fiber_start(wait_for_it, NULL);
	finish_all();
	ck_assert_int_eq(ended, 1);
	ck_assert_int_eq(wait_left(), -1);
}

static const struct outcome *wait_within(void *unused)
{
	(void)unused;
	wait_milliseconds(1);
	return DONE;
}

TEST(nobody_waits_within_a_transaction)
{
	ck_assert_fault(FAULT_BUG, db_transaction(wait_within, NULL));
	wait_milliseconds(1); /* it has ended */
	ck_assert_ptr_eq(db_reading(wait_within, NULL), DONE);
	ck_assert_fault(FAULT_BUG, db_snapshot(wait_within, NULL));
	db_close();
}

static void fail_within(void *unused)
{
	(void)unused;
	ck_assert_fault(FAULT_BUG, db_transaction(wait_within, NULL));
	ended++;
}

TEST(on_a_fiber_neither)
{
	fiber_start(fail_within, NULL);
	ck_assert_int_eq(ended, 1);
	db_close();
}

int main(void)
{
	return test_run("wait", CONFIGURED);
}

/* The waiting line: of fibers in a program, and of programs that have one request each. */
#include "wait/line.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/shm.h"
#include "tests/test.h"
#include "wait/fiber.h"
#include "wait/wait.h"

#define PLACES 4

/* Those who have worked, in order, and those who were refused: a letter each. */
static char worked[32], refused[32];

static void note(void *letter)
{
	strncat(worked, letter, 1);
}

/* What a fiber is: its first letter is who it is, all of it what it is called. */
static void take_part(void *letters)
{
	const char *who = *(const char *)letters == 'A' || *(const char *)letters == 'a' ? "a" : letters;

	if (!line_run(who, PLACES, note, letters))
		strncat(refused, letters, 1);
}

static void join(const char *letters)
{
	for (; *letters; letters++)
		ck_assert(fiber_start(take_part, pool_copy(pool, letters, 1)));
}

static void finish(void)
{
	while (fiber_count()) {
		ck_assert(line_go_on(true));
		wait_go_on();
	}
	ck_assert(line_is_empty());
}

TEST(one_works_after_the_other_in_the_order_in_which_they_came)
{
	join("bcd");
	ck_assert_str_eq(worked, "");
	ck_assert(line_go_on(true));
	wait_go_on();
	ck_assert_str_eq(worked, "b");
	finish();
	ck_assert_str_eq(worked, "bcd");
	ck_assert(!line_go_on(true));
}

/* `a` and `A` are one. */
TEST(who_has_many_in_the_line_has_a_turn_for_each_of_the_others)
{
	join("aAab");
	finish();
	ck_assert_str_eq(worked, "abAa");
}

TEST(who_comes_again_and_again_does_not_hold_up_those_who_wait)
{
	join("aA");
	join("b");
	for (int i = 0; i < 3; i++) {
		line_go_on(true);
		wait_go_on();
		join("c");
	}
	finish();
	ck_assert_msg(strchr(worked, 'A') && strchr(worked, 'A') < strrchr(worked, 'c'), "%s", worked);
	ck_assert_str_eq(refused, "");
}

TEST(where_the_line_is_full_who_has_most_loses_his_last_place)
{
	join("aaAA");
	join("A");
	ck_assert_str_eq(refused, "A");
	join("b");
	wait_go_on();
	ck_assert_str_eq(refused, "AA");
	join("cd");
	wait_go_on();
	ck_assert_str_eq(refused, "AAAa");
	join("e");
	ck_assert_str_eq(refused, "AAAae");
	finish();
	ck_assert_str_eq(worked, "abcd");
}

TEST(a_program_that_is_busy_looks_after_the_line_all_the_same)
{
	join("b");
	ck_assert(!line_go_on(false));
	wait_milliseconds(150);
	ck_assert(line_go_on(false));
	wait_go_on();
	ck_assert_str_eq(worked, "b");
}

static void take_part_without_limit(void *letters)
{
	ck_assert(line_run("a", -1, note, letters));
}

TEST(without_a_limit_nobody_is_refused)
{
	for (int i = 0; i < 3 * PLACES; i++)
		ck_assert(fiber_start(take_part_without_limit, pool_text(pool, "a")));
	finish();
	ck_assert_uint_eq(strlen(worked), 3 * PLACES);
}

/* ---- programs that have one request each */

static int told[2], go[2]; /* pipes: what they tell, and what lets one that works go on */

static void with_shared_file(void)
{
	test_own_shared();
	ck_assert(shm_is_there());
	ck_assert(!pipe(told) && !pipe(go));
}

static void work_until_told(void *argument)
{
	char byte;

	(void)argument;
	ck_assert_int_eq(write(told[1], "w", 1), 1);
	ck_assert_int_eq(read(go[0], &byte, 1), 1);
}

static void begin_process(int64_t max)
{
	if (fork())
		return;
	ck_assert_int_eq(write(told[1], line_run("a", max, work_until_told, NULL) ? "d" : "r", 1), 1);
	_exit(0);
}

static char next_told(void)
{
	char byte = 0;

	ck_assert_int_eq(read(told[0], &byte, 1), 1);
	return byte;
}

static void let_go_on(void)
{
	ck_assert_int_eq(write(go[1], "g", 1), 1);
}

TEST(two_processes_work_at_once_and_few_wait)
{
	with_shared_file();
	for (int i = 0; i < 2; i++) {
		begin_process(1);
		ck_assert_int_eq(next_told(), 'w');
	}
	begin_process(1);
	usleep(200000); /* it has its place by then */
	begin_process(1);
	ck_assert_int_eq(next_told(), 'r');
	let_go_on();
	ck_assert_int_eq(next_told() + next_told(), 'd' + 'w');
	let_go_on();
	let_go_on();
	ck_assert_int_eq(next_told() + next_told(), 'd' + 'd');
	while (wait(NULL) > 0)
		;
	test_drop_shared();
}

static void raise_fault(void *argument)
{
	(void)argument;
	fault(FAULT_BUG, "on purpose");
}

TEST(work_that_fails_gives_its_place_back)
{
	with_shared_file();
	ck_assert_fault(FAULT_BUG, line_run("a", 0, raise_fault, NULL));
	for (int i = 0; i < 2; i++) {
		begin_process(0);
		ck_assert_int_eq(next_told(), 'w');
	}
	ck_assert(!line_run("a", 0, raise_fault, NULL));
	let_go_on();
	let_go_on();
	while (wait(NULL) > 0)
		;
	test_drop_shared();
}

TEST(nobody_waits_in_line_within_a_transaction)
{
	wait_forbid();
	ck_assert_fault(FAULT_BUG, line_run("a", PLACES, note, "a"));
	wait_allow();
}

int main(void)
{
	return test_run("line", PLAIN);
}

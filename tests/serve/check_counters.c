/* Counters that processes share. */
#include "serve/counters.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "tests/test.h"

static int64_t count_of(const char *route)
{
	struct list all = counters_read(pool);
	int64_t count = 0;

	for (size_t i = 0; i < all.count; i++)
		for (size_t place = 0; place <= COUNTERS_BOUNDS; place++)
			if (!strcmp(((struct counter *)all.rows)[i].route, route))
				count += ((struct counter *)all.rows)[i].within[place];
	return count;
}

static void wait_for_all(int children)
{
	for (int i = 0; i < children; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
}

TEST(a_request_is_counted_where_its_time_belongs)
{
	struct counter *counter;

	test_own_shared();
	counters_add("/x", "GET", 204, 1000);
	counters_add("/x", "GET", 200, 1001);
	counters_add("/x", "GET", 299, 99000000);
	counters_add("/x", "GET", 400, 1);
	ck_assert_uint_eq(counters_read(pool).count, 2);
	counter = counters_read(pool).rows;
	ck_assert_int_eq(counter->status_class, 2);
	ck_assert_int_eq(counter->within[0], 1);
	ck_assert_int_eq(counter->within[1], 1);
	ck_assert_int_eq(counter->within[COUNTERS_BOUNDS], 1);
	ck_assert_int_eq(counter->microseconds, 99002001);
	test_drop_shared();
}

TEST(nothing_is_lost_between_processes)
{
	test_own_shared();
	for (int child = 0; child < 8; child++) {
		if (fork())
			continue;
		for (int i = 0; i < 5000; i++)
			counters_add(i % 2 ? "/a" : pool_print(pool, "/b%d", i % 50), "GET", 200, i);
		_exit(0);
	}
	wait_for_all(8);
	ck_assert_int_eq(count_of("/a"), 20000);
	ck_assert_int_eq(count_of("/b0"), 800);
	ck_assert_uint_eq(counters_read(pool).count, 26);
	test_drop_shared();
}

TEST(what_does_not_fit_is_left_out)
{
	test_own_shared();
	for (int i = 0; i < 600; i++)
		counters_add(pool_print(pool, "/%d", i), "GET", 200, 1);
	ck_assert_uint_eq(counters_read(pool).count, 512);
	ck_assert_int_eq(count_of("/511"), 1);
	test_drop_shared();
}

TEST(without_a_file_nothing_is_counted_and_nothing_fails)
{
	static const char *const nowhere[] = { "", "/nowhere/counters", "/dev/null", "/tmp" };

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		config.shared = nowhere[i];
		counters_add("/x", "GET", 200, 1);
		counters_keep("text", 4);
		ck_assert(!counters_work());
		ck_assert_uint_eq(counters_read(pool).count, 0);
		ck_assert_ptr_null(counters_kept(pool, 15));
		ck_assert(counters_enter(1));
		counters_leave();
	}
	ck_assert_int_eq(access("/dev/null", F_OK), 0);
}

TEST(a_text_is_kept_for_a_while)
{
	test_own_shared();
	ck_assert_ptr_null(counters_kept(pool, 15));
	counters_keep("the text", 8);
	ck_assert_str_eq(counters_kept(pool, 15), "the text");
	ck_assert_ptr_null(counters_kept(pool, 0));
	test_drop_shared();
}

/* A child that holds a place until it is told to die; its number. */
static pid_t child_with_place(bool wanted)
{
	int ready[2];
	char said = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (!child) {
		said = counters_enter(2) ? 'y' : 'n';
		if (write(ready[1], &said, 1) == 1)
			pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &said, 1), 1);
	ck_assert_int_eq(said, wanted ? 'y' : 'n');
	close(ready[0]);
	close(ready[1]);
	return child;
}

TEST(places_are_limited_and_come_back_after_a_kill)
{
	pid_t one, two, three;

	test_own_shared();
	one = child_with_place(true);
	two = child_with_place(true);
	three = child_with_place(false);
	ck_assert(!counters_enter(2));
	kill(one, SIGKILL);
	waitpid(one, NULL, 0);
	ck_assert(counters_enter(2));
	counters_leave();
	ck_assert(counters_enter(2));
	kill(two, SIGKILL);
	kill(three, SIGKILL);
	waitpid(two, NULL, 0);
	waitpid(three, NULL, 0);
	test_drop_shared();
}

TEST(no_places_are_no_places)
{
	test_own_shared();
	ck_assert(!counters_enter(0));
	test_drop_shared();
}

int main(void)
{
	return test_run("counters", PLAIN);
}

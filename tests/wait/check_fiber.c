/* Fibers: each has a stack, recovery points, a request in the log and a pool for JSON of its own. */
#include "wait/fiber.h"

#include <jansson.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <talloc.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/test.h"

#define LARGE (64 << 10)
#define OTHERS 16

/* What a fiber of these tests is told, and what it leaves behind. */
struct story {
	struct fiber *fiber;
	const char *name;
	int steps;
	enum fault_kind caught;
};

static void rest_once(void *argument)
{
	struct story *story = argument;

	story->fiber = fiber_running();
	story->steps = 1;
	fiber_rest();
	story->steps = 2;
}

TEST(a_fiber_runs_until_it_rests_and_goes_on_where_it_was)
{
	struct story story = { .steps = 0 };

	ck_assert(fiber_start(rest_once, &story));
	ck_assert_int_eq(story.steps, 1);
	ck_assert_uint_eq(fiber_count(), 1);
	ck_assert_ptr_null(fiber_running());
	fiber_resume(story.fiber);
	ck_assert_int_eq(story.steps, 2);
	ck_assert_uint_eq(fiber_count(), 0);
}

static void be_somebody(void *argument)
{
	struct story *story = argument;

	story->fiber = fiber_running();
	log_origin_set(story->name, "");
	fiber_rest();
	ck_assert_str_eq(log_origin_request(), story->name);
}

TEST(what_is_written_names_the_request_of_its_fiber)
{
	struct story one = { .name = "one" }, other = { .name = "other" };

	log_origin_set("program", "");
	fiber_start(be_somebody, &one);
	ck_assert_str_eq(log_origin_request(), "program");
	fiber_start(be_somebody, &other);
	fiber_resume(one.fiber);
	fiber_resume(other.fiber);
	ck_assert_str_eq(log_origin_request(), "program");
}

static void make_json(void *argument)
{
	struct story *story = argument;
	void *mine = pool_open(NULL);

	story->fiber = fiber_running();
	pool_for_json(mine);
	fiber_rest();
	ck_assert_ptr_eq(talloc_parent(json_object()), mine);
	pool_close(mine);
}

TEST(json_is_made_in_the_pool_of_its_fiber)
{
	struct story one = { .name = "one" }, other = { .name = "other" };

	pool_for_json(pool);
	fiber_start(make_json, &one);
	fiber_start(make_json, &other);
	fiber_resume(other.fiber);
	fiber_resume(one.fiber);
	ck_assert_ptr_eq(pool_for_json(NULL), pool);
}

static void fail_later(void *argument)
{
	struct story *story = argument;
	struct recovery here;

	story->fiber = fiber_running();
	if (fault_caught(&here)) {
		story->caught = here.kind;
		return;
	}
	fiber_rest();
	fault(story->steps ? FAULT_AWAY : FAULT_BUG, "%s", story->name);
}

TEST(a_fault_unwinds_its_own_fiber_and_no_other)
{
	struct story one = { .name = "one" }, other = { .name = "other", .steps = 1 };
	struct recovery here;

	if (fault_caught(&here))
		ck_abort_msg("the program has caught the fault of a fiber");
	fiber_start(fail_later, &one);
	fiber_start(fail_later, &other);
	fiber_resume(one.fiber); /* armed before the other, which is still armed */
	ck_assert_int_eq(one.caught, FAULT_BUG);
	ck_assert_int_eq(other.caught, 0);
	fiber_resume(other.fiber);
	ck_assert_int_eq(other.caught, FAULT_AWAY);
	ck_assert_uint_eq(fiber_count(), 0);
	fault_disarm(&here);
}

TEST(there_are_so_many_and_no_more_until_one_ends)
{
	static struct story stories[FIBER_MAX + 1];

	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < FIBER_MAX; i++)
			ck_assert(fiber_start(rest_once, &stories[i]));
		ck_assert(!fiber_start(rest_once, &stories[FIBER_MAX]));
		fiber_resume(stories[7].fiber);
		ck_assert(fiber_start(rest_once, &stories[7]));
		for (size_t i = 0; i < FIBER_MAX; i++)
			fiber_resume(stories[i].fiber);
		ck_assert_uint_eq(fiber_count(), 0);
	}
}

static void resume_another(void *argument)
{
	ck_assert_fault(FAULT_BUG, fiber_resume(argument));
}

TEST(a_fiber_runs_no_other)
{
	struct story story = { .steps = 0 };

	fiber_start(rest_once, &story);
	fiber_start(resume_another, story.fiber);
	fiber_resume(story.fiber);
	ck_assert_int_eq(story.steps, 2);
}

static int use_up(int pages, const volatile char *above)
{
	volatile char room[4096];

	room[0] = above[0];
	return pages ? use_up(pages - 1, room) + room[0] : 0;
}

static void take_a_gigabyte(void *nothing)
{
	use_up(1 << 18, nothing);
}

static int status_after(void (*work)(void))
{
	int status;
	pid_t child = fork();

	if (!child) {
		close(STDERR_FILENO);
		work();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return status;
}

static void use_up_alone(void)
{
	char nothing[1] = "";

	fiber_start(take_a_gigabyte, nothing);
}

TEST(one_that_uses_up_its_stack_ends_the_program)
{
	ck_assert_int_ne(status_after(use_up_alone), 0);
}

/* As functions do whose variables are large and hardly touched. */
static void touch_far_below(void *argument)
{
	struct story *story = argument;
	volatile char *here = __builtin_frame_address(0);

	story->fiber = fiber_running();
	fiber_rest();
	for (int i = 1; i <= 32; i++)
		here[-i * LARGE] = 1;
}

static void use_up_above_others(void)
{
	static struct story story, others[OTHERS];

	fiber_start(touch_far_below, &story);
	for (size_t i = 0; i < OTHERS; i++)
		fiber_start(rest_once, &others[i]); /* the system puts their stacks beneath */
	fiber_resume(story.fiber);
}

TEST(one_that_would_reach_the_stack_of_another_too)
{
	ck_assert_int_ne(status_after(use_up_above_others), 0);
}

int main(void)
{
	return test_run("fiber", PLAIN);
}

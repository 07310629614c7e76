/* A unit of work: committed, rolled back, run again. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/settings.h"
#include "db/db.h"
#include "db/link.h"
#include "base/id.h"
#include "tests/beside.h"
#include "tests/names.h"
#include "tests/test.h"
#include "sales/order.h"

static const char CONNECTION[] = "SELECT CONNECTION_ID()";

static char name[ID_SIZE], other[ID_SIZE];
static int runs;

static const struct outcome *put(void *result)
{
	runs++;
	db_exec(PUT, BIND(db_text(name)));
	return *(const struct outcome **)result;
}

static void begin_with_name(void)
{
	id_new(name);
	id_new(other);
	runs = 0;
}

TEST(a_success_is_committed)
{
	const struct outcome *result = CREATED;

	begin_with_name();
	ck_assert_ptr_eq(db_transaction(put, &result), CREATED);
	db_close();
	ck_assert_int_eq(count_of(name), 1);
}

TEST(any_other_result_is_rolled_back)
{
	const struct outcome *result = RESERVED;

	begin_with_name();
	ck_assert_ptr_eq(db_transaction(put, &result), RESERVED);
	ck_assert_int_eq(count_of(name), 0);
	ck_assert_int_eq(runs, 1);
}

static const struct outcome *put_and_fault(void *kind)
{
	runs++;
	db_exec(PUT, BIND(db_text(name)));
	if (*(int *)kind)
		fault((enum fault_kind)*(int *)kind, "planted");
	return DONE;
}

TEST(a_fault_rolls_back_and_goes_on_outwards)
{
	int kind = FAULT_BUG;

	begin_with_name();
	ck_assert_fault(FAULT_BUG, db_transaction(put_and_fault, &kind));
	ck_assert_int_eq(count_of(name), 0);
	ck_assert_int_eq(runs, 1);
}

TEST(what_may_run_again_runs_five_times_at_most)
{
	int kind = FAULT_AGAIN;

	begin_with_name();
	ck_assert_fault(FAULT_AWAY, db_transaction(put_and_fault, &kind));
	ck_assert_int_eq(runs, 5);
	ck_assert_int_eq(count_of(name), 0);
}

static const struct outcome *fault_once(void *kind)
{
	put_and_fault(runs ? &(int){ 0 } : kind);
	return DONE;
}

TEST(the_second_run_starts_from_nothing)
{
	int kind = FAULT_AGAIN;

	begin_with_name();
	ck_assert_ptr_eq(db_transaction(fault_once, &kind), DONE);
	ck_assert_int_eq(runs, 2);
	ck_assert_int_eq(count_of(name), 1);
}

/* ---- against another connection, which another process has */

static void lock_the_other_way_round(void)
{
	db_command("START TRANSACTION");
	db_exec(TOUCH, BIND(db_text(other)));
	beside_hear(to_beside);
	beside_tell(from_beside, 0);
	db_exec(TOUCH, BIND(db_text(name)));
	db_command("COMMIT");
}

static const struct outcome *lock_both(void *unused)
{
	(void)unused;
	db_exec(TOUCH, BIND(db_text(name)));
	if (!runs++) {
		beside_tell(to_beside, 0);
		beside_hear(from_beside);
	}
	usleep(100000);
	db_exec(TOUCH, BIND(db_text(other)));
	return DONE;
}

TEST(a_deadlock_runs_the_loser_again)
{
	pid_t child;
	int status;

	begin_with_name();
	db_exec(PUT, BIND(db_text(name)));
	db_exec(PUT, BIND(db_text(other)));
	child = beside_start(lock_the_other_way_round);
	ck_assert_ptr_eq(db_transaction(lock_both, NULL), DONE);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg((runs == 2) == (status == 0), "one of the two has lost: runs %d, the other's status %d", runs, status);
}

static const struct outcome *lose_once(void *unused)
{
	(void)unused;
	db_exec(PUT, BIND(db_text(name)));
	if (!runs++)
		beside_lose_connection();
	db_exec(PUT, BIND(db_text(other)));
	return DONE;
}

TEST(a_connection_lost_before_commit_runs_again)
{
	begin_with_name();
	beside_start(beside_kill);
	ck_assert_ptr_eq(db_transaction(lose_once, NULL), DONE);
	ck_assert_int_eq(runs, 2);
	ck_assert_int_eq(count_of(name) + count_of(other), 2);
}

static const struct outcome *lose_at_the_end(void *unused)
{
	(void)unused;
	db_exec(PUT, BIND(db_text(name)));
	if (!runs++)
		beside_lose_connection();
	return DONE;
}

TEST(a_connection_that_takes_no_commit_any_more_runs_again)
{
	begin_with_name();
	beside_start(beside_kill);
	ck_assert_ptr_eq(db_transaction(lose_at_the_end, NULL), DONE);
	ck_assert_int_eq(runs, 2);
	ck_assert_int_eq(count_of(name), 1);
}

TEST(a_connection_lost_while_idle_is_made_again)
{
	const struct outcome *result = DONE;

	begin_with_name();
	beside_start(beside_kill);
	beside_lose_connection();
	ck_assert_ptr_eq(db_transaction(put, &result), DONE);
	ck_assert_int_eq(count_of(name), 1);
}

static const struct outcome *count_connection(void *number)
{
	*(int64_t *)number = db_number(CONNECTION, BIND(), 0);
	return DONE;
}

TEST(reading_survives_a_lost_connection)
{
	int64_t before, after;

	beside_start(beside_kill);
	db_reading(count_connection, &before);
	beside_lose_connection();
	ck_assert_ptr_eq(db_reading(count_connection, &after), DONE);
	ck_assert_int_ne(before, after);
}

TEST(a_database_that_is_away_is_told_as_such_and_may_come_back)
{
	const char *socket = db_settings.socket;
	int64_t number;

	db_settings.socket = "/nowhere/db.sock";
	ck_assert(!db_answers());
	ck_assert_fault(FAULT_AWAY, db_reading(count_connection, &number));
	db_settings.socket = socket;
	ck_assert(db_answers());
}

/* ---- many reads of one moment */

static void put_when_told(void)
{
	beside_hear(to_beside);
	db_exec(PUT, BIND(db_text(name)));
	beside_tell(from_beside, 0);
}

static const struct outcome *count_twice(void *counts)
{
	((int64_t *)counts)[0] = count_of(name);
	beside_tell(to_beside, 0);
	beside_hear(from_beside);
	((int64_t *)counts)[1] = count_of(name);
	return DONE;
}

TEST(a_snapshot_sees_one_moment)
{
	int64_t counts[2];

	begin_with_name();
	beside_start(put_when_told);
	ck_assert_ptr_eq(db_snapshot(count_twice, counts), DONE);
	ck_assert_int_eq(counts[0], 0);
	ck_assert_int_eq(counts[1], 0);
	ck_assert_int_eq(count_of(name), 1);
}

int main(void)
{
	return test_run("transaction", CONFIGURED);
}

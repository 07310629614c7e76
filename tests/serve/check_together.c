/* Several units of work in one transaction. */
#include "db/db.h"
#include "base/id.h"
#include "tests/beside.h"
#include "tests/names.h"
#include "tests/test.h"
#include "sales/order.h"

#define UNITS 4

static struct db_unit units[UNITS];
static char names[UNITS][ID_SIZE];

static void begin_units(const struct outcome *(*work)(void *))
{
	for (int i = 0; i < UNITS; i++) {
		id_new(names[i]);
		units[i] = (struct db_unit){ .work = work, .argument = names[i] };
	}
}

/* States and rows of all units, as "done 1, open 0". */
static const char *fates(void)
{
	static const char *const states[] = { "open", "queued", "done" };
	char *text = pool_text(pool, "");

	for (int i = 0; i < UNITS; i++)
		text = pool_print(pool, "%s%s%s %d", text, i ? ", " : "", states[units[i].state], (int)count_of(names[i]));
	return text;
}

static const struct outcome *queue_one(void *argument)
{
	queue_put(argument);
	return CREATED;
}

TEST(units_go_together_in_one_round_trip)
{
	int64_t before;

	begin_units(queue_one);
	db_together(units, UNITS); /* prepares */
	begin_units(queue_one);
	before = round_trips();
	db_together(units, UNITS);
	ck_assert_int_eq(round_trips() - before, 2);
	ck_assert_str_eq(fates(), "done 1, done 1, done 1, done 1");
	ck_assert_ptr_eq(units[3].result, CREATED);
	db_close();
	ck_assert_str_eq(fates(), "done 1, done 1, done 1, done 1");
}

static const struct outcome *read_and_queue(void *argument)
{
	ck_assert(db_is_first_try());
	ck_assert_int_eq(count_of(argument), 0);
	return queue_one(argument);
}

TEST(a_unit_may_read_before_it_queues)
{
	begin_units(read_and_queue);
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 1, done 1, done 1, done 1");
	ck_assert(!db_is_first_try());
}

static const struct outcome *queue_and_read(void *argument)
{
	queue_one(argument);
	return count_of(argument) ? DONE : RESERVED;
}

static const struct outcome *execute(void *argument)
{
	return db_exec(PUT, BIND(db_text(argument))) ? DONE : RESERVED;
}

static const struct outcome *insert(void *argument)
{
	return db_insert(PUT, BIND(db_text(argument))) ? DONE : RESERVED;
}

static const struct outcome *save(void *argument)
{
	return db_savepoint(queue_one, argument);
}

TEST(a_unit_that_needs_more_is_left_to_run_by_itself)
{
	const struct outcome *(*const works[])(void *) = { queue_and_read, execute, insert, save };

	for (int i = 0; i < 4; i++) {
		begin_units(queue_one);
		units[0].work = units[2].work = works[i];
		db_together(units, UNITS);
		ck_assert_str_eq(fates(), "open 0, done 1, open 0, done 1");
		ck_assert_int_eq(db_transaction(units[0].work, units[0].argument) == CREATED, i == 3);
		ck_assert_str_eq(fates(), "open 1, done 1, open 0, done 1");
	}
}

static const struct outcome *queue_more(void *argument)
{
	db_queue(TOUCH, BIND(db_text(argument)));
	return queue_one(argument);
}

TEST(a_unit_with_other_statements_than_the_first_is_left)
{
	begin_units(queue_one);
	units[1].work = queue_more;
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 1, open 0, done 1, done 1");
	begin_units(queue_more);
	units[3].work = queue_one;
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 1, done 1, done 1, open 0");
}

static const struct outcome *queue_and_fail(void *argument)
{
	queue_one(argument);
	return RESERVED;
}

TEST(a_unit_that_fails_is_done_and_leaves_nothing)
{
	begin_units(queue_one);
	units[0].work = units[3].work = queue_and_fail;
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 0, done 1, done 1, done 0");
	ck_assert_ptr_eq(units[0].result, RESERVED);
	begin_units(queue_and_fail);
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 0, done 0, done 0, done 0");
}

static const struct outcome *break_down(void *argument)
{
	queue_one(argument);
	fault(FAULT_BUG, "planted");
}

TEST(a_fault_of_one_is_left_to_its_own_run)
{
	begin_units(queue_one);
	units[2].work = break_down;
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 1, done 1, open 0, done 1");
	ck_assert_fault(FAULT_BUG, db_transaction(units[2].work, units[2].argument));
}

TEST(what_the_database_refuses_opens_all)
{
	begin_units(queue_one);
	db_exec(PUT, BIND(db_text(names[2])));
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "open 0, open 0, open 1, open 0");
	ck_assert_ptr_eq(db_transaction(queue_one, names[0]), CREATED);
	ck_assert_fault(FAULT_DUPLICATE, db_transaction(queue_one, names[2]));
}

static const struct outcome *queue_very_many(void *argument)
{
	for (int i = 0; i < 30; i++)
		db_queue(TOUCH, BIND(db_text(argument)));
	return DONE;
}

TEST(what_has_no_room_is_left)
{
	begin_units(queue_one);
	units[1].work = queue_very_many;
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "done 1, open 0, done 1, done 1");
}

/* ---- where the connection is lost */

TEST(on_a_connection_lost_while_idle_all_are_left)
{
	begin_units(queue_one);
	beside_start(beside_kill);
	beside_lose_connection();
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "open 0, open 0, open 0, open 0");
	ck_assert_ptr_eq(db_transaction(queue_one, names[0]), CREATED);
}

static const struct outcome *lose_and_queue(void *argument)
{
	beside_lose_connection();
	return read_and_queue(argument);
}

TEST(a_connection_lost_among_units_opens_all)
{
	begin_units(queue_one);
	units[1].work = lose_and_queue;
	beside_start(beside_kill);
	db_together(units, UNITS);
	ck_assert_str_eq(fates(), "open 0, open 0, open 0, open 0");
}

static const struct outcome *queue_slowly(void *argument)
{
	db_queue("DO SLEEP(0.3)", BIND());
	return queue_one(argument);
}

TEST(units_whose_commit_is_not_answered_are_of_unknown_fate)
{
	begin_units(queue_slowly);
	units[3].work = queue_and_fail;
	beside_start(beside_kill_later);
	beside_lose_connection();
	ck_assert_fault(FAULT_AWAY, db_together(units, UNITS));
	ck_assert_str_eq(fates(), "queued 0, queued 0, queued 0, done 0");
}

int main(void)
{
	return test_run("together", CONFIGURED);
}

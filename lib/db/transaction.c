#include <stdlib.h>
#include <time.h>

#include "db/db.h"
#include "db/link.h"
#include "base/fault.h"

#define MAX_TRIES 5

/* How a unit of work begins: NULL for one without a transaction. */
typedef void beginning(void);

static void begin_snapshot(void)
{
	db_command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); /* for the transaction that comes next */
	db_command("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

static bool first_try;

bool db_is_first_try(void)
{
	return first_try;
}

static bool raises[SHARED_NUMBERS];

void db_raise(enum shared_number which)
{
	raises[which] = true;
}

static void raise_numbers(void)
{
	for (enum shared_number which = 0; which < SHARED_NUMBERS; which++)
		if (raises[which])
			shared_add(which, 1);
}

static void finish(const struct outcome *result)
{
	if (outcome_is_success(result))
		db_commit();
	else
		db_roll_back();
	raise_numbers();
}

/* What has been done is undone; but a commit whose answer was lost may have happened. */
static void abandon(void)
{
	first_try = false;
	db_roll_back();
	raise_numbers();
}

/* One try: true with its result, false if it should be run again. */
static bool try_once(beginning *begin, const struct outcome *(*work)(void *), void *argument, const struct outcome **result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		abandon();
		if (here.kind == FAULT_AGAIN)
			return false;
		fault_again(&here);
	}
	memset(raises, 0, sizeof(raises));
	if (begin)
		begin();
	*result = work(argument);
	first_try = false;
	if (begin)
		finish(*result);
	fault_disarm(&here);
	return true;
}

static void pause_before(int try)
{
	struct timespec time = { .tv_nsec = (5 << try) * 1000000L + (long)arc4random_uniform(5000000) };

	nanosleep(&time, NULL);
}

static const struct outcome *run_work(beginning *begin, const struct outcome *(*work)(void *), void *argument)
{
	const struct outcome *result;

	for (int try = 0; try < MAX_TRIES; try++) {
		first_try = begin && !try;
		if (try_once(begin, work, argument, &result))
			return result;
		pause_before(try);
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(db_begin, work, argument);
}

static void change_state(struct db_unit *units, size_t count, enum unit_state from, enum unit_state to)
{
	for (size_t i = 0; i < count; i++)
		if (units[i].state == from)
			units[i].state = to;
}

/* Lets one unit queue; takes that back unless all it wants is to be committed. */
static void put_in(struct db_unit *unit)
{
	struct recovery here;

	db_join_unit();
	if (fault_caught(&here)) {
		if (!db_leave_unit())
			fault_again(&here);
		return;
	}
	unit->result = unit->work(unit->argument);
	if (!outcome_is_success(unit->result)) {
		db_leave_unit();
		unit->state = UNIT_DONE;
	} else if (db_unit_fits())
		unit->state = UNIT_QUEUED;
	else
		db_leave_unit();
	fault_disarm(&here);
}

static void put_in_all(struct db_unit *units, size_t count)
{
	memset(raises, 0, sizeof(raises));
	first_try = true;
	db_join();
	for (size_t i = 0; i < count; i++)
		put_in(&units[i]);
	first_try = false;
}

void db_together(struct db_unit *units, size_t count)
{
	struct recovery here;

	if (fault_caught(&here)) {
		abandon();
		if (here.kind == FAULT_AWAY)
			fault_again(&here);
		change_state(units, count, UNIT_QUEUED, UNIT_OPEN);
		return;
	}
	put_in_all(units, count);
	db_commit();
	raise_numbers();
	change_state(units, count, UNIT_QUEUED, UNIT_DONE);
	fault_disarm(&here);
}

const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(NULL, work, argument);
}

const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(begin_snapshot, work, argument);
}

const struct outcome *db_savepoint(const struct outcome *(*work)(void *), void *argument)
{
	const struct outcome *result;

	db_command("SAVEPOINT work");
	result = work(argument);
	if (!outcome_is_success(result))
		db_command("ROLLBACK TO SAVEPOINT work");
	return result;
}

int64_t db_number(const char *sql, const struct value *values, int64_t otherwise)
{
	static const struct field one[] = { { "number", FIELD_INT, 0, STORED, NULL, 0 }, { 0 } };
	int64_t number;

	return db_get(NULL, sql, values, one, &number) ? number : otherwise;
}

bool db_answers(void)
{
	struct recovery here;

	if (fault_caught(&here))
		return false;
	db_number("SELECT 1", BIND(), 0);
	fault_disarm(&here);
	return true;
}

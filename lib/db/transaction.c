#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/fault.h"
#include "base/shm.h"
#include "db/link.h"

#define MAX_TRIES 5

/* The function that begins a unit of work, for example with START TRANSACTION. NULL: the unit has no transaction. */
typedef void beginning(void);

size_t db_count(const struct value *values)
{
	const struct value *end = values;

	while (end->type != VALUE_END)
		end++;
	return (size_t)(end - values);
}

int64_t db_exec(const char *sql, const struct value *values)
{
	int64_t rows = 0;
	unsigned error = db_attempt(sql, values, db_count(values), &rows);

	if (error)
		db_raise_error(error, false);
	return rows;
}

bool db_insert(const char *sql, const struct value *values)
{
	int64_t rows = 0;
	unsigned error = db_attempt(sql, values, db_count(values), &rows);

	if (error && db_error_kind(error, false) != FAULT_DUPLICATE)
		db_raise_error(error, false);
	return !error;
}

static void begin(void)
{
	db_command("START TRANSACTION");
}

static void begin_snapshot(void)
{
	db_command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); /* for the next transaction alone */
	db_command("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

void db_command(const char *sql)
{
	unsigned error = db_say(sql);

	if (error)
		db_raise_error(error, false);
}

void db_roll_back(void)
{
	db_close_rows();
	db_state.savepoints = 0;
	if (db_state.connection && db_say("ROLLBACK"))
		db_close();
}

void db_touch(const char *id)
{
	if (db_state.touched_count == DB_TOUCHED_MAX)
		*db_state.touched[0] = '\0';
	else
		snprintf(db_state.touched[db_state.touched_count++], ID_SIZE, "%s", id ? id : "");
}

void db_tell_touched(void)
{
	for (size_t i = 0; i < db_state.touched_count; i++)
		shm_touch(*db_state.touched[i] ? db_state.touched[i] : NULL);
	db_state.touched_count = 0;
}

static void commit(void)
{
	unsigned error = db_say("COMMIT");

	if (error)
		db_raise_error(error, true);
}

static void finish(const struct outcome *outcome)
{
	if (outcome_is_success(outcome))
		commit();
	else
		db_roll_back();
	db_tell_touched();
}

/* Rolls back. A transaction whose answer to COMMIT was lost may have been committed, so what it has touched counts as changed. */
static void abandon(void)
{
	db_roll_back();
	db_tell_touched();
}

/* Runs the work once. True with its outcome; false if the work should be run again. */
static bool try_once(beginning *begins, const struct outcome *(*work)(void *), void *argument, const struct outcome **outcome)
{
	struct recovery here;

	if (fault_caught(&here)) {
		abandon();
		if (here.kind == FAULT_AGAIN)
			return false;
		fault_again(&here);
	}
	if (begins)
		begins();
	*outcome = work(argument);
	if (begins)
		finish(*outcome);
	fault_disarm(&here);
	return true;
}

void db_pause(int try)
{
	struct timespec time = { .tv_nsec = (5 << try) * 1000000L + (long)arc4random_uniform(5000000) };

	nanosleep(&time, NULL);
}

static const struct outcome *run_work(beginning *begins, const struct outcome *(*work)(void *), void *argument)
{
	const struct outcome *outcome;

	for (int try = 0; try < MAX_TRIES; try++) {
		if (try_once(begins, work, argument, &outcome))
			return outcome;
		db_pause(try);
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(begin, work, argument);
}

const struct outcome *db_reading(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(NULL, work, argument);
}

const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument)
{
	return run_work(begin_snapshot, work, argument);
}

/* Savepoints are numbered, so that a nested one can be rolled back alone. */
static void command_savepoint(const char *verb, unsigned number)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "%s savepoint_%u", verb, number);
	db_command(sql);
}

const struct outcome *db_savepoint(const struct outcome *(*work)(void *), void *argument)
{
	unsigned number = db_state.savepoints++;
	const struct outcome *outcome;

	command_savepoint("SAVEPOINT", number);
	outcome = work(argument);
	if (!outcome_is_success(outcome))
		command_savepoint("ROLLBACK TO SAVEPOINT", number);
	db_state.savepoints = number;
	return outcome;
}

void db_allow_seconds(int64_t seconds)
{
	db_state.patience = (unsigned)seconds;
	db_close();
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

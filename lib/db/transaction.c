#include <stdio.h>

#include "base/fault.h"
#include "db/link.h"
#include "wait/wait.h"

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
	wait_forbid();
	db_command("START TRANSACTION");
}

static void begin_snapshot(void)
{
	wait_forbid();
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
	db_state.savepoints = 0;
	if (db_state.connection && db_say("ROLLBACK"))
		db_close();
	wait_allow();
}

static void commit(void)
{
	unsigned error = db_say("COMMIT");

	if (error)
		db_raise_error(error, true);
	wait_allow();
}

/* A transaction as a unit of work: how it begins, and what is done in it. */
struct unit {
	void (*begins)(void);
	const struct outcome *(*work)(void *);
	void *argument;
};

static const struct outcome *run_unit(void *argument)
{
	const struct unit *unit = argument;
	const struct outcome *outcome;

	unit->begins();
	outcome = unit->work(unit->argument);
	if (outcome_is_success(outcome))
		commit();
	else
		db_roll_back();
	db_tell_touched();
	return outcome;
}

const struct outcome *db_transaction(const struct outcome *(*work)(void *), void *argument)
{
	return db_reading(run_unit, &(struct unit){ begin, work, argument });
}

const struct outcome *db_snapshot(const struct outcome *(*work)(void *), void *argument)
{
	return db_reading(run_unit, &(struct unit){ begin_snapshot, work, argument });
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

static const struct outcome *ask_anything(void *unused)
{
	(void)unused;
	db_number("SELECT 1", BIND(), 0);
	return DONE;
}

bool db_answers(void)
{
	struct recovery here;

	if (fault_caught(&here))
		return false;
	db_reading(ask_anything, NULL);
	fault_disarm(&here);
	return true;
}

/* Writes as a value: one round trip, all or nothing, alone and several batches together. */
#include "db/batch.h"

#include "base/id.h"
#include "db/db.h"
#include "sales/order.h"
#include "tests/beside.h"
#include "tests/names.h"
#include "tests/test.h"

#define BATCHES 4

static char names[BATCHES][ID_SIZE];
static struct batch *batches[BATCHES];

static void begin_batches(void)
{
	for (int i = 0; i < BATCHES; i++) {
		id_new(names[i]);
		batches[i] = batch_new(pool);
		batch_add(batches[i], PUT, BIND(db_text(names[i])), 1);
	}
}

static int64_t rows(void)
{
	int64_t sum = 0;

	for (int i = 0; i < BATCHES; i++)
		sum += count_of(names[i]);
	return sum;
}

TEST(several_batches_are_one_round_trip)
{
	int64_t before;

	begin_batches();
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE); /* prepares */
	begin_batches();
	before = round_trips();
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE);
	ck_assert_int_eq(round_trips() - before, 2); /* and the question itself */
	db_close();
	ck_assert_int_eq(rows(), BATCHES);
}

TEST(nothing_is_written_before_the_commit)
{
	begin_batches();
	ck_assert_uint_eq(batch_size(batches[0]), 1);
	ck_assert_int_eq(rows(), 0);
	batch_clear(batches[0]);
	ck_assert_uint_eq(batch_size(batches[0]), 0);
	ck_assert_int_eq(batch_commit(batches, 1), BATCH_DONE);
	ck_assert_int_eq(rows(), 0);
}

TEST(texts_are_copied)
{
	char name[ID_SIZE];

	begin_batches();
	id_new(name);
	memcpy(names[1], name, ID_SIZE);
	batch_clear(batches[0]);
	batch_add(batches[0], PUT, BIND(db_text(name)), 1);
	memset(name, 'x', ID_SIZE - 1);
	ck_assert_int_eq(batch_commit(batches, 1), BATCH_DONE);
	ck_assert_int_eq(rows(), 1);
}

TEST(a_write_that_changes_another_number_of_rows_refuses_all)
{
	begin_batches();
	batch_add(batches[2], TOUCH, BIND(db_text("nobody")), 1);
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_REFUSED);
	ck_assert_int_eq(rows(), 0);
	ck_assert_int_eq(batch_commit(batches, 2), BATCH_DONE);
	ck_assert_int_eq(rows(), 2);
}

TEST(a_write_that_may_change_nothing_refuses_nothing)
{
	begin_batches();
	batch_add(batches[0], TOUCH, BIND(db_text("nobody")), BATCH_ANY);
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE);
	ck_assert_int_eq(rows(), BATCHES);
}

TEST(a_key_that_is_taken_refuses_all)
{
	begin_batches();
	db_exec(PUT, BIND(db_text(names[3])));
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_REFUSED);
	ck_assert_int_eq(rows(), 1);
	ck_assert_int_eq(batch_commit(batches, 3), BATCH_DONE);
	ck_assert_int_eq(rows(), BATCHES);
}

TEST(a_value_that_the_database_refuses_is_a_fault_and_changes_nothing)
{
	static const char TOO_LONG[] = "INSERT INTO throttle (name, paid_off) VALUES (REPEAT(?, 65), NOW(3))";

	begin_batches();
	batch_add(batches[0], TOO_LONG, BIND(db_text("x")), 1);
	ck_assert_fault(FAULT_REFUSED, batch_commit(batches, BATCHES));
	ck_assert_int_eq(rows(), 0);
	ck_assert_int_eq(db_exec(PUT, BIND(db_text(names[0]))), 1);
	db_close();
	ck_assert_int_eq(rows(), 1);
}

static const char NOTE[] = "SET @noted = CONCAT(COALESCE(@noted, ''), ?)";
static const char NOTED[] = "SELECT @noted = ?";

TEST(what_comes_last_comes_in_the_order_of_its_keys_whichever_batch_it_is_of)
{
	struct batch *both[] = { batch_new(pool), batch_new(pool) };

	batch_add_last(both[0], "b", NOTE, BIND(db_text("3")), BATCH_ANY);
	batch_add_last(both[0], "b", NOTE, BIND(db_text("4")), BATCH_ANY);
	batch_add(both[0], NOTE, BIND(db_text("0")), BATCH_ANY);
	batch_add_last(both[1], "c", NOTE, BIND(db_text("5")), BATCH_ANY);
	batch_add_last(both[1], "a", NOTE, BIND(db_text("2")), BATCH_ANY);
	batch_add(both[1], NOTE, BIND(db_text("1")), BATCH_ANY);
	ck_assert_int_eq(batch_commit(both, 2), BATCH_DONE);
	ck_assert_int_eq(db_number(NOTED, BIND(db_text("012345")), -1), 1);
}

TEST(a_batch_of_many_writes_is_one_transaction)
{
	int count = 150;

	begin_batches();
	for (int i = 0; i < count; i++)
		batch_add(batches[0], PUT, BIND(db_text(pool_print(pool, "%s %d", names[0], i))), 1);
	ck_assert_int_eq(batch_commit(batches, 1), BATCH_DONE);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM throttle WHERE name LIKE CONCAT(?, ' %')", BIND(db_text(names[0])), -1), count);
}

/* ---- within a transaction */

static const struct outcome *run_and_refuse(void *refused)
{
	ck_assert(batch_run(batches[0]));
	ck_assert_int_eq(count_of(names[0]), 1);
	batch_add(batches[1], TOUCH, BIND(db_text("nobody")), 1);
	*(bool *)refused = !batch_run(batches[1]);
	return RESERVED;
}

TEST(within_a_transaction_it_is_seen_at_once_and_undone_with_it)
{
	bool refused = false;

	begin_batches();
	ck_assert_ptr_eq(db_transaction(run_and_refuse, &refused), RESERVED);
	ck_assert(refused);
	ck_assert_int_eq(rows(), 0);
}

/* ---- where others are in the way, or the connection is lost */

static void hold_two_rows(void)
{
	static const char LOCK[] = "UPDATE throttle SET paid_off = paid_off + INTERVAL 1 SECOND WHERE name = ?";

	db_exec("START TRANSACTION", BIND());
	db_exec(LOCK, BIND(db_text("deadlock b")));
	beside_tell(from_beside, 0);
	beside_hear(to_beside);
	db_exec(LOCK, BIND(db_text("deadlock a")));
	db_exec("COMMIT", BIND());
	beside_tell(from_beside, 0);
}

TEST(a_lock_that_is_not_had_changes_nothing_and_may_be_tried_again)
{
	begin_batches();
	db_insert(PUT, BIND(db_text("deadlock a")));
	db_insert(PUT, BIND(db_text("deadlock b")));
	beside_start(hold_two_rows);
	beside_hear(from_beside);
	batch_add(batches[0], TOUCH, BIND(db_text("deadlock b")), 1);
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_AGAIN);
	ck_assert_int_eq(rows(), 0);
	beside_tell(to_beside, 0);
	beside_hear(from_beside);
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE);
	ck_assert_int_eq(rows(), BATCHES);
}

/* Nothing of it can have arrived, though it is one round trip with its COMMIT. */
TEST(a_connection_lost_while_idle_changes_nothing_and_may_be_tried_again)
{
	begin_batches();
	beside_start(beside_kill);
	beside_lose_connection();
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_AGAIN);
	ck_assert_int_eq(rows(), 0);
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE);
	ck_assert_int_eq(rows(), BATCHES);
}

/* By TCP what is sent to a server that has closed the connection seems to arrive. */
TEST(by_tcp_too_a_connection_lost_while_idle_changes_nothing)
{
	begin_batches();
	beside_start(beside_kill);
	beside_connect_by_tcp();
	beside_lose_connection();
	beside_await_end();
	ck_assert_int_eq(batch_commit(batches, BATCHES), BATCH_DONE);
	ck_assert_int_eq(rows(), BATCHES);
}

TEST(a_commit_that_is_not_answered_is_of_unknown_fate)
{
	begin_batches();
	batch_add(batches[1], "DO SLEEP(1)", BIND(), BATCH_ANY);
	beside_start(beside_kill_later);
	beside_lose_connection();
	ck_assert_fault(FAULT_AWAY, batch_commit(batches, BATCHES));
	ck_assert_int_eq(rows(), 0);
}

int main(void)
{
	return test_run("batch", CONFIGURED);
}

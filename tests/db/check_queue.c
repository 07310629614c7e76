/* What waits for the next round trip. */
#include "db/db.h"
#include "base/id.h"
#include "tests/names.h"
#include "tests/test.h"
#include "sales/order.h"

static char name[ID_SIZE], other[ID_SIZE];
static int runs;

static void begin_with_name(void)
{
	id_new(name);
	id_new(other);
	runs = 0;
}

static const struct outcome *queue_both(void *unused)
{
	(void)unused;
	runs++;
	queue_put(name);
	queue_put(other);
	return DONE;
}

TEST(what_waits_goes_with_the_commit_in_one_round_trip)
{
	int64_t before;

	begin_with_name();
	ck_assert_ptr_eq(db_transaction(queue_both, NULL), DONE); /* prepares */
	begin_with_name();
	before = round_trips();
	ck_assert_ptr_eq(db_transaction(queue_both, NULL), DONE);
	ck_assert_int_eq(round_trips() - before, 2); /* and the question itself */
	db_close();
	ck_assert_int_eq(count_of(name) + count_of(other), 2);
}

static const struct outcome *queue_and_refuse(void *unused)
{
	queue_both(unused);
	return RESERVED;
}

TEST(what_waits_for_a_commit_that_does_not_come_is_dropped)
{
	begin_with_name();
	ck_assert_ptr_eq(db_transaction(queue_and_refuse, NULL), RESERVED);
	ck_assert_int_eq(count_of(name) + count_of(other), 0);
}

static const struct outcome *queue_and_look(void *unused)
{
	queue_both(unused);
	ck_assert_int_eq(count_of(name) + count_of(other), 2);
	ck_assert_int_eq(db_exec(TOUCH, BIND(db_text(name))), 1);
	return RESERVED;
}

TEST(what_waits_is_seen_by_what_follows)
{
	begin_with_name();
	ck_assert_ptr_eq(db_transaction(queue_and_look, NULL), RESERVED);
	ck_assert_int_eq(count_of(name) + count_of(other), 0);
}

static const struct outcome *queue_many(void *count)
{
	for (int i = 0; i < *(int *)count; i++)
		db_queue(PUT, BIND(db_text(pool_print(pool, "%s %d", name, i))));
	return DONE;
}

TEST(more_than_fits_goes_in_several)
{
	int count = 100;

	begin_with_name();
	ck_assert_ptr_eq(db_transaction(queue_many, &count), DONE);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM throttle WHERE name LIKE CONCAT(?, ' %')", BIND(db_text(name)), -1), count);
}

static const struct outcome *queue_twice(void *unused)
{
	(void)unused;
	runs++;
	db_queue(PUT, BIND(db_text(other)));
	db_queue(PUT, BIND(db_text(name)));
	ck_assert(db_insert(PUT, BIND(db_text(other))));
	return DONE;
}

TEST(a_duplicate_that_waited_is_a_fault_and_not_the_insert_s)
{
	begin_with_name();
	db_exec(PUT, BIND(db_text(name)));
	ck_assert_fault(FAULT_DUPLICATE, db_transaction(queue_twice, NULL));
	ck_assert_int_eq(count_of(other), 0);
}

static const struct outcome *be_slower(void *unused)
{
	static const char CHANGED[] = "SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1020";

	(void)unused;
	db_queue(PUT, BIND(db_text(name)));
	ck_assert(db_is_first_try() == !runs);
	if (!runs++)
		db_queue(CHANGED, BIND());
	return DONE;
}

TEST(what_fails_at_the_commit_is_undone_and_run_again)
{
	begin_with_name();
	ck_assert(!db_is_first_try());
	ck_assert_ptr_eq(db_transaction(be_slower, NULL), DONE);
	ck_assert(!db_is_first_try());
	ck_assert_int_eq(runs, 2);
	ck_assert_int_eq(count_of(name), 1);
}

static const struct outcome *look_only(void *unused)
{
	(void)unused;
	return count_of(name) ? DONE : RESERVED;
}

TEST(a_transaction_that_changes_nothing_never_begins)
{
	int64_t before;

	begin_with_name();
	look_only(NULL); /* prepares */
	before = round_trips();
	ck_assert_ptr_eq(db_transaction(look_only, NULL), RESERVED);
	ck_assert_int_eq(round_trips() - before, 2);
}

static const char NOTE[] = "SET @noted = CONCAT(COALESCE(@noted, ''), ?)";
static const char NOTED[] = "SELECT @noted = '0123'";

static const struct outcome *note_last(void *unused)
{
	(void)unused;
	db_queue_last("b", NOTE, BIND(db_text("2")));
	db_queue_last("c", NOTE, BIND(db_text("3")));
	db_queue(NOTE, BIND(db_text("0")));
	db_queue_last("a", NOTE, BIND(db_text("1")));
	return DONE;
}

TEST(what_goes_last_goes_in_the_order_of_its_keys)
{
	ck_assert_ptr_eq(db_transaction(note_last, NULL), DONE);
	ck_assert_int_eq(db_number(NOTED, BIND(), -1), 1);
}

int main(void)
{
	return test_run("queue", CONFIGURED);
}

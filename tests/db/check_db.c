/* Throttle's rows serve as something to write: any program may, and nothing else looks at these names. */
#include "db/db.h"

#include "base/id.h"
#include "db/link.h"
#include "tests/test.h"
#include "sales/order.h"

static const char PUT[] = "INSERT INTO throttle (name, paid_off) VALUES (?, NOW(3))";
static const char COUNT[] = "SELECT COUNT(*) FROM throttle WHERE name = ?";

TEST(a_duplicate_key_is_an_answer_and_the_transaction_goes_on)
{
	char name[ID_SIZE], other[ID_SIZE];

	id_new(name);
	id_new(other);
	ck_assert(db_insert(PUT, BIND(db_text(name))));
	ck_assert(!db_insert(PUT, BIND(db_text(name))));
	ck_assert(db_insert(PUT, BIND(db_text(other))));
	ck_assert_int_eq(db_number(COUNT, BIND(db_text(name)), -1) + db_number(COUNT, BIND(db_text(other)), -1), 2);
}

TEST(changed_rows_are_counted)
{
	static const char TOUCH[] = "UPDATE throttle SET paid_off = paid_off + INTERVAL ? SECOND WHERE name = ?";
	char name[ID_SIZE];

	id_new(name);
	ck_assert_int_eq(db_exec(PUT, BIND(db_text(name))), 1);
	ck_assert_int_eq(db_exec(TOUCH, BIND(db_int(1), db_text(name))), 1);
	ck_assert_int_eq(db_exec(TOUCH, BIND(db_int(1), db_text("nobody"))), 0);
}

TEST(no_row_gives_the_other_number)
{
	static const char NONE[] = "SELECT 1 FROM throttle WHERE name = ?";

	ck_assert_int_eq(db_number(NONE, BIND(db_text("nobody")), 42), 42);
}

static const struct outcome *put_and_say(void *result)
{
	db_exec(PUT, BIND(db_text("within the savepoint")));
	return *(const struct outcome **)result;
}

TEST(a_savepoint_undoes_its_part_alone)
{
	db_exec(PUT, BIND(db_text("before the savepoint")));
	ck_assert_ptr_eq(db_savepoint(put_and_say, &(const struct outcome *){ RESERVED }), RESERVED);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("before the savepoint")), -1), 1);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("within the savepoint")), -1), 0);
}

TEST(a_savepoint_that_succeeds_stays)
{
	ck_assert_ptr_eq(db_savepoint(put_and_say, &(const struct outcome *){ DONE }), DONE);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("within the savepoint")), -1), 1);
}

static const struct outcome *put_around(void *result)
{
	db_exec(PUT, BIND(db_text("around the savepoint")));
	ck_assert_ptr_eq(db_savepoint(put_and_say, &(const struct outcome *){ DONE }), DONE);
	return *(const struct outcome **)result;
}

TEST(a_savepoint_is_undone_with_those_within_it)
{
	db_exec(PUT, BIND(db_text("before the savepoint")));
	ck_assert_ptr_eq(db_savepoint(put_around, &(const struct outcome *){ RESERVED }), RESERVED);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("within the savepoint")), -1), 0);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("around the savepoint")), -1), 0);
	ck_assert_int_eq(db_number(COUNT, BIND(db_text("before the savepoint")), -1), 1);
}

TEST(a_value_that_the_database_refuses_is_a_fault_of_that_kind)
{
	static const char TOO_LONG[] = "INSERT INTO throttle (name, paid_off) VALUES (REPEAT(?, 65), NOW(3))";

	ck_assert_fault(FAULT_REFUSED, db_exec(TOO_LONG, BIND(db_text("x"))));
}

TEST(bad_sql_is_our_bug)
{
	ck_assert_fault(FAULT_BUG, db_exec("SELEKT", BIND()));
	ck_assert_fault(FAULT_BUG, db_exec("SELECT ?", BIND()));
	ck_assert_fault(FAULT_BUG, db_exec("DROP TABLE throttle", BIND()));
	ck_assert_fault(FAULT_BUG, db_exec("ALTER TABLE throttle ADD COLUMN x INT", BIND()));
}

TEST(a_statement_that_takes_too_long_is_ended)
{
	static const char SLOW[] = "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq = ?";

	ck_assert_fault(FAULT_AWAY, db_number(SLOW, BIND(db_int(-1)), -1));
}

TEST(a_job_may_allow_its_statements_more_time)
{
	static const char NAP[] = "SELECT SLEEP(6)";

	db_allow_seconds(20);
	ck_assert_int_eq(db_number(NAP, BIND(), -1), 0);
}

TEST(more_statements_than_are_kept_go_on)
{
	static const char *statements[300];

	for (int i = 0; i < 300; i++)
		statements[i] = pool_print(pool, "SELECT %d", i);
	for (int i = 0; i < 600; i++)
		ck_assert_int_eq(db_number(statements[i % 300], BIND(), -1), i % 300);
}

/* ---- values */

struct row {
	const char *text;
	int64_t number;
};

static const struct field row_fields[] = {
	{ "text",   FIELD_TEXT, offsetof(struct row, text),   STORED, NULL, 0 },
	{ "number", FIELD_INT,  offsetof(struct row, number), STORED, NULL, 0 },
	{ 0 }
};

TEST(values_come_back_as_they_went)
{
	static const char ECHO[] = "SELECT ?, ?";
	char *many = pool_alloc(pool, 100001);
	struct row row;

	memset(many, 'x', 100000);
	ck_assert(db_get(pool, ECHO, BIND(db_text(many), db_int(INT64_MIN)), row_fields, &row));
	ck_assert_str_eq(row.text, many);
	ck_assert_int_eq(row.number, INT64_MIN);
	ck_assert(db_get(pool, ECHO, BIND(db_text("'; DROP TABLE users; -- \xf0\x9f\x8e\xab"), db_int(7)), row_fields, &row));
	ck_assert_str_eq(row.text, "'; DROP TABLE users; -- \xf0\x9f\x8e\xab");
	ck_assert(db_get(pool, ECHO, BIND(db_text(NULL), db_int(7)), row_fields, &row));
	ck_assert_ptr_null(row.text);
}

TEST(all_rows_are_read)
{
	static const char MANY[] = "SELECT CONCAT('row ', seq), seq FROM seq_1_to_1000 WHERE seq > ?";
	struct list list = db_each(pool, MANY, BIND(db_int(0)), row_fields, sizeof(struct row));

	ck_assert_uint_eq(list.count, 1000);
	ck_assert_str_eq(((struct row *)list.rows)[999].text, "row 1000");
	ck_assert_uint_eq(db_each(pool, MANY, BIND(db_int(1000)), row_fields, sizeof(struct row)).count, 0);
}

TEST(columns_that_are_not_what_the_fields_are_are_a_bug_each_time)
{
	static const char THREE[] = "SELECT ?, 1, 2", ONE[] = "SELECT ?";
	struct row row;

	for (int i = 0; i < 3; i++) {
		ck_assert_fault(FAULT_BUG, db_get(pool, THREE, BIND(db_text("x")), row_fields, &row));
		ck_assert_fault(FAULT_BUG, db_each(pool, ONE, BIND(db_text("x")), row_fields, sizeof(row)));
		ck_assert_int_eq(db_number("SELECT 7", BIND(), -1), 7);
	}
}

/* As after a fault in the middle of a list. */
TEST(rows_that_were_left_unread_are_in_nobodys_way)
{
	static const char MANY[] = "SELECT CONCAT('row ', seq), seq FROM seq_1_to_1000 WHERE seq > ?";

	for (int i = 0; i < 4; i++) {
		db_open_rows(MANY, BIND(db_int(i % 2)), row_fields);
		ck_assert_ptr_nonnull(db_next_row(pool));
		if (i == 0)
			ck_assert_int_eq(db_number("SELECT 7", BIND(), -1), 7);
		else if (i == 1)
			ck_assert(db_insert(PUT, BIND(db_text("after unread rows"))));
		else
			db_command("DO 1");
	}
	ck_assert_uint_eq(db_each(pool, MANY, BIND(db_int(0)), row_fields, sizeof(struct row)).count, 1000);
}

int main(void)
{
	return test_run("db", IN_TRANSACTION);
}

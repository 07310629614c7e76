#include "serve/throttle.h"

#include "db/db.h"
#include "db/link.h"
#include "tests/test.h"

static const struct rate THREE = { .burst = 3, .interval = 10 };

/* The database's clock, for this connection. */
static void at(int64_t second)
{
	db_command(pool_print(pool, "SET timestamp = %lld", (long long)(1800000000 + second)));
}

static int64_t wait_for(const char *name)
{
	return throttle_wait(&(struct throttle){ "test", name, &THREE });
}

TEST(a_burst_goes_through_and_then_one_each_interval)
{
	at(0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_eq(wait_for("alice"), 10);
	at(9);
	ck_assert_int_eq(wait_for("alice"), 1);
	at(10);
	ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_eq(wait_for("alice"), 10);
	at(20);
	ck_assert_int_eq(wait_for("alice"), 0);
}

TEST(being_held_back_does_not_lengthen_the_wait)
{
	at(0);
	for (int i = 0; i < 50; i++)
		wait_for("alice");
	ck_assert_int_eq(wait_for("alice"), 10);
	at(10);
	ck_assert_int_eq(wait_for("alice"), 0);
}

TEST(quiet_time_brings_back_the_whole_burst_and_no_more)
{
	at(0);
	for (int i = 0; i < 4; i++)
		wait_for("alice");
	at(1000);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_eq(wait_for("alice"), 10);
}

TEST(what_is_given_back_may_happen_again_and_no_more)
{
	const struct throttle alice = { "test", "alice", &THREE };

	at(0);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(wait_for("alice"), 0);
		throttle_give_back(&alice);
	}
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_eq(wait_for("alice"), 10);
	throttle_give_back(&(struct throttle){ "test", "nobody", &THREE });
	throttle_give_back(&alice);
	ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_eq(wait_for("alice"), 10);
}

TEST(names_and_kinds_do_not_share)
{
	at(0);
	for (int i = 0; i < 4; i++)
		wait_for("alice");
	ck_assert_int_eq(wait_for("bob"), 0);
	ck_assert_int_eq(throttle_wait(&(struct throttle){ "other", "alice", &THREE }), 0);
}

TEST(a_name_is_stored_as_a_digest)
{
	static const char FIND[] = "SELECT COUNT(*) FROM throttle WHERE name LIKE '%alice%' OR name LIKE ?";

	at(0);
	wait_for("alice");
	ck_assert_int_eq(db_number(FIND, BIND(db_text("%test%")), -1), 0);
}

TEST(any_name_can_be_counted)
{
	char *many = pool_alloc(pool, 100001);

	memset(many, 'x', 100000);
	at(0);
	ck_assert_int_eq(wait_for(many), 0);
	ck_assert_int_eq(wait_for(""), 0);
	ck_assert_int_eq(wait_for("\xff\xfe'; DROP TABLE throttle; --"), 0);
}

TEST(purging_forgets_only_what_is_quiet)
{
	at(0);
	wait_for("alice");
	at(5);
	while (throttle_purge(1000))
		;
	at(0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(wait_for("alice"), 0);
	ck_assert_int_gt(wait_for("alice"), 0);
	at(100);
	ck_assert_int_ge(throttle_purge(1000), 1);
	ck_assert_int_eq(throttle_purge(1000), 0);
}

int main(void)
{
	return test_run("throttle", IN_TRANSACTION);
}

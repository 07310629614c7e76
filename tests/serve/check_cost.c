/* What requests cost their account and network. */
#include "serve/cost.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "serve/settings.h"
#include "tests/test.h"

static int64_t clock_ahead; /* seconds */

/* Stands before the one of libc. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (clock == CLOCK_REALTIME)
		time->tv_sec += clock_ahead;
	return result;
}

static void limit(int64_t account, int64_t network)
{
	config.rate_limit = true;
	serve_settings.account_cost = account;
	serve_settings.network_cost = network;
}

/* A request by this account ("": nobody is signed in) from this address. */
static struct request *request_by(const char *account, const char *address, enum method method, unsigned flags)
{
	struct request *request = pool_alloc(pool, sizeof(*request));
	struct route *route = pool_alloc(pool, sizeof(*route));

	*route = (struct route){ .method = method, .flags = flags };
	*request = (struct request){ .pool = pool, .received = { .method = method, .address = address }, .match = { .route = route },
	                             .visitor = { .signed_in = *account } };
	snprintf(request->visitor.session.id, ID_SIZE, "%s", account);
	return request;
}

/* How many such requests go through, one after the other, until one is refused. */
static int count(const char *account, const char *address, unsigned flags)
{
	int done = 0;

	while (done < 1000 && cost_charge(request_by(account, address, POST, flags)) == DONE)
		done++;
	return done;
}

TEST(an_account_has_so_many_units_and_then_one_after_the_other)
{
	struct request *request;

	test_own_shared();
	limit(60, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 60);
	request = request_by("alice", "192.0.2.1", POST, 0);
	ck_assert_ptr_eq(cost_charge(request), TOO_MANY);
	ck_assert_int_eq(request->answer.wait, 1);
	ck_assert_int_eq(count("bob", "192.0.2.1", 0), 60);
	clock_ahead += 10;
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 10);
	clock_ahead += 60;
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 60);
	test_drop_shared();
}

TEST(being_refused_costs_nothing)
{
	test_own_shared();
	limit(6, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 6);
	for (int i = 0; i < 100; i++)
		cost_charge(request_by("alice", "192.0.2.1", POST, 0));
	clock_ahead += 10;
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 1);
	test_drop_shared();
}

TEST(what_lasts_and_what_is_sent_costs_more)
{
	test_own_shared();
	limit(60, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", LASTS), 12);
	ck_assert_int_eq(count("bob", "192.0.2.1", SENDS), 6);
	ck_assert_int_eq(count("carol", "192.0.2.1", SENDS | LASTS), 6);
	limit(5, 0);
	ck_assert_int_eq(count("dave", "192.0.2.1", SENDS), 1); /* more than there ever is takes all of it */
	test_drop_shared();
}

TEST(a_network_is_charged_too_and_no_account_for_what_it_refuses)
{
	test_own_shared();
	limit(10, 15);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 10);
	ck_assert_int_eq(count("bob", "192.0.2.1", 0), 5);
	ck_assert_int_eq(count("bob", "192.0.2.2", 0), 5);
	ck_assert_int_eq(count("", "192.0.2.1", 0), 0);
	ck_assert_int_eq(count("", "192.0.2.3", 0), 15);
	test_drop_shared();
}

TEST(who_is_refused_as_an_account_does_not_use_up_the_network)
{
	test_own_shared();
	limit(5, 20);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 5);
	for (int i = 0; i < 100; i++)
		cost_charge(request_by("alice", "192.0.2.1", POST, 0));
	ck_assert_int_eq(count("bob", "192.0.2.1", 0), 5);
	test_drop_shared();
}

TEST(the_first_half_of_an_IPv6_address_is_one_network)
{
	test_own_shared();
	limit(0, 10);
	ck_assert_int_eq(count("", "2001:db8::1", 0), 10);
	ck_assert_int_eq(count("", "2001:0db8:0:0:ffff::2", 0), 0);
	ck_assert_int_eq(count("", "2001:db8:0:1::1", 0), 10);
	ck_assert_int_eq(count("", "::ffff:192.0.2.1", 0), 10);
	ck_assert_int_eq(count("", "192.0.2.1", 0), 0);
	test_drop_shared();
}

TEST(reading_and_the_operator_and_signed_webhooks_are_free)
{
	struct request *operator = request_by("", "192.0.2.1", POST, OR_ADMIN);

	test_own_shared();
	limit(1, 1);
	operator->visitor.admin = true;
	for (int i = 0; i < 3; i++) {
		ck_assert_ptr_eq(cost_charge(request_by("alice", "192.0.2.1", GET, 0)), DONE);
		ck_assert_ptr_eq(cost_charge(request_by("", "192.0.2.1", POST, SIGNED_WEBHOOK)), DONE);
		ck_assert_ptr_eq(cost_charge(operator), DONE);
	}
	test_drop_shared();
}

TEST(nothing_is_counted_without_limits)
{
	struct request *request = request_by("alice", "192.0.2.1", POST, 0);

	test_own_shared();
	limit(0, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 1000);
	limit(1, 1);
	config.rate_limit = false;
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 1000);
	cost_charge(request);
	ck_assert_int_eq(request->allowance.limit, 0);
	test_drop_shared();
}

TEST(the_allowance_says_what_is_left)
{
	struct request *request = request_by("alice", "192.0.2.1", POST, LASTS);

	test_own_shared();
	limit(60, 1000);
	cost_charge(request);
	ck_assert_int_eq(request->allowance.limit, 60);
	ck_assert_int_eq(request->allowance.left, 55);
	ck_assert_int_eq(request->allowance.reset, 5);
	test_drop_shared();
}

TEST(all_processes_count_together_and_exactly)
{
	int done = 0;

	test_own_shared();
	limit(100, 0);
	cost_charge(request_by("alice", "192.0.2.1", POST, 0)); /* makes the file */
	for (int i = 0; i < 4; i++)
		if (!fork())
			_exit(count("alice", "192.0.2.1", 0));
	for (int i = 0; i < 4; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		done += WEXITSTATUS(status);
	}
	ck_assert_int_ge(done, 99);
	ck_assert_int_le(done, 100); /* one more may have been paid off meanwhile */
	test_drop_shared();
}

TEST(without_a_file_a_program_counts_for_itself)
{
	config.shared = "/nowhere/at/all";
	limit(10, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 10);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 0);
}

TEST(a_clock_that_was_set_back_makes_nobody_wait)
{
	test_own_shared();
	limit(60, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 60);
	clock_ahead -= 86400;
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 60);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 0);
	test_drop_shared();
}

TEST(of_more_than_there_is_room_for_who_owes_most_is_remembered)
{
	test_own_shared();
	limit(60, 0);
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 60);
	for (int i = 0; i < 40000; i++)
		cost_charge(request_by(pool_print(pool, "other %d", i), "192.0.2.1", POST, 0));
	ck_assert_int_eq(count("alice", "192.0.2.1", 0), 0);
	test_drop_shared();
}

int main(void)
{
	return test_run("cost", PLAIN);
}

#include "serve/attempt.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "http/session.h"
#include "serve/settings.h"
#include "tests/body.h"
#include "tests/test.h"

#define AT_ONCE 12
#define LIMIT 5

/* A request from this address, with these cookies. */
static struct request *from(const char *address, const char *cookies)
{
	struct request *request = request_with(true, "", 0);

	request->received.address = address;
	request->received.cookies = cookies;
	return request;
}

static struct rate rate(int64_t burst)
{
	return (struct rate){ burst, 3600 };
}

static void limit(int64_t both, int64_t network, int64_t account)
{
	config.rate_limit = true;
	serve_settings.signin_rate = rate(both);
	serve_settings.signin_network_rate = rate(network);
	serve_settings.signin_account_rate = rate(account);
	serve_settings.signup_rate = rate(network);
}

/* An account, and the first part of a network, that no other test has. */
static const char *new_account(void)
{
	char id[ID_SIZE];

	id_new(id);
	return pool_print(pool, "%s@example.com", id);
}

static const char *new_network(void)
{
	char hex[9];

	crypto_random_hex(hex, 4);
	return pool_print(pool, "2001:db8:%.4s:%.4s::", hex, hex + 4);
}

/* How many of 20 fail before they are held back. */
static int failures(const char *address, const char *email)
{
	int count = 0;

	while (count < 20 && attempt_sign_in(from(address, ""), email) == DONE)
		count++;
	return count;
}

TEST(failures_as_one_account_from_one_network_are_few)
{
	const char *email = new_account(), *network = new_network();

	limit(3, 100, 100);
	ck_assert_int_eq(failures(network, email), 3);
	ck_assert_int_eq(failures(network, new_account()), 3);
	ck_assert_int_eq(failures(new_network(), email), 3);
}

TEST(failures_from_one_network_are_limited_whatever_the_account)
{
	const char *network = new_network();

	limit(3, 5, 100);
	ck_assert_int_eq(failures(network, new_account()), 3);
	ck_assert_int_eq(failures(network, new_account()), 2);
	ck_assert_int_eq(failures(network, new_account()), 0);
	ck_assert_int_eq(failures(new_network(), new_account()), 3);
}

TEST(failures_as_one_account_are_limited_wherever_they_come_from)
{
	const char *email = new_account();

	limit(3, 100, 7);
	ck_assert_int_eq(failures(new_network(), email), 3);
	ck_assert_int_eq(failures(new_network(), email), 3);
	ck_assert_int_eq(failures(new_network(), email), 1);
	ck_assert_int_eq(failures(new_network(), email), 0);
	ck_assert_int_eq(failures(new_network(), new_account()), 3);
}

TEST(who_is_held_back_uses_up_nothing_of_anybodys)
{
	const char *email = new_account(), *network = new_network();

	limit(3, 100, 7);
	for (int i = 0; i < 5; i++)
		failures(network, email);
	ck_assert_int_eq(failures(new_network(), email), 3);
	ck_assert_int_eq(failures(new_network(), email), 1);
	limit(100, 4, 6);
	email = new_account();
	network = new_network();
	for (int i = 0; i < 5; i++)
		failures(network, email);
	ck_assert_int_eq(failures(new_network(), email), 2);
	limit(100, 8, 2);
	network = new_network();
	ck_assert_int_eq(failures(network, email), 0);
	ck_assert_int_eq(failures(network, new_account()), 2);
	ck_assert_int_eq(failures(network, new_account()), 2);
	ck_assert_int_eq(failures(network, new_account()), 2);
	ck_assert_int_eq(failures(network, new_account()), 2);
	ck_assert_int_eq(failures(network, new_account()), 0);
}

TEST(what_did_not_fail_counts_for_none)
{
	const char *email = new_account(), *network = new_network();

	limit(3, 3, 3);
	for (int i = 0; i < 10; i++) {
		struct request *request = from(network, "");

		ck_assert_ptr_eq(attempt_sign_in(request, email), DONE);
		attempt_take_back(request);
		attempt_take_back(request);
	}
	ck_assert_int_eq(failures(network, email), 3);
}

TEST(a_handler_that_runs_again_counts_once)
{
	const char *email = new_account(), *network = new_network();
	struct request *request = from(network, "");

	limit(3, 100, 100);
	for (int i = 0; i < 10; i++)
		ck_assert_ptr_eq(attempt_sign_in(request, email), DONE);
	ck_assert_int_eq(failures(network, email), 2);
}

/* The cookie of a browser by which this account has signed in. */
static const char *known_to(const char *email)
{
	struct text headers = text_in(pool);
	const char *at;

	session_begin(from("198.51.100.7", ""), "0123456789abcdef01234567", email, &headers);
	at = strstr(headers.bytes, "session_device=");
	return pool_copy(pool, at, strcspn(at, ";"));
}

TEST(strangers_keep_nobody_out_of_a_browser_that_is_known)
{
	const char *email = new_account(), *network = new_network(), *browser = known_to(email);
	struct request *request;

	limit(3, 5, 5);
	failures(network, email);
	failures(network, new_account());
	failures(new_network(), email);
	ck_assert_int_eq(failures(new_network(), email), 0);
	ck_assert_int_eq(failures(network, new_account()), 0);
	for (int i = 0; i < 10; i++) {
		request = from(network, browser);
		ck_assert_ptr_eq(attempt_sign_in(request, email), DONE);
		attempt_take_back(request);
	}
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_eq(attempt_sign_in(from(network, browser), email), DONE);
	ck_assert_ptr_eq(attempt_sign_in(from(network, browser), email), TOO_MANY);
	ck_assert_ptr_eq(attempt_sign_in(from(network, known_to(email)), email), DONE);
	ck_assert_ptr_eq(attempt_sign_in(from(network, known_to(new_account())), email), TOO_MANY);
}

TEST(each_has_his_turns_in_the_line)
{
	const char *email = new_account();

	ck_assert_str_eq(attempt_by(from("2001:db8:1:2::3", ""), email), attempt_by(from("2001:db8:1:2::4", ""), new_account()));
	ck_assert_str_ne(attempt_by(from("198.51.100.7", ""), email), attempt_by(from("198.51.100.8", ""), email));
	ck_assert_str_eq(attempt_by(from("198.51.100.7", known_to(email)), email), email);
}

/* Each is counted before it can be known to fail. */
TEST(many_at_once_do_not_pass_a_limit)
{
	const char *email = new_account(), *network = new_network();
	int status, passed = 0;

	limit(LIMIT, 100, 100);
	for (int i = 0; i < AT_ONCE; i++)
		if (!fork())
			_exit(attempt_sign_in(from(network, ""), email) == DONE);
	while (wait(&status) > 0) {
		ck_assert(WIFEXITED(status));
		passed += WEXITSTATUS(status);
	}
	ck_assert_int_eq(passed, LIMIT);
}

TEST(sign_ups_are_limited_by_network_whatever_becomes_of_them)
{
	const char *network = new_network();

	limit(1, 3, 1);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_eq(attempt_sign_up(from(network, ""), new_account()), DONE);
	ck_assert_ptr_eq(attempt_sign_up(from(network, ""), new_account()), TOO_MANY);
	ck_assert_ptr_eq(attempt_sign_up(from(new_network(), ""), new_account()), DONE);
}

TEST(sign_ups_with_one_address_are_limited_where_they_come_from)
{
	const char *email = new_account(), *network = new_network();

	limit(2, 100, 1);
	ck_assert_ptr_eq(attempt_sign_up(from(network, ""), email), DONE);
	ck_assert_ptr_eq(attempt_sign_up(from(network, ""), email), DONE);
	ck_assert_ptr_eq(attempt_sign_up(from(network, ""), email), TOO_MANY);
	ck_assert_ptr_eq(attempt_sign_up(from(new_network(), ""), email), DONE);
}

TEST(without_limits_nothing_is_counted)
{
	const char *email = new_account(), *network = new_network();

	limit(1, 1, 1);
	config.rate_limit = false;
	ck_assert_int_eq(failures(network, email), 20);
	config.rate_limit = true;
	ck_assert_int_eq(failures(network, email), 1);
}

int main(void)
{
	return test_run("attempt", CONFIGURED);
}

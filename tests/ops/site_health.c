#include "tests/ask.h"
#include "base/config.h"
#include "tests/test.h"

#define AWAY_FROM .settings = "BOXOFFICE_DB_SOCKET=/nowhere/db.sock\n"

TEST(healthz_says_that_the_process_answers)
{
	ck_assert_status(ask("GET", "/healthz"), 200);
	ck_assert_status(ask("GET", "/healthz", AWAY_FROM), 200);
}

TEST(readyz_says_that_its_database_answers_too)
{
	ck_assert_status(ask("GET", "/readyz"), 200);
	ck_assert_status(ask("GET", "/readyz", AWAY_FROM), 503);
}

TEST(without_a_database_the_api_asks_for_patience)
{
	struct answer *answer = ask("GET", "/api/products", AWAY_FROM);

	ck_assert_status(answer, 503);
	ck_assert_ptr_nonnull(header_of(answer, "Retry-After"));
	ck_assert_str_ne(member(answer, "errors.0.message"), "");
	ck_assert_contains(answer->log, "level=error");
	ck_assert_lacks(answer->body, "nowhere");
}

TEST(without_a_database_a_page_asks_for_patience)
{
	struct answer *answer = ask("GET", "/", AWAY_FROM);

	ck_assert_status(answer, 503);
	ck_assert_ptr_nonnull(header_of(answer, "Retry-After"));
	ck_assert_contains(answer->body, "Try again");
}

TEST(what_needs_no_database_goes_on_without_it)
{
	ck_assert_status(ask("GET", "/auth/signin", AWAY_FROM), 200);
	ck_assert_status(ask("GET", "/api/users/currentuser", AWAY_FROM), 200);
	ck_assert_status(ask("GET", "/nowhere", AWAY_FROM), 404);
	ck_assert_status(ask("POST", "/api/orders", .json = "{}", AWAY_FROM), 401);
}

TEST(a_missing_template_is_our_fault_and_says_no_more)
{
	struct answer *answer = ask("GET", "/auth/signin", .settings = "BOXOFFICE_TEMPLATES=/nowhere");

	ck_assert_status(answer, 500);
	ck_assert_lacks(answer->body, "nowhere");
	ck_assert_contains(answer->body, "Something went wrong");
}

int main(void)
{
	return test_run("health", CONFIGURED);
}

#include "tests/ask.h"
#include "tests/test.h"

TEST(signing_out_clears_the_cookie)
{
	struct answer *answer = ask("POST", "/api/users/signout", .as = new_person());
	const char *cookie = header_with(answer, "Set-Cookie", "session=");

	ck_assert_status(answer, 200);
	ck_assert_str_eq(answer->body, "{}");
	ck_assert_int_eq(strncmp(cookie, "session=;", 9), 0);
	ck_assert_contains(cookie, "expires=Thu, 01 Jan 1970 00:00:00 GMT");
	ck_assert_contains(cookie, "Path=/;");
}

TEST(who_is_not_signed_in_may_sign_out_too)
{
	ck_assert_status(ask("POST", "/api/users/signout"), 200);
	ck_assert_status(ask("POST", "/api/users/signout", .json = "{}"), 200);
}

TEST(the_page_asks_first)
{
	struct answer *page = ask("GET", "/auth/signout", .as = new_person());

	ck_assert_status(page, 200);
	ck_assert_contains(page->body, "method=\"post\"");
	ck_assert_ptr_null(header_with(page, "Set-Cookie", "session="));
}

TEST(the_form_signs_out_and_leads_home)
{
	const struct person *alice = new_person();
	struct answer *answer = ask("POST", "/auth/signout", .as = alice, .form = "");

	ck_assert_status(answer, 303);
	ck_assert_str_eq(header_of(answer, "Location"), "/");
	ck_assert_int_eq(strncmp(header_with(answer, "Set-Cookie", "session="), "session=;", 9), 0);
}

TEST(no_other_site_can_sign_anybody_out)
{
	const struct person *alice = new_person();

	ck_assert_status(ask("POST", "/auth/signout", .as = alice, .form = "", .no_csrf = true), 403);
	ck_assert_status(ask("POST", "/api/users/signout", .as = alice, .environment = { "HTTP_ORIGIN=https://evil.example" }), 403);
	ck_assert_status(ask("GET", "/api/users/signout", .as = alice), 405);
}

int main(void)
{
	return test_run("signout", CONFIGURED);
}

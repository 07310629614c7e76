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

/* The second is from when the shop was at the root of its host: it would sign in whoever has just signed out. */
TEST(signing_out_ends_a_second_session_too)
{
	const struct person *alice = new_person();
	static const char BELOW[] = "BOXOFFICE_BASE_URL=https://shop.example.com/shop";
	const char *both = pool_print(pool, "session=%s; session=%s", alice->token, alice->token);
	struct answer *one = ask("POST", "/api/users/signout", .as = alice, .settings = BELOW);
	struct answer *two = ask("POST", "/api/users/signout", .cookie = both, .settings = BELOW);

	ck_assert_contains(one->head, "session=; Path=/shop/;");
	ck_assert_lacks(one->head, "session=; Path=/;");
	ck_assert_contains(two->head, "session=; Path=/shop/;");
	ck_assert_contains(two->head, "session=; Path=/;");
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

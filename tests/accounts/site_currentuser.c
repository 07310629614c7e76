#include "tests/ask.h"

#include <unistd.h>

#include "http/settings.h"
#include "tests/test.h"

static const char NOBODY[] = "{\"currentUser\":null}";

static struct answer *who(const char *cookie)
{
	return ask("GET", "/api/users/currentuser", .cookie = cookie);
}

TEST(the_session_says_who_it_is)
{
	const struct person *alice = new_person();
	struct answer *answer = ask("GET", "/api/users/currentuser", .as = alice);

	ck_assert_status(answer, 200);
	ck_assert_str_eq(member(answer, "currentUser.id"), alice->id);
	ck_assert_str_eq(member(answer, "currentUser.email"), alice->email);
	ck_assert(json_is_integer(json_object_get(json_object_get(answer->json, "currentUser"), "iat")));
	ck_assert_uint_eq(json_object_size(json_object_get(answer->json, "currentUser")), 3);
}

TEST(without_a_session_it_is_nobody)
{
	ck_assert_str_eq(who(NULL)->body, NOBODY);
	ck_assert_int_eq(who(NULL)->status, 200);
}

TEST(a_bad_token_is_nobody)
{
	const struct person *alice = new_person();
	char *token = pool_text(pool, alice->token), *many = pool_alloc(pool, 6145);

	memset(many, 'a', 6144);
	ck_assert_str_eq(who("session=")->body, NOBODY);
	ck_assert_str_eq(who("session=x.y.z")->body, NOBODY);
	ck_assert_str_eq(who(pool_print(pool, "session=%s", many))->body, NOBODY);
	ck_assert_str_eq(who(pool_print(pool, "session=%.20s", token))->body, NOBODY);
	token[strlen(token) - 2] ^= 1;
	ck_assert_str_eq(who(pool_print(pool, "session=%s", token))->body, NOBODY);
	ck_assert_str_eq(who("session=eyJhbGciOiJub25lIn0.eyJpZCI6IjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2NyJ9.")->body, NOBODY);
}

TEST(an_expired_token_is_nobody)
{
	http_settings.session_seconds = -1;
	ck_assert_str_eq(who(pool_print(pool, "session=%s", new_person()->token))->body, NOBODY);
	http_settings.session_seconds = 60;
	ck_assert_str_ne(who(pool_print(pool, "session=%s", new_person()->token))->body, NOBODY);
}

TEST(of_several_cookies_of_the_name_the_one_that_verifies_counts)
{
	const struct person *alice = new_person();
	const char *const cookies[] = { "session=x; session=%s", "session=%s; session=x", "session=; session=a.b.c;session=%s",
		"session=\"%s; session=%s", "session=%s; session" };

	for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++)
		ck_assert_str_eq(member(who(pool_print(pool, cookies[i], alice->token, alice->token)), "currentUser.id"), alice->id);
	ck_assert_str_eq(who("session=x; session=y")->body, NOBODY);
}

/* One is left from when the shop was at another path, or was copied: who signs in anew must not stay who he was. */
TEST(of_several_sessions_the_newest_counts)
{
	const struct person *alice = new_person(), *bob;

	sleep(1);
	bob = new_person();
	ck_assert_str_eq(member(who(pool_print(pool, "session=%s; session=%s", alice->token, bob->token)), "currentUser.id"), bob->id);
	ck_assert_str_eq(member(who(pool_print(pool, "session=%s; session=%s", bob->token, alice->token)), "currentUser.id"), bob->id);
}

TEST(the_name_of_the_cookie_is_a_setting)
{
	const struct person *alice = new_person();
	static const char OTHER[] = "BOXOFFICE_SESSION_COOKIE=second-shop";
	const char *own = pool_print(pool, "session=x.y.z; second-shop=%s", alice->token);

	ck_assert_str_eq(member(ask("GET", "/api/users/currentuser", .cookie = own, .settings = OTHER), "currentUser.id"), alice->id);
	ck_assert_str_eq(ask("GET", "/api/users/currentuser", .cookie = pool_print(pool, "session=%s", alice->token), .settings = OTHER)->body,
	                 NOBODY);
}

TEST(other_cookies_do_not_matter)
{
	const struct person *alice = new_person();
	struct answer *answer = who(pool_print(pool, "a=b; mysession=x;session=%s ; c", alice->token));

	ck_assert_str_eq(member(answer, "currentUser.id"), alice->id);
}

TEST(a_token_under_an_older_key_still_counts)
{
	const struct person *alice = new_person();
	const char *rotated = pool_print(pool, "BOXOFFICE_SESSION_KEYS=%064d %s", 7, http_settings.session_keys);
	const char *dropped = pool_print(pool, "BOXOFFICE_SESSION_KEYS=%064d", 7);

	ck_assert_str_eq(member(ask("GET", "/api/users/currentuser", .as = alice, .settings = rotated), "currentUser.id"), alice->id);
	ck_assert_str_eq(who(NULL)->body, ask("GET", "/api/users/currentuser", .cookie = pool_print(pool, "session=%s", alice->token),
	                                      .settings = dropped)->body);
}

int main(void)
{
	return test_run("currentuser", CONFIGURED);
}

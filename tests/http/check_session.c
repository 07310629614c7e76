#include "http/session.h"

#include <unistd.h>

#include "tests/body.h"
#include "tests/test.h"

#define VISITOR "0123456789abcdef0123456789abcdef"

static const char ALICE[] = "0123456789abcdef01234567", BOB[] = "0123456789abcdef01234568";

/* A request with these cookies, which have been read. */
static struct request *asked(const char *cookies)
{
	struct request *request = request_with(false, "", 0);

	request->received.cookies = cookies;
	request->received.host = "shop.example.com";
	request->received.origin = request->received.fetch_site = "";
	request->received.address = "198.51.100.7";
	session_read(request);
	return request;
}

static const char *session_of(const char *id)
{
	return pool_print(pool, "session=%s", token_sign(pool, id, "a@example.com"));
}

/* ---- who it is */

TEST(nobody_is_signed_in_by_anything_but_a_token_of_ours)
{
	static const char *const wrong[] = { "", "session=", "session=x", "session=a.b.c", "session_visitor=" VISITOR, "other=x; session=y" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!asked(wrong[i])->visitor.signed_in, "%s signed in", wrong[i]);
	ck_assert(asked(session_of(ALICE))->visitor.signed_in);
	ck_assert_str_eq(session_user(asked(session_of(ALICE))), ALICE);
	ck_assert_fault(FAULT_BUG, session_user(asked("session=x")));
}

TEST(neighbours_cookies_of_the_name_stop_nobody)
{
	struct request *request = asked(pool_print(pool, "session=theirs; %s; session=; %s", session_of(ALICE), session_of(ALICE)));

	ck_assert_str_eq(session_user(request), ALICE);
	ck_assert_uint_eq(request->visitor.sessions, 2);
}

/* Browsers send the cookie of the longest path first, whoever has signed in last. */
TEST(of_several_sessions_the_one_that_began_last_counts)
{
	const char *older = session_of(ALICE), *newer;

	sleep(1); /* that is how exactly it is told when a session began */
	newer = session_of(BOB);
	ck_assert_str_eq(session_user(asked(pool_print(pool, "%s; %s", older, newer))), BOB);
	ck_assert_str_eq(session_user(asked(pool_print(pool, "%s; %s", newer, older))), BOB);
}

TEST(the_name_of_the_cookie_is_a_setting)
{
	const char *token = token_sign(pool, ALICE, "a@example.com");

	test_configure("BOXOFFICE_SESSION_COOKIE=tickets");
	ck_assert(!asked(pool_print(pool, "session=%s", token))->visitor.signed_in);
	ck_assert(asked(pool_print(pool, "tickets=%s", token))->visitor.signed_in);
}

/* ---- where it comes from */

TEST(what_another_site_sends_is_told_apart)
{
	static const struct { const char *origin, *site; bool ours; } cases[] = {
		{ "", "", true }, { "", "same-origin", true }, { "", "none", true }, { "", "cross-site", false },
		{ "http://shop.example.com", "", true }, { "http://shop.example.com", "cross-site", false },
		{ "https://shop.example.com", "", false }, { "http://shop.example.com:80", "", false }, { "http://evil.example", "", false },
		{ "http://shop.example.com.evil.example", "same-site", false }, { "null", "", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request *request = asked("");

		request->received.origin = cases[i].origin;
		request->received.fetch_site = cases[i].site;
		ck_assert_msg(session_same_origin(request) == cases[i].ours, "\"%s\" \"%s\"", cases[i].origin, cases[i].site);
	}
}

/* ---- tokens of forms */

static bool takes(struct request *request, const char *token)
{
	request->input.body = json_pack("{s:s}", "csrf", token);
	return session_form_is_ours(request);
}

/* The longest run of characters that both have. */
static size_t common(const char *a, const char *b)
{
	size_t longest = 0, length;

	for (const char *x = a; *x; x++)
		for (const char *y = b; *y; y++) {
			for (length = 0; x[length] && x[length] == y[length]; length++)
				;
			longest = length > longest ? length : longest;
		}
	return longest;
}

/* A page is compressed: of a token that it always had, its length would tell who guesses at it whether he is right. */
TEST(a_form_has_another_token_in_each_reply)
{
	const char *cookies[] = { session_of(ALICE), "session_visitor=" VISITOR };

	for (size_t i = 0; i < 2; i++) {
		struct request *request = asked(cookies[i]);
		const char *one = session_form_token(request, NULL), *other = session_form_token(request, NULL);
		char seal[SEAL_SIZE];

		ck_assert_uint_lt(common(one, other), 12);
		ck_assert(takes(request, one));
		ck_assert(takes(request, other));
		token_seal(seal, "form", i ? VISITOR : request->visitor.token);
		ck_assert_uint_lt(common(one, seal), 12);
		ck_assert(!takes(request, seal));
	}
}

TEST(a_form_of_somebody_else_or_of_nobody_is_refused)
{
	struct request *alice = asked(session_of(ALICE)), *visitor = asked("session_visitor=" VISITOR), *nobody = asked("");
	char *changed = pool_text(pool, session_form_token(alice, NULL));

	ck_assert(!takes(visitor, session_form_token(alice, NULL)));
	ck_assert(!takes(alice, session_form_token(visitor, NULL)));
	ck_assert(!takes(nobody, session_form_token(visitor, NULL)));
	ck_assert_str_eq(session_form_token(nobody, NULL), "");
	ck_assert(!takes(nobody, ""));
	ck_assert(!takes(alice, pool_print(pool, "%s0", changed)));
	ck_assert(!takes(alice, pool_copy(pool, changed, strlen(changed) - 2)));
	changed[70] = changed[70] == '0' ? '1' : '0';
	ck_assert(!takes(alice, changed));
	changed[70] = 'g';
	ck_assert(!takes(alice, changed));
	alice->input.body = json_object();
	ck_assert(!session_form_is_ours(alice));
}

TEST(a_key_that_is_no_longer_the_first_still_verifies_forms)
{
	static const char OLD[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct request *visitor = asked("session_visitor=" VISITOR);
	const char *token = session_form_token(visitor, NULL);

	test_configure(pool_print(pool, "BOXOFFICE_SESSION_KEYS=%064d %s", 7, OLD));
	ck_assert(takes(visitor, token));
	test_configure(pool_print(pool, "BOXOFFICE_SESSION_KEYS=%064d", 7));
	ck_assert(!takes(visitor, token));
}

/* ---- whose keys */

TEST(what_is_kept_belongs_to_somebody_whom_it_does_not_name)
{
	struct request *alice = asked(session_of(ALICE)), *visitor = asked("session_visitor=" VISITOR);
	struct request *nobody = asked(""), *other = asked("");

	other->received.address = "198.51.100.8";
	ck_assert_str_eq(session_owner(alice), ALICE);
	ck_assert_uint_eq(strlen(session_owner(visitor)), 24);
	ck_assert_str_eq(session_owner(visitor), session_owner(asked("session_visitor=" VISITOR)));
	ck_assert_str_ne(session_owner(visitor), session_owner(nobody));
	ck_assert_str_ne(session_owner(nobody), session_owner(other));
	ck_assert_uint_lt(common(session_owner(visitor), VISITOR), 8);
	other->visitor.admin = true;
	ck_assert_str_eq(session_owner(other), "admin");
}

/* ---- the cookies that are set */

TEST(a_session_that_begins_can_be_read_and_is_hidden_from_scripts)
{
	struct request *request = asked("");
	struct text headers = text_in(pool);
	const char *value;

	session_begin(request, ALICE, "a@example.com", &headers);
	ck_assert_contains(headers.bytes, "; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax\r\n");
	ck_assert_ptr_eq(strstr(headers.bytes, "Set-Cookie: session="), headers.bytes);
	value = headers.bytes + strlen("Set-Cookie: ");
	ck_assert_str_eq(session_user(asked(pool_copy(pool, value, strcspn(value, ";")))), ALICE);
}

TEST(cookies_are_for_tls_alone_where_visitors_come_by_it)
{
	struct request *request = asked("");
	struct text headers = text_in(pool);

	request->received.secure = true;
	session_begin(request, ALICE, "a@example.com", &headers);
	ck_assert_contains(headers.bytes, "; SameSite=Lax; Secure\r\n");
	headers = text_in(pool);
	session_end(request, &headers);
	ck_assert_str_eq(headers.bytes, "Set-Cookie: session=; Path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax; "
	                                "Secure\r\n");
}

TEST(a_visitor_gets_his_cookie_with_the_first_form_alone)
{
	struct request *request = asked("");
	struct text headers = text_in(pool);
	const char *token = session_form_token(request, &headers), *value;

	ck_assert_contains(headers.bytes, "Set-Cookie: session_visitor=");
	value = headers.bytes + strlen("Set-Cookie: ");
	request = asked(pool_copy(pool, value, strcspn(value, ";")));
	ck_assert(takes(request, token));
	headers = text_in(pool);
	session_form_token(request, &headers);
	ck_assert_uint_eq(headers.length, 0);
}

/* ---- known browsers */

/* The cookies that a browser sends after this reply, besides those that it had. */
static const char *cookies_after(const struct text *headers, const char *had)
{
	struct text cookies = text_in(pool);
	const char *at = headers->bytes;

	text_put(&cookies, had);
	while (at && (at = strstr(at, "Set-Cookie: "))) {
		at += strlen("Set-Cookie: ");
		text_print(&cookies, "; %.*s", (int)strcspn(at, ";"), at);
	}
	return cookies.bytes;
}

static const char *cookies_of_signing_in(const char *had, const char *email)
{
	struct text headers = text_in(pool);

	session_begin(asked(had), ALICE, email, &headers);
	return cookies_after(&headers, had);
}

/* Without the session. */
static const char *device_in(const char *cookies)
{
	const char *at = strstr(cookies, "session_device=");

	ck_assert_ptr_nonnull(at);
	return pool_copy(pool, at, strcspn(at, ";"));
}

TEST(a_browser_is_known_to_the_account_that_signed_in_by_it)
{
	const char *device = device_in(cookies_of_signing_in("", "a@example.com")), *known;

	known = session_known_browser(asked(device), "A@Example.com");
	ck_assert_uint_eq(strlen(known), 32);
	ck_assert_ptr_null(session_known_browser(asked(device), "b@example.com"));
	ck_assert_ptr_null(session_known_browser(asked(""), "a@example.com"));
	ck_assert(!asked(device)->visitor.signed_in);
	ck_assert_str_ne(known, session_known_browser(asked(device_in(cookies_of_signing_in("", "a@example.com"))), "a@example.com"));
}

TEST(what_was_not_signed_by_us_makes_no_browser_known)
{
	const char *device = device_in(cookies_of_signing_in("", "a@example.com"));
	char *changed = pool_text(pool, device);

	ck_assert_ptr_null(session_known_browser(asked(pool_copy(pool, device, strlen(device) - 1)), "a@example.com"));
	ck_assert_ptr_null(session_known_browser(asked(pool_print(pool, "%s0", device)), "a@example.com"));
	ck_assert_ptr_null(session_known_browser(asked(pool_copy(pool, device, strlen("session_device=") + 32)), "a@example.com"));
	changed[strlen("session_device=")] ^= 1;
	ck_assert_ptr_null(session_known_browser(asked(changed), "a@example.com"));
	ck_assert_ptr_nonnull(session_known_browser(asked(pool_print(pool, "session_device=theirs; %s", device)), "a@example.com"));
}

TEST(a_browser_is_known_to_the_last_four_accounts_and_stays_the_same)
{
	const char *device = "";

	for (char who = 'a'; who <= 'e'; who++)
		device = device_in(cookies_of_signing_in(device, pool_print(pool, "%c@example.com", who)) + strlen(device));
	ck_assert_ptr_null(session_known_browser(asked(device), "a@example.com"));
	for (char who = 'b'; who <= 'e'; who++)
		ck_assert_str_eq(session_known_browser(asked(device), pool_print(pool, "%c@example.com", who)),
		                 pool_copy(pool, device + strlen("session_device="), 32));
	ck_assert_ptr_null(strstr(cookies_of_signing_in(device, "c@example.com") + strlen(device), "device"));
}

int main(void)
{
	return test_run("session", PLAIN);
}

#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "http/token.h"
#include "tests/test.h"

#define VISITOR "session_visitor=0123456789abcdef0123456789abcdef"
#define OTHER_VISITOR "session_visitor=fedcba9876543210fedcba9876543210"

static const char *email;

static const char *account(const char *of, const char *password)
{
	return pool_print(pool, "{\"email\":\"%s\",\"password\":\"%s\"}", of, password);
}

static struct answer *sign_in(const char *of, const char *password)
{
	return ask("POST", "/api/users/signin", .json = account(of, password));
}

static void sign_up(void)
{
	char id[ID_SIZE];

	id_new(id);
	email = pool_print(pool, "%s@example.com", id);
	ck_assert_status(ask("POST", "/api/users/signup", .json = account(email, "sesame")), 201);
}

TEST(signing_in_answers_the_account_and_begins_a_session)
{
	struct answer *answer;

	sign_up();
	answer = sign_in(email, "sesame");
	ck_assert_status(answer, 200);
	ck_assert_uint_eq(json_object_size(answer->json), 2);
	ck_assert_str_eq(member(answer, "email"), email);
	ck_assert_contains(header_with(answer, "Set-Cookie", "session="), "HttpOnly");
}

TEST(case_and_blanks_of_the_email_do_not_matter)
{
	char *upper;

	sign_up();
	upper = pool_text(pool, email);
	for (char *at = upper; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 32) : *at;
	ck_assert_status(sign_in(pool_print(pool, " %s\\t", upper), "sesame"), 200);
}

TEST(an_unknown_email_and_a_wrong_password_get_the_same_answer)
{
	struct answer *wrong, *unknown;

	sign_up();
	wrong = sign_in(email, "sesame?");
	unknown = sign_in("nobody@example.com", "sesame?");
	ck_assert_refused(wrong, 400, "Invalid credentials", NULL);
	ck_assert_str_eq(wrong->body, unknown->body);
	ck_assert_int_eq(unknown->status, 400);
	ck_assert_ptr_null(cookie_of(wrong, "session"));
	ck_assert_ptr_null(cookie_of(unknown, "session"));
}

TEST(missing_values_are_told)
{
	ck_assert_refused(sign_in("nobody", "sesame"), 400, "Email must be valid", "email");
	ck_assert_refused(sign_in("nobody@example.com", ""), 400, "You must supply a password", "password");
	ck_assert_status(ask("POST", "/api/users/signin", .json = "{\"email\":\"a@b.de\",\"password\":{\"$gt\":\"\"}}"), 400);
	ck_assert_status(ask("POST", "/api/users/signin", .json = "{}"), 400);
	ck_assert_status(ask("POST", "/api/users/signin"), 400);
}

TEST(sql_and_long_passwords_are_only_wrong)
{
	char *many = pool_alloc(pool, 100001);

	memset(many, 'x', 100000);
	sign_up();
	ck_assert_refused(sign_in(email, "' OR '1'='1"), 400, "Invalid credentials", NULL);
	ck_assert_refused(sign_in(email, many), 400, "Invalid credentials", NULL);
	ck_assert_refused(sign_in("x'--@example.com", "x"), 400, "Invalid credentials", NULL);
}

TEST(a_cheaper_hash_is_renewed_at_sign_in)
{
	static const char COST[] =
		"SELECT CAST(SUBSTRING_INDEX(SUBSTRING_INDEX(password, '$', 2), '$', -1) AS INT) FROM users WHERE email = ?";

	sign_up();
	ck_assert_int_eq(db_number(COST, BIND(db_text(email)), -1), 10);
	ck_assert_status(ask("POST", "/api/users/signin", .json = account(email, "sesame"), .settings = "BOXOFFICE_SCRYPT_LN=11"), 200);
	ck_assert_int_eq(db_number(COST, BIND(db_text(email)), -1), 11);
	ck_assert_status(sign_in(email, "sesame"), 200);
}

/* ---- throttling */

#define LIMITED .settings = "BOXOFFICE_RATE_LIMIT=1\n"

static struct answer *guess(const char *of, const char *address)
{
	return ask("POST", "/api/users/signin", .json = account(of, "sesame?"), LIMITED, .environment = { address });
}

TEST(guessing_at_one_account_is_slowed_down_wherever_it_comes_from)
{
	struct answer *answer;
	int tries = 0;

	sign_up();
	do {
		answer = guess(email, pool_print(pool, "REMOTE_ADDR=198.51.100.%d", tries));
	} while (answer->status == 400 && ++tries < 50);
	ck_assert_int_eq(tries, 10);
	ck_assert_refused(answer, 429, "Too many requests, please try again later", NULL);
	ck_assert_int_ge(atoi(header_of(answer, "Retry-After")), 1);
	ck_assert_int_le(atoi(header_of(answer, "Retry-After")), 30);
	answer = ask("POST", "/api/users/signin", .json = account(email, "sesame"), LIMITED);
	ck_assert_msg(answer->status == 429, "even the right password waits");
	ck_assert_ptr_null(cookie_of(answer, "session"));
}

/* As if this address had been guessing for a while: what it will have paid off moves into the future. */
static void exhaust(const char *address)
{
	static const char MOVE[] = "UPDATE throttle SET paid_off = paid_off + INTERVAL 1 HOUR WHERE name = ?";
	char name[SEAL_SIZE];

	token_seal(name, "sign in from", address);
	ck_assert_msg(db_exec(MOVE, BIND(db_text(name))) == 1, "%s isn't counted under its address", address);
}

TEST(guessing_from_one_address_is_slowed_down_whomever_it_is_at)
{
	for (int i = 0; i < 20; i++)
		ck_assert_status(guess(pool_print(pool, "nobody%d@example.com", i), "REMOTE_ADDR=198.51.100.200"), 400);
	exhaust("198.51.100.200");
	ck_assert_status(guess("somebody@example.com", "REMOTE_ADDR=198.51.100.200"), 429);
	ck_assert_status(guess("somebody@example.com", "REMOTE_ADDR=198.51.100.201"), 400);
}

TEST(an_ipv6_network_is_one_address)
{
	ck_assert_status(guess("a@example.com", "REMOTE_ADDR=2001:db8:1:2:aaaa::1"), 400);
	exhaust("2001:db8:1:2");
	ck_assert_status(guess("b@example.com", "REMOTE_ADDR=2001:db8:1:2:bbbb::2"), 429);
	ck_assert_status(guess("b@example.com", "REMOTE_ADDR=2001:db8:1:3::1"), 400);
}

TEST(a_throttled_page_says_so_and_when_to_come_back)
{
	struct answer *answer;
	int tries = 0;

	do {
		answer = ask("POST", "/auth/signin", .cookie = VISITOR, .form = "email=page%40example.com&password=sesame", LIMITED,
		             .environment = { pool_print(pool, "REMOTE_ADDR=198.51.100.%d", 100 + tries) });
	} while (answer->status == 400 && ++tries < 50);
	ck_assert_status(answer, 429);
	ck_assert_ptr_nonnull(header_of(answer, "Retry-After"));
	ck_assert_contains(header_of(answer, "Content-Type"), "text/html");
	ck_assert_str_eq(field_of(answer, "email"), "page@example.com");
}

TEST(without_rate_limits_nobody_waits)
{
	for (int i = 0; i < 15; i++)
		ck_assert_status(sign_in("nobody@example.com", "sesame?"), 400);
}

/* One keyboard writes an é as one character, another as two. */
TEST(a_password_may_be_typed_in_another_form)
{
	const char *address = pool_print(pool, "%s.org", new_person()->email);
	static const char ACCOUNT[] = "{\"email\":\"%s\",\"password\":\"sesame %s\"}";

	ck_assert_status(ask("POST", "/api/users/signup", .json = pool_print(pool, ACCOUNT, address, "\xc3\xa9\xc3\xa9")), 201);
	ck_assert_status(ask("POST", "/api/users/signin", .json = pool_print(pool, ACCOUNT, address, "e\xcc\x81" "e\xcc\x81")), 200);
	ck_assert_status(ask("POST", "/api/users/signin", .json = pool_print(pool, ACCOUNT, address, "ee")), 400);
}

/* ---- the page */

TEST(the_form_signs_in_and_leads_on)
{
	struct answer *page = ask("GET", "/auth/signin?next=/orders"), *sent;
	const char *form;

	sign_up();
	ck_assert_status(page, 200);
	form = pool_print(pool, "email=%s&password=sesame&next=%%2Forders&csrf=%s", email, field_of(page, "csrf"));
	sent = ask("POST", "/auth/signin", .cookie = pool_print(pool, "session_visitor=%s", cookie_of(page, "session_visitor")), .form = form,
	           .no_csrf = true);
	ck_assert_status(sent, 303);
	ck_assert_str_eq(header_of(sent, "Location"), "/orders");
	ck_assert_ptr_nonnull(cookie_of(sent, "session"));
}

TEST(a_failed_form_comes_back_filled_in)
{
	struct answer *page = ask("POST", "/auth/signin", .cookie = VISITOR, .form = "email=a%40example.com&password=sesame&next=/orders");

	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "Invalid credentials");
	ck_assert_str_eq(field_of(page, "email"), "a@example.com");
	ck_assert_str_eq(field_of(page, "next"), "/orders");
	ck_assert_lacks(page->body, "sesame");
}

TEST(a_form_of_another_visitor_is_refused)
{
	struct answer *page = ask("GET", "/auth/signin");
	const char *form = pool_print(pool, "email=a%%40example.com&password=sesame&csrf=%s", field_of(page, "csrf"));

	ck_assert_status(ask("POST", "/auth/signin", .cookie = OTHER_VISITOR, .form = form, .no_csrf = true), 403);
}

/* A neighbour on the domain has cookies of our names: of a form that ours never had, and of the same. */
TEST(a_neighbours_cookies_stop_nobody)
{
	static const char *const neighbours[] = { "session=theirs; session_visitor=theirs", "session_visitor=0123456789ABCDEF0123456789ABCDEF",
		OTHER_VISITOR };

	sign_up();
	for (size_t i = 0; i < sizeof(neighbours) / sizeof(neighbours[0]); i++) {
		const char *cookies = pool_print(pool, "%s; %s", neighbours[i], VISITOR), *form;
		struct answer *page = ask("GET", "/auth/signin", .cookie = cookies), *sent;

		form = pool_print(pool, "email=%s&password=sesame&csrf=%s", email, field_of(page, "csrf"));
		sent = ask("POST", "/auth/signin", .cookie = cookies, .form = form, .no_csrf = true);
		ck_assert_status(sent, 303);
		ck_assert_ptr_null(cookie_of(page, "session_visitor"));
		ck_assert_ptr_nonnull(cookie_of(sent, "session"));
	}
}

/* Browsers take `__Host-` only with Secure and for the whole host, also where the path of the base URL says otherwise. */
TEST(a_name_with_a_prefix_is_set_as_browsers_want_it)
{
	static const char PREFIXED[] = "BOXOFFICE_SESSION_COOKIE=__Host-tickets\nBOXOFFICE_BASE_URL=https://shop.example.com/shop";
	struct answer *page = ask("GET", "/auth/signin", .settings = PREFIXED), *sent;
	const char *visitor = header_with(page, "Set-Cookie", "__Host-tickets_visitor="), *session;

	sign_up();
	sent = ask("POST", "/api/users/signin", .json = pool_print(pool, "{\"email\":\"%s\",\"password\":\"sesame\"}", email),
	           .settings = PREFIXED);
	session = header_with(sent, "Set-Cookie", "__Host-tickets=");
	ck_assert_contains(visitor, "; Path=/; ");
	ck_assert_contains(visitor, "; Secure");
	ck_assert_contains(session, "; Path=/; ");
	ck_assert_contains(session, "; Secure");
}

int main(void)
{
	return test_run("signin", CONFIGURED);
}

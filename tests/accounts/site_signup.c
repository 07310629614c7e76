#include "tests/ask.h"
#include "tests/test.h"

#define VISITOR "session_visitor=0123456789abcdef0123456789abcdef"

static const char *new_email(void)
{
	char id[ID_SIZE];

	id_new(id);
	return pool_print(pool, "%s@example.com", id);
}

static const char *account(const char *email, const char *password)
{
	return pool_print(pool, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password);
}

static struct answer *sign_up(const char *email, const char *password)
{
	return ask("POST", "/api/users/signup", .json = account(email, password));
}

TEST(signing_up_answers_the_account_and_begins_a_session)
{
	const char *email = new_email();
	struct answer *answer = sign_up(email, "sesame"), *who;

	ck_assert_status(answer, 201);
	ck_assert_uint_eq(json_object_size(answer->json), 2);
	ck_assert(id_valid(member(answer, "id")));
	ck_assert_str_eq(member(answer, "email"), email);
	who = ask("GET", "/api/users/currentuser", .cookie = pool_print(pool, "session=%s", cookie_of(answer, "session")));
	ck_assert_str_eq(member(who, "currentUser.email"), email);
	ck_assert_str_eq(member(who, "currentUser.id"), member(answer, "id"));
}

TEST(the_cookie_is_closed_to_scripts_and_other_sites)
{
	const char *cookie = header_with(sign_up(new_email(), "sesame"), "Set-Cookie", "session=");

	ck_assert_contains(cookie, "; Path=/;");
	ck_assert_contains(cookie, "; HttpOnly");
	ck_assert_contains(cookie, "; SameSite=Lax");
	ck_assert_lacks(cookie, "Secure");
}

TEST(by_tls_the_cookie_is_secure)
{
	struct answer *answer = ask("POST", "/api/users/signup", .json = account(new_email(), "sesame"), .tls = true);

	ck_assert_contains(header_with(answer, "Set-Cookie", "session="), "; Secure");
}

TEST(where_tls_ends_at_a_proxy_the_cookie_is_secure_by_the_base_url)
{
	struct answer *answer = ask("POST", "/api/users/signup", .json = account(new_email(), "sesame"),
	                            .settings = "BOXOFFICE_BASE_URL=https://tickets.example.org");

	ck_assert_contains(header_with(answer, "Set-Cookie", "session="), "; Secure");
}

TEST(an_email_in_use_is_refused_whatever_its_case)
{
	const char *email = new_email();
	char *upper = pool_text(pool, email);

	ck_assert_status(sign_up(email, "sesame"), 201);
	for (char *at = upper; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 32) : *at;
	ck_assert_refused(sign_up(email, "sesame2"), 400, "Email in use", NULL);
	ck_assert_refused(sign_up(upper, "sesame"), 400, "Email in use", NULL);
	ck_assert_refused(sign_up(pool_print(pool, "  %s ", email), "sesame"), 400, "Email in use", NULL);
}

TEST(an_email_must_be_valid)
{
	static const char *const wrong[] = { "", " ", "a", "a@", "@b.c", "a@b", "a b@c.de", "a@b..de", "a@-b.de", "a@b.de.", "a@@b.de",
		"a@b.de,c@d.ef", "<a@b.de>", "a@b.de\\nBcc: c@d.ef", "a@b.de\\u0001x", "ä@b.de", "a@b_c.de" };
	long before = rows_of("users");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_refused(sign_up(wrong[i], "sesame"), 400, "Email must be valid", "email");
	ck_assert_int_eq(rows_of("users"), before);
}

TEST(an_email_of_more_than_254_characters_is_refused)
{
	char many[300];

	memset(many, 'a', sizeof(many));
	for (size_t i = 60; i < sizeof(many); i += 60)
		many[i] = '.';
	memcpy(many, "x@", 2);
	many[255] = '\0';
	many[254] = 'a';
	ck_assert_refused(sign_up(many, "sesame"), 400, "Email must be valid", "email");
	many[254] = '\0';
	ck_assert_int_ne(sign_up(many, "sesame")->status, 500);
}

TEST(a_password_has_4_to_20_characters)
{
	static const char MESSAGE[] = "Password must be between 4 and 20 characters";

	ck_assert_refused(sign_up(new_email(), "123"), 400, MESSAGE, "password");
	ck_assert_refused(sign_up(new_email(), "123456789012345678901"), 400, MESSAGE, "password");
	ck_assert_refused(sign_up(new_email(), "äöü"), 400, MESSAGE, "password");
	ck_assert_status(sign_up(new_email(), "1234"), 201);
	ck_assert_status(sign_up(new_email(), "12345678901234567890"), 201);
	ck_assert_status(sign_up(new_email(), "äöüäöüäöüäöüäöüäöüäö"), 201);
}

TEST(the_limits_and_their_message_follow_the_configuration)
{
	static const char SETTINGS[] = "BOXOFFICE_PASSWORD_MIN=8\nBOXOFFICE_PASSWORD_MAX=128\n";

	ck_assert_refused(ask("POST", "/api/users/signup", .json = account(new_email(), "1234567"), .settings = SETTINGS), 400,
	                  "Password must be between 8 and 128 characters", "password");
	ck_assert_status(ask("POST", "/api/users/signup", .json = account(new_email(), "correct horse battery staple"),
	                     .settings = SETTINGS), 201);
}

TEST(every_broken_rule_has_an_entry)
{
	struct answer *answer = sign_up("nobody", "1");

	ck_assert_status(answer, 400);
	ck_assert_uint_eq(json_array_size(json_object_get(answer->json, "errors")), 2);
	ck_assert_str_eq(member(answer, "errors.0.field"), "email");
	ck_assert_str_eq(member(answer, "errors.1.field"), "password");
}

TEST(values_of_another_type_are_missing_values)
{
	static const char *const bodies[] = { "{}", "{\"email\":7,\"password\":1234567}", "{\"email\":null,\"password\":null}",
		"{\"email\":[\"a@b.de\"],\"password\":{\"$ne\":\"\"}}", "{\"email\":true,\"password\":false}" };

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct answer *answer = ask("POST", "/api/users/signup", .json = bodies[i]);

		ck_assert_status(answer, 400);
		ck_assert_str_eq(member(answer, "errors.0.message"), "Email must be valid");
	}
}

TEST(a_client_can_not_choose_the_id)
{
	const char *json = pool_print(pool, "{\"email\":\"%s\",\"password\":\"sesame\",\"id\":\"0123456789abcdef01234567\",\"version\":9}",
	                              new_email());
	struct answer *answer = ask("POST", "/api/users/signup", .json = json);

	ck_assert_status(answer, 201);
	ck_assert_str_ne(member(answer, "id"), "0123456789abcdef01234567");
}

TEST(a_repeat_with_its_key_signs_up_once_and_in_again)
{
	const char *json = account(new_email(), "sesame");
	char key[ID_SIZE];
	struct answer *first, *second;

	id_new(key);
	first = ask("POST", "/api/users/signup", .json = json, .key = key);
	second = ask("POST", "/api/users/signup", .json = json, .key = key);
	ck_assert_status(first, 201);
	ck_assert_status(second, 201);
	ck_assert_str_eq(first->body, second->body);
	ck_assert_ptr_nonnull(cookie_of(second, "session"));
	ck_assert_refused(ask("POST", "/api/users/signup", .json = account(new_email(), "sesame"), .key = key), 409,
	                  "Idempotency-Key was used with another request", NULL);
}

/* ---- the page */

static struct answer *send_form(const char *email, const char *password, const char *next)
{
	const char *form = pool_print(pool, "email=%s&password=%s&next=%s", email, password, next);

	return ask("POST", "/auth/signup", .cookie = VISITOR, .form = form);
}

TEST(the_page_brings_a_visitor_and_a_token_for_its_form)
{
	const char *email = new_email();
	struct answer *page = ask("GET", "/auth/signup?next=/products/new"), *sent;
	const char *visitor = cookie_of(page, "session_visitor"), *form;

	ck_assert_status(page, 200);
	ck_assert_contains(header_with(page, "Set-Cookie", "session_visitor="), "HttpOnly");
	ck_assert_str_eq(field_of(page, "next"), "/products/new");
	form = pool_print(pool, "email=%s&password=sesame&next=%%2Fproducts%%2Fnew&csrf=%s", email, field_of(page, "csrf"));
	sent = ask("POST", "/auth/signup", .cookie = pool_print(pool, "session_visitor=%s", visitor), .form = form, .no_csrf = true);
	ck_assert_status(sent, 303);
	ck_assert_str_eq(header_of(sent, "Location"), "/products/new");
	ck_assert_ptr_nonnull(cookie_of(sent, "session"));
}

TEST(a_form_without_its_token_is_refused)
{
	long before = rows_of("users");
	const char *form = pool_print(pool, "email=%s&password=sesame", new_email());

	ck_assert_status(ask("POST", "/auth/signup", .cookie = VISITOR, .form = form, .no_csrf = true), 403);
	ck_assert_status(ask("POST", "/auth/signup", .form = form), 403);
	ck_assert_status(ask("POST", "/auth/signup", .cookie = VISITOR, .form = pool_print(pool, "%s&csrf=0", form), .no_csrf = true), 403);
	ck_assert_int_eq(rows_of("users"), before);
}

TEST(a_failed_form_comes_back_filled_in_without_the_password)
{
	struct answer *page = send_form("nob%3Cb%3Eody", "sesame-but-far-too-long-for-it", "/");

	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "Email must be valid");
	ck_assert_contains(page->body, "Password must be between 4 and 20 characters");
	ck_assert_contains(page->body, "value=\"nob&lt;b&gt;ody\"");
	ck_assert_lacks(page->body, "sesame");
	ck_assert_contains(page->body, "aria-invalid=\"true\"");
}

TEST(next_leads_nowhere_but_into_the_shop)
{
	static const char *const away[] = { "//evil.example", "https://evil.example/", "/%5Cevil.example", "%5C%5Cevil.example",
		"javascript:alert(1)", "evil.example", "/%0d%0aSet-Cookie:%20a=b", "/%09/evil.example", "" };

	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++) {
		struct answer *answer = send_form(new_email(), "sesame", away[i]);

		ck_assert_status(answer, 303);
		ck_assert_msg(!strcmp(header_of(answer, "Location"), "/"), "%s led to %s", away[i], header_of(answer, "Location"));
	}
}

int main(void)
{
	return test_run("signup", CONFIGURED);
}

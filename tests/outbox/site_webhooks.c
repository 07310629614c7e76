#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

#define UNKNOWN "0123456789abcdef01234567"
#define TOKEN "an-operators-token-of-32-characters-or-more"
#define ADMIN .settings = "BOXOFFICE_ADMIN_TOKEN=" TOKEN "\n", .environment = { "HTTP_AUTHORIZATION=Bearer " TOKEN }

static struct answer *add(const struct person *person)
{
	return ask("POST", "/api/webhooks", .as = person, .json = "{\"url\":\"https://example.com/hook\",\"subjects\":[\"order:created\"]}");
}

static const char *at(const struct answer *made, const char *rest)
{
	return pool_print(pool, "/api/webhooks/%s%s", member(made, "id"), rest);
}

TEST(a_webhook_is_made_with_a_secret_that_is_shown_once)
{
	const struct person *alice = new_person();
	struct answer *made = add(alice), *shown;

	ck_assert_status(made, 201);
	ck_assert_uint_eq(json_object_size(made->json), 4);
	ck_assert_str_eq(member(made, "url"), "https://example.com/hook");
	ck_assert_str_eq(member(made, "subjects.0"), "order:created");
	ck_assert_uint_eq(strlen(member(made, "secret")), 70);
	shown = ask("GET", header_of(made, "Location"), .as = alice);
	ck_assert_status(shown, 200);
	ck_assert_str_eq(member(shown, "state"), "on");
	ck_assert_lacks(shown->body, "whsec_");
	ck_assert_lacks(ask("GET", "/api/webhooks", .as = alice)->body, "whsec_");
}

TEST(a_repeated_key_makes_one_webhook)
{
	const struct person *alice = new_person();
	struct answer *first = ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"https://example.com/\"}", .key = "k");
	struct answer *again = ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"https://example.com/\"}", .key = "k");

	ck_assert_str_eq(first->body, again->body);
	ck_assert_uint_eq(json_array_size(ask("GET", "/api/webhooks", .as = alice)->json), 1);
}

TEST(left_out_or_empty_subjects_are_all)
{
	static const char *const all[] = { "", ",\"subjects\":[]", ",\"subjects\":[\"*\"]", ",\"subjects\":[\"order:created\",\"*\"]" };
	const struct person *alice = new_person();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *json = pool_print(pool, "{\"url\":\"https://example.com/\"%s}", all[i]);

		ck_assert_str_eq(member(ask("POST", "/api/webhooks", .as = alice, .json = json), "subjects.0"), "*");
	}
}

TEST(subjects_are_those_of_the_catalogue)
{
	static const char *const wrong[] = { "\"order:created\"", "[7]", "[null]", "[[]]", "{}", "null", "[\"order:\"]", "[\"ping\"]",
		"[\"order:created,product:created\"]" };
	const struct person *alice = new_person();

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *json = pool_print(pool, "{\"url\":\"https://example.com/\",\"subjects\":%s}", wrong[i]);

		ck_assert_refused(ask("POST", "/api/webhooks", .as = alice, .json = json), 400,
		                  "Subjects must be a list of names of events", "subjects");
	}
}

TEST(a_bad_url_is_named)
{
	const struct person *alice = new_person();

	ck_assert_refused(ask("POST", "/api/webhooks", .as = alice, .json = "{}"), 400, "URL is required", "url");
	ck_assert_refused(ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"http://localhost@127.0.0.1/\"}"), 400,
	                  "URL must not contain a user or password", "url");
	ck_assert_refused(ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"http://192.168.0.1/\"}"), 400,
	                  "URL must not lead to a private address", "url");
}

TEST(a_user_has_20_webhooks_at_most)
{
	const struct person *alice = new_person();

	for (int i = 0; i < 20; i++)
		ck_assert_status(add(alice), 201);
	ck_assert_refused(add(alice), 400, "You cannot have more than 20 webhooks", NULL);
	ck_assert_status(add(new_person()), 201);
}

TEST(it_can_be_changed_and_deleted)
{
	const struct person *alice = new_person();
	struct answer *made = add(alice), *changed;

	changed = ask("PUT", at(made, ""), .as = alice, .json = "{\"url\":\"https://example.org/\",\"state\":\"off\"}");
	ck_assert_status(changed, 200);
	ck_assert_str_eq(member(changed, "url"), "https://example.org/");
	ck_assert_str_eq(member(changed, "subjects.0"), "order:created");
	ck_assert_str_eq(member(changed, "reason"), "owner");
	changed = ask("PUT", at(made, ""), .as = alice, .json = "{\"url\":\"https://example.org/\",\"subjects\":[],\"state\":\"on\"}");
	ck_assert_str_eq(member(changed, "state"), "on");
	ck_assert_str_eq(member(changed, "reason"), "");
	ck_assert_refused(ask("PUT", at(made, ""), .as = alice, .json = "{\"url\":\"https://example.org/\",\"state\":\"x\"}"), 400,
	                  "State must be on or off", "state");
	ck_assert_status(ask("DELETE", at(made, ""), .as = alice), 204);
	ck_assert_refused(ask("GET", at(made, ""), .as = alice), 404, "Not Found", NULL);
	ck_assert_str_eq(ask("GET", "/api/webhooks", .as = alice)->body, "[]");
}

TEST(a_ping_is_a_delivery)
{
	const struct person *alice = new_person();
	struct answer *made = add(alice), *ping = ask("POST", at(made, "/ping"), .as = alice), *log;

	ck_assert_status(ping, 201);
	ck_assert_str_eq(member(ping, "subject"), "ping");
	ck_assert_str_eq(member(ping, "state"), "pending");
	log = ask("GET", at(made, "/deliveries"), .as = alice);
	ck_assert_str_eq(member(log, "0.n"), member(ping, "n"));
	ck_assert_str_eq(member(log, "0.position"), "");
	ping = ask("POST", at(made, pool_print(pool, "/deliveries/%s/replay", member(ping, "n"))), .as = alice);
	ck_assert_status(ping, 201);
	log = ask("GET", at(made, "/deliveries?limit=1"), .as = alice);
	ck_assert_uint_eq(json_array_size(log->json), 1);
	ck_assert_contains(header_of(log, "Link"), "&after=");
}

TEST(what_is_not_a_delivery_is_not_found)
{
	static const char *const numbers[] = { "0", "-1", "x", "1x", "99999999999999999999", "18446744073709551615", "%00" };
	const struct person *alice = new_person();
	struct answer *made = add(alice), *other = add(new_person());
	struct answer *ping = ask("POST", at(made, "/ping"), .as = alice);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ck_assert_status(ask("POST", at(made, pool_print(pool, "/deliveries/%s/replay", numbers[i])), .as = alice), 404);
	ck_assert_status(ask("POST", at(other, pool_print(pool, "/deliveries/%s/replay", member(ping, "n"))), .as = alice), 401);
}

TEST(a_new_secret_is_another)
{
	const struct person *alice = new_person();
	struct answer *made = add(alice), *fresh = ask("POST", at(made, "/secret"), .as = alice);

	ck_assert_status(fresh, 200);
	ck_assert_uint_eq(strlen(member(fresh, "secret")), 70);
	ck_assert_str_ne(member(made, "secret"), member(fresh, "secret"));
}

TEST(nobody_elses_webhook_is_yours)
{
	static const struct { const char *method, *rest; } all[] = {
		{ "GET", "" }, { "PUT", "" }, { "DELETE", "" }, { "POST", "/ping" }, { "POST", "/secret" }, { "GET", "/deliveries" },
		{ "POST", "/deliveries/1/replay" }
	};
	const struct person *eve = new_person();
	struct answer *made = add(new_person());

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *json = all[i].method[0] == 'P' ? "{\"url\":\"https://example.com/\"}" : NULL;
		const char *unknown = pool_print(pool, "/api/webhooks/" UNKNOWN "%s", all[i].rest);

		ck_assert_refused(ask(all[i].method, at(made, all[i].rest), .as = eve, .json = json), 401, "Not authorized", NULL);
		ck_assert_refused(ask(all[i].method, at(made, all[i].rest), .json = json), 401, "Not authorized", NULL);
		ck_assert_refused(ask(all[i].method, at(made, all[i].rest), .json = json, ADMIN), 401, "Not authorized", NULL);
		ck_assert_refused(ask(all[i].method, unknown, .as = eve, .json = json), 404, "Not Found", NULL);
	}
	ck_assert_str_eq(ask("GET", "/api/webhooks", .as = eve)->body, "[]");
	ck_assert_lacks(ask("GET", pool_print(pool, "/webhooks/%s", member(made, "id")), .as = eve)->body, "example.com/hook");
}

TEST(the_operators_token_manages_the_operators_webhooks)
{
	struct answer *made = ask("POST", "/api/webhooks", .json = "{\"url\":\"https://example.com/admin\"}", ADMIN);

	ck_assert_status(made, 201);
	ck_assert_contains(ask("GET", "/api/webhooks", ADMIN)->body, member(made, "id"));
	ck_assert_status(ask("GET", at(made, ""), .as = new_person()), 401);
	ck_assert_status(ask("POST", at(made, "/ping"), .json = "{}", ADMIN), 201);
	ck_assert_status(ask("DELETE", at(made, ""), ADMIN), 204);
}

TEST(a_token_is_none_without_one_in_the_settings)
{
	ck_assert_status(ask("GET", "/api/webhooks", .environment = { "HTTP_AUTHORIZATION=Bearer " }), 401);
	ck_assert_status(ask("GET", "/api/webhooks", .environment = { "HTTP_AUTHORIZATION=Bearer x" }), 401);
	ck_assert_status(ask("GET", "/api/products", .environment = { "HTTP_AUTHORIZATION=Bearer x" }), 200);
	ck_assert_status(ask("GET", "/api/orders", ADMIN), 401);
}

TEST(a_page_makes_one_and_shows_its_secret)
{
	const struct person *alice = new_person();
	struct answer *made = ask("POST", "/webhooks", .as = alice, .form = "url=https%3A%2F%2Fexample.com%2Fa&order_created=1"), *page;

	ck_assert_status(made, 303);
	page = ask("GET", header_of(made, "Location"), .as = alice);
	ck_assert_status(page, 200);
	ck_assert_contains(page->body, "https://example.com/a");
	ck_assert_contains(page->body, "whsec_");
	ck_assert_contains(page->body, "value=\"1\" checked");
	db_exec("UPDATE webhooks SET secret_at = NOW(3) - INTERVAL 11 MINUTE WHERE id = ?", BIND(db_text(id_in(header_of(made, "Location")))));
	ck_assert_lacks(ask("GET", header_of(made, "Location"), .as = alice)->body, "whsec_");
	ck_assert_contains(ask("GET", "/webhooks", .as = alice)->body, "https://example.com/a");
}

/* A stranger's link may hold any query, and pages are compressed: by their length he would guess the secret digit by digit. */
TEST(no_secret_stands_beside_what_an_address_says)
{
	const struct person *alice = new_person();
	struct answer *made = add(alice), *page;
	const char *url = pool_print(pool, "/webhooks/%s", member(made, "id")), *secret = member(made, "secret");

	page = ask("GET", pool_print(pool, "%s?url=whsec_0", url), .as = alice);
	ck_assert_str_eq(field_of(page, "url"), "whsec_0");
	ck_assert_lacks(page->body, secret);
	page = ask("GET", pool_print(pool, "%s?q=theword&state=theword&after=9", url), .as = alice);
	ck_assert_lacks(page->body, "theword");
	ck_assert_contains(page->body, secret);
}

TEST(a_form_that_fails_comes_back_filled_in)
{
	const struct person *alice = new_person();
	struct answer *page = ask("POST", "/webhooks", .as = alice, .form = "url=nonsense&product_created=1");

	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "URL must begin with https:// or http://");
	ck_assert_str_eq(field_of(page, "url"), "nonsense");
	ck_assert_contains(page->body, "name=\"product_created\" value=\"1\" checked");
}

TEST(buttons_lead_back_to_the_page)
{
	static const struct { const char *rest, *form; } all[] = {
		{ "", "url=https%3A%2F%2Fexample.org%2F" }, { "/ping", "" }, { "/secret", "" }, { "/state", "state=off" }, { "/state", "state=on" },
	};
	const struct person *alice = new_person();
	const char *url = pool_print(pool, "/webhooks/%s", member(add(alice), "id"));

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct answer *answer = ask("POST", pool_print(pool, "%s%s", url, all[i].rest), .as = alice, .form = all[i].form);

		ck_assert_status(answer, 303);
		ck_assert_str_eq(header_of(answer, "Location"), url);
	}
	ck_assert_contains(ask("GET", url, .as = alice)->body, "https://example.org/");
	ck_assert_status(ask("POST", pool_print(pool, "%s/delete", url), .as = alice, .form = ""), 303);
	ck_assert_status(ask("GET", url, .as = alice), 404);
}

int main(void)
{
	return test_run("webhooks", CONFIGURED);
}

/* A request that creates something, sent again with its key: one effect, the same answer. */
#include <stdlib.h>
#include <string.h>

#include "tests/ask.h"
#include "accounts/password.h"
#include "db/db.h"
#include "tests/test.h"

static const char *new_key(void)
{
	char id[ID_SIZE];

	id_new(id);
	return pool_text(pool, id);
}

static struct answer *order(const struct person *buyer, const char *product, const char *key)
{
	return ask("POST", "/api/orders", .as = buyer, .key = key,
	           .json = pool_print(pool, "{\"productId\":\"%s\"}", id_in(product)));
}

TEST(a_repeat_answers_the_same_bytes_and_does_nothing)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5), *key = new_key();
	struct answer *first = order(bob, product, key), *second = order(bob, product, key);

	ck_assert_status(first, 201);
	ck_assert_status(second, 201);
	ck_assert_str_eq(second->body, first->body);
	ck_assert_str_eq(header_of(second, "Location"), header_of(first, "Location"));
	ck_assert_str_eq(header_of(second, "Content-Type"), header_of(first, "Content-Type"));
	ck_assert_str_eq(member(ask("GET", product), "available"), "4");
}

TEST(a_refusal_is_repeated_too)
{
	const struct person *bob = new_person(), *carol = new_person();
	const char *product = sell(new_person(), "1", 1), *held = buy(carol, product, 1), *key = new_key();
	struct answer *first = order(bob, product, key);

	ck_assert_refused(first, 400, "Product is already reserved", NULL);
	ck_assert_status(ask("DELETE", held, .as = carol), 204);
	ck_assert_str_eq(order(bob, product, key)->body, first->body);
	ck_assert_status(order(bob, product, new_key()), 201);
}

TEST(the_key_with_another_body_is_a_conflict)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5), *other = sell(new_person(), "1", 5), *key = new_key();

	ck_assert_status(order(bob, product, key), 201);
	ck_assert_refused(order(bob, other, key), 409, "Idempotency-Key was used with another request", NULL);
	ck_assert_status(ask("POST", "/api/products", .as = bob, .key = key, .json = "{\"title\":\"a\",\"price\":1}"), 409);
	ck_assert_str_eq(member(ask("GET", other), "available"), "5");
}

TEST(a_key_belongs_to_its_user)
{
	const char *product = sell(new_person(), "1", 5), *key = new_key();

	ck_assert_status(order(new_person(), product, key), 201);
	ck_assert_status(order(new_person(), product, key), 201);
	ck_assert_str_eq(member(ask("GET", product), "available"), "3");
}

TEST(a_key_must_be_printable)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5);
	char *many = pool_alloc(pool, 257);

	memset(many, 'x', 256);
	ck_assert_status(order(bob, product, ""), 400);
	ck_assert_status(order(bob, product, "a b"), 400);
	ck_assert_status(order(bob, product, many), 400);
	ck_assert_status(order(bob, product, "\xc3\xa9"), 400);
	ck_assert_str_eq(member(ask("GET", product), "available"), "5");
	many[255] = '\0';
	ck_assert_status(order(bob, product, many), 201);
}

TEST(without_a_key_each_request_counts)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5);

	buy(bob, product, 1);
	buy(bob, product, 1);
	ck_assert_str_eq(member(ask("GET", product), "available"), "3");
}

TEST(products_are_created_once_too)
{
	const struct person *alice = new_person();
	const char *key = new_key();
	long before = rows_of("products");
	struct answer *first = ask("POST", "/api/products", .as = alice, .key = key, .json = "{\"title\":\"a\",\"price\":1}");
	struct answer *second = ask("POST", "/api/products", .as = alice, .key = key, .json = "{\"title\":\"a\",\"price\":1}");

	ck_assert_status(second, 201);
	ck_assert_str_eq(first->body, second->body);
	ck_assert_int_eq(rows_of("products"), before + 1);
}

TEST(what_creates_nothing_takes_no_key)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "1", 1), *key = new_key();

	ck_assert_str_eq(member(ask("PUT", url, .as = alice, .key = key, .json = "{\"title\":\"a\",\"price\":1}"), "version"), "1");
	ck_assert_str_eq(member(ask("PUT", url, .as = alice, .key = key, .json = "{\"title\":\"a\",\"price\":1}"), "version"), "2");
}

/* ---- what is kept of an answer and of its request */

static int64_t kept(const char *key, const char *what, const char *value)
{
	const char *sql = pool_print(pool, "SELECT COUNT(*) FROM idempotency WHERE name = ? AND %s", what);

	return db_number(sql, BIND(db_text(key), db_text(value)), -1);
}

TEST(a_secret_in_an_answer_is_given_again_but_kept_so_that_nobody_reads_it)
{
	static const char WEBHOOK[] = "{\"url\":\"https://example.com/hook\",\"subjects\":[]}";
	const struct person *alice = new_person();
	const char *key = new_key();
	struct answer *first = ask("POST", "/api/webhooks", .as = alice, .key = key, .json = WEBHOOK);
	struct answer *second = ask("POST", "/api/webhooks", .as = alice, .key = key, .json = WEBHOOK);

	ck_assert_status(first, 201);
	ck_assert_contains(first->body, "whsec_");
	ck_assert_str_eq(second->body, first->body);
	ck_assert_int_eq(kept(key, "body IS NOT NULL AND ? <> ''", "-"), 1);
	ck_assert_int_eq(kept(key, "INSTR(CONCAT_WS('|', fingerprint, status, location, type, body), ?) > 0", member(first, "secret")), 0);
	ck_assert_int_eq(kept(key, "INSTR(body, ?) > 0", "example.com"), 0);
}

static struct answer *sign_up(const char *email, const char *password, const char *key)
{
	return ask("POST", "/api/users/signup", .key = key,
	           .json = pool_print(pool, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

static const char *new_email(void)
{
	return pool_print(pool, "%s@example.com", new_key());
}

/* As if it had been the password from the first: what is kept of the request says nothing of it. */
TEST(nothing_is_kept_of_a_password_but_by_scrypt)
{
	const char *email = new_email(), *key = new_key();
	struct answer *first = sign_up(email, "sesame-1", key), *again;
	char stored[PASSWORD_SIZE];

	ck_assert_status(first, 201);
	ck_assert_refused(sign_up(email, "sesame-2", key), 409, "Idempotency-Key was used with another request", NULL);
	password_hash(stored, "sesame-2");
	db_exec("UPDATE users SET password = ? WHERE email = ?", BIND(db_text(stored), db_text(email)));
	ck_assert_status(sign_up(email, "sesame-1", key), 409);
	again = sign_up(email, "sesame-2", key);
	ck_assert_status(again, 201);
	ck_assert_str_eq(again->body, first->body);
	ck_assert_ptr_nonnull(cookie_of(again, "session"));
	ck_assert_status(sign_up(new_email(), "sesame-2", key), 409);
}

TEST(a_refused_sign_up_keeps_nothing)
{
	const char *key = new_key(), *email = new_email();

	ck_assert_status(sign_up(email, "no", key), 400);
	ck_assert_int_eq(kept(key, "? = ''", ""), 0);
	ck_assert_status(sign_up(email, "sesame-3", key), 201);
}

/* ---- forms carry the key as a hidden field */

static struct answer *send_order(const struct person *buyer, const char *product, const char *key)
{
	return ask("POST", "/orders", .as = buyer,
	           .form = pool_print(pool, "productId=%s&quantity=1&idempotency_key=%s", id_in(product), key));
}

TEST(a_double_click_orders_once)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5);
	struct answer *page = ask("GET", product + strlen("/api"), .as = bob), *first, *second;
	const char *key = field_of(page, "idempotency_key");

	ck_assert_msg(key != NULL && strlen(key) >= 16, "the form has a key");
	first = send_order(bob, product, key);
	second = send_order(bob, product, key);
	ck_assert_status(first, 303);
	ck_assert_status(second, 303);
	ck_assert_str_eq(header_of(first, "Location"), header_of(second, "Location"));
	ck_assert_str_eq(member(ask("GET", product), "available"), "4");
}

TEST(a_double_click_on_the_last_ticket_leads_to_its_order_twice)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 1), *key = new_key();
	struct answer *first = send_order(bob, product, key), *second = send_order(bob, product, key);

	ck_assert_status(first, 303);
	ck_assert_status(second, 303);
	ck_assert_str_eq(header_of(second, "Location"), header_of(first, "Location"));
	ck_assert_status(send_order(bob, product, new_key()), 400);
}

TEST(each_page_has_a_key_of_its_own)
{
	const struct person *bob = new_person();
	const char *page = sell(new_person(), "1", 5) + strlen("/api");

	ck_assert_str_ne(field_of(ask("GET", page, .as = bob), "idempotency_key"), field_of(ask("GET", page, .as = bob), "idempotency_key"));
}

TEST(a_double_click_sells_once)
{
	const struct person *alice = new_person();
	long before = rows_of("products");
	const char *form = pool_print(pool, "title=Concert&price=5&quantity=1&idempotency_key=%s", new_key());
	struct answer *first = ask("POST", "/products", .as = alice, .form = form);
	struct answer *second = ask("POST", "/products", .as = alice, .form = form);

	ck_assert_status(second, 303);
	ck_assert_str_eq(header_of(first, "Location"), header_of(second, "Location"));
	ck_assert_int_eq(rows_of("products"), before + 1);
}

TEST(a_form_corrected_after_a_failure_goes_through_with_its_key)
{
	const struct person *alice = new_person();
	const char *key = new_key(), *good = pool_print(pool, "title=Concert&price=5&quantity=1&idempotency_key=%s", key);
	struct answer *failed = ask("POST", "/products", .as = alice,
	                            .form = pool_print(pool, "title=&price=5&quantity=1&idempotency_key=%s", key));

	ck_assert_status(failed, 400);
	ck_assert_status(ask("POST", "/products", .as = alice, .form = pool_print(pool,
	                 "title=Concert&price=5&quantity=1&idempotency_key=%s", field_of(failed, "idempotency_key"))), 303);
	ck_assert_status(ask("POST", "/products", .as = alice, .form = good), 303);
}

int main(void)
{
	return test_run("repeats", CONFIGURED);
}

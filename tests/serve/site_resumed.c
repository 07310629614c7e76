/* Forms that were opened by somebody else than who sends them: signed in or out meanwhile, in another tab or because time was up. */
#include "tests/ask.h"
#include "tests/test.h"

#define VISITOR "session_visitor=0123456789abcdef0123456789abcdef"

static const char *page_of(const char *api_url)
{
	return api_url + strlen("/api");
}

/* ---- a token that isn't this visitor's */

/* A form of before, with the token that another visitor's page had. */
static const char *stale(const char *form)
{
	return pool_print(pool, "%s&csrf=%s", form, field_of(ask("GET", "/auth/signin"), "csrf"));
}

TEST(who_has_signed_in_in_another_tab_goes_on)
{
	const struct person *alice = new_person();
	static const char *const forms[] = { "/auth/signin", "/auth/signup" };

	for (size_t i = 0; i < 2; i++) {
		struct answer *answer = ask("POST", forms[i], .as = alice, .no_csrf = true,
		                            .form = stale("email=a%40example.com&password=sesame&next=%2Forders%3Fafter%3D1"));

		ck_assert_status(answer, 303);
		ck_assert_str_eq(header_of(answer, "Location"), "/orders?after=1");
		ck_assert_ptr_null(cookie_of(answer, "session"));
	}
}

TEST(signing_out_twice_leads_home)
{
	struct answer *answer = ask("POST", "/auth/signout", .form = stale(""), .no_csrf = true);

	ck_assert_status(answer, 303);
	ck_assert_str_eq(header_of(answer, "Location"), "/");
}

/* Who is signed in, as another than the form says, isn't signed out by it. */
TEST(the_form_to_sign_out_is_shown_again)
{
	const struct person *alice = new_person();
	struct answer *answer = ask("POST", "/auth/signout", .as = alice, .form = stale(""), .no_csrf = true);

	ck_assert_status(answer, 403);
	ck_assert_ptr_null(header_with(answer, "Set-Cookie", "session="));
	ck_assert_status(ask("POST", "/auth/signout", .as = alice, .no_csrf = true,
	                     .form = pool_print(pool, "csrf=%s", field_of(answer, "csrf"))), 303);
}

TEST(a_form_of_before_is_shown_again_filled_and_can_be_sent)
{
	const struct person *alice = new_person();
	long before = rows_of("products");
	struct answer *answer = ask("POST", "/products", .as = alice, .form = stale("title=A+night&price=10.50&quantity=25"), .no_csrf = true);

	ck_assert_status(answer, 403);
	ck_assert_contains(answer->body, "This form has expired, please send it again");
	ck_assert_str_eq(field_of(answer, "title"), "A night");
	ck_assert_str_eq(field_of(answer, "price"), "10.50");
	ck_assert_str_eq(field_of(answer, "quantity"), "25");
	ck_assert_int_eq(rows_of("products"), before);
	ck_assert_status(ask("POST", "/products", .as = alice, .no_csrf = true,
	                     .form = pool_print(pool, "title=A+night&price=10.50&csrf=%s", field_of(answer, "csrf"))), 303);
}

TEST(a_visitors_form_is_shown_again_without_the_password)
{
	struct answer *answer = ask("POST", "/auth/signup", .cookie = VISITOR, .no_csrf = true,
	                            .form = stale("email=a%40example.com&password=sesame&next=/orders"));

	ck_assert_status(answer, 403);
	ck_assert_str_eq(field_of(answer, "email"), "a@example.com");
	ck_assert_str_eq(field_of(answer, "next"), "/orders");
	ck_assert_lacks(answer->body, "sesame");
}

/* Each form of the shop, sent by who may send it: what it was for isn't done, and its page is there again. */
TEST(every_form_of_before_is_shown_again)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *url = sell(alice, "5", 9), *order = page_of(buy(bob, url, 2)), *product = id_in(url), *id = id_in(order);
	const char *hook = member(ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"https://example.com/\"}"), "id");
	const struct { const struct person *as; const char *url, *form, *shows; } sent[] = {
		{ bob, "/orders", pool_print(pool, "productId=%s&quantity=3", product), "value=\"3\" selected" },
		{ bob, pool_print(pool, "%s/cancel", order), "", "Your tickets are held" },
		{ bob, "/payments", pool_print(pool, "orderId=%s&token=tok_visa", id), "Pay with a test card" },
		{ bob, "/payments/hosted-checkout", pool_print(pool, "orderId=%s", id), "Pay with a test card" },
		{ alice, pool_print(pool, "%s/refund", order), "", "Tickets in this order" },
		{ alice, page_of(url), "title=Another&price=6", "Another" },
		{ alice, "/webhooks", "url=https%3A%2F%2Fexample.org%2F", "value=\"https://example.org/\"" },
		{ alice, pool_print(pool, "/webhooks/%s", hook), "url=https%3A%2F%2Fexample.org%2F", "value=\"https://example.org/\"" },
		{ alice, pool_print(pool, "/webhooks/%s/state", hook), "state=off", "Switch it off" },
		{ alice, pool_print(pool, "/webhooks/%s/ping", hook), "", "Send a ping" },
		{ alice, pool_print(pool, "/webhooks/%s/secret", hook), "", "Make a new secret" },
		{ alice, pool_print(pool, "/webhooks/%s/deliveries/1/replay", hook), "", "Deliveries" },
		{ alice, pool_print(pool, "/webhooks/%s/delete", hook), "", "Delete this webhook" },
	};

	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		struct answer *answer = ask("POST", sent[i].url, .as = sent[i].as, .form = stale(sent[i].form), .no_csrf = true);

		ck_assert_status(answer, 403);
		ck_assert_contains(answer->body, "This form has expired, please send it again");
		ck_assert_contains(answer->body, sent[i].shows);
	}
	ck_assert_str_eq(member(ask("GET", pool_print(pool, "/api/orders/%s", id), .as = bob), "status"), "created");
	ck_assert_str_eq(member(ask("GET", url), "available"), "7");
}

/* Pages speak to people, also of what is a header or a body to programs. */
TEST(no_page_speaks_of_headers_and_bodies)
{
	static const char *const words[] = { "Idempotency", "JSON", " body", "media type", "Request" };
	const struct person *alice = new_person();
	const char *key = "title=a&price=1&idempotency_key=resumed-1";
	struct answer *pages[5];

	ck_assert_status(ask("POST", "/products", .as = alice, .form = key), 303);
	pages[0] = ask("POST", "/products", .as = alice, .form = pool_print(pool, "%s&quantity=2", key));
	ck_assert_status(pages[0], 409);
	ck_assert_contains(pages[0]->body, "This form was sent before with something else in it");
	pages[1] = ask("POST", "/products", .as = alice, .form = "a=%zz");
	pages[2] = ask("POST", "/products", .as = alice, .form = "a=b", .type = "text/plain");
	pages[3] = ask("POST", "/products", .as = alice, .form = "title=a&price=1&idempotency_key=%01");
	pages[4] = ask("POST", "/products", .as = alice, .form = "a=b", .environment = { "HTTP_ORIGIN=https://evil.example" });
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++)
			ck_assert_lacks(strstr(pages[i]->body, "<main"), words[j]);
}

/* ---- a session that is over */

/* What `next` is, encoded, after this form was sent without a session. */
static const char *next_after(const char *url, const char *form)
{
	static const char START[] = "/auth/signin?next=";
	struct answer *answer = ask("POST", url, .cookie = VISITOR, .form = form);

	ck_assert_status(answer, 303);
	ck_assert_int_eq(strncmp(header_of(answer, "Location"), START, strlen(START)), 0);
	return header_of(answer, "Location") + strlen(START);
}

/* Where somebody is led who then signs up. */
static const char *led_to(const char *next)
{
	const char *form = pool_print(pool, "email=%s%%40example.org&password=sesame&next=%s", new_person()->id, next);
	struct answer *answer = ask("POST", "/auth/signup", .cookie = VISITOR, .form = form);

	ck_assert_status(answer, 303);
	return header_of(answer, "Location");
}

TEST(what_was_typed_to_sell_is_there_after_signing_in)
{
	const char *next = next_after("/products", "title=Caf%C3%A9+%26+%22more%22&price=1%2C50&quantity=3&password=sesame&token=tok_x");
	struct answer *form = ask("GET", led_to(next), .as = new_person());

	ck_assert_status(form, 200);
	ck_assert_str_eq(field_of(form, "title"), "Caf\xc3\xa9 &amp; &quot;more&quot;");
	ck_assert_str_eq(field_of(form, "price"), "1,50");
	ck_assert_str_eq(field_of(form, "quantity"), "3");
	ck_assert_lacks(form->body, "error-summary");
	ck_assert_lacks(next, "csrf");
	ck_assert_lacks(next, "sesame");
	ck_assert_lacks(next, "tok_x");
}

/* What was typed over an older revision is still that, and doesn't overwrite what was edited meanwhile. */
TEST(what_was_typed_to_edit_is_there_after_signing_in)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "5", 9), *next = next_after(page_of(url), "title=Mine&price=6&quantity=9&revision=0");
	struct answer *form, *sent;

	ask("PUT", url, .as = alice, .json = "{\"title\":\"Other\",\"price\":7,\"quantity\":9}");
	form = ask("GET", led_to(next), .as = alice);
	ck_assert_str_eq(field_of(form, "title"), "Mine");
	ck_assert_str_eq(field_of(form, "revision"), "0");
	sent = ask("POST", page_of(url), .as = alice, .form = "title=Mine&price=6&quantity=9&revision=0");
	ck_assert_status(sent, 409);
}

TEST(how_many_were_chosen_is_there_after_signing_in)
{
	const char *url = sell(new_person(), "5", 9);
	const char *next = next_after("/orders", pool_print(pool, "productId=%s&quantity=4", id_in(url)));
	struct answer *form = ask("GET", led_to(next), .as = new_person());

	ck_assert_contains(led_to(next), page_of(url));
	ck_assert_contains(form->body, "<option value=\"4\" selected>");
}

TEST(a_webhook_that_was_typed_is_there_after_signing_in)
{
	const char *next = next_after("/webhooks", "url=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc&order_created=1");
	struct answer *form = ask("GET", led_to(next), .as = new_person());

	ck_assert_str_eq(field_of(form, "url"), "https://example.org/a?b=c");
	ck_assert_contains(form->body, "name=\"order_created\" value=\"1\" checked");
	ck_assert_lacks(form->body, "name=\"order_cancelled\" value=\"1\" checked");
}

TEST(every_form_leads_back_to_its_page)
{
	static const char ID[] = "0123456789abcdef01234567";
	const char *const forms[][3] = {
		{ "/orders/%s/cancel", "", "/orders/%s" }, { "/orders/%s/refund", "productId=x&quantity=1", "/orders/%s/sale" },
		{ "/payments", "orderId=%s&token=tok_visa", "/orders/%s/pay" }, { "/payments/hosted-checkout", "orderId=%s", "/orders/%s/pay" },
		{ "/payments/%s/confirm", "answer=yes", "/payments/%s/confirm" }, { "/webhooks/%s/delete", "", "/webhooks/%s" },
		{ "/webhooks/%s/state", "state=off", "/webhooks/%s" }, { "/webhooks/%s/ping", "", "/webhooks/%s" },
		{ "/webhooks/%s/secret", "", "/webhooks/%s" }, { "/webhooks/%s/deliveries/3/replay", "", "/webhooks/%s" },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		ck_assert_str_eq(led_to(next_after(pool_print(pool, forms[i][0], ID), pool_print(pool, forms[i][1], ID))),
		                 pool_print(pool, forms[i][2], ID));
}

/* What stands for an id and is none, or is too long to be part of an address, leads nowhere strange. */
TEST(what_is_no_id_or_too_long_leads_into_the_shop)
{
	static const char *const wrong[] = { "%2F%2Fevil.example", "..%2F..", "x", "", "0123456789ABCDEF01234567" };
	char *title = pool_alloc(pool, 5001);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_str_eq(led_to(next_after("/orders", pool_print(pool, "productId=%s&quantity=1", wrong[i]))), "/");
	memset(title, 'a', 5000);
	ck_assert_str_eq(led_to(next_after("/products", pool_print(pool, "title=%s", title))), "/products/new");
}

TEST(a_query_survives_signing_in)
{
	struct answer *list = ask("GET", "/orders?after=0123456789abcdef01234567"), *search = ask("GET", "/?q=a%26b&x=y");
	struct answer *form = ask("GET", "/auth/signin?next=%2Forders%3Fafter%3D1");

	ck_assert_str_eq(header_of(list, "Location"), "/auth/signin?next=%2Forders%3Fafter%3D0123456789abcdef01234567");
	ck_assert_str_eq(led_to("%2Forders%3Fafter%3D0123456789abcdef01234567"), "/orders?after=0123456789abcdef01234567");
	ck_assert_contains(search->body, "/auth/signin?next=/%3Fq%3Da%2526b\"");
	ck_assert_contains(form->body, "/auth/signup?next=/orders%3Fafter%3D1\"");
	ck_assert_lacks(form->body, "next=/auth");
}

TEST(next_leads_nowhere_but_into_the_shop)
{
	static const char *const wrong[] = { "https%3A%2F%2Fevil.example%2F%3Fa", "%2F%2Fevil.example", "%2F%5Cevil.example",
		"javascript%3Aalert(1)", "%2F%0D%0ASet-Cookie%3A+a%3Db", "orders", "%3Fa%3Db" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_str_eq(led_to(wrong[i]), "/");
}

int main(void)
{
	return test_run("resumed", CONFIGURED);
}

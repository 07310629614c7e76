/* Products that are edited while a buyer has their page open. */
#include "base/text.h"
#include "tests/ask.h"
#include "tests/test.h"

/* The form on this page, to be sent later. */
static const char *form_on(struct answer *shown, const char *product)
{
	struct text form = text_in(pool);

	text_print(&form, "productId=%s&quantity=1&seenRevision=%s&seenPrice=", id_in(product), field_of(shown, "seenRevision"));
	text_url(&form, field_of(shown, "seenPrice"));
	text_put(&form, "&seenTitle=");
	text_url(&form, field_of(shown, "seenTitle"));
	return form.bytes;
}

/* The form of the product's page as it is now. */
static const char *form_of(const struct person *buyer, const char *product)
{
	return form_on(ask("GET", product + strlen("/api"), .as = buyer), product);
}

static void edit(const struct person *seller, const char *product, const char *json)
{
	ck_assert_status(ask("PUT", product, .as = seller, .json = json), 200);
}

TEST(who_orders_what_has_changed_is_shown_the_page_again_and_what)
{
	static const struct {
		const char *edited, *said;
	} edits[] = {
		{ "{\"title\":\"Concert\",\"price\":12.5,\"quantity\":5}", "The price was $10.00 when you saw it, and is now $12.50." },
		{ "{\"title\":\"Concert\",\"price\":0,\"quantity\":5}", "The price was $10.00 when you saw it, and is now Free." },
		{ "{\"title\":\"Lecture\",\"price\":10,\"quantity\":5}", "This was “Concert” when you saw it, and is now “Lecture”." },
	};
	const struct person *alice = new_person(), *bob = new_person();

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		const char *product = sell(alice, "10", 5), *form = form_of(bob, product);
		long orders = rows_of("orders");
		struct answer *answer;

		edit(alice, product, edits[i].edited);
		answer = ask("POST", "/orders", .as = bob, .form = form);
		ck_assert_status(answer, 409);
		ck_assert_contains(answer->body, edits[i].said);
		ck_assert_int_eq(rows_of("orders"), orders);
		ck_assert_str_eq(field_of(answer, "seenRevision"), "1");
		ck_assert_status(ask("POST", "/orders", .as = bob, .form = form_on(answer, product)), 303);
		ck_assert_int_eq(rows_of("orders"), orders + 1);
	}
}

TEST(another_currency_is_another_price)
{
	const struct person *bob = new_person();
	const char *form = form_of(bob, sell(new_person(), "10", 5));

	ck_assert_contains(ask("POST", "/orders", .as = bob, .form = form, .settings = "BOXOFFICE_CURRENCY=EUR\n")->body,
	                   "The price was $10.00 when you saw it, and is now €10.00.");
}

TEST(an_edit_of_nothing_that_was_seen_stops_nobody)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "10", 5), *form = form_of(bob, product);

	edit(alice, product, "{\"title\":\"Concert\",\"price\":10,\"quantity\":50}");
	ck_assert_status(ask("POST", "/orders", .as = bob, .form = form), 303);
	ck_assert_status(ask("POST", "/orders", .as = bob, .form = form), 303);
}

TEST(whoever_says_nothing_of_what_was_seen_orders_what_there_is)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "10", 5), *plain = pool_print(pool, "productId=%s&quantity=1", id_in(product));
	const char *json = pool_print(pool, "{\"productId\":\"%s\",\"seenRevision\":\"0\",\"seenPrice\":\"1.00 USD\",\"seenTitle\":\"X\"}",
	                              id_in(product));

	edit(alice, product, "{\"title\":\"Concert\",\"price\":12.5,\"quantity\":5}");
	ck_assert_status(ask("POST", "/orders", .as = bob, .form = plain), 303);
	ck_assert_status(ask("POST", "/api/orders", .as = bob, .json = json), 201);
}

TEST(after_signing_in_the_page_is_shown_as_it_is_then)
{
	const char *product = sell(new_person(), "10", 5), *form = form_of(new_person(), product), *location;

	location = header_of(ask("POST", "/orders", .form = form), "Location");
	ck_assert_contains(location, id_in(product));
	ck_assert_contains(location, "quantity");
	ck_assert_lacks(location, "seen");
}

TEST(nonsense_about_what_was_seen_is_no_order_and_no_harm)
{
	static const char *const wrong[] = { "1", "%3Cb%3E", "x%20USD", "10.00%20XXX", "10.00%20USD%20", "-1.00%20USD",
	                                     "99999999999999999999.00%20USD" };
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "10", 5);
	long orders = rows_of("orders");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *form = pool_print(pool, "productId=%s&seenRevision=0&seenTitle=Concert&seenPrice=%s", id_in(product), wrong[i]);
		struct answer *answer = ask("POST", "/orders", .as = bob, .form = form);

		ck_assert_status(answer, 409);
		ck_assert_contains(answer->body, "The price is now $10.00.");
	}
	ck_assert_int_eq(rows_of("orders"), orders);
}

int main(void)
{
	return test_run("seen", CONFIGURED);
}

/* What requests cost, as the routes of the programs say. tests/serve/check_cost.c has how it is counted. */
#include <stdlib.h>

#include "tests/ask.h"
#include "tests/test.h"

#define LIMITED(units) .settings = "BOXOFFICE_RATE_LIMIT=1\nBOXOFFICE_ACCOUNT_COST=" units "\n"

static const char PRODUCT[] = "{\"title\":\"One of many\",\"price\":1}";

TEST(products_are_limited_for_each_account)
{
	const struct person *seller = new_person();
	struct answer *answer;
	long before;

	for (int i = 0; i < 2; i++)
		ck_assert_status(ask("POST", "/api/products", .as = seller, .json = PRODUCT, LIMITED("10")), 201);
	before = rows_of("products");
	answer = ask("POST", "/api/products", .as = seller, .json = PRODUCT, LIMITED("10"));
	ck_assert_refused(answer, 429, "Too many requests, please try again later", NULL);
	ck_assert_int_ge(atoi(header_of(answer, "Retry-After")), 25);
	ck_assert_int_le(atoi(header_of(answer, "Retry-After")), 30);
	ck_assert_str_eq(header_of(answer, "RateLimit-Limit"), "10");
	ck_assert_str_eq(header_of(answer, "RateLimit-Remaining"), "0");
	ck_assert_int_eq(rows_of("products"), before);
	ck_assert_status(ask("POST", "/api/products", .as = new_person(), .json = PRODUCT, LIMITED("10")), 201);
}

TEST(ordering_and_cancelling_in_a_loop_is_limited)
{
	const struct person *buyer = new_person();
	const char *product = sell(new_person(), "5", 9);
	int loops = 0;

	while (loops < 10) {
		struct answer *placed = ask("POST", "/api/orders", .as = buyer, LIMITED("6"),
		                            .json = pool_print(pool, "{\"productId\":\"%s\"}", id_in(product)));

		if (placed->status == 429)
			break;
		ck_assert_status(placed, 201);
		ck_assert_status(ask("DELETE", header_of(placed, "Location"), .as = buyer, LIMITED("6")), 204);
		loops++;
	}
	ck_assert_int_eq(loops, 3);
}

TEST(a_page_says_it_too)
{
	const struct person *seller = new_person();
	struct answer *answer;

	ck_assert_status(ask("POST", "/products", .as = seller, .form = "title=One&price=1", LIMITED("5")), 303);
	answer = ask("POST", "/products", .as = seller, .form = "title=One&price=1", LIMITED("5"));
	ck_assert_status(answer, 429);
	ck_assert_contains(answer->body, "A little slower, please");
	ck_assert_ptr_nonnull(header_of(answer, "Retry-After"));
	ck_assert_ptr_null(header_of(answer, "RateLimit-Limit"));
}

TEST(an_answer_says_what_is_left)
{
	struct answer *answer = ask("POST", "/api/products", .as = new_person(), .json = PRODUCT, LIMITED("100"));

	ck_assert_str_eq(header_of(answer, "RateLimit-Limit"), "100");
	ck_assert_str_eq(header_of(answer, "RateLimit-Remaining"), "95");
	ck_assert_str_eq(header_of(answer, "RateLimit-Reset"), "3");
	ck_assert_ptr_null(header_of(ask("GET", "/api/products?limit=1", LIMITED("100")), "RateLimit-Limit"));
}

TEST(an_order_is_tried_to_be_paid_ten_times_at_most)
{
	const struct person *buyer = new_person();
	const char *order = buy(buyer, sell(new_person(), "5", 9), 1);
	const char *json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_chargeDeclined\"}", id_in(order));
	struct answer *page;

	for (int i = 0; i < 10; i++)
		ck_assert_status(ask("POST", "/api/payments", .as = buyer, .json = json, LIMITED("0")), 402);
	ck_assert_refused(ask("POST", "/api/payments", .as = buyer, .json = json, LIMITED("0")), 400,
	                  "Payment for this order has been tried too often", NULL);
	page = ask("POST", "/payments", .as = buyer, LIMITED("0"), .form = pool_print(pool, "orderId=%s&token=tok_visa", id_in(order)));
	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "Payment for this order has been tried too often");
	ck_assert_str_eq(member(ask("GET", order, .as = buyer), "status"), "created");
	ck_assert_status(ask("POST", "/api/payments", .as = buyer, .json = json), 402);
}

int main(void)
{
	return test_run("costs", CONFIGURED);
}

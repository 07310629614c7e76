/* What one account may order: what it is told where that is too much. tests/sales/check_buyer.c has what counts. */
#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

#define LIMITED(more) .settings = "BOXOFFICE_RATE_LIMIT=1\n" more

static const struct person *buyer;
static const char *product;

static void begin(const char *price)
{
	buyer = new_person();
	product = sell(new_person(), price, 100);
}

static const char *json_of(const char *quantity)
{
	return pool_print(pool, "{\"productId\":\"%s\",\"quantity\":%s}", id_in(product), quantity);
}

static const char *form_of(const char *quantity)
{
	return pool_print(pool, "productId=%s&quantity=%s", id_in(product), quantity);
}

#define order(quantity, more, ...) \
	ask("POST", "/api/orders", .as = buyer, .json = json_of(quantity), LIMITED(more) __VA_OPT__(,) __VA_ARGS__)

TEST(an_order_that_is_too_large_is_refused_and_takes_nothing)
{
	long before = rows_of("claims");

	begin("0");
	ck_assert_refused(order("100", ""), 400, "At most 20 in one order", "quantity");
	ck_assert_refused(order("6", "BOXOFFICE_TICKETS_PER_ORDER=5\n"), 400, "At most 5 in one order", "quantity");
	ck_assert_refused(order("21", "BOXOFFICE_TICKETS_PER_ORDER=0\n"), 400, "At most 20 for each person", "quantity");
	ck_assert_int_eq(rows_of("claims"), before);
	ck_assert_status(order("20", ""), 201);
	ck_assert_refused(order("1", ""), 400, "At most 20 for each person", "quantity");
	ck_assert_status(ask("POST", "/api/orders", .as = buyer, .json = json_of("80")), 201);
}

TEST(refunded_tickets_may_be_bought_again)
{
	const struct person *seller = new_person();
	struct answer *bought;

	buyer = new_person();
	product = sell(seller, "0", 10);
	bought = order("5", "BOXOFFICE_TICKETS_PER_BUYER=5\n");
	ck_assert_status(bought, 201);
	ck_assert_refused(order("1", "BOXOFFICE_TICKETS_PER_BUYER=5\n"), 400, "At most 5 for each person", "quantity");
	ck_assert_status(ask("POST", pool_print(pool, "/api/orders/%s/refund", member(bought, "id")), .as = seller,
	                     .json = pool_print(pool, "{\"productId\":\"%s\",\"quantity\":2}", id_in(product))), 200);
	ck_assert_status(order("2", "BOXOFFICE_TICKETS_PER_BUYER=5\n"), 201);
	ck_assert_refused(order("1", "BOXOFFICE_TICKETS_PER_BUYER=5\n"), 400, "At most 5 for each person", "quantity");
}

TEST(unpaid_orders_are_limited_until_one_is_paid)
{
	struct answer *first;

	begin("5");
	first = order("1", "BOXOFFICE_UNPAID_ORDERS=1\n");
	ck_assert_status(first, 201);
	ck_assert_refused(order("1", "BOXOFFICE_UNPAID_ORDERS=1\n"), 400,
	                  "At most 1 unpaid orders at a time: please pay for one first, or cancel it", NULL);
	ck_assert_status(ask("POST", "/api/payments", .as = buyer,
	                     .json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}", member(first, "id"))), 201);
	ck_assert_status(order("1", "BOXOFFICE_UNPAID_ORDERS=1\n"), 201);
}

/* As if so many holds had run out just now. */
static void owe(int64_t seconds)
{
	buy(buyer, product, 1);
	db_exec("REPLACE INTO buyers (user_id, paid_off) VALUES (?, NOW(3) + INTERVAL ? SECOND)", BIND(db_text(buyer->id), db_int(seconds)));
}

TEST(a_pause_says_how_long_it_is)
{
	struct answer *answer;

	begin("5");
	owe(2500);
	answer = order("1", "");
	ck_assert_refused(answer, 429, "Your last tickets were not paid for in time, please try again later", NULL);
	ck_assert_int_gt(atoi(header_of(answer, "Retry-After")), 90);
	ck_assert_int_le(atoi(header_of(answer, "Retry-After")), 100);
	answer = ask("POST", "/orders", .as = buyer, .form = form_of("1"), LIMITED(""));
	ck_assert_status(answer, 429);
	ck_assert_contains(answer->body, "Your last tickets were not paid for in time");
	ck_assert_ptr_nonnull(header_of(answer, "Retry-After"));
}

TEST(a_pause_is_not_the_answer_of_its_key_for_ever)
{
	begin("5");
	owe(2500);
	ck_assert_status(order("1", "", .key = "paused"), 429);
	owe(0);
	ck_assert_status(order("1", "", .key = "paused"), 201);
}

TEST(the_page_offers_no_more_than_may_be_ordered)
{
	struct answer *page;

	begin("5");
	page = ask("GET", product + strlen("/api"), .as = buyer, LIMITED("BOXOFFICE_TICKETS_PER_ORDER=3\n"));
	ck_assert_contains(page->body, "<option value=\"3\">");
	ck_assert_lacks(page->body, "<option value=\"4\">");
	page = ask("POST", "/orders", .as = buyer, .form = form_of("4"), LIMITED("BOXOFFICE_TICKETS_PER_ORDER=3\n"));
	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "At most 3 in one order");
}

#define TWO "{\"productId\":\"%s\",\"quantity\":2}"
#define AT_MOST_100 .settings = "BOXOFFICE_ORDER_MAX_TOTAL=100\n"

TEST(an_order_costs_no_more_than_it_may_and_nothing_is_written)
{
	static const char TOO_MUCH[] = "This is more than an order can cost: order fewer tickets";
	const struct person *alice = new_person(), *bob = new_person();
	const char *dear = sell(alice, "999999999.99", 5);
	const char *both = pool_print(pool, TWO, id_in(dear)), *of_fifty = pool_print(pool, TWO, id_in(sell(alice, "50", 5)));
	const char *of_more = pool_print(pool, TWO, id_in(sell(alice, "50.01", 5)));
	long orders = rows_of("orders");

	ck_assert_refused(ask("POST", "/api/orders", .as = bob, .json = both), 400, TOO_MUCH, NULL);
	ck_assert_refused(ask("POST", "/api/orders", .as = bob, .json = of_more, AT_MOST_100), 400, TOO_MUCH, NULL);
	ck_assert_contains(ask("POST", "/orders", .as = bob, .form = pool_print(pool, "productId=%s&quantity=2", id_in(dear)))->body, TOO_MUCH);
	ck_assert_int_eq(rows_of("orders"), orders);
	ck_assert_str_eq(member(ask("GET", dear), "available"), "5");
	ck_assert_status(ask("POST", "/api/orders", .as = bob, .json = of_fifty, AT_MOST_100), 201);
	buy(bob, dear, 1);
}

/* ---- where it comes from */

static const char *order_from(const char *address, const char *url)
{
	const char *json = pool_print(pool, "{\"productId\":\"%s\"}", id_in(url));
	struct answer *answer = ask("POST", "/api/orders", .as = new_person(), .json = json,
	                            .environment = { pool_print(pool, "REMOTE_ADDR=%s", address) });

	ck_assert_status(answer, 201);
	return member(answer, "id");
}

static int64_t networks_of(const char *one, const char *other)
{
	return db_number("SELECT COUNT(DISTINCT network) FROM orders WHERE id IN (?, ?)", BIND(db_text(one), db_text(other)), -1);
}

/* By it mails are counted that a network causes. */
TEST(an_order_keeps_its_network_and_not_the_address)
{
	const char *url = sell(new_person(), "1", 9), *one = order_from("2001:db8:1:2::3", url);

	ck_assert_int_eq(networks_of(one, order_from("2001:db8:1:2:ffff::", url)), 1);
	ck_assert_int_eq(networks_of(one, order_from("2001:db8:1:3::3", url)), 2);
	ck_assert_int_eq(networks_of(one, order_from("198.51.100.7", url)), 2);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM orders WHERE id = ? AND network LIKE '%2001%db8%'", BIND(db_text(one)), -1), 0);
}

int main(void)
{
	return test_run("limits", CONFIGURED);
}

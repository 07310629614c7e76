#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

#define UNKNOWN "0123456789abcdef01234567"

static struct answer *order(const struct person *buyer, const char *json)
{
	return ask("POST", "/api/orders", .as = buyer, .json = json);
}

static struct answer *order_of(const struct person *buyer, const char *product_url, const char *quantity)
{
	return order(buyer, pool_print(pool, "{\"productId\":\"%s\",\"quantity\":%s}", id_in(product_url), quantity));
}

TEST(an_order_is_placed_and_shown)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "299.99", 3);
	struct answer *answer = order_of(bob, product, "2"), *shown;

	ck_assert_status(answer, 201);
	ck_assert_str_eq(member(answer, "userId"), bob->id);
	ck_assert_str_eq(member(answer, "status"), "created");
	ck_assert_str_eq(member(answer, "product.id"), id_in(product));
	ck_assert_str_eq(member(answer, "product.title"), "Concert");
	ck_assert_str_eq(member(answer, "product.price"), "299.99");
	ck_assert_str_eq(member(answer, "items.0.product.id"), id_in(product));
	ck_assert_str_eq(member(answer, "items.0.quantity"), "2");
	ck_assert_str_eq(member(answer, "total"), "599.98");
	ck_assert_str_eq(member(answer, "version"), "0");
	ck_assert_int_ge(atoi(member(answer, "expiresInSeconds")), 898);
	ck_assert_int_le(atoi(member(answer, "expiresInSeconds")), 900);
	ck_assert_uint_eq(strlen(member(answer, "expiresAt")), strlen("2025-11-12T10:15:00.000Z"));
	ck_assert_uint_eq(json_object_size(answer->json), 9);
	shown = ask("GET", header_of(answer, "Location"), .as = bob);
	ck_assert_status(shown, 200);
	json_object_del(shown->json, "expiresInSeconds");
	json_object_del(answer->json, "expiresInSeconds");
	ck_assert(json_equal(shown->json, answer->json));
}

TEST(a_product_id_is_required)
{
	static const char *const wrong[] = { "{}", "{\"productId\":null}", "{\"productId\":7}", "{\"productId\":\"\"}",
		"{\"productId\":[]}", "{\"items\":[]}", "{\"items\":[{}]}", "{\"items\":{}}", "{\"items\":\"x\"}", "{\"items\":[7]}",
		"{\"items\":[null]}", "{\"items\":[[]]}" };
	const struct person *bob = new_person();

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_refused(order(bob, wrong[i]), 400, "Product ID is required", "productId");
}

TEST(an_unknown_product_is_not_found)
{
	static const char *const ids[] = { UNKNOWN, "x", "../x", "0123456789ABCDEF01234567", "%00", "' OR 1=1" };
	const struct person *bob = new_person();
	long before = rows_of("orders");

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		ck_assert_refused(order(bob, pool_print(pool, "{\"productId\":\"%s\"}", ids[i])), 404, "Not Found", NULL);
	ck_assert_int_eq(rows_of("orders"), before);
}

TEST(a_reserved_product_is_refused_and_nothing_is_written)
{
	const char *product = sell(new_person(), "1", 1);
	long orders, events;

	buy(new_person(), product, 1);
	orders = rows_of("orders");
	events = rows_of("outbox");
	ck_assert_refused(order_of(new_person(), product, "1"), 400, "Product is already reserved", NULL);
	ck_assert_int_eq(rows_of("orders"), orders);
	ck_assert_int_eq(rows_of("outbox"), events);
}

TEST(more_than_are_left_is_refused)
{
	const char *product = sell(new_person(), "1", 5);

	ck_assert_refused(order_of(new_person(), product, "6"), 400, "Product is already reserved", NULL);
	ck_assert_refused(order_of(new_person(), product, "100000"), 400, "Product is already reserved", NULL);
	ck_assert_status(order_of(new_person(), product, "5"), 201);
}

TEST(a_quantity_must_be_one)
{
	static const char *const wrong[] = { "0", "-1", "1.5", "100001", "\"x\"", "null", "[]", "1e400" };
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 5);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_status(order_of(bob, product, wrong[i]), 400);
	ck_assert_str_eq(member(ask("GET", product), "available"), "5");
}

static const char *item(const char *product_url, int quantity)
{
	return pool_print(pool, "{\"productId\":\"%s\",\"quantity\":%d}", id_in(product_url), quantity);
}

TEST(several_items_are_one_order)
{
	const struct person *bob = new_person();
	const char *a = sell(new_person(), "1.50", 5), *b = sell(new_person(), "2", 5);
	struct answer *answer = order(bob, pool_print(pool, "{\"items\":[%s,%s]}", item(b, 2), item(a, 3)));

	ck_assert_status(answer, 201);
	ck_assert_str_eq(member(answer, "total"), "8.5");
	ck_assert_str_eq(member(answer, "product.id"), id_in(b));
	ck_assert_str_eq(member(answer, "items.1.product.id"), id_in(a));
	ck_assert_str_eq(member(ask("GET", a), "available"), "2");
	ck_assert_str_eq(member(ask("GET", b), "available"), "3");
}

#define AT_MOST_100 .settings = "BOXOFFICE_ORDER_MAX_TOTAL=100\n"

TEST(an_order_costs_no_more_than_it_may_and_nothing_is_written)
{
	static const char TOO_MUCH[] = "This is more than an order can cost: order fewer tickets";
	const struct person *alice = new_person(), *bob = new_person();
	const char *dear = sell(alice, "999999999.99", 5), *two = "{\"productId\":\"%s\",\"quantity\":2}";
	const char *both = pool_print(pool, two, id_in(dear)), *of_fifty = pool_print(pool, two, id_in(sell(alice, "50", 5)));
	const char *of_more = pool_print(pool, two, id_in(sell(alice, "50.01", 5)));
	long orders = rows_of("orders");

	ck_assert_refused(ask("POST", "/api/orders", .as = bob, .json = both), 400, TOO_MUCH, NULL);
	ck_assert_refused(ask("POST", "/api/orders", .as = bob, .json = of_more, AT_MOST_100), 400, TOO_MUCH, NULL);
	ck_assert_contains(ask("POST", "/orders", .as = bob, .form = pool_print(pool, "productId=%s&quantity=2", id_in(dear)))->body, TOO_MUCH);
	ck_assert_int_eq(rows_of("orders"), orders);
	ck_assert_str_eq(member(ask("GET", dear), "available"), "5");
	ck_assert_status(ask("POST", "/api/orders", .as = bob, .json = of_fifty, AT_MOST_100), 201);
	buy(bob, dear, 1);
}

TEST(a_product_named_twice_is_one_line)
{
	const struct person *bob = new_person();
	const char *a = sell(new_person(), "1", 5);
	struct answer *answer = order(bob, pool_print(pool, "{\"items\":[%s,%s]}", item(a, 2), item(a, 3)));

	ck_assert_status(answer, 201);
	ck_assert_uint_eq(json_array_size(json_object_get(answer->json, "items")), 1);
	ck_assert_str_eq(member(answer, "items.0.quantity"), "5");
	ck_assert_refused(order(bob, pool_print(pool, "{\"items\":[%s,%s]}", item(a, 1), item(a, 1))), 400,
	                  "Product is already reserved", NULL);
}

TEST(one_item_that_is_gone_refuses_all)
{
	const char *a = sell(new_person(), "1", 5), *b = sell(new_person(), "1", 1);

	buy(new_person(), b, 1);
	ck_assert_refused(order(new_person(), pool_print(pool, "{\"items\":[%s,%s]}", item(a, 1), item(b, 1))), 400,
	                  "Product is already reserved", NULL);
	ck_assert_str_eq(member(ask("GET", a), "available"), "5");
	ck_assert_str_eq(member(ask("GET", a), "version"), "0");
}

TEST(too_many_items_are_refused)
{
	struct text items = text_in(pool);
	const char *a = sell(new_person(), "1", 100);

	for (int i = 0; i < 21; i++)
		text_print(&items, "%s%s", i ? "," : "", item(a, 1));
	ck_assert_status(order(new_person(), pool_print(pool, "{\"items\":[%s]}", items.bytes)), 400);
	ck_assert_str_eq(member(ask("GET", a), "available"), "100");
}

TEST(a_free_ticket_is_complete_at_once)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "0", 1);
	struct answer *answer = order_of(bob, product, "1");

	ck_assert_status(answer, 201);
	ck_assert_str_eq(member(answer, "status"), "complete");
	ck_assert_str_eq(member(answer, "total"), "0");
	ck_assert_refused(ask("DELETE", header_of(answer, "Location"), .as = bob), 400, "Cannot cancel a completed order", NULL);
	ck_assert_str_eq(member(ask("GET", product), "orderId"), member(answer, "id"));
}

/* ---- whose it is */

TEST(orders_need_a_session)
{
	ck_assert_refused(ask("GET", "/api/orders"), 401, "Not authorized", NULL);
	ck_assert_refused(ask("GET", "/api/orders/" UNKNOWN), 401, "Not authorized", NULL);
	ck_assert_refused(ask("POST", "/api/orders", .json = "{}"), 401, "Not authorized", NULL);
	ck_assert_refused(ask("DELETE", "/api/orders/" UNKNOWN), 401, "Not authorized", NULL);
}

TEST(anothers_order_is_not_yours)
{
	const struct person *bob = new_person(), *eve = new_person();
	const char *url = buy(bob, sell(new_person(), "1", 1), 1);

	ck_assert_refused(ask("GET", url, .as = eve), 401, "Not authorized", NULL);
	ck_assert_refused(ask("DELETE", url, .as = eve), 401, "Not authorized", NULL);
	ck_assert_str_eq(member(ask("GET", url, .as = bob), "status"), "created");
	ck_assert_str_eq(ask("GET", "/api/orders", .as = eve)->body, "[]");
}

TEST(an_unknown_order_is_not_found)
{
	static const char *const ids[] = { UNKNOWN, "x", "0123456789ABCDEF01234567", "..%2Fx", "%00", "0123456789abcdef012345678" };
	const struct person *bob = new_person();

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const char *url = pool_print(pool, "/api/orders/%s", ids[i]);

		ck_assert_refused(ask("GET", url, .as = bob), 404, "Not Found", NULL);
		ck_assert_refused(ask("DELETE", url, .as = bob), 404, "Not Found", NULL);
	}
}

TEST(the_list_has_own_orders_of_every_status)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 9), *first = buy(bob, product, 1), *second = buy(bob, product, 2);
	struct answer *answer;

	buy(new_person(), product, 1);
	ck_assert_status(ask("DELETE", first, .as = bob), 204);
	answer = ask("GET", "/api/orders", .as = bob);
	ck_assert_uint_eq(json_array_size(answer->json), 2);
	ck_assert_str_eq(member(answer, "0.id"), id_in(first));
	ck_assert_str_eq(member(answer, "0.status"), "cancelled");
	ck_assert_str_eq(member(answer, "1.id"), id_in(second));
	ck_assert_str_eq(member(answer, "1.items.0.quantity"), "2");
}

TEST(links_lead_through_all_orders)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 9), *url = "/api/orders?limit=2";
	size_t seen = 0;

	for (int i = 0; i < 5; i++)
		buy(bob, product, 1);
	while (url && seen < 20) {
		struct answer *answer = ask("GET", url, .as = bob);
		const char *link = header_of(answer, "Link");

		seen += json_array_size(answer->json);
		url = link ? pool_copy(pool, link + 1, strcspn(link + 1, ">")) : NULL;
	}
	ck_assert_uint_eq(seen, 5);
}

/* ---- cancelling */

TEST(cancelling_answers_nothing_and_frees_the_tickets)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 1), *url = buy(bob, product, 1);
	struct answer *answer = ask("DELETE", url, .as = bob);

	ck_assert_status(answer, 204);
	ck_assert_uint_eq(answer->length, 0);
	ck_assert_str_eq(member(ask("GET", url, .as = bob), "status"), "cancelled");
	ck_assert_str_eq(member(ask("GET", url, .as = bob), "version"), "1");
	ck_assert_status(ask("DELETE", url, .as = bob), 204);
	ck_assert_str_eq(member(ask("GET", url, .as = bob), "version"), "1");
	ck_assert_str_eq(member(ask("GET", product), "version"), "2");
	ck_assert_str_eq(member(ask("GET", product), "available"), "1");
}

int main(void)
{
	return test_run("orders", CONFIGURED);
}

/* What a seller sees: the sales of a product, and of an order his own lines alone. */
#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

#define ID "0123456789abcdef01234567"

static const char *layout_page(const char *api_url)
{
	return api_url + strlen("/api");
}

static struct answer *sales_of(const struct person *as, const char *product_url)
{
	return ask("GET", pool_print(pool, "%s/sales", layout_page(product_url)), .as = as);
}

static struct answer *sale_of(const struct person *as, const char *order_url)
{
	return ask("GET", pool_print(pool, "%s/sale", layout_page(order_url)), .as = as);
}

static void pay(const struct person *buyer, const char *order_url)
{
	ck_assert_status(ask("POST", "/api/payments", .as = buyer,
	                     .json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}", id_in(order_url))), 201);
}

static const char *bought(const struct person *buyer, const char *product_url, int quantity)
{
	const char *order = buy(buyer, product_url, quantity);

	pay(buyer, order);
	return order;
}

static void run(const char *sql)
{
	db_exec(sql, BIND());
}

static int count_of(const char *text, const char *part)
{
	int count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

/* ---- the list */

TEST(a_product_of_ones_own_leads_to_its_sales)
{
	const struct person *alice = new_person();
	const char *product = sell(alice, "5", 3), *link = pool_print(pool, "%s/sales\"", layout_page(product));

	ck_assert_contains(ask("GET", layout_page(product), .as = alice)->body, link);
	ck_assert_lacks(ask("GET", layout_page(product), .as = new_person())->body, link);
	ck_assert_contains(sales_of(alice, product)->body, "No sales yet");
}

TEST(sold_and_held_orders_are_listed_the_newest_first)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "5", 10), *sold = bought(bob, product, 2), *held;
	struct answer *answer;

	run("DO SLEEP(1.1)");
	held = buy(bob, product, 3);
	answer = sales_of(alice, product);
	ck_assert_status(answer, 200);
	ck_assert_contains(answer->body, "<dt>Sold</dt><dd>2</dd>");
	ck_assert_contains(answer->body, "<dt>Held</dt><dd>3</dd>");
	ck_assert_contains(answer->body, "<dt>On sale</dt><dd>5</dd>");
	ck_assert_contains(answer->body, pool_print(pool, "%s/sale\"", layout_page(sold)));
	ck_assert_contains(answer->body, "$10.00");
	ck_assert_contains(strstr(answer->body, layout_page(held)), layout_page(sold));
	ck_assert_contains(answer->body, ">Held<");
	ck_assert_contains(answer->body, ">Sold<");
}

TEST(what_was_cancelled_or_has_run_out_is_no_sale)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "5", 10), *cancelled = buy(bob, product, 1), *overdue = buy(bob, product, 1);

	ask("DELETE", cancelled, .as = bob);
	run(pool_print(pool, "UPDATE claims i JOIN orders o ON o.id = i.order_id SET o.expires_at = NOW(3) - INTERVAL 1 SECOND,"
	               " i.held_until = NOW(3) - INTERVAL 1 SECOND WHERE o.id = '%s'", id_in(overdue)));
	ck_assert_contains(sales_of(alice, product)->body, "No sales yet");
	ck_assert_contains(sales_of(alice, product)->body, "<dt>Held</dt><dd>0</dd>");
	ck_assert_contains(sale_of(alice, cancelled)->body, "This order was cancelled");
	ck_assert_contains(sale_of(alice, overdue)->body, "This order was cancelled");
}

TEST(sales_are_listed_page_by_page_each_once)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "0", 100), *url = pool_print(pool, "%s/sales", layout_page(product));
	int seen = 0, pages = 0;

	for (int i = 0; i < 45; i++)
		buy(bob, product, 1);
	for (; url && pages < 9; pages++) {
		struct answer *answer = ask("GET", url, .as = alice);
		const char *next = strstr(answer->body, "?after=");

		ck_assert_status(answer, 200);
		seen += count_of(answer->body, "/sale\"");
		url = next ? pool_print(pool, "%s/sales?after=%.24s", layout_page(product), next + strlen("?after=")) : NULL;
	}
	ck_assert_int_eq(seen, 45);
	ck_assert_int_eq(pages, 3);
	ck_assert_status(ask("GET", pool_print(pool, "%s/sales?after=x", layout_page(product)), .as = alice), 404);
}

TEST(sales_are_for_their_seller_alone)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "0", 3);
	struct answer *theirs;

	buy(bob, product, 1);
	theirs = sales_of(bob, product);
	ck_assert_status(theirs, 401);
	ck_assert_lacks(theirs->body, "Concert");
	ck_assert_status(sales_of(new_person(), product), 401);
	ck_assert_status(sales_of(NULL, product), 303);
	ck_assert_status(ask("GET", "/products/" ID "/sales", .as = alice), 404);
	ck_assert_status(ask("GET", "/products/x/sales", .as = alice), 404);
	ck_assert_status(ask("GET", pool_print(pool, "/api/products/%s/sales", id_in(product)), .as = alice), 404);
}

/* ---- one order */

TEST(a_sale_can_be_given_back_ticket_by_ticket)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "5", 9), *order = bought(bob, product, 2), *refund;
	struct answer *answer = sale_of(alice, order);

	ck_assert_status(answer, 200);
	ck_assert_contains(answer->body, "max=\"2\"");
	ck_assert_contains(answer->body, "Refund everything");
	ck_assert_contains(answer->body, pool_print(pool, "%s/sales\"", layout_page(product)));
	refund = pool_print(pool, "%s/refund", layout_page(order));
	ck_assert_status(ask("POST", refund, .as = alice, .form = pool_print(pool, "productId=%s&quantity=1", id_in(product))), 303);
	ck_assert_contains(sale_of(alice, order)->body, "Refunded: 1, left: 1");
	ck_assert_contains(sale_of(alice, order)->body, "max=\"1\"");
	ck_assert_contains(sales_of(alice, product)->body, "Refunded: 1");
	ck_assert_status(ask("POST", refund, .as = alice, .form = ""), 303);
	answer = sale_of(alice, order);
	ck_assert_contains(answer->body, "Everything was refunded");
	ck_assert_lacks(answer->body, "<form class=\"refund\"");
	ck_assert_lacks(answer->body, "Refund everything");
	ck_assert_contains(sales_of(alice, product)->body, ">Refunded<");
}

TEST(a_held_order_has_nothing_to_give_back)
{
	const struct person *alice = new_person();
	struct answer *answer = sale_of(alice, buy(new_person(), sell(alice, "5", 2), 1));

	ck_assert_contains(answer->body, "These tickets are held");
	ck_assert_lacks(answer->body, "/refund\"");
}

TEST(a_seller_never_sees_the_buyer_or_anothers_lines)
{
	const struct person *alice = new_person(), *carol = new_person(), *bob = new_person();
	const char *mine = sell(alice, "5", 9), *theirs = sell(carol, "70", 9);
	const char *items = pool_print(pool, "{\"items\":[{\"productId\":\"%s\",\"quantity\":1},{\"productId\":\"%s\",\"quantity\":2}]}",
	                               id_in(theirs), id_in(mine));
	const char *order = header_of(ask("POST", "/api/orders", .as = bob, .json = items), "Location");
	struct answer *answer;

	pay(bob, order);
	answer = sale_of(alice, order);
	ck_assert_contains(answer->body, id_in(mine));
	ck_assert_contains(answer->body, "$10.00");
	ck_assert_lacks(answer->body, id_in(theirs));
	ck_assert_lacks(answer->body, "70.00");
	ck_assert_lacks(answer->body, "80.00");
	ck_assert_lacks(answer->body, bob->id);
	ck_assert_lacks(answer->body, bob->email);
	ck_assert_lacks(sales_of(alice, mine)->body, bob->id);
	answer = ask("POST", pool_print(pool, "%s/refund", order), .as = alice, .json = "{}");
	ck_assert_status(answer, 200);
	ck_assert_uint_eq(json_array_size(json_object_get(answer->json, "items")), 1);
	ck_assert_str_eq(member(answer, "items.0.product.id"), id_in(mine));
	ck_assert_str_eq(member(answer, "product.id"), id_in(mine));
	ck_assert_str_eq(member(answer, "total"), "10");
	ck_assert_contains(sale_of(alice, order)->body, "Everything was refunded");
	ck_assert_contains(sale_of(carol, order)->body, "Refund everything");
	ck_assert_contains(ask("GET", layout_page(order), .as = bob)->body, "Your tickets are confirmed");
}

static const char *reference_of(const char *order)
{
	const char *letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
	char *reference = pool_alloc(pool, 9);

	for (int i = 0; i < 8; i++) {
		int64_t code = db_number(pool_print(pool, "SELECT ORD(SUBSTR(reference, %d, 1)) FROM orders WHERE id = ?", i + 1),
		                         BIND(db_text(id_in(order))), 0);

		reference[i] = (char)code;
		ck_assert_msg(code && strchr(letters, (int)code), "%c in a reference", (int)code);
	}
	return reference;
}

static void shows(const struct answer *answer, const char *reference, const char *order)
{
	ck_assert_contains(answer->body, pool_print(pool, "<code>%s</code>", reference));
	ck_assert_lacks(answer->body, pool_print(pool, "<code>%s</code>", id_in(order)));
}

TEST(what_admits_is_a_reference_that_buyer_and_seller_alone_know)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "5", 1), *order = buy(bob, product, 1), *page = layout_page(order), *reference = reference_of(order);
	const char *orders = pool_print(pool, "/api/products/%s", id_in(product));

	shows(ask("GET", pool_print(pool, "%s/pay", page), .as = bob), reference, order);
	pay(bob, order);
	ck_assert_str_eq(member(ask("GET", orders), "orderId"), id_in(order));
	shows(ask("GET", page, .as = bob), reference, order);
	shows(sales_of(alice, product), reference, order);
	shows(sale_of(alice, order), reference, order);
	ck_assert_lacks(ask("GET", orders)->body, reference);
	ck_assert_lacks(ask("GET", orders + strlen("/api"), .as = alice)->body, reference);
	ck_assert_lacks(ask("GET", page, .as = new_person())->body, reference);
	ck_assert_str_ne(reference_of(buy(bob, sell(alice, "5", 1), 1)), reference);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM outbox WHERE INSTR(data, ?)", BIND(db_text(reference)), -1), 0);
}

TEST(a_sale_is_for_its_sellers_alone)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *order = bought(bob, sell(alice, "5", 9), 1);

	ck_assert_status(sale_of(bob, order), 401);
	ck_assert_status(sale_of(new_person(), order), 401);
	ck_assert_status(sale_of(NULL, order), 303);
	ck_assert_status(ask("GET", "/orders/" ID "/sale", .as = alice), 404);
	ck_assert_status(ask("GET", "/orders/x/sale", .as = alice), 404);
}

int main(void)
{
	return test_run("sales", CONFIGURED);
}

#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

#define UNKNOWN "/api/products/0123456789abcdef01234567"

static const struct person *alice;

static struct answer *create(const char *json)
{
	alice = alice ? alice : new_person();
	return ask("POST", "/api/products", .as = alice, .json = json);
}

static struct answer *put(const char *url, const struct person *as, const char *json)
{
	return ask("PUT", url, .as = as, .json = json);
}

TEST(a_product_is_created_and_shown)
{
	struct answer *answer = create("{\"title\":\"  Concert \",\"price\":299.99}"), *shown;

	ck_assert_status(answer, 201);
	ck_assert_str_eq(member(answer, "title"), "Concert");
	ck_assert_str_eq(member(answer, "price"), "299.99");
	ck_assert_str_eq(member(answer, "userId"), alice->id);
	ck_assert_str_eq(member(answer, "version"), "0");
	ck_assert_str_eq(member(answer, "quantity"), "1");
	ck_assert_str_eq(member(answer, "available"), "1");
	ck_assert_msg(!json_object_get(answer->json, "orderId"), "a free product names no order");
	ck_assert_str_eq(member(answer, "revision"), "0");
	ck_assert_uint_eq(json_object_size(answer->json), 8);
	ck_assert_str_eq(header_of(answer, "Location"), pool_print(pool, "/api/products/%s", member(answer, "id")));
	shown = ask("GET", header_of(answer, "Location"));
	ck_assert_status(shown, 200);
	ck_assert_str_eq(shown->body, answer->body);
}

TEST(prices_come_out_as_they_went_in)
{
	ck_assert_contains(create("{\"title\":\"a\",\"price\":150}")->body, "\"price\":150,");
	ck_assert_contains(create("{\"title\":\"a\",\"price\":\"10.50\"}")->body, "\"price\":10.5,");
	ck_assert_contains(create("{\"title\":\"a\",\"price\":0}")->body, "\"price\":0,");
	ck_assert_contains(create("{\"title\":\"a\",\"price\":999999999.99}")->body, "\"price\":999999999.99,");
	ck_assert_contains(create("{\"title\":\"a\",\"price\":0.07,\"quantity\":100000}")->body, "\"price\":0.07,");
}

TEST(creating_needs_a_session)
{
	ck_assert_refused(ask("POST", "/api/products", .json = "{\"title\":\"a\",\"price\":1}"), 401, "Not authorized", NULL);
	ck_assert_refused(ask("POST", "/api/products", .json = "{}"), 401, "Not authorized", NULL);
	ck_assert_refused(ask("POST", "/api/products", .json = "{\"title\":\"a\",\"price\":1}", .cookie = "session=a.b.c"), 401,
	                  "Not authorized", NULL);
}

TEST(a_title_is_required)
{
	static const char *const wrong[] = { "\"\"", "\"   \"", "null", "7", "[]", "\"a\\u0000b\"" };
	char *many = pool_alloc(pool, 10241);

	for (size_t i = 0; i < 5; i++)
		ck_assert_refused(create(pool_print(pool, "{\"title\":%s,\"price\":1}", wrong[i])), 400, "Title is required", "title");
	ck_assert_status(create(pool_print(pool, "{\"title\":%s,\"price\":1}", wrong[5])), 400);
	memset(many, 'x', 10240);
	ck_assert_refused(create(pool_print(pool, "{\"title\":\"%s\",\"price\":1}", many)), 400, "Title is required", "title");
	ck_assert_refused(create("{\"price\":1}"), 400, "Title is required", "title");
}

TEST(a_price_must_be_a_positive_number)
{
	static const char *const wrong[] = { "-0.01", "0.001", "1e400", "\"NaN\"", "\"\"", "null", "true", "1000000000", "[1]" };
	long before = rows_of("products");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_refused(create(pool_print(pool, "{\"title\":\"a\",\"price\":%s}", wrong[i])), 400,
		                  "Price must be a positive number", "price");
	ck_assert_refused(create("{\"title\":\"a\"}"), 400, "Price must be a positive number", "price");
	ck_assert_int_eq(rows_of("products"), before);
}

TEST(a_quantity_is_between_1_and_100000)
{
	static const char *const wrong[] = { "0", "-1", "100001", "1.5", "\"x\"", "null", "1e400" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_refused(create(pool_print(pool, "{\"title\":\"a\",\"price\":1,\"quantity\":%s}", wrong[i])), 400,
		                  "Quantity must be between 1 and 100000", "quantity");
}

TEST(every_broken_rule_has_an_entry)
{
	struct answer *answer = create("{\"title\":\"\",\"price\":-1,\"quantity\":0}");

	ck_assert_status(answer, 400);
	ck_assert_str_eq(member(answer, "errors.0.field"), "title");
	ck_assert_str_eq(member(answer, "errors.1.field"), "price");
	ck_assert_str_eq(member(answer, "errors.2.field"), "quantity");
}

TEST(a_client_can_not_set_what_is_the_shops)
{
	struct answer *answer = create("{\"title\":\"a\",\"price\":1,\"id\":\"0123456789abcdef01234567\","
	                               "\"userId\":\"0123456789abcdef01234567\","
	                               "\"orderId\":\"0123456789abcdef01234567\",\"version\":7,\"available\":99,\"held\":5,\"more\":[{}]}");

	ck_assert_status(answer, 201);
	ck_assert_str_ne(member(answer, "id"), "0123456789abcdef01234567");
	ck_assert_str_eq(member(answer, "userId"), alice->id);
	ck_assert_str_eq(member(answer, "version"), "0");
	ck_assert_str_eq(member(answer, "orderId"), "");
	ck_assert_str_eq(member(answer, "available"), "1");
}

TEST(a_title_of_script_is_a_title)
{
	struct answer *answer = create("{\"title\":\"<script>alert(1)</script>\",\"price\":1}");

	ck_assert_str_eq(member(answer, "title"), "<script>alert(1)</script>");
	ck_assert_lacks(answer->body, "<script>");
}

/* ---- showing */

TEST(ids_that_are_none_are_not_found)
{
	static const char *const urls[] = { UNKNOWN, "/api/products/0123456789abcdef0123456", "/api/products/0123456789abcdef012345678",
		"/api/products/0123456789ABCDEF01234567", "/api/products/../x", "/api/products/..%2Fx", "/api/products/%00",
		"/api/products/0123456789abcdef0123456%00", "/api/products/%30123456789abcdef01234567", "/api/products/'",
		"/api/products/0123456789abcdef01234567/more", "/api/products/x/y/z", "/api/products/%", "/api/products/\xff" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		ck_assert_refused(ask("GET", urls[i]), 404, "Not Found", NULL);
}

TEST(a_slash_at_the_end_does_not_matter)
{
	const char *url = sell(new_person(), "1", 1);

	ck_assert_status(ask("GET", pool_print(pool, "%s/", url)), 200);
	ck_assert_status(ask("GET", "/api/products/"), 200);
}

TEST(a_held_product_names_its_order_and_a_released_one_does_not)
{
	const struct person *bob = new_person();
	const char *url = sell(new_person(), "1", 1), *order = buy(bob, url, 1);

	ck_assert_str_eq(member(ask("GET", url), "orderId"), id_in(order));
	ck_assert_str_eq(member(ask("GET", url), "available"), "0");
	ck_assert_status(ask("DELETE", order, .as = bob), 204);
	ck_assert_str_eq(member(ask("GET", url), "orderId"), "");
	ck_assert_str_eq(member(ask("GET", url), "version"), "2");
}

/* ---- changing */

TEST(the_seller_changes_a_product)
{
	const struct person *seller = new_person();
	const char *url = sell(seller, "1", 1);
	struct answer *answer = put(url, seller, "{\"title\":\"New\",\"price\":\"2.50\",\"quantity\":9,\"version\":0}");

	ck_assert_status(answer, 200);
	ck_assert_str_eq(member(answer, "title"), "New");
	ck_assert_str_eq(member(answer, "price"), "2.5");
	ck_assert_str_eq(member(answer, "quantity"), "9");
	ck_assert_str_eq(member(answer, "version"), "1");
	ck_assert_str_eq(ask("GET", url)->body, answer->body);
}

TEST(refusals_of_a_change_come_in_order)
{
	static const char GOOD[] = "{\"title\":\"a\",\"price\":1}", BAD[] = "{}", STALE_ONE[] = "{\"title\":\"a\",\"price\":1,\"version\":7}";
	const struct person *seller = new_person(), *other = new_person();
	const char *url = sell(seller, "1", 1);

	ck_assert_refused(put(UNKNOWN, NULL, BAD), 401, "Not authorized", NULL);
	ck_assert_status(put(UNKNOWN, other, BAD), 400);
	ck_assert_refused(put(UNKNOWN, other, GOOD), 404, "Not Found", NULL);
	ck_assert_refused(put("/api/products/short", other, GOOD), 404, "Not Found", NULL);
	ck_assert_refused(put(url, other, STALE_ONE), 401, "Not authorized", NULL);
	ck_assert_refused(put(url, seller, STALE_ONE), 409, "Product has changed since you read it", NULL);
	buy(other, url, 1);
	ck_assert_refused(put(url, other, STALE_ONE), 401, "Not authorized", NULL);
	ck_assert_refused(put(url, seller, STALE_ONE), 400, "Cannot edit a reserved product", NULL);
}

TEST(quantity_stays_above_what_is_held)
{
	const struct person *seller = new_person();
	const char *url = sell(seller, "1", 10);

	buy(new_person(), url, 4);
	ck_assert_refused(put(url, seller, "{\"title\":\"a\",\"price\":1,\"quantity\":3}"), 400, "Cannot edit a reserved product", NULL);
	ck_assert_status(put(url, seller, "{\"title\":\"a\",\"price\":1,\"quantity\":4}"), 200);
}

TEST(a_form_opened_before_a_sale_can_be_saved_after_it)
{
	const struct person *seller = new_person();
	const char *url = sell(seller, "10", 5);

	buy(new_person(), url, 2);
	ck_assert_str_eq(member(ask("GET", url), "version"), "1");
	ck_assert_status(put(url, seller, "{\"title\":\"Later\",\"price\":10,\"quantity\":5,\"revision\":0}"), 200);
	ck_assert_str_eq(member(ask("GET", url), "version"), "2");
	ck_assert_str_eq(member(ask("GET", url), "revision"), "1");
	ck_assert_status(put(url, seller, "{\"title\":\"Again\",\"price\":10,\"quantity\":5,\"revision\":0}"), 409);
	ck_assert_status(put(url, seller, "{\"title\":\"Again\",\"price\":10,\"quantity\":5,\"version\":1,\"revision\":1}"), 409);
	ck_assert_str_eq(member(ask("GET", url), "title"), "Later");
}

TEST(a_version_must_be_a_number)
{
	const struct person *seller = new_person();
	const char *url = sell(seller, "1", 1);

	ck_assert_status(put(url, seller, "{\"title\":\"a\",\"price\":1,\"version\":\"x\"}"), 400);
	ck_assert_status(put(url, seller, "{\"title\":\"a\",\"price\":1,\"version\":-1}"), 400);
	ck_assert_status(put(url, seller, "{\"title\":\"a\",\"price\":1,\"version\":1e400}"), 400);
	ck_assert_status(put(url, seller, "{\"title\":\"a\",\"price\":1,\"version\":0}"), 200);
}

/* ---- lists */

TEST(the_list_is_a_bare_array_in_order_of_creation)
{
	const struct person *seller = new_person();
	const char *one = sell(seller, "1", 1), *two = sell(seller, "2", 1);
	struct answer *answer;
	size_t count;

	buy(seller, two, 1);
	answer = ask("GET", "/api/products?limit=500");
	count = json_array_size(answer->json);
	ck_assert_status(answer, 200);
	ck_assert(json_is_array(answer->json));
	ck_assert_str_eq(member(answer, pool_print(pool, "%zu.id", count - 2)), id_in(one));
	ck_assert_str_eq(member(answer, pool_print(pool, "%zu.id", count - 1)), id_in(two));
}

TEST(links_lead_through_the_whole_list_once)
{
	const char *url = "/api/products?q=Pagination&limit=2";
	int seen = 0;

	alice = new_person();
	for (int i = 0; i < 5; i++)
		create("{\"title\":\"Pagination\",\"price\":1}");
	while (url && seen < 100) {
		struct answer *answer = ask("GET", url);
		const char *link = header_of(answer, "Link");

		ck_assert_status(answer, 200);
		seen += (int)json_array_size(answer->json);
		if (link)
			ck_assert_contains(link, ">; rel=\"next\"");
		url = link ? pool_copy(pool, link + 1, strcspn(link + 1, ">")) : NULL;
	}
	ck_assert_int_eq(seen % 5, 0);
	ck_assert_int_ge(seen, 5);
}

/* The word of 64 letters, each of six bytes in an address, is what the longer one is cut to. */
TEST(the_link_to_the_next_page_is_whole_however_long)
{
	char *title = pool_alloc(pool, 64 * 2 + 1), *words = pool_alloc(pool, 300 * 6 + 1);
	const char *link;

	for (int i = 0; i < 64; i++)
		memcpy(title + 2 * i, "\xc3\xa9", 2);
	for (int i = 0; i < 300; i++)
		memcpy(words + 6 * i, "%C3%A9", 6);
	for (int i = 0; i < 2; i++)
		create(pool_print(pool, "{\"title\":\"%s\",\"price\":1}", title));
	link = header_of(ask("GET", pool_print(pool, "/api/products?limit=1&q=%s", words)), "Link");
	ck_assert_ptr_nonnull(link);
	ck_assert_contains(link, pool_print(pool, "&q=%s>; rel=\"next\"", words));
}

TEST(a_bad_query_is_told)
{
	ck_assert_status(ask("GET", "/api/products?limit=0"), 400);
	ck_assert_status(ask("GET", "/api/products?limit=x"), 400);
	ck_assert_status(ask("GET", "/api/products?after=../x"), 400);
	ck_assert_refused(ask("GET", "/api/products?limit=501"), 400, "Limit must be between 1 and 500", "limit");
	ck_assert_status(ask("GET", "/api/products?limit=500&q=%22%5C'%3Cscript%3E"), 200);
	ck_assert_status(ask("GET", "/api/products?q=%ff&%00=%zz&after="), 200);
}

int main(void)
{
	return test_run("products", CONFIGURED);
}

/* Lists page by page: one with exactly as many rows as a page has offers no further page, which would be empty. */
#include "tests/ask.h"
#include "tests/test.h"

static const char NEXT[] = "rel=\"next\"";

/* The word that nothing but these products has in its title. */
static const char *new_word(void)
{
	char id[ID_SIZE];

	id_new(id);
	return pool_print(pool, "paging%s", id);
}

static void sell_with(const struct person *seller, const char *word, int count)
{
	for (int i = 0; i < count; i++)
		ck_assert_status(ask("POST", "/api/products", .as = seller, .json = pool_print(pool, "{\"title\":\"%s\",\"price\":1}", word)), 201);
}

static void buy_one_by_one(const struct person *buyer, const char *product, int count)
{
	for (int i = 0; i < count; i++)
		buy(buyer, product, 1);
}

static bool api_links(const char *url, const struct person *person)
{
	struct answer *answer = ask("GET", url, .as = person);

	ck_assert_status(answer, 200);
	return header_of(answer, "Link") != NULL;
}

static bool page_links(const char *url, const struct person *person)
{
	struct answer *answer = ask("GET", url, .as = person);

	ck_assert_status(answer, 200);
	return strstr(answer->body, NEXT) != NULL;
}

TEST(a_full_list_of_products_is_the_last_one)
{
	const char *word = new_word();

	sell_with(new_person(), word, 3);
	ck_assert(!api_links(pool_print(pool, "/api/products?limit=3&q=%s", word), NULL));
	ck_assert(api_links(pool_print(pool, "/api/products?limit=2&q=%s", word), NULL));
}

/* An order of twenty products whose titles are as long as can be: some 20 KB of JSON. */
static void buy_titles(const struct person *buyer, const char *const *products)
{
	struct text items = text_in(pool);

	for (int i = 0; i < 20; i++)
		text_print(&items, "%s{\"productId\":\"%s\",\"quantity\":1}", i ? "," : "", id_in(products[i]));
	ck_assert_status(ask("POST", "/api/orders", .as = buyer, .json = pool_print(pool, "{\"items\":[%s]}", items.bytes)), 201);
}

TEST(a_reply_stays_short_and_the_next_page_goes_on)
{
	const struct person *seller = new_person(), *buyer = new_person();
	const char *products[20], *url = "/api/orders?limit=100";
	struct text title = text_in(pool);
	size_t pages = 0, orders = 0;

	for (int i = 0; i < 200; i++)
		text_put(&title, "\xf0\x9f\x8e\xab");
	for (int i = 0; i < 20; i++)
		products[i] = header_of(ask("POST", "/api/products", .as = seller,
		                            .json = pool_print(pool, "{\"title\":\"%s\",\"price\":1,\"quantity\":50}", title.bytes)), "Location");
	for (int i = 0; i < 30; i++)
		buy_titles(buyer, products);
	for (; url; pages++) {
		struct answer *answer = ask("GET", url, .as = buyer);
		const char *link = header_of(answer, "Link");

		ck_assert_uint_lt(answer->length, 262144 + 100);
		orders += json_array_size(answer->json);
		url = link ? pool_print(pool, "%.*s", (int)strcspn(link + 1, ">"), link + 1) : NULL;
	}
	ck_assert_uint_gt(pages, 1);
	ck_assert_uint_eq(orders, 30);
}

TEST(what_was_typed_makes_no_page_long)
{
	const struct person *seller = new_person();
	char *much = pool_alloc(pool, 900001);
	struct answer *answer;

	memset(much, '<', 900000);
	answer = ask("POST", "/auth/signin", .cookie = "session_visitor=00000000000000000000000000000000",
	             .form = pool_print(pool, "email=%s&next=%.1000s&password=x", much, much));
	ck_assert_status(answer, 400);
	ck_assert_uint_lt(answer->length, 262144);
	answer = ask("POST", "/products", .as = seller, .form = pool_print(pool, "title=%s&price=1&quantity=1", much));
	ck_assert_status(answer, 400);
	ck_assert_uint_lt(answer->length, 262144);
	answer = ask("POST", "/products", .as = seller, .form = pool_print(pool, "title=%.300s&price=1&quantity=1", much));
	ck_assert_status(answer, 400);
	ck_assert_ptr_nonnull(strstr(answer->body, "&lt;&lt;&lt;"));
}

TEST(a_list_of_all_products_ends_with_its_last_one)
{
	const struct person *alice = new_person();
	const char *before = sell(alice, "1", 1);

	sell(alice, "1", 1);
	sell(alice, "1", 1);
	ck_assert(!api_links(pool_print(pool, "/api/products?limit=2&after=%s", id_in(before)), NULL));
	ck_assert(api_links(pool_print(pool, "/api/products?limit=1&after=%s", id_in(before)), NULL));
}

TEST(a_full_home_page_is_the_last_one)
{
	const struct person *alice = new_person();
	const char *word = new_word(), *url = pool_print(pool, "/?q=%s", word);

	sell_with(alice, word, 24);
	ck_assert(!page_links(url, NULL));
	sell_with(alice, word, 1);
	ck_assert(page_links(pool_print(pool, "%s&now=1", url), NULL));
}

TEST(a_full_list_of_orders_is_the_last_one)
{
	const struct person *bob = new_person();
	const char *product = sell(new_person(), "1", 50);

	buy_one_by_one(bob, product, 3);
	ck_assert(!api_links("/api/orders?limit=3", bob));
	ck_assert(api_links("/api/orders?limit=2", bob));
}

TEST(a_full_page_of_orders_or_sales_is_the_last_one)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "1", 50), *sales = pool_print(pool, "/products/%s/sales", id_in(product));

	buy_one_by_one(bob, product, 20);
	ck_assert(!page_links("/orders", bob));
	ck_assert(!page_links(sales, alice));
	buy_one_by_one(bob, product, 1);
	ck_assert(page_links("/orders", bob));
	ck_assert(page_links(sales, alice));
}

static void ping(const struct person *owner, const char *webhook, int count)
{
	for (int i = 0; i < count; i++)
		ck_assert_status(ask("POST", pool_print(pool, "/api/webhooks/%s/ping", webhook), .as = owner), 201);
}

TEST(a_full_list_of_deliveries_is_the_last_one)
{
	const struct person *alice = new_person();
	const char *webhook = member(ask("POST", "/api/webhooks", .as = alice, .json = "{\"url\":\"https://example.com/\"}"), "id");

	ping(alice, webhook, 20);
	ck_assert(!api_links(pool_print(pool, "/api/webhooks/%s/deliveries?limit=20", webhook), alice));
	ck_assert(api_links(pool_print(pool, "/api/webhooks/%s/deliveries?limit=19", webhook), alice));
	ck_assert(!page_links(pool_print(pool, "/webhooks/%s", webhook), alice));
	ping(alice, webhook, 1);
	ck_assert(page_links(pool_print(pool, "/webhooks/%s", webhook), alice));
}

int main(void)
{
	return test_run("paging", CONFIGURED);
}

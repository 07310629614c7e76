/* Searches on the home page and in the API, where many products have a word. tests/catalogue/check_search.c has what is found. */
#include "catalogue/product.h"
#include "db/db.h"
#include "tests/ask.h"
#include "tests/test.h"

#define UNKNOWN "0123456789abcdef01234567"

/* 2,500 products with a word, of which the oldest has another one too, which is more frequent. They stay for the test alone, untold of. */
static void plant(const char *seller)
{
	static const char PRODUCTS[] =
		"INSERT INTO products (id, user_id, title, price, created_at) SELECT CONCAT('f10000000000', LPAD(seq, 12, '0')), ?, 'Planted', 100,"
		" TIMESTAMPADD(SECOND, seq, '2035-01-01') FROM seq_1_to_2500";
	static const char WORDS[] =
		"INSERT INTO product_words (word, created_at, product_id) SELECT w.word, created_at, id FROM products JOIN"
		" (SELECT 'ysame' AS word UNION ALL SELECT 'yother') w WHERE id LIKE 'f10000000000%' AND (w.word = 'ysame' OR RIGHT(id, 12) = 1)";
	static const char MORE[] =
		"INSERT INTO product_words (word, created_at, product_id) SELECT 'yother', TIMESTAMPADD(SECOND, seq, '2036-01-01'),"
		" LPAD(seq, 24, '0') FROM seq_1_to_3000";

	db_exec(PRODUCTS, BIND(db_text(seller)));
	db_exec("INSERT INTO quotas (id, size) SELECT id, 10 FROM products WHERE id LIKE 'f10000000000%'", BIND());
	db_exec(WORDS, BIND());
	db_exec(MORE, BIND());
}

static void clear(void)
{
	db_exec("DELETE FROM product_words WHERE word IN ('ysame', 'yother')", BIND());
	db_exec("DELETE FROM quotas WHERE id LIKE 'f10000000000%'", BIND());
	db_exec("DELETE FROM products WHERE id LIKE 'f10000000000%'", BIND());
}

/* The address of the link on a page that leads on. */
static const char *further(const struct answer *page)
{
	const char *at = strstr(page->body, "<a class=\"btn btn-outline\" href=\""), *from = at ? strchr(at, '/') : NULL;
	char *address = from ? pool_copy(pool, from, strcspn(from, "\"")) : NULL, *escaped = address ? strstr(address, "&amp;") : NULL;

	if (escaped)
		memmove(escaped + 1, escaped + 5, strlen(escaped + 5) + 1);
	return address;
}

TEST(a_search_that_stops_before_the_end_leads_on)
{
	const struct person *seller = new_person();
	struct answer *page, *list;
	const char *link;
	int pages = 0;

	plant(seller->id);
	page = ask("GET", "/?q=ysame+yother");
	ck_assert_contains(page->body, "No tickets found so far");
	ck_assert_contains(page->body, "Search older tickets");
	while (further(page) && pages++ < 9)
		page = ask("GET", further(page));
	ck_assert_int_ge(pages, 2);
	ck_assert_contains(page->body, "/products/f10000000000000000000001");
	ck_assert_lacks(page->body, "No tickets found");
	list = ask("GET", "/api/products?q=ysame+yother&limit=5");
	ck_assert_str_eq(member(list, "0.id"), "f10000000000000000000001");
	link = header_of(list, "Link");
	ck_assert_contains(link, "/api/products?limit=5&after=f100000000000000000");
	ck_assert_contains(link, "&q=ysame%20yother>; rel=\"next\"");
	clear();
	ck_assert_contains(ask("GET", "/?q=ysame+yother")->body, "Try fewer or other words");
}

TEST(a_page_behind_what_is_no_product_is_an_error)
{
	ck_assert_status(ask("GET", "/?after=" UNKNOWN), 404);
	ck_assert_status(ask("GET", "/?q=a&after=" UNKNOWN), 404);
	ck_assert_refused(ask("GET", "/api/products?after=" UNKNOWN), 400, "After must be the id of a product", "after");
}

int main(void)
{
	return test_run("search", CONFIGURED);
}

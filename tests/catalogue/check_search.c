/* Searches among many products: how much they read, and that they find all there is. check_product.c has what words are. */
#include "catalogue/product.h"

#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

static const char READS[] =
	"SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.session_status WHERE variable_name IN ('Handler_read_first',"
	" 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next')";

static const char *seller;

/*
 * So many products, the first of which are the oldest: every second one has the word `left`, the others `right`, and each has `both` if its
 * number can be divided by `each`.
 */
static void plant(int64_t count, int64_t each)
{
	static const char PRODUCTS[] =
		"INSERT INTO products (id, user_id, title, price, created_at) SELECT CONCAT('f00000000000', LPAD(seq, 12, '0')), ?, 'Planted', 100,"
		" TIMESTAMPADD(SECOND, seq, '2030-01-01') FROM seq_1_to_20000 WHERE seq <= ?";
	static const char QUOTAS[] =
		"INSERT INTO quotas (id, size) SELECT id, 10 FROM products WHERE user_id = ?";
	static const char WORD[] =
		"INSERT INTO product_words (word, created_at, product_id) SELECT ?, created_at, id FROM products WHERE user_id = ?"
		" AND RIGHT(id, 12) MOD ? = ?";

	seller = make_user();
	db_exec(PRODUCTS, BIND(db_text(seller), db_int(count)));
	db_exec(QUOTAS, BIND(db_text(seller)));
	db_exec(WORD, BIND(db_text("xleft"), db_text(seller), db_int(2), db_int(0)));
	db_exec(WORD, BIND(db_text("xright"), db_text(seller), db_int(2), db_int(1)));
	db_exec(WORD, BIND(db_text("xeach"), db_text(seller), db_int(1), db_int(0)));
	db_exec(WORD, BIND(db_text("xboth"), db_text(seller), db_int(each), db_int(0)));
}

static struct product_page search(const char *words, const char *after, int64_t limit, bool newest_first)
{
	struct product_page page;

	ck_assert_ptr_eq(product_list(pool, &(struct product_query){ words, after, limit, newest_first }, &page), DONE);
	return page;
}

/* How many rows the database reads for a search. */
static int64_t reads_of(const char *words, bool newest_first)
{
	int64_t before;

	search(words, NULL, 24, newest_first);
	before = db_number(READS, BIND(), 0);
	search(words, NULL, 24, newest_first);
	return db_number(READS, BIND(), 0) - before;
}

TEST(words_that_never_meet_read_as_much_of_many_products_as_of_few)
{
	static const char *const words[] = { "xleft xright", "xright xleft xeach", "xleft xnever", "xleft xright xeach xboth" };
	int64_t few[4][2];

	plant(4000, 400);
	for (int i = 0; i < 4; i++)
		for (int newest = 0; newest < 2; newest++)
			few[i][newest] = reads_of(words[i], newest);
	db_exec("DELETE FROM product_words WHERE word LIKE 'x%'", BIND());
	db_exec("DELETE FROM quotas WHERE id LIKE 'f00000000000%'", BIND());
	db_exec("DELETE FROM products WHERE id LIKE 'f00000000000%'", BIND());
	plant(16000, 1600);
	for (int i = 0; i < 4; i++)
		for (int newest = 0; newest < 2; newest++) {
			int64_t many = reads_of(words[i], newest);

			ck_assert_msg(many < few[i][newest] + few[i][newest] / 5 + 500, "%s: %lld rows instead of %lld", words[i], (long long)many,
			              (long long)few[i][newest]);
			ck_assert_msg(many < 7 * PRODUCT_SEARCH_MAX, "%s: %lld rows", words[i], (long long)many);
		}
}

/* Follows the pages to the end. How many products there are; asserts that each comes once and in order. */
static int64_t walk(const char *words, int64_t limit, bool newest_first, int *pages)
{
	const char *after = NULL, *last = newest_first ? "g" : "";
	int64_t count = 0;

	*pages = 0;
	do {
		struct product_page page = search(words, after, limit, newest_first);
		const struct product *products = page.products.rows;

		for (size_t i = 0; i < page.products.count; i++) {
			ck_assert(newest_first ? strcmp(products[i].id, last) < 0 : strcmp(products[i].id, last) > 0);
			last = products[i].id;
		}
		count += (int64_t)page.products.count;
		after = product_next(&page) ? pool_text(pool, product_next(&page)) : NULL;
	} while (after && ++*pages < 100);
	return count;
}

TEST(the_pages_of_a_search_lead_to_all_that_fit)
{
	int pages;

	plant(7000, 700);
	for (int newest = 0; newest < 2; newest++) {
		ck_assert_int_eq(walk("xleft xright", 24, newest, &pages), 0);
		ck_assert_int_ge(pages, 3);
		ck_assert_int_eq(walk("xleft xeach", 500, newest, &pages), 3500);
		ck_assert_int_eq(walk("xboth xeach", 24, newest, &pages), 10);
		ck_assert_int_eq(walk("xboth xleft xeach", 3, newest, &pages), 10);
		ck_assert_int_eq(walk("xleft", 500, newest, &pages), 3500);
	}
}

TEST(a_search_that_has_looked_at_all_leads_no_further)
{
	int pages;

	plant(2 * PRODUCT_SEARCH_MAX, 7);
	walk("xleft xright", 24, false, &pages);
	ck_assert_int_eq(pages, 0);
	walk("xleft xright", 24, true, &pages);
	ck_assert_int_eq(pages, 0);
}

TEST(a_rare_word_is_found_on_the_first_page_wherever_it_stands)
{
	int pages;

	plant(7000, 700);
	for (int newest = 0; newest < 2; newest++) {
		ck_assert_int_eq(walk("xeach xleft xboth", 24, newest, &pages), 10);
		ck_assert_int_eq(pages, 0);
		ck_assert_int_lt(reads_of("xeach xleft xboth", newest), 3000);
	}
}

TEST(words_far_behind_are_not_looked_for)
{
	plant(100, 10);
	ck_assert_int_eq((int64_t)search(pool_print(pool, "xleft%*s", 300, "xright"), NULL, 24, false).products.count, 24);
	ck_assert_int_eq((int64_t)search("xleft xright", NULL, 24, false).products.count, 0);
}

TEST(a_page_behind_what_is_no_product_is_not_found)
{
	struct product_page page;
	struct product_query query = { NULL, "0123456789abcdef01234567", 10, true };

	ck_assert_ptr_eq(product_list(pool, &query, &page), NOT_FOUND);
	query.words = "word";
	ck_assert_ptr_eq(product_list(pool, &query, &page), NOT_FOUND);
}

int main(void)
{
	return test_run("search", IN_TRANSACTION);
}

#include "sales/product_edit.h"
#include "catalogue/product.h"

#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

static struct product with(const char *title, int64_t price, int64_t quantity, int64_t version)
{
	return (struct product){ .title = title, .price = price, .quantity = quantity, .version = version, .revision = -1 };
}

static const struct outcome *update(const struct product *product, const char *seller, struct product input)
{
	struct product updated;

	return product_edit(pool, product->id, seller, &input, &updated);
}

TEST(a_new_product_is_all_available)
{
	const char *seller = make_user();
	struct product *product = load_product(make_product(seller, 29999, 25)->id);

	ck_assert_str_eq(product->title, "Concert");
	ck_assert_str_eq(product->user_id, seller);
	ck_assert_int_eq(product->price, 29999);
	ck_assert_int_eq(product->quantity, 25);
	ck_assert_int_eq(product->available, 25);
	ck_assert_int_eq(product->version, 0);
	ck_assert_str_eq(product->order_id, "");
}

TEST(the_standard_quantity_is_one)
{
	ck_assert_int_eq(load_product(make_product(make_user(), 100, 0)->id)->quantity, 1);
}

TEST(an_unknown_or_impossible_id_is_not_found)
{
	struct product product;

	ck_assert_ptr_eq(product_load(pool, "0123456789abcdef01234567", &product), NOT_FOUND);
	ck_assert_ptr_eq(product_load(pool, "", &product), NOT_FOUND);
	ck_assert_ptr_eq(product_load(pool, "../x", &product), NOT_FOUND);
	ck_assert_ptr_eq(product_load(pool, make_user(), &product), NOT_FOUND);
}

TEST(an_update_raises_the_version_by_one)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 1), *now;

	ck_assert_ptr_eq(update(product, seller, with("New title", 200, 5, -1)), DONE);
	now = load_product(product->id);
	ck_assert_str_eq(now->title, "New title");
	ck_assert_int_eq(now->price, 200);
	ck_assert_int_eq(now->quantity, 5);
	ck_assert_int_eq(now->version, 1);
	ck_assert_str_eq(subjects_of(product->id), "product:created product:updated");
}

TEST(an_update_without_quantity_keeps_it)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 7);

	ck_assert_ptr_eq(update(product, seller, with("x", 1, 0, -1)), DONE);
	ck_assert_int_eq(load_product(product->id)->quantity, 7);
}

TEST(stale_update_is_a_conflict)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 1);

	ck_assert_ptr_eq(update(product, seller, with("first", 100, 1, 0)), DONE);
	ck_assert_ptr_eq(update(product, seller, with("second", 100, 1, 0)), STALE);
	ck_assert_ptr_eq(update(product, seller, with("future", 100, 1, 2)), STALE);
	ck_assert_str_eq(load_product(product->id)->title, "first");
	ck_assert_ptr_eq(update(product, seller, with("second", 100, 1, 1)), DONE);
}

TEST(only_the_seller_may_update)
{
	struct product *product = make_product(make_user(), 100, 1);

	ck_assert_ptr_eq(update(product, make_user(), with("mine", 0, 1, -1)), UNAUTHORIZED);
	ck_assert_int_eq(load_product(product->id)->version, 0);
}

TEST(refusals_come_in_the_order_of_the_contract)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 1), none = { .id = "0123456789abcdef01234567" };

	make_order(make_user(), product->id, 1);
	ck_assert_ptr_eq(update(&none, seller, with("x", 1, 1, 9)), NOT_FOUND);
	ck_assert_ptr_eq(update(product, make_user(), with("x", 1, 1, 9)), UNAUTHORIZED);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 1, 9)), LOCKED);
}

TEST(a_reserved_single_ticket_cannot_be_edited)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	ck_assert_ptr_eq(update(product, seller, with("x", 1, 1, -1)), LOCKED);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 10, -1)), LOCKED);
	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 1, -1)), DONE);
}

TEST(a_sold_single_ticket_cannot_be_edited)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 0, 1);

	make_order(make_user(), product->id, 1);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 1, -1)), LOCKED);
}

TEST(quantity_cannot_go_below_what_is_held_or_sold)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 10);

	make_order(make_user(), product->id, 4);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 3, -1)), LOCKED);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 4, -1)), DONE);
	ck_assert_int_eq(load_product(product->id)->available, 0);
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 20, -1)), DONE);
	ck_assert_int_eq(load_product(product->id)->available, 16);
}

TEST(a_product_cut_to_one_held_ticket_names_its_order)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 5);
	struct order *order = make_order(make_user(), product->id, 1);

	ck_assert_str_eq(load_product(product->id)->order_id, "");
	ck_assert_ptr_eq(update(product, seller, with("x", 1, 1, -1)), DONE);
	ck_assert_str_eq(load_product(product->id)->order_id, order->id);
}

/* ---- lists */

static struct list list(const char *words, const char *after, int64_t limit, bool newest_first)
{
	struct product_page page;

	ck_assert_ptr_eq(product_list(pool, &(struct product_query){ words, after, limit, newest_first }, &page), DONE);
	return page.products;
}

static const struct product *row(const struct list *found, size_t index)
{
	return (const struct product *)found->rows + index;
}

static struct product *make_titled(const char *title)
{
	struct product *product = pool_alloc(pool, sizeof(*product));
	struct batch *batch = batch_new(pool);

	*product = with(title, 100, 1, -1);
	ck_assert_ptr_eq(product_create(batch, make_user(), product), CREATED);
	write_batch(batch);
	return product;
}

TEST(the_list_is_in_order_of_creation_and_goes_on_after)
{
	const char *ids[3] = { make_titled("Kwyjibo one")->id, make_titled("Kwyjibo two")->id, make_titled("Kwyjibo three")->id };
	struct list first = list("kwyjibo", NULL, 2, false), rest = list("kwyjibo", ids[1], 2, false);

	ck_assert_uint_eq(first.count, 2);
	ck_assert_str_eq(row(&first, 0)->id, ids[0]);
	ck_assert_str_eq(row(&first, 1)->id, ids[1]);
	ck_assert_uint_eq(rest.count, 1);
	ck_assert_str_eq(row(&rest, 0)->id, ids[2]);
}

TEST(the_list_can_begin_with_the_newest)
{
	const char *ids[3] = { make_titled("Kwyjibo one")->id, make_titled("Kwyjibo two")->id, make_titled("Kwyjibo three")->id };
	struct list first = list(NULL, NULL, 2, true), rest = list(NULL, ids[1], 1, true);

	ck_assert_str_eq(row(&first, 0)->id, ids[2]);
	ck_assert_str_eq(row(&first, 1)->id, ids[1]);
	ck_assert_str_eq(row(&rest, 0)->id, ids[0]);
}

TEST(the_whole_list_has_each_product_once)
{
	struct list all, page;
	const char *after = NULL;
	size_t seen = 0;

	for (int i = 0; i < 25; i++)
		make_titled("One of many");
	all = list(NULL, NULL, 500, false);
	do {
		page = list(NULL, after, 7, false);
		for (size_t i = 0; i < page.count; i++)
			ck_assert_str_eq(row(&page, i)->id, row(&all, seen++)->id);
		after = page.count ? row(&page, page.count - 1)->id : NULL;
	} while (page.count && seen < all.count);
	ck_assert_uint_eq(seen, all.count);
}

TEST(a_search_finds_titles_with_all_its_words)
{
	struct product *opera = make_titled("A Night at the Kwyjibo: Motörhead & friends");

	make_titled("Kwyjibo matinee");
	ck_assert_uint_eq(list("kwyjibo", NULL, 10, false).count, 2);
	ck_assert_uint_eq(list("KWYJIBO night", NULL, 10, false).count, 1);
	ck_assert_str_eq(row(&(struct list){ list("friends kwyjibo a at the", NULL, 10, false).rows, 1 }, 0)->id, opera->id);
	ck_assert_uint_eq(list("kwyjibo motorhead", NULL, 10, false).count, 1);
	ck_assert_uint_eq(list("kwyjibo nothing", NULL, 10, false).count, 0);
	ck_assert_uint_eq(list("kwy", NULL, 10, false).count, 0);
}

TEST(a_search_of_anything_at_all_is_only_a_search)
{
	static const char *const odd[] = { "'", "\"", "\\", "%", "_", "kwyjibo\"]", "\"],\"$[*]", "((((", "🎫", "' OR 1=1 --", "\\\"" };

	make_titled("Kwyjibo");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		ck_assert_uint_le(list(odd[i], NULL, 10, false).count, 1);
	ck_assert_uint_eq(list("\"kwyjibo\\\"", NULL, 10, false).count, 1);
}

TEST(a_changed_title_is_found_by_its_new_words)
{
	struct product *product = make_titled("Kwyjibo");

	ck_assert_ptr_eq(update(product, product->user_id, with("Zyzzyva", 1, 1, -1)), DONE);
	ck_assert_uint_eq(list("kwyjibo", NULL, 10, false).count, 0);
	ck_assert_uint_eq(list("zyzzyva", NULL, 10, false).count, 1);
}

int main(void)
{
	return test_run("product", IN_TRANSACTION);
}

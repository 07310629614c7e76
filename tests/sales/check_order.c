#include "sales/product_edit.h"
#include "sales/order.h"
#include "sales/order_place.h"

#include "sales/settings.h"
#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

TEST(an_order_holds_its_tickets)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 2550, 10);
	struct order *order = make_order(buyer, product->id, 3), *loaded = load_order(order);

	ck_assert_str_eq(loaded->status, "created");
	ck_assert_str_eq(loaded->user_id, buyer);
	ck_assert_int_eq(loaded->total, 7650);
	ck_assert_int_eq(loaded->version, 0);
	ck_assert_int_eq(loaded->tickets, 3);
	ck_assert_uint_eq(loaded->items.count, 1);
	ck_assert_str_eq(loaded->product.id, product->id);
	ck_assert_int_eq(load_product(product->id)->available, 7);
	ck_assert_int_eq(load_product(product->id)->version, 1);
}

TEST(placing_answers_the_same_as_loading)
{
	struct product *product = make_product(make_user(), 2550, 10);
	struct order *order = make_order(make_user(), product->id, 3), *loaded = load_order(order);
	struct text placed = text_in(pool), read = text_in(pool);

	field_json(&placed, order_fields, order);
	field_json(&read, order_fields, loaded);
	ck_assert_str_eq(placed.bytes, read.bytes);
}

TEST(a_hold_lasts_as_long_as_configured)
{
	struct order *order;

	sales_settings.hold_seconds = 60;
	order = load_order(make_order(make_user(), make_product(make_user(), 100, 1)->id, 1));
	ck_assert_int_ge(order->expires_in, 59);
	ck_assert_int_le(order->expires_in, 60);
	ck_assert_int_ge(order->expires_at - order->created_at, 59000);
	ck_assert_int_le(order->expires_at - order->created_at, 60000);
}

TEST(a_held_single_ticket_names_its_order)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	ck_assert_str_eq(load_product(product->id)->order_id, order->id);
}

TEST(a_second_order_of_the_last_ticket_is_refused)
{
	struct product *product = make_product(make_user(), 100, 1);

	make_order(make_user(), product->id, 1);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 1, NULL), RESERVED);
}

TEST(exactly_as_many_as_there_are_can_be_ordered)
{
	struct product *product = make_product(make_user(), 100, 25);

	make_order(make_user(), product->id, 20);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 6, NULL), RESERVED);
	make_order(make_user(), product->id, 5);
	ck_assert_int_eq(load_product(product->id)->available, 0);
}

TEST(a_seller_may_buy_the_own_ticket)
{
	const char *seller = make_user();

	make_order(seller, make_product(seller, 100, 1)->id, 1);
}

TEST(an_unknown_product_is_not_found)
{
	ck_assert_ptr_eq(try_order(make_user(), "0123456789abcdef01234567", 1, NULL), NOT_FOUND);
}

TEST(title_and_price_are_those_of_the_moment)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 10), updated;
	struct order *order = make_order(make_user(), product->id, 2);
	struct product input = { .title = "Dearer", .price = 900, .quantity = 10, .version = -1, .revision = -1 };

	ck_assert_ptr_eq(product_edit(pool, product->id, seller, &input, &updated), DONE);
	order = load_order(order);
	ck_assert_str_eq(order->product.title, "Concert");
	ck_assert_int_eq(order->product.price, 100);
	ck_assert_int_eq(order->total, 200);
}

/* ---- several items */

static const struct outcome *place(struct order *order, const char *buyer, const struct product *const *products, size_t count)
{
	struct order_line lines[ORDER_LINES_MAX] = { 0 };

	for (size_t i = 0; i < count; i++) {
		memcpy(lines[i].product_id, products[i]->id, ID_SIZE);
		lines[i].quantity = (int64_t)i + 1;
	}
	id_new(order->id);
	return place_order(order, buyer, lines, count);
}

TEST(several_products_are_one_order_in_the_order_asked_for)
{
	const struct product *products[] = { make_product(make_user(), 300, 9), make_product(make_user(), 0, 9),
		make_product(make_user(), 50, 9) };
	struct order order = { 0 }, *loaded;
	struct order_item *items;

	ck_assert_ptr_eq(place(&order, make_user(), products, 3), CREATED);
	loaded = load_order(&order);
	items = loaded->items.rows;
	ck_assert_uint_eq(loaded->items.count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(items[i].product.id, products[i]->id);
		ck_assert_int_eq(items[i].quantity, (int64_t)i + 1);
		ck_assert_int_eq(load_product(products[i]->id)->available, 8 - (int64_t)i);
	}
	ck_assert_int_eq(loaded->total, 300 + 3 * 50);
	ck_assert_str_eq(loaded->product.id, products[0]->id);
}

TEST(one_product_that_is_sold_out_refuses_the_whole_order)
{
	const struct product *products[] = { make_product(make_user(), 300, 9), make_product(make_user(), 100, 1) };
	struct order order = { 0 };

	make_order(make_user(), products[1]->id, 1);
	ck_assert_ptr_eq(place(&order, make_user(), products, 2), RESERVED);
}

/* ---- free tickets */

TEST(an_order_of_free_tickets_is_complete_at_once)
{
	struct product *product = make_product(make_user(), 0, 1);
	struct order *order = load_order(make_order(make_user(), product->id, 1));

	ck_assert_str_eq(order->status, "complete");
	ck_assert_int_eq(order->expires_in, 0);
	ck_assert_int_eq(order->version, 1);
	ck_assert_int_eq(load_product(product->id)->available, 0);
	ck_assert_str_eq(load_product(product->id)->order_id, order->id);
	ck_assert_str_eq(subjects_of(order->id), "order:created order:completed");
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", product->id), 10);
}

TEST(a_completed_order_cannot_be_cancelled)
{
	struct order *order = make_order(make_user(), make_product(make_user(), 0, 1)->id, 1);

	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), ALREADY_COMPLETE);
	ck_assert_str_eq(load_order(order)->status, "complete");
}

/* ---- cancelling */

TEST(cancelling_gives_the_tickets_back)
{
	struct product *product = make_product(make_user(), 100, 1), *now;
	struct order *order = make_order(make_user(), product->id, 1);

	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	now = load_product(product->id);
	ck_assert_int_eq(now->available, 1);
	ck_assert_str_eq(now->order_id, "");
	ck_assert_int_eq(now->version, 2);
	ck_assert_str_eq(load_order(order)->status, "cancelled");
	ck_assert_int_eq(load_order(order)->version, 1);
	ck_assert_int_eq(load_order(order)->overdue, 0);
	make_order(make_user(), product->id, 1);
}

TEST(cancelling_twice_changes_nothing_more)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	ck_assert_int_eq(load_order(order)->version, 1);
	ck_assert_int_eq(load_product(product->id)->version, 2);
	ck_assert_str_eq(subjects_of(order->id), "order:created order:cancelled");
}

TEST(nobody_sees_or_cancels_anothers_order)
{
	struct order *order = make_order(make_user(), make_product(make_user(), 100, 1)->id, 1), loaded;
	const char *other = make_user();

	ck_assert_ptr_eq(order_load(pool, order->id, other, &loaded), UNAUTHORIZED);
	ck_assert_ptr_eq(order_cancel(pool, order->id, other), UNAUTHORIZED);
	ck_assert_str_eq(load_order(order)->status, "created");
}

TEST(an_unknown_or_impossible_order_is_not_found)
{
	static const char *const ids[] = { "0123456789abcdef01234567", "", "x", "../x", "0123456789ABCDEF01234567", "[\"a\"]" };
	struct order order;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		ck_assert_ptr_eq(order_load(pool, ids[i], make_user(), &order), NOT_FOUND);
		ck_assert_ptr_eq(order_cancel(pool, ids[i], make_user()), NOT_FOUND);
	}
}

/* ---- lists */

TEST(the_list_has_the_own_orders_of_every_status_in_order)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 100, 10), *free = make_product(make_user(), 0, 10);
	struct order *created = make_order(buyer, product->id, 1), *complete = make_order(buyer, free->id, 1);
	struct order *cancelled = make_order(buyer, product->id, 2), *rows;
	struct list list;

	make_order(make_user(), product->id, 1);
	ck_assert_ptr_eq(order_cancel(pool, cancelled->id, buyer), EMPTY);
	list = order_list(pool, buyer, NULL, 500, 0);
	rows = list.rows;
	ck_assert_uint_eq(list.count, 3);
	ck_assert_str_eq(rows[0].id, created->id);
	ck_assert_str_eq(rows[1].id, complete->id);
	ck_assert_str_eq(rows[2].status, "cancelled");
	ck_assert_int_eq(rows[2].tickets, 2);
	list = order_list(pool, buyer, NULL, 1, 1);
	ck_assert_str_eq(((struct order *)list.rows)[0].id, cancelled->id);
	list = order_list(pool, buyer, created->id, 500, 0);
	ck_assert_uint_eq(list.count, 2);
}

TEST(a_list_can_not_begin_after_anothers_order)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 100, 10);
	struct order *theirs = make_order(make_user(), product->id, 1);

	make_order(buyer, product->id, 1);
	ck_assert_uint_eq(order_list(pool, buyer, theirs->id, 500, 0).count, 1);
}

TEST(a_hold_is_found_from_its_product)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 100, 10);
	struct order *order = make_order(buyer, product->id, 1);
	char id[ID_SIZE];

	order_of_product(id, product->id, buyer);
	ck_assert_str_eq(id, order->id);
	order_of_product(id, product->id, make_user());
	ck_assert_str_eq(id, "");
}

int main(void)
{
	return test_run("order", IN_TRANSACTION);
}

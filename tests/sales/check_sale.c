/* What a seller sees of orders: own lines alone, of orders that have paid or hold. */
#include "sales/sale.h"

#include "db/db.h"
#include "sales/hold.h"
#include "tests/make.h"
#include "tests/test.h"

static const char *seller;
static struct product *product;

static void put_on_sale(void)
{
	seller = make_user();
	product = make_product(seller, 100, 50);
}

static struct order *order_of(int64_t quantity)
{
	return make_order(make_user(), product->id, quantity);
}

static void set_status(const struct order *order, const char *status)
{
	db_exec("UPDATE orders SET status = ?, created_at = created_at WHERE id = ?", BIND(db_text(status), db_text(order->id)));
}

static const struct sale *sales(size_t expected)
{
	struct list list = sale_list(pool, product->id, NULL, 100);

	ck_assert_uint_eq(list.count, expected);
	return list.rows;
}

TEST(who_has_paid_or_holds_is_listed_and_nobody_else)
{
	struct order *held, *paying, *paid, *overdue, *cancelled;
	const struct sale *list;

	put_on_sale();
	held = order_of(1);
	paying = order_of(2);
	paid = order_of(3);
	overdue = order_of(4);
	cancelled = order_of(5);
	set_status(paying, "awaiting:payment");
	set_status(paid, "complete");
	make_due_in(overdue, 0);
	ck_assert_ptr_eq(order_cancel(pool, cancelled->id, cancelled->user_id), EMPTY);
	list = sales(3);
	for (size_t i = 0; i < 3; i++) {
		const struct order *order = list[i].quantity == 1 ? held : list[i].quantity == 2 ? paying : paid;

		ck_assert_str_eq(list[i].order_id, order->id);
		ck_assert_str_eq(list[i].status, load_order(order)->status);
		ck_assert_int_eq(list[i].total, 100 * list[i].quantity);
		ck_assert_str_eq(list[i].currency, "USD");
	}
}

TEST(a_line_whose_tickets_all_went_back_is_returned)
{
	struct order *order;

	put_on_sale();
	order = order_of(2);
	set_status(order, "complete");
	ck_assert_int_eq(sales(1)->returned, 0);
	db_exec("UPDATE order_items SET refunded = 1 WHERE order_id = ?", BIND(db_text(order->id)));
	ck_assert_int_eq(sales(1)->refunded * 10 + sales(1)->returned, 10);
	db_exec("UPDATE order_items SET refunded = 2 WHERE order_id = ?", BIND(db_text(order->id)));
	ck_assert_int_eq(sales(1)->refunded * 10 + sales(1)->returned, 21);
}

TEST(pages_go_from_the_newest_back)
{
	const char *last = NULL;
	int64_t seen = 0;
	struct list page;

	put_on_sale();
	for (int i = 0; i < 5; i++)
		order_of(1);
	do {
		const struct sale *rows;

		page = sale_list(pool, product->id, last, 2);
		rows = page.rows;
		for (size_t i = 0; i < page.count; i++) {
			ck_assert(!last || strcmp(rows[i].order_id, last) < 0);
			last = rows[i].order_id;
		}
		seen += (int64_t)page.count;
	} while (page.more);
	ck_assert_int_eq(seen, 5);
	ck_assert_uint_eq(sale_list(pool, product->id, last, 2).count, 0);
}

/* One ticket of this seller's, two of another's. */
static struct order shared_order(const struct product *other)
{
	struct order_line lines[2] = { { .quantity = 2 }, { .quantity = 1 } };
	struct order order = { 0 };

	memcpy(lines[0].product_id, other->id, ID_SIZE);
	memcpy(lines[1].product_id, product->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, make_user(), lines, 2), CREATED);
	return order;
}

TEST(of_an_order_of_several_each_sees_own_lines_and_their_total)
{
	const char *other_seller = make_user();
	struct order order, seen = { 0 };
	struct product *other;

	put_on_sale();
	other = make_product(other_seller, 70, 5);
	order = shared_order(other);
	ck_assert_ptr_eq(sale_load(pool, order.id, seller, &seen), DONE);
	ck_assert_uint_eq(seen.items.count, 1);
	ck_assert_int_eq(seen.total, 100);
	ck_assert_int_eq(seen.tickets, 1);
	ck_assert_str_eq(seen.product.id, product->id);
	ck_assert_ptr_eq(sale_load(pool, order.id, other_seller, &seen), DONE);
	ck_assert_int_eq(seen.total, 140);
	ck_assert_str_eq(seen.product.id, other->id);
}

TEST(a_stranger_or_the_buyer_sees_no_sale)
{
	struct order *order, seen = { 0 };

	put_on_sale();
	order = order_of(1);
	ck_assert_ptr_eq(sale_load(pool, order->id, make_user(), &seen), UNAUTHORIZED);
	ck_assert_ptr_eq(sale_load(pool, order->id, order->user_id, &seen), UNAUTHORIZED);
	ck_assert_ptr_eq(sale_load(pool, "0123456789abcdef01234567", seller, &seen), NOT_FOUND);
}

TEST(what_can_be_refunded_is_what_is_paid_and_left)
{
	struct order *order, seen = { 0 };

	put_on_sale();
	order = order_of(3);
	sale_load(pool, order->id, seller, &seen);
	ck_assert_int_eq(seen.refundable, 0);
	set_status(order, "complete");
	db_exec("UPDATE order_items SET refunded = 1 WHERE order_id = ?", BIND(db_text(order->id)));
	sale_load(pool, order->id, seller, &seen);
	ck_assert_int_eq(seen.refundable, 2);
}

int main(void)
{
	return test_run("sale", IN_TRANSACTION);
}

#include "sales/product_edit.h"
#include "sales/hold.h"

#include <stdio.h>

#include "db/db.h"
#include "db/link.h"
#include "tests/make.h"
#include "sales/order_place.h"
#include "tests/test.h"

/* Stops the database's clock, for this connection, at so many milliseconds after the order's end. */
static void stop_clock(const struct order *order, int64_t after)
{
	int64_t at = load_order(order)->expires_at + after;
	char sql[64];

	snprintf(sql, sizeof(sql), "SET timestamp = %lld.%03lld", (long long)(at / 1000), (long long)(at % 1000));
	db_command(sql);
}

static const char *status(const struct order *order)
{
	return load_order(order)->status;
}

TEST(a_hold_ends_at_its_instant_and_not_one_earlier)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	stop_clock(order, -1);
	ck_assert_str_eq(status(order), "created");
	ck_assert_int_eq(load_order(order)->expires_in, 1);
	ck_assert_int_eq(load_product(product->id)->available, 0);
	ck_assert_str_eq(load_product(product->id)->order_id, order->id);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 1, NULL), RESERVED);
	stop_clock(order, 0);
	ck_assert_str_eq(status(order), "cancelled");
	ck_assert_int_eq(load_order(order)->expires_in, 0);
	ck_assert_int_eq(load_product(product->id)->available, 1);
	ck_assert_str_eq(load_product(product->id)->order_id, "");
}

TEST(reading_an_overdue_order_writes_nothing)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	make_due_in(order, -1);
	ck_assert_str_eq(status(order), "cancelled");
	ck_assert_int_eq(load_order(order)->overdue, 1);
	ck_assert_int_eq(load_order(order)->version, 0);
	ck_assert_int_eq(load_product(product->id)->version, 1);
	ck_assert_str_eq(subjects_of(order->id), "order:created");
	order_list(pool, order->user_id, NULL, 10, 0);
	ck_assert_int_eq(number_of("SELECT status = 'created' FROM orders WHERE id = ?", order->id), 1);
}

TEST(an_overdue_order_can_not_be_cancelled_by_its_buyer_any_more)
{
	struct order *order = make_order(make_user(), make_product(make_user(), 100, 1)->id, 1);

	make_due_in(order, -1);
	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	ck_assert_str_eq(subjects_of(order->id), "order:created");
	ck_assert_int_eq(hold_expire(pool, 100), 1);
	ck_assert_str_eq(subjects_of(order->id), "order:created expiration:complete order:cancelled");
}

TEST(the_next_buyer_takes_over_an_overdue_hold)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order = make_order(make_user(), product->id, 1), *next;

	make_due_in(order, -1);
	next = make_order(make_user(), product->id, 1);
	ck_assert_str_eq(status(next), "created");
	ck_assert_int_eq(load_order(order)->version, 1);
	ck_assert_str_eq(subjects_of(order->id), "order:created expiration:complete order:cancelled");
	ck_assert_str_eq(load_product(product->id)->order_id, next->id);
	ck_assert_int_eq(load_product(product->id)->version, 3);
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", product->id), 1);
	ck_assert_int_eq(hold_expire(pool, 100), 0);
}

TEST(overdue_holds_are_taken_over_only_where_they_are_needed)
{
	struct product *product = make_product(make_user(), 100, 10);
	struct order *order = make_order(make_user(), product->id, 4);

	make_due_in(order, -1);
	make_order(make_user(), product->id, 6);
	ck_assert_str_eq(subjects_of(order->id), "order:created");
	make_order(make_user(), product->id, 4);
	ck_assert_str_eq(subjects_of(order->id), "order:created expiration:complete order:cancelled");
	ck_assert_int_eq(load_product(product->id)->available, 0);
}

TEST(an_order_that_is_refused_even_so_ends_no_hold)
{
	struct product *product = make_product(make_user(), 100, 10);
	struct order *order = make_order(make_user(), product->id, 4);

	make_order(make_user(), product->id, 3);
	make_due_in(order, -1);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 8, NULL), RESERVED);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 11, NULL), RESERVED);
	ck_assert_str_eq(subjects_of(order->id), "order:created");
	ck_assert_ptr_eq(try_order(make_user(), product->id, 7, NULL), CREATED);
}

TEST(who_needs_one_ticket_does_not_end_every_overdue_hold)
{
	struct product *product = make_product(make_user(), 100, 150);
	const char *buyer = make_user();

	for (int i = 0; i < 150; i++)
		make_due_in(make_order(buyer, product->id, 1), -1);
	make_order(make_user(), product->id, 1);
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", product->id), 150 - 100 + 1);
	ck_assert_int_eq(load_product(product->id)->available, 149);
	make_order(make_user(), product->id, 140);
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", product->id), 141);
	ck_assert_int_eq(load_product(product->id)->available, 9);
}

TEST(what_is_overdue_can_be_edited)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 1), updated;
	struct order *order = make_order(make_user(), product->id, 1);
	struct product input = { .title = "Again on sale", .price = 100, .quantity = 1, .version = 1, .revision = -1 };

	make_due_in(order, -1);
	ck_assert_ptr_eq(product_edit(pool, product->id, seller, &input, &updated), DONE);
	ck_assert_int_eq(updated.version, 3); /* the hold has ended, the product is edited */
	ck_assert_int_eq(updated.revision, 1);
	ck_assert_int_eq(updated.available, 1);
	ck_assert_str_eq(updated.order_id, "");
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", product->id), 0);
	ck_assert_str_eq(subjects_of(order->id), "order:created expiration:complete order:cancelled");
	ck_assert_str_eq(subjects_of(product->id), "product:created product:updated product:updated product:updated");
}

TEST(taking_over_releases_the_other_products_of_the_order_too)
{
	struct product *wanted = make_product(make_user(), 100, 1), *other = make_product(make_user(), 100, 5);
	struct order_line lines[2] = { { .quantity = 1 }, { .quantity = 2 } };
	struct order order;

	memcpy(lines[0].product_id, wanted->id, ID_SIZE);
	memcpy(lines[1].product_id, other->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, make_user(), lines, 2), CREATED);
	make_due_in(&order, -1);
	make_order(make_user(), wanted->id, 1);
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", other->id), 0);
	ck_assert_int_eq(load_product(other->id)->version, 2);
	ck_assert_str_eq(subjects_of(other->id), "product:created product:updated product:updated");
}

TEST(a_batch_cancels_the_oldest_first_and_no_more_than_asked)
{
	struct product *product = make_product(make_user(), 100, 10);
	struct order *orders[3];

	while (hold_expire(pool, 1000))
		;
	for (int i = 0; i < 3; i++) {
		orders[i] = make_order(make_user(), product->id, 1);
		make_due_in(orders[i], -3000 + 1000 * i);
	}
	ck_assert_int_eq(hold_expire(pool, 2), 2);
	ck_assert_int_eq(load_order(orders[0])->version + load_order(orders[1])->version, 2);
	ck_assert_int_eq(load_order(orders[2])->version, 0);
	ck_assert_int_eq(hold_expire(pool, 2), 1);
	ck_assert_int_eq(hold_expire(pool, 2), 0);
	ck_assert_int_eq(number_of("SELECT held FROM quotas WHERE id = ?", product->id), 0);
}

TEST(a_batch_raises_each_products_version_once)
{
	struct product *product = make_product(make_user(), 100, 10);

	for (int i = 0; i < 4; i++)
		make_due_in(make_order(make_user(), product->id, 2), -1);
	while (hold_expire(pool, 1000))
		;
	ck_assert_int_eq(load_product(product->id)->version, 5);
	ck_assert_int_eq(events_of(product->id, "product:updated"), 5);
	ck_assert_int_eq(load_product(product->id)->available, 10);
}

TEST(what_is_not_overdue_is_left_alone)
{
	struct product *product = make_product(make_user(), 100, 3), *free = make_product(make_user(), 0, 3);
	struct order *live = make_order(make_user(), product->id, 1), *complete = make_order(make_user(), free->id, 1);
	struct order *cancelled = make_order(make_user(), product->id, 1);

	ck_assert_ptr_eq(order_cancel(pool, cancelled->id, cancelled->user_id), EMPTY);
	make_due_in(complete, -1000);
	while (hold_expire(pool, 1000))
		;
	ck_assert_str_eq(status(live), "created");
	ck_assert_str_eq(status(complete), "complete");
	ck_assert_str_eq(subjects_of(cancelled->id), "order:created order:cancelled");
}

TEST(an_expired_order_says_why)
{
	struct order *order = make_order(make_user(), make_product(make_user(), 100, 1)->id, 1);

	make_due_in(order, -1);
	while (hold_expire(pool, 1000))
		;
	ck_assert_str_eq(status(order), "cancelled");
	ck_assert_int_eq(load_order(order)->overdue, 1);
	ck_assert_int_eq(number_of("SELECT cancelled_by = 'expiry' FROM orders WHERE id = ?", order->id), 1);
}

int main(void)
{
	return test_run("expiry", IN_TRANSACTION);
}

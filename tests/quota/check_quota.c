/* Quotas: a product's own and those that several share. Each test commits what it makes. */
#include "quota/quota.h"

#include "db/db.h"
#include "money/settlement.h"
#include "sales/hold.h"
#include "sales/order_place.h"
#include "tests/make.h"
#include "tests/test.h"

static struct order order;

/* A quota that these products share, each taking so many. */
static const char *share(int64_t size, const struct product *a, int64_t takes_a, const struct product *b, int64_t takes_b)
{
	static const char QUOTA[] = "INSERT INTO quotas (id, name, size) VALUES (?, 'Hall', ?)";
	static const char TAKES[] = "INSERT INTO product_quotas (product_id, quota_id, takes) VALUES (?, ?, ?)";
	char *id = pool_alloc(pool, ID_SIZE);

	id_new(id);
	db_exec(QUOTA, BIND(db_text(id), db_int(size)));
	db_exec(TAKES, BIND(db_text(a->id), db_text(id), db_int(takes_a)));
	if (b)
		db_exec(TAKES, BIND(db_text(b->id), db_text(id), db_int(takes_b)));
	return id;
}

static const struct outcome *place(const struct product *a, int64_t of_a, const struct product *b, int64_t of_b)
{
	struct order_line lines[2] = { { .quantity = of_a }, { .quantity = of_b } };

	memcpy(lines[0].product_id, a->id, ID_SIZE);
	if (b)
		memcpy(lines[1].product_id, b->id, ID_SIZE);
	id_new(order.id);
	return place_order(&order, make_user(), lines, b ? 2 : 1);
}

static int64_t held(const char *id)
{
	return number_of("SELECT held FROM quotas WHERE id = ?", id);
}

TEST(products_that_share_a_quota_sell_no_more_than_it_has)
{
	struct product *a = make_product(make_user(), 100, 50), *b = make_product(make_user(), 100, 50);
	const char *hall = share(3, a, 1, b, 1);

	ck_assert_ptr_eq(place(a, 2, NULL, 0), CREATED);
	ck_assert_int_eq(load_product(b->id)->available, 1);
	ck_assert_ptr_eq(place(b, 2, NULL, 0), RESERVED);
	ck_assert_ptr_eq(place(b, 1, NULL, 0), CREATED);
	ck_assert_int_eq(load_product(a->id)->available, 0);
	ck_assert_ptr_eq(place(a, 1, NULL, 0), RESERVED);
	ck_assert_int_eq(held(hall), 3);
	ck_assert_int_eq(held(a->id), 2);
}

TEST(lines_of_one_order_add_up)
{
	struct product *a = make_product(make_user(), 100, 50), *b = make_product(make_user(), 100, 50);
	const char *hall = share(3, a, 1, b, 1);

	ck_assert_ptr_eq(place(a, 2, b, 2), RESERVED);
	ck_assert_int_eq(held(hall) + held(a->id) + held(b->id), 0);
	ck_assert_ptr_eq(place(a, 2, b, 1), CREATED);
	ck_assert_int_eq(held(hall), 3);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM claims WHERE order_id = ?", order.id), 3);
}

TEST(a_product_may_take_several_for_each_unit)
{
	struct product *family = make_product(make_user(), 100, 50);
	const char *hall = share(10, family, 4, NULL, 0);

	ck_assert_int_eq(load_product(family->id)->available, 2);
	ck_assert_ptr_eq(place(family, 3, NULL, 0), RESERVED);
	ck_assert_ptr_eq(place(family, 2, NULL, 0), CREATED);
	ck_assert_int_eq(held(hall), 8);
	ck_assert_int_eq(load_product(family->id)->available, 0);
}

TEST(a_pass_takes_all_or_nothing)
{
	struct product *saturday = make_product(make_user(), 100, 50), *sunday = make_product(make_user(), 100, 50);
	struct product *pass = make_product(make_user(), 150, 50);
	const char *one = share(1, saturday, 1, pass, 1), *other = share(1, sunday, 1, pass, 1);

	ck_assert_ptr_eq(place(sunday, 1, NULL, 0), CREATED);
	ck_assert_ptr_eq(place(pass, 1, NULL, 0), RESERVED);
	ck_assert_int_eq(held(one), 0);
	ck_assert_int_eq(held(other), 1);
	ck_assert_ptr_eq(place(saturday, 1, NULL, 0), CREATED);
}

TEST(an_overdue_hold_of_a_sibling_frees_what_they_share)
{
	struct product *a = make_product(make_user(), 100, 50), *b = make_product(make_user(), 100, 50);
	const char *hall = share(1, a, 1, b, 1);
	struct order first;

	ck_assert_ptr_eq(place(a, 1, NULL, 0), CREATED);
	first = order;
	make_due_in(&first, 300);
	ck_assert_ptr_eq(place(b, 1, NULL, 0), RESERVED);
	ck_assert_int_eq(load_product(b->id)->available, 0);
	db_number("SELECT SLEEP(0.35)", BIND(), 0);
	ck_assert_int_eq(load_product(b->id)->available, 1);
	ck_assert_ptr_eq(place(b, 1, NULL, 0), CREATED);
	ck_assert_int_eq(held(hall), 1);
	ck_assert_int_eq(held(a->id), 0);
	ck_assert_str_eq(subjects_of(first.id), "order:created expiration:complete order:cancelled");
}

TEST(free_tickets_of_a_shared_quota_are_sold_at_once)
{
	struct product *free = make_product(make_user(), 0, 50);
	const char *hall = share(2, free, 1, NULL, 0);

	ck_assert_ptr_eq(place(free, 2, NULL, 0), CREATED);
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", hall), 20);
	ck_assert_ptr_eq(place(free, 1, NULL, 0), RESERVED);
}

TEST(what_is_cancelled_is_given_back_to_each_quota)
{
	struct product *a = make_product(make_user(), 100, 50), *b = make_product(make_user(), 100, 50);
	const char *hall = share(9, a, 2, b, 1);

	ck_assert_ptr_eq(place(a, 2, b, 3), CREATED);
	ck_assert_int_eq(held(hall), 7);
	ck_assert_ptr_eq(order_cancel(pool, order.id, order.user_id), EMPTY);
	ck_assert_int_eq(held(hall) + held(a->id) + held(b->id), 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM claims WHERE order_id = ?", order.id), 0);
}

/* ---- one claim at a time */

static void sell_order(void)
{
	struct batch *batch = batch_new(pool);
	struct list held = quota_claims_held(pool, order.id);

	quota_sell(batch, order.id, &held);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
}

TEST(what_is_held_becomes_sold_and_a_part_comes_back)
{
	struct product *a = make_product(make_user(), 100, 50);
	const char *hall = share(9, a, 2, NULL, 0);
	struct batch *batch = batch_new(pool);
	struct list claims;

	ck_assert_ptr_eq(place(a, 3, NULL, 0), CREATED);
	sell_order();
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", hall), 60);
	claims = quota_claims_of(pool, a->id, 1);
	quota_return(batch, order.id, &claims);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", hall), 40);
	ck_assert_int_eq(number_of("SELECT SUM(quantity) FROM claims WHERE order_id = ?", order.id), 6);
	batch_clear(batch);
	claims = quota_claims_of(pool, a->id, 2);
	quota_return(batch, order.id, &claims);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", hall), 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM claims WHERE order_id = ?", order.id), 0);
	db_exec("DELETE FROM order_items WHERE order_id = ?", BIND(db_text(order.id))); /* which was never completed */
	db_exec("DELETE FROM orders WHERE id = ?", BIND(db_text(order.id)));
}

TEST(claims_are_merged_in_the_order_of_quotas)
{
	struct product *a = make_product(make_user(), 100, 50), *b = make_product(make_user(), 100, 50);
	struct list of_a, of_b, all;
	const struct quota_claim *rows;

	share(9, a, 2, b, 1);
	of_a = quota_claims_of(pool, a->id, 3);
	of_b = quota_claims_of(pool, b->id, 1);
	all = quota_merge(pool, &of_b, &of_a);
	rows = all.rows;
	ck_assert_uint_eq(all.count, 3);
	ck_assert(strcmp(rows[0].quota_id, rows[1].quota_id) < 0 && strcmp(rows[1].quota_id, rows[2].quota_id) < 0);
	ck_assert_int_eq(rows[0].quantity + rows[1].quantity + rows[2].quantity, 3 + 1 + 7);
}

int main(void)
{
	return test_run("quota", CONFIGURED);
}

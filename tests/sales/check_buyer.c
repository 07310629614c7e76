/* What one account may order, as a program that stays decides it: each order is committed. tests/hoarding.sh has many at once. */
#include "sales/buyer.h"

#include "base/config.h"
#include "db/db.h"
#include "sales/hold.h"
#include "sales/order_place.h"
#include "sales/settings.h"
#include "tests/make.h"
#include "tests/test.h"

static const char SENT[] =
	"SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'Com_stmt_execute'";

static const char *seller, *buyer;
static struct product *product;

/* Everything is limited, to much more than a test orders; each test says which limit it is about. */
static void begin(int64_t price)
{
	config.rate_limit = true;
	sales_settings.tickets_per_order = sales_settings.tickets_per_buyer = sales_settings.unpaid_orders = 1000;
	sales_settings.unpaid_per_hour = 3600;
	seller = make_user();
	buyer = make_user();
	product = make_product(seller, price, 100);
}

static const struct outcome *order_some(int64_t quantity)
{
	return try_order(buyer, product->id, quantity, NULL);
}

static struct order *order_one(void)
{
	return make_order(buyer, product->id, 1);
}

static const struct outcome *expire_all(void *orders)
{
	*(int64_t *)orders = hold_expire(pool, 1000);
	return DONE;
}

/* An order whose hold runs out, as the job notices it. */
static void let_run_out(struct order *order)
{
	int64_t orders;

	make_due_in(order, -1);
	db_transaction(expire_all, &orders);
	ck_assert_int_ge(orders, 1);
}

TEST(an_order_has_at_most_so_many_tickets_of_all_its_products_together)
{
	struct order order;
	struct order_line lines[2] = { { .quantity = 3 }, { .quantity = 3 } };

	begin(100);
	sales_settings.tickets_per_order = 5;
	memcpy(lines[0].product_id, product->id, ID_SIZE);
	memcpy(lines[1].product_id, make_product(seller, 100, 10)->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, buyer, lines, 2), MANY_TICKETS);
	lines[1].quantity = 2;
	ck_assert_ptr_eq(place_order(&order, buyer, lines, 2), CREATED);
	ck_assert_str_eq(buyer_words(pool, MANY_TICKETS), "At most 5 in one order");
	ck_assert_int_eq(buyer_order_max(10), 5);
	ck_assert_int_eq(buyer_order_max(4), 4);
}

TEST(what_an_account_holds_and_has_bought_of_a_product_is_limited_together)
{
	struct product *other;

	begin(0);
	sales_settings.tickets_per_buyer = 5;
	other = make_product(seller, 100, 10);
	ck_assert_ptr_eq(order_some(6), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(order_some(3), CREATED); /* free tickets: bought at once */
	ck_assert_ptr_eq(order_some(3), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(order_some(2), CREATED);
	ck_assert_ptr_eq(order_some(1), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(try_order(buyer, other->id, 5, NULL), CREATED);
	ck_assert_ptr_eq(try_order(buyer, other->id, 1, NULL), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 5, NULL), CREATED);
	ck_assert_str_eq(buyer_words(pool, MANY_OF_PRODUCT), "At most 5 for each person");
}

TEST(what_was_given_back_counts_no_longer)
{
	struct order *cancelled;

	begin(100);
	sales_settings.tickets_per_buyer = 2;
	cancelled = order_one();
	make_due_in(order_one(), -1); /* nobody has noticed yet that this one has run out */
	ck_assert_ptr_eq(order_some(2), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(order_cancel(pool, cancelled->id, buyer), EMPTY);
	ck_assert_ptr_eq(order_some(2), CREATED);
}

TEST(an_account_has_at_most_so_many_orders_that_hold_tickets)
{
	struct order *first;
	struct product *free;

	begin(100);
	sales_settings.unpaid_orders = 2;
	first = order_one();
	order_one();
	ck_assert_ptr_eq(order_some(1), MANY_UNPAID);
	free = make_product(seller, 0, 10);
	ck_assert_ptr_eq(try_order(buyer, free->id, 1, NULL), CREATED);
	ck_assert_ptr_eq(order_cancel(pool, first->id, buyer), EMPTY);
	ck_assert_ptr_eq(order_some(1), CREATED);
	ck_assert_ptr_eq(order_some(1), MANY_UNPAID);
	ck_assert_ptr_eq(try_order(make_user(), product->id, 1, NULL), CREATED);
	ck_assert_str_eq(buyer_words(pool, MANY_UNPAID), "At most 2 unpaid orders at a time: please pay for one first, or cancel it");
}

TEST(an_order_of_several_products_is_one_unpaid_order)
{
	struct order order;
	struct order_line lines[2] = { { .quantity = 1 }, { .quantity = 1 } };

	begin(100);
	sales_settings.unpaid_orders = 2;
	memcpy(lines[0].product_id, product->id, ID_SIZE);
	memcpy(lines[1].product_id, make_product(seller, 100, 10)->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, buyer, lines, 2), CREATED);
	ck_assert_ptr_eq(order_some(1), CREATED);
	ck_assert_ptr_eq(order_some(1), MANY_UNPAID);
}

TEST(holds_that_ran_out_pause_their_account_alone)
{
	begin(100);
	sales_settings.unpaid_per_hour = 3;
	for (int i = 0; i < 2; i++)
		let_run_out(order_one());
	let_run_out(order_one());
	ck_assert_ptr_eq(order_some(1), PAUSED);
	ck_assert_int_gt(buyer_pause(buyer), 1190);
	ck_assert_int_le(buyer_pause(buyer), 1200);
	ck_assert_ptr_eq(try_order(buyer, make_product(seller, 0, 1)->id, 1, NULL), CREATED); /* a free ticket is nothing to be paid for */
	ck_assert_ptr_eq(try_order(make_user(), product->id, 1, NULL), CREATED);
	db_exec("UPDATE buyers SET paid_off = paid_off - INTERVAL 20 MINUTE WHERE user_id = ?", BIND(db_text(buyer)));
	let_run_out(order_one());
	ck_assert_ptr_eq(order_some(1), PAUSED);
}

TEST(who_needs_the_tickets_of_a_hold_that_ran_out_counts_it_too)
{
	struct product *scarce;

	begin(100);
	sales_settings.unpaid_per_hour = 1;
	scarce = make_product(seller, 100, 1);
	make_due_in(make_order(buyer, scarce->id, 1), -1);
	ck_assert_ptr_eq(try_order(make_user(), scarce->id, 1, NULL), CREATED);
	ck_assert_ptr_eq(order_some(1), PAUSED);
}

TEST(a_cancelled_order_has_not_run_out)
{
	begin(100);
	sales_settings.unpaid_per_hour = 1;
	ck_assert_ptr_eq(order_cancel(pool, order_one()->id, buyer), EMPTY);
	ck_assert_ptr_eq(order_some(1), CREATED);
}

TEST(many_holds_that_ran_out_at_once_are_remembered_for_two_hours_at_most)
{
	begin(100);
	for (int i = 0; i < 9; i++)
		make_due_in(order_one(), -1);
	sales_settings.unpaid_per_hour = 3;
	let_run_out(order_one());
	ck_assert_int_gt(buyer_pause(buyer), 7200 - 2400 - 10);
	ck_assert_int_le(buyer_pause(buyer), 7200 - 2400);
}

/* ---- at once */

static struct batch *prepare(struct order *order)
{
	struct batch *batch = batch_new(pool);
	struct order_line line = { .quantity = 1 };

	memcpy(line.product_id, product->id, ID_SIZE);
	id_new(order->id);
	ck_assert_ptr_eq(order_place(pool, batch, order, buyer, &line, 1), CREATED);
	return batch;
}

/* Of two orders of one account that were read at the same moment one is read again, whether or not they come to be written together. */
static void check_both(void)
{
	struct order orders[2];
	struct batch *batches[] = { prepare(&orders[0]), prepare(&orders[1]) };

	ck_assert_int_eq(batch_commit(batches, 2), BATCH_REFUSED);
	ck_assert_int_eq(batch_commit(&batches[0], 1), BATCH_DONE);
	ck_assert_int_eq(batch_commit(&batches[1], 1), BATCH_REFUSED);
}

TEST(two_orders_that_saw_the_same_are_not_both_placed)
{
	begin(100);
	check_both(); /* the account's first */
	check_both();
	sales_settings.unpaid_orders = 2;
	ck_assert_ptr_eq(order_some(1), MANY_UNPAID);
}

TEST(orders_of_different_accounts_are_written_together)
{
	struct order orders[2];
	struct batch *batches[2];

	begin(100);
	for (int i = 0; i < 2; i++) {
		buyer = make_user();
		batches[i] = prepare(&orders[i]);
	}
	ck_assert_int_eq(batch_commit(batches, 2), BATCH_DONE);
	ck_assert_int_eq(load_product(product->id)->version, 1);
}

/* How many statements an order is, with the one that this is asked by. */
static int64_t sent_for_one(void)
{
	int64_t sent = db_number(SENT, BIND(), 0);

	order_one();
	return db_number(SENT, BIND(), 0) - sent;
}

TEST(limits_cost_an_accounts_first_order_no_round_trip_and_others_one)
{
	begin(100);
	order_one();
	order_one();
	ck_assert_int_eq(sent_for_one(), 4);
	buyer = make_user();
	ck_assert_int_eq(sent_for_one(), 3);
}

TEST(what_was_ordered_without_limits_counts_once_there_are_some)
{
	begin(100);
	sales_settings.tickets_per_buyer = 5;
	config.rate_limit = false;
	ck_assert_ptr_eq(order_some(4), CREATED);
	config.rate_limit = true;
	ck_assert_ptr_eq(order_some(2), MANY_OF_PRODUCT);
	ck_assert_ptr_eq(order_some(1), CREATED);
}

/* ---- no limits */

static void check_unlimited(void)
{
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_eq(order_some(30), CREATED);
	let_run_out(order_one());
	ck_assert_ptr_eq(order_some(1), CREATED);
	ck_assert_int_eq(buyer_order_max(10), 10);
}

TEST(a_limit_of_0_is_none)
{
	begin(100);
	sales_settings.tickets_per_order = sales_settings.tickets_per_buyer = 0;
	sales_settings.unpaid_orders = sales_settings.unpaid_per_hour = 0;
	check_unlimited();
}

TEST(without_protection_from_abuse_there_are_no_limits)
{
	begin(100);
	sales_settings.tickets_per_order = sales_settings.tickets_per_buyer = 1;
	sales_settings.unpaid_orders = sales_settings.unpaid_per_hour = 1;
	config.rate_limit = false;
	check_unlimited();
	ck_assert_int_eq(number_of("SELECT COUNT(number) FROM orders WHERE user_id = ?", buyer), 0);
}

int main(void)
{
	return test_run("buyer", CONFIGURED);
}

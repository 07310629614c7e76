/* Tickets that a seller gives back, and the money that is due for them. */
#include "money/refund.h"

#include "db/db.h"
#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/settlement.h"
#include "money/test_provider.h"
#include "tests/make.h"
#include "tests/test.h"

static struct order order;
static struct product *dear, *cheap, *gift;
static const char *seller, *second_seller;
static struct payment payment;

/* Three of ten at 100 and two of five at 30 by one seller, one free ticket of five by another; paid, 360 in all. */
static void buy_all(void)
{
	struct order_line lines[3] = { { .quantity = 3 }, { .quantity = 2 }, { .quantity = 1 } };
	struct batch *batch = batch_new(pool);
	struct charge charge = { .state = CHARGE_SUCCEEDED, .amount = 360, .currency = "USD" };
	bool has_page;

	seller = make_user();
	second_seller = make_user();
	dear = make_product(seller, 100, 10);
	cheap = make_product(seller, 30, 5);
	gift = make_product(second_seller, 0, 5);
	memcpy(lines[0].product_id, dear->id, ID_SIZE);
	memcpy(lines[1].product_id, cheap->id, ID_SIZE);
	memcpy(lines[2].product_id, gift->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, make_user(), lines, 3), CREATED);
	ck_assert_ptr_eq(payment_begin(batch, order.id, order.user_id, &test_provider, &payment, &has_page), CREATED);
	write_batch(batch);
	charge.provider_id = payment.provider_id;
	ck_assert_ptr_eq(settlement_apply(pool, &payment, &charge), DONE);
}

static const struct outcome *give_back(const char *who, const struct product *product, int64_t quantity)
{
	struct order_line line = { .quantity = quantity };

	memcpy(line.product_id, product->id, ID_SIZE);
	return refund_tickets(pool, order.id, who, &line, 1);
}

static int64_t sold(const struct product *product)
{
	return number_of("SELECT sold FROM quotas WHERE id = ?", product->id);
}

static int64_t due(void)
{
	return number_of("SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE NOT done AND reason = 'seller' AND payment_id = ?", payment.id);
}

TEST(some_go_back_on_sale_and_their_price_is_due)
{
	buy_all();
	ck_assert_ptr_eq(give_back(seller, dear, 2), DONE);
	ck_assert_int_eq(sold(dear), 1);
	ck_assert_int_eq(sold(cheap), 2);
	ck_assert_int_eq(due(), 200);
	ck_assert_int_eq(number_of("SELECT quantity FROM claims WHERE order_id = ? ORDER BY quantity LIMIT 1", order.id), 1);
	ck_assert_str_eq(load_order(&order)->status, "complete");
	ck_assert_int_eq(events_of(dear->id, "product:updated"), 3);
}

TEST(all_of_one_seller_leaves_the_others)
{
	buy_all();
	ck_assert_ptr_eq(refund_tickets(pool, order.id, seller, NULL, 0), DONE);
	ck_assert_int_eq(sold(dear) + sold(cheap), 0);
	ck_assert_int_eq(sold(gift), 1);
	ck_assert_int_eq(due(), 360);
	ck_assert_ptr_eq(refund_tickets(pool, order.id, seller, NULL, 0), NOT_REFUNDABLE);
	ck_assert_int_eq(due(), 360);
}

TEST(free_tickets_go_back_without_money)
{
	buy_all();
	ck_assert_ptr_eq(refund_tickets(pool, order.id, second_seller, NULL, 0), DONE);
	ck_assert_int_eq(sold(gift), 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM refunds WHERE payment_id = ?", payment.id), 0);
}

TEST(more_than_there_are_changes_nothing)
{
	struct order_line lines[2] = { { .quantity = 3 }, { .quantity = 3 } };

	buy_all();
	ck_assert_ptr_eq(give_back(seller, dear, 4), NOT_REFUNDABLE);
	memcpy(lines[0].product_id, dear->id, ID_SIZE);
	memcpy(lines[1].product_id, cheap->id, ID_SIZE);
	ck_assert_ptr_eq(refund_tickets(pool, order.id, seller, lines, 2), NOT_REFUNDABLE);
	ck_assert_ptr_eq(give_back(seller, gift, 1), NOT_REFUNDABLE);
	ck_assert_int_eq(sold(dear) * 100 + sold(cheap) * 10 + sold(gift), 321);
	ck_assert_int_eq(due(), 0);
}

TEST(only_who_sold_them_gives_them_back)
{
	buy_all();
	ck_assert_ptr_eq(refund_tickets(pool, order.id, make_user(), NULL, 0), UNAUTHORIZED);
	ck_assert_ptr_eq(refund_tickets(pool, order.id, order.user_id, NULL, 0), UNAUTHORIZED);
	ck_assert_ptr_eq(refund_tickets(pool, "0123456789abcdef01234567", seller, NULL, 0), NOT_FOUND);
	db_exec("UPDATE orders SET status = 'created' WHERE id = ?", BIND(db_text(order.id)));
	ck_assert_ptr_eq(refund_tickets(pool, order.id, seller, NULL, 0), NOT_REFUNDABLE);
	ck_assert_int_eq(due(), 0);
}

TEST(no_more_is_due_than_others_have_left_of_the_payment)
{
	buy_all();
	db_exec("INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES (REPEAT('e', 24), ?, 300, 'provider', TRUE)",
	        BIND(db_text(payment.id)));
	ck_assert_ptr_eq(give_back(seller, dear, 1), DONE);
	ck_assert_int_eq(due(), 60);
	ck_assert_ptr_eq(give_back(seller, dear, 1), DONE);
	ck_assert_int_eq(due(), 60);
	ck_assert_int_eq(sold(dear), 1);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM refunds WHERE payment_id = ?", payment.id), 2);
}

static struct refund the_one(void)
{
	struct list list;

	db_exec("UPDATE refunds SET due_at = NOW(6) WHERE payment_id = ?", BIND(db_text(payment.id)));
	list = refund_due(pool, order.id, 10);
	ck_assert_uint_eq(list.count, 1);
	return *(const struct refund *)list.rows;
}

TEST(one_that_is_refused_is_asked_later_and_later_under_another_key)
{
	struct refund refund;

	buy_all();
	give_back(seller, dear, 1);
	for (int64_t refusals = 1; refusals <= 3; refusals++) {
		refund = the_one();
		ck_assert_int_eq(refund.attempt, refusals);
		refund_put_off(&refund, true);
		refund_put_off(&refund, true);
		ck_assert_int_eq(number_of("SELECT refusals FROM refunds WHERE payment_id = ?", payment.id), refusals);
		ck_assert_uint_eq(refund_due(pool, order.id, 10).count, 0);
		ck_assert_int_ge(number_of("SELECT TIMESTAMPDIFF(SECOND, NOW(6), due_at) FROM refunds WHERE payment_id = ?", payment.id), 50);
	}
	refund = the_one();
	db_exec("UPDATE refunds SET refusals = 1000 WHERE id = ?", BIND(db_text(refund.id)));
	refund_put_off(&refund, false);
	ck_assert_int_eq(number_of("SELECT ROUND(TIMESTAMPDIFF(MINUTE, NOW(6), due_at), -1) FROM refunds WHERE id = ?", refund.id), 60);
	ck_assert_int_eq(the_one().attempt, 4);
}

TEST(one_is_done_once)
{
	struct refund refund;

	buy_all();
	give_back(seller, cheap, 1);
	refund = the_one();
	refund_done(pool, &refund);
	refund_done(pool, &refund);
	refund_put_off(&refund, true);
	ck_assert_int_eq(events_of(refund.id, "payment:refunded"), 1);
	ck_assert_int_eq(due(), 0);
	ck_assert_uint_eq(refund_due(pool, order.id, 10).count, 0);
}

TEST(what_is_stuck_is_listed_until_somebody_has_paid_it)
{
	struct refund refund;
	const struct refund_stuck *stuck;
	struct list list;

	buy_all();
	give_back(seller, dear, 1);
	refund = the_one();
	ck_assert_ptr_eq(refund_paid_by_hand(pool, refund.id), NOT_FOUND);
	db_exec("UPDATE refunds SET refusals = ?, created_at = '2000-01-01' WHERE id = ?", BIND(db_int(REFUND_STUCK), db_text(refund.id)));
	list = refund_stuck_list(pool, 1);
	stuck = list.rows;
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(stuck->id, refund.id);
	ck_assert_str_eq(stuck->order_id, order.id);
	ck_assert_int_eq(stuck->amount * 10 + stuck->came_back, 1000);
	ck_assert_ptr_eq(refund_paid_by_hand(pool, refund.id), DONE);
	ck_assert_ptr_eq(refund_paid_by_hand(pool, refund.id), NOT_FOUND);
	ck_assert_ptr_eq(refund_paid_by_hand(pool, "nonsense"), NOT_FOUND);
	ck_assert_int_eq(events_of(refund.id, "payment:refunded"), 1);
}

int main(void)
{
	return test_run("refund_tickets", IN_TRANSACTION);
}

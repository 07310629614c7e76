/* What follows from a provider's answer. Each test commits what it makes. */
#include "money/settlement.h"

#include "db/db.h"
#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/test_provider.h"
#include "quota/quota.h"
#include "tests/make.h"
#include "tests/test.h"

static struct order *order;
static struct payment payment;

/* An order of two tickets at 100, and a payment of it that is about to be confirmed. */
static void begin(void)
{
	struct batch *batch = batch_new(pool);
	bool has_hosted_checkout;

	order = make_order(make_user(), make_product(make_user(), 100, 5)->id, 2);
	ck_assert_ptr_eq(payment_begin(batch, order->id, order->user_id, &test_provider, &payment, &has_hosted_checkout), CREATED);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
}

static struct charge charged(int64_t amount)
{
	return (struct charge){ .state = CHARGE_SUCCEEDED, .provider_id = payment.provider_id, .amount = amount, .currency = "USD" };
}

static int64_t sold(void)
{
	return number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", order->product.id);
}

TEST(a_payment_has_its_name_before_the_provider_is_asked)
{
	begin();
	ck_assert_str_eq(payment.provider_id, pool_print(pool, "test_%s", payment.id));
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM payments WHERE id = ? AND provider_id = CONCAT('test_', id)", payment.id), 1);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM test_charges WHERE made_for = ?", payment.id), 0);
	ck_assert_int_eq(test_provider.confirm(pool, &payment, "tok_visa").state, CHARGE_SUCCEEDED);
	ck_assert_int_eq(number_of("SELECT amount FROM test_charges WHERE made_for = ? AND state = 'succeeded'", payment.id), 200);
}

TEST(of_two_that_begin_to_pay_one_is_committed)
{
	struct batch *one = batch_new(pool), *other = batch_new(pool);
	bool has_hosted_checkout;

	order = make_order(make_user(), make_product(make_user(), 100, 5)->id, 2);
	ck_assert_ptr_eq(payment_begin(one, order->id, order->user_id, &test_provider, &payment, &has_hosted_checkout), CREATED);
	ck_assert_ptr_eq(payment_begin(other, order->id, order->user_id, &test_provider, &payment, &has_hosted_checkout), CREATED);
	ck_assert_int_eq(batch_commit(&one, 1), BATCH_DONE);
	db_number("SELECT SLEEP(0.01)", BIND(), 0); /* within a millisecond there would be nothing to change */
	ck_assert_int_eq(batch_commit(&other, 1), BATCH_REFUSED);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM payments WHERE order_id = ?", order->id), 1);
}

TEST(a_charge_that_was_called_off_before_it_was_opened_never_succeeds)
{
	begin();
	ck_assert_int_eq(test_provider.cancel(pool, &payment).state, CHARGE_CANCELLED);
	ck_assert_int_eq(test_provider.confirm(pool, &payment, "tok_visa").state, CHARGE_CANCELLED);
	ck_assert_int_eq(test_provider.look_up(pool, &payment).state, CHARGE_CANCELLED);
}

TEST(what_was_expected_completes_the_order_and_sells_what_it_held)
{
	struct charge charge;

	begin();
	charge = charged(200);
	ck_assert_int_eq(sold(), 2);
	ck_assert(settlement_apply_expected(pool, &payment, &charge));
	ck_assert_int_eq(sold(), 20);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM claims WHERE order_id = ? AND held_until IS NULL", order->id), 1);
	ck_assert_str_eq(load_order(order)->status, "complete");
	ck_assert_int_eq(events_of(order->id, "order:completed"), 1);
	ck_assert_int_eq(events_of(payment.id, "payment:created"), 1);
	ck_assert_int_eq(events_of(order->product.id, "product:updated"), 2);
	ck_assert(!settlement_apply_expected(pool, &payment, &charge));
	ck_assert_int_eq(sold(), 20);
}

TEST(another_amount_is_not_what_was_expected)
{
	struct charge charge;

	begin();
	charge = charged(199);
	ck_assert(!settlement_apply_expected(pool, &payment, &charge));
	charge = charged(200);
	charge.currency = "EUR";
	ck_assert(!settlement_apply_expected(pool, &payment, &charge));
	ck_assert_int_eq(sold(), 2);
	ck_assert_str_eq(load_order(order)->status, "awaiting:payment");
}

TEST(an_order_that_awaits_no_payment_is_left_to_the_careful_way)
{
	struct charge charge;

	begin();
	charge = charged(200);
	db_exec("UPDATE orders SET status = 'created' WHERE id = ?", BIND(db_text(order->id)));
	ck_assert(!settlement_apply_expected(pool, &payment, &charge));
	db_exec("UPDATE orders SET status = 'awaiting:payment' WHERE id = ?", BIND(db_text(order->id)));
	ck_assert_int_eq(sold(), 2);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM payments WHERE id = ? AND status = 'pending'", payment.id), 1);
}

TEST(what_is_held_no_more_is_not_sold)
{
	struct batch *batch = batch_new(pool);
	struct list held;

	begin();
	held = quota_claims_held(pool, order->id);
	ck_assert_uint_eq(held.count, 1);
	db_exec("UPDATE claims SET held_until = NULL WHERE order_id = ?", BIND(db_text(order->id)));
	quota_sell(batch, order->id, &held);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_REFUSED);
	ck_assert_int_eq(sold(), 2);
	db_exec("UPDATE claims SET held_until = '9999-12-31' WHERE order_id = ?", BIND(db_text(order->id)));
}

int main(void)
{
	return test_run("settlement", CONFIGURED);
}

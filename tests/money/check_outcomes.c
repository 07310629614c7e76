/* What becomes of a payment and its order is what the tables of ARCHITECTURE.md say ("Every outcome has an end"). */
#include "db/db.h"
#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/settlement.h"
#include "money/test_provider.h"
#include "tests/make.h"
#include "tests/table.h"
#include "tests/test.h"

/* ---- what is */

static struct order *order;
static struct payment payment;

static const char *payment_status(void)
{
	return text_of("SELECT status FROM payments WHERE id = ?", payment.id);
}

static struct charge charge_of(enum charge_state state, int64_t amount)
{
	return (struct charge){ .state = state, .provider_id = payment.provider_id, .amount = amount, .currency = "USD",
	                        .action_url = state == CHARGE_ACTION ? "https://bank.example.org/" : NULL };
}

static const struct outcome *apply(enum charge_state state, int64_t amount)
{
	struct charge charge = charge_of(state, amount);

	return settlement_apply(pool, &payment, &charge);
}

/* An order of two tickets of five at 100, and a payment of it that is pending. */
static void begin(void)
{
	struct batch *batch = batch_new(pool);
	bool has_hosted_checkout;

	order = make_order(make_user(), make_product(make_user(), 100, 5)->id, 2);
	ck_assert_ptr_eq(payment_begin(batch, order->id, order->user_id, &test_provider, &payment, &has_hosted_checkout), CREATED);
	write_batch(batch);
}

static void begin_as(size_t column)
{
	static const enum charge_state before[] = { [2] = CHARGE_DECLINED, [3] = CHARGE_SUCCEEDED };

	begin();
	if (column > 1)
		apply(before[column], 200);
}

/* ---- payments */

static const struct said {
	const char *row;
	enum charge_state state;
	int64_t amount;
} said[] = {
	{ "`CHARGE_UNKNOWN`", CHARGE_UNKNOWN, 0 },
	{ "`CHARGE_OPEN`", CHARGE_OPEN, 0 },
	{ "`CHARGE_ACTION`", CHARGE_ACTION, 0 },
	{ "`CHARGE_DECLINED`", CHARGE_DECLINED, 0 },
	{ "`CHARGE_UNAVAILABLE`", CHARGE_UNAVAILABLE, 0 },
	{ "`CHARGE_CANCELLED`", CHARGE_CANCELLED, 0 },
	{ "`CHARGE_SUCCEEDED`", CHARGE_SUCCEEDED, 200 },
	{ "`CHARGE_SUCCEEDED`, other money", CHARGE_SUCCEEDED, 199 },
};

TEST(each_word_of_the_provider_makes_of_each_payment_what_the_table_says)
{
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		for (size_t column = 1; column <= 3; column++) {
			begin_as(column);
			apply(said[i].state, said[i].amount);
			ck_assert_msg(!strcmp(payment_status(), table_word(said[i].row, column)), "%s, column %zu: %s, not %s", said[i].row, column,
			              payment_status(), table_word(said[i].row, column));
		}
}

TEST(no_order_awaits_a_payment_that_is_decided)
{
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		begin();
		apply(said[i].state, said[i].amount);
		ck_assert_msg(!strcmp(payment_status(), "pending") == !strcmp(load_order(order)->status, "awaiting:payment"), "%s: %s, %s",
		              said[i].row, payment_status(), load_order(order)->status);
	}
}

TEST(other_money_goes_back_as_it_came)
{
	begin();
	ck_assert_ptr_eq(apply(CHARGE_SUCCEEDED, 250), OTHER_MONEY);
	ck_assert_int_eq(number_of("SELECT amount FROM payments WHERE id = ? AND paid_order IS NULL", payment.id), 250);
	ck_assert_int_eq(number_of("SELECT amount FROM refunds WHERE payment_id = ? AND reason = 'differs' AND NOT done", payment.id), 250);
	ck_assert_int_eq(events_of(payment.id, "payment:created"), 1);
	ck_assert_int_eq(events_of(order->id, "order:completed"), 0);
	ck_assert_ptr_eq(apply(CHARGE_SUCCEEDED, 250), DONE);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM refunds WHERE payment_id = ?", payment.id), 1);
}

static void begun_before(int64_t seconds)
{
	db_exec("UPDATE payments SET begun_at = NOW(6) - INTERVAL ? SECOND WHERE id = ?", BIND(db_int(seconds), db_text(payment.id)));
}

TEST(what_the_provider_never_says_is_given_up_after_a_week)
{
	begin();
	begun_before(PAYMENT_GIVE_UP - 60);
	ck_assert_ptr_eq(apply(CHARGE_UNKNOWN, 0), UNSETTLED);
	ck_assert_str_eq(payment_status(), "pending");
	begun_before(PAYMENT_GIVE_UP);
	ck_assert_ptr_eq(apply(CHARGE_UNKNOWN, 0), DECLINED);
	ck_assert_str_eq(payment_status(), "failed");
	ck_assert_str_eq(load_order(order)->status, "created");
	ck_assert_ptr_eq(apply(CHARGE_SUCCEEDED, 200), DONE);
	ck_assert_str_eq(load_order(order)->status, "complete");
}

/* ---- orders */

static void let_hold_end(void)
{
	apply(CHARGE_DECLINED, 0);
	make_due_in(order, -1000);
}

static void cancel(void)
{
	apply(CHARGE_DECLINED, 0);
	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
}

static void as_awaiting(void)
{
}

static void as_created(void)
{
	apply(CHARGE_DECLINED, 0);
}

static void as_cancelled_and_taken(void)
{
	cancel();
	make_order(make_user(), order->product.id, 4);
}

/* Another payment has paid for it. */
static void as_complete(void)
{
	struct payment first = payment;

	id_new(payment.id);
	payment.provider_id = payment.id;
	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency) VALUES (?, ?, 'test', 200, 'USD')",
	        BIND(db_text(payment.id), db_text(order->id)));
	apply(CHARGE_SUCCEEDED, 200);
	payment = first;
}

TEST(money_that_was_asked_for_makes_of_each_order_what_the_table_says)
{
	static const struct {
		const char *row;
		void (*prepare)(void);
	} orders[] = {
		{ "awaiting this payment", as_awaiting },
		{ "created, paid on the provider's page", as_created },
		{ "overdue, and nobody has noticed", let_hold_end },
		{ "cancelled, tickets are left", cancel },
		{ "cancelled, tickets are gone", as_cancelled_and_taken },
		{ "complete", as_complete },
	};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const char *back;

		begin();
		orders[i].prepare();
		ck_assert_ptr_eq(apply(CHARGE_SUCCEEDED, 200), DONE);
		back = text_of("SELECT reason FROM refunds WHERE payment_id = ?", payment.id);
		ck_assert_msg(!strcmp(load_order(order)->status, table_word(orders[i].row, 1)), "%s: %s", orders[i].row, load_order(order)->status);
		ck_assert_msg(!strcmp(strcmp(back, "none") ? back : "kept", table_word(orders[i].row, 2)), "%s: %s", orders[i].row, back);
	}
}

int main(void)
{
	return test_run("outcomes", IN_TRANSACTION);
}

/* How often an order may be tried to be paid for, each try committed as by a program that stays. */
#include "base/config.h"
#include "db/db.h"
#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/provider.h"
#include "money/settings.h"
#include "money/settlement.h"
#include "tests/make.h"
#include "tests/test.h"

static const char *buyer;
static struct order *order;
static struct payment payment; /* of the attempt that was prepared last */

static void begin(void)
{
	config.rate_limit = true;
	money_settings.payment_attempts = 3;
	buyer = make_user();
	order = make_order(buyer, make_product(make_user(), 100, 10)->id, 1);
}

static const struct outcome *prepare(struct batch **batch)
{
	bool has_hosted_checkout;

	*batch = batch_new(pool);
	return payment_begin(*batch, order->id, buyer, provider_named(money_settings.payment_provider), &payment, &has_hosted_checkout);
}

static const struct outcome *decline(void *unused)
{
	const struct charge charge = { .state = CHARGE_DECLINED, .provider_id = payment.provider_id, .message = "no" };

	(void)unused;
	ck_assert_ptr_eq(settlement_apply(pool, &payment, &charge), DECLINED);
	return DONE;
}

/* One attempt, which the provider declines. */
static const struct outcome *try_once(void)
{
	struct batch *batch;
	const struct outcome *outcome = prepare(&batch);

	if (outcome != CREATED)
		return outcome;
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
	db_transaction(decline, NULL);
	return CREATED;
}

TEST(an_order_has_so_many_attempts_and_no_more)
{
	begin();
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_eq(try_once(), CREATED);
	ck_assert_ptr_eq(try_once(), MANY_ATTEMPTS);
	ck_assert_str_eq(load_order(order)->status, "created");
	order = make_order(buyer, make_product(make_user(), 100, 10)->id, 1);
	ck_assert_ptr_eq(try_once(), CREATED);
}

TEST(an_attempt_that_saw_one_left_is_refused_after_another_had_it)
{
	struct batch *late;

	begin();
	try_once();
	try_once();
	ck_assert_ptr_eq(prepare(&late), CREATED);
	ck_assert_ptr_eq(try_once(), CREATED);
	ck_assert_int_eq(batch_commit(&late, 1), BATCH_REFUSED);
	ck_assert_int_eq(number_of("SELECT attempts FROM orders WHERE id = ?", order->id), 3);
}

TEST(without_a_limit_there_is_none)
{
	begin();
	money_settings.payment_attempts = 0;
	for (int i = 0; i < 12; i++)
		ck_assert_ptr_eq(try_once(), CREATED);
	money_settings.payment_attempts = 3;
	config.rate_limit = false;
	ck_assert_ptr_eq(try_once(), CREATED);
}

int main(void)
{
	return test_run("attempts", CONFIGURED);
}

/* What becomes of a refund and a dispute is what the tables of ARCHITECTURE.md say ("Every outcome has an end"). */
#include "money/refund_found.h"

#include "db/db.h"
#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/refund.h"
#include "money/settlement.h"
#include "money/test_provider.h"
#include "tests/make.h"
#include "tests/table.h"
#include "tests/test.h"

static struct order *order;
static struct payment payment;

/* An order of two tickets of five at 100, and a payment of it that is pending. */
static void begin(void)
{
	struct batch *batch = batch_new(pool);
	bool has_hosted_checkout;

	order = make_order(make_user(), make_product(make_user(), 100, 5)->id, 2);
	ck_assert_ptr_eq(payment_begin(batch, order->id, order->user_id, &test_provider, &payment, &has_hosted_checkout), CREATED);
	write_batch(batch);
}

static void begin_paid(void)
{
	struct charge charge = { .state = CHARGE_SUCCEEDED, .amount = 200, .currency = "USD" };

	begin();
	charge.provider_id = payment.provider_id;
	ck_assert_ptr_eq(settlement_apply(pool, &payment, &charge), DONE);
	payment_load(pool, payment.id, NULL, &payment);
}

/* ---- refunds */

static char refund_id[ID_SIZE];

/* A payment that has paid for its order, with a refund of all of it: due, done or come back. */
static void begin_refund(size_t column)
{
	struct batch *batch = batch_new(pool);

	begin_paid();
	refund_all(batch, payment.id, "seller");
	write_batch(batch);
	memcpy(refund_id, text_of("SELECT id FROM refunds WHERE payment_id = ?", payment.id), ID_SIZE);
	if (column > 1)
		db_exec("UPDATE refunds SET done = TRUE WHERE id = ?", BIND(db_text(refund_id)));
	if (column > 2)
		db_exec("UPDATE refunds SET failed_at = NOW(6) WHERE id = ?", BIND(db_text(refund_id)));
}

static const char *refund_state(void)
{
	return text_of("SELECT IF(failed_at IS NOT NULL, 'come back', IF(done, 'done', 'due')) FROM refunds WHERE id = ?", refund_id);
}

static struct refund_found find(const char *id, const char *provider_id, int64_t amount, bool failed, enum dispute_state dispute)
{
	struct ledger_entry entry = { .id = id, .payment_id = payment.id, .provider_id = provider_id, .currency = "USD", .amount = amount,
	                              .failed = failed, .dispute = dispute };

	return refund_found_take_up(pool, &payment, &(struct ledger){ &entry, 1, 1 });
}

/* The settle job asks about what is due alone. */
static void answer(enum refund_state state)
{
	struct refund refund = { .attempt = 1 };

	memcpy(refund.id, refund_id, ID_SIZE);
	if (strcmp(refund_state(), "due"))
		return;
	if (state == REFUND_ACCEPTED)
		refund_done(pool, &refund);
	else
		refund_put_off(&refund, state == REFUND_REFUSED);
}

static void say_accepted(void)
{
	answer(REFUND_ACCEPTED);
}

static void say_refused(void)
{
	answer(REFUND_REFUSED);
}

static void say_unknown(void)
{
	answer(REFUND_UNKNOWN);
}

static void show_there(void)
{
	find(refund_id, "re_1", 200, false, DISPUTE_NONE);
}

static void show_failed(void)
{
	find(refund_id, "re_1", 200, true, DISPUTE_NONE);
}

static void show_of_others(void)
{
	find(NULL, pool_print(pool, "re_%s", payment.id), 200, false, DISPUTE_NONE);
}

static void pay_by_hand(void)
{
	db_exec("UPDATE refunds SET refusals = ? WHERE id = ? AND NOT done", BIND(db_int(REFUND_STUCK), db_text(refund_id)));
	refund_paid_by_hand(pool, refund_id);
}

static void is_as_the_table_says(const char *row, size_t column)
{
	ck_assert_msg(!strcmp(refund_state(), table_word(row, column)), "%s, column %zu: %s", row, column, refund_state());
}

TEST(each_word_of_the_provider_makes_of_each_refund_what_the_table_says)
{
	static const struct {
		const char *row;
		void (*say)(void);
	} words[] = {
		{ "`REFUND_ACCEPTED`", say_accepted }, { "`REFUND_REFUSED`", say_refused }, { "`REFUND_UNKNOWN`", say_unknown },
		{ "it is there", show_there }, { "it is there and has failed", show_failed },
		{ "others have made one of the same amount", show_of_others }, { "paid by hand (`boxoffice-refund`)", pay_by_hand },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t column = 1; column <= 3; column++) {
			begin_refund(column);
			words[i].say();
			is_as_the_table_says(words[i].row, column);
			words[i].say();
			is_as_the_table_says(words[i].row, column);
			ck_assert_int_eq(number_of("SELECT SUM(amount) FROM refunds WHERE payment_id = ?", payment.id), 200);
		}
}

TEST(no_more_is_due_than_others_have_left)
{
	begin_refund(1);
	ck_assert_int_eq(find(NULL, "re_part", 150, false, DISPUTE_NONE).found, 1);
	ck_assert_int_eq(number_of("SELECT amount FROM refunds WHERE id = ? AND attempt = 2", refund_id), 50);
	ck_assert_int_eq(find(NULL, "re_part", 150, false, DISPUTE_NONE).found, 0);
	ck_assert_int_eq(find(NULL, "re_rest", 70, false, DISPUTE_NONE).found, 1);
	ck_assert_str_eq(refund_state(), "none");
	ck_assert_int_eq(number_of("SELECT SUM(amount) FROM refunds WHERE payment_id = ?", payment.id), 200);
	ck_assert_int_eq(number_of("SELECT sold * 10 + held FROM quotas WHERE id = ?", order->product.id), 0);
}

TEST(money_of_a_payment_that_never_succeeded_is_not_taken_up)
{
	begin();
	ck_assert_int_eq(find(NULL, "re_1", 200, false, DISPUTE_NONE).found, 0);
	ck_assert_int_eq(find(NULL, "re_1", 0, false, DISPUTE_NONE).found, 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM refunds WHERE payment_id = ?", payment.id), 0);
}

/* ---- disputes */

TEST(each_word_of_a_bank_makes_of_a_dispute_what_the_table_says)
{
	static const struct {
		const char *row;
		enum dispute_state state;
		int64_t sold; /* tickets */
	} words[] = {
		{ "`DISPUTE_OPEN`", DISPUTE_OPEN, 2 }, { "`DISPUTE_WON`", DISPUTE_WON, 2 }, { "`DISPUTE_LOST`", DISPUTE_LOST, 0 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		begin_paid();
		find(NULL, pool_print(pool, "du_%s", payment.id), 230, false, words[i].state);
		ck_assert_str_eq(text_of("SELECT dispute FROM payments WHERE id = ?", payment.id), table_word(words[i].row, 1));
		ck_assert_int_eq(number_of("SELECT sold FROM quotas WHERE id = ?", order->product.id), words[i].sold);
		ck_assert_int_eq(number_of("SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE reason = 'dispute' AND payment_id = ?", payment.id),
		                 words[i].state == DISPUTE_LOST ? 200 : 0);
		ck_assert_int_eq(events_of(payment.id, "payment:disputed"), 1);
	}
}

int main(void)
{
	return test_run("refund_found", IN_TRANSACTION);
}

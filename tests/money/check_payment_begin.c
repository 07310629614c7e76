/* How a payment begins, is named, fails and is tried again; which payments the provider is asked about. */
#include "money/payment.h"
#include "money/payment_begin.h"

#include "db/db.h"
#include "money/test_provider.h"
#include "tests/make.h"
#include "tests/test.h"

static struct order *order;
static struct payment payment;
static bool has_page;

static const struct outcome *begin_as(const char *buyer)
{
	struct batch *batch = batch_new(pool);
	const struct outcome *outcome = payment_begin(batch, order->id, buyer, &test_provider, &payment, &has_page);

	if (outcome == CREATED)
		write_batch(batch);
	return outcome;
}

static void make_held(void)
{
	order = make_order(make_user(), make_product(make_user(), 100, 5)->id, 2);
}

static void begin(void)
{
	make_held();
	ck_assert_ptr_eq(begin_as(order->user_id), CREATED);
}

static void end_by(const char *why)
{
	payment_fail(payment.id, why);
	db_exec("UPDATE orders SET status = 'created', pay_until = NULL WHERE id = ?", BIND(db_text(order->id)));
}

TEST(an_order_awaits_its_payment_and_holds_on_to_its_tickets)
{
	begin();
	ck_assert_str_eq(load_order(order)->status, "awaiting:payment");
	ck_assert_int_eq(load_order(order)->version, 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM claims WHERE held_until > NOW() + INTERVAL 1 YEAR AND order_id = ?", order->id), 1);
	ck_assert_int_eq(payment.amount, 200);
	ck_assert_str_eq(payment.currency, "USD");
	ck_assert_str_eq(payment.status, "pending");
}

TEST(a_second_one_is_told_of_the_first)
{
	char first[ID_SIZE];

	begin();
	memcpy(first, payment.id, ID_SIZE);
	ck_assert_ptr_eq(begin_as(order->user_id), PAYING);
	ck_assert_str_eq(payment.id, first);
}

TEST(two_that_read_the_same_order_cannot_both_begin)
{
	struct batch *one = batch_new(pool), *other = batch_new(pool);

	make_held();
	ck_assert_ptr_eq(payment_begin(one, order->id, order->user_id, &test_provider, &payment, &has_page), CREATED);
	ck_assert_ptr_eq(payment_begin(other, order->id, order->user_id, &test_provider, &payment, &has_page), CREATED);
	ck_assert(try_batch(one));
	db_number("SELECT SLEEP(0.01)", BIND(), 0); /* within a millisecond there would be nothing to change */
	ck_assert(!try_batch(other));
}

TEST(a_declined_card_is_followed_by_another_under_the_same_name)
{
	char first[ID_SIZE];

	begin();
	memcpy(first, payment.id, ID_SIZE);
	end_by("Your card was declined.");
	ck_assert_ptr_eq(begin_as(order->user_id), CREATED);
	ck_assert_str_eq(payment.id, first);
	ck_assert_int_eq(payment.attempt, 2);
	ck_assert_int_eq(number_of("SELECT attempt FROM payments WHERE status = 'pending' AND failure IS NULL AND id = ?", first), 2);
}

TEST(one_that_was_called_off_is_not_tried_again)
{
	char first[ID_SIZE];

	begin();
	memcpy(first, payment.id, ID_SIZE);
	end_by(NULL);
	ck_assert_ptr_eq(begin_as(order->user_id), CREATED);
	ck_assert_str_ne(payment.id, first);
	ck_assert_int_eq(payment.attempt, 1);
}

static int64_t payments_by(const char *buyer)
{
	return number_of("SELECT COUNT(*) FROM payments y JOIN orders o ON o.id = y.order_id WHERE o.user_id = ?", buyer);
}

TEST(what_cannot_be_paid_is_refused)
{
	make_held();
	ck_assert_ptr_eq(begin_as(make_user()), UNAUTHORIZED);
	make_due_in(order, -1);
	ck_assert_ptr_eq(begin_as(order->user_id), PAY_CANCELLED);
	make_held();
	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	ck_assert_ptr_eq(begin_as(order->user_id), PAY_CANCELLED);
	order = make_order(make_user(), make_product(make_user(), 0, 5)->id, 1);
	ck_assert_ptr_eq(begin_as(order->user_id), ALREADY_PAID);
	memcpy(order->id, "0123456789abcdef01234567", ID_SIZE);
	ck_assert_ptr_eq(begin_as(order->user_id), NOT_FOUND);
	ck_assert_int_eq(payments_by(order->user_id), 0);
}

TEST(a_page_of_the_providers_leaves_the_order_as_it_is)
{
	char first[ID_SIZE];

	make_held();
	ck_assert_ptr_eq(payment_begin_hosted_checkout(pool, order->id, order->user_id, &payment), CREATED);
	memcpy(first, payment.id, ID_SIZE);
	ck_assert_ptr_null(payment.provider_id);
	ck_assert_str_eq(load_order(order)->status, "created");
	ck_assert_ptr_eq(payment_begin_hosted_checkout(pool, order->id, order->user_id, &payment), CREATED);
	ck_assert_str_eq(payment.id, first);
	ck_assert_ptr_eq(begin_as(order->user_id), CREATED);
	ck_assert(has_page);
	ck_assert_str_ne(payment.id, first);
}

TEST(a_name_is_kept_once_and_only_while_it_is_pending)
{
	make_held();
	payment_begin_hosted_checkout(pool, order->id, order->user_id, &payment);
	ck_assert_ptr_eq(payment_name(&payment, "cs_one"), DONE);
	ck_assert_ptr_eq(payment_name(&payment, "cs_two"), STALE);
	ck_assert_str_eq(payment.provider_id, "cs_one");
	make_held();
	payment_begin_hosted_checkout(pool, order->id, order->user_id, &payment);
	payment_fail(payment.id, NULL);
	ck_assert_ptr_eq(payment_name(&payment, "cs_three"), STALE);
}

TEST(money_that_has_come_does_not_fail_any_more)
{
	struct batch *batch = batch_new(pool);

	begin();
	payment_succeed_pending(batch, payment.id, "test_1");
	write_batch(batch);
	payment_fail(payment.id, "Too late.");
	ck_assert(!payment_give_up(payment.id));
	ck_assert_int_eq(number_of("SELECT status = 'succeeded' AND failure IS NULL FROM payments WHERE id = ?", payment.id), 1);
	payment_succeed_pending(batch = batch_new(pool), payment.id, "test_1");
	ck_assert(!try_batch(batch));
}

TEST(an_order_is_paid_by_one_payment)
{
	struct batch *batch = batch_new(pool);
	char second[ID_SIZE];

	begin();
	payment_succeed(batch, payment.id, "test_1", true);
	write_batch(batch);
	id_new(second);
	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency) VALUES (?, ?, 'test', 200, 'USD')",
	        BIND(db_text(second), db_text(order->id)));
	payment_succeed(batch = batch_new(pool), second, "test_2", true);
	ck_assert(!try_batch(batch));
}

TEST(words_of_any_length_are_kept_as_far_as_there_is_room)
{
	char words[301];

	memset(words, 'x', 300);
	words[300] = '\0';
	begin();
	end_by(words);
	ck_assert_int_eq(number_of("SELECT LENGTH(failure) FROM payments WHERE id = ?", payment.id), 255);
}

static bool is_asked_about(void)
{
	struct list list = payment_unsettled(pool, 1000);

	for (size_t i = 0; i < list.count; i++)
		if (!strcmp(((const struct payment *)list.rows)[i].id, payment.id))
			return true;
	return false;
}

static void set_back(int64_t begun, int64_t asked)
{
	db_exec("UPDATE payments SET begun_at = NOW(6) - INTERVAL ? SECOND, asked_at = NOW(6) - INTERVAL ? SECOND WHERE id = ?",
	        BIND(db_int(begun), db_int(asked), db_text(payment.id)));
}

TEST(the_provider_is_asked_the_less_often_the_longer_it_does_not_say)
{
	begin();
	ck_assert(!is_asked_about());
	db_exec("UPDATE payments SET begun_at = NOW(6) - INTERVAL 5 SECOND WHERE id = ?", BIND(db_text(payment.id)));
	ck_assert(is_asked_about());
	set_back(60, 9);
	ck_assert(!is_asked_about());
	set_back(60, 11);
	ck_assert(is_asked_about());
	set_back(2 * 3600, 110);
	ck_assert(!is_asked_about());
	set_back(2 * 3600, 130);
	ck_assert(is_asked_about());
	set_back(5 * 86400, 590);
	ck_assert(!is_asked_about());
	set_back(5 * 86400, 610);
	ck_assert(is_asked_about());
	payment_fail(payment.id, NULL);
	ck_assert(!is_asked_about());
}

int main(void)
{
	return test_run("payment_begin", IN_TRANSACTION);
}

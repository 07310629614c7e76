/* Whose money goes back first. */
#include "money/refund.h"

#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

static struct order *completed(const char *seller)
{
	struct order *order = make_order(make_user(), make_product(seller, 100, 5)->id, 1);
	char id[ID_SIZE];

	id_new(id);
	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, status, paid_order) VALUES (?, ?, 'test', 100, 'USD',"
	        " 'succeeded', ?)", BIND(db_text(id), db_text(order->id), db_text(order->id)));
	db_exec("UPDATE orders SET status = 'complete' WHERE id = ?", BIND(db_text(order->id)));
	return order;
}

static const char *refunded(const char *seller)
{
	struct order *order = completed(seller);

	db_exec("UPDATE claims SET held_until = NULL WHERE order_id = ?", BIND(db_text(order->id)));
	db_exec("UPDATE quotas q JOIN claims c ON c.quota_id = q.id SET q.held = q.held - c.quantity, q.sold = q.sold + c.quantity"
	        " WHERE c.order_id = ?", BIND(db_text(order->id)));
	ck_assert_ptr_eq(refund_tickets(pool, order->id, seller, NULL, 0), DONE);
	return order->id;
}

static int64_t account_is(const char *seller)
{
	return db_number("SELECT COUNT(*) FROM refunds WHERE account = ?", BIND(db_text(seller)), -1);
}

TEST(a_seller_who_refunds_many_keeps_nobody_elses_money_waiting)
{
	const char *many = make_user(), *one = make_user(), *order;
	struct list due;

	db_exec("UPDATE refunds SET due_at = NOW(6) + INTERVAL 1 DAY", BIND());
	for (int i = 0; i < 30; i++)
		refunded(many);
	db_exec("UPDATE refunds SET due_at = NOW(6) - INTERVAL 1 MINUTE WHERE account = ?", BIND(db_text(many)));
	order = refunded(one);
	due = refund_due(pool, NULL, 2);
	ck_assert_uint_eq(due.count, 2);
	ck_assert_int_eq(account_is(one), 1);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM payments WHERE id = ? AND order_id = ?",
	                           BIND(db_text(((const struct refund *)due.rows)[1].payment_id), db_text(order)), -1), 1);
}

TEST(money_that_came_late_is_caused_by_who_paid)
{
	struct order *order = completed(make_user());
	struct batch *batch = batch_new(pool);
	char id[ID_SIZE];

	id_new(id);
	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, status) VALUES (?, ?, 'test', 100, 'USD', 'succeeded')",
	        BIND(db_text(id), db_text(order->id)));
	refund_all(batch, id, "duplicate");
	write_batch(batch);
	ck_assert_int_eq(account_is(order->user_id), 1);
}

int main(void)
{
	return test_run("refund", IN_TRANSACTION);
}

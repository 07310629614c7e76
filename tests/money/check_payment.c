/* Whose payment the provider is asked about first. */
#include "money/payment.h"

#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

/* A payment of this buyer's that has waited for so long. */
static void pending_of(const char *buyer, int64_t seconds)
{
	struct order *order = make_order(buyer, make_product(make_user(), 100, 5)->id, 1);
	char id[ID_SIZE];

	id_new(id);
	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, begun_at) VALUES (?, ?, 'test', 100, 'USD',"
	        " NOW(6) - INTERVAL ? SECOND)", BIND(db_text(id), db_text(order->id), db_int(seconds)));
}

TEST(a_buyer_with_many_payments_under_way_keeps_nobody_else_waiting)
{
	const char *many = make_user(), *one = make_user();
	struct list pending;

	db_exec("UPDATE payments SET asked_at = NOW(6) WHERE status = 'pending'", BIND());
	for (int i = 0; i < 30; i++)
		pending_of(many, 600);
	pending_of(one, 60);
	pending = payment_unsettled(pool, 3);
	ck_assert_uint_eq(pending.count, 3);
	ck_assert_str_eq(((const struct payment *)pending.rows)[0].user_id, many);
	ck_assert_str_eq(((const struct payment *)pending.rows)[1].user_id, one);
	ck_assert_str_eq(((const struct payment *)pending.rows)[2].user_id, many);
}

int main(void)
{
	return test_run("payment", IN_TRANSACTION);
}

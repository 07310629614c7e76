/* What the page of a payment says of an outcome that isn't the usual one. */
#include "db/db.h"
#include "tests/ask.h"
#include "tests/make.h"
#include "tests/test.h"

TEST(what_became_of_a_payment_is_told_once)
{
	static const char WORDS[] = "Nobody knows what became of this payment";
	const struct person *bob = new_person();
	const char *order = buy(bob, sell(new_person(), "5", 9), 2), *id, *told;

	ask("POST", "/payments", .as = bob, .form = pool_print(pool, "orderId=%s&token=tok_chargeDeclined", id_in(order)));
	ask("DELETE", order, .as = bob);
	id = text_of("SELECT id FROM payments WHERE order_id = ?", id_in(order));
	db_exec("UPDATE payments SET given_up = TRUE, failure = NULL WHERE id = ?", BIND(db_text(id)));
	told = strstr(ask("GET", pool_print(pool, "/payments/%s", id), .as = bob)->body, WORDS);
	ck_assert_ptr_nonnull(told);
	ck_assert_lacks(told + 1, WORDS);
}

int main(void)
{
	return test_run("outcomes", CONFIGURED);
}

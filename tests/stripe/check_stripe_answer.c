#include "stripe/answer.h"

#include "tests/test.h"

TEST(what_a_message_quotes_is_not_for_the_log)
{
	ck_assert_str_eq(stripe_answer_safe(pool, "No such token: '4242424242424242'"), "No such token: ...");
	ck_assert_str_eq(stripe_answer_safe(pool, "No such token: 'of John Smith' here"), "No such token: ... here");
	ck_assert_str_eq(stripe_answer_safe(pool, "No such token: 'without an end"), "No such token: ...");
	ck_assert_str_eq(stripe_answer_safe(pool, "Your card's code is wrong."), "Your card's code is wrong.");
}

TEST(neither_are_numbers_of_cards_and_keys)
{
	ck_assert_str_eq(stripe_answer_safe(pool, "4242 4242 4242 4242 is no token"), "... ... ... ... is no token");
	ck_assert_str_eq(stripe_answer_safe(pool, "Invalid API Key provided: sk_test_x"), "Invalid API Key provided: ...");
	ck_assert_str_eq(stripe_answer_safe(pool, "no more than $999,999.99"), "no more than $999,999.99");
	ck_assert_str_eq(stripe_answer_safe(pool, ""), "");
}

int main(void)
{
	return test_run("stripe_answer", PLAIN);
}

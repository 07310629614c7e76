#include "stripe/refusal.h"

#include "tests/test.h"

static struct stripe_answer answer(int status, const char *error)
{
	pool_for_json(pool);
	return (struct stripe_answer){ status, json_loads(pool_print(pool, "{\"error\":%s}", error), 0, NULL), NULL };
}

TEST(what_is_about_our_account_is_not_said_of_the_card)
{
	struct stripe_answer key = answer(401, "{\"message\":\"Invalid API Key provided\"}"), closed = answer(403, "{}");

	ck_assert_int_eq(stripe_refusal_charge(&key, "pi_1").state, CHARGE_UNAVAILABLE);
	ck_assert_int_eq(stripe_refusal_charge(&closed, "pi_1").state, CHARGE_UNAVAILABLE);
}

TEST(a_decline_has_the_banks_words_and_the_rest_ours)
{
	struct stripe_answer card = answer(402, "{\"message\":\"Too little money.\"}");
	struct stripe_answer small = answer(400, "{\"code\":\"amount_too_small\",\"message\":\"Amount must convert to at least 30p.\"}");

	ck_assert_str_eq(stripe_refusal_charge(&card, "pi_1").message, "Too little money.");
	ck_assert_str_eq(stripe_refusal_charge(&small, "pi_1").message, "This total is below the smallest amount that can be paid by card.");
}

TEST(conflicts_and_faults_refuse_nothing)
{
	static const int statuses[] = { 409, 429, 500, 503, 200, 0 };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		struct stripe_answer one = answer(statuses[i], "{}");

		ck_assert(!stripe_refusal_is(&one));
	}
}

int main(void)
{
	return test_run("stripe_refusal", PLAIN);
}

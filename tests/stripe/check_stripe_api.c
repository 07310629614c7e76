#include "stripe/api.h"

#include "tests/test.h"

TEST(amounts_go_there_in_its_units)
{
	ck_assert_int_eq(stripe_units(12345, "USD"), 12345);
	ck_assert_int_eq(stripe_units(50000, "JPY"), 500);
	ck_assert_int_eq(stripe_units(12345, "KWD"), 123450);
	ck_assert_int_eq(stripe_units(50000, "MGA"), 500);
}

TEST(two_currencies_without_decimals_go_there_in_hundredths)
{
	ck_assert_int_eq(stripe_units(50000, "ISK"), 50000);
	ck_assert_int_eq(stripe_units(50000, "UGX"), 50000);
	ck_assert_int_eq(stripe_read_units(50000, "ISK"), 50000);
	ck_assert_int_eq(stripe_read_units(50000, "UGX"), 50000);
}

TEST(amounts_come_back_as_they_went)
{
	static const char *const currencies[] = { "USD", "JPY", "KWD", "ISK", "MGA" };

	for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++)
		ck_assert_int_eq(stripe_read_units(stripe_units(1234500, currencies[i]), currencies[i]), 1234500);
}

TEST(a_part_of_our_smallest_unit_is_no_amount_of_ours)
{
	ck_assert_int_eq(stripe_read_units(12345, "KWD"), -1);
	ck_assert_int_eq(stripe_read_units(12340, "KWD"), 1234);
}

TEST(currencies_are_lower_case_there)
{
	ck_assert_str_eq(stripe_currency(pool, "USD"), "usd");
	ck_assert_str_eq(stripe_read_currency(pool, "usd"), "USD");
	ck_assert_str_eq(stripe_read_currency(pool, NULL), "");
}

int main(void)
{
	return test_run("stripe_api", PLAIN);
}

#include "base/money.h"

#include <math.h>

#include "tests/test.h"

static int64_t from_text(const char *text)
{
	int64_t minor = -1;

	return money_from_text(text, &minor) ? minor : -1;
}

static int64_t from_double(double major)
{
	int64_t minor = -1;

	return money_from_double(major, &minor) ? minor : -1;
}

TEST(text_with_up_to_two_decimals_is_an_amount)
{
	ck_assert_int_eq(from_text("299.99"), 29999);
	ck_assert_int_eq(from_text("150"), 15000);
	ck_assert_int_eq(from_text("10.5"), 1050);
	ck_assert_int_eq(from_text(" 10.50 "), 1050);
	ck_assert_int_eq(from_text("0"), 0);
	ck_assert_int_eq(from_text("0.01"), 1);
	ck_assert_int_eq(from_text("999999999.99"), MONEY_MAX);
}

TEST(text_that_is_no_amount_is_refused)
{
	static const char *const wrong[] = { "", " ", "NaN", "nan", "inf", "1e400", "1e2", "0.001", "-0.01", "-1", "+1", ".5", "5.",
		"1,50", "1.2.3", "0x10", "10 USD", "$10", "1 0", "1000000000", "99999999999999999999" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(from_text(wrong[i]) == -1, "\"%s\" was taken", wrong[i]);
}

TEST(refused_text_leaves_the_amount_alone)
{
	int64_t minor = 77;

	ck_assert(!money_from_text("0.001", &minor));
	ck_assert_int_eq(minor, 77);
}

TEST(double_nearest_to_two_decimals_is_that_amount)
{
	ck_assert_int_eq(from_double(299.99), 29999);
	ck_assert_int_eq(from_double(0.1 + 0.2), -1);
	ck_assert_int_eq(from_double(0.29), 29);
	ck_assert_int_eq(from_double(1.15), 115);
	ck_assert_int_eq(from_double(999999999.99), MONEY_MAX);
}

TEST(every_amount_of_cents_survives_the_way_through_a_double)
{
	for (int64_t minor = 0; minor < 50000; minor++)
		ck_assert_int_eq(from_double((double)minor / 100), minor);
	for (int64_t minor = MONEY_MAX - 50000; minor <= MONEY_MAX; minor++)
		ck_assert_int_eq(from_double((double)minor / 100), minor);
}

TEST(double_that_is_no_amount_is_refused)
{
	ck_assert_int_eq(from_double(0.001), -1);
	ck_assert_int_eq(from_double(-0.01), -1);
	ck_assert_int_eq(from_double(299.999), -1);
	ck_assert_int_eq(from_double(1000000000.0), -1);
	ck_assert_int_eq(from_double(INFINITY), -1);
	ck_assert_int_eq(from_double((double)NAN), -1);
	ck_assert_int_eq(from_double(1e300), -1);
}

TEST(minus_nothing_is_nothing)
{
	ck_assert_int_eq(from_double(-0.0), 0);
}

static const char *json(int64_t minor)
{
	char out[MONEY_SIZE];

	money_json(out, minor);
	return pool_text(pool, out);
}

TEST(json_has_the_shortest_form)
{
	ck_assert_str_eq(json(29999), "299.99");
	ck_assert_str_eq(json(15000), "150");
	ck_assert_str_eq(json(50), "0.5");
	ck_assert_str_eq(json(5), "0.05");
	ck_assert_str_eq(json(0), "0");
	ck_assert_str_eq(json(100), "1");
	ck_assert_str_eq(json(MONEY_MAX), "999999999.99");
}

TEST(a_form_shows_two_decimals)
{
	char out[MONEY_SIZE];

	money_plain(out, 15000);
	ck_assert_str_eq(out, "150.00");
	money_plain(out, 7);
	ck_assert_str_eq(out, "0.07");
}

static const char *text(int64_t minor, const char *currency)
{
	char out[MONEY_SIZE];

	money_text(out, minor, currency);
	return pool_text(pool, out);
}

TEST(people_see_sign_and_thousands)
{
	ck_assert_str_eq(text(129999, "USD"), "$1,299.99");
	ck_assert_str_eq(text(MONEY_MAX, "USD"), "$999,999,999.99");
	ck_assert_str_eq(text(99999, "EUR"), "€999.99");
	ck_assert_str_eq(text(15000, "CHF"), "150.00 CHF");
	ck_assert_str_eq(text(0, "USD"), "Free");
}

TEST(people_see_the_decimals_that_the_currency_has)
{
	ck_assert_str_eq(text(150000000, "JPY"), "1,500,000 JPY");
	ck_assert_str_eq(text(100, "JPY"), "1 JPY");
	ck_assert_str_eq(text(123450, "KWD"), "1,234.500 KWD");
	ck_assert_str_eq(text(15050, "JPY"), "150.50 JPY"); /* of before the currency changed */
	ck_assert_str_eq(text(0, "JPY"), "Free");
}

TEST(below_nothing_the_minus_stands_before_all_else)
{
	char out[MONEY_SIZE];

	money_plain(out, -50);
	ck_assert_str_eq(out, "-0.50");
	money_plain(out, -12345);
	ck_assert_str_eq(out, "-123.45");
	ck_assert_str_eq(json(-50), "-0.5");
	ck_assert_str_eq(json(-15000), "-150");
	ck_assert_str_eq(text(-50, "USD"), "-$0.50");
	ck_assert_str_eq(text(-12300, "CHF"), "-123.00 CHF");
	ck_assert_str_eq(text(-12345600, "EUR"), "-€123,456.00");
	ck_assert_str_eq(text(-5000, "JPY"), "-50 JPY");
	ck_assert_str_eq(text(-5, "KWD"), "-0.050 KWD");
	money_plain(out, INT64_MIN);
	ck_assert_str_eq(out, "-92233720368547758.08");
}

static int64_t from_typed(const char *text, const char *currency)
{
	int64_t minor = -1;

	return money_from_typed(text, currency, &minor) ? minor : -1;
}

TEST(a_comma_is_taken_where_it_can_be_read_in_one_way)
{
	static const struct { const char *text; int64_t minor; } right[] = {
		{ "12,50", 1250 }, { " 12,5 ", 1250 }, { "0,01", 1 }, { "12.50", 1250 },
		{ "150", 15000 }, { "1,299.99", 129999 }, { "1.299,99", 129999 }, { "1,000,000", 100000000 }, { "1.000.000", 100000000 },
		{ "999,999,999.99", MONEY_MAX }, { "1,234.5", 123450 } };

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		ck_assert_msg(from_typed(right[i].text, "USD") == right[i].minor, "\"%s\" isn't read", right[i].text);
	ck_assert_int_eq(from_typed("1,000", "JPY"), 100000);
	ck_assert_int_eq(from_typed("1.000", "JPY"), 100000);
	ck_assert_int_eq(from_typed("150.00", "JPY"), 15000);
}

TEST(what_can_be_read_in_two_ways_or_none_is_refused)
{
	static const char *const wrong[] = { "1,000", "1.000", "12,345", "1,00,000", "1,0000", "1,000,00", "1.000.00", "1,2,3", "1,000.000",
		"12,", ",5", ".5", "5.", "1,.5", "1.,5", "1000,000.00", "-1,50", "1,5 USD", "", " ", ",", "1,000,000,000",
		"1 000,50", "1.000.000,5,5" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(from_typed(wrong[i], "USD") == -1, "\"%s\" was taken", wrong[i]);
}

/* What people read can be typed again, without the sign. */
TEST(what_is_shown_is_read_again)
{
	static const char *const currencies[] = { "USD", "JPY", "CHF" };

	for (size_t i = 0; i < 3; i++)
		for (int64_t minor = 100; minor <= MONEY_MAX; minor = minor * 7 + 100) {
			char text[MONEY_SIZE];

			money_text(text, minor, currencies[i]);
			text[strcspn(text, " ")] = '\0';
			ck_assert_int_eq(from_typed(text + (*text == '$'), currencies[i]), minor);
		}
}

int main(void)
{
	return test_run("money", PLAIN);
}

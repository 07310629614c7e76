#include "base/text.h"

#include "tests/test.h"

#define UTF8(literal) text_is_utf8(literal, sizeof(literal) - 1)

TEST(well_formed_utf8_is_taken)
{
	ck_assert(UTF8(""));
	ck_assert(UTF8("plain"));
	ck_assert(UTF8("Motörhead \xe2\x82\xac \xf0\x9f\x8e\xab"));
	ck_assert(UTF8("\xed\x9f\xbf\xee\x80\x80"));
	ck_assert(UTF8("\xf4\x8f\xbf\xbf"));
}

TEST(ill_formed_utf8_is_refused)
{
	ck_assert_msg(!UTF8("\xff"), "a byte that never occurs");
	ck_assert_msg(!UTF8("\x80"), "a continuation alone");
	ck_assert_msg(!UTF8("\xc3"), "a sequence cut off");
	ck_assert_msg(!UTF8("\xe2\x82"), "a sequence cut off");
	ck_assert_msg(!UTF8("\xf0\x9f\x8e"), "a sequence cut off");
	ck_assert_msg(!UTF8("\xc0\xaf"), "an overlong slash");
	ck_assert_msg(!UTF8("\xe0\x80\xaf"), "an overlong slash");
	ck_assert_msg(!UTF8("\xf0\x80\x80\xaf"), "an overlong slash");
	ck_assert_msg(!UTF8("\xed\xa0\x80"), "a surrogate");
	ck_assert_msg(!UTF8("\xf4\x90\x80\x80"), "above U+10FFFF");
	ck_assert_msg(!UTF8("\xf5\x80\x80\x80"), "above U+10FFFF");
	ck_assert_msg(!UTF8("\xc3\x28"), "no continuation");
}

TEST(nul_is_no_text)
{
	ck_assert(!UTF8("a\0b"));
}

TEST(utf8_ends_where_its_length_says)
{
	ck_assert(!text_is_utf8("\xe2\x82\xac", 2));
	ck_assert(text_is_utf8("a\xe2", 1));
}

TEST(characters_are_code_points)
{
	ck_assert_uint_eq(text_characters(""), 0);
	ck_assert_uint_eq(text_characters("Motörhead"), 9);
	ck_assert_uint_eq(text_characters("\xf0\x9f\x8e\xab"), 1);
}

static const char *json(const char *string)
{
	struct text text = text_in(pool);

	text_json(&text, string);
	return text.bytes;
}

TEST(json_escapes_what_json_must)
{
	ck_assert_str_eq(json("a \"b\" \\ c"), "\"a \\\"b\\\" \\\\ c\"");
	ck_assert_str_eq(json("\n\r\t\x01"), "\"\\n\\r\\t\\u0001\"");
	ck_assert_str_eq(json("€"), "\"€\"");
}

TEST(json_may_stand_in_a_page)
{
	ck_assert_str_eq(json("</script>"), "\"\\u003c/script>\"");
}

static const char *url(const char *string)
{
	struct text text = text_in(pool);

	text_put(&text, "");
	text_url(&text, string);
	return text.bytes;
}

TEST(url_keeps_only_unreserved_characters)
{
	ck_assert_str_eq(url("az-AZ_09.~"), "az-AZ_09.~");
	ck_assert_str_eq(url("a b&c=/?#%\xc3\xa9"), "a%20b%26c%3D%2F%3F%23%25%C3%A9");
}

static const char *decimal(int64_t number)
{
	struct text text = text_in(pool);

	text_int(&text, number);
	return text.bytes;
}

TEST(any_whole_number_can_be_written)
{
	ck_assert_str_eq(decimal(0), "0");
	ck_assert_str_eq(decimal(-1), "-1");
	ck_assert_str_eq(decimal(INT64_MAX), "9223372036854775807");
	ck_assert_str_eq(decimal(INT64_MIN), "-9223372036854775808");
}

TEST(text_grows_without_losing_a_byte)
{
	struct text text = text_in(pool);

	for (int i = 0; i < 10000; i++)
		text_print(&text, "%d,", i % 10);
	ck_assert_uint_eq(text.length, 20000);
	ck_assert_uint_eq(strlen(text.bytes), 20000);
	ck_assert_str_eq(text.bytes + 19998, "9,");
}

TEST(a_log_value_stays_on_its_line)
{
	struct text text = text_in(pool);

	text_log(&text, "one\nlevel=error two\"");
	ck_assert_lacks(text.bytes, "\n");
	ck_assert_str_eq(text.bytes, "\"one\\nlevel=error two\\\"\"");
}

TEST(trim_cuts_both_ends_and_nothing_else)
{
	ck_assert_str_eq(text_trim(pool_text(pool, " \t a b \n")), "a b");
	ck_assert_str_eq(text_trim(pool_text(pool, "  ")), "");
	ck_assert_str_eq(text_trim(pool_text(pool, "")), "");
	ck_assert_str_eq(text_trim(pool_text(pool, "é ")), "é");
}

TEST(hex_is_lower_case)
{
	char out[7];

	text_hex(out, (const unsigned char *)"\x00\xab\xff", 3);
	ck_assert_str_eq(out, "00abff");
}

TEST(texts_are_compared)
{
	static const char *const words[] = { "always", "never", NULL };

	ck_assert(text_is("", "") && text_is("never", "never"));
	ck_assert(!text_is("never", "neve") && !text_is("never", "never ") && !text_is(NULL, "") && !text_is(NULL, "never"));
	ck_assert(text_is_one_of("always", words) && text_is_one_of("never", words));
	ck_assert(!text_is_one_of("alway", words) && !text_is_one_of("", words) && !text_is_one_of(NULL, words));
	ck_assert(text_begins("https://x", "https://") && text_begins("https://", "https://") && text_begins("x", ""));
	ck_assert(!text_begins("http://x", "https://") && !text_begins("http", "https://") && !text_begins(NULL, ""));
}

int main(void)
{
	return test_run("text", PLAIN);
}

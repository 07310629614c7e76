#include "http/input.h"

#include <stdio.h>

#include "tests/body.h"
#include "tests/test.h"

static struct request *read_of(struct request *request)
{
	ck_assert_msg(input_read(request) == DONE, "refused: %s", request->received.body.bytes);
	return request;
}

static bool is_malformed(struct request *request)
{
	return input_read(request) == MALFORMED;
}

/* ---- JSON as a whole */

TEST(a_json_object_is_read)
{
	struct request *request = read_of(json_with(" {\"title\":\"Mot\\u00f6rhead\",\"n\":[1,{\"a\":null}]} \n"));

	ck_assert_str_eq(input_raw(request, "title"), "Motörhead");
	ck_assert_str_eq(input_raw(request, "n"), "");
	ck_assert_str_eq(input_raw(request, "other"), "");
}

TEST(no_body_is_no_members)
{
	ck_assert_str_eq(input_raw(read_of(json_with("")), "title"), "");
	ck_assert_str_eq(input_raw(read_of(form_with("")), "title"), "");
}

TEST(json_that_is_no_object_is_malformed)
{
	static const char *const wrong[] = { "[]", "[{}]", "null", "true", "7", "\"text\"", "{", "}", "{}{}", "{} x", "{\"a\"}",
		"{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":NaN}",
		"{\"a\":Infinity}", "{\"a\":0x10}", "{\"a\":undefined}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"unended}",
		"// c\n{}", " ", "title=x" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(is_malformed(json_with(wrong[i])), "%s was read", wrong[i]);
}

TEST(duplicate_keys_are_malformed)
{
	ck_assert(is_malformed(json_with("{\"price\":1,\"price\":2}")));
	ck_assert(is_malformed(json_with("{\"a\":{\"b\":1,\"b\":1}}")));
	ck_assert(is_malformed(json_with("{\"a\":1,\"\\u0061\":2}")));
}

static char *nested(size_t depth, char open, char shut)
{
	char *body = pool_alloc(pool, 2 * depth + 16), *at = body;

	at += sprintf(at, "{\"a\":");
	memset(at, open, depth);
	memset(at + depth, shut, depth);
	strcpy(at + 2 * depth, "}");
	return body;
}

TEST(deep_json_is_malformed)
{
	ck_assert(!is_malformed(json_with(nested(31, '[', ']'))));
	ck_assert(is_malformed(json_with(nested(32, '[', ']'))));
	ck_assert(is_malformed(json_with(nested(400000, '[', ']'))));
	ck_assert(is_malformed(json_with(nested(400000, '{', '}'))));
}

TEST(brackets_in_a_string_are_no_depth)
{
	ck_assert(!is_malformed(json_with("{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}")));
}

TEST(nul_in_json_is_malformed)
{
	ck_assert(is_malformed(request_with(true, "{\"a\":\"b\0c\"}", 11)));
	ck_assert(is_malformed(request_with(true, "{}\0", 3)));
	ck_assert(is_malformed(json_with("{\"a\":\"b\\u0000c\"}")));
	ck_assert(is_malformed(json_with("{\"a\\u0000\":1}")));
}

TEST(ill_formed_utf8_in_json_is_malformed)
{
	ck_assert(is_malformed(json_with("{\"a\":\"\xff\xfe\"}")));
	ck_assert(is_malformed(json_with("{\"a\":\"\xc0\xaf\"}")));
	ck_assert(is_malformed(json_with("{\"a\":\"\xed\xa0\x80\"}")));
	ck_assert(is_malformed(json_with("{\"a\":\"\xe2\x82\"}")));
	ck_assert(is_malformed(json_with("{\"a\":\"\\ud800\"}")));
	ck_assert(is_malformed(json_with("{\"\xff\":1}")));
}

/* ---- amounts */

static int64_t price(const char *value)
{
	struct request *request = read_of(json_with(pool_print(pool, "{\"price\":%s}", value)));
	int64_t minor = input_money(request, "price", "wrong");

	return input_failed(request) ? -1 : minor;
}

TEST(a_price_is_a_number_or_a_numeric_text)
{
	ck_assert_int_eq(price("299.99"), 29999);
	ck_assert_int_eq(price("150"), 15000);
	ck_assert_int_eq(price("1.5e2"), 15000);
	ck_assert_int_eq(price("0"), 0);
	ck_assert_int_eq(price("\"10.50\""), 1050);
	ck_assert_int_eq(price("999999999.99"), 99999999999);
	ck_assert_int_eq(price("999999999"), 99999999900);
}

TEST(a_price_that_is_none_is_an_error)
{
	static const char *const wrong[] = { "-0.01", "-1", "0.001", "299.999", "1e400", "-1e400", "1e308", "1000000000",
		"1000000000.01", "9223372036854775807", "9223372036854775808", "100000000000000000000000", "\"NaN\"", "\"Infinity\"",
		"\"1e3\"", "\"\"", "\" \"", "\"ten\"", "\"0.001\"", "\"-1\"", "null", "true", "false", "[]", "[10]", "{}", "{\"a\":1}" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(price(wrong[i]) == -1, "%s was taken", wrong[i]);
}

TEST(a_price_that_is_missing_is_an_error)
{
	struct request *request = read_of(json_with("{}"));

	input_money(request, "price", "Price must be a positive number");
	ck_assert_uint_eq(request->input.error_count, 1);
	ck_assert_str_eq(request->input.errors[0].message, "Price must be a positive number");
	ck_assert_str_eq(request->input.errors[0].field, "price");
}

TEST(numbers_that_overflow_spoil_their_field_alone)
{
	struct request *request = read_of(json_with("{\"price\":1e400,\"title\":\"1e400\",\"more\":[1e999,-1e999],\"quantity\":2}"));

	ck_assert_str_eq(input_raw(request, "title"), "1e400");
	ck_assert_int_eq(input_count(request, "quantity", 1, 10, 1, "wrong"), 2);
	ck_assert(!input_failed(request));
	input_money(request, "price", "wrong");
	ck_assert(input_failed(request));
}

/* ---- whole numbers */

static int64_t quantity(const char *value)
{
	struct request *request = read_of(json_with(pool_print(pool, "{\"quantity\":%s}", value)));
	int64_t count = input_count(request, "quantity", 1, 100000, 1, "wrong");

	return input_failed(request) ? -1 : count;
}

TEST(a_count_is_a_whole_number_within_its_limits)
{
	ck_assert_int_eq(quantity("1"), 1);
	ck_assert_int_eq(quantity("100000"), 100000);
	ck_assert_int_eq(quantity("2.0"), 2);
	ck_assert_int_eq(quantity("\"25\""), 25);
}

TEST(a_count_that_is_none_is_an_error)
{
	static const char *const wrong[] = { "0", "-1", "100001", "1.5", "1e400", "9223372036854775807", "99999999999999999999",
		"\"\"", "\"x\"", "\"1x\"", "\"1.5\"", "null", "true", "[]", "{}" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(quantity(wrong[i]) == -1, "%s was taken", wrong[i]);
}

TEST(a_count_left_out_is_the_standard_one)
{
	struct request *request = read_of(json_with("{}")), *form = read_of(form_with("quantity="));

	ck_assert_int_eq(input_count(request, "quantity", 1, 10, 7, "wrong"), 7);
	ck_assert_int_eq(input_count(form, "quantity", 1, 10, 7, "wrong"), 7);
	ck_assert(!input_failed(request) && !input_failed(form));
}

/* ---- texts */

static const char *title(const char *value)
{
	return input_text(read_of(json_with(pool_print(pool, "{\"title\":%s}", value))), "title", 1, 200, "wrong");
}

static const char *quoted(size_t length, const char *character)
{
	struct text text = text_in(pool);

	text_put(&text, "\"");
	for (size_t i = 0; i < length; i++)
		text_put(&text, character);
	text_put(&text, "\"");
	return text.bytes;
}

TEST(a_text_is_trimmed_and_measured_in_characters)
{
	ck_assert_str_eq(title("\"  A night at the opera\\n\""), "A night at the opera");
	ck_assert_str_eq(title("\"<script>alert(1)</script>\""), "<script>alert(1)</script>");
	ck_assert_ptr_nonnull(title(quoted(200, "ü")));
	ck_assert_ptr_null(title(quoted(201, "ü")));
	ck_assert_ptr_null(title(quoted(10240, "x")));
}

TEST(a_text_that_is_none_is_an_error)
{
	static const char *const wrong[] = { "\"\"", "\"  \"", "\"\\n\"", "7", "null", "true", "[\"x\"]", "{\"x\":1}",
		"\"a\\u0007b\"", "\"a\\nb\"", "\"a\\u007fb\"" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!title(wrong[i]), "%s was taken", wrong[i]);
}

TEST(errors_beyond_the_room_for_them_are_dropped)
{
	struct request *request = read_of(json_with("{}"));

	for (int i = 0; i < ERRORS_MAX + 5; i++)
		input_error(request, "a", "b");
	ck_assert_uint_eq(request->input.error_count, ERRORS_MAX);
}

/* ---- Unicode */

#define COMPOSED "Caf\xc3\xa9"
#define DECOMPOSED "Cafe\xcc\x81"

TEST(texts_are_in_one_form_however_they_were_typed)
{
	struct request *bodies[] = {
		json_with("{\"a\":\"" DECOMPOSED "\"}"), json_with("{\"a\":\"Cafe\\u0301\"}"), json_with("{\"a\":\"" COMPOSED "\"}"),
		form_with("a=Cafe%CC%81"), form_with("a=" DECOMPOSED), form_with("a=Caf%C3%A9") };
	struct request *query = form_with(""), *nested = json_with("{\"a\":[{\"b\":\"" DECOMPOSED "\"}]}");

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		ck_assert_ptr_eq(input_read(bodies[i]), DONE);
		ck_assert_str_eq(input_raw(bodies[i], "a"), COMPOSED);
	}
	query->received.query = "q=Cafe%CC%81";
	input_read_query(query);
	ck_assert_str_eq(input_query_text(query, "q"), COMPOSED);
	ck_assert_ptr_eq(input_read(nested), DONE);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(json_object_get(nested->input.body, "a"), 0), "b")), COMPOSED);
}

TEST(a_text_has_something_to_see)
{
	static const char *const unseen[] = { "\xc2\xa0", "\xe2\x80\x8b", "\xe3\x80\x80", "\xe2\x80\x8e\xe2\x80\x8f", "\xe3\x85\xa4",
		"\xe2\xa0\x80", "\xc2\xad", "\xef\xbb\xbf", "\xcc\x81", " \xe2\x80\x8d " };
	static const char *const seen[] = { "a", "\xe6\x9d\xb1", "\xf0\x9f\x8e\xab", "\xc2\xa0x", "\xe2\x80\xa6", "\xe0\xa4\xb9\xe0\xa4\xbf" };

	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
		struct request *request = form_with(pool_print(pool, "a=%s", unseen[i]));

		ck_assert_ptr_eq(input_read(request), DONE);
		ck_assert_msg(!input_text(request, "a", 1, 200, "A is required"), "text %zu was taken", i);
		ck_assert_str_eq(request->input.errors[0].message, "A has nothing that can be seen");
	}
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		struct request *request = form_with(pool_print(pool, "a=%s", seen[i]));

		ck_assert_ptr_eq(input_read(request), DONE);
		ck_assert_msg(input_text(request, "a", 1, 200, "A is required"), "text %zu was refused", i);
	}
}

int main(void)
{
	return test_run("input", PLAIN);
}

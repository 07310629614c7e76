/* Trace context: whose is followed, and whose isn't. */
#include "base/log.h"

#include "tests/test.h"

#define ID "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"

static bool follows(const char *header)
{
	struct trace trace;

	log_trace_begin(&trace, header);
	ck_assert_uint_eq(strlen(trace.id), 32);
	ck_assert_uint_eq(strlen(trace.span), 16);
	ck_assert_uint_eq(strlen(trace.parent), 55);
	return !strcmp(trace.id, ID);
}

TEST(a_callers_trace_goes_on_with_a_span_of_our_own)
{
	struct trace trace;

	log_trace_begin(&trace, "00-" ID "-" PARENT "-01");
	ck_assert_str_eq(trace.id, ID);
	ck_assert_str_ne(trace.span, PARENT);
	ck_assert_str_eq(trace.parent, pool_print(pool, "00-" ID "-%s-01", trace.span));
}

TEST(without_one_a_trace_begins)
{
	struct trace one, two;

	log_trace_begin(&one, "");
	log_trace_begin(&two, "");
	ck_assert_str_ne(one.id, two.id);
	ck_assert_str_eq(one.parent + 53, "00");
}

TEST(what_is_malformed_counts_as_none)
{
	static const char *const wrong[] = { "00-" ID "-" PARENT, "00-" ID "-" PARENT "-", "00-" ID "-" PARENT "-0", "00-" ID "-" PARENT "-010",
		"00-" ID "-" PARENT "-01-", "01-" ID "-" PARENT "-01", "ff-" ID "-" PARENT "-01", "0-" ID "-" PARENT "-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01", "00_" ID "-" PARENT "-01", " 00-" ID "-" PARENT "-01",
		"00-" ID "-0000000000000000-01", "00-" ID "-00f067aa0ba902bg-01", "-", ID };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!follows(wrong[i]), "%s", wrong[i]);
	ck_assert(follows("00-" ID "-" PARENT "-00"));
}

TEST(an_id_of_zeros_is_none)
{
	struct trace trace;

	log_trace_begin(&trace, "00-00000000000000000000000000000000-" PARENT "-01");
	ck_assert_str_ne(trace.id, "00000000000000000000000000000000");
}

int main(void)
{
	return test_run("log", PLAIN);
}

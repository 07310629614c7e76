/* lib/http/input.c again: forms, queries, types. */
#include "http/input.h"

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

TEST(a_form_is_decoded)
{
	struct request *request = read_of(form_with("title=A+night%20at%C3%A9&price=10.50&empty=&alone&a%3Db=%26%3d"));

	ck_assert_str_eq(input_raw(request, "title"), "A night até");
	ck_assert_int_eq(input_money(request, "price", "wrong"), 1050);
	ck_assert_str_eq(input_raw(request, "a=b"), "&=");
	ck_assert_str_eq(input_raw(request, "empty"), "");
	ck_assert_str_eq(input_raw(request, "alone"), "");
}

TEST(a_broken_form_is_malformed)
{
	static const char *const wrong[] = { "title=%", "title=%4", "title=%zz", "title=%00", "ti%00tle=a", "title=%ff", "title=%c3",
		"title=\xff", "title=%4\x11", "title=%\x14\x31", "%ff=a", "title=a&title=b", "a=%c0%af", "a=%ed%a0%80" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(is_malformed(form_with(wrong[i])), "%s was read", wrong[i]);
}

TEST(nul_in_a_form_is_malformed)
{
	ck_assert(is_malformed(request_with(false, "title=a\0b", 9)));
}

/* ---- the query */

static struct request *asked_with(const char *query)
{
	struct request *request = json_with("");

	request->received.query = query;
	input_read_query(request);
	return request;
}

TEST(a_query_keeps_what_is_well_formed)
{
	struct request *request = asked_with("q=rock+%26+roll&bad=%zz&after=0123456789abcdef01234567&&=");

	ck_assert_str_eq(input_query_text(request, "q"), "rock & roll");
	ck_assert_str_eq(input_query_text(request, "bad"), "");
	ck_assert_str_eq(input_query_id(request, "after", "wrong"), "0123456789abcdef01234567");
	ck_assert(!input_failed(request));
}

TEST(a_limit_is_a_number_within_its_bounds)
{
	ck_assert_int_eq(input_query_count(asked_with(""), "limit", 500, 100, "wrong"), 100);
	ck_assert_int_eq(input_query_count(asked_with("limit=3"), "limit", 500, 100, "wrong"), 3);
	ck_assert_int_eq(input_query_count(asked_with("limit=500"), "limit", 500, 100, "wrong"), 500);
	for (const char *const *wrong = (const char *const[]){ "limit=501", "limit=0", "limit=-1", "limit=x", "limit=", "limit=1e400", NULL };
	     *wrong; wrong++) {
		struct request *request = asked_with(*wrong);

		input_query_count(request, "limit", 500, 100, "wrong");
		ck_assert_msg(input_failed(request), "%s was taken", *wrong);
	}
}

TEST(an_id_of_the_query_must_be_one)
{
	struct request *request = asked_with("after=../x");

	ck_assert_ptr_null(input_query_id(request, "after", "wrong"));
	ck_assert(input_failed(request));
}

/* ---- the body's type */

static bool fits(bool api, enum method method, const char *type)
{
	struct request *request = request_with(api, "x", 1);

	request->received.method = method;
	request->received.type = type;
	return input_type_fits(request);
}

TEST(the_type_is_what_the_route_reads)
{
	ck_assert(fits(true, POST, "application/json"));
	ck_assert(fits(true, PUT, "Application/JSON; charset=utf-8"));
	ck_assert(fits(false, POST, "application/x-www-form-urlencoded"));
	ck_assert(fits(true, DELETE, ""));
	ck_assert(!fits(true, POST, ""));
	ck_assert(!fits(true, POST, "text/plain"));
	ck_assert(!fits(true, POST, "application/jsonp"));
	ck_assert(!fits(true, POST, "application/json-seq"));
	ck_assert(!fits(true, POST, "application/x-www-form-urlencoded"));
	ck_assert(!fits(false, POST, "application/json"));
	ck_assert(!fits(false, POST, "multipart/form-data; boundary=x"));
}

int main(void)
{
	return test_run("form", PLAIN);
}

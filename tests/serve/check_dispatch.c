#include "serve/dispatch.h"

#include "http/session.h"
#include "serve/idempotency.h"
#include "tests/body.h"
#include "tests/test.h"

#define ALICE "0123456789abcdef01234567"
#define TOKEN "an-operators-token-of-32-characters-or-more"

/* Nobody runs it here. */
static const struct outcome *handle(struct request *request)
{
	(void)request;
	return DONE;
}

static const struct route routes[] = {
	{ GET,    "/things/new",            handle, PAGE_ONLY, NULL },
	{ GET,    "/things/{id}",           handle, 0, NULL },
	{ DELETE, "/things/{id}",           handle, API_ONLY, NULL },
	{ POST,   "/things",                handle, SIGNED_IN | CREATES, NULL },
	{ POST,   "/things/{id}/parts/{n}", handle, SIGNED_IN | OR_ADMIN, NULL },
	{ POST,   "/open",                  handle, 0, NULL },
	{ POST,   "/enter",                 handle, SIGNS_IN, NULL },
	{ POST,   "/leave",                 handle, SIGNS_OUT, NULL },
	{ POST,   "/told",                  handle, API_ONLY | SIGNED_WEBHOOK, NULL },
	{ POST,   "/things/{id}",           handle, PAGE_ONLY, NULL },
	{ 0 }
};

/* A request of the API, or of a page, that nothing is wrong with. */
static struct request *asked(enum method method, const char *path, bool api)
{
	struct request *request = request_with(api, api && method != GET ? "{}" : "", api && method != GET ? 2 : 0);

	request->received.method = method;
	request->received.path = path;
	request->received.type = api ? "application/json" : "application/x-www-form-urlencoded";
	request->received.host = "shop.example.com";
	request->received.origin = request->received.fetch_site = request->received.cookies = "";
	request->received.address = "198.51.100.7";
	request->reply.headers = request->reply.body = text_in(pool);
	return request;
}

static const char *session(void)
{
	return pool_print(pool, "session=%s", token_sign(pool, ALICE, "a@example.com"));
}

static void send(struct request *request, const char *body)
{
	request->received.body = text_in(pool);
	text_put(&request->received.body, body);
}

#define ck_assert_found(request, outcome) ck_assert_ptr_eq(dispatch_find(request, routes), outcome)

/* ---- which row */

static void is_found(enum method method, const char *path, bool api, size_t row, const char *id, const char *n)
{
	struct request *request = asked(method, path, api);

	request->received.cookies = session();
	if (!api && method != GET)
		send(request, pool_print(pool, "csrf=%s", session_form_token(asked(GET, "/", false), NULL)));
	dispatch_find(request, routes);
	ck_assert_msg(request->match.route == &routes[row], "%s is another row", path);
	ck_assert_str_eq(request->match.id, id);
	ck_assert_str_eq(request->match.n, n);
}

TEST(a_row_is_found_by_its_path_and_method)
{
	is_found(GET, "/things/new", false, 0, "", "");
	is_found(GET, "/things/7", false, 1, "7", "");
	is_found(GET, "/things/new", true, 1, "new", "");
	is_found(DELETE, "/things/7", true, 2, "7", "");
	is_found(POST, "/things", true, 3, "", "");
	is_found(POST, "/things/a.b/parts/%2F", true, 4, "a.b", "%2F");
}

TEST(what_no_row_fits_is_not_found)
{
	static const char *const paths[] = { "/", "/thing", "/thingss", "/things/", "/things/7/", "/things/7/parts", "/things//parts/1",
		"/things/7/parts/1/2", "/Things/7", "//things/7" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		ck_assert_msg(dispatch_find(asked(GET, paths[i], true), routes) == NOT_FOUND, "%s was found", paths[i]);
	ck_assert_found(asked(POST, "/told", false), NOT_FOUND);
}

TEST(a_method_that_a_path_has_not_is_told_from_those_that_it_has)
{
	struct request *request = asked(PUT, "/things/7", true);

	ck_assert_found(request, METHOD_REFUSED);
	ck_assert_str_eq(request->match.allow, "GET, HEAD, DELETE");
	request = asked(DELETE, "/things/7", false);
	ck_assert_found(request, METHOD_REFUSED);
	ck_assert_str_eq(request->match.allow, "GET, HEAD, POST");
	request = asked(POST, "/things/new", false);
	ck_assert_msg(dispatch_find(request, routes) == METHOD_REFUSED, "a name is no id");
	ck_assert_str_eq(request->match.allow, "GET, HEAD");
	request = asked(OTHER_METHOD, "/things", true);
	ck_assert_found(request, METHOD_REFUSED);
	ck_assert_str_eq(request->match.allow, "POST");
	ck_assert_ptr_null(request->match.route);
}

/* ---- what is asked of it, in the order that clients are told */

TEST(one_check_follows_the_other)
{
	struct request *request = asked(POST, "/things", true);

	request->received.origin = "http://evil.example";
	request->received.too_large = request->received.cut_off = true;
	request->received.type = "text/plain";
	request->received.key_as_sent = "a b";
	send(request, "{");
	ck_assert_found(request, FOREIGN_ORIGIN);
	request->received.origin = "";
	ck_assert_found(request, TOO_LARGE);
	request->received.too_large = false;
	ck_assert_found(request, CUT_OFF);
	request->received.cut_off = false;
	ck_assert_found(request, TYPE_REFUSED);
	request->received.type = "application/json";
	ck_assert_found(request, UNAUTHORIZED);
	request->received.cookies = session();
	ck_assert_found(request, MALFORMED);
	send(request, "{}");
	ck_assert_found(request, KEY_INVALID);
	request->received.key_as_sent = "a-b";
	ck_assert_found(request, DONE);
	ck_assert_int_eq(request->reply.status, 0);
}

TEST(a_form_needs_its_token_and_the_api_does_not)
{
	struct request *request = asked(POST, "/open", false);

	ck_assert_found(request, FORM_EXPIRED);
	request->received.cookies = "session_visitor=0123456789abcdef0123456789abcdef";
	send(request, pool_print(pool, "csrf=%s", session_form_token(request, NULL)));
	ck_assert_found(request, DONE);
	send(request, "csrf=");
	ck_assert_found(request, FORM_EXPIRED);
	ck_assert_found(asked(POST, "/open", true), DONE);
}

TEST(who_has_signed_in_or_out_already_is_led_on)
{
	struct request *request = asked(POST, "/enter", false);

	request->received.cookies = session();
	send(request, "csrf=x&next=%2Forders");
	ck_assert_found(request, DONE);
	ck_assert_int_eq(request->reply.status, 303);
	ck_assert_str_eq(request->reply.location, "/orders");
	request = asked(POST, "/leave", false);
	ck_assert_found(request, DONE);
	ck_assert_int_eq(request->reply.status, 303);
	ck_assert_str_eq(request->reply.location, "/");
	ck_assert_found(asked(POST, "/enter", false), FORM_EXPIRED);
	request = asked(POST, "/leave", false);
	request->received.cookies = session();
	ck_assert_found(request, FORM_EXPIRED);
}

static struct request *by_operator(const char *path, bool api, const char *token)
{
	struct request *request = asked(POST, path, api);

	test_configure("BOXOFFICE_ADMIN_TOKEN=" TOKEN);
	request->received.authorization = pool_print(pool, "Bearer %s", token);
	return request;
}

TEST(the_operator_is_known_by_his_token_where_a_row_says_so_and_in_the_api_alone)
{
	struct request *request = by_operator("/things/7/parts/1", true, TOKEN);

	ck_assert_found(request, DONE);
	ck_assert(request->visitor.admin && !request->visitor.signed_in);
	ck_assert_found(by_operator("/things/7/parts/1", true, TOKEN "x"), UNAUTHORIZED);
	ck_assert_found(by_operator("/things", true, TOKEN), UNAUTHORIZED);
	ck_assert_found(by_operator("/things/7/parts/1", false, TOKEN), UNAUTHORIZED);
	request = by_operator("/things/7/parts/1", true, "");
	test_configure("");
	ck_assert_found(request, UNAUTHORIZED);
}

/* An outside service signs what it sends. */
TEST(what_is_signed_may_come_from_anywhere_in_any_form)
{
	struct request *request = asked(POST, "/told", true);

	request->received.origin = "http://elsewhere.example";
	request->received.fetch_site = "cross-site";
	request->received.type = "text/plain";
	send(request, "not { JSON");
	ck_assert_found(request, DONE);
	request->received.too_large = true;
	ck_assert_found(request, TOO_LARGE);
	request->received.too_large = false;
	request->received.cut_off = true;
	ck_assert_found(request, CUT_OFF);
}

int main(void)
{
	return test_run("dispatch", PLAIN);
}

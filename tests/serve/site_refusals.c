/* What the route tables and the serve loop refuse, for every program alike. */
#include <stdlib.h>

#include "tests/ask.h"
#include "tests/test.h"

#define ID "0123456789abcdef01234567"

static const struct row {
	const char *url, *allow;
} rows[] = {
	{ "/", "GET, HEAD" },
	{ "/healthz", "GET, HEAD" },
	{ "/readyz", "GET, HEAD" },
	{ "/auth/signup", "GET, HEAD, POST" },
	{ "/auth/signin", "GET, HEAD, POST" },
	{ "/auth/signout", "GET, HEAD, POST" },
	{ "/api/users/signup", "POST" },
	{ "/api/users/signin", "POST" },
	{ "/api/users/signout", "POST" },
	{ "/api/users/currentuser", "GET, HEAD" },
	{ "/products/new", "GET, HEAD" },
	{ "/products/" ID "/edit", "GET, HEAD" },
	{ "/api/products", "GET, HEAD, POST" },
	{ "/api/products/" ID, "GET, HEAD, PUT" },
	{ "/orders/" ID "/cancel", "POST" },
	{ "/api/orders", "GET, HEAD, POST" },
	{ "/api/orders/" ID, "GET, HEAD, DELETE" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* True if every method of `b` is among those of `a`. */
static bool allows(const char *a, const char *b)
{
	char *rest = pool_text(pool, b), *name;

	while ((name = strsep(&rest, ","))) {
		const char *found = strstr(a, name + (*name == ' '));

		if (!found)
			return false;
	}
	return strlen(a) == strlen(b);
}

TEST(a_method_that_an_address_does_not_have_is_told_which_it_has)
{
	static const char *const methods[] = { "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "" };

	for (size_t i = 0; i < ROWS; i++)
		for (size_t method = 0; method < sizeof(methods) / sizeof(methods[0]); method++) {
			struct answer *answer = ask(methods[method], rows[i].url);

			ck_assert_status(answer, 405);
			ck_assert_msg(allows(header_of(answer, "Allow"), rows[i].allow), "%s allows %s", rows[i].url, header_of(answer, "Allow"));
		}
}

TEST(each_method_of_the_table_is_served_and_each_other_refused)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE" };

	for (size_t i = 0; i < ROWS; i++)
		for (size_t method = 0; method < 5; method++) {
			bool listed = strstr(rows[i].allow, methods[method]) != NULL;
			struct answer *answer = ask(methods[method], rows[i].url);

			ck_assert_msg((answer->status == 405) != listed, "%s %s: %d", methods[method], rows[i].url, answer->status);
			ck_assert_int_lt(answer->status, 500);
		}
}

TEST(the_refusal_of_a_method_is_json_for_the_api_and_a_page_for_people)
{
	ck_assert_refused(ask("DELETE", "/api/products"), 405, "Method Not Allowed", NULL);
	ck_assert_contains(header_of(ask("DELETE", "/auth/signin"), "Content-Type"), "text/html");
}

TEST(head_is_get_without_the_body)
{
	static const char *const urls[] = { "/", "/healthz", "/auth/signin", "/api/products", "/api/users/currentuser",
		"/api/products/" ID, "/nowhere" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct answer *get = ask("GET", urls[i]), *head = ask("HEAD", urls[i]);

		ck_assert_int_eq(head->status, get->status);
		ck_assert_str_eq(header_of(head, "Content-Type"), header_of(get, "Content-Type"));
		ck_assert_msg(labs(strtol(header_of(head, "Content-Length"), NULL, 10) - (long)get->length) < 300, "HEAD %s", urls[i]);
	}
}

/* ---- other sites */

#define GOOD .json = "{\"title\":\"a\",\"price\":1}"

/* A change by somebody whose browser adds this header, of a shop whose address isn't configured. */
static struct answer *from(const struct person *as, const char *header, bool tls)
{
	return ask("POST", "/api/products", .as = as, GOOD, .environment = { header }, .tls = tls, .settings = "BOXOFFICE_BASE_URL=");
}

TEST(a_change_from_another_origin_is_refused)
{
	static const char *const origins[] = { "https://evil.example", "http://shop.example.com.evil.example", "null",
		"http://evil.example/shop.example.com", "https://shop.example.com", "http://shop.example.com:8080", "http://SHOP", "x" };
	const struct person *alice = new_person();
	long before = rows_of("products");

	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		ck_assert_refused(from(alice, pool_print(pool, "HTTP_ORIGIN=%s", origins[i]), false), 403,
		                  "Request comes from another site", NULL);
	ck_assert_int_eq(rows_of("products"), before);
}

TEST(a_change_from_our_own_origin_is_taken)
{
	const struct person *alice = new_person();

	ck_assert_status(from(alice, "HTTP_ORIGIN=http://shop.example.com", false), 201);
	ck_assert_status(from(alice, "HTTP_ORIGIN=https://shop.example.com", true), 201);
	ck_assert_status(from(alice, "HTTP_SEC_FETCH_SITE=same-origin", false), 201);
	ck_assert_status(from(alice, "HTTP_SEC_FETCH_SITE=none", false), 201);
}

/* The status of a change that comes from this origin and was sent to this host. */
static int status_from(const char *base_url, const char *origin, const char *host)
{
	return ask("POST", "/api/products", .as = new_person(), GOOD, .settings = pool_print(pool, "BOXOFFICE_BASE_URL=%s", base_url),
	           .environment = { pool_print(pool, "HTTP_ORIGIN=%s", origin), pool_print(pool, "HTTP_HOST=%s", host),
	                            "REQUEST_URI=/shop/api/products" })->status;
}

TEST(the_configured_address_is_our_only_origin)
{
	static const char ours[] = "https://tickets.example.org/shop";
	static const char *const others[] = { "http://tickets.example.org", "https://tickets.example.org:8443", "https://tickets.example",
		"https://evil.example", "http://evil.example", "https://", "https://tickets.example.org/shop" };

	ck_assert_int_eq(status_from(ours, "https://tickets.example.org", "tickets.example.org"), 201);
	ck_assert_int_eq(status_from(ours, "https://tickets.example.org", "10.0.0.7:8080"), 201);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ck_assert_int_eq(status_from(ours, others[i], "tickets.example.org"), 403);
		ck_assert_int_eq(status_from(ours, others[i], strstr(others[i], "://") + 3), 403);
	}
}

TEST(a_trial_may_be_reached_by_each_name_of_its_machine)
{
	static const char ours[] = "http://127.0.0.1:8080/shop";

	ck_assert_int_eq(status_from(ours, "http://127.0.0.1:8080", "127.0.0.1:8080"), 201);
	ck_assert_int_eq(status_from(ours, "http://localhost:8080", "localhost:8080"), 201);
	ck_assert_int_eq(status_from(ours, "http://[::1]:8080", "[::1]:8080"), 201);
	ck_assert_int_eq(status_from(ours, "http://127.0.0.1:8080", "localhost:8080"), 403);
	ck_assert_int_eq(status_from(ours, "http://localhost.evil.example", "localhost.evil.example"), 403);
	ck_assert_int_eq(status_from(ours, "http://evil.example", "evil.example"), 403);
	ck_assert_int_eq(status_from("https://tickets.example.org/shop", "http://localhost", "localhost"), 403);
}

TEST(a_cross_site_request_is_refused_even_without_origin)
{
	ck_assert_status(from(new_person(), "HTTP_SEC_FETCH_SITE=cross-site", false), 403);
}

TEST(reading_from_another_site_is_harmless)
{
	ck_assert_status(ask("GET", "/api/products?limit=1", .environment = { "HTTP_ORIGIN=https://evil.example" }), 200);
	ck_assert_ptr_null(header_of(ask("GET", "/api/products?limit=1", .environment = { "HTTP_ORIGIN=https://evil.example" }),
	                             "Access-Control-Allow-Origin"));
	ck_assert_status(ask("GET", "/", .environment = { "HTTP_SEC_FETCH_SITE=cross-site" }), 200);
}

/* ---- bodies */

TEST(a_body_of_another_type_is_refused)
{
	static const char *const types[] = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
		"application/jsonx", "" };
	const struct person *alice = new_person();

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		ck_assert_refused(ask("POST", "/api/products", .as = alice, .body = "{\"title\":\"a\",\"price\":1}", .type = types[i]), 415,
		                  "Unsupported media type", NULL);
	ck_assert_status(ask("POST", "/products", .as = alice, .body = "{}", .type = "application/json"), 415);
}

TEST(a_malformed_body_is_refused_and_nothing_is_written)
{
	static const char *const bodies[] = { "{", "[]", "null", "\"x\"", "{\"title\":\"a\",\"title\":\"b\",\"price\":1}", "title=a&price=1",
		"{\"title\":\"\xff\",\"price\":1}", "{\"title\":\"a\\u0000\",\"price\":1}", "{\"title\":\"\\ud800\",\"price\":1}" };
	const struct person *alice = new_person();
	long before = rows_of("products");

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		ck_assert_refused(ask("POST", "/api/products", .as = alice, .json = bodies[i]), 400, "Request body must be a JSON object", NULL);
	ck_assert_status(ask("POST", "/api/products", .as = alice, .body = "{\"title\":\"a\0b\",\"price\":1}", .length = 25,
	                     .type = "application/json"), 400);
	ck_assert_int_eq(rows_of("products"), before);
}

TEST(a_deep_body_is_refused)
{
	char *body = pool_alloc(pool, 900001);

	memset(body, '[', 900000);
	memcpy(body, "{\"a\":", 5);
	ck_assert_status(ask("POST", "/api/products", .as = new_person(), .json = body), 400);
}

TEST(a_body_over_a_mebibyte_is_refused)
{
	size_t length = 3 << 20;
	char *body = pool_alloc(pool, length + 1);
	const struct person *alice = new_person();

	memset(body, ' ', length);
	memcpy(body, "{\"title\":\"a\",\"price\":1}", 23);
	ck_assert_refused(ask("POST", "/api/products", .as = alice, .json = body), 413, "Request body is too large", NULL);
	ck_assert_contains(header_of(ask("POST", "/auth/signin", .body = body, .type = "application/x-www-form-urlencoded"), "Content-Type"),
	                   "text/html");
	body[1 << 20] = '\0';
	ck_assert_status(ask("POST", "/api/products", .as = alice, .json = body), 201);
}

TEST(a_broken_form_is_refused)
{
	static const char *const forms[] = { "title=%00", "title=%ff", "title=%", "title=a&title=b", "%00=a" };
	const struct person *alice = new_person();

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		ck_assert_status(ask("POST", "/products", .as = alice, .form = forms[i]), 400);
}

/* ---- addresses */

TEST(an_unknown_address_is_not_found_in_the_manner_of_its_kind)
{
	static const char *const api[] = { "/api", "/api/nowhere", "/api/users", "/api/users/x", "/api/ordersXYZ", "/api/orders/x/y",
		"/api/products/" ID "/edit", "/api/auth/signin", "/api/healthz", "/api/../api/products", "/api//products" };
	static const char *const page[] = { "/nowhere", "/apix", "/orders/x/y", "/productsXYZ", "/users/signin", "/auth", "/auth/x",
		"/%61pi/products", "/<script>", "/.env", "/\xff\xfe", "/a%00b" };

	for (size_t i = 0; i < sizeof(api) / sizeof(api[0]); i++)
		ck_assert_refused(ask("GET", api[i]), 404, "Not Found", NULL);
	for (size_t i = 0; i < sizeof(page) / sizeof(page[0]); i++) {
		struct answer *answer = ask("GET", page[i]);

		ck_assert_msg(answer->status == 404, "%s: %d", page[i], answer->status);
		ck_assert_contains(header_of(answer, "Content-Type"), "text/html");
		ck_assert_lacks(answer->body, "<script>");
	}
}

TEST(a_request_may_name_itself_if_the_name_is_safe)
{
	ck_assert_str_eq(header_of(ask("GET", "/healthz", .environment = { "HTTP_X_REQUEST_ID=abc-123" }), "X-Request-Id"), "abc-123");
	ck_assert_str_ne(header_of(ask("GET", "/healthz", .environment = { "HTTP_X_REQUEST_ID=a b" }), "X-Request-Id"), "a b");
	ck_assert_uint_eq(strlen(header_of(ask("GET", "/healthz", .environment = { "HTTP_X_REQUEST_ID=\r\nX: y" }), "X-Request-Id")), 32);
}

TEST(a_body_that_breaks_off_is_refused_though_it_can_be_read)
{
	const struct person *seller = new_person(), *buyer = new_person();
	const char *product = sell(seller, "10", 20), *form = pool_print(pool, "productId=%s&quantity=1", id_in(product));
	long orders = rows_of("orders");

	ck_assert_status(ask("POST", "/orders", .as = buyer, .form = form, .environment = { "CONTENT_LENGTH=900" }), 400);
	ck_assert_refused(ask("POST", "/api/orders", .as = buyer, .json = pool_print(pool, "{\"productId\":\"%s\"}", id_in(product)),
	                      .environment = { "CONTENT_LENGTH=900" }), 400, "Request body is incomplete", NULL);
	ck_assert_int_eq(rows_of("orders"), orders);
}

int main(void)
{
	return test_run("refusals", CONFIGURED);
}

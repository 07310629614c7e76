/* Pages: complete without scripts, the same rules as the API's. */
#include "tests/ask.h"
#include "tests/test.h"

#define VISITOR "session_visitor=0123456789abcdef0123456789abcdef"
#define ID "0123456789abcdef01234567"

/* The page's address of an API's address. */
static const char *page_of(const char *api_url)
{
	return api_url + strlen("/api");
}

static struct answer *page(const struct person *as, const char *url)
{
	struct answer *answer = ask("GET", url, .as = as);

	ck_assert_contains(header_of(answer, "Content-Type"), "text/html; charset=utf-8");
	return answer;
}

static struct answer *post(const struct person *as, const char *url, const char *form)
{
	return ask("POST", url, .as = as, .form = form);
}

/* ---- home */

TEST(home_shows_what_is_on_sale)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "12.50", 3);
	struct answer *answer = page(NULL, "/");

	ck_assert_status(answer, 200);
	ck_assert_contains(answer->body, pool_print(pool, "href=\"%s\"", page_of(url)));
	ck_assert_contains(answer->body, "$12.50");
	ck_assert_contains(answer->body, "3 left");
	ck_assert_contains(page(alice, "/")->body, alice->email);
}

TEST(home_searches_titles)
{
	const struct person *alice = new_person();
	struct answer *answer;

	ask("POST", "/api/products", .as = alice, .json = "{\"title\":\"Kwyjibo <b>live</b>\",\"price\":1}");
	answer = page(NULL, "/?q=kwyjibo");
	ck_assert_contains(answer->body, "Kwyjibo &lt;b&gt;live&lt;/b&gt;");
	ck_assert_lacks(answer->body, "<b>live");
	answer = page(NULL, "/?q=%3Cscript%3Ezyzzyva%22");
	ck_assert_status(answer, 200);
	ck_assert_lacks(answer->body, "<script>zyzzyva");
	ck_assert_str_eq(field_of(answer, "q"), "&lt;script&gt;zyzzyva&quot;");
}

TEST(home_goes_on_to_further_pages)
{
	const struct person *alice = new_person();
	const char *last = NULL;

	for (int i = 0; i < 30; i++)
		last = sell(alice, "1", 1);
	ck_assert_contains(page(NULL, "/")->body, page_of(last));
	ck_assert_contains(page(NULL, "/")->body, "?after=");
	ck_assert_lacks(page(NULL, pool_print(pool, "/?after=%s", id_in(last)))->body, page_of(last));
	ck_assert_status(page(NULL, "/?after=x"), 404);
}

/* ---- selling */

TEST(selling_starts_with_signing_in)
{
	struct answer *answer = ask("GET", "/products/new");

	ck_assert_status(answer, 303);
	ck_assert_str_eq(header_of(answer, "Location"), "/auth/signin?next=%2Fproducts%2Fnew");
	ck_assert_status(ask("POST", "/products", .cookie = VISITOR, .form = "title=a&price=1"), 303);
}

TEST(the_form_puts_on_sale_and_leads_to_the_product)
{
	const struct person *alice = new_person();
	struct answer *form = page(alice, "/products/new"), *sent;

	ck_assert_status(form, 200);
	sent = ask("POST", "/products", .as = alice, .no_csrf = true, .form = pool_print(pool,
	           "title=A+night&price=10.50&quantity=25&idempotency_key=%s&csrf=%s", field_of(form, "idempotency_key"),
	           field_of(form, "csrf")));
	ck_assert_status(sent, 303);
	ck_assert_contains(header_of(sent, "Location"), "/products/");
	ck_assert_contains(page(NULL, header_of(sent, "Location"))->body, "A night");
	ck_assert_contains(page(NULL, header_of(sent, "Location"))->body, "$10.50");
}

TEST(a_failed_form_of_a_product_comes_back_filled_in)
{
	struct answer *answer = post(new_person(), "/products", "title=+&price=x%22y&quantity=0");

	ck_assert_status(answer, 400);
	ck_assert_contains(answer->body, "Title is required");
	ck_assert_contains(answer->body, "Price must be a number, such as 12.50");
	ck_assert_contains(answer->body, "Quantity must be between 1 and 100000");
	ck_assert_str_eq(field_of(answer, "price"), "x&quot;y");
	ck_assert_str_eq(field_of(answer, "quantity"), "0");
}

TEST(forms_without_their_token_change_nothing)
{
	const struct person *alice = new_person(), *eve = new_person();
	const char *url = sell(alice, "1", 2), *order = buy(alice, url, 1);
	long products = rows_of("products"), orders = rows_of("orders");
	const char *eves = field_of(page(eve, "/products/new"), "csrf");

	ck_assert_status(ask("POST", "/products", .as = alice, .form = "title=a&price=1", .no_csrf = true), 403);
	eves = pool_print(pool, "title=a&price=1&csrf=%s", eves);
	ck_assert_status(ask("POST", "/products", .as = alice, .form = eves, .no_csrf = true), 403);
	ck_assert_status(ask("POST", page_of(url), .as = alice, .form = "title=a&price=1", .no_csrf = true), 403);
	ck_assert_status(ask("POST", "/orders", .as = alice, .form = pool_print(pool, "productId=%s", id_in(url)), .no_csrf = true), 403);
	ck_assert_status(ask("POST", pool_print(pool, "%s/cancel", page_of(order)), .as = alice, .form = "", .no_csrf = true), 403);
	ck_assert_int_eq(rows_of("products"), products);
	ck_assert_int_eq(rows_of("orders"), orders);
	ck_assert_str_eq(member(ask("GET", order, .as = alice), "status"), "created");
}

TEST(the_seller_edits_and_others_are_told_no)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "1", 2), *edit = pool_print(pool, "%s/edit", page_of(url));
	struct answer *form = page(alice, edit);

	ck_assert_status(form, 200);
	ck_assert_str_eq(field_of(form, "title"), "Concert");
	ck_assert_str_eq(field_of(form, "revision"), "0");
	ck_assert_status(page(new_person(), edit), 401);
	ck_assert_status(post(new_person(), page_of(url), "title=Mine&price=1&quantity=2&revision=0"), 401);
	ck_assert_status(post(alice, page_of(url), "title=Changed&price=2&quantity=5&revision=0"), 303);
	ck_assert_str_eq(member(ask("GET", url), "title"), "Changed");
	ck_assert_str_eq(member(ask("GET", url), "quantity"), "5");
}

TEST(an_edit_of_what_changed_meanwhile_comes_back_with_what_was_typed)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "1", 2);
	struct answer *answer;

	ck_assert_status(post(alice, page_of(url), "title=First&price=1&quantity=2&revision=0"), 303);
	answer = post(alice, page_of(url), "title=Second&price=1&quantity=2&revision=0");
	ck_assert_status(answer, 409);
	ck_assert_str_eq(field_of(answer, "title"), "Second");
	ck_assert_str_eq(field_of(answer, "revision"), "1");
	ck_assert_contains(answer->body, "Product has changed since you read it");
}

TEST(a_reserved_product_can_not_be_edited_by_form_either)
{
	const struct person *alice = new_person();
	const char *url = sell(alice, "1", 1);
	struct answer *answer;

	buy(new_person(), url, 1);
	answer = post(alice, page_of(url), "title=a&price=1&quantity=1");
	ck_assert_status(answer, 400);
	ck_assert_contains(answer->body, "Cannot edit a reserved product");
}

/* ---- buying */

TEST(the_product_page_sells)
{
	const struct person *bob = new_person();
	const char *url = sell(new_person(), "20", 3);
	struct answer *shown = page(bob, page_of(url)), *sent, *order;

	ck_assert_status(shown, 200);
	sent = ask("POST", "/orders", .as = bob, .no_csrf = true, .form = pool_print(pool,
	           "productId=%s&quantity=2&idempotency_key=%s&csrf=%s", field_of(shown, "productId"),
	           field_of(shown, "idempotency_key"), field_of(shown, "csrf")));
	ck_assert_status(sent, 303);
	order = page(bob, header_of(sent, "Location"));
	ck_assert_status(order, 200);
	ck_assert_contains(order->body, "$40.00");
	ck_assert_contains(order->body, "datetime=\"");
	ck_assert_contains(page(bob, page_of(url))->body, header_of(sent, "Location"));
}

TEST(a_single_ticket_needs_no_choice_of_quantity)
{
	const struct person *bob = new_person();
	struct answer *one = page(bob, page_of(sell(new_person(), "20", 1))), *two = page(bob, page_of(sell(new_person(), "20", 2)));

	ck_assert_lacks(one->body, "name=\"quantity\"");
	ck_assert_contains(one->body, "Reserve ticket<");
	ck_assert_contains(two->body, "name=\"quantity\"");
	ck_assert_contains(two->body, "Reserve tickets<");
	ck_assert_status(post(bob, "/orders", pool_print(pool, "productId=%s", field_of(one, "productId"))), 303);
}

TEST(what_is_gone_is_told_to_the_buyer)
{
	const struct person *bob = new_person();
	const char *url = sell(new_person(), "1", 1);
	struct answer *answer;

	buy(new_person(), url, 1);
	answer = post(bob, "/orders", pool_print(pool, "productId=%s&quantity=1", id_in(url)));
	ck_assert_status(answer, 400);
	ck_assert_contains(answer->body, "Product is already reserved");
	ck_assert_contains(page(NULL, page_of(url))->body, "Sold out");
	ck_assert_lacks(page(bob, page_of(url))->body, "name=\"productId\"");
}

TEST(a_visitor_is_asked_to_sign_in_to_buy)
{
	const char *url = page_of(sell(new_person(), "1", 1));

	ck_assert_contains(page(NULL, url)->body, pool_print(pool, "/auth/signin?next=%s", url));
	ck_assert_status(ask("POST", "/orders", .cookie = VISITOR, .form = "productId=x"), 303);
}

TEST(orders_are_listed_and_cancelled_by_form)
{
	const struct person *bob = new_person();
	const char *url = page_of(buy(bob, sell(new_person(), "7.77", 1), 1));

	ck_assert_contains(page(bob, "/orders")->body, url);
	ck_assert_contains(page(bob, "/orders")->body, "$7.77");
	ck_assert_status(post(bob, pool_print(pool, "%s/cancel", url), ""), 303);
	ck_assert_status(post(bob, pool_print(pool, "%s/cancel", url), ""), 303);
	ck_assert_contains(page(bob, url)->body, "cancelled");
	ck_assert_status(post(new_person(), pool_print(pool, "%s/cancel", url), ""), 401);
}

TEST(orders_are_for_their_buyer_alone)
{
	const struct person *bob = new_person();
	const char *url = page_of(buy(bob, sell(new_person(), "1", 1), 1));
	struct answer *theirs = page(new_person(), url);

	ck_assert_status(theirs, 401);
	ck_assert_lacks(theirs->body, "Concert");
	ck_assert_status(ask("GET", url), 303);
	ck_assert_status(ask("GET", "/orders"), 303);
	ck_assert_status(page(bob, "/orders/" ID), 404);
	ck_assert_status(page(bob, "/orders/x"), 404);
}

TEST(a_free_ticket_is_confirmed_and_can_not_be_cancelled)
{
	const struct person *bob = new_person();
	struct answer *sent = post(bob, "/orders", pool_print(pool, "productId=%s&quantity=1", id_in(sell(new_person(), "0", 2)))), *order;

	ck_assert_status(sent, 303);
	order = page(bob, header_of(sent, "Location"));
	ck_assert_contains(order->body, "confirmed");
	ck_assert_lacks(order->body, "/cancel\"");
	ck_assert_contains(post(bob, pool_print(pool, "%s/cancel", header_of(sent, "Location")), "")->body, "Cannot cancel a completed order");
}

/* ---- errors and what surrounds them */

TEST(an_error_page_names_the_request_and_leads_on)
{
	struct answer *answer = page(NULL, "/nowhere");

	ck_assert_status(answer, 404);
	ck_assert_contains(answer->body, header_of(answer, "X-Request-Id"));
	ck_assert_contains(answer->body, "href=\"/\"");
	ck_assert_contains(answer->body, "noindex");
	ck_assert_contains(answer->body, "What are you looking for?");
}

TEST(titles_are_escaped_wherever_they_stand)
{
	static const char TITLE[] = "{\"title\":\"\\\"><script>alert(1)</script><a b='\",\"price\":1}";
	const struct person *alice = new_person();
	const char *url = header_of(ask("POST", "/api/products", .as = alice, .json = TITLE), "Location");
	const char *order = page_of(buy(alice, url, 1));
	const char *const urls[] = { "/", "/orders", page_of(url), pool_print(pool, "%s/edit", page_of(url)), order };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		ck_assert_lacks(page(alice, urls[i])->body, "<script>alert");
}

TEST(links_begin_with_the_path_of_the_configured_address)
{
	struct answer *answer = ask("GET", "/shop/", .settings = "BOXOFFICE_BASE_URL=https://example.com/shop");

	ck_assert_status(answer, 200);
	ck_assert_contains(answer->body, "href=\"/shop/auth/signin");
	ck_assert_contains(answer->body, "/shop/static/style.css");
	ck_assert_lacks(answer->body, "href=\"/auth");
}

int main(void)
{
	return test_run("pages", CONFIGURED);
}

/* A page is made in its request's unit of work: what meets a deadlock or a lost connection is run again, handler and page together. */
#include "serve/serve_request.h"

#include "db/db.h"
#include "http/input.h"
#include "http/session.h"
#include "serve/respond.h"
#include "tests/body.h"
#include "tests/test.h"

#define ALICE "0123456789abcdef01234567"

static int handled, loaded, in_transaction; /* how often; how often the page was loaded within a transaction */
static const char *body;
static struct text sent;

static const struct outcome *refuse(struct request *request)
{
	handled++;
	input_error(request, "title", "No");
	return INVALID;
}

/* The first time it meets what may be tried again. */
static const struct outcome *load(struct request *request)
{
	in_transaction += db_number("SELECT @@in_transaction", BIND(), 0) == 1;
	if (!loaded++)
		fault(FAULT_AGAIN, "planted");
	respond_page(request, "");
	return DONE;
}

static const struct page_kind page = { "sales/orders.tpl", "Things", load, NULL, 0 };

static const struct route routes[] = {
	{ POST, "/things",  refuse, SIGNED_IN, &page },
	{ POST, "/batches", refuse, SIGNED_IN | BATCHED, &page },
	{ 0 }
};

static size_t give(void *unused, char *buffer, size_t size)
{
	size_t length = strlen(body) < size ? strlen(body) : size;

	(void)unused;
	memcpy(buffer, body, length);
	body += length;
	return length;
}

static void take(void *unused, const char *bytes, size_t size)
{
	(void)unused;
	text_add(&sent, bytes, size);
}

static const char *form_of(const char *cookies)
{
	struct request *request = request_with(false, "", 0);

	request->received.cookies = cookies;
	session_read(request);
	return pool_print(pool, "csrf=%s", session_form_token(request, NULL));
}

static void send_form(const char *path)
{
	const char *cookies = pool_print(pool, "session=%s", token_sign(pool, ALICE, "a@example.com"));
	char *variables[] = { "REQUEST_METHOD=POST", pool_print(pool, "REQUEST_URI=%s", path), pool_print(pool, "HTTP_COOKIE=%s", cookies),
		"CONTENT_TYPE=application/x-www-form-urlencoded", NULL };
	const struct gateway gateway = { variables, give, take, NULL };
	struct request *request;

	handled = loaded = in_transaction = 0;
	sent = text_in(pool);
	body = form_of(cookies);
	request = serve_request_begin(&gateway, routes);
	serve_request_answer(request);
	serve_request_end(request);
	ck_assert_contains(sent.bytes, "Status: 400");
	ck_assert_contains(sent.bytes, "Things");
	ck_assert_int_eq(loaded, 2);
	ck_assert_int_eq(handled, 2);
}

TEST(the_page_of_a_form_that_failed_is_loaded_in_its_transaction_and_run_again_with_it)
{
	send_form("/things");
	ck_assert_int_eq(in_transaction, 2);
}

TEST(so_it_is_where_there_is_a_batch_in_place_of_a_transaction)
{
	send_form("/batches");
	ck_assert_int_eq(in_transaction, 0);
}

int main(void)
{
	return test_run("serve_request", CONFIGURED);
}

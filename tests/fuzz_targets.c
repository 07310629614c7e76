#include "tests/fuzz_targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "http/settings.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/text.h"
#include "http/token.h"
#include "accounts/user.h"
#include "serve/dispatch.h"
#include "serve/serve_request.h"
#include "http/input.h"
#include "serve/respond.h"

/* The bytes are what each of these is made of. */
static void *pool;
static const char *bytes_as_text;
static const uint8_t *body;
static size_t body_left;

static void promise(int kept)
{
	if (!kept)
		abort();
}

/* The usual settings. */
static void configure(void)
{
	static const char lines[] = "BOXOFFICE_SESSION_KEYS=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	static char text[sizeof(lines)];
	char problem[256];

	memcpy(text, lines, sizeof(text));
	promise(config_parse("fuzz", text, problem));
}

static void begin(const uint8_t *bytes, size_t size)
{
	pool = pool_open(NULL);
	pool_for_json(pool);
	bytes_as_text = pool_copy(pool, (const char *)bytes, size);
	body = bytes;
	body_left = size;
	if (!http_settings.session_keys)
		configure();
}

static void end(void)
{
	pool_for_json(NULL);
	pool_close(pool);
}

/* ---- bodies */

static size_t body_read(void *connection, char *buffer, size_t size)
{
	size_t length = size < body_left ? size : body_left;

	(void)connection;
	memcpy(buffer, body, length);
	body += length;
	body_left -= length;
	return length;
}

static void ignore(void *connection, const char *bytes, size_t size)
{
	(void)connection;
	(void)bytes;
	(void)size;
}

/* Every reader of a field, for every field there is. */
static void read_fields(struct request *request)
{
	const char *name;
	json_t *value;

	json_object_foreach(request->input.body, name, value) {
		const char *text = input_text(request, name, 1, 200, "x");
		int64_t money = input_money(request, name, "x"), count = input_count(request, name, 1, 100000, 1, "x");

		promise(!text || (text_is_utf8(text, strlen(text)) && text_characters(text) <= 200 && *text));
		promise(money >= 0 && money <= MONEY_MAX);
		promise(count >= 1 && count <= 100000);
		request->input.error_count = 0;
	}
}

static void feed_body(const uint8_t *bytes, size_t size, char *uri)
{
	char *variables[] = { "REQUEST_METHOD=POST", uri, NULL };
	const struct gateway gateway = { variables, body_read, ignore, NULL };
	struct request *request;

	begin(bytes, size);
	request = pool_alloc(pool, sizeof(*request));
	request->pool = pool;
	respond_reset(request);
	request_read(request, &gateway);
	if (!request->received.too_large && input_read(request) == DONE)
		read_fields(request);
	end();
}

static void feed_json(const uint8_t *bytes, size_t size)
{
	feed_body(bytes, size, "REQUEST_URI=/api/x");
}

static void feed_form(const uint8_t *bytes, size_t size)
{
	feed_body(bytes, size, "REQUEST_URI=/x");
}

/* ---- a whole request: its lines are method, address, cookies, type, origin, key and body */

static char *variables[8];

/* From the lines at the beginning of the rest, which moves past them. */
static void read_lines(char **rest)
{
	static const char *const names[] = { "REQUEST_METHOD", "REQUEST_URI", "HTTP_COOKIE", "CONTENT_TYPE", "HTTP_ORIGIN",
		"HTTP_IDEMPOTENCY_KEY", "HTTP_X_REQUEST_ID" };
	size_t i = 0;

	for (; i < 7 && *rest; i++)
		variables[i] = pool_print(pool, "%s=%s", names[i], strsep(rest, "\n"));
	variables[i] = NULL;
}

static const struct outcome *say_done(struct request *request)
{
	promise(strlen(request->received.path) > 0 && request->received.path[0] == '/');
	respond_text(request, DONE, "text/plain", "x");
	return DONE;
}

static const struct route routes[] = {
	{ GET, "/", say_done, 0, NULL },
	{ GET, "/x/{id}", say_done, 0, NULL },
	{ GET, "/x/{id}/edit", say_done, SIGNED_IN, NULL },
	{ 0 }
};

static struct text answer;

static void keep(void *connection, const char *bytes, size_t size)
{
	(void)connection;
	text_add(&answer, bytes, size);
}

/* Nothing from outside may begin a header of its own: no line of the head has a control character in it. */
static void look_at_head(void)
{
	const char *end_of_head = strstr(answer.bytes, "\r\n\r\n");

	promise(end_of_head != NULL);
	for (const char *at = answer.bytes; at < end_of_head; at++)
		promise((unsigned char)*at >= ' ' || (at[0] == '\r' && at[1] == '\n') || (at[0] == '\n' && at[-1] == '\r'));
	promise(strstr(answer.bytes, "Status: 5") == NULL || strstr(answer.bytes, "Status: 5") > end_of_head);
}

static void feed_request(const uint8_t *bytes, size_t size)
{
	const struct outcome *outcome;
	const struct gateway gateway = { variables, body_read, keep, NULL };
	struct request *request;
	char *rest;

	begin(bytes, size);
	rest = pool_text(pool, bytes_as_text);
	read_lines(&rest);
	body = (const uint8_t *)(rest ? rest : "");
	body_left = strlen((const char *)body);
	answer = text_in(pool);
	request = pool_alloc(pool, sizeof(*request));
	request->pool = pool;
	respond_reset(request);
	request_read(request, &gateway);
	if (!request->received.api)
		request->received.api = true; /* pages need templates: the site tests have them */
	outcome = dispatch_find(request, routes);
	if (outcome == DONE)
		serve_request_answer(request);
	else
		respond(request, outcome);
	respond_send(request);
	look_at_head();
	end();
}

/* ---- texts */

static void feed_token(const uint8_t *bytes, size_t size)
{
	struct session session = { 0 };

	begin(bytes, size);
	promise(!token_read(pool, bytes_as_text, &session));
	promise(!token_sealed(bytes_as_text, "form", "x"));
	end();
}

static void feed_cookie(const uint8_t *bytes, size_t size)
{
	struct request *request;
	const char *found, *rest;

	begin(bytes, size);
	request = pool_alloc(pool, sizeof(*request));
	*request = (struct request){ .pool = pool, .received.cookies = bytes_as_text };
	rest = bytes_as_text;
	while ((found = request_next_cookie(request, "session", &rest)))
		promise(strstr(bytes_as_text, found) != NULL);
	end();
}

static void feed_price(const uint8_t *bytes, size_t size)
{
	int64_t minor = 0, again;
	char plain[MONEY_SIZE];

	begin(bytes, size);
	if (money_from_text(bytes_as_text, &minor)) {
		money_plain(plain, minor);
		promise(minor >= 0 && minor <= MONEY_MAX && money_from_text(plain, &again) && again == minor);
	}
	end();
}

/* JSON and log lines of any text: valid, and on one line. */
static void feed_text(const uint8_t *bytes, size_t size)
{
	struct text out;

	begin(bytes, size);
	out = text_in(pool);
	text_json(&out, bytes_as_text);
	for (size_t i = 0; i < out.length; i++)
		promise((unsigned char)out.bytes[i] >= ' ');
	if (text_is_utf8(bytes_as_text, strlen(bytes_as_text))) {
		json_t *back = json_loads(out.bytes, JSON_DECODE_ANY, NULL);

		promise(back && !strcmp(json_string_value(back), bytes_as_text));
	}
	text_is_email(bytes_as_text);
	end();
}

static void feed_settings(const uint8_t *bytes, size_t size)
{
	char problem[256];

	begin(bytes, size);
	config_parse("fuzz", pool_text(pool, bytes_as_text), problem);
	configure();
	end();
}

const struct fuzz_target fuzz_targets[] = {
	{ "json", feed_json }, { "form", feed_form }, { "request", feed_request }, { "token", feed_token }, { "cookie", feed_cookie },
	{ "price", feed_price }, { "text", feed_text }, { "settings", feed_settings },
};

const size_t fuzz_target_count = sizeof(fuzz_targets) / sizeof(fuzz_targets[0]);

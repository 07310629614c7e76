#include "serve/respond.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/fault.h"
#include "base/pool.h"
#include "http/headers.h"
#include "http/input.h"
#include "http/next.h"
#include "serve/layout.h"
#include "http/session.h"

#define LIST_BYTES 262144 /* of JSON; less than the sample configurations let a web server take at once */

static const char JSON[] = "application/json; charset=utf-8";
static const char HTML[] = "text/html; charset=utf-8";

void respond_show(struct request *request, const struct field *fields, const void *thing)
{
	request->answer.view = (struct view){ fields, thing };
	request->answer.shown = thing;
}

void respond_list(struct request *request, const struct field *fields, size_t size, struct list *list)
{
	respond_show(request, fields, NULL);
	request->answer.list = text_in(request->pool);
	if (request->received.api)
		field_json_page(&request->answer.list, fields, size, list, LIST_BYTES);
}

void respond_page(struct request *request, const void *shown)
{
	request->answer.shown = shown;
}

void respond_title(struct request *request, const char *title)
{
	request->answer.title = title;
}

void respond_text(struct request *request, const struct outcome *outcome, const char *type, const char *text)
{
	request->reply.status = outcome->status;
	request->reply.type = type;
	text_put(&request->reply.body, text);
}

static const char *address(struct request *request, const char *format, va_list arguments)
{
	struct text text = text_in(request->pool);

	text_put(&text, request_base());
	text_put(&text, request->received.api ? "/api" : "");
	text_print_list(&text, format, arguments);
	return text.bytes;
}

void respond_goes_to(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	request->answer.goes_to = address(request, format, arguments);
	va_end(arguments);
}

void respond_next(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	request->answer.next = address(request, format, arguments);
	va_end(arguments);
}

void respond_signs_in(struct request *request, const struct account *account)
{
	request->answer.signs_in = account;
}

const struct outcome *respond_needs_token(struct request *request)
{
	request->answer.challenge = "Bearer";
	return UNAUTHORIZED;
}

void respond_wait(struct request *request, int64_t seconds)
{
	request->answer.wait = seconds;
}

/* ---- in the handler's unit of work */

void respond_reset(struct request *request)
{
	input_forget_errors(request);
	if (request->run.batch)
		batch_clear(request->run.batch);
	request->answer = (struct answer){ 0 };
	request->reply = (struct reply){ .body = text_in(request->pool), .headers = text_in(request->pool) };
}

/* True after a failure that the person who sent the form can mend. */
static bool may_be_mended(const struct request *request, const struct outcome *outcome)
{
	return request->received.method != GET && outcome->status < 500 && outcome != NOT_FOUND;
}

/* Forgets what the handler had begun to show, and loads what the page of the form shows. False where it isn't shown again. */
static bool load_again(struct request *request, const struct page_kind *kind, const struct outcome *outcome)
{
	if (!kind->load || !may_be_mended(request, outcome))
		return false;
	request->answer = (struct answer){ .wait = request->answer.wait };
	return kind->load(request) == DONE;
}

const struct outcome *respond_prepare(struct request *request, const struct outcome *outcome)
{
	const struct page_kind *kind = request->match.route->page;

	if (request->received.api || !kind || (outcome_is_success(outcome) && request->answer.goes_to))
		return outcome;
	if (!outcome_is_success(outcome) && !load_again(request, kind, outcome))
		return outcome;
	if (kind->fill && !request->answer.shown)
		fault(FAULT_BUG, "the page %s was handed nothing to show", kind->template_file);
	request->answer.page = kind;
	return outcome;
}

/* ---- the reply */

/* A failure that has named no broken rule is told by its own message. */
static void name_error(struct request *request, const struct outcome *outcome)
{
	if (!outcome_is_success(outcome) && !request->input.error_count)
		input_error(request, "", outcome->words && !request->received.api ? outcome->words : outcome->message);
}

static void json_errors(struct request *request)
{
	struct text *body = &request->reply.body;

	text_put(body, "{\"errors\":[");
	for (size_t i = 0; i < request->input.error_count; i++) {
		text_put(body, i ? ",{\"message\":" : "{\"message\":");
		text_json(body, request->input.errors[i].message);
		if (*request->input.errors[i].field) {
			text_put(body, ",\"field\":");
			text_json(body, request->input.errors[i].field);
		}
		text_put(body, "}");
	}
	text_put(body, "]}");
}

static void respond_json(struct request *request, const struct outcome *outcome)
{
	struct reply *reply = &request->reply;

	reply->type = JSON;
	if (!outcome_is_success(outcome))
		json_errors(request);
	else if (outcome == EMPTY)
		reply->type = NULL;
	else if (request->answer.list.length)
		text_add(&reply->body, request->answer.list.bytes, request->answer.list.length);
	else
		field_json(&reply->body, request->answer.view.fields, request->answer.view.thing);
	if (outcome == CREATED)
		reply->location = request->answer.goes_to;
}

static const char *sign_in_address(struct request *request)
{
	struct text address = text_in(request->pool);

	text_print(&address, "%s/auth/signin?next=", request_base());
	text_url(&address, next_back(request));
	return address.bytes;
}

/* 303 See Other: after a change to the new or changed thing; or to signing in. */
static void redirect(struct request *request, const char *to)
{
	request->reply.status = 303;
	request->reply.location = to;
}

static void show_page(struct request *request, const struct outcome *outcome)
{
	struct reply *reply = &request->reply;

	reply->page = request->answer.page;
	reply->type = HTML;
	if (reply->page)
		layout_page(request, &reply->body, &reply->headers, outcome);
	else
		layout_error(request, &reply->body, outcome);
}

static void respond_to_browser(struct request *request, const struct outcome *outcome)
{
	if (outcome == UNAUTHORIZED && !request->visitor.signed_in)
		redirect(request, sign_in_address(request));
	else if (outcome_is_success(outcome) && request->answer.goes_to)
		redirect(request, request->answer.goes_to);
	else
		show_page(request, outcome);
}

/* Sets cookies only once, although respond() runs twice where the answer is kept under an idempotency key: to be kept, and to be sent. */
static void sign_in_or_out(struct request *request)
{
	struct reply *reply = &request->reply;

	if (request->answer.signs_in) {
		session_begin(request, request->answer.signs_in->id, request->answer.signs_in->email, &reply->headers);
		reply->signs_in = request->answer.signs_in;
	}
	if (request->answer.signs_out)
		session_end(request, &reply->headers);
	request->answer.signs_in = NULL;
	request->answer.signs_out = false;
}

static void ask_for_token(struct request *request)
{
	if (request->answer.challenge)
		text_print(&request->reply.headers, "WWW-Authenticate: %s\r\n", request->answer.challenge);
	request->answer.challenge = NULL;
}

/* The ETag (RFC 9110, 8.8.3) of a reply that is the same for everybody. */
static void fill_etag(struct request *request)
{
	struct reply *reply = &request->reply;
	char digest[CRYPTO_HEX_SIZE];

	if (!request->match.route || !(request->match.route->flags & CACHEABLE) || request->visitor.signed_in || reply->status != 200)
		return;
	crypto_digest_hex(digest, reply->body.bytes, reply->body.length);
	snprintf(reply->etag, ETAG_SIZE, "%.*s", ETAG_SIZE - 1, digest);
}

void respond(struct request *request, const struct outcome *outcome)
{
	if (outcome_is_success(outcome))
		sign_in_or_out(request);
	ask_for_token(request);
	if (request->reply.status)
		return;
	name_error(request, outcome);
	request->reply.status = outcome->status;
	request->reply.allow = request->match.allow;
	if (request->reply.status == 503 || outcome == TOO_MANY)
		request->reply.retry_after = request->answer.wait ? request->answer.wait : 2;
	if (request->received.api)
		respond_json(request, outcome);
	else
		respond_to_browser(request, outcome);
	fill_etag(request);
}

void respond_again(struct request *request, const struct reply *reply, const char *next)
{
	request->reply = *reply;
	request->reply.headers = text_in(request->pool);
	request->answer.next = next;
}

/* 304 where the client has this reply already. A web server that compresses may have appended something to our ETag. */
static void spare_known(struct request *request)
{
	struct reply *reply = &request->reply;

	if (!*reply->etag || !strstr(request->received.if_none_match, reply->etag))
		return;
	reply->status = 304;
	reply->type = NULL;
	reply->body.length = 0;
}

void respond_send(struct request *request)
{
	const struct gateway *gateway = request->gateway;
	struct text headers = text_in(request->pool);

	spare_known(request);
	text_reserve(&headers, 2048);
	headers_write(request, &headers);
	gateway->write(gateway->connection, headers.bytes, headers.length);
	if (!request->received.head && request->reply.body.length)
		gateway->write(gateway->connection, request->reply.body.bytes, request->reply.body.length);
}

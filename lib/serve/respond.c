#include "serve/respond.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "http/headers.h"
#include "http/input.h"
#include "serve/layout.h"
#include "http/session.h"

static const char JSON[] = "application/json; charset=utf-8";

void respond_show(struct request *request, const struct field *fields, const void *thing)
{
	request->answer.view = (struct view){ fields, thing };
}

void respond_list(struct request *request, const char *name, const struct field *fields, size_t size, const struct list *list)
{
	respond_show(request, fields, NULL);
	request->answer.list = *list;
	request->answer.list_size = size;
	request->answer.list_name = name;
}

void respond_text(struct request *request, const struct outcome *result, const char *type, const char *text)
{
	request->reply.status = result->status;
	request->reply.type = type;
	text_put(&request->reply.body, text);
}

static const char *address(struct request *request, const char *prefix, const char *format, va_list arguments)
{
	struct text text = text_in(request->pool);
	char path[1024];

	vsnprintf(path, sizeof(path), format, arguments);
	text_put(&text, request_base());
	text_put(&text, prefix);
	text_put(&text, path);
	return text.bytes;
}

void respond_goes_to(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	request->answer.goes_to = address(request, request->received.api ? "/api" : "", format, arguments);
	va_end(arguments);
}

void respond_next(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	request->answer.next = address(request, request->received.api ? "/api" : "", format, arguments);
	va_end(arguments);
}

/* A result that has broken rules of its own words gets them as its one entry. */
static void name_error(struct request *request, const struct outcome *result)
{
	if (!outcome_is_success(result) && !request->input.error_count)
		input_error(request, "", result->message);
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

static void respond_json(struct request *request, const struct outcome *result)
{
	struct reply *reply = &request->reply;

	reply->type = JSON;
	if (!outcome_is_success(result))
		json_errors(request);
	else if (result == EMPTY)
		reply->type = NULL;
	else if (request->answer.list_size)
		field_json_list(&reply->body, request->answer.view.fields, request->answer.list_size, &request->answer.list);
	else
		field_json(&reply->body, request->answer.view.fields, request->answer.view.thing);
	if (result == CREATED)
		reply->location = request->answer.goes_to;
}

static const char *sign_in_address(struct request *request)
{
	struct text address = text_in(request->pool);
	bool back_to_page = request->received.method == GET;

	text_print(&address, "%s/auth/signin?next=", request_base());
	text_url(&address, back_to_page ? request->received.path : "/");
	return address.bytes;
}

/* 303: after a change to what came of it, or to signing in. */
static void redirect(struct request *request, const char *to)
{
	request->reply.status = 303;
	request->reply.location = to;
}

static bool can_show_again(struct request *request, const struct outcome *result)
{
	const struct page_kind *kind = request->match.route ? request->match.route->page : NULL;

	if (!kind || result->status >= 500 || result == NOT_FOUND || result == FORM_EXPIRED || request->received.method == GET)
		return false;
	return !kind->load || kind->load(request) == DONE;
}

static void show_page(struct request *request, const struct outcome *result)
{
	request->reply.page = request->match.route->page;
	layout_page(request, request->reply.page, result);
}

static void respond_page(struct request *request, const struct outcome *result)
{
	if (result == UNAUTHORIZED && !request->visitor.signed_in)
		redirect(request, sign_in_address(request));
	else if (outcome_is_success(result) && request->answer.goes_to)
		redirect(request, request->answer.goes_to);
	else if (outcome_is_success(result) && request->match.route->page)
		show_page(request, result);
	else if (can_show_again(request, result))
		show_page(request, result);
	else
		layout_error(request, result);
}

/* Once, although an answer that is kept under a key is made before the one that is sent. */
static void sign_in_or_out(struct request *request)
{
	if (request->answer.signs_in) {
		session_begin(request, request->answer.signs_in->id, request->answer.signs_in->email);
		request->reply.signs_in = request->answer.signs_in;
	}
	if (request->answer.signs_out)
		session_end(request);
	request->answer.signs_in = NULL;
	request->answer.signs_out = false;
}

/* A validator (RFC 9110, 8.8.3) of what is the same for everybody. */
static void fill_etag(struct request *request)
{
	struct reply *reply = &request->reply;
	unsigned char digest[32];

	if (!request->match.route || !(request->match.route->flags & CACHEABLE) || request->visitor.signed_in || reply->status != 200)
		return;
	if (!EVP_Digest(reply->body.bytes, reply->body.length, digest, NULL, EVP_sha256(), NULL))
		fault(FAULT_BUG, "SHA-256 failed");
	text_hex(reply->etag, digest, (ETAG_SIZE - 1) / 2);
}

void respond(struct request *request, const struct outcome *result)
{
	if (outcome_is_success(result))
		sign_in_or_out(request);
	if (request->reply.status)
		return;
	name_error(request, result);
	request->reply.status = result->status;
	if (request->reply.status == 503 || result == TOO_MANY)
		request->reply.retry_after = request->answer.wait ? request->answer.wait : 2;
	if (request->received.api)
		respond_json(request, result);
	else
		respond_page(request, result);
	fill_etag(request);
}

/* The client has it: a compressing server may have lengthened our validator at its end. */
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

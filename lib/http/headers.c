#include "http/headers.h"

#include <stdio.h>
#include <string.h>

#include "base/pool.h"

/* As the OWASP Secure Headers Project advises. */
static const char SECURITY[] =
	"X-Content-Type-Options: nosniff\r\n"
	"X-Frame-Options: DENY\r\n"
	"Referrer-Policy: same-origin\r\n"
	"Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n";

/*
 * The Content-Security-Policy: nothing inline, nothing from other sites. The gaps take the other sites that a page uses (http/request.h).
 */
static const char POLICY[] =
	"Content-Security-Policy: default-src 'none'; script-src 'self'%s; style-src 'self'; img-src 'self'; connect-src 'self'%s;"
	"%s form-action 'self'%s; frame-ancestors 'none'; base-uri 'none'\r\n";

static const char STRICT_TRANSPORT[] = "Strict-Transport-Security: max-age=31536000\r\n";

/*
 * A reply that depends on the visitor must not be stored by any cache. Other replies may be stored, but the cache must ask this server
 * before each use.
 */
static const char *cache_control(const struct request *request)
{
	bool known = request->visitor.signed_in || request->visitor.admin || request->received.authorization;
	bool personal = known || request->reply.headers.length || request->received.method != GET || request->reply.status >= 400;

	return personal ? "no-store" : "no-cache";
}

static void put_between(struct text *out, const char *before, const char *value, const char *after)
{
	if (!value)
		return;
	text_put(out, before);
	text_put(out, value);
	text_put(out, after);
}

static void put_header(struct text *out, const char *name, const char *value)
{
	if (!value)
		return;
	text_put(out, name);
	put_between(out, ": ", value, "\r\n");
}

static void put_number(struct text *out, const char *name, int64_t number)
{
	text_put(out, name);
	text_put(out, ": ");
	text_int(out, number);
	text_put(out, "\r\n");
}

/* The fields of the IETF's draft `RateLimit header fields for HTTP`, revision 6, for programs. */
static void write_allowance(const struct request *request, struct text *out)
{
	if (!request->received.api || !request->allowance.limit)
		return;
	put_number(out, "RateLimit-Limit", request->allowance.limit);
	put_number(out, "RateLimit-Remaining", request->allowance.left);
	put_number(out, "RateLimit-Reset", request->allowance.reset);
}

static void write_own(struct request *request, struct text *out)
{
	const struct reply *reply = &request->reply;

	put_number(out, "Status", reply->status);
	put_header(out, "Content-Type", reply->type);
	put_between(out, "ETag: W/\"", *reply->etag ? reply->etag : NULL, "\"\r\n");
	if (reply->status != 204 && reply->status != 304)
		put_number(out, "Content-Length", (int64_t)reply->body.length);
	put_header(out, "Location", reply->location);
	put_header(out, "Allow", reply->allow);
	if (reply->retry_after)
		put_number(out, "Retry-After", reply->retry_after);
	write_allowance(request, out);
	put_between(out, "Link: <", request->answer.next, ">; rel=\"next\"\r\n");
	put_header(out, "Cache-Control", cache_control(request));
	put_header(out, "Vary", "Cookie");
	put_header(out, "X-Request-Id", request->received.request_id);
}

static void write_policy(struct request *request, struct text *out)
{
	struct page_sources sources = { "", "", "", "" };

	if (request->reply.page && request->reply.page->sources)
		request->reply.page->sources(request->pool, &sources);
	text_print(out, POLICY, sources.script, sources.connect, sources.frame, sources.form);
}

void headers_write(struct request *request, struct text *out)
{
	write_own(request, out);
	write_policy(request, out);
	text_put(out, SECURITY);
	if (request->received.secure)
		text_put(out, STRICT_TRANSPORT);
	if (request->reply.headers.length)
		text_add(out, request->reply.headers.bytes, request->reply.headers.length);
	text_put(out, "\r\n");
}
